"""A leader reads the figures, opens one to its rows, a project on one sheet, and leaves the wall to itself."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from tests import browser, people
from tests.journeys.conftest import Town
from tests.journeys.town import ACCOUNTS

pytestmark = pytest.mark.browser

TOWN = "small"
SLOW = "云岫储能基地一期"


def test_a_leader_goes_from_the_figures_to_the_rows_and_the_wall_follows(chromium: Browser, town: Town) -> None:
    with browser.visiting(chromium, town.site, browser.DESK) as seen:
        page = seen.page
        browser.sign_in(page, ACCOUNTS["leader"], people.PASSWORD)
        page.goto("/dashboard/")
        lead = page.locator(".figs.lead .fig").first
        done = lead.locator(".v").inner_text()
        lead.click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("完成投资")
        expect(page.get_by_role("link", name=SLOW).first).to_be_visible()
        page.goto(f"/projects/{town.things['park']}/story/")
        expect(page.locator(".story h1")).to_be_visible()
        assert _pages(page) == 1
        page.goto("/dashboard/")
        assert _pages(page) == 1
        assert seen.taken() == []
        page.goto("/dashboard/wall/")
        hero = page.locator(".wf.hero b")
        assert hero.inner_text().split() == done.split()
        _report(chromium, town)
        page.evaluate("htmx.trigger('#wall', 'renew')")
        expect(hero).not_to_have_text(hero.inner_text(), timeout=browser.WAIT_MS)
        page.context.set_offline(True)
        expect(page.locator("[data-wall-lost]")).to_contain_text("连接断了")
        page.context.set_offline(False)
        expect(page.locator("[data-wall-lost]")).to_be_hidden(timeout=browser.WAIT_MS)
        page.context.clear_cookies()
        page.evaluate("htmx.trigger('#wall', 'renew')")
        expect(page.locator("[data-wall-lost]")).to_contain_text("请重新登录", timeout=browser.WAIT_MS)
        expect(hero).to_be_visible()


def _pages(page: Page) -> int:
    """How many sheets the page prints on."""
    drawn = page.pdf(prefer_css_page_size=True).replace(b"/Type /Pages", b"")
    return drawn.count(b"/Type /Page")


def _report(chromium: Browser, town: Town) -> None:
    """The office writes a month's amount of a project."""
    with browser.visiting(chromium, town.site, browser.DESK) as seen:
        page = seen.page
        browser.sign_in(page, ACCOUNTS["office"], people.PASSWORD)
        page.goto(f"/projects/{town.things['park']}/months/?year=2025")
        page.get_by_label("3月").first.fill("9000")
        page.get_by_role("button", name="保存月报").click()
        page.wait_for_url(f"**/projects/{town.things['park']}/**")
        expect(page.get_by_role("button", name="保存月报")).to_have_count(0, timeout=browser.WAIT_MS)
