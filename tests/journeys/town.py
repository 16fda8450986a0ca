"""布景 — the places a browser visits, laid out before the site opens.

`python -m tests.journeys.town NAME` in the site's own surroundings; everything goes through the
actions. What was made is left as numbers in things.json beside the database.
"""

from __future__ import annotations

import json
import sys
from datetime import date, datetime
from pathlib import Path

import django

ACCOUNTS = {
    "office": "cast-office",
    "zone_a": "cast-zone",
    "leader": "cast-leader",
    "reviewer": "cast-reviewer",
    "signer": "cast-signer",
    "auditor": "cast-auditor",
    "admin": "cast-admin",
}


def small(at: datetime) -> dict[str, object]:
    """小区 — 示范区 with two 板块, the rules of the preset, three people and two projects of 2025."""
    from tests import people, things
    from zhaotuifu.desk.seed.preset import load_rules
    from zhaotuifu.kernel.actor import SYSTEM

    district = people.found_district(at)
    load_rules("wujin", by=SYSTEM, at=at)
    _move_in(district.name, at)
    storage = things.project(
        "云岫储能基地一期", "砚湖镇", at=at, plan_wan="120000", months=("10000", "9000")
    )
    park = things.project(
        "苔溪智能装备产业园", "苔溪镇", at=at, plan_wan="60000", months=("5000", "5000")
    )
    return {"storage": storage, "park": park}


def signing(at: datetime) -> dict[str, object]:
    """会签处 — the small district with a reviewer and a signer of their own."""
    made = small(at)
    _others_move_in("示范区", at)
    return made


def keeping(at: datetime) -> dict[str, object]:
    """管理 — the small place, and who keeps its accounts and reads its audit."""
    from tests.people import organisation

    found = small(at)
    _others_move_in(organisation("示范区").name, at)
    return found


def turning(at: datetime) -> dict[str, object]:
    """年末 — 示范区 at the turn of 2025: under way, due next year, not begun, kept back, finished."""
    from tests import people
    from tests.carryover.stage import CONTINUED, RESERVE, project
    from zhaotuifu.desk.seed.preset import load_rules
    from zhaotuifu.kernel.actor import SYSTEM

    district = people.found_district(at)
    load_rules("wujin", by=SYSTEM, at=at)
    _move_in(district.name, at)
    return {
        "storage": project(
            "云岫储能基地一期", at=at, kind=CONTINUED, total="200000", plan="60000", done="50000",
            starts=date(2024, 5, 1), planned_finish=date(2027, 6, 30),
        ),
        "water": project(
            "砚湖绿色水厂", at=at, done="4000", starts=date(2025, 2, 10), planned_finish=date(2026, 9, 30)
        ),
        "data": project("云岭数据中心", at=at, done="2000", starts=date(2025, 3, 20)),
        "cold": project("苔溪冷链仓储", "苔溪镇", at=at),
        "lab": project("砚湖研发楼", at=at, kind=RESERVE, plan=None, planned_start=date(2026, 3, 1)),
        "school": project(
            "苔溪小学", "苔溪镇", at=at, kind=CONTINUED, done="9000", finished=date(2025, 11, 3)
        ),
    }


def demonstration(at: datetime) -> dict[str, object]:
    """示范区 — the demonstration; its own accounts are refused here, so our people move in."""
    from django.test import override_settings

    from tests import things
    from zhaotuifu.desk.seed.district import seed

    with override_settings(DEBUG=True):
        seeded = seed()
    cast = _move_in(seeded.district, at) | _others_move_in(seeded.district, at)
    made = things.everything(cast["office"], cast["zone_a"], at=at)
    return made | {"project": _worst_project("砚湖镇")}


def _worst_project(zone: str) -> int:
    """The 板块's project with the most to say on its page: the worst lamp, the largest plan."""
    from zhaotuifu.supervision.models import Position

    found = Position.objects.filter(year=2025, first_zone__name=zone).order_by("lamp_rank", "-plan_wan", "id")
    return found.values_list("project_id", flat=True)[0]


def _move_in(district: str, at: datetime) -> dict[str, object]:
    """The office, the leader and the clerk of 砚湖镇 with accounts of their own."""
    from tests import people
    from zhaotuifu.kernel.actor import Role

    posts = {
        "office": (Role.OFFICE, "区重大办"),
        "leader": (Role.LEADER, district),
        "zone_a": (Role.ZONE, "砚湖镇"),
    }
    return {who: people.person(ACCOUNTS[who], *post, at).actor for who, post in posts.items()}


def _others_move_in(district: str, at: datetime) -> dict[str, object]:
    """Who answers for a paper, keeps the accounts and reads the audit."""
    from tests import people
    from zhaotuifu.kernel.actor import Role

    posts = {
        "reviewer": Role.REVIEWER, "signer": Role.SIGNER, "auditor": Role.AUDITOR, "admin": Role.ADMIN
    }
    return {who: people.person(ACCOUNTS[who], role, district, at).actor for who, role in posts.items()}


TOWNS = {"small": small, "keeping": keeping, "signing": signing, "turning": turning, "demonstration": demonstration}


def main() -> None:
    """布置一处 — the tables, then the place named on the command line, into this folder."""
    name, folder = sys.argv[1:]
    django.setup()
    from django.core.management import call_command
    from django.utils import timezone

    call_command("migrate", verbosity=0)
    made = TOWNS[name](timezone.now())
    Path(folder, "things.json").write_text(json.dumps(made, default=str), encoding="utf-8")


if __name__ == "__main__":
    main()
