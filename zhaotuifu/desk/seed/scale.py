"""规模数据 — any number of invented projects and months, for measuring; scratch databases only.

The one place that writes facts without the actions: an audited act for each of a hundred
thousand projects would measure the making of the data, not the pages. The shape of the rows is
the same, and the positions are made by the action that always makes them.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection, transaction

from zhaotuifu import presets
from zhaotuifu.desk.seed import words
from zhaotuifu.desk.seed.accounts import ACCOUNTS, open_accounts
from zhaotuifu.desk.seed.preset import load_rules
from zhaotuifu.desk.seed.story import moment
from zhaotuifu.indicators.actions_rebuild import needing, rebuild
from zhaotuifu.kernel.actor import SYSTEM
from zhaotuifu.kernel.facts import Fact
from zhaotuifu.kernel.verdict import YES, Verdict, ensure, no
from zhaotuifu.parties.actions import UNASSIGNED_ZONE, ZoneGiven, init_district, load_zones
from zhaotuifu.parties.models import Organisation, User
from zhaotuifu.parties.queries import district
from zhaotuifu.progress.models import Milestone, MonthlyAmount, MonthlyWord
from zhaotuifu.progress.states import Basis, Node
from zhaotuifu.projects.models import (
    AnnualPlan,
    Listing,
    Profile,
    Project,
    ProjectName,
    ProjectZone,
)
from zhaotuifu.projects.states import ConstructionKind, Kind, Level, Precision, Stage
from zhaotuifu.supervision.actions import refresh_year

PRESET = "wujin"
NAME = "规模示范区"
LAST_MONTH = (2025, 12)
CHUNK = 5000
ROWS_AT_ONCE = 500
RECORDED_ON = date(2024, 1, 3)
SEED = 100_000
BATCH = "scale"
ENDS = tuple(
    product + suffix
    for products in words.PRODUCTS.values()
    for product in products
    for suffix in words.SUFFIXES
)
STRIDE = 7919  # a prime that divides no count of words: neighbours in number differ in every word


@dataclass(frozen=True, slots=True)
class Scaled:
    """规模结果 — how much was made."""

    projects: int
    months: int
    zones: int


def can_scale() -> Verdict:
    """能否造规模数据 — never next to real projects."""
    there = district()
    if there is not None and not there.is_demo:
        return no(f"不能造规模数据：库里的“{there.name}”不是演示区。请换一个空的数据库。")
    return YES


def scale(*, projects: int, months: int, zones: int) -> Scaled:
    """造规模数据 — so many projects with so many months up to December 2025, in `zones` 板块.

    Each call adds to what is there. Raises `Refused` when the database holds a district that is
    not a demonstration, or a number is not positive.
    """
    ensure(can_scale())
    if min(projects, months, zones) < 1:
        ensure(no("项目数、月数、板块数都要是 1 以上的整数。"))
    with transaction.atomic():
        zone_ids = found(zones)
        there = made()
        for numbers in parts_of(there, there + projects):
            make_projects(numbers, zone_ids, years_of(months))
        for year, month in period_of(months):
            fill_month(year, month)
    count_up()
    for year in years_of(months):
        refresh_year.call(year)
    for year in needing():
        rebuild(year)
    return Scaled(projects, months, len(zone_ids))


def count_up() -> None:
    """点数 — PostgreSQL counts its rows by itself within minutes; millions at once are not waited for."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def made() -> int:
    """已造几个 — projects of the batch that are there."""
    return Project.objects.filter(batch=BATCH).count()


def parts_of(first: int, end: int) -> list[range]:
    """分段 — numbers made in one go."""
    return [range(start, min(start + CHUNK, end)) for start in range(first, end, CHUNK)]


def found(zones: int) -> list[int]:
    """建区 — the district, its rules and accounts when the database is empty; the ids of the 板块."""
    at = moment(RECORDED_ON)
    if district() is None:
        init_district(name=NAME, by=SYSTEM, at=at, is_demo=True)
    content = presets.load(PRESET, "zones_demo")
    given = [ZoneGiven(row["name"], row["kind"]) for row in content["zones"]][:zones]
    given += [ZoneGiven(f"规模板块{number}", "镇") for number in range(len(given) + 1, zones + 1)]
    named = {each.name for each in given}
    places = {account.organisation for account in ACCOUNTS} - named
    whole = [*content["zones"], *content["departments"]]
    given += [ZoneGiven(row["name"], row["kind"]) for row in whole if row["name"] in places]
    there = set(Organisation.objects.values_list("name", flat=True))
    load_zones([each for each in given if each.name not in there], by=SYSTEM, at=at, is_demo=True)
    load_rules(PRESET, by=SYSTEM, at=at)
    if not User.objects.filter(username=ACCOUNTS[0].username).exists():
        open_accounts(at=at)
    rows = Organisation.objects.zones().exclude(name=UNASSIGNED_ZONE).in_order()
    return list(rows.values_list("pk", flat=True))[:zones]


def period_of(months: int) -> Iterator[tuple[int, int]]:
    """哪些月份 — (year, month), so many up to the last."""
    last = LAST_MONTH[0] * 12 + LAST_MONTH[1] - 1
    for number in range(last - months + 1, last + 1):
        yield number // 12, number % 12 + 1


def years_of(months: int) -> list[int]:
    """哪些年度."""
    return sorted({year for year, _ in period_of(months)})


