"""示范区 — sets up the demonstration district in an empty database, one transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal

from django.conf import settings
from django.db import transaction

from zhaotuifu import presets
from zhaotuifu.desk.seed import papers, superiors
from zhaotuifu.desk.seed.accounts import ACCOUNTS, open_accounts
from zhaotuifu.desk.seed.drawing import draw
from zhaotuifu.desk.seed.preset import load_rules
from zhaotuifu.desk.seed.provincial import provincial
from zhaotuifu.desk.seed.sketches import LAST_YEAR, LIST_DAY, YEAR
from zhaotuifu.desk.seed.story import Story, moment
from zhaotuifu.kernel.actor import SYSTEM, Actor, Role
from zhaotuifu.kernel.verdict import YES, Verdict, ensure, no
from zhaotuifu.parties.actions import ZoneGiven, init_district, load_zones
from zhaotuifu.parties.models import Organisation, OrganisationKind
from zhaotuifu.supervision.actions import refresh_year
from zhaotuifu.targets.actions import set_targets
from zhaotuifu.targets.models import Target

PRESET = "wujin"
FOUNDED_ON = date(2025, 1, 2)
MEASURES = {"admission": "admitted", "start_rate": "start_rate"}
CITY_TARGET = Decimal(50)


@dataclass(frozen=True, slots=True)
class Seeded:
    """载入结果 — the district's name, and how many 板块 and projects it has."""

    district: str
    zones: int
    projects: int


def can_seed() -> Verdict:
    """能否载入演示数据 — only into an empty database, and only while DEBUG is on.

    A district that works for real must never find invented projects, or accounts whose
    passwords are public, in its database.
    """
    if not settings.DEBUG:
        return no("不能载入演示数据：DEBUG 已关，演示账号的密码是公开的。正式使用请运行 init_district。")
    if Organisation.objects.filter(kind=OrganisationKind.DISTRICT).exists():
        return no("不能载入演示数据：这个库里已经有一个区。请换一个空的数据库。")
    return YES


def seed() -> Seeded:
    """载入示范区 — district, 板块, rules, accounts, targets, two years of projects and months.

    Deterministic but for the salts of passwords. Raises `Refused` when `can_seed` says no.
    """
    ensure(can_seed())
    with transaction.atomic():
        return _seed()


def _seed() -> Seeded:
    at = moment(FOUNDED_ON)
    name = presets.load(PRESET, "district")["demo_name"]
    init_district(name=name, by=SYSTEM, at=at, is_demo=True)
    content = presets.load(PRESET, "zones_demo")
    given = [
        ZoneGiven(row["name"], row["kind"], tuple(row["aliases"]))
        for row in (*content["zones"], *content["departments"])
    ]
    load_zones(given, by=SYSTEM, at=at, is_demo=True)
    load_rules(PRESET, by=SYSTEM, at=at)
    actors = open_accounts(at=at)
    zones = tuple(row["name"] for row in content["zones"])
    found = Organisation.objects.zones().filter(name__in=zones)
    zone_ids = dict(found.values_list("name", "pk"))
    clerks = {each.username: each.organisation for each in ACCOUNTS if each.role is Role.ZONE}
    story = Story([*provincial(), *draw(zones)], actors, zone_ids, clerks)
    targets = (LIST_DAY, lambda: _set_targets(story.office, zones, zone_ids))
    acts = [*story.acts(), targets, *papers.acts(story.office), *superiors.acts(story.office)]
    for _, act in sorted(acts, key=lambda each: each[0]):
        act()
    for year in (LAST_YEAR, YEAR):
        refresh_year.call(year)
    return Seeded(name, len(zones), len(story.ids))


def _set_targets(by: Actor, zones: tuple[str, ...], zone_ids: dict[str, int]) -> None:
    """年度目标 — the preset's, the admissions of 区重点 also broken down to the 板块."""
    rows = presets.load(PRESET, "targets")["targets"]
    targets = [
        Target(
            year=row["year"], indicator=MEASURES[row["measure"]], level=row["level"],
            target_value=Decimal(row["value"]), source=row["source"][:200],
        )
        for row in rows
    ]
    whole = next(each for each in targets if each.indicator == "admitted")
    targets.append(
        Target(
            year=YEAR, indicator="admitted", level="city", target_value=CITY_TARGET,
            source="演示数据，为演示而设",
        )
    )
    parts = _broken_down(int(whole.target_value), len(zones))
    targets += [
        Target(
            year=YEAR, indicator="admitted", level=whole.level, zone_id=zone_ids[zone],
            target_value=Decimal(part), source="演示数据：年度目标分解表",
        )
        for zone, part in zip(zones, parts, strict=True)
    ]
    set_targets(targets, by=by, at=moment(LIST_DAY, time(15, 0)))


def _broken_down(whole: int, count: int) -> list[int]:
    """目标分解 — the earlier 板块 get more; the parts add up to the whole."""
    weights = [2 * count - place for place in range(count)]
    parts = [whole * weight // sum(weights) for weight in weights]
    for place in range(whole - sum(parts)):
        parts[place] += 1
    return parts
