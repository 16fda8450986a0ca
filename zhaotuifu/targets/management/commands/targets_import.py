"""导入目标命令 — the yearly table from a file: shown first, a draft with --commit, handed down if asked."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from zhaotuifu.kernel.actor import SYSTEM, Actor
from zhaotuifu.kernel.money import plain
from zhaotuifu.kernel.verdict import Refused, no
from zhaotuifu.parties.queries import actor_named, zones
from zhaotuifu.targets import actions, catalogue, naming, sending
from zhaotuifu.targets.models import TargetSheet
from zhaotuifu.targets.reading import Read
from zhaotuifu.targets.rules import gaps

REFUSED, WRONG_USE = 1, 2
ASKED = ("year", "username", "commit", "issue_by")


class Command(BaseCommand):
    help = "读一份年度目标任务分解表；加 --commit 写成草稿，再加 --issue-by 报审并下达"

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--year", type=int, help="年度；不给则从标题里看")
        parser.add_argument("--as", dest="username", metavar="USER", help="以哪个账号起草，省略为系统")
        parser.add_argument("--commit", action="store_true", help="写成草稿；没有这一项只看")
        parser.add_argument("--issue-by", metavar="USER", help="由这个账号下达（领导，或区重大办的另一位）")
        parser.add_argument("--json", action="store_true", dest="as_json")

    def handle(self, *args, file: Path, as_json: bool, **options):
        try:
            data = file.read_bytes()
        except OSError:
            raise CommandError(f"打不开文件 {file.name}。请核对文件名和路径。", returncode=WRONG_USE) from None
        try:
            result = run(data, file.name, **{name: options[name] for name in ASKED})
        except Refused as refusal:
            found = getattr(refusal, "problems", ())
            refused = [f"{one.place} {one.sentence}".strip() for one in found] or [refusal.verdict.sentence]
            for line in [json.dumps({"refused": refused}, ensure_ascii=False)] if as_json else refused:
                self.stdout.write(line)
            sys.exit(REFUSED)
        if as_json:
            self.stdout.write(json.dumps(result, ensure_ascii=False))
        else:
            for line in words(result):
                self.stdout.write(line)


def run(
    data: bytes, name: str, *, year: int | None, username: str | None, commit: bool,
    issue_by: str | None,
) -> dict[str, Any]:
    """导入 — what the file holds, and what became of it. Raises `Refused`."""
    read = sending.read_file(data=data, name=name, year=year)
    found_year = year or read.year
    if found_year is None:
        raise Refused(no("不知道是哪一年的分解表。请用 --year 2025 给出年度，或在标题里写明。"))
    result = told(read, found_year)
    if not commit:
        return result
    by = _actor(username) if username else SYSTEM
    sheet = actions.start_sheet(year=found_year, by=by, at=timezone.now())
    sending.fill_draft(
        sheet=sheet, data=data, name=name, revision=sheet.revision, by=by, at=timezone.now()
    )
    if issue_by:
        _hand_down(sheet, by, _actor(issue_by))
    sheet.refresh_from_db()
    return result | {"version": sheet.number, "state": sheet.get_state_display()}


def _hand_down(sheet: TargetSheet, by: Actor, decider: Actor) -> None:
    actions.submit(sheet=sheet, revision=sheet.revision, by=by, at=timezone.now())
    actions.issue(sheet=sheet, revision=sheet.revision, by=decider, at=timezone.now())


def _actor(username: str) -> Actor:
    found = actor_named(username, timezone.localdate())
    if found is None:
        raise Refused(no(f"没有账号 {username}，或它已停用。"))
    return found


def told(read: Read, year: int) -> dict[str, Any]:
    """读到的 — cells in words, and where the parts do not add up."""
    called = naming.Names.of(zones())
    return {
        "year": year,
        "cells": [
            {
                "indicator": key.indicator, "level": key.level, "zone": called.zone(key.zone_id),
                "month": key.month, "value": plain(value),
            }
            for key, value in read.cells.items()
        ],
        "gaps": [called.of_gap(gap) for gap in gaps(read.cells, catalogue.additive())],
    }


def words(result: dict[str, Any]) -> list[str]:
    """说给人听."""
    lines = [f"{result['year']}年目标任务分解表：{len(result['cells'])} 个目标。"]
    lines += [f"差额：{gap}" for gap in result["gaps"]]
    if "version" in result:
        lines.append(f"第{result['version']}版，{result['state']}。")
    else:
        lines.append("这是预览，什么也没有写入。加 --commit 写成草稿。")
    return lines
