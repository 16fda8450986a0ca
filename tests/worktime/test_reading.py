"""管理员 pastes the notice as it was published and gets its days, or what is wrong with it."""

from __future__ import annotations

import pytest

from tests.worktime.calendars import notices
from tests.worktime.notice_texts import TEXTS
from zhaotuifu.kernel.verdict import Verdict
from zhaotuifu.worktime.reading import read_notice
from zhaotuifu.worktime.rules import Notice


def in_order(notice: Notice) -> list:
    return sorted(notice.days, key=lambda day: day.on)


@pytest.mark.parametrize("year", sorted(TEXTS))
def test_each_published_notice_reads_as_the_shipped_facts(year):
    read = read_notice(TEXTS[year])
    assert isinstance(read, Notice), read
    shipped = notices()[year]
    assert in_order(read) == in_order(shipped)
    assert (read.year, read.source, read.issued_on) == (year, shipped.source, shipped.issued_on)


@pytest.mark.parametrize(
    ("wrong", "right", "reason"),
    [
        ("放假安排", "国务院办公厅关于2026年部分节假日安排的通知", "没有找到标题"),
        ("共8天", "共9天", "春节写明共8天，起止日期却是9天"),
        ("5月32日", "5月1日", "劳动节的日期“5月32日至5日”读不出来"),
        ("5月8日(周六)", "5月9日(周六)", "2026年5月8日是星期五，本来就上班"),
        ("", "五、端午节:6月19日(周五)至21日(周日)放假,共3天。", "缺少端午节"),
        ("", "2025年11月4日", "没有找到发布日期"),
        ("2025年13月4日", "2025年11月4日", "没有找到发布日期"),
    ],
)
def test_a_text_that_does_not_hold_together_is_refused(wrong, right, reason):
    assert right in TEXTS[2026]
    read = read_notice(TEXTS[2026].replace(right, wrong))
    assert isinstance(read, Verdict)
    assert reason in read.sentence


def test_a_notice_without_its_number_is_named_by_its_title():
    read = read_notice(TEXTS[2026].replace("国办发明电〔2025〕7号", ""))
    assert read.source == "国务院办公厅关于2026年部分节假日安排的通知"


@pytest.mark.parametrize("text", ["", "会议纪要", "一、元旦：1月1日放假"])
def test_any_other_text_is_refused_not_guessed(text):
    assert "没有找到标题" in read_notice(text).sentence
