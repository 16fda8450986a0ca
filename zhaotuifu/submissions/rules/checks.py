"""核对 — whether the superior's sums come to ours, and what is still missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from zhaotuifu.indicators import definitions
from zhaotuifu.kernel.money import plain, round_half_up
from zhaotuifu.submissions.rules.fields import BY_CODE, Sort
from zhaotuifu.submissions.rules.filling import (
    FilledArea,
    FilledSpot,
    Ground,
    exact_sum,
    lines_of,
)
from zhaotuifu.submissions.rules.layout import SheetLayout, column_letters, column_number, place_of
from zhaotuifu.submissions.rules.pointing import FIGURES, Unit, is_rate
from zhaotuifu.submissions.rules.proposing import field_of, unit_of

MOST_SHOWN = 200
RATE_SLACK = Decimal("0.1")  # 百分点 that rounded sums may move a rate by


class Grade(StrEnum):
    """轻重 — `wrong` stands in the way of sending unless a reason is given."""

    WRONG = "wrong"
    ROUNDING = "rounding"
    MISSING = "missing"
    UNKNOWN = "unknown"
    FINE = "fine"


@dataclass(frozen=True, slots=True)
class Finding:
    """一条发现 — where, what, the two figures if it compares some, the project if one is to be mended."""

    grade: str
    place: str
    sentence: str
    theirs: str = ""
    ours: str = ""
    project_id: int | None = None


@dataclass(frozen=True, slots=True)
class Expected:
    """该是多少 — of one cell of the superior's: our unrounded figure, and the sum of the rounded rows."""

    sheet: str
    cell: str
    label: str
    ours: Decimal | None
    rows_sum: Decimal | None
    count: int
    places: int | None
    is_rate: bool = False
    is_percent: bool = False  # shown in percent, so the cell holds a fraction for certain
    written: Decimal | None = None  # what we wrote there ourselves; None for a formula


def expectations(
    areas: Sequence[FilledArea],
    spots: Sequence[FilledSpot],
    layouts: Mapping[str, SheetLayout],
    ground: Ground,
) -> tuple[Expected, ...]:
    """要核对的格 — sum rows of the lists, and single cells: formulas and what we wrote in a sum row."""
    found = [one for area in areas for one in _totals(area, layouts[area.area.sheet], ground)]
    taken = {(one.sheet, one.cell) for one in found}
    for spot in spots:
        layout = layouts[spot.spot.sheet]
        if spot.spot.what not in FIGURES:
            continue
        key = (spot.spot.sheet, spot.spot.cell)
        rows_sum, count = _under(spot, areas)
        if place_of(spot.spot.cell) in layout.formulas:
            found = [one for one in found if (one.sheet, one.cell) != key]
            parts = count or sum(one.spot.what == spot.spot.what for one in spots)
            found.append(_spot(spot, rows_sum, parts, None))
        elif key not in taken and rows_sum is not None and spot.value:
            found.append(_spot(spot, rows_sum, count, Decimal(spot.value["n"])))
    return tuple(found)


def _spot(
    spot: FilledSpot, rows_sum: Decimal | None, count: int, written: Decimal | None
) -> Expected:
    one = spot.spot
    exact = spot.exact
    if exact is not None and is_rate(one.what) and one.unit == Unit.FRACTION:
        exact *= 100
    return Expected(
        one.sheet,
        one.cell,
        FIGURES[one.what],
        exact,
        rows_sum,
        count,
        one.places,
        is_rate=is_rate(one.what),
        is_percent=one.unit == Unit.FRACTION,
        written=written,
    )


def _under(spot: FilledSpot, areas: Sequence[FilledArea]) -> tuple[Decimal | None, int]:
    """The sum of the rounded rows above a figure that stands in a list's sum row."""
    row, column = place_of(spot.spot.cell)
    for area in areas:
        if area.area.sheet != spot.spot.sheet or area.area.total != row:
            continue
        for place, one in enumerate(area.area.columns):
            if column_number(one.letter) == column and BY_CODE[one.field].is_summed:
                return rounded_sum(area, place), len(area.lines)
    return None, 0


def rounded_sum(area: FilledArea, place: int) -> Decimal:
    """各行之和 — of what was written in a column."""
    return sum(
        (Decimal(value["n"]) for row in area.rows if (value := row[place]) and "n" in value),
        Decimal(0),
    )


