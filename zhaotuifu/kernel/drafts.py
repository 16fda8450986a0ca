"""草稿 — all that one act will write, gathered before its transaction and written in one go.

Facts in, facts out, new identities, changed ones, deeds. Nothing is written while a draft is filled,
so nobody waits; readers that are given the draft see the library as it will be (`seen`, `instead`).
`close` compiles it to parameters, `Closed.write` is the short transaction's share: what was current
when the draft was filled must still be, else `Conflict`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from django.db import IntegrityError, models

from zhaotuifu.kernel import audit, bulk
from zhaotuifu.kernel.actor import Actor
from zhaotuifu.kernel.facts import AT_ONCE, AnyFact, Change, Fact, current_of
from zhaotuifu.kernel.verdict import Conflict

AnyRow = TypeVar("AnyRow", bound=models.Model)


@dataclass(slots=True)
class Draft:
    """草稿 — see the module. `by` and `batch` stand in every fact of it."""

    by: Actor
    batch: str = ""
    new: dict[type[Fact], dict[tuple[Any, ...], Fact]] = field(default_factory=dict)
    gone: dict[type[Fact], dict[int, Fact | None]] = field(default_factory=dict)
    rows: dict[type[models.Model], dict[int, models.Model]] = field(default_factory=dict)
    made: dict[type[models.Model], str] = field(default_factory=dict)
    fresh: dict[type[models.Model], set[int]] = field(default_factory=dict)
    deeds: list[audit.Deed] = field(default_factory=list)
    _changed: dict[tuple[type[models.Model], int], dict[str, Any]] = field(default_factory=dict)

    def state(self, facts: Sequence[AnyFact]) -> list[Change[AnyFact]]:
        """陈述 — as `facts.record`: replaces what is known under the same key, skips what is equal.

        All of one model, keys unique. Returns the changes in order.
        """
        if not facts:
            return []
        model = type(facts[0])
        gone, new = self.gone.get(model, {}), self.new.setdefault(model, {})
        current: dict[tuple[Any, ...], Any] = {
            fact.fact_key(): fact for fact in current_of(model, facts) if fact.pk not in gone
        }
        changes: list[Change[AnyFact]] = []
        for fact in facts:
            key = fact.fact_key()
            old: Any = new.get(key) or current.get(key)
            if old is not None and old.fact_value() == fact.fact_value():
                continue
            if old is not None and old.pk is not None:
                self.end(model, old.pk, old)
            fact.recorded_by_id, fact.batch = self.by.user_id, self.batch or fact.batch
            new[key] = fact
            changes.append(Change(old, fact))
        return changes

    def end(self, model: type[Fact], pk: int, fact: Fact | None = None) -> None:
        """取代 — a known row that will not be known."""
        self.gone.setdefault(model, {})[pk] = fact

    def take_back(self, model: type[AnyFact]) -> list[AnyFact]:
        """撤回一批 — the batch's facts will not be known, what they had replaced will be again.

        Call it after `later_than` said no. A row brought back keeps the batch it was first stated
        in and the moment of that (`first_recorded_at`): it counts as stated then, and can itself
        be taken back. Returns the undone facts.
        """
        undone = list(model._default_manager.known().filter(batch=self.batch))
        # Of a batch that a later undo brought back, the moment it was itself stated.
        moments = {fact.first_recorded_at or fact.recorded_at for fact in undone}
        new = self.new.setdefault(model, {})
        lead = model.FACT_KEY[0]
        subjects = sorted({getattr(fact, lead) for fact in undone})
        for fact in undone:
            self.end(model, fact.pk, fact)
        for start in range(0, len(subjects), AT_ONCE):
            part = subjects[start : start + AT_ONCE]
            for fact in model._default_manager.filter(
                superseded_at__in=moments, **{f"{lead}__in": part}
            ).exclude(batch=self.batch):
                fact.first_recorded_at = fact.first_recorded_at or fact.recorded_at
                fact.pk, fact.superseded_at = None, None
                fact.recorded_by_id, fact.batch = self.by.user_id, fact.batch or f"undo:{self.batch}"[:40]
                new[fact.fact_key()] = fact
        return undone

    def make(self, model: type[AnyRow], rows: Iterable[AnyRow], *, moment: str) -> None:
        """新建 — identities with reserved ids; the field `moment` gets the time of the writing."""
        found = {row.pk: row for row in rows}
        self.made[model] = moment
        self.rows.setdefault(model, {}).update(found)
        self.fresh.setdefault(model, set()).update(found)

    def change(self, row: models.Model, **values: Any) -> None:
        """改身份 — fields of a row that is no fact; readers see the new ones."""
        model = type(row)
        row = self.rows.setdefault(model, {}).setdefault(row.pk, row)
        for name, value in values.items():
            setattr(row, name, value)
        if row.pk not in self.fresh.get(model, ()):
            self._changed.setdefault((model, row.pk), {}).update(values)

    def changed(self, model: type[models.Model]) -> set[int]:
        """改过的 — ids of the rows of the model with other values."""
        return {pk for one, pk in self._changed if one is model}

    def close(self) -> Closed:
        """封稿 — everything as parameters; nothing may be added afterwards."""
        made = [
            (bulk.prepare(model, [self.rows[model][pk] for pk in sorted(self.fresh[model])]), moment)
            for model, moment in self.made.items()
        ]
        facts = [bulk.prepare(model, new.values()) for model, new in self.new.items() if new]
        gone = [(model, sorted(rows)) for model, rows in self.gone.items() if rows]
        return Closed(
            made, list(self._changes()), gone, facts, audit.prepare(self.deeds, by=self.by)
        )

    def _changes(self) -> Iterator[bulk.Changes]:
        """Rows with the same fields changed go together, those changed first first."""
        alike: dict[tuple[type[models.Model], tuple[str, ...]], list[tuple[int, list[Any]]]] = {}
        for (model, pk), values in self._changed.items():
            names = tuple(sorted(values))
            alike.setdefault((model, names), []).append((pk, [values[name] for name in names]))
        for (model, names), rows in alike.items():
            yield bulk.changes(model, names, rows)


@dataclass(slots=True)
class Closed:
    """封好的草稿 — ready to be written."""

    made: list[tuple[bulk.Prepared, str]]
    changes: list[bulk.Changes]
    gone: list[tuple[type[Fact], list[int]]]
    facts: list[bulk.Prepared]
    deeds: audit.PreparedDeeds

    def write(self, *, at: datetime) -> None:
        """写入 — inside a transaction, after `audit.take_turn` gave `at`. All or `Conflict`.

        After a `Conflict` the caller's transaction must be given up.
        """
        try:
            for model, ids in self.gone:
                if _supersede(model, ids, at) != len(ids):
                    raise Conflict
            for rows, moment in self.made:
                rows.put(moment, at)
                rows.write()
            for change in self.changes:
                change.write()
            for facts in self.facts:
                facts.put("recorded_at", at)
                facts.write()
        except IntegrityError as error:  # another transaction stated the same key first
            raise Conflict from error
        self.deeds.write(at=at)


def _supersede(model: type[Fact], ids: Sequence[int], at: datetime) -> int:
    done = 0
    for start in range(0, len(ids), AT_ONCE):
        part = ids[start : start + AT_ONCE]
        rows = model._default_manager.filter(pk__in=part, superseded_at__isnull=True)
        done += rows.update(superseded_at=at)
    return done


def seen(
    rows: models.QuerySet, names: Sequence[str], draft: Draft | None,
    takes: Callable[[Any], bool], derived: Mapping[str, Callable[[Any], Any]] | None = None,
) -> list[tuple[Any, ...]]:
    """所见 — `names` of the facts in `rows`, with a draft as they will be known once it is written.

    `takes` says of a drafted fact what the filter of `rows` says of a stored one; `derived` gives
    the names that are not attributes of the fact. Without a draft, in the order of `rows`; drafted
    ones come after the others, so a reader that needs an order sorts.
    """
    if draft is None:
        return list(rows.values_list(*names))
    return joined(rows.values_list("pk", *names), rows.model, names, draft, takes, derived)


def joined(
    stored: Iterable[tuple[Any, ...]], model: type[models.Model], names: Sequence[str],
    draft: Draft | None, takes: Callable[[Any], bool],
    derived: Mapping[str, Callable[[Any], Any]] | None = None,
) -> list[tuple[Any, ...]]:
    """合看 — as `seen`, of facts of the model that were read already: each its id, then `names`."""
    if draft is None:
        return [row[1:] for row in stored]
    gone: Any = draft.gone.get(model, {})  # type: ignore[arg-type]
    found = [row[1:] for row in stored if row[0] not in gone]
    more = derived or {}
    found += [
        tuple(more[name](fact) if name in more else getattr(fact, name) for name in names)
        for fact in draft.new.get(model, {}).values()  # type: ignore[arg-type]
        if takes(fact)
    ]
    return found


def instead(
    rows: models.QuerySet, model: type[AnyRow], ids: Iterable[int], draft: Draft | None
) -> list[AnyRow]:
    """所见身份 — rows of these ids, with a draft as they will be."""
    if draft is None or model not in draft.rows:
        return list(rows)
    drafted: Mapping[int, Any] = draft.rows[model]
    found = [row for row in rows if row.pk not in drafted]
    return found + [drafted[pk] for pk in ids if pk in drafted]

