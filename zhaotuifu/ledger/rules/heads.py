"""找表头 — where a table's head stands, however many titles are above it and levels it has."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from zhaotuifu.ledger.rules.grid import Grid
from zhaotuifu.ledger.rules.headwords import (
    LONGEST_HEAD,
    is_known_head,
    is_name_head,
    is_name_path,
    key_of,
)
from zhaotuifu.ledger.rules.text import cell_text, squash
from zhaotuifu.ledger.rules.units import is_unit_only

#: rows looked at below the top before giving up
DEEPEST_HEAD = 200
MOST_LEVELS = 4
UNIT_OR_NUMBER = re.compile(r"\d+|[亿万千百]?[美欧港日]?元|[亿万]|亩|公顷|平方米|m2")
IS_A_FIGURE = re.compile(r"(?!20\d\d$)[-+]?[\d.,]+%?$")
LIKE_A_FIGURE = re.compile(r"[-+]?[\d.,]+%?$|\d{1,4}[-/.年]\d{1,2}")
NUMBERING = re.compile(
    r"[甲乙丙丁戊己庚辛壬癸]|[(]?\d{1,2}[)]?(?:[=＝].*)?|[①-⑳]|[a-zA-Z]|[(]?[一二三四五六七八九十]{1,3}[)]?"
    r"|栏次|列次|[-—–/]|(?:[(]?\d{1,2}[)]?[-+*/×÷=()%0-9]*)"
)


@dataclass(frozen=True, slots=True)
class Head:
    """表头 — its rows and, by column, the path of heads from top to bottom."""

    rows: tuple[int, ...]
    paths: dict[int, tuple[str, ...]]
    name_columns: tuple[int, ...]

    @property
    def last_row(self) -> int:
        """The lowest row of the head."""
        return self.rows[-1]


@dataclass(frozen=True, slots=True)
class RowLook:
    """What a row looks like to someone searching for a head."""

    texts: int
    numbers: int
    known: int
    names: tuple[int, ...]

    def is_head(self) -> bool:
        """Enough known words and no figures."""
        if self.texts < 2 or self.numbers > self.texts // 6:
            return False
        if self.names and (self.known >= 5 or (self.known >= 2 and self.known * 2 > self.texts)):
            return True
        return self.known >= 3 and self.known * 2 >= self.texts


def likely_head(grid: Grid) -> Head | None:
    """像表头的一行 — of words nobody knows: different short texts over a table's full width.

    Offered to a person, never taken: the first row with as many cells as those below it, none of
    them a figure, above rows that hold some.
    """
    for row in range(grid.first_row, min(grid.last_row, grid.first_row + 20) + 1):
        texts = [squash(value) for _, value in grid.cells(row) if isinstance(value, str)]
        below = [grid.cells(at) for at in range(row + 1, min(grid.last_row, row + 5) + 1)]
        if len(texts) < 3 or len(texts) < len(grid.cells(row)) or len(set(texts)) < len(texts):
            continue
        if any(len(text) > LONGEST_HEAD or LIKE_A_FIGURE.match(text) for text in texts):
            continue
        if below and all(2 <= len(cells) <= len(texts) for cells in below) and any(
            not isinstance(value, str) or LIKE_A_FIGURE.match(squash(value))
            for cells in below for _, value in cells
        ):
            return Head((row,), _paths(grid, (row,)), ())
    return None


def look_at(grid: Grid, row: int) -> RowLook:
    """Counts of texts, figures and known heads in a row."""
    texts = numbers = known = 0
    names = []
    for column, value in grid.cells(row):
        if not isinstance(value, str):
            numbers += 1
            continue
        texts += 1
        if is_known_head(value):
            known += 1
            if is_name_head(value):
                names.append(column)
    return RowLook(texts, numbers, known, tuple(names))


def find_head(
    grid: Grid, start: int, deepest: int = DEEPEST_HEAD, mapping: Mapping[str, str] | None = None
) -> Head | None:
    """表头 — the first head at or below `start`; None if there is none.

    A person's mapping tells a head of which nobody knows the words.
    """
    for row in range(start, min(grid.last_row, start + deepest) + 1):
        if look_at(grid, row).is_head():
            return head_at(grid, row, start)
    likely = likely_head(grid) if mapping else None
    if likely and any(key_of(path) in (mapping or {}) for path in likely.paths.values()):
        return likely
    return None


def head_at(grid: Grid, row: int, start: int) -> Head:
    """The whole head around a row that belongs to it."""
    first = row
    while first - 1 >= start and row - first < 2 and _is_group_row(grid, first - 1, first):
        first -= 1
    last = _last_level(grid, row)
    rows = tuple(range(first, last + 1))
    paths = _paths(grid, rows)
    return Head(rows, paths, tuple(column for column, path in paths.items() if is_name_path(path)))


def _is_group_row(grid: Grid, row: int, below: int) -> bool:
    """A row of group heads: texts over columns that go on below, no title, no unit line."""
    cells = grid.cells(row)
    if not cells or any(not isinstance(value, str) for _, value in cells):
        return False
    texts = [squash(value) for _, value in cells]
    if any(re.search(r"单位[:：]|[:：]$|日期|^附[件表]", text) for text in texts):
        return False
    if any(len(text) > LONGEST_HEAD or IS_A_FIGURE.match(text) for text in texts):
        return False  # a project of a csv, where figures are texts too
    widest = max(grid.width_of(row, column) for column, _ in cells)
    if len(cells) == 1 and (widest == 1 or widest * 10 >= grid.width * 7):
        return False
    under = {column for column, _ in grid.cells(below)}
    return sum(column in under for column, _ in cells) * 2 >= len(cells)


def _last_level(grid: Grid, row: int) -> int:
    """The lowest row of a head whose names stand in `row`."""
    last = row
    merged = [
        box.last_row
        for column, _ in grid.cells(row)
        if (box := grid.box(row, column)) and box.last_row > row
    ]
    if len(merged) >= 2 or (merged and _is_continuation(grid, row, row + 1)):
        last = min(max(merged), row + MOST_LEVELS - 1)
    while last - row < MOST_LEVELS - 1 and _is_continuation(grid, row, last + 1):
        last += 1
    return last


def _is_continuation(grid: Grid, top: int, row: int) -> bool:
    """A further level: only texts, under groups, nothing where the name would be."""
    cells = [
        (column, value)
        for column, value in grid.cells(row)
        if (box := grid.box(row, column)) is None or box.first_row == row
    ]
    if not cells or any(not isinstance(value, str) for _, value in cells):
        return False
    if all(is_unit_only(value) for _, value in cells):
        return True
    look = look_at(grid, top)
    if any(
        grid.raw(row, column) is not None
        and not _is_name_below_group(grid, top, row, column)
        and not _same(grid.raw(row, column), grid.raw(top, column))
        for column in look.names
    ):
        return False
    if any(_same(grid.raw(row, column), grid.raw(top, column)) for column in look.names):
        return _goes_on_filled(grid, top, row, cells)
    is_under_group = any(
        grid.raw(top, column) is None or grid.width_of(top, column) > 1 for column, _ in cells
    )
    first = cells[0][0]
    if not is_under_group or (first == 1 and not _is_name_below_group(grid, top, row, first)):
        return False
    known = sum(_is_level_word(value) for _, value in cells)
    return known * 2 >= len(cells)


def _goes_on_filled(grid: Grid, top: int, row: int, cells: list[tuple[int, Any]]) -> bool:
    """Merged heads taken apart, each cell with the value: the same below, but for the groups."""
    own = [value for column, value in cells if not _same(value, grid.raw(top, column))]
    repeated = [
        squash(value) for _, value in grid.cells(top) if isinstance(value, str)
    ]
    has_group = len(set(repeated)) < len(repeated)
    return bool(own) and has_group and sum(_is_level_word(value) for value in own) * 2 >= len(own)


def _is_name_below_group(grid: Grid, top: int, row: int, column: int) -> bool:
    """名称 below a group 项目 that spans several columns."""
    below = grid.raw(row, column)
    return grid.width_of(top, column) > 1 and isinstance(below, str) and is_name_head(below)


def _is_level_word(value: str) -> bool:
    bare = squash(value)
    return (
        is_known_head(value)
        or is_unit_only(value)
        or (
            len(bare) <= 12
            and bool(re.search(r"计划|完成|累计|时间|月|年|投资|数|实际|面积", bare))
        )
    )


def _paths(grid: Grid, rows: tuple[int, ...]) -> dict[int, tuple[str, ...]]:
    """Heads from top to bottom by column; a merged or carried group is in every path."""
    carried = [_carried(grid, rows, level) for level in range(len(rows))]
    paths: dict[int, tuple[str, ...]] = {}
    for column in range(1, grid.width + 1):
        path: list[str] = []
        seen: set[object] = set()
        for level, row in enumerate(rows):
            box = grid.box(row, column)
            if box is not None and id(box) in seen:
                continue
            value = grid.filled(row, column)
            if value is None:
                value = carried[level].get(column)
            if value is None or not cell_text(value).strip():
                continue
            if box is not None:
                seen.add(id(box))
            said = cell_text(value).strip()
            if not path or squash(path[-1]) != squash(said):
                path.append(said)
        if path:
            paths[column] = tuple(path)
    return paths


def _carried(grid: Grid, rows: tuple[int, ...], level: int) -> dict[int, str]:
    """Groups that are not merged: a blank head takes its left neighbour's if both go on below."""
    if level == len(rows) - 1:
        return {}
    row = rows[level]
    found: dict[int, str] = {}
    group: str | None = None
    for column in range(1, grid.width + 1):
        value = grid.filled(row, column)
        goes_on = any(
            grid.filled(below, column) is not None and _starts_below(grid, row, below, column)
            for below in rows[level + 1 :]
        )
        if value is not None:
            is_merged = grid.width_of(row, column) > 1
            group = cell_text(value) if goes_on and not is_merged else None
        elif group is not None and goes_on:
            found[column] = group
        else:
            group = None
    return found


