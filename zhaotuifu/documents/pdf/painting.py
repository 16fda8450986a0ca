"""落笔 — pages as numbers and letters for typst, which paints them; nothing in them is markup."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import typst

from zhaotuifu.documents import layout
from zhaotuifu.documents.pdf.faces import FontFile
from zhaotuifu.documents.pdf.heads import number_marks
from zhaotuifu.documents.pdf.lines import Typesetter
from zhaotuifu.documents.pdf.strips import Mark, PageOf, Rule, Strip, points

PROGRAM = Path(__file__).with_name("paint.typ")
DIGITS = 3  # of a point: 0.0004 mm
Numbers = list[Any]


def fonts_in(folders: Sequence[str], *, with_system: bool) -> typst.Fonts:
    """找字体 — every font in the folders, then those of the system."""
    return typst.Fonts(
        include_system_fonts=with_system, include_embedded_fonts=False, font_paths=list(folders)
    )


def files_of(fonts: typst.Fonts) -> tuple[FontFile, ...]:
    """字体文件 — the upright ones, as the cabinet takes them."""
    return tuple(
        FontFile(font.family, font.weight, str(font.path), font.index or 0)
        for font in fonts.fonts()
        if font.path and font.style == "normal"
    )


def painted(
    pages: Sequence[PageOf], setter: Typesetter, fonts: typst.Fonts, *, title: str, author: str
) -> bytes:
    """成 PDF — of finished pages; typst reads from an empty folder only, and from no network."""
    looks: dict[tuple[Any, ...], int] = {}
    sheets = [_sheet(page, number, setter, looks) for number, page in enumerate(pages, start=1)]
    job = {"title": title, "author": author, "looks": list(looks), "sheets": sheets}
    with tempfile.TemporaryDirectory(prefix="zhaotuifu-pdf-") as folder:
        root = Path(folder)
        program = root / PROGRAM.name
        program.write_bytes(PROGRAM.read_bytes())
        found: bytes = typst.compile(
            program, format="pdf", root=root, font_paths=fonts, ignore_system_fonts=True,
            sys_inputs={"job": json.dumps(job)}, package_path=root, package_cache_path=root,
            pdf_tags=False,
        )
    return found


def _sheet(
    page: PageOf, number: int, setter: Typesetter, looks: dict[tuple[Any, ...], int]
) -> dict[str, Any]:
    sheet = page.sheet
    left, top = points(sheet.left), points(sheet.top)
    marks: list[Numbers] = []
    rules: list[Rule] = []
    bookmarks: list[Numbers] = []
    for placed in page.placed:
        marks += [_mark(mark, left, top + placed.y, looks) for mark in placed.strip.marks]
        rules += [_moved(rule, left, top + placed.y) for rule in placed.strip.rules]
        if placed.strip.bookmark:
            level, text = placed.strip.bookmark
            bookmarks.append([round(top + placed.y, DIGITS), level, text])
    turned: list[Numbers] = []
    is_wide = sheet.width > sheet.height
    strip = number_marks(setter, number, points(sheet.text_height if is_wide else sheet.text_width))
    if is_wide:
        turned = _turned(strip, page, looks)
    else:
        y = top + points(sheet.text_height + layout.NUMBER_GAP - layout.FOOTER_LINE // 2)
        marks += [_mark(mark, left, y, looks) for mark in strip.marks]
    return {
        "size": [points(sheet.width), points(sheet.height)], "marks": marks, "turned": turned,
        "rules": _joined(rules), "bookmarks": bookmarks,
    }


def _mark(
    mark: Mark, left: float, top: float, looks: dict[tuple[Any, ...], int]
) -> Numbers:
    look = (mark.family, mark.weight, mark.size, mark.color, mark.is_faked)
    number = looks.setdefault(look, len(looks))
    return [
        round(left + mark.x, DIGITS), round(top + mark.y, DIGITS), number,
        round(mark.tracking, DIGITS), mark.text,
    ]


def _turned(strip: Strip, page: PageOf, looks: dict[tuple[Any, ...], int]) -> list[Numbers]:
    """横排页码 — the strip turned clockwise: its left end is the sheet's top, its foot the edge."""
    sheet = page.sheet
    edge = points(sheet.left - layout.NUMBER_GAP + layout.FOOTER_LINE // 2)
    return [
        _mark(_at(mark, edge - mark.y, points(sheet.top) + mark.x), 0.0, 0.0, looks)
        for mark in strip.marks
    ]


def _at(mark: Mark, x: float, y: float) -> Mark:
    return Mark(
        x, y, mark.text, mark.family, mark.weight, mark.size, mark.tracking, mark.color,
        mark.is_faked,
    )


def _moved(rule: Rule, left: float, top: float) -> Rule:
    return Rule(
        round(rule.x1 + left, DIGITS), round(rule.y1 + top, DIGITS), round(rule.x2 + left, DIGITS),
        round(rule.y2 + top, DIGITS), rule.thickness, rule.color,
    )


def _joined(rules: Iterable[Rule]) -> list[Numbers]:
    """Pieces that continue one another become one line: a page has dozens, not thousands."""
    found: list[Numbers] = []
    tracks: dict[tuple[Any, ...], list[tuple[float, float]]] = {}
    for rule in rules:
        is_level = rule.y1 == rule.y2
        at = rule.y1 if is_level else rule.x1
        span = (rule.x1, rule.x2) if is_level else (rule.y1, rule.y2)
        tracks.setdefault((is_level, at, rule.thickness, rule.color), []).append(span)
    for (is_level, at, thickness, color), spans in tracks.items():
        for start, end in _runs(spans):
            # squared ends close the corners
            start, end = start - thickness / 2, end + thickness / 2
            place = [start, at, end, at] if is_level else [at, start, at, end]
            found.append([*place, thickness, color])
    return found


def _runs(spans: list[tuple[float, float]]) -> list[tuple[float, float]]:
    joined: list[tuple[float, float]] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1] + 0.01:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return joined
