"""One month, as it is lived: the ledger comes in at the 区重大办, the 专报 goes out, the leader asks why.

Everything is done through the pages; the figures are counted here by hand (万元).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests import browser, people, workbooks
from tests.journeys.conftest import Town
from tests.journeys.town import ACCOUNTS

pytestmark = pytest.mark.browser

TOWN = "small"
HEADS = (
    "序号",
    "项目名称",
    "所属板块",
    "项目级别",
    "建设性质",
    "年度计划投资（万元）",
    "3月完成投资（万元）",
    "计划开工时间",
    "廊道编号",
)
ROWS = (
    (1, "云岫储能基地一期", "砚湖镇", "省重大", "续建", 120000, 11000, "2024年3月", "L-01"),
    (2, "苔溪智能装备产业园项目", "苔溪镇", "省重大", "续建", 60000, 7000, "2024年6月", "L-02"),
    (3, "砚湖绿色水厂扩建", "砚湖镇", "省重大", "新建", 40000, 4000, "5/02/2025", "L-03"),
    (4, "汀岸数据中心", "云岭街道", "省重大", "新建", 20000, 3000, "2025年2月", "L-04"),
)
# Known before: 10,000 + 9,000 + 5,000 + 5,000 of 120,000 + 60,000; March brings 25,000 more.
BEFORE = ("2.9", "16.1%", "−0.6")
AFTER = ("5.4", "22.5%", "−2.5")
OPENING = "三月以来，各板块围绕年度目标组织施工，重点项目建设总体平稳。"
NEXT = "下一步，督促新建项目抓紧办理施工许可，争取早日开工。"
STORAGE_SUM = Decimal(30000)  # 10,000 + 9,000 + 11,000
STORAGE_MARCH = "11,000"
COMPLETED_SUM = Decimal(54000)


@contextmanager
def person(chromium: Browser, town: Town, who: str) -> Iterator[Page]:
    """A person signs in at a window of an own; nothing may be complained of on the way."""
    with browser.visiting(chromium, town.site, browser.DESK) as seen:
        browser.sign_in(seen.page, ACCOUNTS[who], people.PASSWORD)
        yield seen.page
        assert seen.taken() == []


def lead_figures(page: Page) -> tuple[str, ...]:
    """The first figure of the leader's page: 亿元 completed, rate, points ahead of 序时."""
    page.get_by_role("navigation", name="主导航").get_by_role("link", name="驾驶舱").click()
    hero = page.locator("a.fig.hero").inner_text()
    found = re.search(
        r"([\d.]+)\s*亿元[\s\S]*年度计划的\s*([\d.]+%)[\s\S]*序时差\s*([+−]?[\d.]+)", hero
    )
    assert found, hero
    return found.groups()


def amount(cell: Locator) -> Decimal:
    return Decimal(cell.inner_text().replace(",", "").strip())


def test_from_the_ledger_to_the_month_behind_a_figure(chromium, town, tmp_path):
    ledger = tmp_path / "三月台账.xlsx"
    ledger.write_bytes(workbooks.ledger("2025年3月重大项目进展台账", HEADS, ROWS))
    with person(chromium, town, "office") as page:
        assert lead_figures(page) == BEFORE
        bring_in(page, ledger)
        assert lead_figures(page) == AFTER
        report = issue_a_report(page)
    with person(chromium, town, "leader") as page:
        follow_a_figure(page, report)


