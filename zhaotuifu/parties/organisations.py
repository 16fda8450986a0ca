"""单位查询 — organisations as the administrator sees them, with what they were called and what became of them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q

from zhaotuifu.parties.models import FormerName, Organisation, OrganisationKind, Post, Succession
from zhaotuifu.parties.models_places import SuccessionKind


@dataclass(frozen=True, slots=True)
class Change:
    """一次变动 — from which day, what happened, where it was read."""

    on: date
    text: str
    source: str


@dataclass(frozen=True, slots=True)
class OrganisationLine:
    """单位一行."""

    id: int
    kind: str
    kind_label: str
    name: str
    type_name: str
    aliases: tuple[str, ...]
    closed_on: date | None
    people: int
    changes: tuple[Change, ...]


def organisations(today: date) -> tuple[OrganisationLine, ...]:
    """单位清单 — district, departments, 板块; three SQL statements."""
    held = Count("posts", filter=Q(posts__in=Post.objects.held_on(today)))
    rows = list(
        Organisation.objects.exclude(kind=OrganisationKind.ENTERPRISE).annotate(people=held)
        .order_by("position", "sort_key", "id")
    )
    changes = _changes()
    order = (OrganisationKind.DISTRICT, OrganisationKind.DEPARTMENT, OrganisationKind.ZONE)
    found = [_line(row, tuple(changes[row.pk])) for row in rows]
    return tuple(sorted(found, key=lambda one: (order.index(OrganisationKind(one.kind)), one.closed_on is not None)))


def organisation(organisation_id: int, today: date) -> tuple[Organisation, OrganisationLine] | None:
    """一个单位 — three SQL statements; None for a firm."""
    held = Count("posts", filter=Q(posts__in=Post.objects.held_on(today)))
    row = (
        Organisation.objects.exclude(kind=OrganisationKind.ENTERPRISE).annotate(people=held)
        .filter(pk=organisation_id).first()
    )
    return (row, _line(row, tuple(_changes()[row.pk]))) if row else None


def takers(giver: Organisation) -> list[tuple[int, str]]:
    """能承接的 — of the same kind and there still; one SQL statement."""
    rows = Organisation.objects.filter(kind=giver.kind, closed_on=None).exclude(pk=giver.pk)
    return list(rows.in_order().values_list("pk", "name"))


def _line(row: Organisation, changes: tuple[Change, ...]) -> OrganisationLine:
    return OrganisationLine(
        row.pk, row.kind, row.get_kind_display(), row.name, row.type_name, tuple(row.aliases),
        row.closed_on, getattr(row, "people", 0), changes,
    )


def _changes() -> defaultdict[int, list[Change]]:
    """What happened to each, oldest first; two SQL statements."""
    found: defaultdict[int, list[Change]] = defaultdict(list)
    for one in FormerName.objects.known().order_by("until_on", "id"):
        called = f"{one.name}（{one.type_name}）" if one.type_name else one.name
        found[one.organisation_id].append(Change(one.until_on, f"到这天为止叫“{called}”", one.source))
    rows = Succession.objects.known().select_related("predecessor", "successor").order_by("on", "id")
    for link in rows:
        is_merged = link.kind == SuccessionKind.MERGED
        gone = f"并入“{link.successor.name}”" if is_merged else f"析出“{link.successor.name}”"
        came = f"“{link.predecessor.name}”并入" if is_merged else f"从“{link.predecessor.name}”析出"
        found[link.predecessor_id].append(Change(link.on, gone, link.source))
        found[link.successor_id].append(Change(link.on, came, link.source))
    for changes in found.values():
        changes.sort(key=lambda change: change.on)
    return found
