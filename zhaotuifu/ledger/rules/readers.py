"""读格 — one reader per column: the cell's text, amount, date, code … as an Answer."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from zhaotuifu.ledger.rules.amounts import read_money
from zhaotuifu.ledger.rules.answers import BLANK, Answer, refused
from zhaotuifu.ledger.rules.areas import read_area
from zhaotuifu.ledger.rules.codes import read_code, read_uscc
from zhaotuifu.ledger.rules.dates import read_date, read_year, read_years
from zhaotuifu.ledger.rules.fields import (
    TOTAL_INVESTMENT_FOREIGN,
    Field,
    Shape,
    shape_of,
)
from zhaotuifu.ledger.rules.questions import IGNORE, doubt_of
from zhaotuifu.ledger.rules.text import (
    cell_text,
    is_blank_word,
    is_clear,
    is_cross,
    is_error,
    is_pending,
    is_tick,
    tidy,
)
from zhaotuifu.ledger.rules.types import CLEAR, ColumnReading, FindingClass, ForeignMoney
from zhaotuifu.ledger.rules.units import MoneyUnit, area_unit, money_unit
from zhaotuifu.ledger.rules.vocab import read_kind, read_level
from zhaotuifu.ledger.rules.zones import ZoneBook

Reader = Callable[[Any], Answer]
#: no office lists as many different texts in one column; beyond it nothing is remembered
MOST_REMEMBERED = 50_000
LITERAL_UNIT = re.compile(r"(亿|千万|百万|万)?(美元|元)?")
#: amounts that a correction may make negative
MAY_BE_NEGATIVE = frozenset((Field.COMPLETED_MONTH_WAN.value,))


@dataclass(frozen=True, slots=True)
class ColumnReader:
    """列的读法 — where a column stands, what it gives, and how its cells are read."""

    column: ColumnReading
    #: canonical field, extra, or start_year for a column of two years
    name: str
    is_extra: bool
    read: Reader
    #: with the number format of the cell, where that says something
    read_formatted: Callable[[Any, str], Answer]


def reader_for(column: ColumnReading, zones: ZoneBook, *, is_1904: bool) -> ColumnReader | None:
    """The reader of a column; None for columns that are not imported."""
    if isinstance(column.field, tuple):
        return _reader(column, column.field[0], read_years)
    name = column.field or column.extra
    if name is None:
        return None
    if column.is_unsure:
        return _reader(column, name, _unclear)
    if column.mark:
        return _reader(column, name, lambda value: read_mark(value, column.mark))
    shape = shape_of(name)
    if shape is Shape.MONEY:
        return _money_reader(column, name)
    if shape is Shape.DATE:
        return _date_reader(column, name, is_1904=is_1904)
    if shape is Shape.AREA:
        return _area_reader(column, name)
    plain: dict[Shape, Reader] = {
        Shape.ZONE: zones.read,
        Shape.LEVEL: read_level,
        Shape.KIND: read_kind,
        Shape.CODE: read_code,
        Shape.USCC: read_uscc,
        Shape.PERSON: read_person,
        Shape.YEAR: read_year,
    }
    return _reader(column, name, plain.get(shape, read_text))


def _unclear(value: Any) -> Answer:
    """Nothing of a column is taken before a person says what it is."""
    if isinstance(value, str) and is_error(value):
        return refused(FindingClass.FORMULA_ERROR)
    if value is None or (isinstance(value, str) and is_blank_word(value)):
        return BLANK
    return refused(FindingClass.COLUMN_UNCLEAR)


def read_mark(value: Any, mark: str) -> Answer:
    """√ — the column's word where a mark stands, nothing where there is none."""
    text = cell_text(value)
    if is_error(text):
        return refused(FindingClass.FORMULA_ERROR)
    if is_tick(text):
        return Answer(value=mark)
    return BLANK if value is None or is_cross(text) else refused(FindingClass.LEVEL_UNCLEAR)


def settled(answer: Answer, ways: Mapping[str, str]) -> Answer:
    """照整列的答复 — the choice a person picked for all cells of this doubt."""
    if not ways or answer.problem is None or not answer.is_refused:
        return answer
    doubt = doubt_of(answer.problem.value, [choice.way for choice in answer.choices])
    way = ways.get(doubt, "")
    if way == IGNORE:
        return BLANK
    picked = next((choice for choice in answer.choices if choice.way == way), None)
    return answer if picked is None else Answer(value=picked.values["value"])


def _date_reader(column: ColumnReading, name: str, *, is_1904: bool) -> ColumnReader:
    ways = dict(column.ways)

    def read(value: Any) -> Answer:
        return settled(read_date(value, is_1904=is_1904), ways)

    def read_formatted(value: Any, code: str) -> Answer:
        has_day = bool(re.search("[dD日]", code))
        return settled(read_date(value, has_day=has_day, is_1904=is_1904), ways)

    return ColumnReader(column, name, column.field is None, remembering(read), read_formatted)


