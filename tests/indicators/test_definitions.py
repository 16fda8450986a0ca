"""指标定义 — dated rows with parameters and source; the one in force on the day counts, as known at the moment."""

from __future__ import annotations

from copy import copy
from datetime import date, timedelta
from decimal import Decimal

import pytest

from tests.indicators.lines import line
from zhaotuifu.indicators import definitions
from zhaotuifu.indicators.catalogue import TERMS, from_preset, load_definitions
from zhaotuifu.indicators.defined import in_force, preset_rows, versions_of
from zhaotuifu.indicators.models import IndicatorDefinition
from zhaotuifu.indicators.queries import open_book
from zhaotuifu.indicators.rules import Moment
from zhaotuifu.indicators.rules.durations import Duration
from zhaotuifu.indicators.rules.parameters import DEFAULTS, sizes
from zhaotuifu.kernel.actor import SYSTEM
from zhaotuifu.kernel.models import AuditRow
from zhaotuifu.kernel.verdict import Refused

MARCH = date(2025, 3, 31)
SHIPPED = {row.code: row for row in preset_rows("wujin")}


def _next(code: str, **changes) -> IndicatorDefinition:
    row = copy(SHIPPED[code])
    row.version, row.change, row.valid_from = 2, "分母改了", date(2025, 7, 1)
    for name, value in changes.items():
        setattr(row, name, value)
    return row


def _paced(value) -> list[dict]:
    return [dict(SHIPPED["schedule"].parameters[0], value=value)]


def test_every_indicator_is_defined_in_words_with_its_source_and_nothing_else_is():
    assert set(SHIPPED) == {one.code for one in definitions.ALL} | set(TERMS)
    for code, row in SHIPPED.items():
        named = definitions.named(code)
        assert named is None or named.name == row.name, code
        assert row.text and row.formula and row.example and row.source, code
        assert all(one["source"] and one["valid_from"] for one in row.parameters), code


def test_what_the_code_falls_back_on_is_what_the_preset_says():
    for (code, name), value in DEFAULTS.items():
        (stated,) = [one["value"] for one in SHIPPED[code].parameters if one["name"] == name]
        if isinstance(value, dict):
            assert all(stated[level] == value.get(level, value[""]) for level in stated)
        else:
            assert stated == value
    for indicator in definitions.ALL:
        if isinstance(indicator.function, Duration):
            ends = {one["name"]: one["value"] for one in SHIPPED[indicator.code].parameters}
            assert (ends["from"], ends["to"]) == (indicator.function.first, indicator.function.last)


@pytest.mark.django_db
def test_a_library_without_definitions_uses_what_the_software_ships():
    defined = in_force(MARCH)
    assert not IndicatorDefinition.objects.exists()
    assert defined.by_code["schedule"].text == SHIPPED["schedule"].text
    assert defined.parameters["start_schedule", "paced_months"]["province"] == 9
    assert [size.code for size in defined.sizes] == ["yi1", "yi10", "yi100", "usd1", "big"]


@pytest.mark.django_db
def test_loading_is_audited_and_again_changes_nothing(at):
    assert load_definitions(definitions=preset_rows("wujin"), by=SYSTEM, at=at) == len(SHIPPED)
    told = AuditRow.objects.filter(action="载入指标定义")
    assert told.count() == len(SHIPPED)
    assert load_definitions(definitions=preset_rows("wujin"), by=SYSTEM, at=at) == 0


