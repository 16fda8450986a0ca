"""专项页 — programmes with how many belong to each, and one programme with its members over time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, F, OuterRef, Q

from zhaotuifu.kernel import names
from zhaotuifu.kernel.actor import Actor
from zhaotuifu.kernel.pages import Page
from zhaotuifu.projects.models import Listing, Programme, ProgrammeMember, Project
from zhaotuifu.projects.queries import LEVEL_ORDER, chunks, zones_of
from zhaotuifu.projects.states import Level

PAGE_SIZE = 50
LEVEL_LABELS = dict(Level.choices)


@dataclass(frozen=True, slots=True)
class ProgrammeLine:
    """一个专项 — with how many projects this actor sees in it on the day, and how many ever."""

    id: int
    code: str
    name: str
    note: str
    source: str
    valid_from: date
    valid_to: date | None
    is_example: bool
    count: int
    ever: int


@dataclass(frozen=True, slots=True)
class MemberRow:
    """一段 — a project's stay in the programme."""

    project_id: int
    name: str
    zone_names: str
    level_label: str
    valid_from: date
    valid_to: date | None
    is_member: bool


@dataclass(frozen=True, slots=True)
class Named:
    """按名找到的 — ids in the order of the lines; lines that name nothing, or several."""

    ids: tuple[int, ...] = ()
    unknown: tuple[str, ...] = ()
    doubtful: tuple[str, ...] = ()


def programme_list(actor: Actor, on: date) -> tuple[ProgrammeLine, ...]:
    """全部专项 — by code; two SQL statements."""
    stays = ProgrammeMember.objects.known().filter(_is_stay(), _is_seen(actor))
    counted = stays.order_by("programme").values("programme").annotate(
        now=Count("project", distinct=True, filter=_covers(on)), ever=Count("project", distinct=True),
    )
    counts = {row["programme"]: (row["now"], row["ever"]) for row in counted}
    return tuple(_line(row, *counts.get(row.pk, (0, 0))) for row in Programme.objects.order_by("code", "id"))


def _line(row: Programme, count: int, ever: int) -> ProgrammeLine:
    return ProgrammeLine(
        row.pk, row.code, row.name, row.note, row.source, row.valid_from, row.valid_to, row.is_example,
        count, ever,
    )


def members(actor: Actor, programme_id: int, on: date, number: int) -> Page[MemberRow]:
    """成员 — those of the day first, then who left or comes later; by name. Four SQL statements."""
    found = (
        ProgrammeMember.objects.known()
        .filter(_is_stay(), _is_seen(actor), programme=programme_id)
    )
    page: Page[MemberRow] = Page((), number, PAGE_SIZE, found.count())
    number = min(number, page.count)
    start = (number - 1) * PAGE_SIZE
    ordered = found.annotate(is_member=_covers(on)).order_by(
        "-is_member", "project__sort_key", "project_id", "valid_from", "id"
    )
    stays = list(ordered.select_related("project")[start : start + PAGE_SIZE])
    ids = [stay.project_id for stay in stays]
    lying = zones_of(ids, as_of=on, known_at=None)
    levels = _levels(ids, on.year)
    rows = []
    for stay in stays:
        zones = "、".join(name for _, name in lying.get(stay.project_id, ()))
        rows.append(
            MemberRow(
                stay.project_id, stay.project.name, zones, levels.get(stay.project_id, ""),
                stay.valid_from, stay.valid_to, bool(stay.is_member),
            )
        )
    return Page(rows, number, PAGE_SIZE, page.total)


def _levels(ids: Sequence[int], year: int) -> dict[int, str]:
    """级别 — the highest of the last year each project is listed in; one SQL statement."""
    rows = Listing.objects.known().filter(project_id__in=ids, year__lte=year, valid_to__isnull=True)
    found: dict[int, tuple[int, int]] = {}
    for pk, listed_in, level in rows.order_by("id").values_list("project_id", "year", "level"):
        found[pk] = max(found.get(pk, (0, -9)), (listed_in, -LEVEL_ORDER[level]))
    labels = {order: LEVEL_LABELS[level] for level, order in LEVEL_ORDER.items() if level}
    return {pk: labels.get(-order, "") for pk, (_, order) in found.items()}


def _is_seen(actor: Actor) -> Exists:
    """Asked of each member: the members are few beside the projects a person sees."""
    return Exists(Project.objects.visible_to(actor).order_by().filter(pk=OuterRef("project")))


def _is_stay() -> Q:
    """Not one that was never right (`ProgrammeMember`)."""
    return Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from"))


def _covers(on: date) -> Q:
    return Q(valid_from__lte=on) & (Q(valid_to__isnull=True) | Q(valid_to__gte=on))


def find_programme(programme_id: int) -> Programme | None:
    """找专项 — one SQL statement."""
    return Programme.objects.filter(pk=programme_id).first()


def named_projects(actor: Actor, lines: Sequence[str]) -> Named:
    """按名称或代码找项目 — exactly, among those the actor sees; two SQL statements for every 5,000."""
    keys = {line: names.comparable(line)[:300] for line in lines}
    seen = Project.objects.visible_to(actor)
    by_key: dict[str, set[int]] = defaultdict(set)
    by_code: dict[str, int] = {}
    rows = sorted({*keys.values()})
    for start in range(0, len(rows), 5000):
        found = seen.filter(name_key__in=rows[start : start + 5000])
        for key, pk in found.values_list("name_key", "pk"):
            by_key[key].add(pk)
    for start in range(0, len(lines), 5000):
        part = lines[start : start + 5000]
        by_code |= dict(seen.filter(code__in=part).exclude(code="").values_list("code", "pk"))
    ids: list[int] = []
    unknown: list[str] = []
    doubtful: list[str] = []
    for line in lines:
        fits = {by_code[line]} if line in by_code else by_key.get(keys[line], set())
        if len(fits) == 1:
            ids.append(min(fits))
        else:
            (doubtful if fits else unknown).append(line)
    return Named(tuple(dict.fromkeys(ids)), tuple(unknown), tuple(doubtful))


def names_of(ids: Sequence[int]) -> list[tuple[int, str]]:
    """名称 — (id, name); one SQL statement for every 5,000."""
    return [
        row for part in chunks(ids)
        for row in Project.objects.filter(pk__in=part).order_by("id").values_list("pk", "name")
    ]
