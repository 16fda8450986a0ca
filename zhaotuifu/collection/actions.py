"""收报动作 — remind the 板块 whose month is not whole, by rule or by hand, once a day at most."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlencode

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from zhaotuifu.collection import access, queries, rules
from zhaotuifu.collection.models import Reminder
from zhaotuifu.collection.queries import Board, ZoneReturn
from zhaotuifu.collection.states import ReminderKind
from zhaotuifu.kernel import audit
from zhaotuifu.kernel.actor import SYSTEM, Actor, Role
from zhaotuifu.kernel.audit import Deed
from zhaotuifu.kernel.verdict import Refused, ensure, no
from zhaotuifu.notices import actions as notices
from zhaotuifu.parties.queries import holders
from zhaotuifu.worktime.queries import load_calendar


@dataclass(frozen=True, slots=True)
class Sent:
    """催报结果 — the 板块 reminded, and those that were not, each with the reason."""

    reminded: tuple[str, ...]
    passed_over: tuple[str, ...]


def import_link(year: int, month: int) -> str:
    """导入的去处 — the page where a ledger of this very month is sent."""
    return f"{reverse('ledger_list')}?{urlencode({'period': f'{year}-{month:02d}'})}"


@transaction.atomic
def remind(
    *, year: int, month: int, by: Actor, at: datetime, zone_ids: Iterable[int] | None = None,
    kind: ReminderKind = ReminderKind.MANUAL,
) -> Sent:
    """催报 — tell the clerks of the 板块 (default: of all that lack something) what is missing.

    A 板块 that has reported everything, has no clerk, or was reminded today is passed over and
    named. Raises `Refused` for who may not, and when nobody at all was left to be reminded.
    """
    today = timezone.localdate(at)
    at = audit.take_turn(at)
    ensure(access.can_remind(by))
    found = queries.board(SYSTEM, year, month, today)
    wanted = None if zone_ids is None else set(zone_ids)
    asked = [zone for zone in found.zones if wanted is None or zone.zone_id in wanted]
    going = [zone for zone in asked if zone.can_be_reminded]
    passed = [f"{zone.name}（{zone.remind_refusal or '已报齐'}）" for zone in asked if not zone.can_be_reminded
              and (wanted is not None or zone.is_open)]
    if not going:
        raise Refused(no(_nobody(asked, passed)))
    rows = [_remind(zone, found, kind, by, at, today) for zone in going]
    audit.record_many(
        [
            Deed("催报", "reminder", str(row.pk), zone.name, after={
                "period": f"{year}-{month:02d}", "kind": kind.value, "missing": row.missing,
            })
            for zone, row in zip(going, rows, strict=True)
        ],
        by=by, at=at,
    )
    return Sent(tuple(zone.name for zone in going), tuple(passed))


def _nobody(asked: Sequence[ZoneReturn], passed: Sequence[str]) -> str:
    if not asked:
        return "没有催报：没有选板块。请选要催的板块。"
    if not passed:
        return "没有催报：各板块都已报齐，不用催。"
    return f"没有催报：{rules.refusal_text(passed)}。"


def _remind(
    zone: ZoneReturn, found: Board, kind: ReminderKind, by: Actor, at: datetime, today: date
) -> Reminder:
    people = holders(Role.ZONE, today=today, organisation_ids=[zone.zone_id])
    at_round = found.round
    text = rules.sentence(kind, at_round.text, zone.figures.missing, zone.waiting, found.due)
    notices.send(
        to=people, sentence=text, link=import_link(at_round.year, at_round.month), at=at
    )
    return Reminder.objects.create(
        year=at_round.year, month=at_round.month, zone_id=zone.zone_id, kind=kind,
        reminded_on=today, missing=zone.figures.missing, people=len(people), sent_at=at,
        sent_by_id=by.user_id,
    )


def remind_by_rule(at: datetime) -> Sent | None:
    """按规则催报 — of the current round, on the working days the rule names; None on other days."""
    today = timezone.localdate(at)
    calendar = load_calendar()
    now = queries.current_round(today, calendar)
    if now.is_past:
        return None  # the library stands still: a demonstration, or before the first import
    kind = rules.reminder_today(today, now.due_on, queries.deadline_on(today), calendar)
    if kind is None:
        return None
    try:
        return remind(year=now.year, month=now.month, by=SYSTEM, at=at, kind=kind)
    except Refused:
        return None  # everything was reported, or everybody was told today
