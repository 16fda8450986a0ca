"""报告权限 — who may write, send, review, sign and drop a paper, and what an issued one holds fast."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from zhaotuifu.kernel.actor import Actor, Role
from zhaotuifu.kernel.moves import can_move
from zhaotuifu.kernel.verdict import YES, Verdict, no
from zhaotuifu.parties.queries import holders
from zhaotuifu.reports.models import Erratum, Report
from zhaotuifu.reports.states import MOVES, WRITABLE, ReportState


@dataclass(frozen=True, slots=True)
class Staffing:
    """在岗的人 — who reviews and who signs today, by user id."""

    reviewers: frozenset[int] = frozenset()
    signers: frozenset[int] = frozenset()


#: the post that decides, and what the act is called
REVIEW, SIGN = (Role.REVIEWER, "审核"), (Role.SIGNER, "签发")


def staffing(today: date) -> Staffing:
    """今天谁审核、谁签发 — two SQL statements."""
    reviewers, signers = (
        frozenset(holders(role, today=today)) for role in (Role.REVIEWER, Role.SIGNER)
    )
    return Staffing(reviewers, signers)


def can_write(actor: Actor, report: Report) -> Verdict:
    """能否改稿 — the office, while it is a draft or was returned."""
    if not _is_office(actor):
        return no("不能改：公文由区重大办拟稿。")
    return _still_open(report) and _writable(report)


def can_submit(actor: Actor, paper: Report | Erratum) -> Verdict:
    """能否送审 — a person of the office."""
    return _may(actor, paper, ReportState.SUBMITTED, "送审")


def can_withdraw(actor: Actor, paper: Report | Erratum) -> Verdict:
    """能否撤回 — who sent it, before it was signed."""
    if paper.state not in (ReportState.SUBMITTED, ReportState.REVIEWED):
        return _still_open(paper) and no("还没有送审，不用撤回。")
    sender = paper.submitted_by_id
    if actor.user_id is not None and sender is not None and actor.user_id != sender:
        return no("不能撤回：只有送审的人能撤回。要退回，请由审核人或签发人写明原因退回。")
    return _may(actor, paper, ReportState.DRAFT, "撤回")


def can_review(actor: Actor, paper: Report | Erratum, desk: Staffing) -> Verdict:
    """能否审核 — a reviewer who did not send it; the office where there is no other."""
    return _may(actor, paper, ReportState.REVIEWED, "审核") and _is_turn(
        actor, paper, desk.reviewers, REVIEW
    )


def can_issue(actor: Actor, paper: Report | Erratum, desk: Staffing) -> Verdict:
    """能否签发 — a signer who did not send it; the office where there is no other."""
    return _may(actor, paper, ReportState.ISSUED, "签发") and _is_turn(
        actor, paper, desk.signers, SIGN
    )


def can_return(actor: Actor, paper: Report | Erratum, desk: Staffing) -> Verdict:
    """能否退回 — who may decide at this step."""
    if paper.state == ReportState.REVIEWED:
        return can_issue(actor, paper, desk)
    return can_review(actor, paper, desk)


def can_drop(actor: Actor, paper: Report | Erratum) -> Verdict:
    """能否作废 — the office, while it is a draft; what was issued stays."""
    return _may(actor, paper, ReportState.DROPPED, "作废")


def stands_in(paper: Report | Erratum, desk: Staffing) -> str:
    """由谁代办 — the sentence where nobody else holds the post of the step; empty otherwise."""
    steps = {ReportState.SUBMITTED: (desk.reviewers, REVIEW), ReportState.REVIEWED: (desk.signers, SIGN)}
    held, (role, verb) = steps.get(ReportState(paper.state), (frozenset(), REVIEW))
    if paper.state not in steps or held - {paper.submitted_by_id}:
        return ""
    return (
        f"现在没有别的{role.label}，这一步由区重大办自己{verb}。"
        f"有两个人时应由两个人办：请管理员给一个账号“{role.label}”岗位。"
    )


def can_draft_erratum(actor: Actor, report: Report) -> Verdict:
    """能否勘误 — the office, of an issued report."""
    if not _is_office(actor):
        return no("不能勘误：勘误由区重大办拟稿。")
    if report.state != ReportState.ISSUED:
        return no("还没有签发，直接改稿就行，不用勘误。")
    return YES


def can_write_erratum(actor: Actor, erratum: Erratum) -> Verdict:
    """能否改勘误 — the office, while it is a draft or was returned."""
    if not _is_office(actor):
        return no("不能改：勘误由区重大办拟稿。")
    return _still_open(erratum) and _writable(erratum)


def can_keep_kinds(actor: Actor) -> Verdict:
    """能否改公文种类 — the office."""
    return YES if _is_office(actor) else no("不能改：公文种类和模板由区重大办管理。")


def can_draft(actor: Actor) -> Verdict:
    """能否拟稿."""
    return YES if _is_office(actor) else no("不能拟稿：公文由区重大办拟稿。")


def can_read_all(actor: Actor) -> Verdict:
    """能否读全区 — a 专报 speaks of every 板块, so a 板块's clerk may not have one made."""
    if actor.sees_all:
        return YES
    return no("不能生成：专报写的是全区，板块账号看不到其他板块。请由区重大办生成。")


