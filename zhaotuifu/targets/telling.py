"""目标的提醒 — who is to hand a table down, whose table came back, and that one was handed down."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils import timezone

from zhaotuifu.kernel.actor import Actor, Role
from zhaotuifu.notices import actions as notices
from zhaotuifu.parties.queries import holders
from zhaotuifu.targets.models import TargetSheet


def asked(sheet: TargetSheet, *, by: Actor, at: datetime) -> None:
    """请下达 — to leaders and the others of the office."""
    _send(sheet, f"{_called(sheet)}报审，请下达或退回。", (Role.LEADER, Role.OFFICE), by, at)


def sent_back(sheet: TargetSheet, reason: str, *, by: Actor, at: datetime) -> None:
    """退回 — to the office."""
    _send(sheet, f"{_called(sheet)}退回修改：{reason}", (Role.OFFICE,), by, at)


def handed_down(sheet: TargetSheet, *, by: Actor, at: datetime) -> None:
    """已下达 — to every 板块, the office and leaders."""
    day = sheet.valid_from
    sentence = f"{_called(sheet)}已下达，自{day.year}年{day.month}月{day.day}日起用。"
    _send(sheet, sentence, (Role.ZONE, Role.OFFICE, Role.LEADER), by, at)


def _called(sheet: TargetSheet) -> str:
    return f"{sheet.year}年目标任务分解表（第{sheet.number}版）"


def _send(
    sheet: TargetSheet, sentence: str, roles: tuple[Role, ...], by: Actor, at: datetime
) -> None:
    people = holders(*roles, today=timezone.localdate(at))
    others = [user_id for user_id in people if user_id != by.user_id]
    link = reverse("target_sheet", args=[sheet.pk])
    notices.send(to=others, sentence=sentence, link=link, at=at)
