"""写入 — a previewed ledger becomes facts, all of it or nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from zhaotuifu.evidence import actions as evidence
from zhaotuifu.kernel import audit
from zhaotuifu.kernel.actor import Actor
from zhaotuifu.kernel.events import publish
from zhaotuifu.kernel.verdict import Conflict, Refused, ensure, no
from zhaotuifu.ledger import access, later, summing, writing
from zhaotuifu.ledger.actions import remembering
from zhaotuifu.ledger.actions.sending import compare, read_again
from zhaotuifu.ledger.events import LedgerCommitted
from zhaotuifu.ledger.models import ColumnMapping, LedgerImport, LedgerRow
from zhaotuifu.ledger.pace import uninterrupted
from zhaotuifu.ledger.planner import Plan
from zhaotuifu.ledger.rules.types import Understood
from zhaotuifu.ledger.states import ImportState, Outcome
from zhaotuifu.parties import queries as parties
from zhaotuifu.progress.actions import record_progress
from zhaotuifu.projects.actions import state_projects
from zhaotuifu.projects.events import ProjectsRecorded

MOVED_ON = "预览之后库里的数据变了。已按最新数据重新比对，请再看一遍后导入。"
CHUNK = 500


@uninterrupted()
def commit(*, ledger_import: LedgerImport, by: Actor, at: datetime) -> LedgerImport:
    """写入台账 — the rows without open questions and refusals, in one transaction.

    What was previewed is what is written: the plan is made anew inside the transaction and must be
    the one that was seen. Raises `Conflict` when it is not (look again), or when somebody was
    first; `Refused` when nothing can be written or the act is not allowed.
    """
    ensure(access.can_commit(by, ledger_import))
    data = evidence.content(ledger_import.file)
    understood = read_again(ledger_import, data, ledger_import.file.name)
    if understood.file_refusal is not None:
        raise Refused(no(understood.file_refusal.sentence))
    with transaction.atomic():
        _commit(ledger_import, understood, by, at)
    ledger_import.refresh_from_db()
    return ledger_import


def _commit(ledger_import: LedgerImport, understood: Understood, by: Actor, at: datetime) -> None:
    at = audit.take_turn(at)
    locked = LedgerImport.objects.select_for_update(of=("self",)).get(pk=ledger_import.pk)
    ensure(access.can_commit(by, locked))
    plan = compare(ledger_import, understood, at=at).plan
    rows = summing.rows_of(plan, locked.pk) if plan else []
    if plan is None or summing.digest(rows) != locked.summary["digest"]:
        raise Conflict(MOVED_ON)
    if all(row.outcome in (Outcome.REFUSED, Outcome.QUESTIONED) for row in plan.rows):
        raise Refused(no("不能导入：没有一行可以写入。请先答复待认的行，或改好台账再上传。"))
    done = LedgerImport.objects.filter(pk=locked.pk, state=ImportState.PREVIEWED).update(
        state=ImportState.COMMITTED, committed_at=at, committed_by_id=by.user_id
    )
    if not done:
        raise Conflict()
    _name_created(locked, rows, _write(locked, plan, by, at))
    _remember(locked, by, at)
    remembering.learn(ledger_import=locked, learnt=plan.learnt, by=by, at=at)
    found = summing.counts(plan)
    audit.record(
        by=by, at=at, action="导入台账", object_kind="ledger_import", object_id=locked.pk,
        object_name=ledger_import.file.name,
        after=dict(found, period=f"{plan.period.year}-{plan.period.month:02d}"),
    )
    publish(
        LedgerCommitted(
            locked.pk, by.organisation or by.name, plan.period.year, plan.period.month,
            found[Outcome.CREATED], found[Outcome.CHANGED], by.user_id, at,
        )
    )


def _write(ledger_import: LedgerImport, plan: Plan, by: Actor, at: datetime) -> dict[int, int]:
    """The facts of all taken rows; answers with the project of each new one, by row of the plan."""
    zone_ids = {zone.name: zone.id for zone in parties.zones()}
    written = writing.gather(plan, ledger_import.pk)
    said = writing.statements(written, zone_ids)
    stated = [n for n, one in enumerate(written) if writing.says_something(said[n], one)]
    reason = f"台账#{ledger_import.pk}"
    kept = later.said_later(written, plan.period)
    ids = [one.project_id or 0 for one in written]
    if stated:
        made = state_projects(
            [said[n] for n in stated], year=plan.period.year, about_from=plan.period.about_on,
            by=by, at=at, batch=ledger_import.batch, reason=reason, is_told=False,
        )
        for n, project_id in zip(stated, made, strict=True):
            ids[n] = project_id
    for day, again in kept.items():
        state_projects(
            again, year=plan.period.year, about_from=day, by=by, at=at,
            batch=ledger_import.batch, reason=f"{reason}，后报的为准", is_told=False,
        )
    facts = writing.progress_facts(written, ids, plan, ledger_import.pk)
    record_progress(
        facts, years=(plan.period.year,), by=by, at=at, batch=ledger_import.batch, reason=reason,
        is_told=False,
    )
    # Told once for both, so that what is kept up to date is made anew once.
    publish(ProjectsRecorded(tuple(dict.fromkeys(ids)), (plan.period.year,), at))
    made_by = {one.index: ids[n] for n, one in enumerate(written) if one.project_id is None}
    return {
        index: made_by[index if row.same_as is None else row.same_as]
        for index, row in enumerate(plan.rows)
        if (index if row.same_as is None else row.same_as) in made_by
    }


def _name_created(
    ledger_import: LedgerImport, rows: Sequence[LedgerRow], made: Mapping[int, int]
) -> None:
    """The stored rows learn which project they made; written anew, which is the faster way."""
    if not made:
        return
    for index, project_id in made.items():
        rows[index].project_id = project_id
    LedgerRow.objects.filter(ledger_import=ledger_import).delete()
    LedgerRow.objects.bulk_create(rows, batch_size=CHUNK)


def _remember(ledger_import: LedgerImport, by: Actor, at: datetime) -> None:
    """A head once mapped or ignored is not asked again of the same sender."""
    for head, field in ledger_import.answers.get("mapping", {}).items():
        ColumnMapping.objects.update_or_create(
            sender_id=ledger_import.sender_id, head=head[:200],
            defaults={
                "field": field, "taught_at": at, "taught_by_id": by.user_id,
                "taught_in": ledger_import,
            },
        )
