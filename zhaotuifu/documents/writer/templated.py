"""套模板 — a paper in an office's own Word file: its head and fixed words, our blocks in its 正文."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace
from typing import Any

from docx.document import Document as DocumentObject
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.section import Section

from zhaotuifu.documents import layout
from zhaotuifu.documents.blocks import ColophonPlace, Paper
from zhaotuifu.documents.layout import Sheet
from zhaotuifu.documents.rules import attachment_mark
from zhaotuifu.documents.styles import STYLES, Style, StyleId, standing_for, template_name
from zhaotuifu.documents.templating.archive import TemplateRefused
from zhaotuifu.documents.templating.examining import TemplateFound, examine_template
from zhaotuifu.documents.templating.opening import (
    BROKEN,
    INCOMPLETE,
    opened_template,
    roots_of,
)
from zhaotuifu.documents.templating.places import BODY, CLOSING_PLACES, TemplatePlace, passages
from zhaotuifu.documents.writer.ends import colophon_elements, sign_off_elements
from zhaotuifu.documents.writer.filling import fill_places, values_of
from zhaotuifu.documents.writer.package import describe, package_bytes
from zhaotuifu.documents.writer.parts import (
    Leaf,
    addressed_elements,
    attached_leaf,
    attachment_list,
    block_elements,
    title_elements,
)
from zhaotuifu.documents.writer.sheet import number_pages, section_element
from zhaotuifu.documents.writer.styles import BASE_ID, W, base_xml, style_xml
from zhaotuifu.documents.writer.xml import el, filler

Elements = list[BaseOxmlElement]
SIGNED = {TemplatePlace.SIGNED_BY, TemplatePlace.SIGNED_ON}


def filled_template(paper: Paper, template: bytes) -> bytes:
    """套模板 — raises `TemplateRefused` for a template that does not pass the examination."""
    found = examine_template(template)
    try:
        return _filled(opened_template(template), paper, found)
    except BROKEN as problem:
        raise TemplateRefused(INCOMPLETE) from problem


def _filled(document: DocumentObject, paper: Paper, found: TemplateFound) -> bytes:
    body = _Body(document, paper, found, _styles_by_name(document))
    values = values_of(paper)
    for root in roots_of(document):
        fill_places(root, values)
    body.place()
    describe(document, "".join(paper.title), paper.masthead.issuer if paper.masthead else "")
    return package_bytes(document)


def _styles_by_name(document: DocumentObject) -> dict[str, str]:
    """Which style stands for each of ours: the template's of the same name, else ours, put in."""
    styles = document.part._styles_part.element
    there = {
        (style.find(qn("w:name")).get(qn("w:val")) or "").casefold(): style.get(qn("w:styleId"))
        for style in styles.findall(qn("w:style"))
        if style.get(qn("w:type")) == "paragraph" and style.find(qn("w:name")) is not None
    }
    taken = {style.get(qn("w:styleId")) for style in styles.findall(qn("w:style"))}
    used = {str(StyleId.NORMAL): BASE_ID}
    if BASE_ID not in taken:
        styles.append(_element(base_xml()))
    for style in STYLES:
        own = standing_for(style, there)
        used[style.id] = there[own] if own else _put_in(styles, style, taken)
    return used


def _put_in(styles: Any, style: Style, taken: set[str]) -> str:
    """Our style under an id and a name of its own, based on our own base."""
    new_id = style.id if style.id not in taken else f"Paper{style.id}"
    element = _element(style_xml(style))
    element.set(qn("w:styleId"), new_id)
    element.set(qn("w:customStyle"), "1")
    element.find(qn("w:name")).set(qn("w:val"), template_name(style))
    element.find(qn("w:basedOn")).set(qn("w:val"), BASE_ID)
    following = element.find(qn("w:next"))
    if following is not None:
        element.remove(following)
    styles.append(element)
    return new_id


def _element(xml: str) -> Any:
    return parse_xml(xml.replace("<w:style ", f'<w:style xmlns:w="{W}" ', 1))


