"""填位置 — the words of a paper put where an office's template asks for them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from docx.oxml.ns import qn

from zhaotuifu.documents import layout
from zhaotuifu.documents.blocks import Masthead, OfficialHead, Paper
from zhaotuifu.documents.rules import addressed_text
from zhaotuifu.documents.templating.places import (
    BODY,
    PLACE,
    VANISHING,
    Passage,
    TemplatePlace,
    passages,
)
from zhaotuifu.documents.writer.xml import el, printable_text

Values = Mapping[TemplatePlace, str]


def values_of(paper: Paper) -> Values:
    """各位置的字 — finished texts; empty where the paper has nothing to say."""
    head, end, sign = paper.masthead, paper.colophon, paper.sign_off
    brief = head if isinstance(head, Masthead) else None
    official = head if isinstance(head, OfficialHead) else None
    place = TemplatePlace
    return {
        place.NAME: head.name if head else "",
        place.ISSUE_NO: brief.issue_no if brief else "",
        place.DOC_NO: official.doc_no if official else "",
        place.ISSUER: head.issuer if head else "",
        place.DATE: brief.issued_on if brief else sign.signed_on if sign else "",
        place.SECRECY: head.secrecy if head else "",
        place.URGENCY: head.urgency if head else "",
        place.SIGNER: official.signer if official else "",
        place.TITLE: "\n".join(paper.title),
        place.ADDRESSED_TO: addressed_text(paper.addressed_to) if paper.addressed_to else "",
        place.SIGNED_BY: sign.issuer if sign else "",
        place.SIGNED_ON: sign.signed_on if sign else "",
        place.REPORT_TO: end.report_to if end else "",
        place.SEND_TO: end.send_to if end else "",
        place.DISTRIBUTE_TO: end.distribute_to if end else "",
        place.COPY_TO: end.copy_to if end else "",
        place.COPIES: str(end.copies) if end and end.copies else "",
        place.PRINTED_ON: end.printed_on if end else "",
    }


def fill_places(root: Any, values: Values) -> None:
    """填写一个部件 — every place but the 正文; lines with nothing to say go or stay blank."""
    for passage in list(passages(root)):
        asked = [TemplatePlace(name) for name in passage.names]
        if not asked or BODY in asked:
            continue
        if any(values[place] for place in asked):
            _write(passage, values)
            if asked == [TemplatePlace.TITLE]:
                _back_to_grid(passage, values[TemplatePlace.TITLE].count("\n") + 1)
        elif set(asked) <= VANISHING:
            _take_away(passage)
        else:
            for piece in passage.pieces:
                piece.text = ""


def _write(passage: Passage, values: Values) -> None:
    """Each word goes into the run in which its braces begin, and takes that run's looks."""
    texts = [piece.text or "" for piece in passage.pieces]
    for found in reversed(list(PLACE.finditer("".join(texts)))):
        _replace(texts, found.start(), found.end(), values[TemplatePlace(found.group(1))])
    for piece, text in zip(passage.pieces, texts, strict=True):
        if text != (piece.text or ""):
            _set(piece, printable_text(text))


def _replace(texts: list[str], start: int, end: int, word: str) -> None:
    at = 0
    is_written = False
    for number, text in enumerate(texts):
        first, last = max(start - at, 0), min(end - at, len(text))
        at += len(text)
        if first >= last:
            continue
        texts[number] = text[:first] + ("" if is_written else word) + text[last:]
        is_written = True


def _set(piece: Any, text: str) -> None:
    lines = text.split("\n")
    piece.text = lines[0]
    piece.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    last = piece
    for line in lines[1:]:
        broken, following = el("br"), el("t")
        following.text = line
        last.addnext(broken)
        broken.addnext(following)
        last = following


def _back_to_grid(passage: Passage, lines: int) -> None:
    """A title of several lines in our own spacing: the text below it stays on the grid of lines."""
    spacing = passage.element.find(f"./{qn('w:pPr')}/{qn('w:spacing')}")
    ours = str(layout.space_after(1, layout.TITLE_LINE))
    if spacing is not None and spacing.get(qn("w:after")) == ours:
        spacing.set(qn("w:after"), str(layout.space_after(lines, layout.TITLE_LINE)))


def _take_away(passage: Passage) -> None:
    """The line goes; with the last line of a cell its row goes, when nothing else is written there."""
    element = passage.element
    holder = element.getparent()
    siblings = [child for child in holder if child.tag == qn("w:p")]
    ends_section = element.find(f".//{qn('w:sectPr')}") is not None
    if not ends_section and (holder.tag != qn("w:tc") or len(siblings) > 1):
        holder.remove(element)
        return
    for piece in passage.pieces:
        piece.text = ""
    row = holder.getparent()
    if holder.tag == qn("w:tc") and not any(text.text for text in row.iter(qn("w:t"))):
        row.getparent().remove(row)
