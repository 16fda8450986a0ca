"""导入分解表 — a file into a draft, all or nothing."""

from __future__ import annotations

from datetime import datetime

from zhaotuifu.kernel.actor import Actor
from zhaotuifu.kernel.sheets import SheetRefused, read_workbook
from zhaotuifu.kernel.verdict import Refused, Unclear, no
from zhaotuifu.parties.queries import zones
from zhaotuifu.targets import actions, queries, reading
from zhaotuifu.targets.models import TargetSheet
from zhaotuifu.targets.reading import Kind, Problem, Read


class TableRefused(Refused):
    """不能导入 — `problems` name each place."""

    def __init__(self, problems: tuple[Problem, ...]):
        super().__init__(no("没有导入：" + "；".join(reading.said(problems))))
        self.problems = problems


def read_file(*, data: bytes, name: str, year: int | None = None) -> Read:
    """读文件 — nothing is written. Raises `TableRefused`, `Unclear` for a file that cannot be read."""
    try:
        book = read_workbook(data, name)
    except SheetRefused as refusal:
        raise Unclear(refusal.sentence) from None
    read = reading.read_table(book, tuple(zone for zone in zones() if zone.closed_on is None))
    if year is not None and read.year not in (None, year):
        sentence = f"文件写的是{read.year}年，这一版是{year}年。请换文件，或到{read.year}年起一稿再导。"
        read.problems.insert(0, Problem("", Kind.YEAR, sentence))
    if read.problems:
        raise TableRefused(tuple(read.problems))
    return read


def fill_draft(
    *, sheet: TargetSheet, data: bytes, name: str, revision: int, by: Actor, at: datetime
) -> int:
    """填进草稿 — the columns the file speaks of; returns how many cells changed. Raises `Refused`."""
    read = read_file(data=data, name=name, year=sheet.year)
    cells = reading.merged(dict(queries.cells_of(sheet)), read)
    head = {"valid_from": sheet.valid_from}
    return actions.save_sheet(
        sheet=sheet, cells=cells, head=head, revision=revision, by=by, at=at, said="导入目标分解表"
    )
