"""列表导出 — the project list as it is asked for, as an Excel file."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from decimal import Decimal
from typing import IO

import xlsxwriter

from zhaotuifu.desk.asking import Asking
from zhaotuifu.desk.columns import DAY, Band, Column, bands
from zhaotuifu.desk.list_rows import ListRow, Subtotal, Totals
from zhaotuifu.kernel.money import round_half_up

AT_ONCE = 5000  # a longer list is written by the task process
HEAD_ROW = 2
TOLD_EVERY = 2000
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")

PLACES = {"wan": 6, "rate": 1, "points": 1}
Groups = Iterable[tuple[Subtotal, Iterable[ListRow]]]


def write_workbook(
    target: IO[bytes] | str, listed: Listed, *, title: str, note: str,
    tell: Callable[[str, int, int], None] | None = None,
) -> int:
    """列表工作簿 — title, a line of facts, frozen heads in two rows, rows, total; returns the number of rows.

    Columns, order, groups and sums are those of the screen; the rows of a group fold under its
    subtotal. Texts are written as texts: a name that begins with = never becomes a formula.
    Amounts keep their six decimals, rates are rounded to one. Rows are written as they come: a
    large library needs no more memory than a small one. `tell(phase, done, total)` is called now
    and then.
    """
    book = xlsxwriter.Workbook(target, {"constant_memory": True})
    sheet = book.add_worksheet("项目库")
    sheet.outline_settings(True, False, True, False)  # the subtotal stands above its rows
    paper = _Sheet(sheet, _looks(book), listed.columns, tell, listed.totals.count)
    paper.begin(title, note, listed.ask)
    for group, rows in listed.groups if listed.groups is not None else ((None, listed.rows),):
        if group is not None:
            paper.sums(f"{group.label}　{group.totals.count:,} 个", group.totals, "sub")
        paper.lines(rows, level=0 if group is None else 1)
    paper.sums(f"合计 {listed.totals.count:,} 个", listed.totals, "sum")
    sheet.freeze_panes(HEAD_ROW + 2, 2)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.repeat_rows(HEAD_ROW, HEAD_ROW + 1)
    sheet.fit_to_pages(1, 0)
    book.close()
    return paper.written


@dataclass(frozen=True, slots=True)
class Listed:
    """要写的列表 — what was asked, the columns in their order, the sums, the rows or the groups of them."""

    ask: Asking
    columns: Sequence[Column]
    totals: Totals
    rows: Iterable[ListRow] = ()
    groups: Groups | None = None


class _Sheet:
    """表页 — written from top to bottom, a row at a time."""

    def __init__(self, sheet, looks, columns: Sequence[Column], tell, total: int):
        self.sheet, self.looks, self.columns, self.tell, self.total = sheet, looks, columns, tell, total
        self.place, self.written = HEAD_ROW + 2, 0

    def begin(self, title: str, note: str, ask: Asking) -> None:
        for number, column in enumerate(self.columns):
            self.sheet.set_column(number, number, column.width)
        self.sheet.write_string(0, 0, title, self.looks["title"])
        self.sheet.write_string(1, 0, note)
        # From top to bottom: a file written as it comes takes no cell of a row that is done.
        number = 0
        for band in bands(self.columns):
            self._band(band, number)
            number += band.width
        for number, column in enumerate(self.columns):
            self.sheet.write_string(HEAD_ROW + 1, number, head_of(column, ask), self.looks["head"])

    def _band(self, band: Band, number: int) -> None:
        if band.width > 1:
            self.sheet.merge_range(
                HEAD_ROW, number, HEAD_ROW, number + band.width - 1, band.label, self.looks["head"]
            )
        else:
            self.sheet.write_string(HEAD_ROW, number, band.label, self.looks["head"])

    def lines(self, rows: Iterable[ListRow], level: int) -> None:
        for row in rows:
            if level:
                self.sheet.set_row(self.place, None, None, {"level": level})
            for number, column in enumerate(self.columns):
                kind = _kind(column)
                _write(self.sheet, self.place, number, column.value(row), kind, self.looks[kind])
            self.place += 1
            self.written += 1
            if self.tell and self.written % TOLD_EVERY == 0:
                self.tell("写入表格", self.written, self.total)

    def sums(self, label: str, totals: Totals, look: str) -> None:
        for number, column in enumerate(self.columns):
            if column.key == "name":
                self.sheet.write_string(self.place, number, label, self.looks[f"{look}_text"])
            elif column.total:
                kind = _kind(column)
                value = getattr(totals, column.total)
                _write(self.sheet, self.place, number, value, kind, self.looks[f"{look}_{kind}"])
            else:
                self.sheet.write_blank(self.place, number, None, self.looks[f"{look}_text"])
        self.place += 1


def head_of(column: Column, ask: Asking) -> str:
    """表头 — with its unit, as a cell of a file says it."""
    return f"{column.head(ask)}（{column.unit}）" if column.unit else column.head(ask)


def plain_lines(
    rows: Iterable[ListRow], columns: Sequence[Column], ask: Asking
) -> Iterator[str]:
    """不带格式的列表 — csv line by line, head first, for other programs and for very long lists.

    A figure nobody reported is an empty cell; amounts and rates are as exact as they are kept. A
    text that a spreadsheet would take for a formula gets an apostrophe before it (OWASP: CSV
    injection).
    """
    line = csv.writer(_Echo(), lineterminator="\r\n").writerow
    yield "\ufeff" + line([head_of(column, ask) for column in columns])
    for row in rows:
        yield line([_plain(column.value(row)) for column in columns])


class _Echo:
    """回声 — csv writes into it and gets the line back."""

    def write(self, text: str) -> str:
        return text


def _plain(value: object) -> object:
    if isinstance(value, str):
        return f"'{value}" if value[:1] in FORMULA_STARTS and value else value
    return format(value, "f") if isinstance(value, Decimal) else value


def _kind(column: Column) -> str:
    return column.kind if column.kind in PLACES else DAY if column.kind == DAY else "text"


def _write(sheet, place: int, number: int, value, kind: str, look) -> None:
    if value is None or value == "":
        sheet.write_string(place, number, "—", look)
    elif kind == DAY:
        sheet.write_datetime(place, number, datetime.combine(value, time()), look)
    elif kind == "text":
        sheet.write_string(place, number, str(value), look)
    else:
        sheet.write_number(place, number, float(round_half_up(Decimal(value), PLACES[kind])), look)


def _looks(book):
    """Cell formats by name."""
    line = {"border": 1, "border_color": "#C8CDD5", "font_name": "宋体", "font_size": 10, "valign": "vcenter"}
    strong = line | {"bold": True, "bg_color": "#F1F4F9"}
    group = line | {"bold": True, "bg_color": "#F7F9FC"}
    money, rate, points = {"num_format": "#,##0.##"}, {"num_format": "0.0"}, {"num_format": "+0.0;-0.0;0.0"}
    return {
        "title": book.add_format({"bold": True, "font_size": 14, "font_name": "宋体"}),
        "head": book.add_format(strong | {"align": "center", "text_wrap": True}),
        "text": book.add_format(line), "wan": book.add_format(line | money),
        "rate": book.add_format(line | rate), "points": book.add_format(line | points),
        "day": book.add_format(line | {"num_format": "yyyy-mm-dd", "align": "left"}),
    } | {
        f"{name}_{kind}": book.add_format(look | form)
        for name, look in (("sum", strong), ("sub", group))
        for kind, form in (("text", {}), ("wan", money), ("rate", rate), ("points", points))
    }
