"""各版本 — every version of one value: what, about when, recorded when, by whom, from which cell, why.

What is asked for is named as in an address: `plan-2025`, `month-2025-3-reported`, `profile-unit_name`,
`listing-2025-city`, `node-start`, `word-2025-3-problems`, `name`, `code`, `zones`, `standing`,
`programmes`, `package`. A fact that says again what stood there is no version.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse

from zhaotuifu.desk.queries.facts_told import Meant, meant
from zhaotuifu.desk.queries.history import who
from zhaotuifu.desk.queries.provenance import NOWHERE, cell_url, worded
from zhaotuifu.kernel.actor import Actor
from zhaotuifu.kernel.facts import Fact
from zhaotuifu.kernel.models import AuditRow
from zhaotuifu.ledger import cells
from zhaotuifu.projects.bulk import seen_origins

CURRENT, REPLACED, TAKEN_BACK = "现行", "已被取代", "已撤回"


@dataclass(frozen=True, slots=True)
class Version:
    """一个版本 — newest first on the page; `until` is when it was no longer known to be so."""

    value: str
    about: str
    at: datetime
    who: str
    source: str
    url: str
    reason: str
    until: datetime | None
    state: str

    @property
    def is_current(self) -> bool:
        return self.state == CURRENT


@dataclass(frozen=True, slots=True)
class Versions:
    """一个值的各版本 — with its name in words."""

    what: str
    title: str
    rows: tuple[Version, ...]


@dataclass(slots=True)
class _Run:
    """Facts that say one value in unbroken turn."""

    first: Fact
    value: str
    until: datetime | None
    is_taken_back: bool = False


def versions_of(
    project_id: int, what: str, actor: Actor, *, shows_phones: bool
) -> Versions | None:
    """各版本 — None for a name of no value. Five SQL statements, however long the history."""
    asked = meant(what, shows_phones=shows_phones)
    if asked is None:
        return None
    facts: Any = asked.model._default_manager
    rows: list[Any] = list(
        facts.filter(project_id=project_id, **asked.narrow)
        .select_related("recorded_by", *asked.related).order_by("recorded_at", "id")
    )
    runs = list(_runs(rows, asked))
    deeds = _deeds(project_id, {run.first.first_recorded_at or run.first.recorded_at for run in runs})
    places = _places(project_id, runs, asked, actor)
    found = [_version(run, asked, deeds, places) for run in reversed(runs)]
    return Versions(what, asked.title, tuple(found))


def _runs(rows: Sequence[Any], asked: Meant) -> Iterator[_Run]:
    """Oldest first. What an undo brought back goes on with the run it was taken from."""
    runs: list[_Run] = []
    of_fact: dict[int, _Run] = {}
    for index, row in enumerate(rows):
        value = asked.value(row)
        old = _before(rows[:index], row, asked)
        source = old if row.first_recorded_at is None else _same_before(rows[:index], row)
        if source is not None and asked.value(source) == value and source.pk in of_fact:
            run = of_fact[source.pk]
            run.until, run.is_taken_back = row.superseded_at, _is_taken_back(rows, row)
        elif old is None and not value:
            continue
        else:
            run = _Run(row, value, row.superseded_at, _is_taken_back(rows, row))
            runs.append(run)
        of_fact[row.pk] = run
    yield from runs


def _before(earlier: Sequence[Any], row: Any, asked: Meant) -> Any | None:
    """What was said where the fact came in: what it replaced, else what held on its first day."""
    replaced = [
        one for one in earlier
        if one.fact_key() == row.fact_key() and one.superseded_at == row.recorded_at
    ]
    if replaced or not asked.goes_on:
        return replaced[-1] if replaced else None
    known = [
        one for one in earlier
        if one.valid_from <= row.valid_from
        and (one.superseded_at is None or one.superseded_at >= row.recorded_at)
    ]
    return max(known, key=lambda one: (one.valid_from, one.recorded_at), default=None)


def _same_before(earlier: Sequence[Any], row: Any) -> Any | None:
    """The row an undo brought back, as it was before."""
    return next(
        (one for one in reversed(earlier)
         if one.fact_key() == row.fact_key() and one.fact_value() == row.fact_value()), None,
    )


def _is_taken_back(rows: Sequence[Any], row: Any) -> bool:
    """Ended by nothing that was said anew: an act was undone."""
    if row.superseded_at is None:
        return False
    after = [
        one for one in rows
        if one.recorded_at == row.superseded_at and one.fact_key() == row.fact_key()
    ]
    return not any(one.first_recorded_at is None for one in after)


def _deeds(project_id: int, moments: set[datetime]) -> dict[datetime, AuditRow]:
    rows = AuditRow.objects.filter(object_kind="project", object_id=str(project_id), at__in=moments)
    return {row.at: row for row in rows.order_by("number")}


def _places(
    project_id: int, runs: Sequence[_Run], asked: Meant, actor: Actor
) -> Mapping[str, tuple[str, str]]:
    """Words and address of each origin: a cell of a file, a bulk edit, or neither."""
    origins = {run.first.origin for run in runs}
    spots = cells.locate(project_id, {one: (one, asked.ledger_field) for one in origins})
    edits = seen_origins(actor, origins)
    found = {}
    for one in origins:
        spot = spots.get(one)
        url = cell_url(spot) if spot else ""
        if one in edits:
            url = reverse("bulk_edit_page", args=[edits[one]])
        found[one] = (worded(one, spot), url)
    return found


def _version(
    run: _Run, asked: Meant, deeds: Mapping[datetime, AuditRow],
    places: Mapping[str, tuple[str, str]],
) -> Version:
    fact = run.first
    at = fact.first_recorded_at or fact.recorded_at
    deed = deeds.get(at)
    person = fact.recorded_by
    source, url = places[fact.origin]
    state = CURRENT if run.until is None else TAKEN_BACK if run.is_taken_back else REPLACED
    return Version(
        run.value or "（清空）", asked.about(fact), at,
        who(deed) if deed else person.name if person else NOWHERE, source, url,
        str(deed.after.get("reason") or "") if deed else "", run.until, state,
    )
