"""读行 — the project rows of a table: values, findings, context, packages."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from zhaotuifu.ledger.rules.answers import BLANK, Answer, refused
from zhaotuifu.ledger.rules.fields import LABELS, YEARS, Field
from zhaotuifu.ledger.rules.grid import Grid
from zhaotuifu.ledger.rules.plain import PLAIN_START
from zhaotuifu.ledger.rules.quick import ColumnMemory
from zhaotuifu.ledger.rules.readers import ColumnReader, reader_for, stored_name
from zhaotuifu.ledger.rules.sentences import BLANK_FOR_NOW, sentence_for
from zhaotuifu.ledger.rules.text import cell_text, is_blank_word, squash, tidy
from zhaotuifu.ledger.rules.types import (
    Choice,
    ColumnReading,
    Finding,
    FindingClass,
    FindingKind,
    Outcome,
    RowReading,
    Scope,
    Value,
)
from zhaotuifu.ledger.rules.zones import ZoneBook

CHILD_LEAD = re.compile(r"^(?:其中|内含|包括)[:：、]?\s*")
NUMBER_LEAD = re.compile(
    r"^(?:[(（]\d{1,3}[)）]|\d{1,3}[、)）]|\d{1,3}[.．](?!\d))\s*(?=[\u4e00-\u9fff])"
)
BRACKET_NUMBER = re.compile(r"\(\d+\)")
BRACKET_LEAD = re.compile(r"\s*[(（]\d+[)）]")
SUB_NUMBER = re.compile(r"[-.—]\d+")
FIGURE = re.compile(r"[\d.,%-]+")
INDENT = re.compile(r"[ \u3000]{2,}")
#: a cell that is blank now although something stands in it
BLANKED = frozenset((FindingClass.CODE_MALFORMED, FindingClass.USCC_MALFORMED))


@dataclass(slots=True)
class _Seen:
    """What is known of a row so far; `letters` is shared with all rows until it differs."""

    values: dict[str, Value]
    extras: dict[str, Value]
    letters: Mapping[str, str]
    findings: list[Finding]


@dataclass(frozen=True, slots=True)
class Step:
    """一列一步 — what the walk through a row needs of a column."""

    reader: ColumnReader
    name: str
    #: 0-based
    at: int
    is_extra: bool
    memory: ColumnMemory


@dataclass(frozen=True, slots=True)
class RowReader:
    """行的读法 — of one table."""

    grid: Grid
    table: int
    steps: tuple[Step, ...]
    name_column: int
    name_letter: str
    sequence: int | None
    #: the same for every row, unless a cell says something under another name
    letters: Mapping[str, str]

    def read(self, row: int, context: Mapping[str, str], defaults: Mapping[str, str]) -> RowReading:
        """One project row; refused as a whole when its name is missing."""
        cells = self.grid.filled_down(row)
        seen = _Seen({}, {}, self.letters, [])
        self._walk(cells, row, seen)
        hidden = row in self.grid.sheet.hidden_rows
        if hidden:
            found = self._row_finding(row, FindingClass.HIDDEN_ROW, FindingKind.WARNED)
            seen.findings.append(found)
        outcome = self._judge_name(cells, row, seen.values, seen.findings)
        if defaults:
            faulty = {finding.field for finding in seen.findings}
            for field, text in defaults.items():
                if field not in seen.values and field not in context and field not in faulty:
                    seen.values[field] = text
        return RowReading(
            sheet=self.grid.sheet.name,
            row=row,
            table=self.table,
            outcome=outcome,
            values=seen.values,
            context=context,
            cells=seen.letters,
            findings=tuple(seen.findings),
            extras=seen.extras,
            hidden=hidden,
        )

    def _walk(self, cells: Sequence[Any], row: int, seen: _Seen) -> None:
        """The cells from left to right; a plain one is a value and nothing more."""
        values, extras = seen.values, seen.extras
        formats, empty = self.grid.sheet.cell_formats, self.grid.sheet.formulas_without_value
        for step in self.steps:
            value = cells[step.at]
            if value is None:
                if empty and (row, step.at + 1) in empty:
                    problem = FindingClass.FORMULA_WITHOUT_VALUE
                    found = self.finding(row, step.reader, "", problem, refused=True)
                    seen.findings.append(found)
                continue
            code = formats.get((row, step.at + 1)) if formats else None
            answer = step.memory[(type(value), code) if code else type(value)][value]
            if answer is None:
                continue
            if type(answer) is Answer:
                self._take(answer, value, row, step.reader, seen)
            elif step.is_extra:
                extras[step.name] = answer
            else:
                values[step.name] = answer

    def _take(
        self, answer: Answer, value: Any, row: int, reader: ColumnReader, seen: _Seen
    ) -> None:
        """A cell of which there is more to say than its value."""
        if answer.problem is not None:
            self._report(answer, value, row, reader, seen.findings)
        if reader.column.mark:
            answer = self._marked(answer, row, reader, seen.values, seen.findings)
        if answer.is_refused or answer.value is None:
            return
        if reader.is_extra:
            seen.extras[reader.name] = answer.value
            return
        name = stored_name(reader.name, answer.value)
        seen.values[name] = answer.value
        if seen.letters.get(name) != reader.column.letter:
            seen.letters = {**seen.letters, name: reader.column.letter}
        if answer.second is not None:
            seen.values[YEARS[1]] = answer.second

    def _marked(
        self, answer: Answer, row: int, reader: ColumnReader, values: dict[str, Value],
        findings: list[Finding],
    ) -> Answer:
        """√ — marks in two columns of one field say two things: asked."""
        other = values.get(reader.name)
        is_asked = any(finding.field == reader.name for finding in findings)
        if answer.value is None or (other is None and not is_asked):
            return answer
        if other is not None:
            values.pop(reader.name)
            both = tuple(Choice(str(one), {"value": one}) for one in (other, answer.value))
            raw = "、".join(choice.label for choice in both) + "都打了√"
            self._report(refused(FindingClass.LEVEL_UNCLEAR, both), raw, row, reader, findings)
        return BLANK

    def _report(
        self, answer: Answer, value: Any, row: int, reader: ColumnReader, findings: list[Finding]
    ) -> None:
        raw = tidy(cell_text(value))
        choices = _named(answer.choices, reader.name) if answer.choices else ()
        for problem in (answer.problem, answer.also):
            if problem is not None:
                is_refused = answer.is_refused
                found = self.finding(row, reader, raw, problem, refused=is_refused, choices=choices)
                findings.append(found)

    def finding(
        self, row: int, reader: ColumnReader, raw: str, problem: FindingClass, *, refused: bool,
        choices: tuple[Choice, ...] = (),
    ) -> Finding:
        """A finding about one cell; a refused cell with answers to pick from is a question."""
        sentence = sentence_for(problem, raw=raw, label=LABELS.get(reader.name, reader.name))
        if not refused and problem in BLANKED:
            sentence = BLANK_FOR_NOW.format(raw=raw)
        kind = FindingKind.REFUSED if refused else FindingKind.WARNED
        if refused and choices:
            kind = FindingKind.QUESTIONED
        return Finding(
            kind=kind,
            class_=problem,
            sheet=self.grid.sheet.name,
            row=row,
            column=reader.column.letter,
            field=reader.name,
            scope=Scope.CELL,
            sentence=sentence,
            raw=raw,
            choices=choices,
        )

    def _row_finding(self, row: int, problem: FindingClass, kind: FindingKind) -> Finding:
        return Finding(
            kind=kind,
            class_=problem,
            sheet=self.grid.sheet.name,
            row=row,
            column=None,
            field=None,
            scope=Scope.ROW,
            sentence=sentence_for(problem),
        )

    def _judge_name(
        self, cells: Sequence[Any], row: int, values: dict[str, Value], findings: list[Finding]
    ) -> Outcome:
        name = values.get(Field.NAME.value)
        if isinstance(name, str):
            if PLAIN_START.match(name):
                return Outcome.ACCEPT
            bare = CHILD_LEAD.sub("", name)
            if self.sequence is None:
                bare = NUMBER_LEAD.sub("", bare)
            if bare and not is_blank_word(bare) and not FIGURE.fullmatch(squash(bare)):
                values[Field.NAME.value] = bare
                return Outcome.ACCEPT
        values.pop(Field.NAME.value, None)
        raw = cell_text(cells[self.name_column - 1])
        findings.append(
            Finding(
                kind=FindingKind.REFUSED,
                class_=FindingClass.MISSING_NAME,
                sheet=self.grid.sheet.name,
                row=row,
                column=self.name_letter,
                field=Field.NAME.value,
                scope=Scope.ROW,
                sentence=sentence_for(FindingClass.MISSING_NAME),
                raw=raw,
            )
        )
        return Outcome.REFUSE


def _named(choices: tuple[Choice, ...], name: str) -> tuple[Choice, ...]:
    """Choices under the name of the field they set."""
    return tuple(
        replace(
            choice, values={stored_name(name, value): value for value in choice.values.values()}
        )
        for choice in choices
    )


def row_reader(
    grid: Grid, table: int, columns: Sequence[ColumnReading], zones: ZoneBook, *, is_1904: bool
) -> RowReader:
    """行的读法 — made once per table; raises StopIteration never: a table has a name column."""
    readers = [
        reader
        for column in columns
        if (reader := reader_for(column, zones, is_1904=is_1904)) is not None
    ]
    name = next(reader.column for reader in readers if reader.name == Field.NAME)
    sequence = next((one.index for one in columns if one.role == "sequence"), None)
    steps = tuple(
        Step(one, one.name, one.column.index - 1, one.is_extra, ColumnMemory(one))
        for one in readers
    )
    letters = {one.name: one.column.letter for one in readers}
    pair = next((one for one in readers if isinstance(one.column.field, tuple)), None)
    if pair is not None:
        letters[YEARS[1]] = pair.column.letter
    return RowReader(grid, table, steps, name.index, name.letter, sequence, letters)


def with_packages(rows: list[RowReading], grid: Grid, reader: RowReader) -> list[RowReading]:
    """打包项目 — children (其中：, （1）, 10.1, indented) and their parent."""
    settled: list[RowReading] = []
    parent: int | None = None
    run = ""
    for row in rows:
        kind = _child_kind(row, grid, reader, run, settled[parent] if parent is not None else None)
        if not kind or parent is None:
            parent, run = len(settled), ""
            settled.append(row)
            continue
        run = kind
        settled[parent] = replace(settled[parent], package="parent")
        name = row.values.get(Field.NAME.value)
        values = dict(row.values)
        if isinstance(name, str):
            values[Field.NAME.value] = NUMBER_LEAD.sub("", name)
        parent_row = settled[parent].row
        settled.append(replace(row, values=values, package="child", parent_row=parent_row))
    return settled


def _child_kind(
    row: RowReading, grid: Grid, reader: RowReader, run: str, parent: RowReading | None
) -> str:
    """How a row says that it is part of the one above; "" when it does not."""
    if parent is None:
        return ""
    name = grid.raw(row.row, reader.name_column)
    sequence = grid.raw(row.row, reader.sequence) if reader.sequence else None
    if type(sequence) is int and type(name) is str and PLAIN_START.match(name):
        return ""  # the usual row, told at a glance
    number = squash(cell_text(sequence))
    above = squash(cell_text(grid.raw(parent.row, reader.sequence))) if reader.sequence else ""
    if isinstance(name, str) and CHILD_LEAD.match(name.strip()):
        return "lead"
    if number.startswith("其中"):
        return "lead"
    if above.isdigit():
        if BRACKET_NUMBER.fullmatch(number):
            return "number"
        if number.startswith(above) and SUB_NUMBER.fullmatch(number[len(above) :]):
            return "number"
        if isinstance(name, str) and not number and BRACKET_LEAD.match(name):
            return "number"
    if run == "lead" and not number and isinstance(name, str) and INDENT.match(name):
        return "lead"
    return ""
