"""收报查询 — one round by 板块: what should come, what came, what differs, who was reminded."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, Subquery, Sum

from zhaotuifu.collection import rules
from zhaotuifu.collection.models import Reminder, RoundRule
from zhaotuifu.collection.rules import UNRULED, Deadline, Round
from zhaotuifu.collection.states import Progress, ReminderKind
from zhaotuifu.kernel.actor import Actor, Role
from zhaotuifu.ledger.models import LedgerImport, LedgerRow
from zhaotuifu.ledger.states import ImportState
from zhaotuifu.parties import queries as parties
from zhaotuifu.progress.models import MonthlyAmount
from zhaotuifu.progress.states import Basis
from zhaotuifu.projects.models import ProjectZone
from zhaotuifu.supervision.models import Position
from zhaotuifu.supervision.queries import listed_year, period_of
from zhaotuifu.worktime.queries import load_calendar
from zhaotuifu.worktime.rules import Calendar, Pending, due_words

SENT = (ImportState.PREVIEWED, ImportState.COMMITTED)


@dataclass(frozen=True, slots=True)
class Sending:
    """一次报送 — a file that brought the month: when, by whom, whether it is in the library."""

    import_id: int
    file_name: str
    at: datetime
    by: str
    is_committed: bool
    created: int
    changed: int


@dataclass(frozen=True, slots=True)
class Reminded:
    """一次催报."""

    on: date
    kind: str
    by: str


@dataclass(frozen=True, slots=True)
class Figures:
    """数 — of one 板块 in the month and the one before: projects, and 万元 unrounded.

    `added` report this month and did not the last, `gone` the other way round, `moved` report
    both and another amount.
    """

    should: int = 0
    reported: int = 0
    amount_wan: Decimal | None = None
    last_amount_wan: Decimal | None = None
    last_reported: int = 0
    added: int = 0
    gone: int = 0
    moved: int = 0

    @property
    def missing(self) -> int:
        return self.should - self.reported

    @property
    def difference_wan(self) -> Decimal | None:
        """比上月 — only where both months were reported."""
        if self.amount_wan is None or self.last_amount_wan is None:
            return None
        return self.amount_wan - self.last_amount_wan


@dataclass(frozen=True, slots=True)
class ZoneReturn:
    """一个板块的报送 — frozen; `remind_refusal` says why there is no button, if there is none."""

    zone_id: int
    name: str
    figures: Figures
    progress: Progress
    sendings: tuple[Sending, ...]
    reminders: tuple[Reminded, ...]
    has_clerk: bool
    is_reminded_today: bool

    @property
    def waiting(self) -> int:
        return sum(not one.is_committed for one in self.sendings)

    @property
    def first(self) -> Sending | None:
        """最早一次 — what the 板块 is judged by."""
        return self.sendings[0] if self.sendings else None

    @property
    def is_open(self) -> bool:
        """还差 — something is still to come."""
        return self.progress not in (Progress.DONE, Progress.NONE_DUE)

    @property
    def can_be_reminded(self) -> bool:
        return self.is_open and self.has_clerk and not self.is_reminded_today

    @property
    def remind_refusal(self) -> str:
        """为何不能催."""
        if not self.is_open:
            return ""
        if not self.has_clerk:
            return "没有填报岗账号"
        return "今天已催过" if self.is_reminded_today else ""


@dataclass(frozen=True, slots=True)
class Board:
    """收报进度 — the round with its 板块; `due` in words, `is_late` once the day has passed."""

    round: Round
    rule: Deadline
    due: str
    is_late: bool
    zones: tuple[ZoneReturn, ...]
    whole: Figures

    @property
    def done(self) -> int:
        return sum(zone.progress == Progress.DONE for zone in self.zones)

    @property
    def open(self) -> tuple[ZoneReturn, ...]:
        return tuple(zone for zone in self.zones if zone.is_open)


def deadline_on(day: date) -> Deadline:
    """期限规则 — in force on the day, the newest first; one SQL statement."""
    rule = (
        RoundRule.objects.filter(valid_from__lte=day)
        .filter(Q(valid_to__isnull=True) | Q(valid_to__gte=day))
        .order_by("-valid_from", "-id").first()
    )
    if rule is None:
        return UNRULED
    return Deadline(
        rule.due_workday, tuple(rule.remind_before), rule.overdue_every, rule.overdue_most,
        rule.name, rule.source,
    )


def current_round(today: date, calendar: Calendar | None = None) -> Round:
    """本轮 — of the latest year of the library; four SQL statements, three with a calendar."""
    year = listed_year(today.year)
    return rules.round_on(
        today, year=year, month=period_of(year), deadline=deadline_on(today),
        calendar=calendar or load_calendar(),
    )


def round_of(year: int, month: int, calendar: Calendar) -> tuple[Round, Deadline]:
    """某月的轮次 — with the rule that was in force on the month's last days."""
    after = date(year + month // 12, month % 12 + 1, 1)
    rule = deadline_on(after)
    due = rules.due_on(year, month, workday=rule.due_workday, calendar=calendar)
    return Round(year, month, due, False), rule


def closes_on(year: int, month: int) -> date | Pending:
    """某月何时到期 — Pending without the year's holiday notice; two SQL statements."""
    return round_of(year, month, load_calendar())[0].due_on


def board(actor: Actor, year: int, month: int, today: date) -> Board:
    """收报进度 — a fixed number of SQL statements; a 板块 sees only its own line."""
    calendar = load_calendar()
    found, rule = round_of(year, month, calendar)
    after = date(year + month // 12, month % 12 + 1, 1)
    zones = [
        zone for zone in parties.zones()
        if zone.is_open_on(after) and (actor.sees_all or zone.id in _own(actor))
    ]
    figures = _figures(actor, year, month)
    sendings = _sendings(actor, year, month)
    reminders = _reminders(year, month)
    staffed = _staffed(today)
    lines = tuple(
        _zone_return(
            zone.id, zone.name, figures.get(zone.id, Figures()), sendings.get(zone.id, ()),
            reminders.get(zone.id, ()), zone.id in staffed, today,
        )
        for zone in zones
    )
    lines = tuple(one for one in lines if one.figures.should or one.sendings or not actor.sees_all)
    is_pending = isinstance(found.due_on, Pending)
    due = found.due_on.sentence if isinstance(found.due_on, Pending) else due_words(calendar, found.due_on, today)
    is_late = not is_pending and isinstance(found.due_on, date) and found.due_on < today
    return Board(found, rule, due, is_late, lines, _whole(actor, year, month))


def _own(actor: Actor) -> frozenset[int]:
    return actor.organisations(Role.ZONE)


def _zone_return(
    zone_id: int, name: str, figures: Figures, sendings: Sequence[Sending],
    reminders: Sequence[Reminded], has_clerk: bool, today: date,
) -> ZoneReturn:
    waiting = sum(not one.is_committed for one in sendings)
    progress = rules.progress(
        should=figures.should, reported=figures.reported, waiting=waiting
    )
    return ZoneReturn(
        zone_id, name, figures, progress, tuple(sendings), tuple(reminders), has_clerk,
        any(one.on == today for one in reminders),
    )


def _amount(year: int, month: int) -> Subquery:
    """The reported amount of a month of the project in the outer row."""
    rows = MonthlyAmount.objects.known().filter(
        project=OuterRef("project"), year=year, month=month, basis=Basis.REPORTED,
        amount_wan__isnull=False,
    )
    return Subquery(rows.values("amount_wan")[:1])


COUNTED: Mapping[str, Any] = {
    "should": Count("id"), "reported": Count("this"), "amount_wan": Sum("this"),
    "last_amount_wan": Sum("last"), "last_reported": Count("last"),
    "added": Count("id", filter=Q(this__isnull=False, last__isnull=True)),
    "gone": Count("id", filter=Q(this__isnull=True, last__isnull=False)),
    "moved": Count("id", filter=Q(this__isnull=False, last__isnull=False) & ~Q(this=F("last"))),
}


def _figures(actor: Actor, year: int, month: int) -> dict[int, Figures]:
    """各板块的数 — a joint project in each of its 板块; one SQL statement."""
    reporting = Position.objects.visible_to(actor).filter(
        project=OuterRef("project"), year=year, is_first=True
    ).reporting()
    rows = (
        ProjectZone.objects.known().filter(Exists(reporting), valid_to__isnull=True)
        .annotate(this=_amount(year, month), last=_amount(*rules.month_before(year, month)))
        .order_by().values("zone_id").annotate(**COUNTED)
    )
    return {row.pop("zone_id"): Figures(**row) for row in rows}


def _whole(actor: Actor, year: int, month: int) -> Figures:
    """全区 — each project once; one SQL statement."""
    rows = Position.objects.visible_to(actor).filter(year=year, is_first=True).reporting()
    rows = rows.annotate(this=_amount(year, month), last=_amount(*rules.month_before(year, month)))
    return Figures(**rows.order_by().aggregate(**COUNTED))


def _sendings(actor: Actor, year: int, month: int) -> dict[int, list[Sending]]:
    """各板块的报送 — a 板块's own files, and of the office's those that speak of its projects.

    Two SQL statements.
    """
    rows = (
        LedgerImport.objects.visible_to(actor).filter(year=year, month=month, state__in=SENT)
        .select_related("file", "created_by", "sender").order_by("created_at", "id")
    )
    found: dict[int, list[Sending]] = defaultdict(list)
    from_office: dict[int, Sending] = {}
    for row in rows:
        counts = row.summary.get("counts", {})
        one = Sending(
            row.pk, row.file.name, row.created_at,
            row.created_by.name if row.created_by else "系统",
            row.state == ImportState.COMMITTED, counts.get("created", 0), counts.get("changed", 0),
        )
        if row.zone_ids:
            for zone_id in row.zone_ids:
                found[zone_id].append(one)
        else:
            from_office[row.pk] = one
    for import_id, zone_id in _spoken_of(from_office):
        found[zone_id].append(from_office[import_id])
    for sendings in found.values():
        sendings.sort(key=lambda one: (one.at, one.import_id))
    return found


def _spoken_of(imports: Iterable[int]) -> list[tuple[int, int]]:
    """(import, 板块) of the projects its rows speak of."""
    lies_in = Q(
        project__projectzones__superseded_at__isnull=True,
        project__projectzones__valid_to__isnull=True,
    )
    rows = (
        LedgerRow.objects.filter(lies_in, ledger_import__in=list(imports), project__isnull=False)
        .order_by().values_list("ledger_import_id", "project__projectzones__zone_id").distinct()
    )
    return [(import_id, zone_id) for import_id, zone_id in rows if zone_id is not None]


def _reminders(year: int, month: int) -> dict[int, list[Reminded]]:
    """催报记录 — newest first; one SQL statement."""
    found: dict[int, list[Reminded]] = defaultdict(list)
    rows = Reminder.objects.filter(year=year, month=month).select_related("sent_by")
    for row in rows.order_by("-sent_at", "-id"):
        by = row.sent_by.name if row.sent_by else "自动"
        found[row.zone_id].append(Reminded(row.reminded_on, ReminderKind(row.kind).label, by))
    return found


def _staffed(today: date) -> frozenset[int]:
    """有填报岗的板块 — one SQL statement."""
    return frozenset(parties.staffed(Role.ZONE, today=today))


def missing_of(year: int, month: int, zone_id: int) -> int:
    """还差几个 — reporting projects of the 板块 without an amount of the month; one SQL statement."""
    here = ProjectZone.objects.known().filter(
        project=OuterRef("project"), zone=zone_id, valid_to__isnull=True
    )
    rows = Position.objects.filter(Exists(here), year=year, is_first=True)
    return rows.unreported(year, month).count()