def _totals(area: FilledArea, layout: SheetLayout, ground: Ground) -> list[Expected]:
    row = area.area.total
    if row is None:
        return []
    pointed = {column_number(one.letter): place for place, one in enumerate(area.area.columns)}
    found = []
    for at, number in sorted(layout.formulas):
        if at != row:
            continue
        place = pointed.get(number)
        if place is not None:
            found.append(_pointed_total(area, layout, ground, number, place))
        else:
            found.append(_guessed_total(area, layout, ground, number))
    return [one for one in found if one is not None]


def _pointed_total(
    area: FilledArea, layout: SheetLayout, ground: Ground, number: int, place: int
) -> Expected | None:
    column = area.area.columns[place]
    field = BY_CODE[column.field]
    if field.sort is Sort.RATE:
        return _rate(area, layout, ground, number)
    if not field.is_summed:
        return None
    month = column.month or ground.month
    ours = exact_sum(area.lines, field, month, column.unit) if month <= ground.month else None
    return Expected(
        area.area.sheet,
        f"{column.letter}{area.area.total}",
        area.heads[place],
        ours,
        rounded_sum(area, place),
        len(area.lines),
        column.places,
    )


def _guessed_total(
    area: FilledArea, layout: SheetLayout, ground: Ground, number: int
) -> Expected | None:
    """A sum over a column of the superior's own formulas: what it means is told by its head."""
    head = layout.head(area.area, number)
    field = BY_CODE.get(field_of(head)[0])
    if field is not None and field.sort is Sort.RATE:
        return _rate(area, layout, ground, number)
    if field is None or not field.is_summed:
        return None
    unit = unit_of(field.sort, head, layout, area.area)
    like = [one.places for one in area.area.columns if BY_CODE[one.field].sort is field.sort]
    places = min((n for n in like if n is not None), default=None)
    ours = exact_sum(area.lines, field, ground.month, unit)
    # The rows are the superior's formulas over rounded figures: how they add up is theirs to say.
    cell = f"{column_letters(number)}{area.area.total}"
    return Expected(area.area.sheet, cell, head, ours, None, len(area.lines) * 12, places)


def _rate(area: FilledArea, layout: SheetLayout, ground: Ground, number: int) -> Expected | None:
    head = layout.head(area.area, number)
    if field_of(head)[0] not in ("rate_pct", ""):
        return None
    lines = lines_of(ground.book, area.area.filter)
    ours = definitions.BY_NAME["completion_rate"].of(lines, ground.book.moment).value
    row = area.area.total or 0
    format_ = layout.formats.get((row, number), "")
    return Expected(
        area.area.sheet,
        f"{column_letters(number)}{row}",
        head or "完成率",
        ours,
        None,
        len(lines),
        places_in_percent(format_),
        is_rate=True,
        is_percent="%" in format_,
    )


def places_in_percent(format_: str) -> int:
    """百分比小数位 — as the cell shows them; 2 when its format says nothing."""
    if "%" not in format_:
        return 2
    return len(format_.partition(".")[2].partition("%")[0])


def compared(one: Expected, asked: Mapping[str, Any], unit_rows: int = 0) -> Finding:
    """一格的核对 — the evaluated cell against ours."""
    place = f"{one.sheet}!{asked['cell']}"
    if one.written is None and not asked["is_known"]:
        return Finding(
            Grade.UNKNOWN,
            place,
            f"{one.label}：这个公式由 Excel 计算，系统没有核对。请打开文件看一眼。",
            ours=_said(one.ours, one),
        )
    theirs = (
        one.written if one.written is not None else (Decimal(asked["n"]) if "n" in asked else None)
    )
    if theirs is None:
        text = asked.get("t", "")
        if one.ours is None:
            return Finding(Grade.FINE, place, f"{one.label}：两边都没有数。", text)
        return Finding(
            Grade.WRONG,
            place,
            f"{one.label}：表里是“{text or '空'}”，我们有数。",
            text,
            _said(one.ours, one),
        )
    if one.ours is None:
        grade = Grade.FINE if theirs == 0 else Grade.WRONG
        return Finding(grade, place, f"{one.label}：我们没有这个数。", plain(theirs) or "0")
    return _rate_compared(one, theirs, place) if one.is_rate else _sum_compared(one, theirs, place)


