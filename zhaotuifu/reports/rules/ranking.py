"""板块排名 — by completion rate; a joint project counts in each of its 板块, 未分 is in none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from zhaotuifu.documents import rules as wording
from zhaotuifu.documents.blocks import Align, Cell, DataTable, Paragraph
from zhaotuifu.indicators.queries import EVERYTHING, Scope
from zhaotuifu.kernel.money import round_half_up
from zhaotuifu.kernel.templatetags.show import DASH, pct, points, wan
from zhaotuifu.reports.rules.figures import Trace
from zhaotuifu.reports.rules.sentences import (
    ANNUAL_PLAN,
    COMPLETED,
    COMPLETION_RATE,
    SCHEDULE_GAP,
    Runs,
    joined,
    plain,
    sentence,
)

ENDS = 3  # how many are named at the top and at the bottom
ZERO = Decimal(0)
NAMED_MOST = 5  # with ties, no more than this


@dataclass(frozen=True, slots=True)
class ZoneRank:
    """板块名次 — place None when there is no plan to compare with."""

    zone_id: int
    name: str
    projects: int
    rate_pct: Decimal | None
    place: int | None

    @property
    def shown(self) -> Decimal | None:
        """As printed; equal printed rates share a place."""
        return None if self.rate_pct is None else round_half_up(self.rate_pct, 1)


def ranks_of(trace: Trace, zones: Sequence[tuple[int, str]]) -> tuple[ZoneRank, ...]:
    """排名 — best first; equal printed rates share a place; without a plan at the end."""
    found = []
    for position, (zone_id, name) in enumerate(zones):
        lines = trace.within(Scope(zone_id=zone_id))
        if lines:
            rate = trace.value(COMPLETION_RATE, Scope(zone_id=zone_id)).value
            found.append((rate is None, -(rate or Decimal(0)), position, zone_id, name, len(lines)))
    ranks: list[ZoneRank] = []
    for number, (has_none, minus_rate, _, zone_id, name, count) in enumerate(sorted(found), start=1):
        rate = None if has_none else -minus_rate
        rank = ZoneRank(zone_id, name, count, rate, None if has_none else number)
        if ranks and rate is not None and ranks[-1].shown == rank.shown:
            rank = ZoneRank(zone_id, name, count, rate, ranks[-1].place)
        ranks.append(rank)
    return tuple(ranks)


def ranking_blocks(trace: Trace, ranks: Sequence[ZoneRank]) -> tuple[Paragraph | DataTable, ...]:
    """板块情况 — one sentence and the table; nothing without a 板块 that has projects."""
    if not ranks:
        return ()
    words = sentence(_ends(trace, [rank for rank in ranks if rank.place is not None]))
    intro = (*words, plain("各板块投资完成情况见下表。"))
    return (Paragraph(intro), ranking_table(trace, ranks))


def _ends(trace: Trace, ranked: Sequence[ZoneRank]) -> Runs:
    """居前、居后 — only where there is a front and a back to speak of, and somebody has reported."""
    if len(ranked) < 2 or trace.value(COMPLETED, EVERYTHING).value is None:
        return ()
    if ranked[0].shown == ranked[-1].shown:
        return (plain("各板块完成率相同，均为"), _rate(trace, ranked[0]))
    if len(ranked) < 2 * ENDS:
        front: Runs = (plain(f"完成率最高的板块是{ranked[0].name}（"), _rate(trace, ranked[0]), plain("）"))
        back: Runs = (plain(f"最低的是{ranked[-1].name}（"), _rate(trace, ranked[-1]), plain("）"))
        if _is_alone(ranked, 0) and _is_alone(ranked, -1):
            return joined((front, back), "，")
        return ()
    last = ranked[-ENDS].shown or ZERO
    first = [rank for rank in ranked if (rank.place or 0) <= ENDS]
    behind = [rank for rank in ranked if (rank.shown or ZERO) <= last]
    parts = []
    if len(first) <= NAMED_MOST:
        parts.append((plain("完成率居前的板块是"), *_list(trace, first)))
    if len(behind) <= NAMED_MOST and not set(first) & set(behind):
        parts.append((plain("居后的是" if parts else "完成率居后的板块是"), *_list(trace, behind)))
    return joined(parts, "，")


def _is_alone(ranked: Sequence[ZoneRank], at: int) -> bool:
    return sum(rank.shown == ranked[at].shown for rank in ranked) == 1


def _list(trace: Trace, ranks: Sequence[ZoneRank]) -> Runs:
    return joined(
        [(plain(f"{rank.name}（"), _rate(trace, rank), plain("）")) for rank in ranks], "、"
    )


def _rate(trace: Trace, rank: ZoneRank):
    return trace.run(COMPLETION_RATE, Scope(zone_id=rank.zone_id), wording.pct_text(rank.rate_pct))


def ranking_table(trace: Trace, ranks: Sequence[ZoneRank]) -> DataTable:
    """排名表 — its figures open into rows like those of the sentences."""
    head = (
        tuple(
            Cell(text)
            for text in ("位次", "板块", "项目数", "年度计划", "完成投资", "完成率 %", "序时差")
        ),
    )
    body = tuple(_row(trace, rank) for rank in ranks)
    note = "注：联建项目在各相关板块各计一次，全区合计只计一次；没有年度计划的不排位。"
    return DataTable("各板块投资完成情况", "单位：万元", head, body, note=note)


def _row(trace: Trace, rank: ZoneRank) -> tuple[Cell, ...]:
    scope = Scope(zone_id=rank.zone_id)
    count = trace.counted("listed", "项目数", scope, trace.within(scope))
    cells = [
        Cell(str(rank.place) if rank.place else DASH), Cell(rank.name, Align.LEFT),
        Cell(str(rank.projects), Align.RIGHT, key=count.key),
    ]
    for indicator, write in (
        (ANNUAL_PLAN, wan), (COMPLETED, wan), (COMPLETION_RATE, pct), (SCHEDULE_GAP, points)
    ):
        text = write(trace.value(indicator, scope).value)
        key = trace.run(indicator, scope, text).key if text != DASH else None
        cells.append(Cell(text, Align.RIGHT, key=key))
    return tuple(cells)
