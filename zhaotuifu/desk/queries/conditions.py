"""列表条件成行 — the positions an actor may see that match what the list was asked for, in order."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from zhaotuifu.desk.asking import SIZES, UNSET, Asking
from zhaotuifu.desk.models import Follow
from zhaotuifu.kernel import names
from zhaotuifu.kernel.actor import Actor
from zhaotuifu.progress.models import MonthlyWord
from zhaotuifu.progress.states import Cause
from zhaotuifu.projects.memberships import members_of
from zhaotuifu.projects.models import ProjectZone
from zhaotuifu.supervision.models import Position, PositionQuerySet
from zhaotuifu.supervision.queries import month_end
from zhaotuifu.supervision.rules import RANK
from zhaotuifu.supervision.states import Lamp

FEW = 3000
# IN rather than =: a bare boolean would keep SQLite from using the index behind it.
FIRST = Q(is_first__in=[True])
SORT_FIELDS = {
    "name": "sort_key", "total": "total_wan", "plan": "plan_wan", "month": "month_wan",
    "completed": "completed_wan", "rate": "rate_pct", "gap": "gap_points",
}


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
    if ask.programme_id is not None:
        # At the end of the month the list stands at: who joined later is not in these figures.
        rows = rows.filter(project__in=members_of(ask.programme_id, month_end(ask.year, ask.month or 12)))
    if ask.is_followed:
        rows = rows.filter(project__in=_followed_by(actor))
    return rows


def _followed_by(actor: Actor) -> QuerySet:
    mine = Follow.objects.filter(user=actor.user_id, project__isnull=False)
    return mine.values("project_id")


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


def narrowed(rows: QuerySet[Position], ask: Asking) -> QuerySet[Position]:
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
