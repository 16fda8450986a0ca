"""进展动作 — the only writers of months, words and milestones."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction

from zhaotuifu.kernel import audit, facts
from zhaotuifu.kernel.actor import Actor
from zhaotuifu.kernel.events import publish
from zhaotuifu.kernel.verdict import Refused, no
from zhaotuifu.progress import queries, rules
from zhaotuifu.progress.events import ProgressRecorded
from zhaotuifu.progress.models import Milestone, MonthlyAmount, MonthlyWord, ProgressFact
from zhaotuifu.projects.models import Project
from zhaotuifu.projects.queries import chunks
from zhaotuifu.projects.states import Stage

FACT_MODELS = (MonthlyAmount, MonthlyWord, Milestone)


@transaction.atomic
def record_progress(
    rows: Sequence[ProgressFact], *, years: Sequence[int], by: Actor, at: datetime,
    batch: str = "", reason: str = "", is_told: bool = True,
) -> int:
    """录入进展 — months (万元), words and milestones of any number of projects, all or nothing.

    Rows equal to what is known change nothing. Returns the number of changes. `is_told` False
    leaves the news to the caller, who has more to record in the same transaction.
    """
    at = audit.take_turn(at)
    changes: list[facts.Change[ProgressFact]] = []
    for model in FACT_MODELS:
        of_model = [row for row in rows if type(row) is model]
        changes += facts.record(of_model, at=at, by_id=by.user_id, batch=batch)
    ids = sorted({change.new.project_id for change in changes})
    if not ids:
        return 0
    _audit(changes, by=by, at=at, reason=reason)
    refresh_stages(ids)
    if is_told:
        publish(ProgressRecorded(tuple(ids), tuple(years), at))
    return len(changes)


def refresh_stages(ids: Iterable[int]) -> None:
    """刷新阶段 — the cached stage follows the reached milestones; nobody pushes it."""
    wanted = sorted(set(ids))
    milestones = queries.milestones_of(wanted)
    with_months = _with_months(wanted)
    by_stage: dict[Stage, list[int]] = defaultdict(list)
    for project_id in wanted:
        reached = {
            line.node: day
            for line in milestones.get(project_id, {}).values()
            if (day := line.recognised_on or line.actual_on)
        }
        stage = rules.stage_of(reached, has_month=project_id in with_months)
        by_stage[stage].append(project_id)
    for stage, found in by_stage.items():
        for part in chunks(found):
            Project.objects.filter(pk__in=part).exclude(stage=stage).update(stage=stage)


def _with_months(ids: Sequence[int]) -> set[int]:
    found: set[int] = set()
    for part in chunks(ids):
        found.update(
            MonthlyAmount.objects.known()
            .filter(project_id__in=part, amount_wan__gt=0)
            .values_list("project_id", flat=True)
            .distinct()
        )
    return found


def _audit(
    changes: Sequence[facts.Change[ProgressFact]], *, by: Actor, at: datetime, reason: str
) -> None:
    """One deed for each project, naming what changed."""
    before: dict[int, dict] = defaultdict(dict)
    after: dict[int, dict] = defaultdict(dict)
    for change in changes:
        subject = " ".join(str(part) for part in change.new.fact_key()[1:])
        kind = change.new._meta.verbose_name
        names = type(change.new).FACT_VALUES
        old = change.old.fact_value() if change.old else (None,) * len(names)
        for name, was, now in zip(names, old, change.new.fact_value(), strict=True):
            if was != now and not (was in (None, "") and now in (None, "")):
                before[change.new.project_id][f"{kind} {subject} {name}"] = was
                after[change.new.project_id][f"{kind} {subject} {name}"] = now
    titles = dict(
        row
        for part in chunks(after)
        for row in Project.objects.filter(pk__in=part).values_list("pk", "name")
    )
    extra = {"reason": reason} if reason else {}
    audit.record_many(
        [
            audit.Deed(
                "录入进展", "project", str(pk), titles.get(pk, ""), before[pk], after[pk] | extra
            )
            for pk in sorted(after)
        ],
        by=by, at=at,
    )


@transaction.atomic
def undo_batch(*, batch: str, years: Sequence[int], by: Actor, at: datetime) -> int:
    """撤回一批进展 — as a whole. Raises `Refused` when something newer builds on it."""
    at = audit.take_turn(at)
    if any(facts.later_than(model, batch=batch) for model in FACT_MODELS):
        raise Refused(no("不能撤回：这一批之后又有人改过其中的月份。请用更正的台账再导一次。"))
    touched: set[int] = set()
    for model in FACT_MODELS:
        undone = facts.undo(model, batch=batch, at=at, by_id=by.user_id)
        touched |= {fact.project_id for fact in undone}
    if not touched:
        return 0
    audit.record(
        by=by, at=at, action="撤回一批进展", object_kind="batch", object_id=batch,
        after={"projects": len(touched)},
    )
    refresh_stages(touched)
    publish(ProgressRecorded(tuple(sorted(touched)), tuple(years), at))
    return len(touched)
