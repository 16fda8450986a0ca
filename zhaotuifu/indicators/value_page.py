"""指标页 — one figure whole: value, comparison, trend, parts, and the rows it is made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.urls import reverse

from zhaotuifu.indicators.breakdown import Breakdown, broken_down
from zhaotuifu.indicators.comparing import RATES, Compared, around, share_pct
from zhaotuifu.indicators.defined import Definition
from zhaotuifu.indicators.definitions import BY_NAME
from zhaotuifu.indicators.queries import EVERYTHING
from zhaotuifu.indicators.reader import Reader
from zhaotuifu.indicators.rules import Indicator, Line, Row, Value
from zhaotuifu.indicators.rules.durations import Duration, day_of
from zhaotuifu.indicators.rules.stated import Handed, Paced
from zhaotuifu.indicators.showing import query_of
from zhaotuifu.indicators.states import Comparison, IndicatorGroup
from zhaotuifu.indicators.value_rows import Rows, rows_of
from zhaotuifu.indicators.wording import (
    MONEY,
    in_large,
    in_table,
    signed_text,
    with_unit,
)
from zhaotuifu.kernel.money import ratio_pct
from zhaotuifu.kernel.pages import Page
from zhaotuifu.kernel.templatetags.show import pct, updown
from zhaotuifu.parties.queries import ZoneLine
from zhaotuifu.progress.states import Cause

#: the same thing over the other denominator: the rolling sum of plans, the fixed target
OTHER_DENOMINATOR = {
    "annual_plan": "plan_target", "plan_target": "annual_plan",
    "completion_rate": "target_completion_rate", "target_completion_rate": "completion_rate",
}
DENOMINATORS = {
    "annual_plan": "滚动合计：随项目入库、退库、调整而变",
    "plan_target": "固定目标：下达后不随项目入库而变",
    "completion_rate": "分母是年度计划投资的滚动合计",
    "target_completion_rate": "分母是下达的年度投资目标，固定",
}
#: what stands beside a figure without being in it
BESIDE = {
    "start_rate": ("early_starts", "start_schedule"), "start_gap": ("start_rate", "start_schedule"),
    "completion_rate": ("schedule", "schedule_gap"), "schedule_gap": ("completion_rate", "schedule"),
    "completed": ("completed_recognised", "completion_rate"),
    "completed_recognised": ("completed", "recognised_rate"), "started": ("start_target_rate",),
    "not_started": ("not_started_share",), "behind": ("behind_share", "schedule"),
    "admitted": ("admitted_target_rate",), "signed": ("signed_amount", "conversion_start"),
}


@dataclass(frozen=True, slots=True)
class Fig:
    """一个大字 — what it is, text, unit, one line below, door."""

    label: str
    text: str
    unit: str
    below: str = ""
    url: str = ""
    tone: str = ""


@dataclass(frozen=True, slots=True)
class ShownRow:
    """一行 — with the project's own rate, what else is said of it, and its page."""

    number: int
    name: str
    code: str
    url: str
    numerator: str
    denominator: str
    rate: str
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TrendRow:
    """一月 — this year's and last year's."""

    label: str
    now: str
    before: str


@dataclass(frozen=True, slots=True)
class Shown:
    """指标页 — everything on it, written out."""

    indicator: Indicator
    definition: Definition | None
    figs: tuple[Fig, ...]
    denominator_note: str
    other: Fig | None
    trend: tuple[TrendRow, ...]
    trend_heads: tuple[str, str]
    trend_unit: str
    parts: Breakdown
    page: Page[ShownRow]
    heads: tuple[str, ...]
    numerator_head: str
    denominator_head: str
    has_rate: bool
    total: tuple[str, str, str]
    definition_url: str
    difference_url: str
    is_stated: bool


def shown(
    reader: Reader, indicator: Indicator, axis: str, number: int, zones: tuple[ZoneLine, ...]
) -> Shown:
    """写出一页 — a fixed number of SQL statements, whatever the number of rows."""
    found = rows_of(reader, indicator, number)
    value, has_denominator = found.value, found.has_denominator
    trend, heads = _trend(reader, indicator)
    is_rate = indicator.unit in RATES
    unit = indicator.part_unit
    return Shown(
        indicator, reader.defined.by_code.get(indicator.code), _figs(reader, indicator, value, found.page.total),
        DENOMINATORS.get(indicator.code, ""), _other(reader, indicator), trend, heads,
        in_large(None, indicator.unit)[1],
        broken_down(reader, indicator, value, axis, zones),
        _page(reader, indicator, found), _note_heads(reader, indicator),
        _numerator_head(indicator), _denominator_head(indicator) if has_denominator else "",
        has_denominator and unit == MONEY,
        (
            in_table(value.numerator, unit) if indicator.unit != "天" else "",
            in_table(value.denominator, unit) if has_denominator else "",
            pct(value.value) if is_rate and indicator.unit == "%" else "",
        ),
        f"{reverse('indicator_definition', args=[indicator.code])}?{query_of(reader.ask)}",
        _difference_url(reader, indicator), isinstance(indicator.function, Handed | Paced),
    )


def _difference_url(reader: Reader, indicator: Indicator) -> str:
    """Why the figure is another than it was: of what adds up."""
    if indicator.additive is None:
        return ""
    return f"{reverse('indicator_difference', args=[indicator.code])}?{query_of(reader.ask)}"


