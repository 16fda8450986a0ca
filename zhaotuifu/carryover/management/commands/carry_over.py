"""结转命令 — what becomes of a year's projects; with --commit it is written, else nothing is."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from zhaotuifu.carryover import actions, queries
from zhaotuifu.carryover.models import CarryLine, CarryOver
from zhaotuifu.carryover.states import Outcome, Why
from zhaotuifu.kernel.actor import SYSTEM, Actor
from zhaotuifu.kernel.verdict import Refused
from zhaotuifu.parties.queries import actor_named
from zhaotuifu.projects.states import Level

REFUSED, WRONG_USE = 1, 2


class Command(BaseCommand):
    help = "结转一年的项目到下一年：去向、计划、要定的；加 --commit 才写入，没定的留着以后再办"

    def add_arguments(self, parser):
        parser.add_argument("--year", type=int, required=True, metavar="Y", help="从哪一年结转，例如 2025")
        parser.add_argument("--commit", action="store_true", help="写入；没有这一项只预览")
        parser.add_argument("--as", dest="username", metavar="USER", help="以哪个账号办；不给则以系统的名义")
        parser.add_argument("--json", action="store_true", dest="as_json")

    def handle(self, *args, year: int, commit: bool, username: str | None, as_json: bool, **options):
        if not 2000 <= year <= 2100:
            raise CommandError(f"年度 {year} 不对。请写 2000 到 2100 之间的年份。", returncode=WRONG_USE)
        actor = _actor(username)
        try:
            found = _committed(year, actor) if commit else _previewed(year, actor)
        except Refused as refusal:
            self.stderr.write(refusal.verdict.sentence)
            sys.exit(REFUSED)
        if as_json:
            self.stdout.write(json.dumps(found, ensure_ascii=False, indent=1))
            return
        self._say(found, commit)

    def _say(self, found: dict[str, Any], is_written: bool) -> None:
        self.stdout.write(f"{found['year']}年 {found['projects']} 个项目 → {found['year'] + 1}年")
        for row in found["levels"]:
            parts = "，".join(f"{label} {count}" for label, count in row["outcomes"].items())
            self.stdout.write(f"  {row['level']}：{parts}")
        self.stdout.write(f"  {found['year'] + 1}年计划 {found['plan_wan']} 万元")
        for row in found["questions"]:
            self.stdout.write(f"  待定 {row['count']} 个：{row['label']}。{row['sentence']}")
        self.stdout.write(
            f"已写入 {found['written']} 行，待定的 {found['open']} 行没有写，定了再办一次。" if is_written
            else "这是预览，什么也没有写入。加 --commit 写入。"
        )


def _actor(username: str | None) -> Actor:
    if username is None:
        return SYSTEM
    actor = actor_named(username, timezone.localdate())
    if actor is None:
        raise CommandError(f"没有账号 {username}，或它已停用。", returncode=WRONG_USE)
    return actor


def _previewed(year: int, actor: Actor) -> dict[str, Any]:
    """As it would be, written and taken back."""
    with transaction.atomic():
        carry = _proposed(year, actor)
        found = _told(carry)
        transaction.set_rollback(True)
    return found


def _committed(year: int, actor: Actor) -> dict[str, Any]:
    with transaction.atomic():
        carry = _proposed(year, actor)
    return _told(actions.commit(carry=carry, by=actor, at=timezone.now()))


def _proposed(year: int, actor: Actor) -> CarryOver:
    """The draft of the year with what was filled in already, else a new one; as the library is now."""
    carry = queries.draft_of(year) or actions.start(year=year, by=actor, at=timezone.now())
    actions.propose(carry=carry, by=actor, at=timezone.now())
    return carry


def _told(carry: CarryOver) -> dict[str, Any]:
    lines = list(carry.lines.order_by("sort_key", "id"))
    plan = sum((one.plan_wan for one in lines if one.plan_wan and not one.is_open), Decimal(0))
    return {
        "year": carry.year, "projects": len({one.project_id for one in lines}),
        "lines": len(lines), "open": sum(one.is_open for one in lines),
        "written": sum(one.is_written for one in lines), "plan_wan": format(plan.normalize(), "f"),
        "levels": [_level(level, lines) for level in Level if any(one.level == level for one in lines)],
        "questions": [_question(why, lines) for why in Why if any(_asks(one, why) for one in lines)],
    }


def _level(level: Level, lines: Sequence[CarryLine]) -> dict[str, Any]:
    counted = Counter(one.outcome for one in lines if one.level == level)
    outcomes = {one.label: counted[one] for one in Outcome if counted[one]}
    return {"level": level.label, "outcomes": outcomes}


def _asks(line: CarryLine, why: Why) -> bool:
    return line.is_open and line.why == why


def _question(why: Why, lines: Sequence[CarryLine]) -> dict[str, Any]:
    of_it = [one for one in lines if _asks(one, why)]
    return {
        "why": why.value, "label": why.label, "count": len(of_it),
        "sentence": f"如“{of_it[0].name}”：{of_it[0].why_text}",
    }
