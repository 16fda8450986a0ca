"""读懂台账 — a workbook's cells in, understood rows out; nothing is guessed in silence."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from zhaotuifu.kernel.sheets import Sheet, Workbook
from zhaotuifu.ledger.rules import checks, staleness
from zhaotuifu.ledger.rules.above import Above, read_above, sheet_context
from zhaotuifu.ledger.rules.asking import ask_columns, ask_name
from zhaotuifu.ledger.rules.bands import NOTE
from zhaotuifu.ledger.rules.beside import without_table_beside
from zhaotuifu.ledger.rules.columns import Surroundings, read_columns
from zhaotuifu.ledger.rules.fields import LABELS, Field
from zhaotuifu.ledger.rules.grid import Grid
from zhaotuifu.ledger.rules.heads import likely_head
from zhaotuifu.ledger.rules.headwords import key_of, meaning_of
from zhaotuifu.ledger.rules.periods import cumulative_month, propose
from zhaotuifu.ledger.rules.questions import NAMELESS, ColumnQuestion, column_key
from zhaotuifu.ledger.rules.recalling import recall
from zhaotuifu.ledger.rules.roles import role_without_head
from zhaotuifu.ledger.rules.sentences import sentence_for
from zhaotuifu.ledger.rules.tables import Block, TableRead, blocks_of, read_table
from zhaotuifu.ledger.rules.text import squash
from zhaotuifu.ledger.rules.totals import check_totals
from zhaotuifu.ledger.rules.types import (
    FileRefusal,
    Finding,
    FindingClass,
    FindingKind,
    IgnoredKind,
    IgnoredRow,
    Period,
    Scope,
    SheetRead,
    SheetReading,
    SheetRole,
    SheetState,
    TableReading,
    Understood,
    Zone,
)
from zhaotuifu.ledger.rules.units import UnitsSaid, units_in_line
from zhaotuifu.ledger.rules.zones import ZoneBook

#: which refusal of a sheet speaks for a file without any ledger
FILE_REFUSALS = (
    FindingClass.TRANSPOSED_TABLE,
    FindingClass.MISSING_MANDATORY_COLUMN,
    FindingClass.SECOND_TABLE,
    FindingClass.NO_HEADER_FOUND,
    FindingClass.NO_ROWS,
    FindingClass.PICTURE_ONLY,
)


@dataclass(frozen=True, slots=True)
class Task:
    """What is asked of one reading."""

    zones: ZoneBook
    filename: str
    period: Period | None
    mapping: Mapping[str, str]
    defaults: Mapping[str, str]
    is_1904: bool
    given: Mapping[str, str]
    recalled: Mapping[str, Mapping[str, str]]


def understand(
    book: Workbook,
    *,
    zones: Sequence[Zone],
    filename: str,
    period: Period | None = None,
    mapping: Mapping[str, str] | None = None,
    defaults: Mapping[str, str] | None = None,
    only_sheet: str | None = None,
    given: Mapping[str, str] | None = None,
    recalled: Mapping[str, Mapping[str, str]] | None = None,
    today: date | None = None,
) -> Understood:
    """读懂一份台账 — sheets with their roles, rows with values and findings, a period proposed.

    `mapping` (head path → field, or "" to ignore) is a person's word and wins over
    the synonyms; `defaults` (field → text) fill rows that say nothing; `only_sheet`
    reads that sheet alone, hidden or not; `given` (answer key → answer) settles whole
    columns, and so does `recalled` (head → doubt → answer); a reporting month later than `today`
    is warned. Money is 万元, land 亩. A file without any ledger comes back with `file_refusal`.
    """
    mapped = {_key(head): target for head, target in (mapping or {}).items()}
    task = Task(
        ZoneBook(zones), filename, period, mapped, defaults or {}, book.date_1904, given or {}, recalled or {}
    )
    reads = [_read_sheet(sheet, task) for sheet in book.sheets]
    reads = staleness.judge(reads, only_sheet)
    ledgers = [read for read in reads if read.reading.role is SheetRole.LEDGER]
    rows = checks.within_file(row for read in ledgers for row in read.rows)
    rows = [checks.within_row(row) for row in checks.packages(rows)]
    when = period or _common_period(ledgers or reads)
    warned = tuple(_file_warning(code) for code in book.warnings)
    return Understood(
        period=when,
        sheets=tuple(read.reading for read in reads),
        rows=tuple(rows),
        ignored=tuple(one for read in reads for one in read.ignored),
        file_refusal=None if ledgers else _file_refusal(reads),
        warnings=warned + _future(when, today),
    )


def _key(head: str) -> str:
    return "/".join(squash(segment) for segment in head.split("/"))


def _common_period(reads: Sequence[SheetRead]) -> Period | None:
    """The latest period of the ledgers; one that says the month wins over one that does not."""
    found = [read.reading.period for read in reads if read.reading.period]
    return max(found, key=lambda one: (one.year, one.month or 0), default=None)


def _file_warning(code: str) -> Finding:
    problem = FindingClass(code)
    return Finding(
        FindingKind.WARNED, problem, "", 0, None, None, Scope.ROW, sentence_for(problem)
    )


def _future(period: Period | None, today: date | None) -> tuple[Finding, ...]:
    """A slip of the pen in a title would put a month's figures where nobody looks for them."""
    if today is None or period is None or period.month is None:
        return ()
    if (period.year, period.month) <= (today.year, today.month):
        return ()
    problem, raw = FindingClass.FUTURE_PERIOD, f"{period.year}年{period.month}月"
    sentence = sentence_for(problem, raw=raw)
    return (
        Finding(FindingKind.WARNED, problem, "", 0, None, None, Scope.ROW, sentence, raw),
    )


