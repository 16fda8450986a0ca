"""台账规则 — pure: a spreadsheet's cells in, understood rows out.

Way through: `understanding` (file) → `heads`, `above`, `roles` (sheet) → `columns`
(synonyms, money_heads) → `bands` (rows between rows) → `rows`, `readers` (cells:
amounts, areas, dates, codes, zones, vocab) → `checks`, `totals`.
"""

from zhaotuifu.ledger.rules.jsonable import canonical
from zhaotuifu.ledger.rules.types import (
    CLEAR,
    Choice,
    ColumnReading,
    DateValue,
    Finding,
    FindingClass,
    FindingKind,
    ForeignMoney,
    Outcome,
    Period,
    RowReading,
    SheetReading,
    SheetRole,
    Understood,
    Zone,
)
from zhaotuifu.ledger.rules.understanding import understand

__all__ = [
    "CLEAR",
    "Choice",
    "ColumnReading",
    "DateValue",
    "Finding",
    "FindingClass",
    "FindingKind",
    "ForeignMoney",
    "Outcome",
    "Period",
    "RowReading",
    "SheetReading",
    "SheetRole",
    "Understood",
    "Zone",
    "canonical",
    "understand",
]
