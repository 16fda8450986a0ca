"""出处 — of every value on the project page: the cell it was read from, or who said it and when.

A fact often restates what an earlier one said (a profile is one whole row), so the source of a
value is the first of the unbroken run of facts that say it, not the last.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from zhaotuifu.desk.queries.kept import Kept, Row, kept_of, known
from zhaotuifu.kernel.actor import Actor
from zhaotuifu.kernel.templatetags.show import moment
from zhaotuifu.ledger import cells
from zhaotuifu.ledger.rules.fields import Extra, Field
from zhaotuifu.progress.states import Node
from zhaotuifu.projects.bulk import seen_origins
from zhaotuifu.projects.models import Profile

NOWHERE = "系统"
#: what is said of a later time restates what was said of an earlier one
RESTATED = frozenset({"valid_from", "month"})
#: fields of a ledger that go by another name in the library
PROFILE_FIELDS = dict.fromkeys(
    ("foreign_amount_wan", "foreign_currency"), Field.TOTAL_INVESTMENT_WAN.value
)
WORDS = {
    "image_progress": Field.IMAGE_PROGRESS, "problems": Field.PROBLEMS, "cause": Extra.CAUSE,
    "next_plan": Extra.NEXT_PLAN, "completed_total_wan": Field.COMPLETED_TOTAL_WAN,
}
LISTED = {
    "level": Field.LEVEL, "construction_kind": Field.CONSTRUCTION_KIND,
    "admitted_on": Extra.ADMITTED_ON,
}
DATES = {
    (Node.START, "planned"): Field.PLANNED_START_ON, (Node.START, "actual"): Extra.ACTUAL_START_ON,
    (Node.FINISH, "planned"): Field.PLANNED_FINISH_ON,
    (Node.FINISH, "actual"): Extra.ACTUAL_FINISH_ON,
}


@dataclass(frozen=True, slots=True)
class Source:
    """一个值的出处 — in words, who recorded it when, where it opens (empty: nowhere), and its versions."""

    text: str
    who: str
    at: datetime | None
    url: str = ""
    versions_url: str = ""
    is_changed: bool = False

    @property
    def title(self) -> str:
        return f"{self.text}，{self.who}，{moment(self.at)}"


@dataclass(frozen=True, slots=True)
class _Told:
    """The fact that first said a value, and the ledger's name of the field."""

    fact: Row
    field: str = ""
    is_changed: bool = False  # it was said otherwise before, or is said otherwise of another day


def sources_of(project_id: int, actor: Actor, *, year: int) -> dict[str, Source]:
    """出处 — by key: a profile field, name, zone 3, level 2025 city, plan_wan, month 3, word 3
    problems, node start planned. Ten SQL statements, however long the history."""
    return sources_in(kept_of(project_id, year=year), project_id, actor)


def sources_in(kept: Kept, project_id: int, actor: Actor) -> dict[str, Source]:
    """出处 — as `sources_of`, of rows that were read already; at most two SQL statements."""
    told = dict(_told(kept))
    wanted = {key: (one.fact.origin, one.field) for key, one in told.items()}
    spots = cells.locate(project_id, wanted)
    edits = seen_origins(actor, {one.fact.origin for one in told.values()})
    versions = reverse("project_versions", args=[project_id, "name"]).removesuffix("name/")
    found = {}
    for key, one in told.items():
        spot = spots.get(key)
        url = cell_url(spot) if spot else ""
        if one.fact.origin in edits:
            url = reverse("bulk_edit_page", args=[edits[one.fact.origin]])
        found[key] = Source(
            worded(one.fact.origin, spot), one.fact.who or NOWHERE,
            one.fact.first_recorded_at or one.fact.recorded_at, url,
            f"{versions}{versions_name(key, kept.year)}/", one.is_changed,
        )
    return found


def versions_name(key: str, year: int) -> str:
    """各版本的名字 — of a value of the year, as the address of its versions has it."""
    kind, *parts = key.split(" ")
    if kind in LISTED:
        return f"listing-{parts[0]}-{parts[1] or 'unset'}"
    if kind == "zone":
        return "zones"
    if kind == "node":
        return f"node-{parts[0]}"
    if kind in ("month", "word"):
        return f"{kind}-{year}-{parts[0]}-{parts[1]}"
    if kind in ("plan", "plan_wan"):
        return f"plan-{parts[0] if parts else year}"
    return kind if kind in ("name", "code") else f"profile-{kind}"


def worded(origin: str, spot: cells.Spot | None) -> str:
    """台账#12 3月进度!I7, and what the origin adds to the place (期初、几个月合计)."""
    if spot is None:
        return origin or NOWHERE
    more = cells.ORIGIN.sub("", origin).strip("（） ")
    return f"{spot.text}（{more}）" if more else spot.text


