"""快读 — cells that say one plain thing are told at a glance, exactly as the readers tell them.

What a column is, is decided once; of its cells each different one is read once. A glance never
judges: whatever is not plain beyond doubt goes to the column's reader, so that fast and slow agree.
"""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from zhaotuifu.ledger.rules.amounts import ABSURD, WAN
from zhaotuifu.ledger.rules.answers import Answer
from zhaotuifu.ledger.rules.fields import Shape, shape_of
from zhaotuifu.ledger.rules.plain import PLAIN_CODE, PLAIN_TEXT
from zhaotuifu.ledger.rules.readers import ColumnReader
from zhaotuifu.ledger.rules.types import ColumnReading, ForeignMoney
from zhaotuifu.ledger.rules.units import money_unit

#: cell → value, or None where it is not plain
Glance = Callable[[Any], Any]
#: a column of names has as many different cells as rows; beyond this nothing is remembered
MOST_REMEMBERED = 20_000
TOO_MUCH = int(ABSURD)


class Remembered(dict[Any, Any]):
    """读过的格 — of one column and one type: cell → value, None for a blank, or the whole `Answer`
    where there is more to say than a value."""

    __slots__ = ("_glance", "_is_pair", "_read")

    def __init__(self, read: Callable[[Any], Answer], glance: Glance, *, is_pair: bool) -> None:
        super().__init__()
        self._read, self._glance, self._is_pair = read, glance, is_pair

    def __missing__(self, cell: Any) -> Any:
        found = self._glance(cell)
        if found is None:
            found = self._settled(self._read(cell))
        if len(self) < MOST_REMEMBERED:
            self[cell] = found
        return found

    def _settled(self, answer: Answer) -> Any:
        if answer.problem is not None or answer.is_refused or self._is_pair:
            return answer
        return answer if isinstance(answer.value, ForeignMoney) else answer.value


class ColumnMemory(dict[Any, Remembered]):
    """列的记性 — one memory for each type of cell (1 is not True), and each number format."""

    __slots__ = ("_reader",)

    def __init__(self, reader: ColumnReader) -> None:
        super().__init__()
        self._reader = reader

    def __missing__(self, key: Any) -> Remembered:
        """`key` is a type, or (type, number format): the format may carry a unit."""
        reader = self._reader
        is_pair = isinstance(reader.column.field, tuple) or bool(reader.column.mark)
        if isinstance(key, tuple):
            code = key[1]
            made = Remembered(
                lambda cell: reader.read_formatted(cell, code), _nothing, is_pair=is_pair
            )
        else:
            made = Remembered(reader.read, glance_at(reader.column, key), is_pair=is_pair)
        self[key] = made
        return made


def glance_at(column: ColumnReading, kind: type) -> Glance:
    """一眼 — for the cells of one type in a column."""
    name = column.field or column.extra
    if column.is_unsure or column.mark or not isinstance(name, str):
        return _nothing
    shape = shape_of(name)
    if shape in (Shape.TEXT, Shape.NAME) and kind is str:
        return _plain_text
    if shape is Shape.CODE and kind is str:
        return _plain_code
    unit = money_unit(column.unit or "") if shape is Shape.MONEY else None
    if unit is not None and unit.scale == WAN and not unit.is_foreign:
        return {int: _whole_wan, float: _wan}.get(kind, _nothing)
    return _nothing


def _nothing(cell: Any) -> Any:
    return None


def _plain_text(cell: str) -> str | None:
    return cell if PLAIN_TEXT.fullmatch(cell) else None


def _plain_code(cell: str) -> str | None:
    return cell if PLAIN_CODE.fullmatch(cell) else None


def _whole_wan(cell: int) -> Decimal | None:
    return Decimal(cell) if 0 < cell < TOO_MUCH else None


def _wan(cell: float) -> Decimal | None:
    """15 digits are all that Excel keeps, as in `amounts.number_of`."""
    text = format(cell, ".15g")
    return Decimal(text) if 0 < cell < TOO_MUCH and "e" not in text else None
