"""How a report says its numbers: the sentences of the first quarter, and the edges."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from zhaotuifu.documents import rules


def test_the_issue_counts_within_the_year_and_in_all():
    assert rules.issue_text(2025, 3, 41) == "2025年第3期（总第41期）"
    assert rules.issue_text(2025, 3) == "2025年第3期"


def test_dates_are_written_without_leading_zeros():
    assert rules.date_text(date(2025, 4, 7)) == "2025年4月7日"
    assert rules.day_text(date(2025, 4, 7)) == "4月7日"
    assert rules.month_text(2025, 3) == "2025年3月"


@pytest.mark.parametrize(
    ("last", "text"),
    [
        (1, "1月"), (2, "1—2月"), (3, "一季度"), (4, "1—4月"), (5, "1—5月"), (6, "上半年"),
        (7, "1—7月"), (8, "1—8月"), (9, "前三季度"), (10, "1—10月"), (11, "1—11月"), (12, "全年"),
    ],
)  # fmt: skip
def test_every_span_from_january_has_the_name_people_use(last, text):
    assert rules.span_text(last) == text


def test_months_are_joined_by_a_full_dash():
    assert rules.months_text(3) == "1—3月"
    assert rules.months_text(5, first=4) == "4—5月"
    assert rules.months_text(4, first=4) == "4月"


@pytest.mark.parametrize(("first", "last"), [(0, 3), (1, 13), (5, 4)])
def test_an_impossible_span_of_months_is_not_printed(first, last):
    with pytest.raises(ValueError, match="month"):
        rules.months_text(last, first)


@pytest.mark.parametrize(
    ("wan", "text"),
    [
        ("165000", "16.5亿元"),
        ("165500", "16.6亿元"),  # half-up; the banker's way would say the same
        ("164500", "16.5亿元"),  # half-up; the banker's way would say 16.4
        ("10000", "1.0亿元"),
        ("9999", "9,999万元"),
        ("8140.5", "8,141万元"),
        ("0", "0万元"),
        ("-12000", "−1.2亿元"),
        ("123456789", "12,345.7亿元"),
        ("9999.5", "1.0亿元"),  # never 10,000万元
        ("0.4", "0.4万元"),  # never 0万元
        ("-0.004", "−0.004万元"),
    ],
)
def test_amounts_are_told_in_yi_from_one_yi_on(wan, text):
    assert rules.amount_text(Decimal(wan)) == text


def test_what_was_not_reported_is_a_dash_and_not_a_zero():
    assert rules.amount_text(None) == "—"
    assert rules.pct_text(None) == "—"
    assert rules.signed_text(None) == "—"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("26.3", "26.3%"),
        ("26.25", "26.3%"),
        ("226", "226.0%"),
        ("0", "0.0%"),
        ("1234.56", "1,234.6%"),
    ],
)
def test_rates_are_half_up_and_never_clamped(value, text):
    assert rules.pct_text(Decimal(value)) == text


@pytest.mark.parametrize(
    ("value", "prose", "table"),
    [
        ("1.3", "高于序时进度1.3个百分点", "+1.3"),
        ("-5.6", "低于序时进度5.6个百分点", "−5.6"),
        ("0.05", "高于序时进度0.1个百分点", "+0.1"),
        ("-0.05", "低于序时进度0.1个百分点", "−0.1"),
        ("0", "与序时进度持平", "0.0"),
        ("-0.04", "与序时进度持平", "0.0"),
        ("0.04", "与序时进度持平", "0.0"),
    ],
)
def test_prose_and_table_agree_on_the_distance_to_schedule(value, prose, table):
    assert rules.points_text(Decimal(value)) == prose
    assert rules.signed_text(Decimal(value)) == table


def test_names_are_joined_and_a_long_list_is_cut_with_its_number():
    assert rules.join_names(["甲", "乙", "丙"]) == "甲、乙、丙"
    assert rules.join_names(["甲", "乙", "丙"], limit=2) == "甲、乙等3个"
    assert rules.join_names(["甲"], limit=1) == "甲"
    assert rules.join_names([]) == ""


@pytest.mark.parametrize(
    ("number", "text"),
    [(1, "一"), (9, "九"), (10, "十"), (11, "十一"), (20, "二十"), (21, "二十一"), (99, "九十九")],
)
def test_headings_are_counted_in_chinese(number, text):
    assert rules.chinese_number(number) == text


@pytest.mark.parametrize("number", [0, 100, -1])
def test_nobody_writes_a_hundredth_heading(number):
    with pytest.raises(ValueError, match="heading"):
        rules.chinese_number(number)


def test_the_four_levels_have_the_four_marks_of_the_standard():
    marks = [rules.heading_text(level, 2, "进度") for level in (1, 2, 3, 4)]
    assert marks == ["二、进度", "（二）进度", "2.进度", "（2）进度"]
    with pytest.raises(ValueError, match="level 5"):
        rules.heading_text(5, 1, "进度")


def test_counts_copies_and_attachments():
    assert rules.count_text(84) == "84个"
    assert rules.count_text(12400, "户") == "12,400户"
    assert rules.copies_text(45) == "共印45份"
    assert [rules.attachment_mark(2, 3), rules.attachment_mark(1, 1)] == ["附件2", "附件"]
