"""所见的数 — what somebody saw of a paper, what moved since, and which own paragraph may be out of date."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from zhaotuifu.documents.frozen import as_data
from zhaotuifu.kernel.money import plain, round_half_up
from zhaotuifu.reports.rules.brief import Brief
from zhaotuifu.reports.rules.checks import keys_in
from zhaotuifu.reports.rules.figures import Figure, precise_text

#: a text that stands for more figures than this names none of them
FEW = 2
NAMED = 5

Kept = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Moved:
    """变了的数 — as it was seen, and now; `before` None where it is new, `now` where it is gone."""

    key: str
    name: str
    scope_text: str
    before: str | None
    now: str | None

    @property
    def words(self) -> str:
        """一句 — 完成投资 16.5亿元 → 16.6亿元."""
        if self.before is None:
            return f"{self.name} 新出现 {self.now}"
        return f"{self.name} {self.before} → {self.now or '文中不再有'}"


@dataclass(frozen=True, slots=True)
class Doubt:
    """段落存疑 — an own paragraph beside which figures moved; the figures it speaks of come first."""

    place: str
    moved: tuple[Moved, ...]

    @property
    def sentence(self) -> str:
        """标记 — 文中所述可能已变：…"""
        named = "；".join(one.words for one in self.moved[:NAMED])
        more = f" 等 {len(self.moved)} 处" if len(self.moved) > NAMED else ""
        return f"文中所述可能已变：{named}{more}"


def kept_of(figures: Sequence[Figure]) -> dict[str, dict[str, str]]:
    """记下所见 — of every figure its name, scope, text and value, for a JSON column."""
    return {
        figure.key: {
            "name": figure.name, "scope": figure.scope_text, "text": figure.text,
            "value": plain(figure.value) or "", "unit": figure.unit,
        }
        for figure in figures
    }


def moved_since(kept: Kept, figures: Sequence[Figure]) -> tuple[Moved, ...]:
    """变了的数 — printed text or exact value is another one now, in print order; new and gone ones too.

    Nothing kept says nothing: of an older paper nobody noted what was seen.
    """
    if not kept:
        return ()
    found = []
    for figure in figures:
        was = kept.get(figure.key)
        if was is None:
            found.append(Moved(figure.key, figure.name, figure.scope_text, None, figure.text))
        elif _number(was.get("value")) != figure.value or was["text"] != figure.text:
            before, now = was["text"], figure.text
            if before == now:  # too small to show in the print
                before, now = _precise(was), precise_text(figure)
            found.append(Moved(figure.key, figure.name, figure.scope_text, before, now))
    there = {figure.key for figure in figures}
    gone = [
        Moved(key, was["name"], was["scope"], was["text"], None)
        for key, was in kept.items() if key not in there
    ]
    return (*found, *gone)


def _number(text: str | None) -> Decimal | None:
    return Decimal(text) if text else None


def _precise(was: Mapping[str, str]) -> str:
    value = _number(was.get("value"))
    return was["text"] if value is None else f"{_trimmed(value)}{was.get('unit', '')}"


def _trimmed(value: Decimal) -> str:
    text = f"{round_half_up(value, 6):,f}"
    return text.rstrip("0").rstrip(".")


def beside(place: str, text: str, brief: Brief) -> dict[str, dict[str, str]]:
    """段落所依的数 — those of its own part, and any other of the paper that it speaks of."""
    if not text:
        return {}
    section = next((one for one in brief.sections if one.place == place), None)
    keys = set(keys_in(section.live)) if section else set()
    keys |= spoken_of(text, brief.figures)
    return {
        figure.key: {"name": figure.name, "scope": figure.scope_text, "text": figure.text}
        for figure in brief.figures if figure.key in keys
    }


def spoken_of(text: str, figures: Sequence[Figure]) -> set[str]:
    """文中提到的数 — keys of figures whose printed text stands in the words; a common text names none."""
    by_text: dict[str, list[str]] = {}
    for figure in figures:
        by_text.setdefault(figure.text, []).append(figure.key)
    return {
        key for said, keys in by_text.items()
        if len(keys) <= FEW and re.search(rf"(?<![\d.,]){re.escape(said)}", text)
        for key in keys
    }


def doubts(
    kept: Mapping[str, Kept], paragraphs: Mapping[str, str], figures: Sequence[Figure]
) -> dict[str, Doubt]:
    """存疑的段落 — by place; figures whose old text stands in the paragraph are named first."""
    now = {figure.key: figure for figure in figures}
    found = {}
    for place, text in paragraphs.items():
        moved = [
            Moved(key, was["name"], was["scope"], was["text"], now[key].text if key in now else None)
            for key, was in kept.get(place, {}).items()
            if key not in now or now[key].text != was["text"]
        ]
        if moved and text:
            moved.sort(key=lambda one: (one.before or "") not in text)
            found[place] = Doubt(place, tuple(moved))
    return found


def fingerprint(brief: Brief) -> str:
    """指纹 — of what is read and what stands behind it: title, text, tables, exact values.

    The head with number and date is not part of it: the signer fills that in.
    """
    data: dict[str, Any] = as_data(brief.paper)
    content = {name: data[name] for name in ("title", "blocks", "attachments")}
    values = [[figure.key, figure.text, plain(figure.value)] for figure in brief.figures]
    text = json.dumps([content, values], ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def moved_words(moved: Sequence[Moved]) -> str:
    """变了什么 — the first few in words; that the text itself changed when no figure did."""
    if not moved:
        return "文字或名单已变"
    named = "；".join(f"{one.scope_text}{one.words}" for one in moved[:NAMED])
    return f"{named}{f' 等 {len(moved)} 处' if len(moved) > NAMED else ''}"
