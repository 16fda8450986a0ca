"""编一份 — the blank of a version filled for a month, checked and compared with what was sent before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from zhaotuifu.evidence.actions import content
from zhaotuifu.indicators.asking import month_end
from zhaotuifu.indicators.queries import open_book
from zhaotuifu.kernel.verdict import Refused, no
from zhaotuifu.parties.queries import district, zones
from zhaotuifu.submissions.models import Submission, SuperiorVersion
from zhaotuifu.submissions.rules.changes import Change, changes, content_of
from zhaotuifu.submissions.rules.checks import (
    MOST_SHOWN,
    Expected,
    Finding,
    Grade,
    compared,
    expectations,
    missing,
)
from zhaotuifu.submissions.rules.filling import (
    FilledArea,
    FilledSpot,
    Ground,
    filled_area,
    filled_spot,
    months_asked,
)
from zhaotuifu.submissions.rules.layout import layouts_of, place_of
from zhaotuifu.submissions.rules.pointing import TEXT, Pointings, pointings_of
from zhaotuifu.submissions.states import SubmissionState
from zhaotuifu.submissions.workbook import asking

LONGEST_LIST = 10_000


@dataclass(frozen=True, slots=True)
class Filled:
    """填好的一份 — the file, what the page shows of it, and what is frozen when it is sent."""

    data: bytes
    pictures: list[dict[str, Any]]
    findings: tuple[Finding, ...]
    content: dict[str, Any]
    changes: tuple[Change, ...]
    project_ids: tuple[int, ...]

    @property
    def frozen(self) -> dict[str, Any]:
        """定格 — plain data."""
        return {
            "pictures": self.pictures,
            "content": self.content,
            "findings": [asdict(one) for one in self.findings],
            "changes": [asdict(one) for one in self.changes],
        }


def composed(
    version: SuperiorVersion, *, year: int, month: int, on: date, known_at: datetime | None = None
) -> Filled:
    """编一份 — from what was known at the moment (None: now); a fixed number of SQL statements.

    Raises `Refused` when nothing is pointed, nothing is listed, or the workbook cannot be filled.
    """
    pointings = pointings_of(version.pointings)
    if pointings.is_empty:
        raise Refused(no("这份空表还没有对应任何一列、一格。请先去对应，再填。"))
    ground = _ground(pointings, year, month, on, known_at)
    if not ground.book.lines:
        raise Refused(no(f"{year} 年 {month} 月还没有列入的项目，没有可填的内容。请先导入台账。"))
    layouts = {layout.name: layout for layout in layouts_of(version.layout)}
    areas = tuple(
        filled_area(area, layouts[area.sheet], ground) for area in pointings.areas if area.columns
    )
    spots = tuple(filled_spot(spot, ground) for spot in pointings.spots)
    _within_limits(areas)
    expected = expectations(areas, spots, layouts, ground)
    answer, data = asking.fill(content(version.blank), _order(areas, spots, layouts, expected))
    findings = _findings(areas, spots, expected, answer)
    made = content_of(areas, spots)
    before = last_sent(version.table_id, year, month)
    differs = changes(before.frozen["content"], made) if before else ()
    ids = {line.project_id for area in areas for line in area.lines}
    if any(one.spot.what != TEXT for one in spots):
        ids |= {line.project_id for line in ground.book.lines}
    return Filled(data, answer["pictures"], findings, made, differs, tuple(sorted(ids)))


def _ground(
    pointings: Pointings, year: int, month: int, on: date, known_at: datetime | None
) -> Ground:
    books = {
        number: open_book(year=year, as_of=month_end(year, number), known_at=known_at)
        for number in sorted(months_asked(pointings, month))
    }
    root = district()
    order = {zone.id: place for place, zone in enumerate(zones())}
    return Ground(year, month, root.name if root else "", on, order, books)


def _within_limits(areas: tuple[FilledArea, ...]) -> None:
    for area in areas:
        if len(area.lines) > LONGEST_LIST:
            raise Refused(
                no(
                    f"列表有 {len(area.lines):,} 个项目，一张表最多填 {LONGEST_LIST:,} 个。"
                    "请在对应关系里限定级别、板块或建设性质，分几张表填。"
                )
            )


def _order(areas, spots, layouts, expected: tuple[Expected, ...]) -> dict[str, Any]:
    return {
        "areas": [
            {
                "sheet": one.area.sheet,
                "first": one.area.first,
                "last": one.area.last,
                "letters": [column.letter for column in one.area.columns],
                "rows": one.rows,
            }
            for one in areas
        ],
        "spots": [
            {"sheet": one.spot.sheet, "cell": one.spot.cell, "value": one.value}
            for one in spots
            if place_of(one.spot.cell) not in layouts[one.spot.sheet].formulas
        ],
        "ask": [[one.sheet, one.cell] for one in expected],
    }


def _findings(
    areas: tuple[FilledArea, ...],
    spots: tuple[FilledSpot, ...],
    expected: tuple[Expected, ...],
    answer: Mapping[str, Any],
) -> tuple[Finding, ...]:
    found = [compared(one, asked) for one, asked in zip(expected, answer["asked"], strict=True)]
    for area, placed in zip(areas, answer["areas"], strict=True):
        surplus = placed["count"] - max(1, len(area.rows))
        if surplus > 0:
            found.append(
                Finding(
                    Grade.UNKNOWN,
                    area.area.sheet,
                    f"预置的行比项目多 {surplus} 行，别的公式指着它们，没有删，留空。请打开文件看一眼。",
                )
            )
    spoken = {one.place for one in found}
    found += [
        Finding(
            Grade.UNKNOWN,
            f"{sheet}!{cell}",
            f"公式显示 {text}。若因没有数据，报送前可手工改为空。",
            text,
        )
        for sheet, cell, text in answer["faults"]
        if f"{sheet}!{cell}" not in spoken
    ]
    lacking = missing(areas, spots)
    found += lacking[:MOST_SHOWN]
    if len(lacking) > MOST_SHOWN:
        found.append(
            Finding(Grade.MISSING, "", f"还有 {len(lacking) - MOST_SHOWN:,} 处缺数，没有列出。")
        )
    rank = list(Grade)
    return tuple(sorted(found, key=lambda one: rank.index(Grade(one.grade))))


def last_sent(table_id: int, year: int, month: int) -> Submission | None:
    """上一次报的 — of the table and month; one SQL statement."""
    return (
        Submission.objects.filter(
            table=table_id, year=year, month=month, state=SubmissionState.SENT
        )
        .select_related("file")
        .order_by("-number", "-id")
        .first()
    )
