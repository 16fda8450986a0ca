"""表格大小 — how much of a sheet is read, and where to look when there is more."""

from zhaotuifu.kernel.sheets.types import RefusalKind, SheetRefused

MAX_CELLS = 4_000_000
#: Excel's own limit is 31
NAME_SHOWN = 31


def too_far(name: str, row: int, column: int) -> SheetRefused:
    """Says where the content ends (counted from 1): the clerk looks for a stray cell there."""
    return SheetRefused(
        RefusalKind.TOO_LARGE,
        f"工作表“{name[:NAME_SHOWN]}”太大，最后一格在 {letters(column)} 列第 {row} 行。"
        "请删去多余的行列，或拆成几个文件再上传。",
    )


def letters(column: int) -> str:
    """1 → A, 27 → AA."""
    found = ""
    while column:
        column, digit = divmod(column - 1, 26)
        found = chr(65 + digit) + found
    return found
