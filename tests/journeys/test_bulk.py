"""The office changes several projects at once: with the keyboard alone, on a phone, without scripts."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests import browser, people
from tests.journeys.test_phone import low_controls
from tests.journeys.town import ACCOUNTS

pytestmark = pytest.mark.browser

TOWN = "small"
FIRST, SECOND = "云岫储能基地一期", "苔溪智能装备产业园"


def looked_over_and_confirmed(page: Page, leader: str) -> None:
    page.get_by_label("新的挂钩领导").fill(leader)
    page.get_by_label("原因").fill("分工调整")
    page.get_by_role("button", name="看看会改什么").click()
    expect(page.get_by_role("heading", name="将改 2 个项目")).to_be_visible()
    assert page.locator("td.now").all_inner_texts() == [leader] * 2
    page.get_by_role("button", name="确认修改 2 个").click()
    expect(page.get_by_role("heading", name="批量修改#")).to_be_visible()


def test_several_projects_are_changed_with_the_keyboard_and_taken_back(chromium, town):
    with browser.visiting(chromium, town.site, browser.DESK) as seen:
        page = seen.page
        browser.sign_in(page, ACCOUNTS["office"], people.PASSWORD)
        page.goto("/projects/?year=2025")
        bar = page.get_by_role("form", name="对选中的项目")
        expect(bar).to_be_hidden()
        page.get_by_role("checkbox", name=f"选中 {FIRST}").focus()
        page.keyboard.press("Space")
        page.get_by_role("checkbox", name=f"选中 {SECOND}").press("Space")
        expect(bar).to_contain_text("已选 2 个，年度计划 180,000 万元")
        assert browser.axe_findings(page) == []
        bar.get_by_label("改什么").select_option("挂钩领导")
        bar.get_by_role("button", name="批量修改").press("Enter")
        looked_over_and_confirmed(page, "区政府副区长")
        assert browser.axe_findings(page) == []
        page.get_by_role("button", name="撤回").press("Enter")
        page.get_by_role("dialog").get_by_role("button", name="撤回").press("Enter")
        expect(page.get_by_text("这些项目回到修改之前", exact=False).first).to_be_visible()
        assert seen.taken() == []


def test_the_bar_counts_and_lets_go(chromium, town):
    with browser.visiting(chromium, town.site, browser.DESK) as seen:
        page = seen.page
        browser.sign_in(page, ACCOUNTS["office"], people.PASSWORD)
        page.goto("/projects/?year=2025")
        every = page.get_by_role("checkbox", name="全选本页")
        every.check()
        assert page.locator("tr.on").count() == 2
        page.get_by_role("button", name="取消选择").click()
        expect(page.get_by_role("form", name="对选中的项目")).to_be_hidden()
        expect(every).to_be_focused()
        assert page.locator("tr.on").count() == 0


def test_it_is_done_with_a_phone(chromium, town):
    with browser.visiting(chromium, town.site, browser.PHONE) as seen:
        page = seen.page
        browser.sign_in(page, ACCOUNTS["office"], people.PASSWORD)
        page.goto("/projects/?year=2025")
        for name in (FIRST, SECOND):
            page.get_by_role("checkbox", name=f"选中 {name}").check()
        page.get_by_label("改什么").select_option("挂钩领导")
        page.get_by_role("form", name="对选中的项目").get_by_role("button", name="批量修改").click()
        assert low_controls(page) == []
        assert browser.too_wide(page) == ""
        looked_over_and_confirmed(page, "区长")
        assert browser.too_wide(page) == ""
        assert seen.taken() == []


def test_it_is_done_without_scripts(chromium, town):
    context = chromium.new_context(
        base_url=town.site.url, viewport=browser.DESK, locale="zh-CN", java_script_enabled=False
    )
    try:
        page = context.new_page()
        browser.sign_in(page, ACCOUNTS["office"], people.PASSWORD)
        page.goto("/projects/?year=2025")
        for name in (FIRST, SECOND):
            page.get_by_role("checkbox", name=f"选中 {name}").check()
        page.get_by_label("改什么").select_option("挂钩领导")
        page.get_by_role("form", name="对选中的项目").get_by_role("button", name="批量修改").click()
        looked_over_and_confirmed(page, "常务副区长")
    finally:
        context.close()