def _sum_compared(one: Expected, theirs: Decimal, place: str) -> Finding:
    assert one.ours is not None
    ours = _rounded(one.ours, one)
    figures = (plain(theirs) or "0", plain(ours) or "0")
    step = Decimal(1).scaleb(-(8 if one.places is None else one.places))
    slack = step * (one.count + 1) / 2
    by_rows = one.rows_sum is None or theirs == one.rows_sum or one.written == theirs
    if theirs == ours and (one.written is None or one.rows_sum in (None, ours)):
        return Finding(Grade.FINE, place, f"{one.label}：与我们的指标一致。", *figures)
    if one.written is not None and one.rows_sum is not None:
        gap = one.rows_sum - theirs
        if abs(gap) <= slack:
            rows = plain(one.rows_sum)
            return Finding(
                Grade.ROUNDING,
                place,
                f"{one.label}：合计与各行之和（{rows}）差 {plain(abs(gap))}，因各行四舍五入。",
                *figures,
            )
    elif by_rows and abs(theirs - one.ours) <= slack:
        said = plain(abs(theirs - ours))
        return Finding(
            Grade.ROUNDING,
            place,
            f"{one.label}：各行之和与指标差 {said}，因各行四舍五入。",
            *figures,
        )
    return Finding(
        Grade.WRONG,
        place,
        f"{one.label}：表里合计与我们的指标不一致。请核对范围、单位和公式。",
        *figures,
    )


def _rate_compared(one: Expected, theirs: Decimal, place: str) -> Finding:
    """A rate stands as 26.3 or as 0.263: where the format does not say, the nearer one is meant."""
    assert one.ours is not None
    if one.is_percent:
        theirs *= 100
    else:
        theirs = min((theirs, theirs * 100), key=lambda value: abs(value - (one.ours or 0)))
    places = 2 if one.places is None else min(one.places, 4)
    figures = (
        plain(round_half_up(theirs, places)) or "0",
        plain(round_half_up(one.ours, places)) or "0",
    )
    gap = abs(theirs - one.ours)
    if figures[0] == figures[1]:
        return Finding(Grade.FINE, place, f"{one.label}：与我们的指标一致。", *figures)
    if gap <= RATE_SLACK:
        return Finding(
            Grade.ROUNDING,
            place,
            f"{one.label}：差 {plain(round_half_up(gap, 2))} 个百分点，因四舍五入。",
            *figures,
        )
    return Finding(
        Grade.WRONG, place, f"{one.label}：表里的比率与我们的指标不一致。请核对公式。", *figures
    )


def _rounded(value: Decimal, one: Expected) -> Decimal:
    return round_half_up(value, 8 if one.places is None else one.places)


def _said(value: Decimal | None, one: Expected) -> str:
    return (
        ""
        if value is None
        else (plain(round_half_up(value, 2) if one.is_rate else _rounded(value, one)) or "0")
    )


def missing(areas: Sequence[FilledArea], spots: Sequence[FilledSpot]) -> list[Finding]:
    """缺的 — required columns without a value, project by project; single cells without a figure."""
    found = []
    for area in areas:
        wanted = [place for place, one in enumerate(area.area.columns) if one.is_required]
        for line, row in zip(area.lines, area.rows, strict=True):
            lacking = [area.heads[place] for place in wanted if row[place] is None]
            if lacking:
                found.append(
                    Finding(
                        Grade.MISSING,
                        area.area.sheet,
                        f"{line.name}：缺{'、'.join(lacking)}。",
                        project_id=line.project_id,
                    )
                )
    for spot in spots:
        if spot.value is None:
            one = spot.spot
            found.append(
                Finding(
                    Grade.MISSING,
                    f"{one.sheet}!{one.cell}",
                    f"{FIGURES.get(one.what, one.what)}：没有数，这格空着。",
                )
            )
    return found


def stands_in_the_way(findings: Sequence[Finding]) -> str:
    """拦住报送的 — in one sentence; empty when nothing does."""
    wrong = [one for one in findings if one.grade == Grade.WRONG]
    if not wrong:
        return ""
    more = f"等 {len(wrong)} 处" if len(wrong) > 1 else ""
    return f"{wrong[0].place} {wrong[0].sentence.rstrip('。')}{more}"
