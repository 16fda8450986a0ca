"""事实 — two times: the time a row is about, and the time it was recorded; superseded, never updated.

A concrete fact adds its subject, its key fields (`FACT_KEY`) and its value fields (`FACT_VALUES`).
`record` and `drafts.Draft` are the only writers. A row is known at a moment K when
`recorded_at <= K` and it was not superseded at K.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Generic, TypeVar

from django.conf import settings
from django.db import IntegrityError, models
from django.db.models import F, Q

from zhaotuifu.kernel.verdict import Conflict

CHUNK = 400
AT_ONCE = 5000  # ids in one question, as `projects.queries.chunks`
FEW = 12


class FactQuerySet(models.QuerySet):
    """事实集 — sentences about time."""

    def known(self, known_at: datetime | None = None) -> FactQuerySet:
        """已知 — what was known at the moment (default: now, that is, not superseded)."""
        if known_at is None:
            return self.filter(superseded_at__isnull=True)
        return self.filter(recorded_at__lte=known_at).filter(
            Q(superseded_at__isnull=True) | Q(superseded_at__gt=known_at)
        )

    def stated_after(self, moment: datetime) -> FactQuerySet:
        """其后所述 — first stated after the moment; what an undo brought back counts as before."""
        return self.filter(
            Q(first_recorded_at__isnull=True, recorded_at__gt=moment)
            | Q(first_recorded_at__gt=moment)
        )


class Fact(models.Model):
    """事实 — base of every row that counts."""

    FACT_KEY: ClassVar[tuple[str, ...]] = ()
    FACT_VALUES: ClassVar[tuple[str, ...]] = ()

    recorded_at = models.DateTimeField("录入时间")
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="录入人",
    )
    superseded_at = models.DateTimeField("被取代时间", null=True, blank=True)
    # Of a row that an undo brought back: when it was first stated. It counts as stated then.
    first_recorded_at = models.DateTimeField("最初录入时间", null=True, blank=True)
    origin = models.CharField("来源", max_length=200, blank=True)
    batch = models.CharField("批次", max_length=40, blank=True, db_index=True)

    objects = FactQuerySet.as_manager()

    class Meta:
        abstract = True

    def fact_key(self) -> tuple[Any, ...]:
        return tuple(getattr(self, name) for name in self.FACT_KEY)

    def fact_value(self) -> tuple[Any, ...]:
        return tuple(getattr(self, name) for name in self.FACT_VALUES)


AnyFact = TypeVar("AnyFact", bound=Fact)


@dataclass(frozen=True, slots=True)
class Change(Generic[AnyFact]):
    """变动 — a fact that replaced another (or none)."""

    old: AnyFact | None
    new: AnyFact


def record(
    facts: Sequence[AnyFact], *, at: datetime, by_id: int | None, batch: str = ""
) -> list[Change[AnyFact]]:
    """录入事实 — supersede what is known under the same key, insert what differs, skip what is equal.

    All facts are of one model; keys in `facts` must be unique. Call it inside a transaction.
    Returns the changes made, in order; an equal value is no change. Raises `Conflict` when
    somebody else stated the same in the meantime; the caller's transaction must then be given up.
    """
    if not facts:
        return []
    model = type(facts[0])
    current = {fact.fact_key(): fact for fact in current_of(model, facts)}
    changes = []
    for fact in facts:
        old = current.get(fact.fact_key())
        if old is not None and old.fact_value() == fact.fact_value():
            continue
        fact.recorded_at, fact.recorded_by_id, fact.batch = at, by_id, batch or fact.batch
        changes.append(Change(old, fact))
    replaced = [change.old for change in changes if change.old is not None]
    if supersede(replaced, at=at) != len(replaced):
        raise Conflict
    try:
        model._default_manager.bulk_create([change.new for change in changes], batch_size=CHUNK)
    except IntegrityError as error:  # another transaction stated the same key first
        raise Conflict from error
    return changes


def supersede(facts: Iterable[Fact], *, at: datetime) -> int:
    """取代 — mark rows as no longer known from `at` on; returns how many were still current."""
    found = list(facts)
    done = 0
    for start in range(0, len(found), AT_ONCE):
        part = found[start : start + AT_ONCE]
        done += (
            type(part[0])
            ._default_manager.filter(pk__in=[fact.pk for fact in part], superseded_at__isnull=True)
            .update(superseded_at=at)
        )
    return done


def current_of(model: type[AnyFact], facts: Sequence[AnyFact]) -> Iterable[AnyFact]:
    """现行事实 — known rows under the keys of these facts, and some beside them.

    The subjects narrow, and so does every other part of the key that is the same in most facts:
    a month of ten thousand projects is not sought among all their months.
    """
    lead, *others = model.FACT_KEY
    said = {name: {getattr(fact, name) for fact in facts} for name in others}
    narrow = {
        f"{name}__in": values for name, values in said.items()
        if len(values) <= FEW and None not in values  # IN finds no NULL
    }
    subjects = sorted({getattr(fact, lead) for fact in facts})
    for start in range(0, len(subjects), AT_ONCE):
        part = subjects[start : start + AT_ONCE]
        yield from model._default_manager.known().filter(**{f"{lead}__in": part}, **narrow)


def later_than(model: type[Fact], *, batch: str) -> bool:
    """有后续 — something newer stands in place of a fact of the batch.

    What replaced it and was itself taken back is no longer in the way: the batch's fact stands
    again, as the row that the undoing brought back.
    """
    of_batch = model._default_manager.filter(batch=batch)
    # A fact the batch itself replaced again (recorded and superseded at once) never stood.
    stated = of_batch.filter(first_recorded_at__isnull=True).exclude(superseded_at=F("recorded_at"))
    return stated.count() > of_batch.filter(superseded_at__isnull=True).count()
