"""不在板块表里的名称 — asked once for a name and a file, however many rows write it."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from zhaotuifu.ledger.rules.fields import Field
from zhaotuifu.ledger.rules.questions import FEWEST, SKIP_ROWS, ColumnQuestion, zone_name_key
from zhaotuifu.ledger.rules.text import squash
from zhaotuifu.ledger.rules.types import Finding, FindingClass, FindingKind

DOUBTS = (FindingClass.UNKNOWN_ZONE, FindingClass.ZONE_NEEDS_LOOK)
SHOWN_ROWS = 6
TOGETHER = "、"


def doubt_in(findings: Sequence[Finding]) -> Finding | None:
    """What is not understood of a row's 板块 cell; None when nothing is."""
    for one in findings:
        if one.class_ in DOUBTS and one.field == Field.ZONE and one.kind is not FindingKind.WARNED:
            return one
    return None


def is_for_all(findings: Sequence[Finding]) -> bool:
    """整份问 — a text that offers its own choices and stands once is asked in its row."""
    return len(findings) >= FEWEST or not findings[0].choices


def name_of(finding: Finding) -> str:
    """名称 — as it is compared."""
    return squash(finding.raw)


def zones_in(answer: str, names: Collection[str]) -> tuple[str, ...]:
    """答的板块 — one of the list, or several for a joint project; none for any other text."""
    if answer in names:
        return (answer,)
    parts = tuple(dict.fromkeys(answer.split(TOGETHER)))
    return parts if all(part in names for part in parts) else ()


def question(
    findings: Sequence[Finding], offered: Sequence[str], answer: tuple[str, ...] = ()
) -> ColumnQuestion:
    """一个名称的问题 — with the rows that wait for it; with `answer`, what an earlier one settled."""
    first = findings[0]
    sheets = dict.fromkeys(one.sheet for one in findings)
    own = (choice.label for choice in first.choices)
    options = [(one, one) for one in dict.fromkeys((*own, *offered))]
    said = TOGETHER.join(answer)
    if answer:
        sentence = f"“{first.raw}”（{_rows(findings)}）按以前的答复，算{said}。"
    else:
        sentence = f"“{first.raw}”{_problem(first)}（{_rows(findings)}）。是哪个板块？"
    return ColumnQuestion(
        key=zone_name_key(name_of(first)), class_=first.class_.value,
        sheet=first.sheet if len(sheets) == 1 else "", column=None, field=Field.ZONE.value,
        head="", sentence=sentence, options=(*options, (SKIP_ROWS, "这些行不导")),
        count=len(findings), answer=said,
    )


def _problem(first: Finding) -> str:
    is_two = first.class_ is FindingClass.ZONE_NEEDS_LOOK
    return "涉及不止一个板块" if is_two else "不在板块表里"


def _rows(findings: Sequence[Finding]) -> str:
    """2 行：第 5、12 行."""
    shown = "、".join(str(one.row) for one in findings[:SHOWN_ROWS])
    more = "等" if len(findings) > SHOWN_ROWS else ""
    return f"{len(findings)} 行：第 {shown} 行{more}"