def _file_refusal(reads: Sequence[SheetRead]) -> FileRefusal:
    by_class = {read.reading.refusal: read for read in reads if read.reading.refusal}
    for problem in FILE_REFUSALS:
        if problem in by_class:
            reading = by_class[problem].reading
            return FileRefusal(problem.value, reading.sentence, reading.name)
    problem = FindingClass.NO_ROWS
    if any(read.reading.role is SheetRole.NOTES for read in reads):
        problem = FindingClass.NO_HEADER_FOUND
    return FileRefusal(problem.value, sentence_for(problem))


def _read_sheet(sheet: Sheet, task: Task) -> SheetRead:
    grid = Grid(sheet)
    state = SheetState.VISIBLE if sheet.is_visible else SheetState.HIDDEN
    mapping = _with_name(grid, task)
    blocks = blocks_of(grid, mapping) if sheet.rows else []
    if not blocks:
        role, problem = role_without_head(grid)
        read = _refused_sheet(grid, state, role, problem)
        likely = likely_head(grid) if problem is FindingClass.NO_HEADER_FOUND else None
        return _with_columns(read, grid, Block(likely, grid.first_row, grid.last_row), task) if likely else read
    task = replace(task, mapping=mapping)
    named = [block for block in blocks if block.head.name_columns]
    if not named:
        if _is_little(grid, blocks[0]):
            return _refused_sheet(grid, state, SheetRole.NOTES, None)
        return _nameless(grid, state, blocks[0], task)
    if _is_side_by_side(named[0]):
        return _refused_sheet(grid, state, SheetRole.REFUSED, FindingClass.SECOND_TABLE)
    return _read_ledger(grid, state, blocks, task)


def _nameless(grid: Grid, state: SheetState, block: Block, task: Task) -> SheetRead:
    """A table without names is refused, with its columns, so that a clerk can point one out."""
    read = _refused_sheet(grid, state, SheetRole.REFUSED, FindingClass.MISSING_MANDATORY_COLUMN)
    return _with_columns(read, grid, block, task)