def bring_in(page: Page, ledger: Path) -> None:
    """The file is sent, its four questions are answered, and it is imported as a whole."""
    page.get_by_role("navigation", name="主导航").get_by_role("link", name="台账").click()
    page.get_by_label("选一个文件").set_input_files(ledger)
    page.get_by_role("button", name="读这份台账").click()
    expect(page.get_by_role("heading", name="有 1 列没认出来")).to_be_visible()
    assert doors(page) == {"新增": 1, "变更": 1, "待认": 2, "等答复": 1, "拒收": 0}

    page.get_by_label("廊道编号").select_option(label="不导入这列")
    page.get_by_role("button", name="按这样重新比对").first.click()
    expect(page.get_by_role("heading", name="列都认出来了")).to_be_visible()
    row(page, "苔溪智能装备产业园项目").get_by_role("button", name="是“苔溪智能装备产业园").click()
    row(page, "砚湖绿色水厂扩建").locator("button[value='2025-05-02']").click()
    asked = page.get_by_role("region", name="先答这 1 个问题")
    asked.get_by_role("button", name="砚湖镇").click()
    expect(row(page, "汀岸数据中心")).to_contain_text("新增")
    assert doors(page) == {"新增": 2, "变更": 2, "待认": 0, "等答复": 0, "拒收": 0}

    page.get_by_role("button", name="导入 4 行").click()
    page.get_by_role("dialog").get_by_role("button", name="导入 4 行").click()
    expect(page.get_by_text("台账已导入。")).to_be_visible()


def row(page: Page, name: str) -> Locator:
    """The preview's row of a project."""
    return page.locator("table tbody tr").filter(has=page.get_by_role("rowheader", name=name))


def doors(page: Page) -> dict[str, int]:
    """The counts above the preview, by their label."""
    found = [text.split() for text in page.locator(".imps a.fig").all_inner_texts()]
    counts = {words[0]: int(re.match(r"[\d,]+", words[1])[0]) for words in found}
    return {label: counts.get(label, 0) for label in ("新增", "变更", "待认", "等答复", "拒收")}


def issue_a_report(page: Page) -> str:
    """A new draft of March, two paragraphs of the clerk's own, issued; returns its address."""
    page.get_by_role("navigation", name="主导航").get_by_role("link", name="报告").click()
    page.get_by_role("link", name="拟一期").first.click()
    page.get_by_label("年度").fill("2025")
    page.get_by_label("截至月份").select_option(label="3月")
    page.get_by_role("button", name="开始拟稿").click()
    for place, text in (("前言", OPENING), ("下一步工作", NEXT)):
        page.get_by_role("link", name=f"写{place}").click()
        page.get_by_label(place, exact=True).fill(text)
        page.get_by_role("button", name=f"保存{place}").click()
        expect(page.get_by_text(text)).to_be_visible()
    for step in ("送审", "审核通过"):  # nobody else holds a post: the office does every step itself
        page.get_by_role("button", name=step).click()
    page.get_by_role("link", name="签发第 1 期").click()
    page.get_by_role("button", name="签发").click()
    expect(page.get_by_text("已签发").first).to_be_visible()
    return page.url.removesuffix("/issue/")


def follow_a_figure(page: Page, report: str) -> None:
    """The leader: issued paper → a figure → its rows → the project → the month with that amount."""
    page.get_by_role("navigation", name="主导航").get_by_role("link", name="报告").click()
    page.get_by_role("link", name="2025年第1期").click()
    assert page.url.rstrip("/") == report.rstrip("/")
    paper = page.get_by_role("region", name="专报正文")
    for text in (OPENING, NEXT):
        expect(paper.get_by_text(text)).to_be_visible()
    paper.get_by_role("link", name="5.4亿元").first.click()
    rows = page.locator("#rows tbody tr")
    sums = {
        row.get_by_role("rowheader").inner_text(): amount(row.locator("td.n a"))
        for row in rows.all()
    }
    assert sums["云岫储能基地一期"] == STORAGE_SUM
    assert sum(sums.values()) == COMPLETED_SUM == amount(page.locator("#rows tfoot td.n").first)
    rows.filter(has_text="云岫储能基地一期").locator("td.n a").click()
    page.wait_for_url(re.compile(r"/projects/\d+/"))
    march = page.locator("#plan tr#m3")
    expect(march).to_be_in_viewport()
    assert march.locator("td").nth(1).inner_text() == STORAGE_MARCH
    assert amount(march.locator("td").nth(5)) == STORAGE_SUM
    expect(march).to_contain_text("台账!G3")
