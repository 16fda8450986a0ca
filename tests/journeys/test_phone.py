"""On a building site: a 板块's clerk reports a month with a phone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests import browser, people
from tests.journeys.town import ACCOUNTS

pytestmark = pytest.mark.browser

TOWN = "small"
PROJECT = "云岫储能基地一期"
THUMB = 32  # px: what a thumb still hits; smaller ones are links within a sentence or a table


def open_menu(page: Page, label: str) -> None:
    page.get_by_role("button", name="菜单").click()
    page.get_by_role("navigation", name="主导航").get_by_role("link", name=label).click()


def low_controls(page: Page) -> list[str]:
    """Buttons and fields of the page that a thumb would miss."""
    return page.evaluate(
        """(least) => [...document.querySelectorAll('main button, main input, main select, main .bt')]
          .filter((e) => e.checkVisibility() && !['hidden', 'radio', 'checkbox'].includes(e.type))
          .map((e) => [(e.closest('.inp') || e).getBoundingClientRect().height, e.outerHTML])
          .filter(([height]) => height < least).map(([height, text]) => height + ' ' + text.slice(0, 90))
        """,
        THUMB,
    )


def test_a_clerk_reports_a_month_with_a_phone(chromium, town):
    with browser.visiting(chromium, town.site, browser.PHONE) as seen:
        page = seen.page
        browser.sign_in(page, ACCOUNTS["zone_a"], people.PASSWORD)
        open_menu(page, "项目库")
        page.get_by_role("link", name=PROJECT).first.click()
        page.get_by_role("link", name="填报").first.click()
        assert low_controls(page) == []
        page.get_by_label("3月", exact=True).fill("11000")
        page.get_by_role("button", name="保存月报").click()
        expect(page.get_by_text(f"“{PROJECT}”的月报已保存。")).to_be_visible()
        assert page.locator("#plan tr#m3 td").nth(1).inner_text() == "11,000"
        assert browser.too_wide(page) == ""
        assert seen.taken() == []
