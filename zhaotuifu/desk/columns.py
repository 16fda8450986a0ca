"""列 — every column the list can show: head, unit, value, how it is written; screen, print and Excel read it.

The lamp and the name always stand first. Which others, and in what order, the reader chooses.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from zhaotuifu.desk.asking import Asking
from zhaotuifu.desk.list_rows import ListRow
from zhaotuifu.projects.states import ConstructionKind

TEXT, WAN, RATE, POINTS, DAY, LAMP, NAME, LEVEL = (
    "text", "wan", "rate", "points", "day", "lamp", "name", "level",
)
NUMBERS = frozenset({WAN, RATE, POINTS})
MONEY, PROGRESS, FACTS, DAYS = "投资", "进展", "概况", "时间"
SILENT = frozenset({ConstructionKind.RESERVE, ConstructionKind.PRELIMINARY})


@dataclass(frozen=True, slots=True)
class Column:
    """一列 — `source` names what must be read beside the row; `total` the figure at the foot.

    `kind` says how a value is written; `band` is the merged head above; `width` is Excel's.
    """

    key: str
    label: str
    value: Callable[[ListRow], Any]
    kind: str = TEXT
    band: str = ""
    unit: str = ""
    width: int = 12
    sort: str = ""
    source: str = ""
    total: str = ""
    is_usual: bool = False
    is_fixed: bool = False
    span: str = ""  # how the head is built from the month: "month" or "year"

    def head(self, ask: Asking) -> str:
        """表头 — with the month of the list in it where that belongs."""
        if self.span == "month":
            return f"{ask.month}月{self.label}" if ask.month else f"当月{self.label}"
        return ask.span_label if self.span == "year" else self.label

    @property
    def is_number(self) -> bool:
        return self.kind in NUMBERS


def _more(name: str) -> Callable[[ListRow], Any]:
    return lambda row: row.more.get(name)


def _reported(row: ListRow) -> str:
    if row.month_wan is not None:
        return "已报"
    return "不用报" if row.is_stopped or row.construction_kind in SILENT else "未报"


COLUMNS: tuple[Column, ...] = (
    Column("lamp", "灯", lambda row: row.lamp_label, LAMP, width=8, sort="lamp", is_fixed=True, is_usual=True),
    Column("name", "项目名称", lambda row: row.name, NAME, width=36, sort="name", is_fixed=True, is_usual=True),
    Column("level", "级别", lambda row: row.level_label, LEVEL, width=9, is_usual=True),
    Column("zones", "板块", lambda row: row.zone_names, width=16, is_usual=True),
    Column("construction_kind", "性质", lambda row: row.construction_label, width=9, is_usual=True),
    Column("category", "产业链", lambda row: row.category, width=14, is_usual=True),
    Column("total", "总投资", lambda row: row.total_wan, WAN, MONEY, "万元", 14, "total", total="total_wan",
           is_usual=True),
    Column("plan", "年度计划", lambda row: row.plan_wan, WAN, MONEY, "万元", 14, "plan", total="plan_wan",
           is_usual=True),
    Column("month", "完成", lambda row: row.month_wan, WAN, MONEY, "万元", 14, "month", total="month_wan",
           is_usual=True, span="month"),
    Column("completed", "累计完成", lambda row: row.completed_wan, WAN, MONEY, "万元", 14, "completed",
           total="completed_wan", is_usual=True, span="year"),
    Column("rate", "完成率", lambda row: row.rate_pct, RATE, MONEY, "%", 11, "rate", total="rate_pct",
           is_usual=True),
    Column("gap", "序时差", lambda row: row.gap_points, POINTS, MONEY, "百分点", 13, "gap", total="gap_points",
           is_usual=True),
    Column("stage", "阶段", lambda row: row.stage_label, band=PROGRESS, width=8, is_usual=True),
    Column("image_progress", "形象进度", lambda row: row.image_progress, band=PROGRESS, width=30, is_usual=True),
    Column("code", "项目代码", lambda row: row.code, width=26),
    Column("kind", "大类", lambda row: row.kind_label, width=10),
    Column("programmes", "专项", _more("programmes"), source="programmes", width=18),
    Column("unit_name", "建设单位", _more("unit_name"), band=FACTS, source="profile", width=28),
    Column("address", "建设地点", _more("address"), band=FACTS, source="profile", width=24),
    Column("scale", "建设规模及内容", _more("scale"), band=FACTS, source="profile", width=40),
    Column("area_mu", "用地面积", _more("area_mu"), WAN, FACTS, "亩", 11, source="profile"),
    Column("years", "起止年限", _more("years"), band=FACTS, source="profile", width=12),
    Column("leader", "挂钩领导", _more("leader"), band=FACTS, source="profile"),
    Column("lead_department", "牵头部门", _more("lead_department"), band=FACTS, source="profile", width=16),
    Column("responsible_unit", "责任单位", _more("responsible_unit"), band=FACTS, source="profile", width=16),
    Column("remarks", "备注", _more("remarks"), band=FACTS, source="profile", width=30),
    Column("recognised", "列统完成", _more("recognised"), WAN, MONEY, "万元", 14, source="recognised"),
    Column("completed_total", "开工以来累计", _more("completed_total_wan"), WAN, MONEY, "万元", 14, source="word"),
    Column("reported", "月报", _reported, band=PROGRESS, width=9, span="month"),
    Column("problems", "存在问题", _more("problems"), band=PROGRESS, source="word", width=34),
    Column("cause", "滞后原因", _more("cause"), band=PROGRESS, source="word", width=10),
    Column("next_plan", "下月计划", _more("next_plan"), band=PROGRESS, source="word", width=30),
    Column("lamp_reason", "亮灯原因", lambda row: row.lamp_reason, band=PROGRESS, width=40),
    Column("planned_start", "计划开工", _more("planned_start"), DAY, DAYS, source="milestones"),
    Column("recognised_start", "认定开工", _more("recognised_start"), DAY, DAYS, source="milestones"),
    Column("planned_finish", "计划竣工", _more("planned_finish"), DAY, DAYS, source="milestones"),
    Column("recognised_finish", "认定竣工", _more("recognised_finish"), DAY, DAYS, source="milestones"),
    Column("missing", "待补", lambda row: row.missing, band=PROGRESS, width=24),
)
BY_KEY = {column.key: column for column in COLUMNS}
FIXED = tuple(column for column in COLUMNS if column.is_fixed)
USUAL = tuple(column.key for column in COLUMNS if column.is_usual and not column.is_fixed)
MOST = len(COLUMNS)


def understood(keys: Iterable[str]) -> tuple[str, ...]:
    """认得的列 — in the order given, each once, without the fixed ones; what nobody knows is left out."""
    known = (key for key in keys if key in BY_KEY and not BY_KEY[key].is_fixed)
    return tuple(dict.fromkeys(known))


def shown(keys: Sequence[str], ask: Asking) -> tuple[Column, ...]:
    """显示的列 — the fixed ones, then those chosen (none: the usual); 待补 when that is asked for."""
    chosen = understood(keys) or USUAL
    if ask.is_missing and "missing" not in chosen:
        chosen = (*chosen, "missing")
    return (*FIXED, *(BY_KEY[key] for key in chosen))


@dataclass(frozen=True, slots=True)
class Band:
    """合并表头 — columns that stand side by side under one head; its unit when they share it."""

    label: str
    unit: str
    columns: tuple[Column, ...]

    @property
    def width(self) -> int:
        return len(self.columns)


def bands(columns: Sequence[Column]) -> tuple[Band, ...]:
    """表头分段 — runs of one band; a column without a band is a run by itself."""
    found: list[Band] = []
    for label, run in groupby(columns, key=lambda column: column.band):
        held = tuple(run)
        if label:
            units = {column.unit for column in held if column.kind == WAN}
            found.append(Band(label, units.pop() if len(units) == 1 else "", held))
        else:
            found.extend(Band("", "", (column,)) for column in held)
    return tuple(found)


def sources(columns: Iterable[Column]) -> frozenset[str]:
    """要另读的 — what the chosen columns need beside the row itself."""
    return frozenset(column.source for column in columns if column.source)
