"""An administrator opens an account, hands work over and reads a notice; an auditor finds it all."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, expect

from tests import browser, people
from tests.journeys.conftest import Town
from tests.journeys.town import ACCOUNTS
from tests.worktime.notice_texts import TEXTS

pytestmark = pytest.mark.browser

TOWN = "keeping"


def test_an_account_is_opened_its_work_handed_over_and_a_notice_looked_at(
    chromium: Browser, town: Town
) -> None:
    with browser.visiting(chromium, town.site, browser.DESK) as seen:
        page = seen.page
        browser.sign_in(page, ACCOUNTS["admin"], people.PASSWORD)
        expect(page).to_have_url(re.compile("/system/$"))
        expect(page.get_by_role("heading", name="要处理的")).to_be_visible()
        page.get_by_role("link", name="账号和岗位").click()
        page.get_by_role("link", name="开账号").click()
        page.get_by_label("账号").fill("taixi-new")
        page.get_by_label("姓名或岗位").fill("苔溪镇新填报岗")
        page.get_by_label("角色").select_option(label="板块填报")
        page.get_by_label("单位").select_option(label="苔溪镇")
        page.get_by_role("button", name="开账号").click()
        expect(page.locator(".once")).to_have_text(re.compile(r"^\S{16}$"))
        page.get_by_role("link", name="已告诉本人").click()
        expect(page.get_by_role("heading", name="taixi-new")).to_be_visible()

        page.goto("/system/accounts/?q=cast-zone")
        page.get_by_role("link", name="cast-zone").first.click()
        page.get_by_role("link", name="交接").click()
        page.get_by_label("交给哪个账号").fill("taixi-new")
        page.get_by_label("原因").fill("轮岗")
        page.get_by_role("button", name="看看会动什么").click()
        expect(page.locator(".seen")).to_contain_text("砚湖镇板块填报")
        page.get_by_role("button", name="交接", exact=True).click()
        expect(page.get_by_role("status").first).to_contain_text("已交接")

        page.goto("/system/holidays/")
        page.get_by_label("通知全文").fill(TEXTS[2025])
        page.get_by_role("button", name="看看录了会怎样").click()
        expect(page.get_by_role("heading", name="2025年，录了以后")).to_be_visible()
        expect(page.locator("main")).to_contain_text("全年工作日 248 天")
        assert seen.taken() == []


def test_the_auditor_finds_who_did_it_and_has_the_chain_verified(chromium: Browser, town: Town) -> None:
    with browser.visiting(chromium, town.site, browser.DESK) as seen:
        page = seen.page
        browser.sign_in(page, ACCOUNTS["auditor"], people.PASSWORD)
        expect(page).to_have_url(re.compile("/audit/$"))
        page.get_by_label("动作").fill("交接")
        page.get_by_role("button", name="找", exact=True).click()
        expect(page.get_by_role("table")).to_contain_text("cast-zone → taixi-new")
        page.get_by_role("link", name="交接").first.click()
        expect(page.locator("main")).to_contain_text("轮岗")
        page.goto("/audit/chain/")
        page.get_by_role("button", name="现在核对").click()
        expect(page.locator("main")).to_contain_text("审计链完整")
        page.goto("/audit/roles/")
        expect(page.get_by_role("table").first).to_contain_text("taixi-new")
        assert page.goto("/system/accounts/").status == 403
        seen.taken()  # the browser complains of that 403, and of nothing else
