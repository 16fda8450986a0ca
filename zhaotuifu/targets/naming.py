"""目标的叫法 — cells and gaps in the words of the office."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from zhaotuifu.parties.actions import UNASSIGNED_ZONE
from zhaotuifu.parties.queries import ZoneLine, zones
from zhaotuifu.projects.states import Level
from zhaotuifu.targets import catalogue
from zhaotuifu.targets.rules import Gap, Key

WHOLE = "全区"


def bearers() -> tuple[ZoneLine, ...]:
    """担目标的板块 — all but 未分, which is no place."""
    return tuple(
        zone for zone in zones() if zone.name != UNASSIGNED_ZONE and zone.closed_on is None
    )


@dataclass(frozen=True, slots=True)
class Names:
    """叫法 — of 板块 by id."""

    zones: Mapping[int, str]

    @classmethod
    def of(cls, zones: Sequence[ZoneLine]) -> Names:
        return cls({zone.id: zone.name for zone in zones})

    def zone(self, zone_id: int | None) -> str:
        """板块 — the district for None."""
        return WHOLE if zone_id is None else self.zones.get(zone_id, "已撤的板块")

    def of_key(self, key: Key) -> str:
        """一格 — 砚湖镇 区重点 新增入库 1—3月."""
        month = f" 1—{key.month}月" if key.month else ""
        return f"{self.zone(key.zone_id)} {of_column(key.indicator, key.level)}{month}"

    def of_gap(self, gap: Gap) -> str:
        """一处差额 — what the district has, what the parts make, the difference with its unit."""
        found = catalogue.measure(gap.key.indicator)
        unit = f" {found.unit}" if found else ""
        month = f" 1—{gap.key.month}月" if gap.key.month else ""
        total = "没有填" if gap.total is None else f" {number(gap.total)}"
        return (
            f"{of_column(gap.key.indicator, gap.key.level)}{month} 全区{total}，"
            f"各板块合计 {number(gap.parts)}，差 {number(gap.difference)}{unit}"
        )


def number(value: Decimal) -> str:
    """数的写法 — thousands, as many decimals as there are."""
    text = f"{value:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def of_column(indicator: str, level: str) -> str:
    """一列 — 区重点 新增入库."""
    found = catalogue.measure(indicator)
    return f"{Level(level).label if level else '全部级别'} {found.name if found else indicator}"
