"""样式 — the named styles of the paper: face, size, line, indent, what keeps with what follows.

One table for Word and PDF. Everything hangs on styles, so that a clerk who goes on writing in
Word stays in the layout.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from zhaotuifu.documents import layout
from zhaotuifu.documents.layout import Face


class StyleId(StrEnum):
    """样式号 — as paragraphs name them."""

    NORMAL = "Normal"
    BODY = "BodyText"
    HEADING_1 = "Heading1"
    HEADING_2 = "Heading2"
    HEADING_3 = "Heading3"
    HEADING_4 = "Heading4"
    TITLE = "Title"
    SECRECY = "PaperSecrecy"
    MASTHEAD = "PaperMasthead"
    ISSUE = "PaperIssue"
    ISSUER = "PaperIssuer"
    ATTACHMENT = "PaperAttachment"
    TABLE_TITLE = "PaperTableTitle"
    TABLE_SIDE = "PaperTableSide"
    CELL = "PaperCell"
    CELL_HEAD = "PaperCellHead"
    ADDRESSED = "PaperAddressed"
    SIGN_OFF = "PaperSignOff"
    COLOPHON = "PaperColophon"
    PAGE_NUMBER = "PaperPageNumber"


HEADINGS = {
    1: StyleId.HEADING_1,
    2: StyleId.HEADING_2,
    3: StyleId.HEADING_3,
    4: StyleId.HEADING_4,
}


@dataclass(frozen=True, slots=True)
class Style:
    """One paragraph style. Sizes in points, heights in twips; `squeeze` 0 leaves the grid."""

    id: StyleId
    name: str
    face: Face
    size: float
    line: int = layout.LINE_PITCH
    jc: str = "both"
    indent: int = 0
    squeeze: int = 0
    is_bold: bool = False
    color: str = ""
    outline: int | None = None
    before: int = 0
    after: int = 0
    keeps_next: bool = False
    next: StyleId | None = None


_GRID = layout.CHARACTER_SQUEEZE
STYLES = (
    Style(
        StyleId.BODY,
        "Body Text",
        layout.FANGSONG,
        layout.SIZE_3,
        indent=layout.INDENT,
        squeeze=_GRID,
    ),
    *(
        Style(
            HEADINGS[level],
            f"heading {level}",
            face,
            layout.SIZE_3,
            indent=layout.INDENT,
            squeeze=_GRID,
            is_bold=is_bold,
            outline=level - 1,
            keeps_next=True,
            next=StyleId.BODY,
        )
        for level, face, is_bold in (
            (1, layout.HEITI, False),
            (2, layout.KAITI, False),
            (3, layout.FANGSONG, True),
            (4, layout.FANGSONG, False),
        )
    ),
    Style(
        StyleId.TITLE,
        "Title",
        layout.TITLE_SONG,
        layout.SIZE_2,
        layout.TITLE_LINE,
        "center",
        keeps_next=True,
        next=StyleId.BODY,
    ),
    Style(StyleId.SECRECY, "公文密级", layout.HEITI, layout.SIZE_3, jc="left"),
    Style(
        StyleId.MASTHEAD,
        "公文报头",
        layout.TITLE_SONG,
        layout.NAME_SIZE_MAX,
        layout.NAME_LINE,
        "center",
        color=layout.RED,
        before=layout.NAME_BEFORE,
        after=layout.NAME_AFTER,
    ),
    Style(
        StyleId.ISSUE,
        "公文期号",
        layout.FANGSONG,
        layout.SIZE_3,
        jc="center",
        after=layout.ISSUE_AFTER,
    ),
    Style(StyleId.ISSUER, "公文编发", layout.FANGSONG, layout.SIZE_3, jc="left"),
    Style(StyleId.ATTACHMENT, "公文附件标识", layout.HEITI, layout.SIZE_3, jc="left"),
    Style(
        StyleId.TABLE_TITLE, "公文表题", layout.HEITI, layout.SIZE_4, jc="center", keeps_next=True
    ),
    Style(
        StyleId.TABLE_SIDE,
        "公文表注",
        layout.FANGSONG,
        layout.SIZE_SMALL_4,
        360,
        "left",
    ),
    Style(StyleId.CELL, "公文表格", layout.FANGSONG, layout.SIZE_SMALL_4, 320, "center"),
    Style(StyleId.CELL_HEAD, "公文表头", layout.HEITI, layout.SIZE_SMALL_4, 320, "center"),
    Style(
        StyleId.ADDRESSED, "公文主送", layout.FANGSONG, layout.SIZE_3, jc="left", squeeze=_GRID
    ),
    Style(
        StyleId.SIGN_OFF, "公文落款", layout.FANGSONG, layout.SIZE_3, jc="right", squeeze=_GRID
    ),
    Style(StyleId.COLOPHON, "公文版记", layout.FANGSONG, layout.SIZE_4, 500, "left"),
    Style(
        StyleId.PAGE_NUMBER, "公文页码", layout.SONGTI, layout.SIZE_4, layout.FOOTER_LINE, "right"
    ),
)

BY_ID = {style.id: style for style in STYLES}

_TEMPLATE_NAMES = {
    StyleId.BODY: "公文正文",
    StyleId.TITLE: "公文标题",
    StyleId.HEADING_1: "公文一级标题",
    StyleId.HEADING_2: "公文二级标题",
    StyleId.HEADING_3: "公文三级标题",
    StyleId.HEADING_4: "公文四级标题",
}


def template_name(style: Style) -> str:
    """模板里的样式名 — ours begin with 公文, so that Word's blue 标题 1 is never taken for ours."""
    return _TEMPLATE_NAMES.get(style.id, style.name)


def standing_for(style: Style, there: Collection[str]) -> str | None:
    """替代样式 — which of a template's styles stands for ours; None when ours must be put in.

    `there` are its names in lower case. Word's own names (heading 1, Body Text) count only where
    the file was made from ours: it has other styles of ours then.
    """
    own = template_name(style)
    if own in there:
        return own
    is_from_ours = any(BY_ID[known].name in there for known in (StyleId.MASTHEAD, StyleId.COLOPHON))
    plain = style.name.casefold()
    return plain if is_from_ours and plain in there else None
