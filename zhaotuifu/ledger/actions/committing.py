"""写入 — a previewed ledger becomes facts, all of it or nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from zhaotuifu.evidence import actions as evidence
from zhaotuifu.indicators.queries import reported_through
from zhaotuifu.kernel import audit, bulk
from zhaotuifu.kernel.actor import Actor
from zhaotuifu.kernel.drafts import Draft
from zhaotuifu.kernel.events import publish
from zhaotuifu.kernel.short import in_short
from zhaotuifu.kernel.verdict import Conflict, Refused, ensure, no
from zhaotuifu.ledger import access, holding, summing
from zhaotuifu.ledger.actions import recalling, remembering
from zhaotuifu.ledger.actions.sending import Tell, compare, read_again, silent
from zhaotuifu.ledger.drafting import Drafted, draft_plan
from zhaotuifu.ledger.events import LedgerCommitted
from zhaotuifu.ledger.models import ColumnMapping, LedgerImport, LedgerRow
from zhaotuifu.ledger.pace import uninterrupted
from zhaotuifu.ledger.planner import Plan
from zhaotuifu.ledger.rules.fields import Field
from zhaotuifu.ledger.rules.questions import is_about_name
from zhaotuifu.ledger.rules.types import Understood
from zhaotuifu.ledger.states import ImportState, Outcome
from zhaotuifu.projects.events import ProjectsRecorded
from zhaotuifu.supervision.actions import put_up

MOVED_ON = "预览之后库里的数据变了。已按最新数据重新比对，请再看一遍后导入。"


@dataclass(slots=True)
class _Prepared:
    """备好的导入."""

    plan: Plan
    digest: str
    drafted: Drafted
    named: bulk.Changes


@uninterrupted()
def commit(
    *, ledger_import: LedgerImport, by: Actor, at: datetime, tell: Tell | None = None
) -> LedgerImport:
    """写入台账 — the rows without open questions and refusals, in one short transaction.

    What was previewed is what is written: the plan is made anew and must be the one that was seen,
    and still be true when it is written. Raises `Conflict` when it is not (look again), or when
    somebody was first; `Refused` when nothing can be written or the act is not allowed. `tell` hears
    how far it is, between the steps, never while others wait.
    """
    tell = tell or silent
    ensure(access.can_commit(by, ledger_import))
    tell("读文件、认表头")
    data = evidence.content(ledger_import.file)
    understood = read_again(ledger_import, data, ledger_import.file.name)
    if understood.file_refusal is not None:
        raise Refused(no(understood.file_refusal.sentence))
    in_short(
        lambda: _prepare(ledger_import, understood, by, at, tell),
        lambda prepared, number, is_still: _write(ledger_import, prepared, number, is_still, by, at),
    )
    ledger_import.refresh_from_db()
    return ledger_import


def _prepare(
    ledger_import: LedgerImport, understood: Understood, by: Actor, at: datetime, tell: Tell
) -> _Prepared:
    """Everything but the writing, while others go on."""
    rows_read = len(understood.rows)
    tell("与库里的项目比对", 0, rows_read)
    plan = compare(ledger_import, understood, at=at).plan
    rows = summing.rows_of(plan, ledger_import.pk) if plan else []
    digest = summing.digest(rows)
    if plan is None or digest != ledger_import.summary["digest"]:
        raise Conflict(MOVED_ON)
    if all(row.outcome in (Outcome.REFUSED, Outcome.QUESTIONED) for row in plan.rows):
        raise Refused(no("不能导入：没有一行可以写入。请先答复待认的行，或改好台账再上传。"))
    stored = LedgerRow.objects.filter(ledger_import=ledger_import).order_by("id")
    places = list(stored.values_list("pk", "sheet", "row"))
    if [place[1:] for place in places] != [(row.sheet, row.row) for row in rows]:
        raise Conflict(MOVED_ON)
    tell("备好要写的内容", 0, rows_read)
    drafted, named = draft_plan(
        Draft(by, ledger_import.batch), plan, ledger_import, [place[0] for place in places]
    )
    tell("写入", 0, rows_read)
    return _Prepared(plan, digest, drafted, named)


def _write(
    ledger_import: LedgerImport, prepared: _Prepared, number: int, is_still: bool, by: Actor,
    at: datetime,
) -> bool:
    """The short transaction's share; False when what was prepared is no longer true."""
    locked = LedgerImport.objects.select_for_update(of=("self",)).get(pk=ledger_import.pk)
    ensure(access.can_commit(by, locked))
    if (locked.answers, locked.summary["digest"]) != (ledger_import.answers, prepared.digest):
        raise Conflict(MOVED_ON)
    drafted, plan = prepared.drafted, prepared.plan
    if not is_still and not (
        holding.holds_true(number, drafted.judged, meets_others=True)
        and reported_through(plan.period.year, draft=drafted.draft) == drafted.drawn.month
    ):
        return False
    at = audit.take_turn(at)
    done = LedgerImport.objects.filter(pk=locked.pk, state=ImportState.PREVIEWED).update(
        state=ImportState.COMMITTED, committed_at=at, committed_by_id=by.user_id
    )
    if not done:
        raise Conflict()
    drafted.closed.write(at=at)
    put_up(drafted.drawn, at=at)
    prepared.named.write()
    _remember(locked, by, at)
    remembering.learn(ledger_import=locked, learnt=plan.learnt, by=by, at=at)
    recalling.learn_answers(ledger_import=locked, learnt=plan.answers, by=by, at=at)
    _tell_others(locked, plan, drafted, by, at)
    return True


def _tell_others(
    ledger_import: LedgerImport, plan: Plan, drafted: Drafted, by: Actor, at: datetime
) -> None:
    found = summing.counts(plan)
    audit.record(
        by=by, at=at, action="导入台账", object_kind="ledger_import", object_id=ledger_import.pk,
        object_name=ledger_import.file.name,
        after=dict(found, period=f"{plan.period.year}-{plan.period.month:02d}"),
    )
    publish(ProjectsRecorded(drafted.ids, (plan.period.year,), at, is_drawn=True))
    publish(
        LedgerCommitted(
            ledger_import.pk, by.organisation or by.name, plan.period.year, plan.period.month,
            found[Outcome.CREATED], found[Outcome.CHANGED], by.user_id, at,
        )
    )


def _remember(ledger_import: LedgerImport, by: Actor, at: datetime) -> None:
    """A head once mapped or ignored is not asked again of the same sender."""
    given = ledger_import.answers.get("given", {})
    pointed_out = {head: Field.NAME.value for key, head in given.items() if is_about_name(key)}
    mapping = ledger_import.answers.get("mapping", {})
    for head, field in {**pointed_out, **mapping}.items():
        ColumnMapping.objects.update_or_create(
            sender_id=ledger_import.sender_id, head=head[:200],
            defaults={
                "field": field, "taught_at": at, "taught_by_id": by.user_id,
                "taught_in": ledger_import,
            },
        )
