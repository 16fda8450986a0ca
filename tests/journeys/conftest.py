"""路程布景 — one chromium for the folder, and a site for each town that is asked for."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser

from tests import browser, people
from tests.journeys.looking import Visit
from tests.journeys.town import ACCOUNTS
from tests.routes import NOBODY


@dataclass(frozen=True, slots=True)
class Town:
    """一处 — the running site and the numbers of what was laid out there."""

    site: browser.Site
    things: dict[str, object]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """浏览器."""
    with browser.chromium() as opened:
        yield opened


@pytest.fixture(scope="module")
def town(request, tmp_path_factory) -> Iterator[Town]:
    """站点 — of the town the module names in `TOWN`; laid out once, each module has a copy."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    folder = tmp_path_factory.mktemp(request.module.TOWN)
    things = browser.moved_in(folder, request.module.TOWN, shared)
    with browser.serving(folder) as site:
        yield Town(site, things)


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
