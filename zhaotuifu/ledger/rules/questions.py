"""整列的疑问 — one question for a doubt that many cells of a column share, and its answer's key.

A column whose days stand before or after the months, or whose amounts have no unit, is asked once:
the answer holds for all its cells of that doubt (`doubt_of`). 逐格选 brings the cells back one by
one. A column of which nobody can tell what amount it is, is asked before anything of it is taken.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from zhaotuifu.ledger.rules.fields import LABELS

EACH, IGNORE = "each", "ignore"
COLUMNS = "columns"
#: a name that is no 板块 is asked once for the whole file
ZONE_NAMES = "zone_names"
SKIP_ROWS = "skip"
#: the one doubt that is about a column itself and not about its cells
UNCLEAR = "column_unclear"
NAMELESS = "missing_mandatory_column"
#: fewer cells are asked each for itself
FEWEST = 2
WAYS = {
    "day_first": "日在前", "month_first": "月在前", "year_first": "年在前",
    "first_month": "小数点后是1月", "tenth_month": "小数点后是10月",
    "thousands": "空格是千位分隔", "period_end": "记到最后一个月", "year_only": "只记年份",
}
SAID = {
    EACH: "逐格选", IGNORE: "这一格先不导", "new": "是新项目", "whole": "按整体", "parts": "按子项",
    **WAYS,
}


class Confidence(StrEnum):
    """把握 — how sure a column's field was told from its head and its values."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


CONFIDENCE_LABELS = {
    Confidence.HIGH: "把握大", Confidence.MEDIUM: "把握一般", Confidence.LOW: "把握小",
}


@dataclass(frozen=True, slots=True)
class ColumnQuestion:
    """整列的疑问 — `key` names the answer, `options` are (answer, label), `count` cells wait."""

    key: str
    class_: str
    sheet: str
    column: str | None
    field: str | None
    head: str
    sentence: str
    options: tuple[tuple[str, str], ...]
    count: int = 0
    #: (row, what stands in the cell)
    examples: tuple[tuple[int, str], ...] = ()
    #: what holds by an answer of earlier months; empty while it is open
    answer: str = ""


def column_key(sheet: str, letter: str, head_row: int, doubt: str) -> str:
    """答复键 — columns/Sheet1!F4/ambiguous_date/day_first-month_first."""
    return f"{COLUMNS}/{sheet}!{letter}{head_row}/{doubt}"


def is_about_name(key: str) -> bool:
    """问名称列 — the answer is the head of the column that holds the names."""
    return key.startswith(f"{COLUMNS}/") and key.endswith(f"/{NAMELESS}")


def doubt_of(problem: str, ways: Sequence[str]) -> str:
    """疑问的种类 — the ways a cell can be read; "" for a doubt that is the cell's own."""
    return f"{problem}/{'-'.join(ways)}" if ways and all(ways) else ""


def zone_name_key(text: str) -> str:
    """答复键 — zone_names/石桥镇, the text squashed."""
    return f"{ZONE_NAMES}/{text}"


def said(key: str, text: str) -> tuple[str, str]:
    """答复的说法 — (where, what) of an answer, for the list of answers."""
    about, _, place = key.partition("/")
    if about == ZONE_NAMES:
        return f"板块“{place}”", "这些行不导" if text == SKIP_ROWS else text
    if about == COLUMNS:
        place = f"{place.split('/', 1)[0]} 整列"
    return place, SAID.get(text) or LABELS.get(text) or text