def _starts_below(grid: Grid, row: int, below: int, column: int) -> bool:
    box = grid.box(below, column)
    return box is None or box.first_row > row


def is_numbering_row(grid: Grid, row: int, head: Head) -> bool:
    """甲 乙 丙 1 2 3 7=6/5 under a head; the project name's cell is such a mark too."""
    cells = grid.cells(row)
    if len(cells) < 3:
        return False
    marks = sum(bool(NUMBERING.fullmatch(squash(cell_text(value)))) for _, value in cells)
    if marks < len(cells):
        return False
    names = [grid.raw(row, column) for column in head.name_columns]
    return not names or any(value is not None for value in names)


def repeats_head(grid: Grid, row: int, head: Head) -> bool:
    """The head once more (a page break in the file), as a whole or one of its levels."""
    cells = grid.cells(row)
    if len(cells) < 2:
        return False
    return any(
        sum(_same(grid.raw(level, column), value) for column, value in cells) * 5 >= len(cells) * 4
        for level in head.rows
    )


def says_the_same(head: Head, first: Head) -> bool:
    """A head that comes again with another unit, month or year is the head of another table."""
    if len(head.rows) != len(first.rows):
        return True  # one of its levels alone says nothing new
    both = head.paths.keys() & first.paths.keys()
    return all(_figures(head.paths[column]) == _figures(first.paths[column]) for column in both)


def _figures(path: tuple[str, ...]) -> list[str]:
    return UNIT_OR_NUMBER.findall(squash("/".join(path)))


def _same(one: object, other: object) -> bool:
    return isinstance(one, str) and isinstance(other, str) and squash(one) == squash(other)
