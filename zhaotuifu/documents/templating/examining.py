"""查模板 — a Word file from outside, looked at before it is kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from zhaotuifu.documents.styles import STYLES, standing_for, template_name
from zhaotuifu.documents.templating.archive import TemplateRefused, parts_of
from zhaotuifu.documents.templating.hazards import MAIN, parsed, refuse_hazards
from zhaotuifu.documents.templating.opening import opened_template
from zhaotuifu.documents.templating.places import (
    BODY,
    BRACES,
    PLACE,
    PLACES,
    TemplatePlace,
    W,
    passages,
)

STYLES_PART = "word/styles.xml"


@dataclass(frozen=True, slots=True)
class TemplateFound:
    """查到的模板 — its places in the order they stand in, those it lacks, its own styles.

    `styles` are those the template brings itself (公文正文, 公文一级标题 …): they win over ours.
    """

    places: tuple[TemplatePlace, ...]
    lacking: tuple[TemplatePlace, ...]
    styles: tuple[str, ...]


def examine_template(content: bytes) -> TemplateFound:
    """查模板 — what stands in an office's own .docx.

    Raises `TemplateRefused` for one that is not to be used: no .docx, damaged, encrypted, too
    large, with macros, links to outside, fetching fields, tracked changes, a DTD, unknown or torn
    places, or without its one 正文.
    """
    trees = parsed(parts_of(content))
    refuse_hazards(trees)
    names = _names(trees)
    _check_names(names)
    _check_body(trees, names)
    opened_template(content)
    found = tuple(dict.fromkeys(TemplatePlace(name) for name in names))
    return TemplateFound(
        places=found,
        lacking=tuple(place for place in PLACES if place not in found),
        styles=_own_styles(trees),
    )


def _texts(trees: Mapping[str, Any]) -> list[Any]:
    """The parts that hold words of the page: text first, then headers and footers."""
    ends = sorted(
        name for name in trees
        if name.startswith(("word/header", "word/footer")) and name.endswith(".xml")
    )
    return [trees[name] for name in (MAIN, *ends)]


def _names(trees: Mapping[str, Any]) -> list[str]:
    names: list[str] = []
    for tree in _texts(trees):
        for passage in passages(tree):
            names += passage.names
            torn = BRACES.search(PLACE.sub("", passage.text))
            if torn is None:
                continue
            if "%" in torn.group() or "#" in torn.group():
                raise TemplateRefused(
                    f"模板里写了“{torn.group()}”。模板只认 {{{{名称}}}} 这样的位置，不认程序语句，请删掉。"
                )
            raise TemplateRefused(
                f"有一处花括号没有成对：“{passage.text.strip()[:30]}”。位置要写成 {{{{名称}}}}，在一段之内写完。"
            )
    return names


def _check_names(names: list[str]) -> None:
    for name in names:
        if name in PLACES:
            continue
        near = get_close_matches(name, PLACES, n=1, cutoff=0.4)
        hint = f"是不是 {{{{{near[0]}}}}}？" if near else ""
        raise TemplateRefused(
            f"模板里的 {{{{{name[:20]}}}}} 不认识。{hint}能用的位置有：{'、'.join(PLACES)}。"
        )


def _check_body(trees: Mapping[str, Any], names: list[str]) -> None:
    count = Counter(names)[BODY]
    if count != 1:
        what = "没有" if count == 0 else f"有 {count} 处"
        raise TemplateRefused(
            f"模板里{what} {{{{正文}}}}。要有一处，而且只有一处，单独成段：正文、附表都放在那里。"
        )
    body = trees[MAIN].find(f"{W}body")
    holders = [
        passage for passage in passages(trees[MAIN]) if BODY in passage.names
    ]
    is_own = bool(holders) and body is not None and holders[0].element in list(body)
    if not is_own:
        raise TemplateRefused("{{正文}} 要放在正文里，不能放在表格、文本框、页眉或页脚里。")
    if PLACE.sub("", holders[0].text).strip():
        raise TemplateRefused("{{正文}} 要单独成段，同一段里不能有别的字。")
    if holders[0].element.find(f".//{W}sectPr") is not None:
        raise TemplateRefused("{{正文}} 那一段里有分节符。请在它后面另起一段放分节符。")


def _own_styles(trees: Mapping[str, Any]) -> tuple[str, ...]:
    if STYLES_PART not in trees:
        return ()
    there = {
        (name.get(f"{W}val") or "").casefold() for name in trees[STYLES_PART].iter(f"{W}name")
    }
    return tuple(template_name(style) for style in STYLES if standing_for(style, there))
