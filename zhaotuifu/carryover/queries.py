"""结转查询 — the register, one carry-over with its sums and questions, its lines page by page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from zhaotuifu.carryover import access
from zhaotuifu.carryover.models import CarryLine, CarryOver
from zhaotuifu.carryover.states import PLANNED, STATE_LOOK, CarryState, Outcome, Why
from zhaotuifu.kernel.actor import Actor, Role
from zhaotuifu.kernel.facts import Fact
from zhaotuifu.kernel.names import comparable
from zhaotuifu.kernel.pages import Page
from zhaotuifu.kernel.verdict import YES, Verdict, no
from zhaotuifu.progress.models import MonthlyAmount, MonthlyWord
from zhaotuifu.projects.models import AnnualPlan, Listing, ProjectZone
from zhaotuifu.projects.queries import LEVEL_ORDER
from zhaotuifu.projects.states import Level

SIZE = 50
JOINED = "、"  # between the 板块 of a joint project
BUILDS_ON: tuple[type[Fact], ...] = (MonthlyAmount, MonthlyWord, Listing, AnnualPlan)


@dataclass(frozen=True, slots=True)
class CarryRow:
    """结转登记一行."""

    id: int
    year: int
    next_year: int
    state: CarryState
    label: str
    look: str
    who: str
    at: datetime
    written: int
    open: int
    plan_wan: Decimal | None


def register(actor: Actor, number: int) -> Page[CarryRow]:
    """登记 — newest first; a 板块 sees those it was asked for and those that are done. Two SQL."""
    found = _seen(actor)
    mine = Q(lines__in=CarryLine.objects.visible_to(actor))
    rows = found.select_related("created_by", "committed_by").annotate(
        written=Count("lines", filter=mine & Q(lines__is_written=True)),
        open=Count("lines", filter=mine & Q(lines__is_open=True)),
        plan=Sum("lines__plan_wan", filter=mine & Q(lines__is_written=True)),
    ).order_by("-id")
    shown = [_row(one) for one in rows[(number - 1) * SIZE : number * SIZE]]
    return Page(shown, number, SIZE, found.count())


def _row(one: Any) -> CarryRow:
    state = CarryState(one.state)
    person = one.committed_by if one.committed_at else one.created_by
    return CarryRow(
        one.pk, one.year, one.next_year, state, state.label, STATE_LOOK[state],
        person.name if person else "系统", one.committed_at or one.created_at, one.written, one.open,
        one.plan,
    )


def _seen(actor: Actor) -> QuerySet[CarryOver]:
    """What may be opened: the office all, others what was asked of the 板块 or is done."""
    if access.is_office(actor):
        return CarryOver.objects.all()
    if not actor.holds(*access.READERS):
        return CarryOver.objects.none()
    done = (CarryState.COMMITTED, CarryState.UNDONE)
    return CarryOver.objects.filter(
        Q(state__in=done) | Q(state=CarryState.DRAFT, asked_at__isnull=False)
    )


def find(actor: Actor, carry_id: int) -> CarryOver | None:
    """找一次结转 — None when it is not there for this actor; one SQL statement."""
    return _seen(actor).select_related("created_by", "committed_by", "undone_by").filter(
        pk=carry_id
    ).first()


def draft_of(year: int) -> CarryOver | None:
    """在核的结转 — of the year; one SQL statement."""
    return CarryOver.objects.filter(year=year, state=CarryState.DRAFT).first()


def zone_ids(carry: CarryOver) -> set[int]:
    """各板块 — in which its projects lie, joint ones in each of theirs; one SQL statement."""
    rows = ProjectZone.objects.known().filter(
        project__in=carry.lines.values("project"), valid_to__isnull=True
    )
    return set(rows.order_by().values_list("zone_id", flat=True))


def counts(lines: QuerySet[CarryLine]) -> dict[str, Any]:
    """合计 — how many lines go where, are open or written, and the plan of the next year (万元, text)."""
    rows = lines.order_by("outcome").values("outcome").annotate(
        n=Count("id"), open=Count("id", filter=Q(is_open=True)),
        written=Count("id", filter=Q(is_written=True)),
        plan=Sum("plan_wan", filter=Q(is_open=False)),
    )
    found: dict[str, Any] = {"outcomes": {}, "open": 0, "written": 0, "plan_wan": "0"}
    plan = Decimal(0)
    for row in rows:
        found["outcomes"][row["outcome"]] = row["n"]
        found["open"] += row["open"]
        found["written"] += row["written"]
        plan += row["plan"] or Decimal(0)
    return found | {"plan_wan": format(plan, "f")}


@dataclass(frozen=True, slots=True)
class SumRow:
    """合计表一行 — of a level or a 板块: lines by outcome, plans before and after, open ones."""

    label: str
    counts: tuple[int, ...]
    total: int
    open: int
    old_plan_wan: Decimal | None
    plan_wan: Decimal | None


@dataclass(frozen=True, slots=True)
class Question:
    """一类待定 — of one reason: how many, an example, and how they may be settled together."""

    why: str
    label: str
    count: int
    sentence: str
    outcome: str
    outcome_label: str


@dataclass(frozen=True, slots=True)
class Summary:
    """结转合计 — tables by level and 板块, projects counted once at the bottom, questions by reason."""

    outcomes: tuple[Outcome, ...]
    by_level: tuple[SumRow, ...]
    by_zone: tuple[SumRow, ...]
    whole: SumRow
    projects: int
    questions: tuple[Question, ...]
    moved: int
    differing: int


def summary(carry: CarryOver, actor: Actor) -> Summary:
    """合计 — of what the actor may see; four SQL statements."""
    lines = CarryLine.objects.filter(carry=carry).visible_to(actor)
    cells = list(
        lines.order_by("level", "zone_names", "outcome")
        .values_list("level", "zone_names", "outcome")
        .annotate(
            n=Count("id"), open=Count("id", filter=Q(is_open=True)),
            old=Sum("old_plan_wan", filter=Q(is_first=True)), new=Sum("plan_wan"),
        )
    )
    there = {cell[2] for cell in cells}
    outcomes = tuple(one for one in Outcome if one in there)
    levels = sorted({cell[0] for cell in cells}, key=LEVEL_ORDER.__getitem__)
    # A joint project lies in each of its 板块, and in the total once.
    zones = sorted({name for cell in cells for name in cell[1].split(JOINED)})
    return Summary(
        outcomes,
        tuple(_sum(Level(one).label, [c for c in cells if c[0] == one], outcomes) for one in levels),
        tuple(
            _sum(one or "—", [c for c in cells if one in c[1].split(JOINED)], outcomes)
            for one in zones
        ),
        _sum("合计", cells, outcomes),
        lines.filter(is_first=True).count(), _questions(lines),
        lines.filter(is_moved=True, is_open=True).count(), lines.differing().count(),
    )


def _sum(label: str, cells: Sequence[tuple], outcomes: Sequence[Outcome]) -> SumRow:
    by_outcome = tuple(sum(cell[3] for cell in cells if cell[2] == one) for one in outcomes)
    return SumRow(
        label, by_outcome, sum(by_outcome), sum(cell[4] for cell in cells),
        _added(cell[5] for cell in cells), _added(cell[6] for cell in cells),
    )


def _added(amounts) -> Decimal | None:
    found = [one for one in amounts if one is not None]
    return sum(found, Decimal(0)) if found else None


def _questions(lines: QuerySet[CarryLine]) -> tuple[Question, ...]:
    """Open ones by reason; one SQL statement."""
    rows = lines.filter(is_open=True).order_by("why", "sort_key", "id").values_list(
        "why", "proposed_outcome", "name", "why_text"
    )
    found: dict[str, list[tuple]] = {}
    for row in rows:
        found.setdefault(row[0], []).append(row)
    asked = []
    for why, of_it in found.items():
        same = {row[1] for row in of_it}
        outcome = same.pop() if len(same) == 1 else ""
        asked.append(Question(
            why, Why(why).label, len(of_it), f"如“{of_it[0][2]}”：{of_it[0][3]}", outcome,
            Outcome(outcome).label if outcome else "",
        ))
    order = list(Why)
    return tuple(sorted(asked, key=lambda one: order.index(Why(one.why))))


@dataclass(frozen=True, slots=True)
class Asking:
    """看哪些行 — as the address says; empty says nothing."""

    show: str = ""
    why: str = ""
    outcome: str = ""
    level: str | None = None
    zone: str = ""
    words: str = ""

    SHOWS = (("", "全部"), ("open", "待定"), ("differing", "与提出的不同"), ("noplan", "没有计划"))


def asked_in(given: Mapping[str, str]) -> Asking:
    """读地址 — what is not understood says nothing."""
    return Asking(
        show=given.get("show", "") if given.get("show") in dict(Asking.SHOWS) else "",
        why=given.get("why", "") if given.get("why") in Why.values else "",
        outcome=given.get("outcome", "") if given.get("outcome") in Outcome.values else "",
        level=given.get("level") if given.get("level") in Level.values and given.get("level") else None,
        zone=given.get("zone", "")[:300], words=given.get("q", "").strip()[:60],
    )


def lines_page(carry: CarryOver, actor: Actor, ask: Asking, number: int) -> Page[CarryLine]:
    """一页行 — open ones first; two SQL statements, rows are only read."""
    rows = chosen(carry, actor, ask).select_related("zone_by", "office_by")
    start = (number - 1) * SIZE
    shown = list(rows.order_by("-is_open", "sort_key", "id")[start : start + SIZE])
    return Page(shown, number, SIZE, rows.count())


def chosen(carry: CarryOver, actor: Actor, ask: Asking) -> QuerySet[CarryLine]:
    """选中的行 — of what the actor may see."""
    rows = CarryLine.objects.filter(carry=carry).visible_to(actor)
    if ask.show == "open":
        rows = rows.filter(is_open=True)
    elif ask.show == "differing":
        rows = rows.differing()
    elif ask.show == "noplan":
        rows = rows.filter(is_first=True, plan_wan__isnull=True, outcome__in=PLANNED)
    if ask.zone:
        rows = rows.filter(
            Q(zone_names=ask.zone) | Q(zone_names__startswith=ask.zone + JOINED)
            | Q(zone_names__endswith=JOINED + ask.zone)
            | Q(zone_names__contains=f"{JOINED}{ask.zone}{JOINED}")
        )
    exact = {"why": ask.why, "outcome": ask.outcome, "level": ask.level}
    rows = rows.filter(**{name: value for name, value in exact.items() if value})
    if ask.words:
        rows = rows.filter(Q(project__name_key__contains=comparable(ask.words)) | Q(code=ask.words))
    return rows


def nothing_newer(carry: CarryOver) -> Verdict:
    """没有后续 — nothing of the next year was said of its projects since; four SQL statements."""
    if carry.committed_at is None:
        return YES
    ids = Listing.objects.filter(batch=carry.batch).values("project_id")
    for model in BUILDS_ON:
        newer = (
            model._default_manager.known().stated_after(carry.committed_at)
            .exclude(batch=carry.batch).filter(year=carry.next_year, project__in=ids)
        )
        name = newer.order_by("project_id").values_list("project__name", flat=True).first()
        if name:
            what = model._meta.verbose_name
            return no(
                f"不能撤回：结转之后“{name}”等项目又记了 {carry.next_year}年的{what}。"
                "请在项目页或用台账更正，或先撤回后来的那一批。"
            )
    return YES


@dataclass(frozen=True, slots=True)
class WaitingCarry:
    """等我的结转 — how many lines wait, and until when."""

    id: int
    year: int
    count: int
    due_on: date | None
    is_ours_to_fill: bool


def waiting_for(actor: Actor) -> list[WaitingCarry]:
    """待办 — of the office what is open, of a 板块 what it was asked and has not said; one SQL each."""
    is_office = access.is_office(actor)
    if not is_office and not actor.holds(Role.ZONE):
        return []
    found = []
    for carry in _seen(actor).filter(state=CarryState.DRAFT).order_by("-year"):
        lines = CarryLine.objects.filter(carry=carry).visible_to(actor)
        if is_office:
            found.append(WaitingCarry(carry.pk, carry.year, lines.filter(is_open=True).count(), None, False))
            continue
        silent = lines.filter(zone_at__isnull=True, office_at__isnull=True, is_first=True).exclude(
            outcome__in=(Outcome.END, Outcome.LISTED)
        ).filter(Q(is_open=True) | Q(plan_wan__isnull=True, outcome__in=PLANNED))
        if count := silent.count():
            found.append(WaitingCarry(carry.pk, carry.year, count, carry.fill_by, True))
    return found
