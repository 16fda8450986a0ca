"""上报动作 — start a month, send it frozen, drop it, hand out the file."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F, Max
from django.utils import timezone

from zhaotuifu.evidence.actions import content, store
from zhaotuifu.kernel import audit
from zhaotuifu.kernel.actor import Actor
from zhaotuifu.kernel.verdict import Conflict, Refused, ensure, no
from zhaotuifu.submissions import access, queries
from zhaotuifu.submissions.composing import Filled, composed
from zhaotuifu.submissions.models import Submission, SuperiorTable
from zhaotuifu.submissions.rules.checks import stands_in_the_way
from zhaotuifu.submissions.states import DUE_MONTHS, Cadence, SubmissionState

SHORTEST_REASON = 4


@transaction.atomic
def start(
    *, table: SuperiorTable, year: int, month: int, by: Actor, at: datetime, is_demo: bool = False
) -> Submission:
    """开始填 — a live draft of a month; the one that is there already, if there is one.

    Raises `Refused` for a month the table is not due for, or without a blank in use for the year.
    """
    at = audit.take_turn(at)
    ensure(access.can_keep(by))
    if month not in DUE_MONTHS[Cadence(table.cadence)]:
        due = "、".join(str(one) for one in DUE_MONTHS[Cadence(table.cadence)])
        raise Refused(no(f"“{table.name}”{table.get_cadence_display()}报一次，请选 {due} 月。"))
    version = queries.version_for(table, year)
    if version is None:
        raise Refused(no(f"“{table.name}”没有 {year} 年能用的空表。请先上传空表，对应好，再启用。"))
    found = Submission.objects.filter(
        table=table, year=year, month=month, state=SubmissionState.DRAFT
    ).first()
    if found is not None:
        if found.version_id != version.pk:  # the blank was changed since: fill the one in use
            Submission.objects.filter(pk=found.pk).update(
                version=version, revision=F("revision") + 1
            )
            found.refresh_from_db()
        return found
    submission = Submission.objects.create(
        version=version,
        table=table,
        year=year,
        month=month,
        created_at=at,
        created_by_id=by.user_id,
        is_demo=is_demo,
    )
    _note(submission, "开始填上报表", by, at, after={"version": version.pk})
    return submission


def send(
    *, submission: Submission, by: Actor, at: datetime, revision: int, method: str, reason: str = ""
) -> Submission:
    """报送 — freezes the file, its figures, `known_at` and the projects behind; under the next number.

    A sum that does not agree stands in the way unless `reason` says why. Raises `Refused`, or
    `Conflict` when somebody was first.
    """
    known_at = _moment_of_figures(submission, by, at, revision)
    made = composed(
        submission.version,
        year=submission.year,
        month=submission.month,
        on=timezone.localtime(known_at).date(),
        known_at=known_at,
    )
    wrong = stands_in_the_way(made.findings)
    if wrong and len(reason.strip()) < SHORTEST_REASON:
        raise Refused(no(f"不能报送：{wrong}。请先改好；确实要报，请写一句为什么不一致。"))
    with transaction.atomic():
        at = audit.take_turn(max(at, known_at))
        ensure(access.can_send(by, submission))
        said = {"method": method.strip(), "reason": reason.strip() if wrong else ""}
        _freeze(submission, made, revision, known_at=known_at, said=said, by=by, at=at)
        _note(
            submission,
            "报送上报表",
            by,
            at,
            before={"state": SubmissionState.DRAFT},
            after=said
            | {
                "number": submission.number,
                "sha256": submission.file.sha256 if submission.file else "",
                "known_at": known_at,
                "projects": len(made.project_ids),
                "changes": len(made.changes),
            },
        )
    return submission


@transaction.atomic
def _moment_of_figures(submission: Submission, by: Actor, at: datetime, revision: int) -> datetime:
    """取数时刻 — recorded, so that nothing can be recorded before it afterwards.

    Filling a long table takes seconds; it is done between two short acts and keeps nobody waiting.
    """
    at = audit.take_turn(at)
    ensure(access.can_send(by, submission))
    seen = Submission.objects.filter(
        pk=submission.pk, state=SubmissionState.DRAFT, revision=revision
    )
    if not seen.exists():
        raise Conflict
    _note(submission, "核定上报表数字", by, at)
    return at


def _freeze(
    submission: Submission,
    made: Filled,
    revision: int,
    *,
    known_at: datetime,
    said: dict[str, str],
    by: Actor,
    at: datetime,
) -> None:
    same = Submission.objects.filter(
        table=submission.table_id, year=submission.year, month=submission.month
    )
    number = (same.aggregate(last=Max("number"))["last"] or 0) + 1
    stored = store(data=made.data, name=file_name(submission, number), by=by, at=at)
    try:
        with transaction.atomic():
            done = Submission.objects.filter(
                pk=submission.pk, state=SubmissionState.DRAFT, revision=revision
            ).update(
                state=SubmissionState.SENT,
                number=number,
                file=stored,
                known_at=known_at,
                sent_at=at,
                sent_by=by.user_id,
                frozen=made.frozen,
                project_ids=list(made.project_ids),
                revision=F("revision") + 1,
                **said,
            )
    except IntegrityError:
        raise Conflict from None
    if not done:
        raise Conflict
    submission.refresh_from_db()


def file_name(submission: Submission, number: int | None = None) -> str:
    """文件名 — 市重大项目进度月报 2025年3月.xlsx; a correction says which."""
    number = number or submission.number
    which = f"（第{number}次）" if number and number > 1 else ""
    draft = "" if number else "（草稿）"
    name = submission.table.name.replace("/", "／")
    return f"{name} {submission.year}年{submission.month}月{which}{draft}.xlsx"


@transaction.atomic
def drop(*, submission: Submission, by: Actor, at: datetime, revision: int) -> None:
    """作废草稿."""
    at = audit.take_turn(at)
    ensure(access.can_drop(by, submission))
    seen = Submission.objects.filter(
        pk=submission.pk, state=SubmissionState.DRAFT, revision=revision
    )
    if not seen.update(state=SubmissionState.DROPPED, revision=F("revision") + 1):
        raise Conflict
    _note(submission, "作废上报表草稿", by, at, before={"state": SubmissionState.DRAFT})


def fetch(*, submission: Submission, by: Actor, at: datetime) -> tuple[str, bytes]:
    """取文件 — the frozen file of a sent one, the figures of the moment of a draft; who took it is kept."""
    name = file_name(submission)
    if submission.state == SubmissionState.SENT and submission.file is not None:
        data = content(submission.file)
    else:
        ensure(access.still_draft(submission))
        data = composed(
            submission.version,
            year=submission.year,
            month=submission.month,
            on=timezone.localtime(at).date(),
        ).data
    with transaction.atomic():
        at = audit.take_turn(at)
        _note(submission, "下载上报表", by, at, after={"file": name, "bytes": len(data)})
    return name, data


def _note(
    submission: Submission,
    action: str,
    by: Actor,
    at: datetime,
    before: dict | None = None,
    after: dict | None = None,
) -> None:
    audit.record(
        by=by,
        at=at,
        action=action,
        object_kind="submission",
        object_id=submission.pk,
        object_name=f"{submission.table.name} {submission.year}年{submission.month}月",
        before=before,
        after=after,
    )
