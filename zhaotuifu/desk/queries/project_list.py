"""项目列表 — one page of positions with the totals of the whole list.

Flat in SQL: period, totals, rows. Totals, sorts and most conditions read the
index `position_totals` alone; only the fifty rows shown are read whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum

from zhaotuifu.desk import asking
from zhaotuifu.desk.asking import SIZES, UNSET, Asking
from zhaotuifu.indicators.rules import schedule_pct
from zhaotuifu.kernel import names
from zhaotuifu.kernel.actor import Actor
from zhaotuifu.kernel.money import ratio_pct
from zhaotuifu.kernel.pages import Page
from zhaotuifu.progress.models import MonthlyWord
from zhaotuifu.progress.states import Cause
from zhaotuifu.projects.models import ProjectZone
from zhaotuifu.projects.states import ConstructionKind, Kind, Level, Stage, Standing
from zhaotuifu.supervision.models import Position, PositionQuerySet
from zhaotuifu.supervision.rules import RANK
from zhaotuifu.supervision.states import Lamp

PAGE_SIZE = 50
STREAMED = 2000  # rows of a whole list held at a time
FEW = 3000
# IN rather than =: a bare boolean would keep SQLite from using the index behind it.
FIRST = Q(is_first__in=[True])
SORT_FIELDS = {
    "name": "sort_key", "total": "total_wan", "plan": "plan_wan", "completed": "completed_wan",
    "rate": "rate_pct", "gap": "gap_points",
}
SHOWN = (
    "project_id", "name", "code", "level", "zone_names", "construction_kind", "kind", "category",
    "stage", "standing", "total_wan", "plan_wan", "month_wan", "completed_wan", "rate_pct",
    "gap_points", "image_progress", "lamp", "lamp_reason", "missing", "is_demo",
)


@dataclass(frozen=True, slots=True)
class ListRow:
    """一行 — a project in the list; amounts in 万元, codes beside their labels."""

    project_id: int
    name: str
    code: str
    level: str
    zone_names: str
    construction_kind: str
    kind: str
    category: str
    stage: str
    standing: str
    total_wan: Decimal | None
    plan_wan: Decimal | None
    month_wan: Decimal | None
    completed_wan: Decimal | None
    rate_pct: Decimal | None
    gap_points: Decimal | None
    image_progress: str
    lamp: str
    lamp_reason: str
    missing: str
    is_demo: bool

    @property
    def lamp_label(self) -> str:
        return LAMP_LABELS[self.lamp]

    @property
    def level_label(self) -> str:
        return LEVEL_LABELS[self.level]

    @property
    def level_tag(self) -> str:
        return LEVEL_TAGS.get(self.level, "")

    @property
    def construction_label(self) -> str:
        return CONSTRUCTION_LABELS[self.construction_kind] if self.construction_kind else ""

    @property
    def kind_label(self) -> str:
        return KIND_LABELS[self.kind] if self.kind else ""

    @property
    def stage_label(self) -> str:
        return STAGE_LABELS[self.stage]

    @property
    def is_stopped(self) -> bool:
        return self.standing == Standing.STOPPED


LAMP_LABELS = dict(Lamp.choices)
LEVEL_LABELS = dict(Level.choices)
LEVEL_TAGS = {Level.PROVINCE.value: "lv", Level.CITY.value: "lv2"}
CONSTRUCTION_LABELS = dict(ConstructionKind.choices)
KIND_LABELS = dict(Kind.choices)
STAGE_LABELS = dict(Stage.choices)


@dataclass(frozen=True, slots=True)
class Totals:
    """合计 — of the whole list, not of the page: 万元, percent and points unrounded.

    `behind` counts the red and yellow ones.
    """

    count: int
    behind: int
    total_wan: Decimal | None
    plan_wan: Decimal | None
    completed_wan: Decimal | None
    rate_pct: Decimal | None
    gap_points: Decimal | None


@dataclass(frozen=True, slots=True)
class ProjectList:
    """列表 — one page, and the totals of the whole list."""

    page: Page[ListRow]
    totals: Totals


def period(year: int | None, fallback: int) -> tuple[int, int]:
    """现况时段 — the year asked (else the latest) and the month its positions stand at; one SQL."""
    rows = Position.objects.filter(year=year) if year else Position.objects.all()
    found = rows.order_by("-year", "-through_month").values_list("year", "through_month").first()
    return (found[0], found[1] or 0) if found else (year or fallback, 0)


def asked_in(given: Mapping[str, str], today: date) -> Asking:
    """问的是什么 — from an address; without a year the latest of the library; one SQL statement."""
    year, month = period(asking.year_asked(given), today.year)
    return asking.asked(given, year=year, month=month)


def project_list(actor: Actor, ask: Asking, number: int) -> ProjectList:
    """列表 — two SQL statements (a search three), however long; a page beyond the last is the last."""
    found = _narrowed(matching(actor, ask), ask)
    totals = _totals(found, ask.month)
    pages = max(1, -(-totals.count // PAGE_SIZE))
    number = min(number, pages)
    start = (number - 1) * PAGE_SIZE
    # The fifty are chosen from the index; only they are read whole.
    chosen = in_order(found, ask.sort).values("pk")[start : start + PAGE_SIZE]
    shown = tuple(_rows(in_order(Position.objects.filter(pk__in=chosen), ask.sort)))
    return ProjectList(Page(shown, number, PAGE_SIZE, totals.count), totals)


def _narrowed(rows: QuerySet[Position], ask: Asking) -> QuerySet[Position]:
    """收窄 — a search is looked up once, in its own index, and the few found are then read by id.

    A word that is in very many names stays a condition. One more SQL statement, only for a search.
    """
    if not ask.words or "level" in ask.picked:
        return rows
    said = _spoken(Position.objects.filter(FIRST, year=ask.year), ask.words)
    ids = list(said.order_by().values_list("pk", flat=True)[: FEW + 1])
    return rows if len(ids) > FEW else rows.filter(pk__in=ids)


def _spoken(rows: QuerySet[Position], words: str) -> QuerySet[Position]:
    """说到 — every word stands somewhere in the search text."""
    for word in words.split():
        rows = rows.filter(_says(word))
    return rows


def whole_list(actor: Actor, ask: Asking) -> tuple[Iterator[ListRow], Totals]:
    """整个列表 — in order, handed out as it is read; two SQL statements."""
    found = matching(actor, ask)
    rows = in_order(found, ask.sort).values_list(*SHOWN).iterator(chunk_size=STREAMED)
    return (ListRow(*values) for values in rows), _totals(found, ask.month)


def matching(actor: Actor, ask: Asking) -> QuerySet[Position]:
    """合条件的现况 — what the actor may see and the list was asked for."""
    year: PositionQuerySet = Position.objects.visible_to(actor).filter(year=ask.year)
    if ask.unreported is not None:
        year = year.unreported(ask.year, ask.unreported)
    rows: QuerySet[Position] = _spoken(year.filter(*_picked(ask)), ask.words)
    if ask.zone_id is not None:
        rows = rows.filter(project__in=_lying_in(ask.zone_id))
    if ask.category:
        rows = rows.filter(category=ask.category)
    if ask.is_missing:
        rows = rows.exclude(missing="")
    if ask.has_no_cause:
        rows = without_cause(rows, ask.year)
    return rows


def without_cause(rows: QuerySet[Position], year: int) -> QuerySet[Position]:
    """逾期没写原因 — a red lamp, and no month of the year names a cause or a problem."""
    named = MonthlyWord.objects.known().filter(project=OuterRef("project"), year=year)
    named = named.filter(~Q(cause=Cause.UNSET) | ~Q(problems=""))
    return rows.filter(lamp_rank=RANK[Lamp.RED]).filter(~Exists(named))


def in_order(rows: QuerySet[Position], sort: str) -> QuerySet[Position]:
    """次序 — worst lamp first by default; 「—」 always last."""
    name = SORT_FIELDS.get(sort.removeprefix("-"))
    if name is None:
        # As the index stands; a red lamp without a plan comes first or last in its colour.
        return rows.order_by("lamp_rank", "gap_points", "id")
    if name == "sort_key":
        return rows.order_by("-sort_key" if sort.startswith("-") else "sort_key", "id")
    by = F(name).desc(nulls_last=True) if sort.startswith("-") else F(name).asc(nulls_last=True)
    return rows.order_by(by, "id")


def _totals(rows: QuerySet[Position], month: int) -> Totals:
    """One scan of the index, without grouping: a group would read the rows themselves."""
    by_lamp = {
        lamp.value: Count("id", filter=Q(lamp_rank=RANK[lamp])) for lamp in (Lamp.RED, Lamp.YELLOW)
    }
    found = rows.order_by().aggregate(
        n=Count("id"), total=Sum("total_wan"), plan=Sum("plan_wan"),
        completed=Sum("completed_wan"), **by_lamp,
    )
    rate = ratio_pct(found["completed"], found["plan"])
    gap = rate - schedule_pct(month) if rate is not None else None
    behind = found[Lamp.RED] + found[Lamp.YELLOW]
    return Totals(found["n"], behind, found["total"], found["plan"], found["completed"], rate, gap)


def _rows(rows: QuerySet[Position]) -> Iterator[ListRow]:
    for values in rows.values_list(*SHOWN):
        yield ListRow(*values)


def _picked(ask: Asking) -> Iterator[Q]:
    """Conditions by code; without a level each project counts once, under its highest."""
    if "level" not in ask.picked:
        yield FIRST
    elif len(ask.picked["level"]) > 1:
        yield FIRST & Q(level__in=_values(ask.picked["level"]))
    else:
        yield Q(level=_values(ask.picked["level"])[0])
    for name in ("construction_kind", "kind", "stage", "standing"):
        if name in ask.picked:
            yield Q(**{f"{name}__in": _values(ask.picked[name])})
    if "lamp" in ask.picked:
        yield Q(lamp_rank__in=[RANK[Lamp(code)] for code in ask.picked["lamp"]])
    if "size" in ask.picked:
        yield _sizes(ask.picked["size"])


def _values(codes: tuple[str, ...]) -> list[str]:
    return ["" if code == UNSET else code for code in codes]


def _sizes(codes: tuple[str, ...]) -> Q:
    found = Q()
    for key, _, low, below in SIZES:
        if key in codes:
            band = Q() if low is None else Q(total_wan__gte=low)
            found |= band & (Q(total_wan__isnull=False) if below is None else Q(total_wan__lt=below))
    return found


def _says(word: str) -> Q:
    """One word of the search box: as the name is compared, or as pinyin initials."""
    upper, lower = names.comparable(word), word.lower()
    found = Q(search_text__contains=upper)
    return found if upper == lower else found | Q(search_text__contains=lower)


def _lying_in(zone_id: int) -> QuerySet:
    lies_there = ProjectZone.objects.known().filter(zone=zone_id, valid_to__isnull=True)
    return lies_there.values("project_id")
