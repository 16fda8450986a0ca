"""WordprocessingML — small builders over lxml; the only place that knows the namespace."""

from __future__ import annotations

import re
from functools import cache

from docx.oxml.ns import nspfxmap, qn
from docx.oxml.parser import oxml_parser
from docx.oxml.xmlchemy import BaseOxmlElement

Attribute = str | int
_WORD = nspfxmap("w")


# A cell pasted from Excel may hold characters that XML cannot carry; on paper they are nothing.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


@cache
def _named(name: str) -> str:
    """The full name; a long paper asks for few of them tens of thousands of times."""
    return qn(f"w:{name}")


def el(tag: str, *children: BaseOxmlElement, **attributes: Attribute) -> BaseOxmlElement:
    """An element `w:tag` with `w:` attributes and children, in the order given."""
    element: BaseOxmlElement = oxml_parser.makeelement(_named(tag), nsmap=_WORD)
    for name, value in attributes.items():
        element.set(_named(name), str(value))
    element.extend(children)
    return element


def text_run(text: str, *properties: BaseOxmlElement) -> BaseOxmlElement:
    """文段 — a run; a newline becomes a line break, a tab a tab.

    The hint makes Word take — “ ” … from the Chinese face, where they are a full character wide.
    """
    run = el("r", el("rPr", el("rFonts", hint="eastAsia"), *properties))
    for number, line in enumerate(printable_text(text).split("\n")):
        if number:
            run.append(el("br"))
        for position, part in enumerate(line.split("\t")):
            if position:
                run.append(el("tab"))
            if part:
                run.append(_text(part))
    return run


def printable_text(text: str) -> str:
    """可印的字 — without what XML cannot carry; every end of line is one newline."""
    return _UNPRINTABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def paragraph(
    style: str, *runs: BaseOxmlElement, properties: tuple[BaseOxmlElement, ...] = ()
) -> BaseOxmlElement:
    """段落 in a named style; `properties` must come in the order of the schema."""
    return el("p", el("pPr", el("pStyle", val=style), *properties), *runs)


def exact_line(height: int, before: int = 0, after: int = 0) -> BaseOxmlElement:
    """固定行距 in twips."""
    return el("spacing", before=before, after=after, line=height, lineRule="exact")


def filler(height: int = 20) -> BaseOxmlElement:
    """空行 — an empty paragraph of an exact height (Word wants one after a table)."""
    return paragraph("Normal", properties=(exact_line(height),))


def _text(part: str) -> BaseOxmlElement:
    element = el("t")
    element.text = part
    element.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return element
