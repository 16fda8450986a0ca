"""What is typed is sent once, waits for the line to come back, and is still there after signing in again."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, Request, expect

from tests import browser, people
from tests.journeys.town import ACCOUNTS

pytestmark = pytest.mark.browser

TOWN = "small"
WORDS = "桩基完成，开始做承台"


@pytest.fixture
def page(chromium, town) -> Iterator[Page]:
    """填月报的人 — the clerk of 砚湖镇, at the months of her project."""
    with browser.visiting(chromium, town.site, browser.DESK) as seen:
        browser.sign_in(seen.page, ACCOUNTS["zone_a"], people.PASSWORD)
        seen.page.goto(f"/projects/{town.things['storage']}/months/")
        yield seen.page


def words(page: Page):
    return page.get_by_label("形象进度")


def sent_from(page: Page) -> list[Request]:
    """The forms that went out."""
    seen: list[Request] = []
    page.on("request", lambda request: request.method == "POST" and seen.append(request))
    return seen


def test_two_presses_send_one_form(page: Page):
    forms = sent_from(page)
    words(page).fill(WORDS)
    page.get_by_role("button", name="保存月报").dblclick(no_wait_after=True)
    page.wait_for_url(lambda url: "/months/" not in url)
    expect(page.get_by_text(WORDS).first).to_be_visible()
    assert len(forms) == 1


def test_without_a_line_nothing_goes_out_and_nothing_is_lost(page: Page):
    forms = sent_from(page)
    words(page).fill(WORDS + "一")
    page.context.set_offline(True)
    expect(page.locator("[data-offline]")).to_be_visible()
    page.get_by_role("button", name="保存月报").click()
    expect(page.get_by_text("没有送出去：网络不通")).to_be_visible()
    assert not forms
    expect(words(page)).to_have_value(WORDS + "一")
    page.context.set_offline(False)
    expect(page.locator("[data-offline]")).to_be_hidden()
    page.get_by_role("button", name="保存月报").click(timeout=20_000)
    page.wait_for_url(lambda url: "/months/" not in url)


def test_what_was_typed_when_the_session_ended_is_offered_again(page: Page):
    words(page).fill(WORDS + "二")
    page.wait_for_function("() => Object.keys(sessionStorage).some((key) => key.startsWith('draft:'))")
    address = page.url
    page.context.clear_cookies()
    page.get_by_role("button", name="保存月报").click()
    page.wait_for_load_state()
    browser.sign_in(page, ACCOUNTS["zone_a"], people.PASSWORD)
    page.goto(address)
    page.get_by_role("button", name="放回去").click()
    expect(words(page)).to_have_value(WORDS + "二")
    page.get_by_role("button", name="保存月报").click()
    page.wait_for_url(lambda url: "/months/" not in url)
    page.goto(address)
    expect(page.get_by_role("button", name="放回去")).to_have_count(0)


def test_leaving_what_is_not_saved_asks_first(page: Page):
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    words(page).fill(WORDS + "三")
    page.get_by_role("link", name="不改了").click()
    page.wait_for_url(lambda url: "/months/" not in url)
    assert asked == ["beforeunload"]
