"""对应关系 — which cell of the blank takes what: list areas with columns, and single cells."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from zhaotuifu.indicators.definitions import ALL as INDICATORS
from zhaotuifu.indicators.definitions import BY_NAME
from zhaotuifu.submissions.rules.fields import BY_CODE, Sort

CELL = re.compile(r"[A-Z]{1,3}[1-9]\d{0,5}")
LETTERS = re.compile(r"[A-Z]{1,3}")
LAST_ROW = 100_000
TEXT = "text"  # a spot that takes words, not a figure


class Unit(StrEnum):
    """单位 — money as 万元, 亿元 or 元; a rate as 26.3 or as 0.263 shown in percent."""

    WAN = "wan"
    YI = "yi"
    YUAN = "yuan"
    POINTS = "points"
    FRACTION = "fraction"
    PLAIN = ""


class DayForm(StrEnum):
    """日期写法 — as a real date of the spreadsheet, or in words."""

    DATE = "date"
    DAY_TEXT = "ymd"
    DAY_DOTS = "dots"
    MONTH_TEXT = "ym"
    MONTH_DOTS = "ym_dots"


class Order(StrEnum):
    """次序 — of the projects in a list."""

    LISTED = "listed"
    ZONE = "zone"
    PLAN = "plan"
    NAME = "name"


UNIT_LABELS = {
    Unit.WAN: "万元",
    Unit.YI: "亿元",
    Unit.YUAN: "元",
    Unit.POINTS: "% 前的数（26.3）",
    Unit.FRACTION: "按百分比格式（26.3%）",
    Unit.PLAIN: "",
}
DAY_LABELS = {
    DayForm.DATE: "日期，按格子的格式",
    DayForm.DAY_TEXT: "2025年3月31日",
    DayForm.DAY_DOTS: "2025.3.31",
    DayForm.MONTH_TEXT: "2025年3月",
    DayForm.MONTH_DOTS: "2025.3",
}
ORDER_LABELS = {
    Order.LISTED: "按级别和录入先后",
    Order.ZONE: "按板块，计划大的在前",
    Order.PLAN: "按年度计划从大到小",
    Order.NAME: "按名称拼音",
}
COUNT = "count"
SUMS = {"sum_total_wan": "total_wan", "sum_month_wan": "month_wan"}
PARTS = {"": "", "numerator": "（分子）", "denominator": "（分母）"}


def _figures() -> dict[str, str]:
    found = {COUNT: "项目个数", "sum_total_wan": "总投资合计", "sum_month_wan": "当月完成投资合计"}
    for one in INDICATORS:
        found[one.code] = one.name
        if one.code.endswith("_rate"):
            found |= {
                f"{one.code}.{part}": f"{one.name}{word}" for part, word in PARTS.items() if part
            }
    return found


FIGURES = _figures()
MONEY, RATES = "万元", ("%", "个百分点")


def is_money(figure: str) -> bool:
    """是金额 — its unit is to be chosen among 万元, 亿元, 元."""
    code, _, part = figure.partition(".")
    found = BY_NAME.get(code)
    if found is None:
        return figure in ("sum_total_wan", "sum_month_wan")
    return (found.part_unit if part else found.unit) == MONEY


def is_rate(figure: str) -> bool:
    """是比率."""
    found = BY_NAME.get(figure)
    return found is not None and found.unit in RATES


@dataclass(frozen=True, slots=True)
class Filter:
    """范围 — which projects; empty means all."""

    level: str = ""
    zone_id: int | None = None
    kind: str = ""
    construction_kind: str = ""
    stage: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """一列 — the field, its unit, decimals (None: as it is), month (None: the period's) and date form."""

    letter: str
    field: str
    unit: str = ""
    places: int | None = None
    month: int | None = None
    day_form: str = DayForm.DATE
    is_required: bool = False


@dataclass(frozen=True, slots=True)
class Area:
    """列表区 — the prepared rows of a list of projects, its heads above, its sum row."""

    sheet: str
    head_first: int
    head_last: int
    first: int
    last: int
    total: int | None = None
    filter: Filter = field(default_factory=Filter)
    order: str = Order.LISTED
    columns: tuple[Column, ...] = ()


@dataclass(frozen=True, slots=True)
class Spot:
    """单格 — takes a figure or words; on a formula cell the figure is what the formula must come to."""

    sheet: str
    cell: str
    what: str
    text: str = ""
    filter: Filter = field(default_factory=Filter)
    unit: str = ""
    places: int | None = None
    month: int | None = None


@dataclass(frozen=True, slots=True)
class Pointings:
    """对应关系 — of a whole workbook."""

    areas: tuple[Area, ...] = ()
    spots: tuple[Spot, ...] = ()

    @property
    def is_empty(self) -> bool:
        return not any(area.columns for area in self.areas) and not self.spots

    def of_sheet(self, name: str) -> Pointings:
        """一张表的 — areas and spots on the sheet."""
        return Pointings(
            tuple(area for area in self.areas if area.sheet == name),
            tuple(spot for spot in self.spots if spot.sheet == name),
        )

    def with_sheet(self, name: str, other: Pointings) -> Pointings:
        """换一张表的 — the others stay."""
        return Pointings(
            (*(area for area in self.areas if area.sheet != name), *other.areas),
            (*(spot for spot in self.spots if spot.sheet != name), *other.spots),
        )


def as_data(pointings: Pointings) -> dict[str, Any]:
    """成数据 — for a JSON column."""
    data: dict[str, Any] = json.loads(
        json.dumps(asdict(pointings))
    )  # as it comes back: lists, texts
    return data


def pointings_of(data: Mapping[str, Any]) -> Pointings:
    """读数据 — what `as_data` wrote."""
    return Pointings(
        tuple(_area(part) for part in data.get("areas", ())),
        tuple(
            Spot(**part | {"filter": Filter(**part["filter"])}) for part in data.get("spots", ())
        ),
    )


def _area(part: Mapping[str, Any]) -> Area:
    columns = tuple(Column(**column) for column in part["columns"])
    return Area(**{**part, "filter": Filter(**part["filter"]), "columns": columns})


def units_of(code: str) -> tuple[Unit, ...]:
    """能用的单位 — of a field or a figure; empty when it has none. The first is the usual one."""
    found = BY_CODE.get(code)
    if (found and found.sort is Sort.MONEY) or (found is None and is_money(code)):
        return (Unit.WAN, Unit.YI, Unit.YUAN)
    if (found and found.sort is Sort.RATE) or (found is None and is_rate(code)):
        return (Unit.POINTS, Unit.FRACTION)
    return ()


def unit_in(code: str, style: str) -> str:
    """单位 — the chosen one if the field has it, else its usual one."""
    allowed = units_of(code)
    return (style if style in allowed else allowed[0].value) if allowed else ""
