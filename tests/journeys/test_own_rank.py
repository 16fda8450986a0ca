"""A 板块 sees what is its own and nothing of another's, and still its place among all."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tests import browser, people
from tests.journeys.conftest import Town
from tests.journeys.town import ACCOUNTS

pytestmark = pytest.mark.browser

TOWN = "small"
OWN, OTHER = "云岫储能基地一期", "苔溪智能装备产业园"


def test_a_clerk_sees_the_own_and_the_place_among_all(chromium: Browser, town: Town) -> None:
    """砚湖镇 1.9 of 12 亿元 = 15.8 %, 苔溪镇 1.0 of 6 亿元 = 16.7 %: the second of two."""
    with browser.visiting(chromium, town.site, browser.DESK) as seen:
        page = seen.page
        browser.sign_in(page, ACCOUNTS["zone_a"], people.PASSWORD)
        page.goto("/dashboard/?year=2025")
        ranks = page.get_by_role("region", name="板块排名")
        expect(ranks).to_contain_text("第 2 名，共 2 个")
        for address in ("dashboard/", "projects/", "indicators/completion_rate/", "desk/"):
            page.goto(f"/{address}?year=2025")
            expect(page.locator("main")).not_to_contain_text(OTHER)
            expect(page.locator("main")).not_to_contain_text("60,000")  # its plan
        page.goto("/projects/?year=2025")
        expect(page.get_by_role("link", name=OWN)).to_be_visible()
        assert page.goto(f"/projects/{town.things['park']}/").status == 404
        seen.taken()  # the browser complains of that 404, and of nothing else
        page.goto("/indicators/completion_rate/?year=2025")
        expect(page.locator("main")).to_contain_text("15.8")
        assert seen.taken() == []
