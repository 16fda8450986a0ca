"""明细 — what is to be said of one row of an import: changes, questions, refusals, warnings.

An item is a value of one kind with one sentence; pages, the command and the stored row show the
same one. A question carries options and the key under which its answer is kept.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from zhaotuifu.kernel.money import plain
from zhaotuifu.ledger.rules.types import CLEAR, DateValue, ForeignMoney, Scope


class ItemKind(StrEnum):
    """变更、待认、拒收、提醒、说明."""

    CHANGE = "change"
    QUESTION = "question"
    REFUSAL = "refusal"
    WARNING = "warning"
    NOTE = "note"


class ItemClass(StrEnum):
    """Classes of the import itself, beside those of the reader (`FindingClass`)."""

    VALUE = "value"
    FALLING_CUMULATIVE = "falling_cumulative"
    MONTHS_DISAGREE = "months_disagree"
    MONTHS_MISSING = "months_missing"
    OPENING_AMOUNT = "opening_amount"
    OTHER_ZONE = "other_zone"
    ZONE_NEEDED = "zone_needed"
    WHICH_PROJECT = "which_project"
    CODE_TAKEN = "code_taken"
    PACKAGE = "package"
    UNKNOWN_LABEL = "unknown_label"
    TOO_LONG = "too_long"
    OUT_OF_RANGE = "out_of_range"
    CANNOT_CLEAR = "cannot_clear"
    WITHDRAWN = "withdrawn"
    LEFT_OUT = "left_out"
    REMEMBERED = "remembered"
    NUMBERED_APART = "numbered_apart"
    ALIKE_IN_FILE = "alike_in_file"
    ALIKE_OTHER_CODE = "alike_other_code"
    SAID_LATER = "said_later"


class AnswerTo(StrEnum):
    """What a question is about; the first part of its key."""

    CELL = "cells"
    PROJECT = "projects"
    ZONE = "zones"
    PACKAGE = "packages"
    ROW = "rows"


#: the answer that leaves a whole row out
SKIP = "skip"


@dataclass(frozen=True, slots=True)
class Option:
    """选项 — one answer a person may pick; `detail`: (what, in the file, in the library), to decide by."""

    value: str
    label: str
    detail: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Item:
    """明细一条 — `key` (of a question) names the answer in the import's answers."""

    kind: ItemKind
    class_: str
    reason: str = ""
    column: str | None = None
    field: str | None = None
    old: Any = None
    new: Any = None
    scope: Scope = Scope.CELL
    options: tuple[Option, ...] = ()
    key: str = ""
    #: the key of the question for the whole file or column that answers this too
    waits_for: str = ""

    @property
    def withholds_row(self) -> bool:
        """整行不导 — a refusal or an open question of the whole row."""
        is_open = self.kind in (ItemKind.QUESTION, ItemKind.REFUSAL)
        return is_open and self.scope is Scope.ROW


def answer_key(about: AnswerTo, sheet: str, row: int, column: str | None = None) -> str:
    """答复键 — cells/Sheet1!F12, projects/Sheet1!12."""
    return f"{about.value}/{sheet}!{column or ''}{row}"


def stored(item: Item) -> dict[str, Any]:
    """存库形 — plain JSON of an item."""
    found: dict[str, Any] = {
        "kind": item.kind.value, "class": str(item.class_), "reason": item.reason,
        "column": item.column, "field": item.field, "old": plain_value(item.old),
        "new": plain_value(item.new), "scope": item.scope.value,
    }
    if item.options:
        found["options"] = [_option(option) for option in item.options]
    if item.key:
        found["key"] = item.key
    if item.waits_for:
        found["waits_for"] = item.waits_for
    return found


def _option(option: Option) -> list[Any]:
    """[value, label], and the comparison where there is one."""
    if not option.detail:
        return [option.value, option.label]
    return [option.value, option.label, [list(line) for line in option.detail]]


def plain_value(value: Any) -> Any:
    """A value as JSON: money as a decimal string, dates as written, foreign money as a pair."""
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, Decimal):
        return plain(value)
    if value is CLEAR:
        return CLEAR.value
    if isinstance(value, ForeignMoney):
        return {"currency": value.currency, "amount_wan": plain(value.amount_wan)}
    if isinstance(value, DateValue):
        return value.value
    if isinstance(value, Mapping):
        return {str(name): plain_value(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [plain_value(part) for part in value]
    return str(value)
