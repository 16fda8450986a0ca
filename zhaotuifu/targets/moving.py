"""走一步 — the page's one button form to the action meant."""

from __future__ import annotations

from datetime import datetime

from zhaotuifu.kernel.actor import Actor
from zhaotuifu.kernel.verdict import Refused, no
from zhaotuifu.targets import actions
from zhaotuifu.targets.models import TargetSheet
from zhaotuifu.targets.states import SheetState


def move(
    *, sheet: TargetSheet, to: str, revision: int, reason: str, by: Actor, at: datetime
) -> str:
    """走一步 — returns what to say when it is done; raises `Refused`, `Conflict`."""
    if to == SheetState.SUBMITTED:
        actions.submit(sheet=sheet, revision=revision, by=by, at=at)
        return "已报审，已提醒领导和区重大办的同事。"
    if to == SheetState.DRAFT:
        actions.send_back(sheet=sheet, revision=revision, reason=reason, by=by, at=at)
        return "已退回修改。"
    if to == SheetState.ISSUED:
        changed = actions.issue(sheet=sheet, revision=revision, by=by, at=at)
        return f"已下达，{changed} 个目标有变，已提醒各板块。"
    if to == SheetState.DROPPED:
        actions.drop(sheet=sheet, revision=revision, by=by, at=at)
        return "这一稿已作废。"
    raise Refused(no("不能这样办：新版下达时，上一版自动被取代。"))
