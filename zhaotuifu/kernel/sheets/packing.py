"""装箱 — the rows of a sheet on their way out of the child: by columns, each text written once.

A column of a ledger says the same few words over and over: a table of its different values and a
number for each cell are a fifth of the bytes, and equal cells are one object again on arrival.
Only JSON travels; what arrives is checked, for the child may have met a hostile file.
"""

from collections.abc import Sequence
from datetime import date, datetime
from itertools import zip_longest
from typing import Any

from zhaotuifu.kernel.sheets.types import Cell

#: a column with at least so many cells for each different value travels as a table
FEWEST_ALIKE = 2
#: a sheet with more blanks than this for each cell travels by rows, as one wider than high does
MOST_BLANK = 3
CELLS = frozenset((str, int, float, bool, date, datetime, type(None)))


class Misshapen(ValueError):
    """不是装好的箱 — what arrived is no packed sheet."""


def packed(rows: Sequence[Sequence[Any]]) -> dict[str, Any]:
    """装箱 — JSON of the rows, once dates are written out; trailing blanks must be cut."""
    cells = sum(map(len, rows))
    width = max(map(len, rows), default=0)
    if width == 0 or width > len(rows) or width * len(rows) > MOST_BLANK * cells:
        return {"rows": rows}
    return {"height": len(rows), "columns": [_column(one) for one in zip_longest(*rows)]}


def _column(cells: Sequence[Any]) -> Any:
    kinds = set(map(type, cells))
    if bool in kinds or (int in kinds and float in kinds):
        return cells  # True, 1 and 1.0 are one key
    places: dict[Any, int] = {}
    for value in set(cells):
        places[value] = len(places)
    if len(places) * FEWEST_ALIKE > len(cells):
        return cells
    return {"of": list(places), "at": list(map(places.__getitem__, cells))}


def unpacked(box: dict[str, Any]) -> tuple[tuple[Cell, ...], ...]:
    """开箱 — the rows again, trailing blanks cut; raises `Misshapen` for anything else."""
    try:
        if "columns" not in box:
            rows = [tuple(row) for row in box["rows"]]
            _check(kind for row in rows for kind in map(type, row))
            return tuple(rows)
        columns = [_cells(column, box["height"]) for column in box["columns"]]
    except (LookupError, TypeError) as problem:
        raise Misshapen("rows") from problem
    if not columns:
        raise Misshapen("columns")
    return tuple(row if row[-1] is not None else _cut(row) for row in zip(*columns, strict=True))


def _cells(column: Any, height: int) -> list[Cell]:
    if isinstance(column, dict):
        known = column["of"]
        _check(map(type, known))
        found = list(map(known.__getitem__, column["at"]))
    else:
        _check(map(type, column))
        found = column
    if len(found) != height:
        raise Misshapen("height")
    return found


def _check(kinds: Any) -> None:
    if not CELLS.issuperset(kinds):
        raise Misshapen("cells")


def _cut(row: tuple[Cell, ...]) -> tuple[Cell, ...]:
    end = len(row)
    while end and row[end - 1] is None:
        end -= 1
    return row[:end]