def make_projects(numbers: range, zone_ids: Sequence[int], years: Sequence[int]) -> None:
    """造一段项目 — and everything said of them, but for their months. The same numbers, the same projects."""
    rng = random.Random(SEED + numbers.start)
    at = moment(RECORDED_ON)
    known = {"recorded_at": at, "batch": BATCH, "origin": "规模数据"}
    rows = [_project(number, at) for number in numbers]
    Project.objects.bulk_create(rows, batch_size=ROWS_AT_ONCE)
    first, last = date(years[0], 1, 1), LAST_MONTH[0]
    facts: dict[type[Fact], list[Fact]] = {
        model: []
        for model in (ProjectName, ProjectZone, Profile, Listing, AnnualPlan, Milestone, MonthlyWord)
    }
    for row in rows:
        common = {"project_id": row.pk, **known}
        total = Decimal(rng.randint(30, 3000) * 100)
        zone_id = zone_ids[row.pk % len(zone_ids)]
        called = ProjectName(valid_from=first, name=row.name, code=row.code, **common)
        facts[ProjectName].append(called.fill_keys())
        facts[ProjectZone].append(ProjectZone(zone_id=zone_id, valid_from=first, **common))
        facts[Profile].append(_profile(rng, row, total, first, common))
        level = rng.choices((Level.PROVINCE, Level.CITY, Level.DISTRICT), (3, 24, 73))[0]
        for year in years:
            facts[Listing].append(_listing(rng, level, year, common))
            plan = (total * rng.randint(10, 35) / 100).quantize(Decimal(1))
            facts[AnnualPlan].append(
                AnnualPlan(year=year, valid_from=date(year, 1, 1), plan_wan=plan, **common)
            )
        facts[Milestone].append(_start(rng, common))
        facts[MonthlyWord].append(
            MonthlyWord(
                year=last, month=LAST_MONTH[1],
                image_progress=rng.choice(words.PHASES[Kind.INDUSTRY]), **common,
            )
        )
    for model, rows_of in facts.items():
        model._default_manager.bulk_create(rows_of, batch_size=ROWS_AT_ONCE)


def name_of(number: int) -> str:
    """第几个名称 — invented, without a number while the words last (some 127,000), never twice."""
    turn, place = divmod(number, len(words.FIRST) * len(words.SECOND) * len(ENDS))
    place = place * STRIDE % (len(words.FIRST) * len(words.SECOND) * len(ENDS))
    place, end = divmod(place, len(ENDS))
    first, second = divmod(place, len(words.SECOND))
    return f"{words.FIRST[first]}{words.SECOND[second]}{ENDS[end]}{f'（{turn + 1}）' if turn else ''}"


def _project(number: int, at: datetime) -> Project:
    return Project(
        name=name_of(number), code=f"2401-320498-89-01-{number:06d}" if number < 1_000_000 else "",
        stage=Stage.BUILDING, is_demo=True, created_at=at, batch=BATCH,
    ).fill_keys()


def _profile(
    rng: random.Random, row: Project, total: Decimal, since: date, common: dict
) -> Profile:
    chain = rng.choice(tuple(words.PRODUCTS))
    return Profile(
        valid_from=since, kind=Kind.INDUSTRY, category=chain, total_investment_wan=total,
        unit_name=f"{row.name[:2]}{words.COMPANY_TAIL[chain]}有限公司（演示）", start_year=2023,
        end_year=2026, **common,
    )


def _listing(rng: random.Random, level: Level, year: int, common: dict) -> Listing:
    kind = rng.choices((ConstructionKind.NEW, ConstructionKind.CONTINUED), (30, 70))[0]
    day = date(year, 1, 1) + timedelta(days=rng.randint(0, 330))
    admitted_on = day if kind is ConstructionKind.NEW else date(2022, 5, 1)
    return Listing(
        year=year, level=level, construction_kind=kind, admitted_on=admitted_on,
        valid_from=date(year, 1, 1), **common,
    )


def _start(rng: random.Random, common: dict) -> Milestone:
    day = date(2023, 1, 1) + timedelta(days=rng.randint(0, 1000))
    return Milestone(
        node=Node.START, planned_on=day, planned_precision=Precision.MONTH, actual_on=day,
        actual_precision=Precision.DAY, recognised_on=day, **common,
    )


def fill_month(year: int, month: int) -> None:
    """填一个月 — one month of every project of the batch that lacks it, inside the database, in plain SQL."""
    quote = connection.ops.quote_name
    amounts, projects = MonthlyAmount._meta.db_table, Project._meta.db_table
    columns = ("year", "month", "basis", "recorded_at", "origin", "batch", "amount_wan", "project_id")
    at = connection.ops.adapt_datetimefield_value(moment(RECORDED_ON))
    given: list[Any] = [year, month, Basis.REPORTED.value, at, "规模数据", BATCH]
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {quote(amounts)} ({', '.join(map(quote, columns))}) "
            f"SELECT %s, %s, %s, %s, %s, %s, (p.id * 7919 + %s * 104729) %% 900 + 20, p.id "
            f"FROM {quote(projects)} p WHERE p.batch = %s AND NOT EXISTS ("
            f"SELECT 1 FROM {quote(amounts)} a WHERE a.project_id = p.id AND a.year = %s "
            f"AND a.month = %s)",
            [*given, month, BATCH, year, month],
        )
