"""上报的布景 — tables made from blanks, pointed and in use; a small district's projects."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import datetime
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests import people, things
from tests.submissions import blanks
from zhaotuifu.kernel.actor import Actor
from zhaotuifu.projects.states import ConstructionKind, Level
from zhaotuifu.submissions.actions import sending, tables
from zhaotuifu.submissions.models import Submission, SuperiorVersion
from zhaotuifu.submissions.rules.pointing import Area, Filter, Pointings, Spot, pointings_of
from zhaotuifu.submissions.states import Cadence

LIST, CELLS = "市重大项目进度月报", "重大项目季度汇总表"


def projects(at: datetime) -> dict[str, int]:
    """六个市重大和一个省重大 — months to March, amounts with fractions that rounding moves."""
    made = {}
    for number in range(1, 7):
        name = f"云岭示例项目{number}"
        made[name] = things.project(
            name, "砚湖镇" if number % 2 else "苔溪镇", at=at, level=Level.CITY,
            plan_wan=f"{1000 * number}.125", months=("10.5", "20", f"{number}.125"),
            kind=ConstructionKind.NEW if number > 4 else ConstructionKind.CONTINUED,
        )  # fmt: skip
    made["省级样板"] = things.project(
        "省级样板", "砚湖镇", at=at, plan_wan="90000", months=("1", "2", "3")
    )
    return made


def listed(by: Actor, at: datetime, *, year: int = 2025, name: str = LIST) -> SuperiorVersion:
    """月报，按建议对应，已启用."""
    version = tables.create_table(
        name=name, recipient="市发展改革委", cadence=Cadence.MONTHLY, year=year,
        data=blanks.monthly_list(), file_name="月报空表.xlsx", by=by, at=at,
    )  # fmt: skip
    use(version, by, at)
    return version


def use(version: SuperiorVersion, by: Actor, at: datetime) -> None:
    tables.take_into_use(version=version, by=by, at=at, revision=version.revision)


def re_pointed(version: SuperiorVersion, **changes: Any) -> Pointings:
    """The proposed pointings with the first list area changed."""
    pointings = pointings_of(version.pointings)
    return replace(pointings, areas=(replace(pointings.areas[0], **changes),))


def fixed_spots() -> Pointings:
    """季报的单格 — figures by 板块, and formulas that must come to ours."""
    spots = [Spot("汇总表", "B2", "text", "{年}年第{季}季度")]
    for name, row in blanks.ZONE_ROWS.items():
        zone = Filter(zone_id=people.organisation(name).pk)
        spots += [
            Spot("汇总表", f"B{row}", "count", filter=zone),
            Spot("汇总表", f"C{row}", "annual_plan", filter=zone, unit="yi", places=4),
            Spot("汇总表", f"D{row}", "completed", filter=zone, unit="yi", places=4),
        ]
    spots += [
        Spot("汇总表", "B7", "count"),
        Spot("汇总表", "C7", "annual_plan", unit="yi", places=4),
        Spot("汇总表", "D7", "completed", unit="yi", places=4),
        Spot("汇总表", "E7", "completion_rate", unit="points", places=1),
        Spot(
            "汇总表",
            "C9",
            "annual_plan",
            filter=Filter(construction_kind="new"),
            unit="yi",
            places=2,
        ),
    ]
    return Pointings((), tuple(spots))


def fixed(by: Actor, at: datetime) -> SuperiorVersion:
    """季报，单格都指好，已启用."""
    version = tables.create_table(
        name=CELLS, recipient="市重大项目办", cadence=Cadence.QUARTERLY, year=2025,
        data=blanks.fixed_cells(), file_name="季报空表.xlsx", by=by, at=at,
    )  # fmt: skip
    tables.point(version=version, pointings=fixed_spots(), by=by, at=at, revision=version.revision)
    use(version, by, at)
    return version


def started(version: SuperiorVersion, by: Actor, at: datetime, month: int = 3) -> Submission:
    return sending.start(table=version.table, year=2025, month=month, by=by, at=at)


def sent(version: SuperiorVersion, by: Actor, at: datetime, **said: str) -> Submission:
    one = started(version, by, at)
    said = {"method": "市平台上传"} | said
    return sending.send(submission=one, by=by, at=at, revision=one.revision, **said)


def opened(data: bytes) -> Workbook:
    return load_workbook(io.BytesIO(data))


def texts(sheet: Worksheet, row: int) -> list[object]:
    return [cell.value for cell in sheet[row]]


def area(**changes: Any) -> Area:
    return replace(Area("进度月报", 3, 5, 6, 10, 11), **changes)