def _with_columns(read: SheetRead, grid: Grid, block: Block, task: Task) -> SheetRead:
    """A refused sheet with its columns and the question which of them is the name."""
    above = read_above(grid, block.first_row, block.head.rows[0] - 1)
    around = Surroundings(task.zones, task.period, above.units, task.mapping, task.given)
    columns = read_columns(grid, block.head, around)
    table = TableReading(1, block.head.rows, columns, block.last_row)
    question = ask_name(grid, columns, block.head.rows[0])
    reading = replace(
        read.reading, tables=(table,), questions=(question,), sentence=question.sentence
    )
    return replace(read, reading=reading)


def _with_name(grid: Grid, task: Task) -> Mapping[str, str]:
    """The mapping, with the name column a person pointed out on this sheet."""
    prefix = column_key(grid.sheet.name, "", 0, "").partition("!")[0] + "!"
    heads = [
        answer for key, answer in task.given.items()
        if key.startswith(prefix) and key.endswith(f"/{NAMELESS}")
    ]
    return {**task.mapping, **dict.fromkeys(heads, Field.NAME.value)} if heads else task.mapping


def _is_little(grid: Grid, block: Block) -> bool:
    """A line of heads in an instruction sheet (示例：项目名称 | 总投资) is no table."""
    return not any(
        len(grid.cells(row)) > 1 for row in range(block.head.last_row + 1, block.last_row + 1)
    )


def _is_side_by_side(block: Block) -> bool:
    leaves = [squash(path[-1]) for path in block.head.paths.values()]
    names = [squash(block.head.paths[column][-1]) for column in block.head.name_columns]
    repeated = {leaf for leaf in leaves if leaves.count(leaf) > 1}
    return len(names) > len(set(names)) and len(repeated) >= 2


def _refused_sheet(
    grid: Grid, state: SheetState, role: SheetRole, problem: FindingClass | None
) -> SheetRead:
    name = grid.sheet.name
    reading = SheetReading(
        name=name,
        role=role,
        state=state,
        refusal=problem,
        sentence=sentence_for(problem) if problem else "",
    )
    ignored: tuple[IgnoredRow, ...] = ()
    if role is SheetRole.REFUSED:
        kind = IgnoredKind.ROW_OF_REFUSED_SHEET
        ignored = tuple(IgnoredRow(name, row, kind) for row in grid.numbers() if grid.cells(row))
    return SheetRead(reading, ignored=ignored)


def _read_ledger(grid: Grid, state: SheetState, blocks: list[Block], task: Task) -> SheetRead:
    above = [read_above(grid, block.first_row, block.head.rows[0] - 1) for block in blocks]
    heads = ["".join(path) for block in blocks for path in block.head.paths.values()]
    titles = [title for one in above for title in one.titles]
    proposed = propose(titles, grid.sheet.name, task.filename, heads)
    period = task.period or proposed
    context = sheet_context(above[0], grid.sheet.name, task.filename, task.zones)
    tables, ignored, warnings, questions = _tables(grid, blocks, above, context, period, task)
    warnings += _column_warnings(grid, tables, context, period, task)
    rows = tuple(row for table in tables for row in table.rows)
    reading = SheetReading(
        name=grid.sheet.name,
        role=SheetRole.LEDGER if rows else SheetRole.REFUSED,
        state=state,
        tables=tuple(table.reading for table in tables),
        context=context,
        refusal=None if rows else FindingClass.NO_ROWS,
        sentence="" if rows else sentence_for(FindingClass.NO_ROWS),
        warnings=tuple(warnings),
        period=proposed,
        questions=tuple(questions),
    )
    ignored += [one for table in tables for one in table.ignored]
    return SheetRead(reading, rows, tuple(sorted(ignored, key=lambda one: one.row)))


