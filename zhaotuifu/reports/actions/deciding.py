"""送审、审核、退回、撤回 — a paper on its way from the writer to the signer, report and erratum alike."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from zhaotuifu.kernel import audit
from zhaotuifu.kernel.actor import Actor, Role
from zhaotuifu.kernel.verdict import Refused, ensure, no
from zhaotuifu.parties.queries import holders
from zhaotuifu.reports import access, queries, seen
from zhaotuifu.reports.actions.stepping import Paper, note, revise, take_step, tell
from zhaotuifu.reports.models import Erratum
from zhaotuifu.reports.rules.checks import stands_in_the_way
from zhaotuifu.reports.states import ReportState

LONGEST_WORDS = 500


@transaction.atomic
def submit(*, paper: Paper, by: Actor, at: datetime, revision: int, words: str = "") -> None:
    """送审 — the reviewer's turn; of the figures it is kept what the sender saw.

    Raises `Refused` while a check stands in the way, `Conflict` when somebody was first.
    """
    at = audit.take_turn(at)
    ensure(access.can_submit(by, paper))
    words = _words(words)
    is_again = paper.state == ReportState.RETURNED
    desk = access.staffing(timezone.localdate(at))
    changes = _sight(paper, "不能送审")
    revise(
        paper, revision, state=ReportState.SUBMITTED, submitted_at=at, submitted_by_id=by.user_id,
        reviewed_at=None, reviewed_by=None, returned_reason="", **changes,
    )
    take_step(paper, "再送审" if is_again else "送审", words=words, by=by, at=at)
    note(paper, "送审{}", by=by, at=at, after={"words": words})
    tell(paper, desk.reviewers - {by.user_id}, "送审了，请审核。", by=by, at=at)


@transaction.atomic
def withdraw(*, paper: Paper, by: Actor, at: datetime, revision: int, words: str = "") -> None:
    """撤回 — by who sent it, before it is signed. Raises `Refused` or `Conflict`."""
    at = audit.take_turn(at)
    ensure(access.can_withdraw(by, paper))
    words, before = _words(words), paper.state
    revise(
        paper, revision, state=ReportState.DRAFT, submitted_at=None, submitted_by=None,
        reviewed_at=None, reviewed_by=None,
    )
    take_step(paper, "撤回", words=words, by=by, at=at)
    note(paper, "撤回{}", by=by, at=at, before={"state": before}, after={"words": words})
    desk = access.staffing(timezone.localdate(at))
    waiting = desk.reviewers if before == ReportState.SUBMITTED else desk.signers
    tell(paper, waiting, "撤回了，不用办了。", by=by, at=at)


@transaction.atomic
def approve(*, paper: Paper, by: Actor, at: datetime, revision: int, words: str = "") -> None:
    """审核通过 — the signer's turn. Raises as `submit` does."""
    at = audit.take_turn(at)
    desk = access.staffing(timezone.localdate(at))
    ensure(access.can_review(by, paper, desk))
    words = _words(words)
    changes = _sight(paper, "不能通过")
    revise(
        paper, revision, state=ReportState.REVIEWED, reviewed_at=at, reviewed_by_id=by.user_id,
        **changes,
    )
    take_step(paper, "审核通过", words=words, by=by, at=at)
    note(paper, "审核通过{}", by=by, at=at, after={"words": words})
    tell(paper, desk.signers, "审核通过，请签发。", by=by, at=at)


@transaction.atomic
def send_back(*, paper: Paper, by: Actor, at: datetime, revision: int, words: str) -> None:
    """退回 — with a reason, from review or from signing. Raises `Refused` or `Conflict`."""
    at = audit.take_turn(at)
    desk = access.staffing(timezone.localdate(at))
    ensure(access.can_return(by, paper, desk))
    words = _words(words)
    if not words:
        raise Refused(no("没有退回：请写明退回的原因，拟稿人照着改。"))
    before = paper.state
    verb = "审核退回" if before == ReportState.SUBMITTED else "签发退回"
    sender = paper.submitted_by_id
    revise(
        paper, revision, state=ReportState.RETURNED, returned_reason=words,
        reviewed_at=None, reviewed_by=None,
    )
    take_step(paper, verb, words=words, by=by, at=at)
    note(paper, verb + "{}", by=by, at=at, before={"state": before}, after={"reason": words})
    writers = holders(Role.OFFICE, today=timezone.localdate(at))
    people = [sender] if sender in writers else list(writers)
    tell(paper, [one for one in people if one], f"退回修改：{words}", by=by, at=at)


def _sight(paper: Paper, refusal: str) -> dict[str, object]:
    """The figures as they are now, kept with the step; an erratum speaks of frozen ones."""
    if isinstance(paper, Erratum):
        if not paper.lines:
            raise Refused(no(f"{refusal}：还没有写更正了什么。"))
        return {}
    made = queries.composed_of(paper)
    if failed := stands_in_the_way(made.checks):
        raise Refused(no(f"{refusal}：{failed}。"))
    return {"seen": seen.kept_of(made.brief.figures)}


def _words(text: str) -> str:
    text = text.strip()
    if len(text) > LONGEST_WORDS:
        raise Refused(no(f"意见有 {len(text):,} 字，最多 {LONGEST_WORDS} 字。请写短些。"))
    return text
