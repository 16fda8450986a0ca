"""审计链查询 — how long the chain is, when it was last verified, which heads stand outside."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from zhaotuifu.administration.auditing import CHAIN
from zhaotuifu.kernel import audit, chain, work
from zhaotuifu.kernel.actor import Actor
from zhaotuifu.kernel.chain import Head
from zhaotuifu.kernel.models import WorkRun
from zhaotuifu.kernel.states import WorkState
from zhaotuifu.kernel.work import WorkLine

HEADS_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Result:
    """一次核对 — when, whether whole, what was found."""

    at: datetime | None
    is_whole: bool
    sentence: str
    findings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """链的现况."""

    count: int
    result: Result | None
    run: WorkLine | None
    heads: tuple[Head, ...]
    head_count: int
    folder: str
    unread: tuple[str, ...]


def standing(actor: Actor, now: datetime) -> Standing:
    """现况 — five SQL statements at most, and the file of heads."""
    runs = WorkRun.objects.filter(subject_kind=CHAIN[0], subject_id=CHAIN[1]).order_by("-id")
    latest = runs.first()
    done = latest if latest and latest.state == WorkState.DONE else runs.filter(state=WorkState.DONE).first()
    heads, unread = chain.outside_heads()
    shows_run = latest is not None and latest.state != WorkState.DONE
    return Standing(
        audit.count(), _result(done), work.line(latest, actor, now) if latest and shows_run else None,
        tuple(reversed(heads[-HEADS_SHOWN:])), len(heads), str(settings.AUDIT_HEADS_DIR),
        tuple(one.sentence for one in unread),
    )


def _result(run: WorkRun | None) -> Result | None:
    if run is None:
        return None
    said = run.result
    return Result(
        run.finished_at, bool(said.get("is_whole")), str(said.get("sentence", "")),
        tuple(said.get("findings", ())),
    )
