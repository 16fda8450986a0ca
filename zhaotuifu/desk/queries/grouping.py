"""列表分组 — subtotals by whatever the list is grouped by, and the rows of a group.

A joint project stands in each of its 板块 and counts in each; the total below counts it once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import (
    Case,
    CharField,
    OuterRef,
    QuerySet,
    Subquery,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from zhaotuifu.desk.asking import CHOICES, GROUPS, SIZES, UNSET, Asking
from zhaotuifu.desk.list_rows import ListRow, Subtotal, Totals
from zhaotuifu.kernel import names
from zhaotuifu.parties.queries import zones
from zhaotuifu.projects.models import Profile, ProjectZone
from zhaotuifu.supervision.models import Position
from zhaotuifu.supervision.rules import RANK
from zhaotuifu.supervision.states import Lamp

PLAIN = ("level", "kind", "category", "construction_kind", "stage", "standing")
NO_NAME = {"level": "未定级", "category": "未填产业链", "lead_department": "未填牵头部门", "zone": "未分"}
RANKED = {rank: lamp.value for lamp, rank in RANK.items()}
LIES = "project__projectzones__"


@dataclass(frozen=True, slots=True)
class Grouping:
    """分组方式 — the field grouped by, and the rows with that field on them."""

    name: str
    field: str
    rows: QuerySet[Position]


def grouped(rows: QuerySet[Position], name: str) -> Grouping:
    """分组 — by a name of `GROUPS`; nothing is read yet."""
    if name in PLAIN:
        return Grouping(name, name, rows)
    if name == "lamp":
        return Grouping(name, "lamp_rank", rows)
    if name == "zone":
        # One filter, one join: only the 板块 it lies in now.
        current = {f"{LIES}superseded_at__isnull": True, f"{LIES}valid_to__isnull": True}
        return Grouping(name, f"{LIES}zone", rows.filter(**current))
    made: Any = _sized() if name == "size" else _led()
    return Grouping(name, "grouped_by", rows.annotate(grouped_by=made))


def _sized() -> Case:
    bands = [
        When(total_wan__lt=below, then=Value(key)) for key, _, _, below in SIZES if below is not None
    ]
    top = next(key for key, _, _, below in SIZES if below is None)
    unknown = When(total_wan__isnull=True, then=Value(""))
    return Case(unknown, *bands, default=Value(top), output_field=CharField())


def _led() -> Coalesce:
    said = Profile.objects.known().filter(project=OuterRef("project")).order_by("-valid_from", "-id")
    named = Subquery(said.values("lead_department")[:1])
    return Coalesce(named, Value(""), output_field=TextField())


def subtotals(
    by: Grouping, sums: Mapping[str, Any], make: Callable[..., Totals], ask: Asking
) -> tuple[Subtotal, ...]:
    """小计 — one for each group, in the order people know; one SQL statement, 板块 two.

    `sums` are the aggregates of the list; `make` turns their values into totals.
    """
    read = by.rows.order_by().values_list(by.field).annotate(**sums)
    return labelled(by.name, {value: make(*figures) for value, *figures in read}, ask)


def labelled(name: str, found: Mapping[Any, Totals], ask: Asking) -> tuple[Subtotal, ...]:
    """有名有序 — sums by value as subtotals; for 板块 one SQL statement."""
    labels = _labels(name)
    groups = [
        Subtotal(
            key=_key(name, value), label=labels.get(value) or _name(name, value), totals=totals,
            url=_address(ask, name, value),
        )
        for value, totals in found.items()
    ]
    places = {_key(name, value): place for place, value in enumerate(labels)}
    return tuple(sorted(groups, key=lambda one: (
        places.get(one.key, len(places)), one.key == UNSET, names.sort_key(one.label), one.key,
    )))


def of_group(by: Grouping, key: str) -> QuerySet[Position]:
    """一组的行 — those behind one subtotal; a key nobody knows has none."""
    value: Any = "" if key == UNSET else key
    if by.name == "lamp":
        value = next((rank for rank, lamp in RANKED.items() if lamp == key), -1)
    if by.name == "zone":
        value = int(key) if key.isascii() and key.isdigit() and len(key) < 10 else -1
    return by.rows.filter(**{by.field: value})


def spread(
    groups: Iterable[Subtotal], rows: Iterable[ListRow], name: str
) -> dict[str, list[ListRow]]:
    """摊开 — rows by the key of their group, in order; 板块 and 牵头部门 read once more."""
    held = list(rows)
    found: dict[str, list[ListRow]] = {group.key: [] for group in groups}
    keys = _keys_of(held, name)
    for row in held:
        for key in keys(row):
            found.setdefault(key, []).append(row)
    return found


def _keys_of(rows: list[ListRow], name: str) -> Callable[[ListRow], Iterable[str]]:
    if name == "zone":
        lying = ProjectZone.objects.known().filter(
            project__in=[row.project_id for row in rows], valid_to__isnull=True
        )
        where: dict[int, list[str]] = {}
        for project_id, zone_id in lying.values_list("project_id", "zone_id"):
            where.setdefault(project_id, []).append(str(zone_id))
        return lambda row: where.get(row.project_id, ())
    if name == "lead_department":
        said = Profile.objects.known().filter(project__in=[row.project_id for row in rows])
        led = dict(said.order_by("valid_from", "id").values_list("project_id", "lead_department"))
        return lambda row: (led.get(row.project_id) or UNSET,)
    if name == "size":
        return lambda row: (_band(row.total_wan),)
    return lambda row: (getattr(row, name) or UNSET,)


def _band(total: Any) -> str:
    if total is None:
        return UNSET
    return next(key for key, _, _, below in SIZES if below is None or total < below)


def _labels(name: str) -> dict[Any, str]:
    """Values in the order people know, with their names; none for what is free text."""
    if name == "zone":
        return {zone.id: zone.name for zone in zones()}
    if name == "lamp":
        return {RANK[Lamp(code)]: label for code, label in CHOICES["lamp"]}
    if name in CHOICES:
        return {"" if code == UNSET else code: label for code, label in CHOICES[name]}
    return {}


def _key(name: str, value: Any) -> str:
    if name == "lamp":
        return RANKED.get(value, UNSET)
    return str(value) if value not in (None, "") else UNSET


def _name(name: str, value: Any) -> str:
    return str(value) if value not in (None, "") else NO_NAME.get(name, f"未填{GROUPS[name]}")


def _address(ask: Asking, name: str, value: Any) -> str:
    """The group as a list of its own; none where the list has no such condition."""
    if name not in ask.conditions() or (name in ("category", "zone") and not value):
        return ""
    return ask.address(**{name: _key(name, value), "group": None, "open": None})
