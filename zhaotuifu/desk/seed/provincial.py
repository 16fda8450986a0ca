"""演示省重大项目 — the eleven, by hand: their sums are the articles' figures for the first quarter.

Plan Σ 627,400 万元, January to March Σ 165,000 万元: 16.5 亿元, 26.3 %, 1.3 points ahead of 序时.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from zhaotuifu.desk.seed import past, timeline
from zhaotuifu.desk.seed.sketches import (
    LIST_DAY,
    MONTHS,
    YEAR,
    NodeDays,
    Said,
    Sketch,
    Year,
    split,
)
from zhaotuifu.progress.states import Cause, Node
from zhaotuifu.projects.states import ConstructionKind, Kind, Level, Precision

NEW, CONTINUED = ConstructionKind.NEW, ConstructionKind.CONTINUED
CORRECTED = "岚汀碳纤维复合材料"
FIRST_SAID = {(YEAR, 2): Decimal(4600)}  # February as first reported; corrected downward in mid-March


@dataclass(frozen=True, slots=True)
class Big:
    """省重大一行 — as in the 进度表; amounts in 万元; `since_start` is 开工以来累计."""

    name: str
    company: str
    zone: str
    chain: str
    kind: ConstructionKind
    total: int
    since_start: int
    plan: int
    march: int
    quarter: int
    image: str
    following: str
    problems: str = ""
    cause: Cause = Cause.UNSET


ELEVEN = (
    Big("青砚精密传动关节", "青砚传动", "岫云高新园", "机器人", NEW, 126_000, 13_200, 48_000, 5_676, 13_200,
        "桩基完成", "承台施工"),
    Big("沐原人形机器人总装基地", "沐原机器人", "澜汀健康园", "机器人", NEW, 158_000, 14_560, 52_000, 6_261,
        14_560, "基础施工", "承台完成"),
    Big("拾光超精密光学元件", "拾光光电", "榛塘镇", "光电", NEW, 86_000, 8_370, 31_000, 3_599, 8_370,
        "桩基施工", "桩基完成"),
    Big("云岫固态储能电池一期", "云岫储能科技", "岫云高新园", "新型储能", CONTINUED, 520_000, 322_400, 96_000,
        12_358, 28_740, "设备安装", "按计划推进"),
    Big("栖川车规级功率半导体", "栖川半导体", "岫云高新园", "半导体", CONTINUED, 318_000, 197_160, 72_000, 4_505,
        10_630, "主体三层", "确定供电方案后安装设备", "110 千伏接入方案未批", Cause.PERMITS),
    Big("澄屿重组蛋白药生产基地", "澄屿生物科技", "澜汀健康园", "生命健康", CONTINUED, 210_000, 130_200, 58_000,
        7_664, 17_820, "净化装修", "按计划推进"),
    Big("听澜高端影像设备", "听澜医疗科技", "澜汀健康园", "生命健康", CONTINUED, 98_000, 60_760, 36_400, 4_300,
        10_000, "主体封顶", "按计划推进"),
    Big("鹭汀电驱动系统二期", "鹭汀汽车零部件", "青榆经济园", "新能源汽车零部件", CONTINUED, 265_000, 164_300, 81_000,
        10_879, 25_300, "设备安装", "按计划推进"),
    Big("岚汀碳纤维复合材料", "岚汀新材料", "砚湖镇", "新材料", CONTINUED, 145_000, 89_900, 49_000, 5_268, 12_250,
        "厂房竣工", "按计划推进"),
    Big("荻桥港智慧物流枢纽", "荻桥港物流", "墨渡镇", "现代物流", CONTINUED, 112_000, 69_440, 44_000, 3_500, 8_140,
        "地面硬化", "完成北侧地块移交", "北侧 2 户未搬迁", Cause.LAND),
    Big("禾屿绿色建材智能工厂", "禾屿建材", "苔溪镇", "绿色建材", CONTINUED, 132_000, 81_840, 60_000, 6_876, 15_990,
        "钢构吊装", "按计划推进"),
)
STARTED_ON = (date(2025, 2, 18), date(2025, 3, 5), date(2025, 3, 20))
#: of the others, by their number; four of them in 2023
ADMITTED_ON = {
    4: date(2022, 5, 12), 5: date(2023, 6, 12), 6: date(2022, 7, 12), 7: date(2023, 8, 12),
    8: date(2022, 9, 12), 9: date(2023, 10, 12), 10: date(2024, 2, 26), 11: date(2023, 12, 12),
}


def provincial() -> list[Sketch]:
    """省重大项目 — eleven sketches, three of them new and recognised as started in the quarter."""
    starts = iter(STARTED_ON)
    return [
        _sketch(number, big, next(starts) if big.kind is NEW else None)
        for number, big in enumerate(ELEVEN, start=1)
    ]


def _sketch(number: int, big: Big, started_on: date | None) -> Sketch:
    january, february = split(Decimal(big.quarter - big.march), (47, 53))
    admitted_on = LIST_DAY if started_on else ADMITTED_ON[number]
    nodes = _nodes(admitted_on, started_on)
    now = Year(
        big.kind, LIST_DAY, Decimal(big.plan),
        dict(zip(MONTHS, (january, february, Decimal(big.march)), strict=True)),
        {month: _said(big, month) for month in MONTHS},
    )
    before = {} if started_on else _before(number, big, admitted_on, nodes[Node.START].recognised_on)
    return Sketch(
        name=big.name, code=f"{admitted_on:%y%m}-320498-89-01-1000{number:02d}",
        level=Level.PROVINCE, zones=(big.zone,), admitted_on=admitted_on, before_wan=Decimal(0),
        profile=_profile(number, big, admitted_on), nodes=nodes, years=before | {YEAR: now},
        first_said=FIRST_SAID if big.name == CORRECTED else {},
    )


def _before(number: int, big: Big, admitted_on: date, started_on: date | None) -> dict[int, Year]:
    kinds = {
        year: past.kind_in(year, big.kind, admitted_on, started_on)
        for year in range(admitted_on.year, YEAR)
    }
    done = Decimal(big.since_start - big.quarter)
    course = past.Course(
        Kind.INDUSTRY, admitted_on, kinds, Decimal(big.total), Decimal(0), done, started_on,
        is_watched=True,
    )
    return past.years_of(random.Random(number), course)


def _said(big: Big, month: int) -> Said:
    image = big.image if month == MONTHS[-1] else f"推进{big.image}"
    return Said(image, big.following, big.problems, big.cause)


def _profile(number: int, big: Big, admitted_on: date) -> dict[str, object]:
    return {
        "kind": Kind.INDUSTRY, "category": big.chain, "unit_name": f"{big.company}有限公司（演示）",
        "address": f"{big.zone}规划 {number} 号地块", "scale": f"新建厂房及配套设施，用于{big.name}（演示数据）",
        "area_mu": Decimal(60 + 12 * number), "start_year": admitted_on.year,
        "end_year": admitted_on.year + 3, "total_investment_wan": Decimal(big.total),
        "leader": f"挂钩区领导{'一二三四五六七八'[number % 8]}", "lead_department": "区发改局",
        "responsible_unit": big.zone, "responsible_person": "项目分管负责人",
        "contact_name": "项目专员", "contact_phone": f"0519-0000{number:04d}",
    }


def _nodes(admitted_on: date, started_on: date | None) -> dict[Node, NodeDays]:
    start = started_on or admitted_on + timedelta(days=120)
    pile = start - timedelta(days=9)
    finish = date(start.year + 2 if started_on else 2025, 12, 31)
    reached = {
        Node.SIGNED: admitted_on - timedelta(days=90),
        Node.LAND: pile - timedelta(days=40),
        Node.PERMIT: pile - timedelta(days=6),
        Node.PILE: pile,
    }
    return {node: NodeDays(actual_on=day, recognised_on=day) for node, day in reached.items()} | {
        **timeline.in_statistics(start, 24),
        Node.START: NodeDays(_month_end(start), Precision.MONTH, pile, start),
        Node.FINISH: NodeDays(finish, Precision.MONTH),
        Node.PRODUCTION: NodeDays(date(finish.year + 1, 6, 30), Precision.MONTH),
    }


def _month_end(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