def cell_url(spot: cells.Spot) -> str:
    """格子的网址."""
    query = urlencode({"sheet": spot.sheet, "cell": spot.cell})
    return f"{_cell_page(spot.import_id)}?{query}#cell"


@lru_cache(maxsize=256)
def _cell_page(import_id: int) -> str:
    return reverse("ledger_cell", args=[import_id])


def _told(kept: Kept) -> Iterator[tuple[str, _Told]]:
    end = date(kept.year, 12, 31)
    yield from _named(kept)
    profiles = [row for row in kept.profiles if row.valid_from <= end]
    for name in Profile.FACT_VALUES:
        fact = _first(profiles, "valid_from", _reader(name))
        if fact is not None:
            yield name, _Told(fact, PROFILE_FIELDS.get(name, name), _varies(profiles, name))
    for year in {row.year for row in kept.plans}:
        plans = [r for r in kept.plans if r.year == year and r.valid_from <= date(year, 12, 31)]
        plan = _first(plans, "valid_from", _reader("plan_wan"))
        if plan is not None:
            key = "plan_wan" if year == kept.year else f"plan {year}"
            yield key, _Told(plan, Field.ANNUAL_PLAN_WAN, _varies(plans, "plan_wan"))
    yield from _listed(kept)
    yield from _months(kept)
    yield from _milestones(kept)


def _named(kept: Kept) -> Iterator[tuple[str, _Told]]:
    for key in ("name", "code"):
        fact = _first(kept.names, "project_id", _reader(key))
        if fact is not None:
            yield key, _Told(fact, key, _varies(kept.names, key))
    for zone_id in {row.zone_id for row in kept.zones}:
        ours = [row for row in kept.zones if row.zone_id == zone_id]
        fact = _first(ours, "zone_id", _reader("valid_to"))
        if fact is not None:
            yield f"zone {zone_id}", _Told(fact, Field.ZONE)


def _listed(kept: Kept) -> Iterator[tuple[str, _Told]]:
    for year, level in {(row.year, row.level) for row in kept.listings}:
        ours = [row for row in kept.listings if (row.year, row.level) == (year, level)]
        for name, field in LISTED.items():
            fact = _first(ours, "level", _reader(name))
            if fact is not None:
                yield f"{name} {year} {level}", _Told(fact, field, _varies(ours, name))


def _months(kept: Kept) -> Iterator[tuple[str, _Told]]:
    ours = [row for row in kept.amounts if row.year == kept.year]
    for row in known(ours):
        same = [one for one in ours if (one.month, one.basis) == (row.month, row.basis)]
        told = _Told(row, Field.COMPLETED_MONTH_WAN, _varies(same, "amount_wan"))
        yield f"month {row.month} {row.basis}", told
    for month in {row.month for row in kept.words}:
        until = [row for row in kept.words if row.month <= month]
        for name, field in WORDS.items():
            fact = _first(until, "month", _reader(name))
            if fact is not None:
                same = [row for row in until if row.month == month]
                yield f"word {month} {name}", _Told(fact, field, _varies(same, name))


def _milestones(kept: Kept) -> Iterator[tuple[str, _Told]]:
    for node in {row.node for row in kept.milestones}:
        ours = [row for row in kept.milestones if row.node == node]
        for kind in ("planned", "actual", "recognised"):
            fact = _first(ours, "node", _reader(f"{kind}_on"))
            if fact is not None:
                told = _Told(fact, DATES.get((Node(node), kind), ""), _varies(ours, f"{kind}_on"))
                yield f"node {node} {kind}", told


def _varies(rows: Iterable[Row], name: str) -> bool:
    """Whether more than one value was ever said."""
    return len({value for row in rows if (value := getattr(row, name)) not in (None, "")}) > 1


def _reader(name: str) -> Callable[[Any], Any]:
    return lambda fact: getattr(fact, name)


def _first(rows: Iterable[Any], since: str, read: Callable[[Any], Any]) -> Any | None:
    """The first fact of the unbroken run that says the value said now; None when nothing is said.

    `since` parts what is told of different times (the days of a profile, the months of words): the
    latest first. Within one, a fact follows the one it replaced at that very moment.
    """
    found: Any | None = None
    for _, part in groupby(sorted(rows, key=_reader(since), reverse=True), key=_reader(since)):
        # What is known comes before what was superseded, then the newest first.
        run = sorted(part, key=lambda row: (row.superseded_at is None, row.recorded_at, row.id))[::-1]
        if run[0].superseded_at is not None:
            continue  # taken back: it says nothing now
        if found is None and read(run[0]) in (None, "") and since != "zone_id":
            return None
        newer: Any | None = None
        for row in run:
            is_next = newer is None or row.superseded_at == newer.recorded_at
            if not is_next or (found is not None and read(row) != read(found)):
                return found
            found = newer = row
        if since not in RESTATED:
            return found
    return found
