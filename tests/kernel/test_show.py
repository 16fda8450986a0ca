"""写法 — what a clerk reads for a figure, a day, a person."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django import forms
from django.test import override_settings

from zhaotuifu.kernel.templatetags import show

NO_VALUE = [None, "", "无", Decimal("NaN")]


@pytest.mark.parametrize("value", NO_VALUE)
@pytest.mark.parametrize("write", [show.wan, show.yi, show.pct, show.points, show.count])
def test_what_is_not_known_is_a_dash_and_never_a_zero(write, value):
    assert write(value) == "—"


@pytest.mark.parametrize("write", [show.day, show.prose_day, show.short_day, show.month,
                                   show.weekday, show.moment, show.span])
def test_a_day_that_is_not_known_is_a_dash(write):
    assert write(None) == "—"
    assert write("") == "—"


@pytest.mark.parametrize(("value", "text"), [
    (Decimal("12400"), "12,400"), (Decimal("1234.5"), "1,234.5"), (Decimal("0.005"), "0.01"),
    (Decimal("-23.8"), "−23.8"), (Decimal("0"), "0"), (Decimal("-0.001"), "0"), (0, "0"),
    (Decimal("1E+5"), "100,000"), (Decimal("99999.995"), "100,000"),
])
def test_an_amount_in_a_table_has_thousands_and_at_most_two_decimals(value, text):
    assert show.wan(value) == text


@pytest.mark.parametrize(("value", "text"), [
    (Decimal("165000"), "16.5"), (Decimal("627400"), "62.74"), (Decimal("100000"), "10.0"),
    (Decimal("164980"), "16.5"), (Decimal("-5000"), "−0.5"), (Decimal("12345678"), "1,234.57"),
])
def test_an_amount_in_prose_is_in_yi_with_one_or_two_decimals(value, text):
    assert show.yi(value) == text


def test_the_writer_may_ask_for_one_decimal_of_yi():
    assert show.yi(Decimal("627400"), 1) == "62.7"


@pytest.mark.parametrize(("value", "text"), [
    (Decimal("26.25"), "26.3"), (Decimal("26.349"), "26.3"), (Decimal("226"), "226.0"),
    (Decimal("100"), "100.0"), (Decimal("-0.04"), "0.0"), (Decimal("1026.31"), "1,026.3"),
])
def test_a_rate_has_one_decimal_half_up_and_is_never_clamped(value, text):
    assert show.pct(value) == text


def test_the_percent_sign_goes_with_a_figure_but_not_with_a_dash():
    assert show.pct(Decimal("26.3"), "%") == "26.3%"
    assert show.pct(None, "%") == "—"


@pytest.mark.parametrize(("value", "text", "colour"), [
    (Decimal("1.3"), "+1.3", "up"), (Decimal("-5.55"), "−5.6", "down"), (Decimal("0"), "0.0", ""),
    (Decimal("0.04"), "0.0", ""), (Decimal("-0.04"), "0.0", ""), (Decimal("0.05"), "+0.1", "up"),
])
def test_points_carry_their_sign_and_the_colour_of_what_is_written(value, text, colour):
    assert show.points(value) == text
    assert show.updown(value) == colour


def test_a_missing_difference_has_no_colour():
    assert show.updown(None) == ""


@pytest.mark.parametrize(("value", "scale", "width"), [
    (Decimal("26.3"), 100, "26.30"), (Decimal("226"), 100, "100.00"), (Decimal("-3"), 100, "0.00"),
    (Decimal("29.3"), 50, "58.60"), (None, 100, "0"), (Decimal("5"), 0, "0"),
])
def test_only_the_bar_stops_at_its_end(value, scale, width):
    assert Decimal(show.bar_width(value, scale)) == Decimal(width)


def test_days_are_written_for_tables_and_for_prose():
    on = date(2025, 3, 31)
    assert show.day(on) == "2025-03-31"
    assert show.prose_day(on) == "2025年3月31日"
    assert show.short_day(on) == "3月31日"
    assert show.month(on) == "2025年3月"
    assert show.weekday(on) == "星期一"


def test_a_month_may_come_as_text():
    assert show.month("2025-03") == "2025年3月"
    assert show.month("2025-13") == "—"
    assert show.month("三月") == "—"


@override_settings(TIME_ZONE="Asia/Shanghai", USE_TZ=True)
def test_a_moment_is_the_day_and_hour_in_the_office():
    late = datetime(2025, 3, 31, 17, 42, tzinfo=UTC)
    assert show.day(late) == "2025-04-01"
    assert show.moment(late) == "2025-04-01 01:42"


@pytest.mark.parametrize(("value", "text"), [
    (3, "1—3月"), (1, "1月"), (12, "1—12月"), (date(2025, 9, 30), "1—9月"), (0, "—"), (13, "—"),
    ("3", "1—3月"),
])
def test_a_cumulative_amount_names_its_months(value, text):
    assert show.span(value) == text


def test_people_are_masked_until_the_role_needs_more():
    assert show.mask_phone("13800000000") == "138****0000"
    assert show.mask_name("示例人") == "示**"
    assert show.mask_phone("") == "—"
    assert show.mask_name(None) == "—"


def test_zero_is_a_value_and_nothing_is_a_dash():
    assert show.dash(0) == 0
    assert show.dash("") == "—"
    assert show.dash(None) == "—"
    assert show.dash("西湖") == "西湖"


def test_a_control_keeps_its_own_class_and_takes_one_more():
    class Amount(forms.Form):
        wan = forms.CharField(widget=forms.TextInput(attrs={"class": "big"}))

    assert 'class="big num"' in show.control(Amount()["wan"], "num")
    assert 'class="big"' in show.control(Amount()["wan"])


def test_an_icon_is_decoration_and_a_misspelt_one_is_noticed():
    assert 'aria-hidden="true"' in show.icon("plus")
    with pytest.raises(KeyError):
        show.icon("pluss")
