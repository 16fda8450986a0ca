"""格子页 — a cell of an imported file among its neighbours: as written, as read, what it replaced.

The file is read again when asked. Who may see the import sees the rows around the cell; who may
see only the project (a 板块 in a ledger of the office, a leader) sees the head and its own row.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from zhaotuifu.evidence import actions as evidence
from zhaotuifu.kernel.actor import Actor
from zhaotuifu.kernel.names import mask_name, mask_phone
from zhaotuifu.kernel.sheets import Glimpse, Sheet, SheetRefused, read_workbook
from zhaotuifu.ledger import access, cells
from zhaotuifu.ledger.models import LedgerImport, LedgerRow
from zhaotuifu.ledger.register import period_text
from zhaotuifu.ledger.rules import showing, window
from zhaotuifu.ledger.rules.fields import LABELS, TOTAL_INVESTMENT_FOREIGN, Extra, Field
from zhaotuifu.ledger.rules.items import ItemKind
from zhaotuifu.ledger.rules.text import cell_text, column_letter
from zhaotuifu.ledger.states import ImportState
from zhaotuifu.projects.models import Project

CELL = re.compile(r"([A-Z]{0,3})([1-9]\d{0,6})")
PHONE = re.compile(r"(?<!\d)1\d{10}(?!\d)")
WRITTEN = (ImportState.COMMITTED, ImportState.UNDONE)
ROWS_AROUND, COLUMNS_AROUND, ABOVE_HEAD = 3, 4, 3
UNITS_FROM = {
    "head": "写在表头", "unit_line": "写在表上方", "section_line": "写在分组行", "cell": "写在格子里",
}
LOST = "原件没有找到，只留下当时读出的结果。请告诉管理员核对存档。"
NO_SHEET = "原件里没有这张工作表，只留下当时读出的结果。"


@dataclass(frozen=True, slots=True)
class Change:
    """改了什么 — of the library, by this cell."""

    label: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class CellPage:
    """格子页 — frozen; without a grid there is a sentence why."""

    spot: cells.Spot
    file_name: str
    sha256: str
    sent_at: datetime
    sent_by: str
    period: str
    state_label: str
    row_name: str
    project_id: int | None
    head: str
    label: str
    raw: str
    read_as: str
    unit: str
    changes: tuple[Change, ...]
    remarks: tuple[str, ...]
    said_above: str
    columns: tuple[tuple[int, str, bool], ...]
    grid: tuple[window.ShownRow, ...]
    sentence: str
    sees_import: bool


@dataclass(frozen=True, slots=True)
class _Found:
    """What is kept of the row and its table, and how much of the file may be seen."""

    one: LedgerImport
    row: LedgerRow
    spot: cells.Spot
    table: Mapping[str, Any]
    sees_import: bool
    keeps_ledger: bool

    @property
    def column(self) -> Mapping[str, Any] | None:
        return next((x for x in self.table["columns"] if x["column"] == self.spot.column), None)

    @property
    def names(self) -> tuple[str, ...]:
        return cells.fields_of(self.column) if self.column else ()


def open_cell(actor: Actor, import_id: int, sheet: str, cell: str) -> CellPage | None:
    """打开一格 — None when there is no such row for this actor; four SQL statements."""
    place = CELL.fullmatch(cell)
    found = _find(actor, import_id, sheet[: cells.LONGEST_SHEET], place) if place else None
    if found is None:
        return None
    book, sentence = _sheet(found)
    grid, columns = _grid(found, book) if book else ((), ())
    column = found.column
    unit = column["unit"] if column else ""
    where = UNITS_FROM.get(column["unit_from"] or "", "") if column else ""
    one = found.one
    return CellPage(
        found.spot, one.file.name, one.file.sha256, one.created_at, _sender(one), period_text(one),
        ImportState(one.state).label, found.row.name, found.row.project_id,
        " / ".join(" ".join(part.split()) for part in column["head"]) if column else "",
        LABELS.get(found.names[0], "") if found.names else "", _raw(grid), _read_as(found),
        f"{unit}（{where}）" if unit and where else unit or "", _changes(found), _remarks(found),
        "、".join(f"{LABELS.get(name, name)} {text}" for name, text in found.row.context.items()),
        columns, grid, sentence, found.sees_import,
    )


def _find(
    actor: Actor, import_id: int, sheet: str, place: re.Match[str]
) -> _Found | None:
    one = LedgerImport.objects.select_related("file", "sender", "created_by").filter(pk=import_id).first()
    if one is None:
        return None
    row = one.rows.filter(sheet=sheet, row=int(place[2])).order_by("id").first()
    if row is None:
        return None
    sees_import = LedgerImport.objects.visible_to(actor).filter(pk=import_id).exists()
    if not sees_import and not _sees_project(actor, one, row):
        return None
    table = cells.table_of(one.summary.get("sheets", ()), sheet, row.row)
    return _Found(
        one, row, cells.Spot(import_id, sheet, row.row, place[1]),
        table or {"header_rows": [], "columns": []}, sees_import, bool(access.can_import(actor)),
    )


def _sees_project(actor: Actor, one: LedgerImport, row: LedgerRow) -> bool:
    """Of an import that was written; before, a row is only a guess at a project."""
    if one.state not in WRITTEN or row.project_id is None:
        return False
    return Project.objects.visible_to(actor).filter(pk=row.project_id).exists()


def _sender(one: LedgerImport) -> str:
    person = one.created_by.name if one.created_by else "系统"
    return f"{one.sender.name} · {person}" if one.sender else person


def _sheet(found: _Found) -> tuple[Sheet | None, str]:
    """The sheet as the file has it, read in the child; or why it cannot be shown."""
    try:
        book = read_workbook(
            evidence.content(found.one.file), found.one.file.name,
            glimpse=Glimpse(found.spot.sheet, tuple(sorted(_rows(found)))),
        )
    except FileNotFoundError:
        return None, LOST
    except SheetRefused as refusal:
        return None, f"原件现在读不出来：{refusal.sentence}"
    for sheet in book.sheets:
        if sheet.name[: cells.LONGEST_SHEET] == found.spot.sheet:
            return sheet, ""
    return None, NO_SHEET


def _grid(
    found: _Found, sheet: Sheet
) -> tuple[tuple[window.ShownRow, ...], tuple[tuple[int, str, bool], ...]]:
    heads = found.table["header_rows"]
    name_column = next((x["index"] for x in found.table["columns"] if Field.NAME in cells.fields_of(x)), 1)
    at = window.number(found.spot.column)
    middle, row = at or name_column, found.spot.row
    width = max((len(one) for one in sheet.rows), default=0)
    around = range(max(1, middle - COLUMNS_AROUND), min(max(width, middle), middle + COLUMNS_AROUND) + 1)
    columns = sorted({name_column, *around})
    last = max(sheet.first_row + len(sheet.rows) - 1, row)
    rows = {number for number in _rows(found) if number <= last}
    hidden = _people_columns(found)
    shown = window.around(
        sheet, target=(row, at), rows=rows, heads=set(heads), columns=columns,
        written=lambda number, column, value: _written(
            value, column in hidden and number > max(heads, default=0)
        ),
    )
    # A column beside which others are left out says so.
    gaps = {one for one in columns[1:] if one - 1 not in columns}
    return shown, tuple(
        (one, f"⋯ {column_letter(one)}" if one in gaps else column_letter(one), one == at)
        for one in columns
    )


def _rows(found: _Found) -> set[int]:
    """The head with what stands above it, the row, and for who may see the import those around it."""
    heads, row = set(found.table["header_rows"]), found.spot.row
    above = range(max(1, min(heads) - ABOVE_HEAD), min(heads)) if heads else ()
    around = range(max(1, row - ROWS_AROUND), row + ROWS_AROUND + 1) if found.sees_import else (row,)
    return heads | set(above) | set(around)


def _people_columns(found: _Found) -> frozenset[int]:
    """联系方式的列 — masked for everybody; who has to call asks on the project's page."""
    people = {Extra.CONTACT_NAME.value, Extra.CONTACT_PHONE.value}
    return frozenset(
        one["index"] for one in found.table["columns"]
        if one["role"] == "contact" or people & set(cells.fields_of(one))
    )


