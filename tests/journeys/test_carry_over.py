"""The turn of the year: the 区重大办 proposes, the 板块 fills in, it is carried over at once and taken back;
and a start whose day is corrected long after its quarter was reported.

Everything is done through the pages; the figures are counted here by hand (万元).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests import browser, people
from tests.journeys.conftest import Town
from tests.journeys.town import ACCOUNTS

pytestmark = pytest.mark.browser

TOWN = "turning"


@contextmanager
def person(chromium: Browser, town: Town, who: str) -> Iterator[Page]:
    """A person signs in at a window of an own; nothing may be complained of on the way."""
    with browser.visiting(chromium, town.site, browser.DESK) as seen:
        browser.sign_in(seen.page, ACCOUNTS[who], people.PASSWORD)
        yield seen.page
        assert seen.taken() == []


def section(page: Page, label: str) -> None:
    page.get_by_role("navigation", name="主导航").get_by_role("link", name=label).click()


def line(page: Page, name: str) -> Locator:
    """The row of a project in the list of the carry-over."""
    return page.locator("#lines tbody tr").filter(has=page.get_by_role("rowheader", name=name))


def sums(page: Page, label: str) -> list[str]:
    """A row of the table of sums: counts by outcome, plans before and after."""
    row = page.get_by_role("region", name="去向和计划，按级别").locator("tr").filter(
        has=page.get_by_role("rowheader", name=label)
    )
    return row.locator("td").all_inner_texts()


# A start that was recognised too early --------------------------------------------------------


def test_a_corrected_start_changes_the_quarter_as_known_now_and_not_as_reported_then(
    chromium: Browser, town: Town
) -> None:
    """Three new projects of the year; by the end of March two had started, as was known then."""
    with person(chromium, town, "office") as page:
        report = issue_a_report(page)
        assert start_rate(page) == "66.7"
        correct_the_start(page, town, "2025-04-08")
        assert start_rate(page) == "33.3"
        moment = explain(page)
        assert start_rate(page, at=moment) == "66.7"
        page.goto(report)
        expect(page.get_by_role("region", name="专报正文")).to_contain_text("开工率66.7%")
        expect(page.locator("main")).to_contain_text("签发以后")
    with person(chromium, town, "leader") as page:
        page.goto(report)
        expect(page.get_by_role("region", name="专报正文")).to_contain_text("开工率66.7%")


def issue_a_report(page: Page) -> str:
    """专报 of the first quarter, issued as it stands; returns its address."""
    section(page, "报告")
    page.get_by_role("link", name="拟一期").first.click()
    page.get_by_label("年度").fill("2025")
    page.get_by_label("截至月份").select_option(label="3月")
    page.get_by_role("button", name="开始拟稿").click()
    for step in ("送审", "审核通过"):  # nobody else holds a post: the office does every step itself
        page.get_by_role("button", name=step).click()
    page.get_by_role("link", name="签发第 1 期").click()
    page.get_by_role("button", name="签发").click()
    expect(page.get_by_text("已签发").first).to_be_visible()
    return page.url.removesuffix("issue/")


def explain(page: Page) -> str:
    """What the paper said against what is known now, project by project; returns the paper's moment."""
    page.goto("/indicators/start_rate/difference/?to=2025-03-31&year=2025")
    page.get_by_role("link", name="上期专报（第1期）").click()
    figures = page.get_by_role("region", name="差额", exact=True).locator(".v").all_inner_texts()
    assert [re.search(r"[\d.]+", text)[0] for text in figures] == ["66.7", "33.3", "33.33"]
    told = page.locator("#parts tbody tr").filter(has=page.get_by_role("link", name="云岭数据中心"))
    expect(told).to_have_count(1)
    return parse_qs(urlsplit(page.url).query)["known_from"][0]


def start_rate(page: Page, at: str = "") -> str:
    """开工率 of the first quarter, on the indicator's own page."""
    asked = urlencode({"year": 2025, "month": 3, "known_at": at})
    page.goto(f"/indicators/start_rate/?{asked}")
    found = re.search(r"([\d.]+)\s*%", page.locator("main").inner_text())
    assert found
    return found[1]


