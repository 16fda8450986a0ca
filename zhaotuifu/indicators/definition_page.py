"""定义页 — what an indicator means: words, formula, parameters, versions, and an example from our own rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse

from zhaotuifu.indicators.defined import Definition, Parameter, versions_of
from zhaotuifu.indicators.definitions import BY_NAME
from zhaotuifu.indicators.reader import Reader
from zhaotuifu.indicators.rules import Formula, Indicator, Row, Value
from zhaotuifu.indicators.showing import query_of
from zhaotuifu.indicators.wording import with_unit
from zhaotuifu.kernel.money import ratio_pct
from zhaotuifu.kernel.templatetags.show import pct
from zhaotuifu.progress.states import Node
from zhaotuifu.projects.states import Level

EXAMPLE_ROWS = 3


@dataclass(frozen=True, slots=True)
class ParameterLine:
    """一个参数 — its value in words, whether it holds on the day asked."""

    label: str
    value: str
    unit: str
    valid_from: date | None
    valid_to: date | None
    source: str
    holds: bool
    owner: str


@dataclass(frozen=True, slots=True)
class VersionLine:
    """一版 — with its address; the one in force on the day is marked."""

    definition: Definition
    url: str
    is_shown: bool
    is_in_force: bool


@dataclass(frozen=True, slots=True)
class DefinitionShown:
    """定义页 — one version of a definition, the others, the worked example."""

    definition: Definition
    indicator: Indicator | None
    value_url: str
    parameters: tuple[ParameterLine, ...]
    versions: tuple[VersionLine, ...]
    is_in_force: bool
    example: tuple[str, ...]


def shown(reader: Reader, code: str, version: int | None) -> DefinitionShown | None:
    """写出定义 — the version asked, or the one in force; None when there is no such definition."""
    known = [one for one in versions_of(reader.ask.known_at) if one.code == code]
    standing = reader.defined.by_code.get(code)
    wanted = version if version is not None else standing.version if standing else None
    found = next((one for one in known if one.version == wanted), None)
    if found is None:
        return None
    indicator = BY_NAME.get(code)
    address = reverse("indicator_definition", args=[code])
    in_force = standing.version if standing else None
    return DefinitionShown(
        found, indicator,
        f"{reverse('indicator_page', args=[code])}?{query_of(reader.ask)}" if indicator else "",
        _parameters(reader, found, indicator),
        tuple(
            VersionLine(
                one, f"{address}?{query_of(reader.ask, version=one.version)}",
                one.version == found.version, one.version == in_force,
            )
            for one in reversed(known)
        ),
        found.version == in_force, _example(reader, indicator) if indicator else (),
    )


def _parameters(
    reader: Reader, definition: Definition, indicator: Indicator | None
) -> tuple[ParameterLine, ...]:
    """Its own, and those of the definitions it uses."""
    owners = [(definition, "")]
    for code in indicator.uses if indicator else ():
        other = reader.defined.by_code.get(code)
        if other is not None and other.code != definition.code:
            owners.append((other, other.name))
    return tuple(
        ParameterLine(
            one.label, words_of(one), one.unit if _has_unit(one) else "", one.valid_from,
            one.valid_to, one.source, one.holds_on(reader.ask.as_of), owner,
        )
        for definition_, owner in owners
        for one in definition_.parameters
    )


def _has_unit(parameter: Parameter) -> bool:
    return isinstance(parameter.value, int | float) and not isinstance(parameter.value, bool)


def words_of(parameter: Parameter) -> str:
    """参数的写法 — by level, a node by its name, a list of bands by their names."""
    value: Any = parameter.value
    if isinstance(value, dict):
        parts = [f"{Level(key).label if key else '全部'} {one}" for key, one in value.items()]
        return "；".join(parts) + f"（{parameter.unit}）"
    if isinstance(value, list):
        return "；".join(_band(one) for one in value)
    if value in Node.values:
        return Node(value).label
    return "入库" if value == "admitted" else str(value)


def _band(one: dict[str, Any]) -> str:
    parts = [
        f"{one[name]:,} {unit}"
        for name, unit in (("from_wan", "万元"), ("from_usd_wan", "万美元")) if one.get(name)
    ]
    return f"{one['name']}：{' 或 '.join(parts)}起"


def _example(reader: Reader, indicator: Indicator) -> tuple[str, ...]:
    """What the figure is made of today: a few rows, the rest summed up, the result."""
    scope = reader.ask.scope
    value = reader.with_rows(indicator, scope)
    if value.value is None and not value.rows:
        return ()
    rows = sorted(value.rows, key=lambda row: (-(row.numerator or 0), row.project_id))
    unit = indicator.part_unit
    lines = [_row_text(row, unit) for row in rows[:EXAMPLE_ROWS]]
    if len(rows) > EXAMPLE_ROWS:
        lines.append(f"另有 {len(rows) - EXAMPLE_ROWS:,} 个项目。")
    return (*lines, _result_text(reader, indicator, value))


def _row_text(row: Row, unit: str) -> str:
    if row.denominator is None:
        return f"{row.name}：{with_unit(row.numerator, unit)}"
    above, below = with_unit(row.numerator, unit), with_unit(row.denominator, unit)
    rate = ratio_pct(row.numerator, row.denominator)
    return f"{row.name}：{above} ÷ {below}" + (f" ＝ {pct(rate)}%" if unit == "万元" else "")


def _result_text(reader: Reader, indicator: Indicator, value: Value) -> str:
    result = with_unit(value.value, indicator.unit)
    unit = indicator.part_unit
    if value.denominator is not None and indicator.unit in ("%", "个百分点"):
        text = f"合计 {with_unit(value.numerator, unit)} ÷ {with_unit(value.denominator, unit)} × 100"
        rate = ratio_pct(value.numerator, value.denominator)
        if indicator.unit == "个百分点" and rate is not None and value.value is not None:
            return f"{text} ＝ {pct(rate)}%，减去应到的 {pct(rate - value.value)}%，得 {result}"
        return f"{text} ＝ {result}"
    if isinstance(indicator.function, Formula):
        return f"相加得 {result}"
    month = reader.figures.moment.month
    return f"报告到 {month} 月，得 {result}" if not value.rows else f"得 {result}"


def version_asked(text: str | None) -> int | None:
    """第几版 — from the address; anything else means the one in force."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 5 else None