def _written(value: Any, is_hidden: bool) -> str:
    """As in the file, people and phones masked."""
    text = cell_text(value)
    if is_hidden:
        return mask_phone(text) if any(letter.isdigit() for letter in text) else mask_name(text)
    return _masked(text)


def _masked(text: str) -> str:
    return PHONE.sub(lambda phone: mask_phone(phone[0]), text)


def _raw(grid: Sequence[window.ShownRow]) -> str:
    return next((cell.text for row in grid for cell in row.cells if cell.is_target), "")


def _read_as(found: _Found) -> str:
    """读作 — the value as it was understood, in the library's unit; empty for who may not see it."""
    people = {Extra.CONTACT_NAME, Extra.CONTACT_PHONE, Extra.RESPONSIBLE_PERSON}
    said = []
    for name in found.names:
        for one in (name, TOTAL_INVESTMENT_FOREIGN) if name == Field.TOTAL_INVESTMENT_WAN else (name,):
            if one in found.row.values and one not in people:
                said.append(in_words(one, found.row.values[one]))
    return "—".join(said)


def in_words(name: str, value: Any) -> str:
    """一个规范值 — as the office writes it: 12,000 万元, 2025-03, 砚湖镇、苔溪镇."""
    if isinstance(value, Mapping):
        is_date = "precision" in value
        return str(value["value"]) if is_date else showing.shown(name, value)
    if isinstance(value, list | tuple):
        return "、".join(str(part) for part in value)
    text = showing.shown(name, value)
    if showing.is_money(name) and text != showing.DASH:
        return f"{text} 万元"
    return f"{text} 亩" if name == Field.AREA_MU else text


def _changes(found: _Found) -> tuple[Change, ...]:
    """What the cell changed; the months told by a cumulative amount stand at its column."""
    month = found.one.month or 0
    is_sum = Field.COMPLETED_YEAR_WAN in found.names
    return tuple(
        Change(
            showing.field_label(item["field"], month), _shown(item["field"], item["old"]),
            _shown(item["field"], item["new"]),
        )
        for item in found.row.items
        if item["kind"] == ItemKind.CHANGE
        and (
            item["column"] == found.spot.column if item["column"] and found.spot.column
            else item["field"] in found.names
            or (is_sum and showing.is_money(item["field"]) and not item["column"])
        )
    )


def _shown(name: str, value: Any) -> str:
    text = showing.shown(name, value)
    return f"{text} 万元" if showing.is_money(name) and text != showing.DASH else text


def _remarks(found: _Found) -> tuple[str, ...]:
    """What was asked, refused or warned of at this cell."""
    return tuple(
        _masked(item["reason"]) for item in found.row.items
        if item["kind"] != ItemKind.CHANGE and item["column"] == found.spot.column and found.keeps_ledger
    )
