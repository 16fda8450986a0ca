"""表格读取 — spreadsheets from outside (xlsx, xls, xlsb, ods, csv) as plain cells.

Files are hostile until read: they are parsed in a child process with limits of
memory, time and unpacked size. `read_workbook` answers with a `Workbook` or
raises `SheetRefused`, whose sentence says the way out.
"""

from zhaotuifu.kernel.sheets.reading import read_workbook
from zhaotuifu.kernel.sheets.types import (
    Cell,
    Glimpse,
    MergedRange,
    RefusalKind,
    Sheet,
    SheetRefused,
    Workbook,
)

__all__ = [
    "Cell",
    "Glimpse",
    "MergedRange",
    "RefusalKind",
    "Sheet",
    "SheetRefused",
    "Workbook",
    "read_workbook",
]
