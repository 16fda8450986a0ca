"""模板的位置 — what an office may write between double braces in its own Word file.

A place is a name and nothing else: there are no expressions, loops or conditions in a template,
so there is nothing in it that could be run.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
PLACE = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")
BRACES = re.compile(r"\{\{|\}\}|\{%|%\}|\{#|#\}")


class TemplatePlace(StrEnum):
    """位置 — the words between the braces, with what stands there."""

    NAME = "名称"
    ISSUE_NO = "期号"
    DOC_NO = "发文字号"
    ISSUER = "编发单位"
    DATE = "日期"
    SECRECY = "密级"
    URGENCY = "紧急程度"
    SIGNER = "签发人"
    TITLE = "标题"
    ADDRESSED_TO = "主送"
    BODY = "正文"
    SIGNED_BY = "署名"
    SIGNED_ON = "成文日期"
    REPORT_TO = "报"
    SEND_TO = "送"
    DISTRIBUTE_TO = "发"
    COPY_TO = "抄送"
    COPIES = "印数"
    PRINTED_ON = "印发日期"


#: the place of the text, its tables and its attachments; a paragraph of its own, exactly once
BODY = TemplatePlace.BODY
PLACES: tuple[TemplatePlace, ...] = tuple(TemplatePlace)
#: a template without any of these gets the closing lines of the standard
CLOSING_PLACES = frozenset({
    TemplatePlace.REPORT_TO, TemplatePlace.SEND_TO, TemplatePlace.DISTRIBUTE_TO,
    TemplatePlace.COPY_TO, TemplatePlace.COPIES, TemplatePlace.PRINTED_ON,
})
#: a line that holds only empty ones of these goes away, label and all; other lines stay blank
VANISHING = frozenset({
    TemplatePlace.REPORT_TO, TemplatePlace.SEND_TO, TemplatePlace.DISTRIBUTE_TO,
    TemplatePlace.COPY_TO, TemplatePlace.ADDRESSED_TO, TemplatePlace.SIGNED_BY,
    TemplatePlace.SIGNED_ON,
})


@dataclass(frozen=True, slots=True)
class Passage:
    """一段 — a paragraph element and its own text elements, without those of text boxes in it."""

    element: Any
    pieces: tuple[Any, ...]

    @property
    def text(self) -> str:
        """The words of the paragraph, however many runs they are torn into."""
        return "".join(piece.text or "" for piece in self.pieces)

    @property
    def names(self) -> list[str]:
        """What stands between double braces, known or not."""
        return PLACE.findall(self.text)


def passages(root: Any) -> Iterator[Passage]:
    """各段 — every paragraph of a part, those in tables and text boxes too, in order."""
    for element in root.iter(f"{W}p"):
        yield Passage(element, tuple(_own_texts(element)))


def _own_texts(element: Any) -> Iterator[Any]:
    for child in element:
        if child.tag == f"{W}t":
            yield child
        elif child.tag != f"{W}p" and isinstance(child.tag, str):
            yield from _own_texts(child)
