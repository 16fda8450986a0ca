"""列的写法 — how each column was understood, how surely, and what is asked of a whole column."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from zhaotuifu.ledger import summing
from zhaotuifu.ledger.models import LedgerImport
from zhaotuifu.ledger.rules.fields import LABELS
from zhaotuifu.ledger.rules.questions import CONFIDENCE_LABELS, Confidence

NOT_IMPORTED = "-"
#: more options than this stand in a list to pick from
MOST_BUTTONS = 8
#: the next ones come when these are answered
MOST_QUESTIONS = 30
ROLE_LABELS = {
    "sequence": "序号，不导入", "derived": "算出来的数，不导入", "contact": "联系方式，不导入",
    "short_name": "简称，不导入", "known_other": "不导入", "unknown": "没认出，不导入",
    "ignored": "按您的意思，不导入",
}


@dataclass(frozen=True, slots=True)
class ColumnLine:
    """一列 — how it was understood, for a person to correct."""

    key: str
    place: str
    head: str
    samples: str
    field: str
    label: str
    confidence: str  # 把握大 is not said
    is_unsure: bool
    is_mapped: bool
    is_hidden: bool
    unit: str


@dataclass(frozen=True, slots=True)
class ColumnQuestionLine:
    """整列的疑问 — asked once, with a few of the cells that wait for it."""

    key: str
    place: str
    sentence: str
    count: int
    examples: tuple[str, ...]
    buttons: tuple[tuple[str, str], ...]
    picks: tuple[tuple[str, str], ...]
    is_of_column: bool


def unknown_columns(row: LedgerImport) -> tuple[ColumnLine, ...]:
    """没认出的列."""
    return tuple(_column_line(one) for one in summing.unknown_columns(row.summary))


def known_columns(row: LedgerImport) -> tuple[ColumnLine, ...]:
    """认出的列 — with their field, or put aside; the least sure first."""
    unknown = {one["key"] for one in summing.unknown_columns(row.summary)}
    found: dict[str, ColumnLine] = {}
    for one in summing.ledger_columns(row.summary):
        if one["key"] not in unknown:
            found.setdefault(one["key"], _column_line(one))
    return tuple(sorted(found.values(), key=lambda line: not line.is_unsure))


def hidden_columns(row: LedgerImport) -> tuple[str, ...]:
    """隐藏的列 — by their letters."""
    hidden = [one["column"] for one in summing.ledger_columns(row.summary) if one["hidden"]]
    return tuple(dict.fromkeys(hidden))


def _column_line(one: Mapping[str, Any]) -> ColumnLine:
    field = one["field"] or one["extra"]
    if isinstance(field, list):
        label, field = "起止年限", ""
    else:
        label = LABELS.get(field or "", "") or ROLE_LABELS.get(one["role"] or "", "不导入")
    is_taken = bool(one["field"] or one["extra"]) and not one["is_mapped"]
    confidence = Confidence(one.get("confidence", Confidence.HIGH)) if is_taken else Confidence.HIGH
    return ColumnLine(
        one["key"], f"{one['column']} 列", " / ".join(" ".join(part.split()) for part in one["head"]),
        "、".join(one["samples"]), field or "", label,
        CONFIDENCE_LABELS[confidence], confidence is not Confidence.HIGH, one["is_mapped"],
        one["hidden"], one["unit"] or "",
    )


def questions_of(row: LedgerImport) -> tuple[ColumnQuestionLine, ...]:
    """整列、整份的疑问 — those without an answer yet, so many as one can answer at a sitting."""
    asked = row.summary.get("questions", ())[:MOST_QUESTIONS]
    return tuple(_question_line(one) for one in asked)


def more_questions(row: LedgerImport) -> int:
    """还有的疑问 — asked once the first are answered."""
    return max(0, len(row.summary.get("questions", ())) - MOST_QUESTIONS)


def recalled_of(row: LedgerImport) -> tuple[ColumnQuestionLine, ...]:
    """按以前的答复 — what an earlier answer settled, with the other answers."""
    return tuple(
        _question_line(
            {**one, "options": [it for it in one["options"] if it["value"] != one["answer"]]}
        )
        for one in row.summary.get("recalled", ())
    )


def is_refusal_asked(row: LedgerImport) -> bool:
    """拒收的另一面 — the refusal of the file is a question as well: it is said once."""
    refusal = row.summary.get("refusal") or {}
    asked = row.summary.get("questions", ())[:MOST_QUESTIONS]
    return any(one["sentence"] == refusal.get("sentence") for one in asked)


def _question_line(one: Mapping[str, Any]) -> ColumnQuestionLine:
    options = tuple((option["value"], option["label"]) for option in one["options"])
    is_long = len(options) > MOST_BUTTONS
    place = "　".join(filter(None, (
        one["sheet"], f"{one['column']} 列" if one["column"] else "",
        f"“{one['head']}”" if one["head"] else "",
    )))
    return ColumnQuestionLine(
        one["key"], place, one["sentence"], one["count"],
        tuple(f"第 {cell['row']} 行 {cell['text']}" for cell in one["examples"]),
        () if is_long else options, options if is_long else (), bool(one["column"]),
    )
