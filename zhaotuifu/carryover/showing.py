"""结转页 — what one carry-over shows, put together for the view."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.utils import timezone

from zhaotuifu.carryover import access, queries
from zhaotuifu.carryover.catalogue import terms_of
from zhaotuifu.carryover.forms import AskForm, day_text, shown
from zhaotuifu.carryover.models import CarryLine, CarryOver
from zhaotuifu.carryover.queries import Asking
from zhaotuifu.carryover.states import CHOICES, STATE_LOOK, CarryState, CarryWork, Outcome
from zhaotuifu.kernel import work
from zhaotuifu.kernel.actor import Actor
from zhaotuifu.kernel.states import WorkState
from zhaotuifu.kernel.verdict import Verdict
from zhaotuifu.kernel.work import WorkLine
from zhaotuifu.projects.states import Level
from zhaotuifu.supervision.queries import listed_years

A_WEEK = timedelta(days=7)


def years() -> tuple[int, ...]:
    """可结转的年度 — those with a list, newest first; one SQL statement."""
    return tuple(reversed(listed_years()))


def task_of(carry: CarryOver, actor: Actor) -> WorkLine | None:
    """在办或没办成的 — the latest work about it, unless it is simply done; two SQL statements."""
    run = work.latest(("carry_over", carry.pk))
    if run is None or run.state in (WorkState.DONE, WorkState.STOPPED):
        return None
    return work.line(run, actor, timezone.now())


def ordered(lines: QuerySet[CarryLine]) -> QuerySet[CarryLine]:
    """表里的次序."""
    return lines.order_by("sort_key", "id")


def named(
    carry: CarryOver, actor: Actor, given: Mapping[str, str], shown_now: Sequence[CarryLine]
) -> list[CarryLine]:
    """送来的行 — those the page was sent with, in their order, also if the list now begins elsewhere."""
    ids = [int(key[8:]) for key in given if key.startswith("outcome-") and _is_id(key[8:])]
    there = {line.pk: line for line in shown_now}
    if missing := [pk for pk in ids[: queries.SIZE] if pk not in there]:
        lines = CarryLine.objects.filter(carry=carry, pk__in=missing).visible_to(actor)
        there |= {line.pk: line for line in lines}
    return [there[pk] for pk in ids[: queries.SIZE] if pk in there]


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 19


def context_of(
    carry: CarryOver, actor: Actor, given: Mapping[str, str], number: int
) -> dict[str, Any]:
    """整页 — about a dozen SQL statements, however many lines there are."""
    ask = queries.asked_in(given)
    page = queries.lines_page(carry, actor, ask, number)
    task = task_of(carry, actor)
    can_fill, can_commit = access.can_fill(actor, carry), access.can_commit(actor, carry)
    found = queries.summary(carry, actor)
    state = CarryState(carry.state)
    return {
        "carry": carry, "terms": terms_of(carry.terms), "state": state, "look": STATE_LOOK[state],
        "summary": found, "going": _going(found), "page": page, "ask": ask,
        "rows": [shown(line) for line in page.rows], "can_fill": can_fill, "can_commit": can_commit,
        "can_undo": _can_undo(actor, carry), "can_drop": access.can_drop(actor, carry),
        "is_office": access.is_office(actor), "is_draft": state == CarryState.DRAFT,
        "task": task if task and task.is_active else None,
        "failure": task if task and task.state == WorkState.FAILED else None,
        "choices": CHOICES, "shows": Asking.SHOWS, "levels": [one for one in Level if one.value],
        "zones": [row.label for row in found.by_zone], "outcomes": found.outcomes,
        "here": urlencode({name: value for name, value in given.items() if value}),
        "kept": [(name, value) for name, value in given.items() if value and name != "page"],
        "ask_form": AskForm(initial={"fill_by": day_text(carry.fill_by or _today() + A_WEEK)}), "kinds": CarryWork,
        "is_late": carry.fill_by is not None and carry.fill_by < _today(),
        "is_chosen": any((ask.show, ask.why, ask.outcome, ask.level, ask.zone, ask.words)),
    }


def _can_undo(actor: Actor, carry: CarryOver) -> Verdict:
    """As the action asks it, so that the button says the reason before it is pressed."""
    allowed = access.can_undo(actor, carry)
    return queries.nothing_newer(carry) if allowed else allowed


def _going(found: queries.Summary) -> int:
    """写入多少行 — what is settled and not on the list already."""
    listed = sum(
        n for one, n in zip(found.outcomes, found.whole.counts, strict=True) if one == Outcome.LISTED
    )
    return found.whole.total - found.whole.open - listed


def _today() -> date:
    return timezone.localdate()
