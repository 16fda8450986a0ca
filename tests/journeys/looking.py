"""看一页 — who looks at which pages, and what is wrong with one: at a desk, on a phone, in the dark."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Response

from tests import browser
from tests.routes import ROUTES, STATES, Route

#: in this order; who comes later is shown what nobody before her has seen, and her own first page
READERS = ("office", "zone_a", "leader", "admin", "auditor", "reviewer", "signer")
SEE_IT_ALL = READERS[:3]
FIRST_PAGE = "desk"
#: long sheets, whoever prints them
SAME_FOR_ALL = ("project_print", "progress_table")
FIRST_LOAD_KB, LATER_KB = 600, 60
Visit = Callable[[str], browser.Watched]

_weighed: dict[str, int] = {}


def _seen_by(who: str) -> Iterator[Route]:
    for route in (*ROUTES, *STATES):
        if route.is_page and not route.is_public and route.answer(who) == 200:
            yield route


def pages_of(who: str) -> list:
    """她的页 — the first three readers see every page of theirs, in its other states the office only.

    What somebody before her has seen is looked at less closely: it is the same page with other rows.
    """
    earlier = READERS[: READERS.index(who)]
    pages = []
    for route in _seen_by(who):
        is_new = all(route.answer(other) != 200 for other in earlier)
        if not is_new and (route in STATES or route.name in SAME_FOR_ALL):
            continue
        if who in SEE_IT_ALL or is_new or route.name == FIRST_PAGE:
            name = f"{who}-{route.name}{route.query}-{'-'.join(route.args)}"
            pages.append(pytest.param(who, route, is_new, id=name))
    return pages


def findings(
    seen: browser.Watched, path: str, expected: int = 200, *, is_new: bool = True
) -> list[str]:
    """What is wrong with a page at a desk, on a wide screen, on a phone and in the dark, a line each.

    Of a page that is not new axe is asked at the desk only.
    """
    page = seen.page
    seen.taken()
    page.set_viewport_size(browser.DESK)
    answer = page.goto(path, wait_until="load")
    assert answer is not None and answer.status == expected, path
    found = heavy(seen, answer)
    for name, size in (("desk", browser.DESK), ("wide", browser.WIDE), ("phone", browser.PHONE)):
        page.set_viewport_size(size)
        wide = browser.too_wide(page)
        found += [f"{name}: too wide by {wide}"] if wide else []
        found += [f"{name}: {text}" for text in browser.out_of_bar(page)]
        if size is browser.DESK or (size is browser.PHONE and is_new):
            found += [f"{name}: {text}" for text in browser.axe_findings(page)]
    if is_new:
        page.evaluate("() => { document.documentElement.dataset.theme = 'dark'; }")
        found += [f"dark: {text}" for text in browser.axe_findings(page, "color-contrast")]
    own_answer = f"status of {expected}"  # chromium logs the page's own 404 as an error
    return found + [text for text in seen.taken() if expected == 200 or own_answer not in text]


def heavy(seen: browser.Watched, answer: Response) -> list[str]:
    """过重 — a page alone, and with all it draws in, over what a slow line carries; compressed."""
    alone, whole = weights(seen, answer)
    found = [f"{alone} KB, more than {LATER_KB}"] if alone > LATER_KB else []
    return found + ([f"{whole} KB at first, more than {FIRST_LOAD_KB}"] if whole > FIRST_LOAD_KB else [])


def weights(seen: browser.Watched, answer: Response) -> tuple[int, int]:
    """重量 — KB compressed: the page alone (the rest is kept by the browser), and with the rest."""
    alone = len(gzip.compress(answer.body()))
    drawn = seen.page.evaluate("() => performance.getEntriesByType('resource').map((e) => e.name)")
    rest = sum(_weight(seen, url) for url in dict.fromkeys(drawn) if "/static/" in url)
    return round(alone / 1024), round((alone + rest) / 1024)


def _weight(seen: browser.Watched, url: str) -> int:
    name = url.partition("/static/")[2]
    if name not in _weighed:
        _weighed[name] = len(gzip.compress(seen.page.request.get(url).body()))
    return _weighed[name]
