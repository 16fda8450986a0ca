"""Every page, as each kind of reader sees it: usable by everybody, quiet, and no wider than its window."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import expect

from tests import browser, people
from tests.journeys.town import ACCOUNTS
from tests.routes import NOBODY, ROUTES, STATES, Route

pytestmark = pytest.mark.browser

TOWN = "demonstration"
READERS = ("office", "zone_a", "leader")
PAGES = [
    pytest.param(who, route, id=f"{who}-{route.name}{route.query}-{'-'.join(route.args)}")
    for who in READERS
    for route in (*ROUTES, *STATES)
    if route.is_page
    and not route.is_public
    and route.answer(who) == 200
    and (who == "office" or route not in STATES)
]
Visit = Callable[[str], browser.Watched]


@pytest.fixture(scope="module")
def visit(chromium, town) -> Iterator[Visit]:
    """来访者 — one signed-in window for each reader, opened when first asked for."""
    with ExitStack() as stack:
        windows: dict[str, browser.Watched] = {}

        def window(who: str) -> browser.Watched:
            if who not in windows:
                windows[who] = stack.enter_context(
                    browser.visiting(chromium, town.site, browser.DESK)
                )
                if who != NOBODY:
                    browser.sign_in(windows[who].page, ACCOUNTS[who], people.PASSWORD)
            return windows[who]

        yield window


def findings(seen: browser.Watched, path: str, expected: int = 200) -> list[str]:
    """What is wrong with a page at a desk, on a phone and in the dark, a line each."""
    page = seen.page
    seen.taken()
    page.set_viewport_size(browser.DESK)
    answer = page.goto(path, wait_until="load")
    assert answer is not None and answer.status == expected, path
    found = []
    for name, size in (("desk", browser.DESK), ("phone", browser.PHONE)):
        page.set_viewport_size(size)
        found += [f"{name}: {text}" for text in browser.axe_findings(page)]
        wide = browser.too_wide(page)
        found += [f"{name}: too wide by {wide}"] if wide else []
        found += [f"{name}: {text}" for text in browser.out_of_bar(page)]
    page.evaluate("() => { document.documentElement.dataset.theme = 'dark'; }")
    found += [f"dark: {text}" for text in browser.axe_findings(page, "color-contrast")]
    own_answer = f"status of {expected}"  # chromium logs the page's own 404 as an error
    return found + [text for text in seen.taken() if expected == 200 or own_answer not in text]


@pytest.mark.parametrize(("who", "route"), PAGES)
def test_a_page_is_usable_by_everybody_at_a_desk_and_on_a_phone(visit, town, who, route: Route):
    assert findings(visit(who), route.path(town.things)) == []


def test_the_sign_in_page_is_usable_by_everybody(visit):
    assert findings(visit(NOBODY), "/signin/") == []


def test_the_first_key_leads_past_the_menu(visit, town):
    page = visit("office").page
    page.set_viewport_size(browser.DESK)
    page.goto("/projects/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="跳到正文")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


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
