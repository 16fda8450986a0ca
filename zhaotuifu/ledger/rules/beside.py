"""旁边的小表 — a summary to the right of a ledger, behind an empty column, is not its columns."""

from dataclasses import replace

from zhaotuifu.ledger.rules.fields import Field
from zhaotuifu.ledger.rules.grid import Grid
from zhaotuifu.ledger.rules.heads import Head
from zhaotuifu.ledger.rules.headwords import meaning_of
from zhaotuifu.ledger.rules.types import ColumnRole

#: rows in which a column must be empty to be a gap
GAP_ROWS = 60
COUNTED = frozenset((ColumnRole.DERIVED, ColumnRole.SEQUENCE))


def without_table_beside(grid: Grid, head: Head) -> Head:
    """主表的表头 — cut at the first empty column behind which another table begins.

    Another table says again what the first says (a second 板块, a second 总投资)
    or counts projects; a spacer column inside one table is left alone.
    """
    columns = sorted(head.paths) or [0]
    for gap in range(columns[0] + 1, columns[-1]):
        if gap in head.paths or not _is_empty(grid, head, gap):
            continue
        left = [column for column in columns if column < gap]
        right = [column for column in columns if column > gap]
        has_name = any(column in head.name_columns for column in left)
        if has_name and len(right) >= 2 and _says_again(head, left, right):
            names = tuple(column for column in head.name_columns if column < gap)
            paths = {column: head.paths[column] for column in left}
            return replace(head, paths=paths, name_columns=names)
    return head


def _is_empty(grid: Grid, head: Head, column: int) -> bool:
    last = min(grid.last_row, head.last_row + GAP_ROWS)
    return all(grid.raw(row, column) is None for row in range(head.rows[0], last + 1))


def _says_again(head: Head, left: list[int], right: list[int]) -> bool:
    said = {_field(head, column) for column in left} - {None}
    again = [_field(head, column) in said for column in right]
    first = meaning_of(head.paths[right[0]], None)
    is_count = any(
        (found := meaning_of(head.paths[column], None)) is not None and found.role in COUNTED
        for column in right
    )
    begins = first is not None and first.field in (
        Field.ZONE,
        Field.LEVEL,
        Field.KIND,
        Field.CATEGORY,
    )
    return any(again) or (begins and is_count)


def _field(head: Head, column: int) -> object:
    found = meaning_of(head.paths[column], None)
    return found.field if found else None
