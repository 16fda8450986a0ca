"""起草进展 — months, words and milestones as facts and deeds of a draft; nothing is written here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from zhaotuifu.kernel import audit
from zhaotuifu.kernel.drafts import Draft, instead
from zhaotuifu.kernel.facts import Change
from zhaotuifu.progress import queries, rules
from zhaotuifu.progress.models import Milestone, MonthlyAmount, MonthlyWord, ProgressFact
from zhaotuifu.projects.models import Project
from zhaotuifu.projects.queries import chunks

FACT_MODELS: tuple[type[ProgressFact], ...] = (MonthlyAmount, MonthlyWord, Milestone)


def draft_progress(draft: Draft, rows: Sequence[ProgressFact], *, reason: str = "") -> list[int]:
    """起草录入 — see `actions.record_progress`; the ids of the projects with a change, a change each."""
    changes: list[Change[ProgressFact]] = []
    for model in FACT_MODELS:
        changes += draft.state([row for row in rows if type(row) is model])
    ids = [change.new.project_id for change in changes]
    if ids:
        identities = _identities(draft, ids)
        _audit(draft, changes, identities, reason)
        _follow_stages(draft, identities)
    return ids


def draft_undo(draft: Draft) -> set[int]:
    """起草撤回 — the batch's months go back. Call it after `queries.nothing_later`.

    Returns the ids of the projects touched.
    """
    touched = {fact.project_id for model in FACT_MODELS for fact in draft.take_back(model)}
    if touched:
        draft.deeds.append(
            audit.Deed("撤回一批进展", "batch", draft.batch, after={"projects": len(touched)})
        )
        _follow_stages(draft, _identities(draft, touched))
    return touched


def _identities(draft: Draft, ids: Iterable[int]) -> dict[int, Project]:
    return {
        project.pk: project
        for part in chunks(ids)
        for project in instead(Project.objects.filter(pk__in=part), Project, part, draft)
    }


def _follow_stages(draft: Draft, projects: Mapping[int, Project]) -> None:
    """The cached stage follows the reached milestones; nobody pushes it."""
    milestones = queries.milestones_of(projects, draft=draft)
    with_months = queries.with_amounts(list(projects), draft)
    for pk, project in projects.items():
        reached = {
            line.node: day
            for line in milestones.get(pk, {}).values()
            if (day := line.recognised_on or line.actual_on)
        }
        stage = rules.stage_of(reached, has_month=pk in with_months)
        if project.stage != stage:
            draft.change(project, stage=stage)


def _audit(
    draft: Draft, changes: Sequence[Change[ProgressFact]], projects: Mapping[int, Project],
    reason: str,
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
    extra = {"reason": reason} if reason else {}
    draft.deeds += [
        audit.Deed(
            "录入进展", "project", str(pk), projects[pk].name, before[pk], after[pk] | extra
        )
        for pk in sorted(after)
    ]
