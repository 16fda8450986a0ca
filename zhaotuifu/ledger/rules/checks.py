"""核对 — what two cells of a row, or two rows of a file, say against each other."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal

from zhaotuifu.ledger.rules.fields import LABELS, MONEY_FIELDS, Field
from zhaotuifu.ledger.rules.sentences import sentence_for
from zhaotuifu.ledger.rules.text import squash
from zhaotuifu.ledger.rules.types import (
    DateValue,
    Finding,
    FindingClass,
    FindingKind,
    Outcome,
    RowReading,
    Scope,
    Value,
)

TOTAL = Field.TOTAL_INVESTMENT_WAN.value
PLAN = Field.ANNUAL_PLAN_WAN.value
OF_YEAR = Field.COMPLETED_YEAR_WAN.value
SINCE_START = Field.COMPLETED_TOTAL_WAN.value
START, FINISH = Field.PLANNED_START_ON.value, Field.PLANNED_FINISH_ON.value
#: (field, the other it exceeds, class)
LIMITS = (
    (OF_YEAR, PLAN, FindingClass.COMPLETED_EXCEEDS_PLAN),
    (SINCE_START, TOTAL, FindingClass.COMPLETED_EXCEEDS_TOTAL),
    (PLAN, TOTAL, FindingClass.PLAN_EXCEEDS_TOTAL),
)
TOLERANCE = Decimal("0.01")


def _warning(row: RowReading, field: str, problem: FindingClass, raw: str = "") -> Finding:
    return Finding(
        kind=FindingKind.WARNED,
        class_=problem,
        sheet=row.sheet,
        row=row.row,
        column=row.cells.get(field),
        field=field,
        scope=Scope.CELL,
        sentence=sentence_for(problem, raw=raw, label=LABELS.get(field, field)),
        raw=raw,
    )


def within_row(row: RowReading) -> RowReading:
    """行内核对 — amounts that exceed each other, a plan of zero, a finish before the start."""
    values = row.values
    found = [
        _warning(row, field, problem)
        for field, other, problem in LIMITS
        if type(amount := values.get(field)) is Decimal
        and type(limit := values.get(other)) is Decimal
        and amount > limit
        and (limit or other != PLAN)
    ]
    plan = values.get(PLAN)
    if type(plan) is Decimal and not plan:
        found.append(_warning(row, PLAN, FindingClass.PLAN_IS_ZERO))
    start, finish = values.get(START), values.get(FINISH)
    if type(start) is DateValue and type(finish) is DateValue and _is_before(finish, start):
        found.append(_warning(row, FINISH, FindingClass.FINISH_BEFORE_START, raw=finish.value))
    return replace(row, findings=(*row.findings, *found)) if found else row


def _is_before(finish: DateValue, start: DateValue) -> bool:
    """Compared as far as both are known: 2025 is not before 2025-06."""
    one, other = finish.value, start.value
    if len(one) == len(other):
        return one < other
    size = min(len(one), len(other))
    return one[:size] < other[:size]


def within_file(rows: Iterable[RowReading]) -> list[RowReading]:
    """同一文件内重复 — the later row of two with one code, or one name in one 板块.

    One code twice is refused; one name twice is warned, or asked when the two
    rows give different amounts or dates.
    """
    by_code: dict[str, RowReading] = {}
    by_name: dict[tuple[str, str], RowReading] = {}
    settled = []
    for row in rows:
        if row.outcome is Outcome.REFUSE:
            settled.append(row)
            continue
        code, name = _said(row, Field.CODE.value), _said(row, Field.NAME.value)
        key = (squash(str(name)), str(_said(row, Field.ZONE.value, "")))
        earlier, twin = by_code.get(str(code)) if code else None, by_name.get(key)
        if earlier is not None:
            settled.append(_duplicate(row, earlier, Field.CODE.value, FindingKind.REFUSED))
            continue
        if twin is not None and _may_be_one(row.values, twin.values):
            differs = _contradicts(row.values, twin.values)
            kind = FindingKind.QUESTIONED if differs else FindingKind.WARNED
            row = _duplicate(row, twin, Field.NAME.value, kind)
        elif twin is None:
            by_name[key] = row
        if code:
            by_code[str(code)] = row
        settled.append(row)
    return settled


def _said(row: RowReading, field: str, default: Value | None = None) -> Value | None:
    """A row's own value, else what its surroundings say."""
    own = row.values.get(field)
    return row.context.get(field, default) if own is None else own


def _may_be_one(one: Mapping[str, Value], other: Mapping[str, Value]) -> bool:
    """Two codes, or two owners with codes, are two projects."""
    for field in (Field.CODE.value, Field.USCC.value):
        if field in one and field in other and one[field] != other[field]:
            return False
    return True


def _contradicts(one: Mapping[str, Value], other: Mapping[str, Value]) -> bool:
    return any(
        one[field] != other[field]
        for field in one.keys() & other.keys()
        if field in MONEY_FIELDS or isinstance(one[field], DateValue)
    )


def _duplicate(row: RowReading, earlier: RowReading, field: str, kind: FindingKind) -> RowReading:
    other = earlier.row if earlier.sheet == row.sheet else f"{earlier.row}（{earlier.sheet}）"
    finding = Finding(
        kind=kind,
        class_=FindingClass.DUPLICATE_IN_FILE,
        sheet=row.sheet,
        row=row.row,
        column=row.cells.get(field),
        field=field,
        scope=Scope.ROW,
        sentence=sentence_for(FindingClass.DUPLICATE_IN_FILE, other=other),
        same_as_row=earlier.row,
    )
    outcome = Outcome.REFUSE if kind is FindingKind.REFUSED else row.outcome
    return replace(row, findings=(*row.findings, finding), outcome=outcome)


def packages(rows: list[RowReading]) -> list[RowReading]:
    """打包合计 — a parent whose amount is not the sum of its children is warned."""
    children: dict[tuple[str, int], list[RowReading]] = {}
    for row in rows:
        if row.parent_row is not None:
            children.setdefault((row.sheet, row.parent_row), []).append(row)
    return [
        _with_sum_checked(row, children[row.sheet, row.row])
        if (row.sheet, row.row) in children
        else row
        for row in rows
    ]


def _with_sum_checked(parent: RowReading, parts: list[RowReading]) -> RowReading:
    found = []
    for field in (TOTAL, PLAN, OF_YEAR):
        whole = parent.values.get(field)
        amounts = [part.values.get(field) for part in parts]
        known = [amount for amount in amounts if isinstance(amount, Decimal)]
        if not isinstance(whole, Decimal) or len(known) < len(parts):
            continue
        if abs(sum(known, Decimal(0)) - whole) > TOLERANCE:
            raw = f"{whole:f} ≠ {sum(known, Decimal(0)):f}"
            found.append(_warning(parent, field, FindingClass.PACKAGE_SUM_DIFFERS, raw=raw))
    return replace(parent, findings=(*parent.findings, *found)) if found else parent
