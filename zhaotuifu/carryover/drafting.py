"""起草结转 — the lines that are settled as a draft of the library, and of the positions that follow it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from zhaotuifu.carryover.models import CarryLine, CarryOver
from zhaotuifu.carryover.states import KINDS, Outcome, Why
from zhaotuifu.kernel import audit
from zhaotuifu.kernel.drafts import Closed, Draft
from zhaotuifu.projects.carrying import Carried, draft_listings
from zhaotuifu.projects.drafting import draft_undo
from zhaotuifu.supervision.actions import Drawn, draw_positions


@dataclass(slots=True)
class Drafted:
    """起草好的 — ready to be written; `judged` are the projects whose state decided what it says."""

    draft: Draft
    closed: Closed
    drawn: Drawn
    ids: tuple[int, ...]
    judged: frozenset[int]


def draft_lines(draft: Draft, carry: CarryOver, lines: Sequence[CarryLine]) -> Drafted:
    """起草写入 — listings and plans of the next year; of what ends, that it does."""
    going = [line for line in lines if line.outcome in KINDS]
    ids = draft_listings(
        draft, [_carried(line) for line in going], year=carry.next_year, from_on=carry.from_on,
        origin=carry.origin,
    )
    draft.deeds.extend(
        _ended(carry, line) for line in lines
        if line.outcome == Outcome.END and line.why != Why.WITHDRAWN
    )
    return _drafted(draft, carry, ids, frozenset(line.project_id for line in lines))


def _carried(line: CarryLine) -> Carried:
    return Carried(
        line.project_id, line.name, line.level, line.outcome, line.admitted_on, line.plan_wan,
        reason_of(line),
    )


def reason_of(line: CarryLine) -> str:
    """原因 — what the office wrote, else the 板块, else the rule."""
    return line.office_note or line.zone_note or line.why_text


def _ended(carry: CarryOver, line: CarryLine) -> audit.Deed:
    said = {"listed_year": carry.next_year, "reason": f"{carry.origin}；{reason_of(line)}"}
    return audit.Deed("不结转", "project", str(line.project_id), line.name, {}, said)


def draft_taking_back(draft: Draft, carry: CarryOver) -> Drafted:
    """起草撤回 — what the act wrote will not be known."""
    touched = sorted(draft_undo(draft))
    return _drafted(draft, carry, touched, frozenset(touched))


def _drafted(
    draft: Draft, carry: CarryOver, ids: Sequence[int], judged: frozenset[int]
) -> Drafted:
    drawn = draw_positions(ids, year=carry.next_year, draft=draft)
    return Drafted(draft, draft.close(), drawn, tuple(ids), judged)
