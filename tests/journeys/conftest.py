"""路程布景 — one chromium for the folder, and a site for each town that is asked for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser

from tests import browser


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
    """站点 — of the town the module names in `TOWN`."""
    folder = tmp_path_factory.mktemp(request.module.TOWN)
    things = browser.prepare(folder, request.module.TOWN)
    with browser.serving(folder) as site:
        yield Town(site, things)
