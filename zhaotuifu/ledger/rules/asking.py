"""问整列 — cells of a column that share a doubt wait for one question; an answer settles them all."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from zhaotuifu.ledger.rules.dates import order_told
from zhaotuifu.ledger.rules.fields import LABELS, Field
from zhaotuifu.ledger.rules.grid import Grid
from zhaotuifu.ledger.rules.questions import (
    EACH,
    FEWEST,
    IGNORE,
    NAMELESS,
    UNCLEAR,
    WAYS,
    ColumnQuestion,
    column_key,
    doubt_of,
)
from zhaotuifu.ledger.rules.text import cell_text, squash
from zhaotuifu.ledger.rules.types import (
    Choice,
    ColumnReading,
    Finding,
    FindingClass,
    FindingKind,
    RowReading,
    TableReading,
)

SHOWN_EXAMPLES = 3
WAITS = "“{raw}”等“{head}”整列的答复。"
#: what an amount of which nothing tells the time may be
UNCLEAR_FIELDS = {
    Field.COMPLETED_YEAR_WAN: (Field.COMPLETED_YEAR_WAN, Field.COMPLETED_TOTAL_WAN, Field.COMPLETED_MONTH_WAN),
    Field.COMPLETED_TOTAL_WAN: (Field.COMPLETED_YEAR_WAN, Field.COMPLETED_TOTAL_WAN, Field.COMPLETED_MONTH_WAN),
    Field.TOTAL_INVESTMENT_WAN: (Field.TOTAL_INVESTMENT_WAN, Field.ANNUAL_PLAN_WAN, Field.COMPLETED_YEAR_WAN),
    Field.ANNUAL_PLAN_WAN: (Field.ANNUAL_PLAN_WAN, Field.TOTAL_INVESTMENT_WAN, Field.COMPLETED_YEAR_WAN),
    Field.COMPLETED_MONTH_WAN: (Field.COMPLETED_MONTH_WAN, Field.COMPLETED_YEAR_WAN, Field.ANNUAL_PLAN_WAN),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Waiting:
    """One cell that waits: the place of its row and its finding."""

    at: int
    row: int
    finding: Finding


def ask_columns(
    grid: Grid, table: TableReading, rows: Sequence[RowReading], given: Mapping[str, str]
) -> tuple[tuple[RowReading, ...], tuple[ColumnQuestion, ...]]:
    """问整列 — the rows with their cells waiting, and the questions they wait for."""
    groups = _doubts(rows)
    if not groups:
        return tuple(rows), ()
    columns = {column.letter: column for column in table.columns}
    settled = list(rows)
    questions = []
    for (letter, doubt), cells in groups.items():
        key = column_key(grid.sheet.name, letter, table.header_rows[0], doubt)
        if given.get(key) == EACH or (len(cells) < FEWEST and doubt != UNCLEAR):
            continue
        questions.append(_question(grid, table, columns[letter], key, cells))
        for one in cells:
            settled[one.at] = _waiting(settled[one.at], one.finding, key, columns[letter])
    return tuple(settled), tuple(questions)


def _doubts(rows: Sequence[RowReading]) -> dict[tuple[str, str], list[_Waiting]]:
    """Cells by column and doubt; a doubt of a cell alone (a range, two amounts) is not among them."""
    groups: dict[tuple[str, str], list[_Waiting]] = defaultdict(list)
    for at, row in enumerate(rows):
        for finding in row.findings:
            if finding.kind is FindingKind.WARNED or finding.column is None:
                continue
            doubt = UNCLEAR if finding.class_ is FindingClass.COLUMN_UNCLEAR else doubt_of(
                finding.class_.value, [choice.way for choice in finding.choices]
            )
            if doubt:
                groups[finding.column, doubt].append(_Waiting(at, row.row, finding))
    return groups


def _waiting(row: RowReading, finding: Finding, key: str, column: ColumnReading) -> RowReading:
    text = WAITS.format(raw=finding.raw[:40], head=_head(column))
    asked = replace(
        finding, kind=FindingKind.QUESTIONED, sentence=text, choices=(), asked_by=key
    )
    found = tuple(asked if one is finding else one for one in row.findings)
    return replace(row, findings=found)


def _head(column: ColumnReading) -> str:
    return " ".join(squash(part) for part in column.head)[:40]


def _question(
    grid: Grid, table: TableReading, column: ColumnReading, key: str, cells: Sequence[_Waiting]
) -> ColumnQuestion:
    first = cells[0].finding
    if first.class_ is FindingClass.COLUMN_UNCLEAR:
        text, options = _unclear(column)
    else:
        text = _sentence(grid, table, column, cells)
        options = tuple((choice.way, _option(choice, first)) for choice in first.choices)
        options += ((EACH, "逐格选"), (IGNORE, "这些格先不导"))
    return ColumnQuestion(
        key=key, class_=first.class_.value, sheet=grid.sheet.name, column=column.letter,
        field=first.field, head=_head(column), sentence=text, options=options, count=len(cells),
        examples=tuple((one.row, one.finding.raw) for one in cells[:SHOWN_EXAMPLES]),
    )


def _option(choice: Choice, first: Finding) -> str:
    if choice.way in WAYS:
        return f"{WAYS[choice.way]}：“{first.raw}”是 {choice.label}"
    return choice.way


def _unclear(column: ColumnReading) -> tuple[str, tuple[tuple[str, str], ...]]:
    field = Field(str(column.field))
    text = f"“{_head(column)}”列看不准是哪一个数，没有读入。请指明这一列是什么。"
    if column.rival:
        text = (
            f"{column.letter} 列和 {column.rival} 列都像{LABELS[field]}，写的数不同，都没有读入。"
            f"请指明 {column.letter} 列“{_head(column)}”是什么；选“不导入这一列”就用 {column.rival} 列。"
        )
    options = tuple((one.value, LABELS[one]) for one in UNCLEAR_FIELDS[field])
    return text, (*options, (IGNORE, "不导入这一列"))


def _sentence(
    grid: Grid, table: TableReading, column: ColumnReading, cells: Sequence[_Waiting]
) -> str:
    head, raw = _head(column), cells[0].finding.raw
    problem = cells[0].finding.class_
    if problem is FindingClass.UNIT_MISSING:
        return f"“{head}”列有 {len(cells)} 格没有写单位（如“{raw}”），表头和表上也没有写。请选一个，全列照此读。"
    if problem is FindingClass.IMPRECISE_DATE:
        return f"“{head}”列有 {len(cells)} 格不够具体（如“{raw}”）。请选一次，全列照此读。"
    if problem is FindingClass.NOT_AN_AMOUNT:
        return f"“{head}”列有 {len(cells)} 格的数里有空格（如“{raw}”），可能是两个数。请选一次，全列照此读。"
    text = f"“{head}”列有 {len(cells)} 格像“{raw}”，可能是不同的日子。"
    told = _told(grid, table, column)
    if cells[0].finding.choices[0].way == "day_first":
        text += f"这一列里只能是日在前的有 {told['day_first']} 格，只能是月在前的有 {told['month_first']} 格。"
    return text + "请选一次，全列照此读。"


def _told(grid: Grid, table: TableReading, column: ColumnReading) -> dict[str, int]:
    """证据 — cells of the column that can only be read one way."""
    found = {"day_first": 0, "month_first": 0}
    for row in range(table.header_rows[-1] + 1, table.last_row + 1):
        order = order_told(cell_text(grid.raw(row, column.index)))
        if order:
            found[order] += 1
    return found


def ask_name(grid: Grid, columns: Sequence[ColumnReading], head_row: int) -> ColumnQuestion:
    """问名称列 — of a table without one: which column is the project's name."""
    options = tuple(
        (column.key, f"{column.letter} 列 {_head(column)}" + (f"（如 {column.samples[0]}）" if column.samples else ""))
        for column in columns if column.samples
    )
    return ColumnQuestion(
        key=name_key(grid, head_row), class_=NAMELESS, sheet=grid.sheet.name, column=None,
        field=Field.NAME.value, head="", options=options,
        sentence=f"工作表“{grid.sheet.name}”没有找到项目名称列，没有读入。"
        f"如果第 {head_row} 行是表头，请指明哪一列是项目名称；否则请在数据上方加一行列名。",
    )


def name_key(grid: Grid, head_row: int) -> str:
    """答复键 — of the question which column is the name."""
    return column_key(grid.sheet.name, "", head_row, NAMELESS)
