"""起草台账 — the rows of a plan as a draft of the library, and of the positions that follow it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from zhaotuifu.kernel import bulk
from zhaotuifu.kernel.drafts import Closed, Draft
from zhaotuifu.ledger import later, writing
from zhaotuifu.ledger.models import LedgerImport, LedgerRow
from zhaotuifu.ledger.planner import Plan
from zhaotuifu.ledger.rules.items import ItemClass
from zhaotuifu.parties import queries as parties
from zhaotuifu.progress.drafting import draft_progress
from zhaotuifu.projects.drafting import draft_projects
from zhaotuifu.supervision.actions import Drawn, draw_positions


@dataclass(slots=True)
class Drafted:
    """起草好的 — ready to be written; `judged` are the projects whose state decided what it says."""

    draft: Draft
    closed: Closed
    drawn: Drawn
    ids: tuple[int, ...]
    judged: frozenset[int]


def draft_plan(
    draft: Draft, plan: Plan, ledger_import: LedgerImport, stored: Sequence[int]
) -> tuple[Drafted, bulk.Changes]:
    """起草写入 — the facts of all taken rows; and of the stored rows, which project each one made.

    `stored` are the ids of the import's rows in the order of the plan.
    """
    zone_ids = {zone.name: zone.id for zone in parties.zones()}
    written = writing.gather(plan, ledger_import.pk)
    said = writing.statements(written, zone_ids)
    stated = [n for n, one in enumerate(written) if writing.says_something(said[n], one)]
    reason = f"台账#{ledger_import.pk}"
    year = plan.period.year
    kept = later.said_later(written, plan.period)
    ids = [one.project_id or 0 for one in written]
    made = draft_projects(
        draft, [said[n] for n in stated], year=year, about_from=plan.period.about_on, reason=reason
    )
    for n, project_id in zip(stated, made, strict=True):
        ids[n] = project_id
    for day, again in kept.items():
        draft_projects(draft, again, year=year, about_from=day, reason=f"{reason}，后报的为准")
    draft_progress(draft, writing.progress_facts(written, ids, plan, ledger_import.pk), reason=reason)
    made_by = {one.index: ids[n] for n, one in enumerate(written) if one.project_id is None}
    roots = (index if row.same_as is None else row.same_as for index, row in enumerate(plan.rows))
    named = [
        (pk, (made_by[root],)) for pk, root in zip(stored, roots, strict=True) if root in made_by
    ]
    return _drafted(draft, ids, year, _judged(plan)), bulk.changes(LedgerRow, ["project_id"], named)


def drafted_undo(draft: Draft, touched: Sequence[int], year: int | None) -> Drafted:
    """起草撤回 — what `take_back` put into the draft, with the positions that follow it."""
    return _drafted(draft, touched, year or 0, frozenset(touched))


def _drafted(draft: Draft, ids: Sequence[int], year: int, judged: frozenset[int]) -> Drafted:
    different = tuple(dict.fromkeys(ids))
    drawn = draw_positions(different, year=year, draft=draft)
    return Drafted(draft, draft.close(), drawn, different, judged)


def _judged(plan: Plan) -> frozenset[int]:
    """Projects the rows are, and those a question offers."""
    found = {row.project_id for row in plan.rows if row.project_id is not None}
    for row in plan.rows:
        for item in row.items:
            if item.class_ == ItemClass.WHICH_PROJECT:
                found |= {int(one.value) for one in item.options if one.value.isdecimal()}
    return frozenset(found)