class _Body:
    """正文处 — the paragraph that gives way to the blocks, and the sections around it."""

    def __init__(
        self, document: DocumentObject, paper: Paper, found: TemplateFound, styles: dict[str, str]
    ) -> None:
        self._document = document
        self._paper = paper
        self._found = found
        self._styles = styles
        self._spot = next(
            passage.element for passage in passages(document.element) if BODY in passage.names
        )
        # Attachments follow the signature, or the closing lines where those belong to the text.
        self._end = filler(layout.FILLER)
        self._is_closed_first = paper.colophon_place == ColophonPlace.AFTER_TEXT
        if self._is_closed_first:
            _final(document).addprevious(self._end)
        else:
            _last_signed(self._spot).addnext(self._end)
        self._section = _section_behind(self._end)
        self._upright = _sheet(self._section)
        self._turned = _turned(self._upright)

    def place(self) -> None:
        parts = self._paper.attachments
        for element in self._text():
            self._put_before(self._spot, element)
        leaves = [
            attached_leaf(part, attachment_mark(number, len(parts)), self._upright, self._turned)
            for number, part in enumerate(parts, start=1)
        ]
        closing = self._closing()
        if self._is_closed_first:
            self._close(closing, self._end)
        if leaves:
            self._attach(leaves, has_more=not self._is_closed_first and self._has_more(closing))
        if not self._is_closed_first:
            self._close(closing, _final(self._document))
        for element in (self._spot, self._end):
            element.getparent().remove(element)

    def _text(self) -> Elements:
        paper, there = self._paper, self._found.places
        elements: Elements = []
        if TemplatePlace.TITLE not in there:
            elements += title_elements(replace(paper, masthead=None))
        if TemplatePlace.ADDRESSED_TO not in there:
            elements += addressed_elements(paper)
        elements += block_elements(paper.blocks, self._upright)
        elements += attachment_list(paper.attachments)
        is_signed = TemplatePlace.SIGNED_BY in there or TemplatePlace.SIGNED_ON in there
        if paper.sign_off and not is_signed:
            elements += sign_off_elements(paper.sign_off)
        return elements

    def _closing(self) -> Elements:
        """版记 of the standard, where the template has no places for one."""
        if self._paper.colophon is None or CLOSING_PLACES & set(self._found.places):
            return []
        return colophon_elements(self._paper.colophon, self._upright)

    def _close(self, closing: Elements, place: Any) -> None:
        for element in closing:
            self._put_before(place, element)

    def _attach(self, leaves: list[Leaf], *, has_more: bool) -> None:
        """Each attachment on pages of its own; what follows in the template goes on behind them."""
        self._break(self._copied(is_first=True))
        for number, leaf in enumerate(leaves, start=1):
            for element in leaf.elements:
                self._put_before(self._end, element)
            is_last = number == len(leaves)
            is_turned = leaf.sheet is self._turned
            if is_last and not is_turned:
                break
            section = section_element(leaf.sheet) if is_turned else self._copied()
            if is_last and not has_more:
                self._section.getparent().replace(self._section, section)
                self._section = section
            else:
                self._break(section)
                if is_last:  # LibreOffice floats a table only in a section with lines of its own
                    self._put_before(self._end, filler())
            if is_turned:
                number_pages(self._document, section, leaf.sheet)
                self._restyle_ends(section)
        _begin_anew(self._section)

    def _copied(self, *, is_first: bool = False) -> BaseOxmlElement:
        section = deepcopy(self._section)
        if not is_first:
            _begin_anew(section)
        return section

    def _break(self, section: BaseOxmlElement) -> None:
        end = filler(layout.FILLER)
        end.find(qn("w:pPr")).append(section)
        self._put_before(self._end, end)

    def _put_before(self, place: Any, element: BaseOxmlElement) -> None:
        self._restyle(element)
        place.addprevious(element)

    def _restyle(self, root: Any) -> None:
        for named in root.iter(qn("w:pStyle")):
            own = self._styles.get(named.get(qn("w:val")))
            if own is not None:
                named.set(qn("w:val"), own)

    def _restyle_ends(self, element: BaseOxmlElement) -> None:
        """The page numbers just made, and no other foot of the template."""
        section = Section(element, self._document.part)
        for foot in (section.footer, section.even_page_footer):
            self._restyle(foot._element)

    def _has_more(self, closing: Elements) -> bool:
        """Whether anything that is seen stands behind the attachments."""
        following = list(self._end.itersiblings())
        return bool(closing) or any(
            element.tag == qn("w:tbl")
            or any(text.text for text in element.iter(qn("w:t")))
            or element.find(f".//{qn('w:drawing')}") is not None
            for element in following
        )


def _final(document: DocumentObject) -> Any:
    """The properties of the last section, which end the file."""
    body = document.element.body
    if body.find(qn("w:sectPr")) is None:
        body.append(section_element(layout.PORTRAIT))
    return body.find(qn("w:sectPr"))


def _last_signed(spot: Any) -> Any:
    """The last paragraph behind the text that holds 署名 or 成文日期; the text's own without one."""
    found = spot
    for passage in passages(spot.getparent()):
        is_behind = passage.element.getparent() is spot.getparent() and spot in passage.element.itersiblings(
            preceding=True
        )
        if is_behind and SIGNED & set(passage.names):
            found = passage.element
    return found


def _section_behind(spot: Any) -> Any:
    """The properties of the section in which a paragraph stands: the next ones behind it."""
    for element in spot.itersiblings():
        found = element if element.tag == qn("w:sectPr") else element.find(f".//{qn('w:sectPr')}")
        if found is not None:
            return found
    body = spot.getparent()
    section = section_element(layout.PORTRAIT)
    body.append(section)
    return section


def _begin_anew(section: Any) -> None:
    """A later section: begins a page, goes on counting, has no first page of its own."""
    for tag in ("w:titlePg", "w:pgNumType"):
        for found in section.findall(qn(tag)):
            section.remove(found)
    kind = section.find(qn("w:type"))
    if kind is not None:
        kind.set(qn("w:val"), "nextPage")
        return
    ends = [child for child in section if child.tag in (qn("w:headerReference"), qn("w:footerReference"))]
    kind = el("type", val="nextPage")
    if ends:
        ends[-1].addnext(kind)
    else:
        section.insert(0, kind)


def _sheet(section: Any) -> Sheet:
    """纸张 of a template's section; the standard's measures where it says none."""
    size, margins = section.find(qn("w:pgSz")), section.find(qn("w:pgMar"))
    usual = layout.PORTRAIT

    def said(element: Any, name: str, otherwise: int) -> int:
        text = element.get(qn(f"w:{name}")) if element is not None else None
        return round(float(text)) if text else otherwise

    sheet = Sheet(
        said(size, "w", usual.width), said(size, "h", usual.height),
        top=said(margins, "top", usual.top), right=said(margins, "right", usual.right),
        bottom=said(margins, "bottom", usual.bottom), left=said(margins, "left", usual.left),
    )
    return sheet if sheet.text_width > usual.text_width // 2 else usual


def _turned(sheet: Sheet) -> Sheet:
    """The sheet turned clockwise, as `layout.LANDSCAPE` is."""
    return Sheet(
        sheet.height, sheet.width, top=sheet.left, right=sheet.top, bottom=sheet.right, left=sheet.bottom
    )
