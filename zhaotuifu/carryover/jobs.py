"""结转长活 — proposing, writing and undoing are done by the task process."""

from __future__ import annotations

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from zhaotuifu.carryover import actions, queries
from zhaotuifu.carryover.models import CarryOver
from zhaotuifu.carryover.states import CarryState, CarryWork
from zhaotuifu.kernel.verdict import Refused, no
from zhaotuifu.kernel.work import Running, Work
from zhaotuifu.notices import actions as notices

#: who waited longer has perhaps closed the page: told by a notice
LONG = timedelta(seconds=15)


def propose(running: Running) -> dict[str, str]:
    """提出."""
    one = _found(running)
    actions.propose(carry=one, by=running.by, at=running.at, tell=running.tell_or_stop)
    return _over(running, one, f"{one.year}年结转已提出，请核。")


def commit(running: Running) -> dict[str, str]:
    """结转 — what was seen is written; if the library moved on, it is proposed anew to be seen again."""
    one = _found(running)
    if running.attempt > 1 and one.state == CarryState.COMMITTED:
        return _over(running, one, "")  # written before the process was killed
    actions.commit(carry=one, by=running.by, at=running.at, tell=running.tell_or_stop)
    return _over(running, one, f"{one.year}年项目已结转到 {one.next_year}年。")


def undo(running: Running) -> dict[str, str]:
    """撤回."""
    one = _found(running)
    if running.attempt > 1 and one.state == CarryState.UNDONE:
        return _over(running, one, "")
    actions.undo(carry=one, by=running.by, at=running.at, tell=running.tell_or_stop)
    return _over(running, one, f"{one.year}年结转已撤回。")


def _found(running: Running) -> CarryOver:
    found = queries.find(running.by, int(running.subject_id))
    if found is None:
        raise Refused(no("没有办：这次结转已不归您的岗位管。请联系区重大办。"))
    return found


def _over(running: Running, one: CarryOver, sentence: str) -> dict[str, str]:
    """The page to see it on; whoever waited long is told."""
    url, now = reverse("carry_page", args=[one.pk]), timezone.now()
    if sentence and now - running.at > LONG and running.by.user_id is not None:
        notices.send(to=[running.by.user_id], sentence=sentence, link=url, at=now)
    return {"url": url}


WORKS = (
    Work(CarryWork.PROPOSE, "提出结转", propose),
    Work(CarryWork.COMMIT, "结转", commit),
    Work(CarryWork.UNDO, "撤回结转", undo),
)