def _tables(
    grid: Grid, blocks: Sequence[Block], above: Sequence[Above], context: Mapping[str, str],
    period: Period | None, task: Task,
) -> tuple[list[TableRead], list[IgnoredRow], list[Finding], list[ColumnQuestion]]:
    """Every table of a sheet that has names, and what is to be said of the others."""
    tables: list[TableRead] = []
    ignored: list[IgnoredRow] = []
    warnings: list[Finding] = []
    questions: list[ColumnQuestion] = []
    for whole, over in zip(blocks, above, strict=True):
        block = replace(whole, head=without_table_beside(grid, whole.head))
        if block.head is not whole.head:
            warnings.append(_sheet_warning(grid, block.head.rows[0], FindingClass.SECOND_TABLE))
        if not block.head.name_columns:
            ignored += _not_read(grid, block)
            warnings.append(_sheet_warning(grid, block.head.rows[0], FindingClass.SECOND_TABLE))
            continue
        units = _units(over, above[0], grid, block)
        around = Surroundings(
            task.zones, period, units, task.mapping, task.given, task.recalled
        )
        said = {**context, **sheet_context(over, "", "", task.zones)}
        number = len(tables) + 1
        table = read_table(
            grid, block, number, over, around, said, task.defaults, is_1904=task.is_1904
        )
        warnings += check_totals(grid, table)
        waiting, asked = ask_columns(grid, table.reading, table.rows, task.given)
        tables.append(replace(table, rows=waiting))
        questions += asked
        questions += recall(
            grid, table.reading, table.rows, task.zones, is_1904=task.is_1904
        )
    return tables, ignored, warnings, questions


def _units(over: Above, first: Above, grid: Grid, block: Block) -> UnitsSaid:
    """Units above the table, else above the first table, else in the notes below."""
    money = over.units.money or first.units.money
    area = over.units.area or first.units.area
    if money is None:
        for row in range(max(block.head.last_row + 1, block.last_row - 12), block.last_row + 1):
            cells = grid.cells(row)
            if len(cells) <= 2:
                for _, value in cells:
                    if NOTE.match(squash(str(value))):
                        money = money or units_in_line(str(value)).money
    return UnitsSaid(money, area)


def _not_read(grid: Grid, block: Block) -> list[IgnoredRow]:
    kind = IgnoredKind.ROW_OF_REFUSED_SHEET
    return [
        IgnoredRow(grid.sheet.name, row, kind)
        for row in range(block.first_row, block.last_row + 1)
        if grid.cells(row)
    ]


def _sheet_warning(
    grid: Grid, row: int, problem: FindingClass, *, label: str = "", raw: str = ""
) -> Finding:
    sentence = sentence_for(problem, label=label, raw=raw)
    return Finding(
        FindingKind.WARNED, problem, grid.sheet.name, row, None, None, Scope.ROW, sentence, raw
    )


def _column_warnings(
    grid: Grid,
    tables: Sequence[TableRead],
    context: Mapping[str, str],
    period: Period | None,
    task: Task,
) -> list[Finding]:
    found: list[Finding] = []
    for table in tables:
        row = table.reading.header_rows[0]
        columns = table.reading.columns
        fields = {column.field for column in columns}
        is_said = all(Field.ZONE.value in one.context for one in table.rows)
        if not is_said and Field.ZONE.value not in {*fields, *context, *task.defaults}:
            label = LABELS[Field.ZONE]
            found.append(_sheet_warning(grid, row, FindingClass.MISSING_COLUMN, label=label))
        for column in columns:
            if column.field == Field.COMPLETED_YEAR_WAN and period and period.month:
                said = cumulative_month("".join(column.head))
                if said not in (None, period.month):
                    found.append(
                        _sheet_warning(grid, row, FindingClass.PERIOD_DIFFERS, raw=column.key)
                    )
        found += _name_warnings(grid, row, table)
    return found


def _name_warnings(grid: Grid, row: int, table: TableRead) -> list[Finding]:
    """Two columns with the very same right to be the name."""
    ranked = [
        (meaning.rank, column)
        for column in table.reading.columns
        if not column.is_mapped_by_person
        and (meaning := meaning_of(column.head, None)) is not None
        and meaning.field == Field.NAME
    ]
    best = max((rank for rank, _ in ranked), default=0)
    if sum(rank == best for rank, _ in ranked) < 2:
        return []
    used = next(column for column in table.reading.columns if column.field == Field.NAME)
    return [_sheet_warning(grid, row, FindingClass.AMBIGUOUS_NAME_COLUMN, raw=key_of(used.head))]
