"""工作表的角色 — ledger, notes, empty, picture, title only, transposed, stale, or refused."""

import re

from zhaotuifu.ledger.rules.grid import Grid
from zhaotuifu.ledger.rules.headwords import is_known_head, is_name_head
from zhaotuifu.ledger.rules.text import squash
from zhaotuifu.ledger.rules.types import FindingClass, SheetRole

NOTES_NAME = re.compile(
    r"说明|须知|指南|模板说明|字典|码表|选项|下拉|参数|填写要求|样例|示例|封面|目录"
)
STALE_NAME = re.compile(
    r"旧|上月|上期|作废|废弃|备份|勿用|不用|历史|过期|副本|old|bak|backup", re.I
)


def role_without_head(grid: Grid) -> tuple[SheetRole, FindingClass | None]:
    """What a sheet without a head is, and why it is refused if it should have had one."""
    sheet = grid.sheet
    rows = [cells for row in grid.numbers() if (cells := grid.cells(row))]
    if not rows:
        if sheet.has_pictures:
            return SheetRole.PICTURE, FindingClass.PICTURE_ONLY
        return SheetRole.EMPTY, None
    if is_transposed(grid):
        return SheetRole.TRANSPOSED, FindingClass.TRANSPOSED_TABLE
    if NOTES_NAME.search(sheet.name):
        return SheetRole.NOTES, None
    wide = [cells for cells in rows if len(cells) >= 3]
    has_figures = sum(any(not isinstance(value, str) for _, value in cells) for cells in wide)
    if len(wide) >= 2 and (has_figures >= 2 or len(wide) * 2 >= len(rows)):
        return SheetRole.REFUSED, FindingClass.NO_HEADER_FOUND
    if sheet.has_pictures and len(rows) <= 3:
        return SheetRole.PICTURE, FindingClass.PICTURE_ONLY
    if len(rows) <= 2 and not any(_is_prose(cells) for cells in rows):
        return SheetRole.TITLE_ONLY, None
    return SheetRole.NOTES, None


def _is_prose(cells: list[tuple[int, object]]) -> bool:
    text = squash("".join(value for _, value in cells if isinstance(value, str)))
    return len(text) > 40 or bool(re.search(r"[。；;]|说明|注[:：]", text))


def is_transposed(grid: Grid) -> bool:
    """项目在列上 — the heads stand below each other in one of the first columns."""
    for column in range(1, min(grid.width, 3) + 1):
        texts = [
            value
            for row in range(grid.first_row, min(grid.last_row, grid.first_row + 60) + 1)
            if isinstance(value := grid.raw(row, column), str)
        ]
        known = [text for text in texts if is_known_head(text)]
        has_name = any(is_name_head(text) for text in texts)
        if not _is_filled_beside(grid, column):
            continue
        if has_name and len(known) >= 3 and len(known) * 2 >= len(texts):
            return True
    return False


def _is_filled_beside(grid: Grid, column: int) -> bool:
    """Something stands to the right of most heads."""
    rows = [row for row in grid.numbers() if isinstance(grid.raw(row, column), str)]
    beside = sum(any(at > column for at, _ in grid.cells(row)) for row in rows)
    return beside * 2 > len(rows)