def _figs(reader: Reader, indicator: Indicator, value: Value, count: int) -> tuple[Fig, ...]:
    text, unit = in_large(value.value, indicator.unit)
    figs = [Fig(indicator.name, text, unit, f"{count:,} 个项目" if count else "")]
    if indicator.unit in RATES and value.numerator is not None:
        part = indicator.part_unit
        figs.append(Fig(_numerator_head(indicator), *in_large(value.numerator, part)))
        if value.denominator is not None:
            figs.append(Fig(_denominator_head(indicator), *in_large(value.denominator, part)))
    figs += [Fig(one.name, in_table(one.value, "天"), one.unit) for one in value.also]
    figs += [
        _compared(reader.compare(indicator, value, reader.ask.scope, one), one, indicator)
        for one in Comparison
    ]
    share = _share(reader, indicator, value)
    if share is not None:
        figs.append(Fig("占上一层范围", pct(share), "%"))
    return (*figs, *_beside(reader, indicator))


def _compared(found: Compared, comparison: Comparison, indicator: Indicator) -> Fig:
    if found.difference is None:
        return Fig(comparison.label, "—", "", found.reason)
    then = found.then.value if found.then else None
    below = f"{found.as_of:%Y-%m-%d}：{with_unit(then, indicator.unit)}"
    tone = updown(found.difference) if indicator.unit != "天" else ""
    if found.growth_pct is not None:
        sign = "+" if found.growth_pct > 0 else ""
        return Fig(
            comparison.label, f"{sign}{pct(found.growth_pct)}", "%",
            f"{signed_text(found.difference, indicator.unit)} {indicator.unit}；{below}", tone=tone,
        )
    return Fig(comparison.label, signed_text(found.difference, found.unit), found.unit, below, tone=tone)


def _share(reader: Reader, indicator: Indicator, value: Value) -> Decimal | None:
    scope = reader.ask.scope
    if scope == EVERYTHING or indicator.unit in RATES or indicator.unit == "天":
        return None
    return share_pct(value, reader.value(indicator, around(scope)))


def _beside(reader: Reader, indicator: Indicator) -> tuple[Fig, ...]:
    return tuple(_linked(reader, BY_NAME[code]) for code in BESIDE.get(indicator.code, ()))


def _linked(reader: Reader, indicator: Indicator) -> Fig:
    text, unit = in_large(reader.value(indicator, reader.ask.scope).value, indicator.unit)
    url = f"{reverse('indicator_page', args=[indicator.code])}?{query_of(reader.ask)}"
    return Fig(indicator.name, text, unit, url=url)


def _other(reader: Reader, indicator: Indicator) -> Fig | None:
    code = OTHER_DENOMINATOR.get(indicator.code)
    return _linked(reader, BY_NAME[code]) if code else None


def _trend(reader: Reader, indicator: Indicator) -> tuple[tuple[TrendRow, ...], tuple[str, str]]:
    """This year's months beside last year's: 24 month-ends as two lines."""
    points = reader.trend(indicator, reader.ask.scope)
    year = reader.ask.year
    at: Mapping[tuple[int, int], Value] = {(one.year, one.month): one.value for one in points}
    if not any(one.value.value is not None for one in points):
        return (), ("", "")
    rows = tuple(
        TrendRow(f"{month}月", _point(at.get((year, month)), indicator), _point(at.get((year - 1, month)), indicator))
        for month in range(1, 13)
    )
    return rows, (f"{year}年", f"{year - 1}年")


def _point(value: Value | None, indicator: Indicator) -> str:
    return in_large(value.value if value else None, indicator.unit)[0]


def _page(reader: Reader, indicator: Indicator, found: Rows) -> Page[ShownRow]:
    """One page of the rows, largest part first."""
    page = found.page
    written = tuple(
        _row(reader, indicator, row, found.lines.get(row.project_id), place)
        for place, row in enumerate(page.rows, start=(page.number - 1) * page.size + 1)
    )
    return Page(written, page.number, page.size, page.total)


def _row(
    reader: Reader, indicator: Indicator, row: Row, line: Line | None, place: int
) -> ShownRow:
    unit = indicator.part_unit
    rate = ratio_pct(row.numerator, row.denominator) if unit == MONEY else None
    address = reverse("project_page", args=[row.project_id])
    return ShownRow(
        place, row.name, row.code, f"{address}?year={reader.ask.year}#months",
        in_table(row.numerator, unit), in_table(row.denominator, unit), pct(rate),
        _notes(reader, indicator, line),
    )


def _note_heads(reader: Reader, indicator: Indicator) -> tuple[str, ...]:
    if indicator.group is IndicatorGroup.DURATION:
        return ("从", "到")
    return ("原因", "存在问题") if indicator.group is IndicatorGroup.LAG else ()


def _notes(reader: Reader, indicator: Indicator, line: Line | None) -> tuple[str, ...]:
    heads = _note_heads(reader, indicator)
    if not heads or line is None:
        return tuple("—" for _ in heads)
    if isinstance(indicator.function, Duration):
        ends = indicator.function.ends(reader.figures.moment)
        return tuple(_day(day_of(line, node)) for node in ends)
    return (Cause(line.word.cause).label, line.word.problems or "—")


def _day(on: date | None) -> str:
    return on.isoformat() if on else "—"


def _numerator_head(indicator: Indicator) -> str:
    if indicator.unit == "天":
        return "天数"
    if indicator.unit not in RATES:
        return indicator.name
    names = {
        "recognised_rate": "列统完成", "behind_share": "低于序时", "not_started_share": "未开工",
        "admitted_target_rate": "入库", "start_target_rate": "新开工",
    }
    return names.get(indicator.code, "完成投资" if indicator.part_unit == MONEY else "已达到")


def _denominator_head(indicator: Indicator) -> str:
    if indicator.has_target:
        return "目标"
    if indicator.part_unit == MONEY:
        return "年度计划"
    names = {"behind_share": "有计划的", "not_started_share": "新建"}
    return names.get(indicator.code, "签约" if indicator.group is IndicatorGroup.SIGNING else "计划")
