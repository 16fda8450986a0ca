"""合计核对 — counts and sums that a ledger states of itself, against its rows."""

from decimal import Decimal

from zhaotuifu.ledger.rules.amounts import read_money
from zhaotuifu.ledger.rules.bands import style_of
from zhaotuifu.ledger.rules.fields import LABELS, MONEY_FIELDS
from zhaotuifu.ledger.rules.grid import Grid
from zhaotuifu.ledger.rules.sentences import sentence_for
from zhaotuifu.ledger.rules.tables import TableRead
from zhaotuifu.ledger.rules.types import (
    ColumnReading,
    Finding,
    FindingClass,
    FindingKind,
    IgnoredKind,
    RowReading,
    Scope,
    UnitFrom,
)
from zhaotuifu.ledger.rules.units import money_unit
from zhaotuifu.ledger.rules.vocab import count_in

#: what rounding of the shown figures may add up to, in 万元
TOLERANCE = Decimal("1")
#: how deep a section of a style stands below the others
DEPTH = {"一": 0, "（一）": 1, "1": 2, "（1）": 3, "": 4}


def check_totals(grid: Grid, table: TableRead) -> list[Finding]:
    """合计核对 — section_count_differs and subtotal_differs, as warnings on the sheet.

    Children of packages may or may not be counted: either sum is right.
    """
    found: list[Finding] = []
    columns = [
        one
        for one in table.reading.columns
        if one.field in MONEY_FIELDS and one.unit and one.unit_from is not UnitFrom.SECTION_LINE
    ]
    pending: list[RowReading] = []
    rows = {row.row: row for row in table.rows}
    said: tuple[int, str, int] | None = None
    for band in table.bands:
        if band.kind is None:
            pending.append(rows[band.row])
        elif band.kind is IgnoredKind.SECTION:
            if said is None or DEPTH[style_of(band.text)] <= DEPTH[style_of(said[1])]:
                found += _count_differs(grid, said, pending)  # a deeper section ends none
            count = count_in(band.text)
            said = (band.row, band.text, count) if count is not None else None
            pending = []
        elif band.kind is IgnoredKind.SUBTOTAL:
            found += _sums_differ(grid, band.row, columns, pending)
            found += _count_differs(grid, said, pending)
            said, pending = None, []
        elif band.kind is IgnoredKind.GRAND_TOTAL:
            found += _count_differs(grid, said, pending)
            said = None
            found += _sums_differ(grid, band.row, columns, list(table.rows))
    return found + _count_differs(grid, said, pending)


def _count_differs(
    grid: Grid, said: tuple[int, str, int] | None, rows: list[RowReading]
) -> list[Finding]:
    if said is None or not rows:
        return []
    row, text, count = said
    if not style_of(text) and len(rows) > count:
        return []  # an unnumbered group ends where it likes: rows of others may follow
    if count in (len(rows), sum(one.package != "child" for one in rows)):
        return []
    return [_finding(grid, row, None, FindingClass.SECTION_COUNT_DIFFERS, raw=text)]


def _sums_differ(
    grid: Grid, row: int, columns: list[ColumnReading], rows: list[RowReading]
) -> list[Finding]:
    found = []
    faulty = {name for one in rows if one.findings for name in one.refused_fields()}
    for column in columns:
        stated = read_money(grid.raw(row, column.index), money_unit(column.unit or "")).value
        name = str(column.field)
        if not isinstance(stated, Decimal) or not rows or name in faulty:
            continue
        every = _sum(rows, name)
        parts = [one for one in rows if one.package == "child"]
        whole = every - _sum(parts, name)
        slack = TOLERANCE * len(rows)
        if abs(stated - every) > slack and abs(stated - whole) > slack:
            raw = f"写 {stated:f}，算 {whole:f}"
            found.append(_finding(grid, row, column, FindingClass.SUBTOTAL_DIFFERS, raw=raw))
    return found


def _sum(rows: list[RowReading], name: str) -> Decimal:
    amounts = (row.values.get(name) for row in rows)
    return sum((amount for amount in amounts if isinstance(amount, Decimal)), Decimal(0))


def _finding(
    grid: Grid, row: int, column: ColumnReading | None, problem: FindingClass, *, raw: str
) -> Finding:
    name = str(column.field) if column else None
    return Finding(
        kind=FindingKind.WARNED,
        class_=problem,
        sheet=grid.sheet.name,
        row=row,
        column=column.letter if column else None,
        field=name,
        scope=Scope.ROW,
        sentence=sentence_for(problem, raw=raw, label=LABELS.get(name or "", "")),
        raw=raw,
    )
