"""读行 — the project rows of a table: values, findings, context, packages."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from zhaotuifu.ledger.rules.answers import BLANK, Answer, refused
from zhaotuifu.ledger.rules.fields import LABELS, YEARS, Field
from zhaotuifu.ledger.rules.grid import Grid
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


@dataclass(frozen=True, slots=True)
class RowReader:
    """行的读法 — of one table."""

    grid: Grid
    table: int
    readers: tuple[ColumnReader, ...]
    name_column: int
    name_letter: str
    sequence: int | None

    def read(self, row: int, context: Mapping[str, str], defaults: Mapping[str, str]) -> RowReading:
        """One project row; refused as a whole when its name is missing."""
        cells = self.grid.filled_down(row)
        values: dict[str, Value] = {}
        extras: dict[str, Value] = {}
        letters: dict[str, str] = {}
        findings: list[Finding] = []
        for reader in self.readers:
            letters[reader.name] = reader.column.letter
            answer = self._answer(cells, row, reader, findings)
            if answer is not None and reader.column.mark:
                answer = self._marked(answer, row, reader, values, findings)
            if answer is not None:
                self._keep(answer, reader, values, extras, letters)
        hidden = row in self.grid.sheet.hidden_rows
        if hidden:
            findings.append(self._row_finding(row, FindingClass.HIDDEN_ROW, FindingKind.WARNED))
        outcome = self._judge_name(cells, row, values, findings)
        faulty = {finding.field for finding in findings}
        for field, text in defaults.items():
            if field not in values and field not in context and field not in faulty:
                values[field] = text
        return RowReading(
            sheet=self.grid.sheet.name,
            row=row,
            table=self.table,
            outcome=outcome,
            values=values,
            context=context,
            cells=letters,
            findings=tuple(map(asked, findings)),
            extras=extras,
            hidden=hidden,
        )

    def _answer(
        self, cells: list[Any], row: int, reader: ColumnReader, findings: list[Finding]
    ) -> Answer | None:
        column = reader.column.index
        value = cells[column - 1] if column <= len(cells) else None
        if value is None:
            if (row, column) in self.grid.sheet.formulas_without_value:
                findings.append(
                    self.finding(row, reader, "", FindingClass.FORMULA_WITHOUT_VALUE, refused=True)
                )
            return None
        formats = self.grid.sheet.cell_formats
        code = formats.get((row, column)) if formats else None
        answer = reader.read_formatted(value, code) if code else reader.read(value)
        if answer.problem is not None:
            self._report(answer, value, row, reader, findings)
        return answer

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
        for problem in (answer.problem, answer.also):
            if problem is not None:
                found = self.finding(row, reader, raw, problem, refused=answer.is_refused)
                findings.append(replace(found, choices=_named(answer.choices, reader.name)))

    def finding(
        self, row: int, reader: ColumnReader, raw: str, problem: FindingClass, *, refused: bool
    ) -> Finding:
        """A finding about one cell."""
        sentence = sentence_for(problem, raw=raw, label=LABELS.get(reader.name, reader.name))
        if not refused and problem in BLANKED:
            sentence = BLANK_FOR_NOW.format(raw=raw)
        return Finding(
            kind=FindingKind.REFUSED if refused else FindingKind.WARNED,
            class_=problem,
            sheet=self.grid.sheet.name,
            row=row,
            column=reader.column.letter,
            field=reader.name,
            scope=Scope.CELL,
            sentence=sentence,
            raw=raw,
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

    @staticmethod
    def _keep(
        answer: Answer,
        reader: ColumnReader,
        values: dict[str, Value],
        extras: dict[str, Value],
        letters: dict[str, str],
    ) -> None:
        if answer.is_refused or answer.value is None:
            return
        if reader.is_extra:
            extras[reader.name] = answer.value
            return
        name = stored_name(reader.name, answer.value)
        values[name] = answer.value
        letters.setdefault(name, reader.column.letter)
        if isinstance(reader.column.field, tuple):
            letters[YEARS[1]] = reader.column.letter
            if answer.second is not None:
                values[YEARS[1]] = answer.second

    def _judge_name(
        self, cells: list[Any], row: int, values: dict[str, Value], findings: list[Finding]
    ) -> Outcome:
        name = values.get(Field.NAME.value)
        if isinstance(name, str):
            bare = CHILD_LEAD.sub("", name)
            if self.sequence is None:
                bare = NUMBER_LEAD.sub("", bare)
            if bare and not is_blank_word(bare) and not FIGURE.fullmatch(squash(bare)):
                values[Field.NAME.value] = bare
                return Outcome.ACCEPT
        values.pop(Field.NAME.value, None)
        raw = cell_text(cells[self.name_column - 1]) if self.name_column <= len(cells) else ""
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
        Choice(choice.label, {stored_name(name, value): value for value in choice.values.values()})
        for choice in choices
    )


def asked(finding: Finding) -> Finding:
    """A refused cell with answers to pick from is a question."""
    if finding.kind is FindingKind.REFUSED and finding.choices:
        return replace(finding, kind=FindingKind.QUESTIONED)
    return finding


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
    return RowReader(grid, table, tuple(readers), name.index, name.letter, sequence)


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
    number = squash(cell_text(grid.raw(row.row, reader.sequence))) if reader.sequence else ""
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