def _area_reader(column: ColumnReading, name: str) -> ColumnReader:
    unit, given = area_unit(column.unit or ""), area_unit(unit_given(column))
    ways = dict(column.ways)

    def read(value: Any) -> Answer:
        answer = read_area(value, unit)
        if given and answer.problem is FindingClass.UNIT_MISSING:
            return read_area(value, given)
        return settled(answer, ways)

    return _reader(column, name, read)


def unit_given(column: ColumnReading) -> str:
    """The unit a person gave for the cells of a column that have none."""
    prefix = FindingClass.UNIT_MISSING.value
    return next((way for doubt, way in column.ways if doubt.startswith(prefix)), "")


def _reader(column: ColumnReading, name: str, read: Reader) -> ColumnReader:
    remembered = remembering(read)
    is_extra = column.field is None
    return ColumnReader(column, name, is_extra, remembered, lambda value, _: remembered(value))


def remembering(read: Reader) -> Reader:
    """Reads each different text once, clears on 「清空」."""
    seen: dict[str, Answer] = {}

    def reader(value: Any) -> Answer:
        if type(value) is not str:
            return read(value)
        answer = seen.get(value)
        if answer is None:
            answer = Answer(value=CLEAR) if is_clear(value) else read(value)
            if len(seen) < MOST_REMEMBERED:
                seen[value] = answer
        return answer

    return reader


def read_text(value: Any) -> Answer:
    """文字 — tidied; a blank word is blank, a number is written as people see it."""
    if value is None:
        return BLANK
    text = value if type(value) is str else cell_text(value)
    if is_error(text):
        return refused(FindingClass.FORMULA_ERROR)
    if is_blank_word(text):
        return BLANK
    return Answer(value=tidy(text))


def read_person(value: Any) -> Answer:
    """联系人、电话 — text; one that is masked (138****0000) says nothing: it came out of our own export."""
    answer = read_text(value)
    return BLANK if isinstance(answer.value, str) and "*" in answer.value else answer


def _money_reader(column: ColumnReading, name: str) -> ColumnReader:
    unit, given = money_unit(column.unit or ""), money_unit(unit_given(column))
    ways = dict(column.ways)

    def read(value: Any) -> Answer:
        answer = read_money(value, unit)
        if given and answer.problem is FindingClass.UNIT_MISSING:
            answer = read_money(value, given)
        return signed(settled(answer, ways), name)

    def read_formatted(value: Any, code: str) -> Answer:
        own = unit_in_format(code) if not isinstance(value, str) else None
        if own is None:
            return read(value)
        answer = signed(read_money(value, own), name)
        if unit is not None and own.scale != unit.scale and answer.problem is None:
            return Answer(answer.value, FindingClass.UNIT_IN_CELL_DIFFERS, has_own_unit=True)
        return answer

    return ColumnReader(column, name, False, remembering(read), read_formatted)


def signed(answer: Answer, name: str) -> Answer:
    """负数 — a correction in a monthly amount, refused elsewhere; foreign money only in 总投资."""
    value = answer.value
    if isinstance(value, ForeignMoney):
        if name != Field.TOTAL_INVESTMENT_WAN:
            return refused(FindingClass.FOREIGN_CURRENCY_NEEDS_RATE)
        if value.amount_wan < 0:
            return refused(FindingClass.NEGATIVE_AMOUNT)
    if isinstance(value, Decimal) and value < 0:
        if name not in MAY_BE_NEGATIVE:
            return refused(FindingClass.NEGATIVE_AMOUNT)
        return Answer(value=value, problem=FindingClass.NEGATIVE_AMOUNT)
    if answer.is_refused and name not in MAY_BE_NEGATIVE and _all_negative(answer):
        return refused(FindingClass.NEGATIVE_AMOUNT)
    return answer


def _all_negative(answer: Answer) -> bool:
    values = [choice.values.get("value") for choice in answer.choices]
    return bool(values) and all(isinstance(value, Decimal) and value < 0 for value in values)


def unit_in_format(code: str) -> MoneyUnit | None:
    """The unit a number format shows, brought back to the stored number.

    0.00"亿元" → 亿元; 0!.0,"万" shows a tenth of a thousandth → the number is 元.
    """
    bare = re.sub(r"[\"'\\_ ]|\[[^\]]*\]", "", code.split(";")[0])
    match = re.search(r"(?:亿|千万|百万|万)?(?:美元|元)|亿|万", bare)
    if match is None:
        return None
    shown = money_unit(match.group())
    if shown is None:
        return None
    number = bare[: match.start()]
    tail = re.search(r"(?:!\.(0+))?(,*)$", number)
    divisor = Decimal(1)
    if tail:
        divisor = Decimal(10) ** len(tail[1] or "") * Decimal(1000) ** len(tail[2] or "")
    return MoneyUnit(shown.name, shown.scale / divisor, shown.currency)


def stored_name(name: str, value: object) -> str:
    """Foreign money in 总投资 stands under a name of its own."""
    if name == Field.TOTAL_INVESTMENT_WAN and isinstance(value, ForeignMoney):
        return TOTAL_INVESTMENT_FOREIGN
    return name


def is_promise(value: object) -> bool:
    """待定 and its like."""
    return isinstance(value, str) and is_pending(value)
