"""按以前的答复 — doubts of whole columns that an answer of an earlier ledger settles, and what is learnt."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from zhaotuifu.ledger.rules.asking import UNCLEAR_FIELDS
from zhaotuifu.ledger.rules.fields import LABELS, Field
from zhaotuifu.ledger.rules.grid import Grid
from zhaotuifu.ledger.rules.questions import (
    EACH,
    IGNORE,
    UNCLEAR,
    WAYS,
    ColumnQuestion,
    column_key,
    doubt_of,
)
from zhaotuifu.ledger.rules.readers import reader_for
from zhaotuifu.ledger.rules.text import squash
from zhaotuifu.ledger.rules.types import ColumnReading, RowReading, SheetReading, TableReading
from zhaotuifu.ledger.rules.zones import ZoneBook
from zhaotuifu.ledger.states import AnswerAbout

#: what a doubt is about, in the words of the page
ABOUT = {
    "ambiguous_date": "分不清日和月的日子", "unit_missing": "没写单位的数",
    "imprecise_date": "不够具体的日子", "not_an_amount": "中间有空格的数", UNCLEAR: "这一列是什么",
}


@dataclass(frozen=True, slots=True)
class LearntAnswer:
    """学到的答复 — what a commit remembers: of a name that is no 板块, or of a head's doubt."""

    about: AnswerAbout
    text: str
    doubt: str
    answer: str


def label(doubt: str) -> str:
    """疑问的说法."""
    return ABOUT.get(doubt.split("/", 1)[0], doubt)


def said(answer: str) -> str:
    """答复的说法 — 日在前, 万元, 本年累计完成."""
    if answer == IGNORE:
        return "不导入这一列"
    return WAYS.get(answer) or LABELS.get(answer) or answer


def recall(
    grid: Grid, table: TableReading, rows: Sequence[RowReading], zones: ZoneBook, *, is_1904: bool
) -> list[ColumnQuestion]:
    """按以前的答复 — of the columns whose earlier answer settles something in this file."""
    found = []
    for column in table.columns:
        ways = dict(column.ways)
        for doubt in column.recalled:
            count = _count(grid, column, doubt, rows, zones, is_1904=is_1904)
            if count:
                key = column_key(grid.sheet.name, column.letter, table.header_rows[0], doubt)
                found.append(_recalled(grid, column, doubt, ways[doubt], key, count))
    return found


def _recalled(
    grid: Grid, column: ColumnReading, doubt: str, answer: str, key: str, count: int
) -> ColumnQuestion:
    head = " ".join(squash(part) for part in column.head)[:40]
    if doubt == UNCLEAR:
        sentence = f"这一列按以前的答复：{said(answer)}。"
        fields = UNCLEAR_FIELDS.get(Field(answer), ()) if answer in LABELS else ()
        options = (*((one.value, LABELS[one]) for one in fields), (IGNORE, "不导入这一列"))
    else:
        sentence = f"{label(doubt)}有 {count} 格，按以前的答复：{said(answer)}。"
        ways = doubt.split("/", 1)[-1].split("-")
        options = (*((way, said(way)) for way in ways), (EACH, "逐格选"), (IGNORE, "这些格先不导"))
    field = column.field if isinstance(column.field, str) else None
    return ColumnQuestion(
        key=key, class_=doubt.split("/", 1)[0], sheet=grid.sheet.name, column=column.letter,
        field=field, head=head, sentence=sentence, options=options, count=count, answer=answer,
    )


def _count(
    grid: Grid, column: ColumnReading, doubt: str, rows: Sequence[RowReading], zones: ZoneBook,
    *, is_1904: bool,
) -> int:
    """Cells that would be asked about without the answer; of an unclear column, it itself."""
    if doubt == UNCLEAR:
        return len(rows)
    reader = reader_for(replace(column, ways=()), zones, is_1904=is_1904)
    if reader is None:
        return 0
    found: Counter[str] = Counter()
    formats = grid.sheet.cell_formats or {}
    for row in rows:
        value = grid.raw(row.row, column.index)
        code = formats.get((row.row, column.index))
        answer = reader.read_formatted(value, code) if code else reader.read(value)
        if answer.problem is not None and answer.is_refused:
            ways = [choice.way for choice in answer.choices]
            found[doubt_of(answer.problem.value, ways)] += 1
    return found[doubt]


def learnt(sheets: Sequence[SheetReading]) -> Iterator[LearntAnswer]:
    """学到的 — what was answered of whole columns in this file.

    逐格选 and 先不导 say nothing of the next file; that a column is left aside does.
    """
    for sheet in sheets:
        for table in sheet.tables:
            for column in table.columns:
                for doubt, answer in column.ways:
                    if doubt not in column.recalled and _is_lasting(doubt, answer):
                        yield LearntAnswer(AnswerAbout.COLUMN, column.key, doubt, answer)


def _is_lasting(doubt: str, answer: str) -> bool:
    if doubt == UNCLEAR:
        return answer == IGNORE or answer in LABELS
    return doubt.split("/", 1)[0] in ABOUT and answer in doubt.split("/", 1)[-1].split("-")