def correct_the_start(page: Page, town: Town, day: str) -> None:
    """The data centre's start had been recognised for March; it was April."""
    page.goto(f"/projects/{town.things['data']}/milestones/")
    start = page.locator("tr").filter(has=page.get_by_role("rowheader", name="开工"))
    for box in start.locator("input:visible").all():
        if box.input_value() == "2025-03-20":
            box.fill(day)
    page.get_by_role("button", name="保存节点").click()
    page.wait_for_url(re.compile(r"/projects/\d+/(?!milestones)"))


# The turn of the year -------------------------------------------------------------------------


def test_the_year_is_carried_over_and_taken_back(chromium: Browser, town: Town) -> None:
    with person(chromium, town, "office") as page:
        begin(page)
        address = page.url.split("#")[0]
    with person(chromium, town, "zone_a") as page:
        fill_in(page)
    with person(chromium, town, "office") as page:
        page.goto(address)
        settle_and_carry_over(page)
        page.goto(address)
        take_back(page)


def begin(page: Page) -> None:
    """Proposed by the rule: what goes on, what ends, what has to be asked."""
    section(page, "项目库")
    page.get_by_role("link", name="结转", exact=True).click()
    page.get_by_label("结转哪一年").select_option(label="2025年 → 2026年")
    page.get_by_role("button", name="提出去向").click()
    expect(page.get_by_role("heading", name="1 行要定")).to_be_visible()
    # 续建 2 (storage, data centre), 新建 2 (cold store, and the lab that is asked), 竣工 1, ends 1.
    # Plans: storage 150,000 left in two years, data centre 8,000, water 6,000, cold store 4,000 again,
    # and the lab's 10,000 if it goes.
    assert sums(page, "合计") == ["2", "2", "1", "1", "6", "1", "76,000", "103,000"]
    expect(line(page, "云岫储能基地一期")).to_contain_text("余 150,000 万元，分 2 年（到 2027年）")
    page.get_by_role("button", name="请板块填").click()
    expect(page.get_by_text("已请板块填，提醒了 1 人。")).to_be_visible()


def fill_in(page: Page) -> None:
    """The clerk of 砚湖镇 finds it among what waits, sees only its own, changes one plan."""
    section(page, "工作台")
    page.get_by_role("link", name="去填").click()
    expect(line(page, "砚湖绿色水厂")).to_be_visible()
    expect(line(page, "苔溪冷链仓储")).to_have_count(0)
    water = line(page, "砚湖绿色水厂")
    water.get_by_role("textbox", name="2026年计划").fill("5200")
    water.get_by_role("textbox", name="说明").fill("尾款明年付不完")
    page.get_by_role("button", name="保存这一页").click()
    expect(page.get_by_text("保存了 1 个项目。")).to_be_visible()


def settle_and_carry_over(page: Page) -> None:
    """The office sees what the 板块 said, settles the question, and writes all of it at once."""
    expect(line(page, "砚湖绿色水厂")).to_contain_text("计划 5,200")
    page.get_by_role("button", name="都按建议：新建").click()
    expect(page.get_by_text("定了 1 个项目。")).to_be_visible()
    assert sums(page, "合计") == ["2", "2", "1", "1", "6", "—", "76,000", "102,200"]
    page.get_by_role("button", name="结转 6 行").click()
    page.get_by_role("dialog").get_by_role("button", name="结转 6 行").click()
    expect(page.get_by_text("已结转。")).to_be_visible()
    page.get_by_role("link", name="看 2026年项目库").click()
    shown = page.locator("main")
    for name in ("云岫储能基地一期", "砚湖绿色水厂", "云岭数据中心", "苔溪冷链仓储", "砚湖研发楼"):
        expect(shown).to_contain_text(name)
    expect(shown).not_to_contain_text("苔溪小学")
    expect(shown).to_contain_text("102,200")


def take_back(page: Page) -> None:
    page.get_by_role("button", name="撤回").first.click()
    page.get_by_role("dialog").get_by_role("button", name="撤回").click()
    expect(page.get_by_text(re.compile("已撤回。"))).to_be_visible()
    page.goto("/projects/?year=2026")
    expect(page.locator("main")).not_to_contain_text("云岫储能基地一期")