def no_issue_builds_on(
    committed_at: datetime, project_ids: Iterable[int], *, from_year: int = 0
) -> Verdict:
    """没有专报引用 — no 专报 issued on what was known at `committed_at` or later has these projects.

    The guard of undoing an import, or a carry-over: then only what is about `from_year` or later;
    two SQL statements at most.
    """
    ids = set(project_ids)
    issued = (
        Report.objects.filter(
            state=ReportState.ISSUED, known_at__gte=committed_at, as_of__year__gte=from_year or 1
        )
        .order_by("year", "number", "id")
        .values_list("year", "number", "project_ids")
    )
    for year, number, behind in issued:
        if ids.intersection(behind):
            return no(
                f"不能撤回：{year}年第 {number} 期专报已按这批数据签发。请用更正的台账再导一次，"
                "专报页上会写明签发后的更正。"
            )
    return YES


def _is_office(actor: Actor) -> bool:
    return actor.user_id is None or actor.holds(Role.OFFICE)


def _may(actor: Actor, paper: Report | Erratum, target: ReportState, verb: str) -> Verdict:
    """By the state and the table of moves; a person, for everything but a draft thrown away."""
    if actor.user_id is None and target != ReportState.DROPPED:
        return no(f"不能{verb}：{verb}要由人办理。")
    if (verdict := _still_open(paper)) and (paper.state, target) not in MOVES:
        return no(f"不能{verb}：现在是“{ReportState(paper.state).label}”。请刷新后看这一份走到哪一步。")
    return verdict and can_move(MOVES, paper.state, target, actor)


def _is_turn(
    actor: Actor, paper: Report | Erratum, held: frozenset[int], step: tuple[Role, str]
) -> Verdict:
    """Two persons where two exist: the sender decides only where nobody else could."""
    role, verb = step
    others = held - {paper.submitted_by_id}
    if not others or actor.user_id in others:
        return YES
    if actor.user_id == paper.submitted_by_id:
        return no(f"不能{verb}：这一份是您送审的，请由别的{role.label}办。")
    return no(f"不能{verb}：这一步由{role.label}办理。")


def _still_open(paper: Report | Erratum) -> Verdict:
    if paper.state == ReportState.ISSUED:
        return no("已经签发，文字和数字都已定格。要更正，请拟一号勘误。")
    if paper.state == ReportState.DROPPED:
        return no("这一稿已经作废。要用，请新拟一期。")
    return YES


def _writable(paper: Report | Erratum) -> Verdict:
    if paper.state in WRITABLE:
        return YES
    return no("已经送审，不能改。要改，请先撤回送审。")
