"""记住答复 — answers for whole files and columns: learnt with an import, taken back with it, forgotten."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from zhaotuifu.kernel import audit
from zhaotuifu.kernel.actor import Actor
from zhaotuifu.kernel.verdict import Conflict, ensure
from zhaotuifu.ledger import access
from zhaotuifu.ledger.models import AnswerDecision, LedgerImport
from zhaotuifu.ledger.rules.recalling import LearntAnswer

CHUNK = 500
#: longer texts are no names and no heads
LONGEST, LONGEST_DOUBT = 200, 120


def learn_answers(
    *, ledger_import: LedgerImport, learnt: Sequence[LearntAnswer], by: Actor, at: datetime
) -> int:
    """学答复 — part of the commit that writes the import, in its transaction; says how many are new.

    A later answer ends an earlier one to the same question; the same answer changes nothing.
    """
    wanted = {_question(one): one for one in learnt if _is_kept(one)}
    if not wanted:
        return 0
    known = AnswerDecision.objects.in_force().filter(sender_id=ledger_import.sender_id)
    there = {_question(one): one for one in known if _question(one) in wanted}
    fresh = [
        one for question, one in wanted.items()
        if question not in there or there[question].answer != one.answer
    ]
    ended = [there[_question(one)].pk for one in fresh if _question(one) in there]
    AnswerDecision.objects.filter(pk__in=ended).update(
        ended_at=at, ended_by_id=by.user_id, ended_by_import=ledger_import
    )
    AnswerDecision.objects.bulk_create(
        (
            AnswerDecision(
                sender_id=ledger_import.sender_id, about=one.about, text=one.text,
                doubt=one.doubt, answer=one.answer, learnt_from=ledger_import, taught_at=at,
                taught_by_id=by.user_id,
            )
            for one in fresh
        ),
        batch_size=CHUNK,
    )
    if fresh:
        audit.record(
            by=by, at=at, action="记住答复", object_kind="ledger_import",
            object_id=ledger_import.pk, object_name=ledger_import.file.name,
            after={one.text: one.answer for one in fresh},
        )
    return len(fresh)


def _question(one: LearntAnswer | AnswerDecision) -> tuple[str, str, str]:
    return str(one.about), one.text, one.doubt


def _is_kept(one: LearntAnswer) -> bool:
    return max(len(one.text), len(one.answer)) <= LONGEST and len(one.doubt) <= LONGEST_DOUBT


def unlearn_answers(*, ledger_import: LedgerImport, by: Actor, at: datetime) -> None:
    """收回答复 — part of the undo of the import, in its transaction: what it ended holds again."""
    taught = AnswerDecision.objects.in_force().filter(learnt_from=ledger_import)
    taught.update(ended_at=at, ended_by_id=by.user_id)
    # What a still later import answered otherwise stands.
    known = AnswerDecision.objects.in_force().filter(sender_id=ledger_import.sender_id)
    standing = {_question(one) for one in known}
    ended = AnswerDecision.objects.filter(ended_by_import=ledger_import)
    again = [one.pk for one in ended if _question(one) not in standing]
    AnswerDecision.objects.filter(pk__in=again).update(
        ended_at=None, ended_by=None, ended_by_import=None
    )


@transaction.atomic
def forget_answer(*, decision: AnswerDecision, by: Actor, at: datetime) -> None:
    """忘掉答复 — asked again in the next ledger; what was imported stays.

    Raises `Conflict` when somebody was first.
    """
    at = audit.take_turn(at)
    ensure(access.can_import(by))
    rows = AnswerDecision.objects.visible_to(by).in_force().filter(pk=decision.pk)
    if not rows.update(ended_at=at, ended_by_id=by.user_id):
        raise Conflict()
    audit.record(
        by=by, at=at, action="忘掉答复", object_kind="answer_decision", object_id=decision.pk,
        object_name=decision.text, before={"doubt": decision.doubt, "answer": decision.answer},
    )
