"""布景 — the places a browser visits, laid out before the site opens.

`python -m tests.journeys.town NAME` in the site's own surroundings; everything goes through the
actions. What was made is left as numbers in things.json beside the database.
"""

from __future__ import annotations

import json
import sys
from datetime import datetime
from pathlib import Path

import django

ACCOUNTS = {"office": "cast-office", "zone_a": "cast-zone", "leader": "cast-leader"}


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


def demonstration(at: datetime) -> dict[str, object]:
    """示范区 — the demonstration; its own accounts are refused here, so our people move in."""
    from django.test import override_settings

    from tests import things
    from zhaotuifu.desk.seed.district import seed

    with override_settings(DEBUG=True):
        seeded = seed()
    cast = _move_in(seeded.district, at)
    made = things.everything(cast["office"], cast["zone_a"], at=at)
    return made | {"project": _worst_project("砚湖镇")}


def _worst_project(zone: str) -> int:
    """The 板块's project with the most to say on its page: the worst lamp, the largest plan."""
    from zhaotuifu.supervision.models import Position

    found = Position.objects.filter(first_zone__name=zone).order_by("lamp_rank", "-plan_wan", "id")
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


TOWNS = {"small": small, "demonstration": demonstration}


def main() -> None:
    """布置一处 — the tables, then the place named on the command line, into this folder."""
    name, folder = sys.argv[1:]
    django.setup()
    from django.core.management import call_command
    from django.utils import timezone

    call_command("migrate", verbosity=0)
    made = TOWNS[name](timezone.now())
    Path(folder, "things.json").write_text(json.dumps(made), encoding="utf-8")


if __name__ == "__main__":
    main()
