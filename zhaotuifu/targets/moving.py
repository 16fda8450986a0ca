"""走一步 — the page's one button form to the action meant."""

from __future__ import annotations

from datetime import datetime

from zhaotuifu.kernel.actor import Actor
from zhaotuifu.targets import actions
from zhaotuifu.targets.models import TargetSheet


def move(
    *, sheet: TargetSheet, act: str, revision: int, reason: str, by: Actor, at: datetime
) -> str:
    """走一步 — returns what to say when it is done; raises `Refused`, `Conflict`."""
    if act == "submit":
        actions.submit(sheet=sheet, revision=revision, by=by, at=at)
        return "已报审，已提醒领导和区重大办的同事。"
    if act == "return":
        actions.send_back(sheet=sheet, revision=revision, reason=reason, by=by, at=at)
        return "已退回修改。"
    if act == "issue":
        changed = actions.issue(sheet=sheet, revision=revision, by=by, at=at)
        return f"已下达，{changed} 个目标有变，已提醒各板块。"
    actions.drop(sheet=sheet, revision=revision, by=by, at=at)
    return "这一稿已作废。"
