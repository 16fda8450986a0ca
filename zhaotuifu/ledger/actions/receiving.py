"""收下与读入 — the original is kept at once; it is read by the task process, not by the page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from zhaotuifu.evidence import actions as evidence
from zhaotuifu.kernel import audit, work
from zhaotuifu.kernel.actor import Actor
from zhaotuifu.kernel.models import WorkRun
from zhaotuifu.kernel.verdict import Conflict, Refused, Verdict, ensure, no
from zhaotuifu.ledger import access, queries, register
from zhaotuifu.ledger.actions.sending import (
    Tell,
    answer,
    checked,
    compare,
    keep_preview,
    read_again,
    silent,
)
from zhaotuifu.ledger.models import LedgerImport
from zhaotuifu.ledger.pace import uninterrupted
from zhaotuifu.ledger.reading import FileRefused
from zhaotuifu.ledger.states import ImportState, LedgerWork

ABOUT = "ledger_import"
GONE = "原件不在存档里了。请重新送一次，并告诉管理员核对存档目录。"
TITLES = {
    LedgerWork.READ: "读“{name}”", LedgerWork.ANSWER: "按答复重新比对“{name}”",
    LedgerWork.COMMIT: "导入“{name}”", LedgerWork.UNDO: "撤回“{name}”",
}


def _may_undo(by: Actor, ledger_import: LedgerImport) -> Verdict:
    """As the action asks it: what cannot be undone is not even asked for."""
    return access.can_undo(by, ledger_import) and queries.nothing_newer(ledger_import)


MAY: Mapping[LedgerWork, Callable[[Actor, LedgerImport], Verdict]] = {
    LedgerWork.READ: access.can_read, LedgerWork.ANSWER: access.can_answer,
    LedgerWork.COMMIT: access.can_commit, LedgerWork.UNDO: _may_undo,
}


@dataclass(frozen=True, slots=True)
class Received:
    """收下的台账 — `is_known`: the very same file already waits here, nothing new was made."""

    ledger_import: LedgerImport
    is_known: bool


def receive(
    *, chunks: Iterable[bytes], name: str, by: Actor, at: datetime,
    answers: Mapping[str, Any] | None = None,
) -> Received:
    """收台账 — keep the original and ask for it to be read; nothing is read here.

    A file that was sent before and is not yet imported is not taken twice: a double click, or a
    second clerk of the same sender, lands on the first. Raises `Refused` for who may not and for a
    full disk.
    """
    sender = access.sender_who_may(by)
    given = checked(answers or {})
    kept = evidence.keep(chunks)
    with transaction.atomic():
        at = audit.take_turn(at)  # the second of two equal uploads sees the first
        waiting = register.waiting_twin(kept.sha256, sender.organisation_id)
        if waiting is not None:
            return Received(waiting, is_known=True)
        made = LedgerImport.objects.create(
            file=evidence.note(kept=kept, name=name, by=by, at=at), state=ImportState.RECEIVED,
            sender_id=sender.organisation_id, zone_ids=sorted(sender.zone_ids), answers=given,
            created_at=at, created_by_id=by.user_id,
        )
        audit.record(
            by=by, at=at, action="送台账", object_kind=ABOUT, object_id=made.pk,
            object_name=made.file.name, after={"sha256": kept.sha256, "size": kept.size},
        )
        ask(LedgerWork.READ, ledger_import=made, by=by, at=at)
    return Received(made, is_known=False)


def ask(
    kind: LedgerWork, *, ledger_import: LedgerImport, by: Actor, at: datetime,
    payload: Mapping[str, Any] | None = None,
) -> WorkRun:
    """交办 — read, answer, commit or undo in the task process.

    What is refused is refused here already; what changes meanwhile is judged again when it is done.
    """
    ensure(MAY[kind](by, ledger_import))
    title = TITLES[kind].format(name=ledger_import.file.name)
    about = (ABOUT, ledger_import.pk)
    return work.ask(kind, about=about, title=title, by=by, at=at, payload=payload)


def ask_answer(
    *, ledger_import: LedgerImport, answers: Mapping[str, Any], by: Actor, at: datetime
) -> WorkRun:
    """交办答复 — what was answered is checked now; the long comparison comes later."""
    payload = {"answers": checked(answers)}
    return ask(LedgerWork.ANSWER, ledger_import=ledger_import, by=by, at=at, payload=payload)


def give_answer(
    *, ledger_import: LedgerImport, answers: Mapping[str, Any], by: Actor, at: datetime
) -> bool:
    """答复 — at once for a short ledger, by the task process for a long one; True when it is done."""
    ensure(access.can_answer(by, ledger_import))
    if register.is_long(ledger_import):
        ask_answer(ledger_import=ledger_import, answers=answers, by=by, at=at)
        return False
    busy = work.active((ABOUT, ledger_import.pk))
    if busy:
        raise Conflict(f"正在{busy.title}，请等它办完再答复。")
    answer(ledger_import=ledger_import, answers=answers, by=by, at=at)
    return True


@uninterrupted()
def read(
    *, ledger_import: LedgerImport, by: Actor, at: datetime, tell: Tell = silent
) -> LedgerImport:
    """读入 — a received file becomes a preview, or says why it cannot be read.

    Reading it twice does it once: only a file that still waits is moved on.
    """
    if ledger_import.state == ImportState.PREVIEWED:
        return ledger_import
    ensure(access.can_read(by, ledger_import))
    tell("读文件、认表头")
    try:
        data = evidence.content(ledger_import.file)
    except FileNotFoundError:
        raise Refused(no(GONE)) from None
    try:
        understood = read_again(ledger_import, data, ledger_import.file.name)
    except FileRefused as refusal:
        return _keep_refusal(ledger_import, refusal, at)
    tell("与库里的项目比对", 0, len(understood.rows))
    preview = compare(ledger_import, understood, at=at)
    tell("保存逐行结果", 0, len(understood.rows))
    with transaction.atomic():
        locked = _locked(ledger_import)
        if locked.state in (ImportState.RECEIVED, ImportState.REFUSED):
            locked.state = ImportState.PREVIEWED
            keep_preview(locked, preview, at)
    return locked


def _keep_refusal(ledger_import: LedgerImport, refusal: FileRefused, at: datetime) -> LedgerImport:
    with transaction.atomic():
        locked = _locked(ledger_import)
        if locked.state == ImportState.RECEIVED:
            locked.state = ImportState.REFUSED
            locked.summary = {
                "refusal": {
                    "class": refusal.class_, "sentence": refusal.verdict.sentence, "sheet": None,
                },
                "looked_at": at.isoformat(),
            }
            locked.save(update_fields=["state", "summary"])
    return locked


def _locked(ledger_import: LedgerImport) -> LedgerImport:
    rows = LedgerImport.objects.select_for_update(of=("self",)).select_related("file")
    return rows.get(pk=ledger_import.pk)


@transaction.atomic
def take_original(*, ledger_import: LedgerImport, by: Actor, at: datetime) -> bytes:
    """取原件 — byte for byte as it was sent; who took it is noted."""
    at = audit.take_turn(at)
    try:
        data = evidence.content(ledger_import.file)
    except FileNotFoundError:
        raise Refused(no(GONE)) from None
    audit.record(
        by=by, at=at, action="下载台账原件", object_kind=ABOUT, object_id=ledger_import.pk,
        object_name=ledger_import.file.name, after={"sha256": ledger_import.file.sha256},
    )
    return data
