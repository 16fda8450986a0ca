"""快读：一眼看懂的格子，和慢慢读的结果一样；一行不多占内存。"""

from __future__ import annotations

import re
import tracemalloc
from datetime import date
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bench import ledger_reading
from bench.ledger_reading import ZONES, grid_of
from tests.ledger.expected import LEDGERS, zones
from zhaotuifu.kernel.sheets import Sheet, Workbook, read_workbook
from zhaotuifu.ledger.rules import Understood, Zone, bands, plain, quick, rows, understand
from zhaotuifu.ledger.rules.fields import Extra, Field
from zhaotuifu.ledger.rules.quick import ColumnMemory, Remembered
from zhaotuifu.ledger.rules.readers import reader_for
from zhaotuifu.ledger.rules.text import BLANK_WORDS, CLEAR_WORDS, PENDING_WORDS
from zhaotuifu.ledger.rules.types import ColumnReading
from zhaotuifu.ledger.rules.zones import ZoneBook

COLUMNS = [
    *((field.value, None, unit) for field in Field for unit in (None, "万元", "亿元", "元", "万美元")),
    *((None, extra.value, None) for extra in Extra),
    (("start_year", "end_year"), None, None),
]
WORDS = (*BLANK_WORDS, *CLEAR_WORDS, *PENDING_WORDS, "其中：甲厂", "（1）甲厂", "1、甲厂", "12.5", "甲厂 ")
PARTS = st.sampled_from(
    [*WORDS, *"甲乙厂１Ａ％．　 \n\u200b\ufeff()（）-—/0123456789.,亿万元年月日、#", "2025", "区重点", "新建"]
)
TEXTS = st.lists(PARTS, min_size=1, max_size=6).map("".join)
CODES = st.from_regex(r"[0-9]{4}-[0-9]{6}-[0-9]{2}-[0-9]{2}-[0-9]{6}[ -]?", fullmatch=True)
NUMBERS = st.one_of(
    st.integers(-5, 60_000), st.integers(10**14, 10**16), st.floats(allow_nan=False, allow_infinity=False),
    st.floats(0.001, 1e6), st.decimals(0, 10**7, places=4).map(float),
)
DATES = st.dates(date(1970, 1, 1), date(2090, 1, 1))
CELLS = st.one_of(TEXTS, st.sampled_from(WORDS), CODES, NUMBERS, DATES, st.booleans(), st.text(max_size=8))


def column(field: Any, extra: str | None, unit: str | None) -> ColumnReading:
    return ColumnReading("A", 1, ("甲",), "甲", field, extra=extra, unit=unit)


@given(st.sampled_from(COLUMNS), CELLS)
@example(("completed_year_wan", None, "万元"), 1e-7)
@example(("completed_year_wan", None, "万元"), 99999.99999999999)
@example(("name", None, None), "无锡甲厂")
def test_a_glance_says_what_the_reader_says(said, cell):
    reader = reader_for(column(*said), ZoneBook(zones()), is_1904=False)
    assert reader is not None
    is_pair = isinstance(reader.column.field, tuple)
    slow = Remembered(reader.read, lambda _: None, is_pair=is_pair)[cell]
    memory = ColumnMemory(reader)
    for _ in range(2):  # read, and remembered
        fast = memory[type(cell)][cell]
        assert (type(fast), str(fast), fast) == (type(slow), str(slow), slow)


@pytest.mark.parametrize("order", [(True, 1, 1.5), (1, True, 1.5)])
def test_a_tick_of_excel_is_no_amount_of_one(order):
    reader = reader_for(column("completed_year_wan", None, "万元"), ZoneBook([]), is_1904=False)
    assert reader is not None
    memory = ColumnMemory(reader)
    found = {str(cell): memory[type(cell)][cell] for cell in order}
    assert found["True"].is_refused
    assert (str(found["1"]), str(found["1.5"])) == ("1", "1.5")


def slowly(monkeypatch: pytest.MonkeyPatch, book: Workbook, **said: Any) -> Understood:
    """Read with every short cut barred."""
    never = re.compile("(?!)")
    with monkeypatch.context() as barred:
        for module in (plain, bands, rows):
            barred.setattr(module, "PLAIN_START", never)
        barred.setattr(quick, "glance_at", lambda column, kind: lambda cell: None)
        barred.setattr(bands, "_is_usual", lambda cells, layout: False)
        return understand(book, **said)


@pytest.mark.parametrize("path", sorted(LEDGERS.glob("d*.[xc]*")), ids=lambda path: path.stem)
def test_every_ledger_reads_the_same_without_the_short_cuts(path, monkeypatch):
    book = read_workbook(path.read_bytes(), path.name)
    said = {"zones": zones(), "filename": path.name}
    assert understand(book, **said) == slowly(monkeypatch, book, **said)


def large(count: int) -> Workbook:
    return Workbook("xlsx", "", (Sheet("台账", True, 1, grid_of(count)),))


def test_a_large_ledger_reads_the_same_without_the_short_cuts(monkeypatch):
    said = {"zones": [Zone(name) for name in ZONES], "filename": "台账.xlsx"}
    found = understand(large(1000), **said)
    assert len(found.rows) == 1000
    assert found.sheets[0].warnings == ()  # the sums agree
    assert found == slowly(monkeypatch, large(1000), **said)


def test_a_row_takes_little_memory_and_letters_are_kept_once():
    book = large(5000)
    tracemalloc.start()
    try:
        found = understand(book, zones=[Zone(name) for name in ZONES], filename="台账.xlsx")
        kept, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert len(found.rows) == 5000
    assert kept / 5000 < 1800
    assert peak / 5000 < 2200
    assert len({id(row.cells) for row in found.rows}) == 1


def test_the_bench_reads_what_it_wrote_and_says_its_memory(monkeypatch):
    monkeypatch.setenv("BENCH_READ_ROWS", "300")
    monkeypatch.setattr(ledger_reading, "TIMES", 1)
    (measured,) = ledger_reading.measure()
    assert "读出 300 行" in measured.note
    assert re.search(r"本进程 \d+ MiB、子进程 \d+ MiB", measured.note)
    assert measured.rival_seconds
