"""Every page, as each kind of reader sees it: usable by everybody, quiet, and no wider than its window.

The readers with most pages have files of their own, so that two workers share them.
"""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests import browser
from tests.journeys.looking import READERS, SEE_IT_ALL, findings, pages_of
from tests.routes import NOBODY, Route

pytestmark = pytest.mark.browser

TOWN = "demonstration"
PAGES = [page for who in READERS if who not in SEE_IT_ALL for page in pages_of(who)]


@pytest.mark.parametrize(("who", "route", "is_new"), PAGES)
def test_a_page_is_usable_by_everybody_at_a_desk_and_on_a_phone(
    visit, town, who, route: Route, is_new
):
    assert findings(visit(who), route.path(town.things), is_new=is_new) == []


def test_the_sign_in_page_is_usable_by_everybody(visit):
    assert findings(visit(NOBODY), "/signin/") == []


def test_the_first_key_leads_past_the_menu(visit):
    page = visit("office").page
    page.set_viewport_size(browser.DESK)
    page.goto("/projects/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="跳到正文")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_a_slash_leads_to_the_search(visit):
    page = visit("office").page
    page.set_viewport_size(browser.DESK)
    page.goto("/desk/")
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox", name="找项目")).to_be_focused()


@pytest.mark.parametrize(("path", "status"), [("/no-such-page/", 404), ("/reports/new/", 403)])
def test_a_page_that_is_not_for_the_reader_says_so_just_as_well(visit, path, status):
    assert findings(visit("zone_a"), path, status) == []


def test_the_watch_notices_a_script_the_policy_forbids(visit):
    """The instruments of the tests above are awake."""
    seen = visit(NOBODY)
    seen.page.goto("/signin/")
    seen.taken()
    seen.page.evaluate(
        "() => { const s = document.createElement('script'); s.textContent = '1';"
        " document.head.append(s); }"
    )
    assert any("CSP script-src" in text for text in seen.taken())


def test_the_watch_notices_a_page_that_is_too_wide_or_unlabelled(visit):
    page = visit(NOBODY).page
    page.goto("/signin/")
    page.set_viewport_size(browser.PHONE)
    page.evaluate(
        "() => { const b = document.createElement('pre'); b.textContent = '宽'.repeat(300);"
        " document.querySelector('main').append(b, document.createElement('input')); }"
    )
    assert browser.too_wide(page)
    assert any(text.startswith("label:") for text in browser.axe_findings(page))
