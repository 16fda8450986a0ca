"""结转写入 — what is settled becomes the next year's list, as one act; what is open waits."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from zhaotuifu.carryover import access, queries
from zhaotuifu.carryover.actions.proposing import Tell, propose, silent
from zhaotuifu.carryover.drafting import Drafted, draft_lines
from zhaotuifu.carryover.models import CarryOver
from zhaotuifu.carryover.states import CarryState, Outcome
from zhaotuifu.indicators.queries import reported_through
from zhaotuifu.kernel import audit
from zhaotuifu.kernel.actor import Actor, Role
from zhaotuifu.kernel.drafts import Draft
from zhaotuifu.kernel.events import publish
from zhaotuifu.kernel.short import in_short
from zhaotuifu.kernel.verdict import Conflict, Refused, ensure, no
from zhaotuifu.notices import actions as notices
from zhaotuifu.parties.queries import holders
from zhaotuifu.projects.events import ProjectsRecorded
from zhaotuifu.supervision.actions import put_up

MOST_DEEDS = 2000
#: deeds that change no project
APART = frozenset(
    ("user", "report", "erratum", "document_kind", "document_template", "work",
     "submission", "submission_table", "round_rule", "round", "reminder",
     "holiday_notice", "target", "carry_rule", "download", "signin_rule")
)
MOVED_ON = "提出之后库里的数据变了：{0}。变了的已重新提出，标着“又变了”，请看过再结转。"


@dataclass(slots=True)
class _Prepared:
    """备好的结转 — with the revisions of the lines it was drafted from."""

    drafted: Drafted
    revisions: dict[int, int]


def commit(
    *, carry: CarryOver, by: Actor, at: datetime, tell: Tell | None = None
) -> CarryOver:
    """结转 — the settled lines, in one short transaction: listings and plans of the next year.

    What was seen is what is written: every line is proposed anew first, and if the library moved
    on, nothing is written and the lines that moved are shown again (`Conflict`). Open lines are
    left for a later run. Raises `Refused` when nothing is settled or the act is not allowed.
    """
    tell = tell or silent
    ensure(access.can_commit(by, carry))
    tell("核对库里有没有变")
    moved = propose(carry=carry, by=by, at=at)
    if moved.is_anything and carry.proposed_at is not None:
        raise Conflict(MOVED_ON.format(_said(moved)))
    in_short(
        lambda: _prepare(carry.pk, by, tell),
        lambda prepared, number, is_still: _write(carry.pk, prepared, number, is_still, by, at),
    )
    carry.refresh_from_db()
    return carry


def _said(moved) -> str:
    parts = ((moved.moved, "个情况变了"), (moved.fresh, "个新列入"), (moved.gone, "个已不在名单上"))
    return "，".join(f"{n} {what}" for n, what in parts if n)


def _prepare(carry_id: int, by: Actor, tell: Tell) -> _Prepared:
    """Everything but the writing, while others go on."""
    carry = CarryOver.objects.get(pk=carry_id)
    revisions = dict(carry.lines.values_list("pk", "revision"))  # before the lines: who is faster shows
    lines = list(_settled(carry))
    if not lines:
        raise Refused(no("不能结转：没有一个定了去向的项目。请先定，或都已在下一年的名单上。"))
    tell("备好要写的名单和计划", 0, len(lines))
    drafted = draft_lines(Draft(by, carry.batch), carry, lines)
    tell("写入", 0, len(lines))
    return _Prepared(drafted, revisions)


def _settled(carry: CarryOver):
    """Lines to be written, in order."""
    return carry.lines.filter(is_open=False).exclude(outcome=Outcome.LISTED).order_by("sort_key", "id")


def _write(
    carry_id: int, prepared: _Prepared, number: int, is_still: bool, by: Actor, at: datetime
) -> bool:
    """The short transaction's share; False when what was prepared is no longer true."""
    carry = CarryOver.objects.select_for_update(of=("self",)).get(pk=carry_id)
    ensure(access.can_commit(by, carry))
    drafted = prepared.drafted
    if not is_still:
        if dict(carry.lines.values_list("pk", "revision")) != prepared.revisions:
            raise Conflict("刚刚有人又填了几个项目，什么也没有写入。请看过再结转。")
        if not holds_true(number, drafted.judged):
            raise Conflict(MOVED_ON.format("有的项目刚刚改过"))
        if reported_through(carry.next_year, draft=drafted.draft) != drafted.drawn.month:
            return False
    at = audit.take_turn(at)
    drafted.closed.write(at=at)
    put_up(drafted.drawn, at=at)
    _close(carry, by, at)
    publish(ProjectsRecorded(drafted.ids, (carry.next_year,), at, is_drawn=True))
    return True


def holds_true(number: int, ids: Collection[int]) -> bool:
    """还作数 — nothing recorded after deed `number` touches these projects; with the head held."""
    deeds = audit.since(number, most=MOST_DEEDS, but=APART)
    return deeds is not None and all(
        deed.object_kind == "project" and int(deed.object_id) not in ids for deed in deeds
    )


def _close(carry: CarryOver, by: Actor, at: datetime) -> None:
    carry.lines.filter(is_open=False).exclude(outcome=Outcome.LISTED).update(
        is_written=True, revision=F("revision") + 1
    )
    carry.state, carry.committed_at, carry.committed_by_id = CarryState.COMMITTED, at, by.user_id
    carry.summary = queries.counts(carry.lines.all())
    carry.save(update_fields=["state", "committed_at", "committed_by", "summary"])
    audit.record(
        by=by, at=at, action="结转", object_kind="carry_over", object_id=carry.pk,
        object_name=f"{carry.year}年结转", after=carry.summary,
    )
    tell_zones(
        carry, f"{carry.year}年项目已结转：{carry.next_year}年的名单和计划已定，请按新名单报月报。", by, at
    )


def tell_zones(carry: CarryOver, sentence: str, by: Actor, at: datetime) -> None:
    """告诉板块 — the clerks of those whose projects are in it, but for who did it."""
    today = timezone.localdate(at)
    people = holders(Role.ZONE, today=today, organisation_ids=queries.zone_ids(carry))
    notices.send(
        to=[one for one in people if one != by.user_id], sentence=sentence,
        link=reverse("carry_page", args=[carry.pk]), at=at,
    )