@pytest.mark.django_db
def test_the_version_that_began_by_the_day_counts_and_the_earlier_one_before(at):
    load_definitions(definitions=preset_rows("wujin"), by=SYSTEM, at=at)
    later = at + timedelta(minutes=1)
    load_definitions(definitions=[_next("schedule", parameters=_paced({"": 10}))], by=SYSTEM, at=later)
    for day, version in ((date(2025, 6, 30), 1), (date(2025, 7, 1), 2), (date(2020, 1, 1), 1)):
        assert in_force(day).version("schedule") == version
    assert in_force(date(2025, 7, 1), at).version("schedule") == 1  # as known before it was loaded
    assert in_force(date(2025, 7, 1), at - timedelta(days=9)).version("schedule") == 1
    assert [one.version for one in versions_of(code="schedule")] == [1, 2]
    due = [open_book(year=2025, as_of=day).moment.schedule_pct for day in (date(2025, 6, 30), date(2025, 7, 31))]
    assert due == [50, 70]


@pytest.mark.django_db
def test_words_mended_in_a_version_are_told_as_they_were_known(at):
    load_definitions(definitions=preset_rows("wujin"), by=SYSTEM, at=at)
    mended = copy(SHIPPED["completed"])
    mended.note = "改了说明"
    load_definitions(definitions=[mended], by=SYSTEM, at=at + timedelta(minutes=1))
    assert in_force(MARCH).by_code["completed"].note == "改了说明"
    assert in_force(MARCH, at).by_code["completed"].note == SHIPPED["completed"].note


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"change": ""}, "没有写明与上一版的不同"),
        ({"version": 3}, "没有第 2 版"),
        ({"valid_from": date(2021, 1, 1)}, "应从 2021-01-01 以后起算"),
    ],
)
def test_a_version_out_of_order_is_refused_and_nothing_is_written(at, changes, reason):
    load_definitions(definitions=preset_rows("wujin"), by=SYSTEM, at=at)
    before = IndicatorDefinition.objects.count()
    with pytest.raises(Refused, match=reason):
        load_definitions(definitions=[_next("schedule", **changes)], by=SYSTEM, at=at)
    assert IndicatorDefinition.objects.count() == before


def test_a_definition_of_nothing_or_without_its_source_is_refused_by_name():
    with pytest.raises(Refused, match="没有代码为“nothing”的指标"):
        from_preset({"code": "nothing", "name": "无", "text": "无", "formula": "无", "source": "无"}, MARCH)
    with pytest.raises(Refused, match="缺少 formula、source"):
        from_preset({"code": "completed", "name": "本年累计完成投资", "text": "和"}, MARCH)


def test_a_parameter_holds_from_its_day_to_its_day():
    two = [
        dict(SHIPPED["schedule"].parameters[0], value={"": 12}, valid_to="2025-06-30"),
        dict(SHIPPED["schedule"].parameters[0], value={"": 10}, valid_from="2025-07-01"),
    ]
    from zhaotuifu.indicators.defined import Defined, _definition

    row = copy(SHIPPED["schedule"])
    row.parameters = two
    for day, months in ((date(2025, 6, 30), 12), (date(2025, 7, 1), 10)):
        defined = Defined(day, {"schedule": _definition(row)})
        assert defined.parameters["schedule", "paced_months"] == {"": months}


def test_parameters_by_level_move_the_gap_of_that_level_alone():
    parameters = {("schedule", "paced_months"): {"": 12, "province": 10}}
    moment = Moment(2025, MARCH, 3, parameters=parameters)
    lines = [line(plan="100", months={1: "25"})]
    gap = definitions.named("序时差")
    assert gap.of(lines, moment).value == 0
    province = Moment(2025, MARCH, 3, parameters=parameters, level="province")
    assert gap.of(lines, province).value == -5


def test_a_band_takes_its_threshold_and_either_currency():
    bands = {one.code: one for one in sizes({("size_bands", "bands"): SHIPPED["size_bands"].parameters[0]["value"]})}
    hundred_thousand, dollars = Decimal(100000), Decimal(10000)
    assert bands["big"].takes(hundred_thousand, None) and bands["big"].takes(Decimal(70000), dollars)
    assert not bands["big"].takes(hundred_thousand - 1, dollars - 1)
    assert not bands["usd1"].takes(Decimal(10**9), None)
