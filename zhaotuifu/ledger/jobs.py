"""台账长活 — reading, comparing anew, writing and undoing are done by the task process."""

from __future__ import annotations

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from zhaotuifu.kernel.verdict import Conflict, Refused, no
from zhaotuifu.kernel.work import Running, Work
from zhaotuifu.ledger import actions
from zhaotuifu.ledger.models import LedgerImport
from zhaotuifu.ledger.states import ImportState, LedgerWork
from zhaotuifu.notices import actions as notices

#: who waited longer has perhaps closed the page: told by a notice
LONG = timedelta(seconds=15)


def read(running: Running) -> dict[str, str]:
    """读入台账."""
    one = actions.read(
        ledger_import=_found(running), by=running.by, at=running.at, tell=running.tell_or_stop
    )
    is_read = one.state == ImportState.PREVIEWED
    said = "读完了，请看一遍再导入" if is_read else "没有读成，请看原因"
    return _over(running, one, f"台账“{one.file.name}”{said}。")


def answer(running: Running) -> dict[str, str]:
    """按答复重新比对."""
    one = actions.answer(
        ledger_import=_found(running), answers=running.payload["answers"], by=running.by,
        at=running.at, tell=running.tell_or_stop,
    )
    return _over(running, one, f"台账“{one.file.name}”已按答复比对完。")


def commit(running: Running) -> dict[str, str]:
    """导入 — what was seen is written; if the library moved on, it is compared anew to be seen again."""
    one = _found(running)
    if running.attempt > 1 and one.state == ImportState.COMMITTED:
        return _over(running, one, "")  # written before the process was killed
    try:
        one = actions.commit(
            ledger_import=one, by=running.by, at=running.at, tell=running.tell_or_stop
        )
    except Conflict:
        one.refresh_from_db()
        if one.state == ImportState.PREVIEWED:
            actions.look_again(
                ledger_import=one, by=running.by, at=timezone.now(), tell=running.tell
            )
        raise
    return _over(running, one, f"台账“{one.file.name}”已导入。")


def undo(running: Running) -> dict[str, str]:
    """撤回."""
    one = _found(running)
    if running.attempt > 1 and one.state == ImportState.UNDONE:
        return _over(running, one, "")
    one = actions.undo(
        ledger_import=one, by=running.by, at=running.at, tell=running.tell_or_stop
    )
    return _over(running, one, f"台账“{one.file.name}”已撤回。")


def _found(running: Running) -> LedgerImport:
    found = (
        LedgerImport.objects.visible_to(running.by).select_related("file")
        .filter(pk=int(running.subject_id)).first()
    )
    if found is None:
        raise Refused(no("没有办：这份台账已不归您的岗位管。请联系区重大办。"))
    return found


def _over(running: Running, one: LedgerImport, sentence: str) -> dict[str, str]:
    """The page to see it on; whoever waited long is told."""
    url, now = reverse("ledger_preview", args=[one.pk]), timezone.now()
    if sentence and now - running.at > LONG and running.by.user_id is not None:
        notices.send(to=[running.by.user_id], sentence=sentence, link=url, at=now)
    return {"url": url}


WORKS = (
    Work(LedgerWork.READ, "读入台账", read),
    Work(LedgerWork.ANSWER, "按答复重新比对台账", answer),
    Work(LedgerWork.COMMIT, "导入台账", commit),
    Work(LedgerWork.UNDO, "撤回台账", undo),
)
