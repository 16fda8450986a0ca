"""示范区 — sets up the demonstration district in an empty database, one transaction."""

from __future__ import annotations

import gc
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

from django.conf import settings
from django.db import transaction

from zhaotuifu import presets
from zhaotuifu.desk.seed import papers, superiors
from zhaotuifu.desk.seed.accounts import ACCOUNTS, FIRST_DAY, open_accounts
from zhaotuifu.desk.seed.belongings import belong
from zhaotuifu.desk.seed.drawing import draw
from zhaotuifu.desk.seed.ended import ended
from zhaotuifu.desk.seed.goals import Goals
from zhaotuifu.desk.seed.preset import load_rules
from zhaotuifu.desk.seed.provincial import provincial
from zhaotuifu.desk.seed.signings import settle
from zhaotuifu.desk.seed.sketches import LIST_DAYS, Sketch
from zhaotuifu.desk.seed.story import Story, moment
from zhaotuifu.indicators.actions_rebuild import rebuild
from zhaotuifu.kernel.actor import SYSTEM, Actor, Role
from zhaotuifu.kernel.verdict import YES, Verdict, ensure, no
from zhaotuifu.notices.actions import mark_read
from zhaotuifu.parties.actions import ZoneGiven, init_district, load_zones
from zhaotuifu.parties.models import Organisation, OrganisationKind
from zhaotuifu.projects.models import Programme
from zhaotuifu.supervision.actions import refresh_year

PRESET = "wujin"
#: told how far the loading is: what is being done, how many acts are done, of how many
Tell = Callable[[str, int, int], None]
Act = tuple[date, Callable[[], None]]


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


def seed(tell: Tell = lambda *_: None) -> Seeded:
    """载入示范区 — district, 板块, rules, accounts, targets, the projects and months since 2021.

    Deterministic but for the salts of passwords. Raises `Refused` when `can_seed` says no.
    """
    ensure(can_seed())
    gc.disable()  # some hundred thousand rows are made, none of them in a circle
    try:
        with transaction.atomic():
            return _seed(tell)
    finally:
        gc.enable()


def sketches(zones: tuple[str, ...]) -> list[Sketch]:
    """全部项目 — those of the list of 2025 and those that were finished or given up before."""
    found = [*provincial(), *draw(zones)]
    gone = ended(zones, [sketch.name for sketch in found])
    return belong(settle([*found, *gone]), zones)


def _seed(tell: Tell) -> Seeded:
    name = presets.load(PRESET, "district")["demo_name"]
    zones, zone_ids, actors = _found(name)
    clerks = {each.username: each.organisation for each in ACCOUNTS if each.role is Role.ZONE}
    programmes = dict(Programme.objects.values_list("code", "pk"))
    story = Story(sketches(zones), actors, zone_ids, clerks, programmes)
    goals = Goals(story.sketches, story.office, actors["leader"], zone_ids)
    acts: list[Act] = [
        *story.acts(), *goals.acts(), *papers.acts(actors),
        *superiors.acts(story.office), *_reading(actors),
    ]
    for number, (day, act) in enumerate(sorted(acts, key=lambda each: each[0])):
        tell(f"{day.year} 年", number, len(acts))
        act()
    tell("汇总", len(acts), len(acts))
    for year in LIST_DAYS:
        refresh_year.call(year)
        rebuild(year)
    return Seeded(name, len(zones), len(story.ids))


def _found(name: str) -> tuple[tuple[str, ...], dict[str, int], dict[str, Actor]]:
    """The district with its 板块, departments, rules and accounts."""
    at = moment(FIRST_DAY)
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
    ids = dict(found.values_list("name", "pk"))
    return zones, {zone: ids[zone] for zone in zones}, actors


def _reading(actors: dict[str, Actor]) -> list[Act]:
    """Notices of the years before were read long ago."""

    def read(day: date) -> None:
        for actor in actors.values():
            mark_read(by=actor, at=moment(day))

    days = [day - timedelta(days=1) for year, day in LIST_DAYS.items() if year > FIRST_DAY.year]
    return [(day, partial(read, day)) for day in days]
