"""make shots — every page of the route table as a picture, and what is wrong with it, line by line.

A development tool: it lays out the demonstration of the browser tests in DIR/site (kept, so that the
next round is quick; FRESH=1 lays it out anew), opens each page as the first reader who may, and leaves
pictures at three widths and in the dark, contact sheets of them, and report.txt. ONLY=/reports/ takes
the addresses that hold one of these texts; READERS="office leader" other readers; PAGE=window only what
the window shows; QUICK=1 does without axe.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import django
from PIL import Image

from tests import browser
from tests.journeys import looking
from tests.journeys.town import ACCOUNTS
from tests.routes import NOBODY, ROUTES, STATES, Route
from tools.house import Refusal, answer, say

VIEWS = (
    ("desk", browser.DESK, "light"),
    ("dark", browser.DESK, "dark"),
    ("wide", browser.WIDE, "light"),
    ("phone", browser.PHONE, "light"),
)
TOWN = "demonstration"
TALLEST = 3200  # px of one picture
SHEET = {"desk": (3, 620), "dark": (3, 620), "wide": (3, 640), "phone": (6, 300)}  # columns, px each
ROWS = {"desk": 3, "dark": 3, "wide": 3, "phone": 2}


def place() -> Path:
    """放哪里 — DIR. Refused: none given, for the pictures do not belong into the checkout."""
    said = os.environ.get("DIR")
    if not said:
        raise Refusal("请给出放图片的目录：make shots DIR=/tmp/shots。")
    folder = Path(said).resolve()
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def laid_out(folder: Path) -> dict[str, object]:
    """布景 — the demonstration and one of each thing that has an address."""
    site = folder / "site"
    if os.environ.get("FRESH"):
        shutil.rmtree(site, ignore_errors=True)
    if not (site / "things.json").exists():
        shutil.rmtree(site, ignore_errors=True)
        site.mkdir()
        say("正在布置演示数据……")
        return browser.prepare(site, TOWN)
    return json.loads((site / "things.json").read_text(encoding="utf-8"))


def chosen(things: dict[str, object]) -> Iterator[tuple[str, Route, str]]:
    """要拍的 — who, route and address; each page as the first reader who may open it."""
    readers = os.environ.get("READERS", "").split() or looking.READERS
    only = os.environ.get("ONLY", "").split() or [""]
    for route in (*ROUTES, *STATES):
        if not route.is_page:
            continue
        who = next((who for who in readers if route.answer(who) == 200), None)
        path = route.path(things) if who else ""
        if who and any(part in path for part in only):
            yield who, route, path


def name_of(route: Route) -> str:
    """图名 — of the route and the state it is shown in."""
    said = "-".join((route.name, *route.args, *re.findall(r"\w+", route.query)))
    return said[:80]


def look(seen: browser.Watched, path: str, name: str, folder: Path) -> list[str]:
    """看一页 — its pictures, and what is found at each width."""
    page = seen.page
    page.set_viewport_size(browser.DESK)
    got = page.goto(path, wait_until="load")
    if got is None or not got.ok:
        return [f"answered {got.status if got else 'nothing'}"]
    alone, whole = looking.weights(seen, got)
    found = [f"{alone} KB alone, {whole} KB at first", *looking.heavy(seen, got)]
    for view, size, theme in VIEWS:
        page.set_viewport_size(size)
        page.evaluate("(theme) => { document.documentElement.dataset.theme = theme;"
                      " document.dispatchEvent(new CustomEvent('theme')); }", theme)
        page.wait_for_timeout(350 if page.query_selector(".chart") else 60)
        rule = "color-contrast" if view == "dark" else ""
        if view != "wide" and not os.environ.get("QUICK"):
            found += [f"{view}: {text}" for text in browser.axe_findings(page, rule)]
        wide = browser.too_wide(page)
        found += [f"{view}: too wide by {wide}"] if wide else []
        found += [f"{view}: {text}" for text in browser.out_of_bar(page)]
        take(page, folder / view / f"{name}.png", size)
    return found + seen.taken()


def take(page, path: Path, size: dict[str, int]) -> None:
    """拍 — the whole page, but not more than a picture can show; PAGE=window what the window shows."""
    path.parent.mkdir(exist_ok=True)
    if os.environ.get("PAGE") == "window":
        page.screenshot(path=path)
        return
    tall = page.evaluate("() => document.documentElement.scrollHeight")
    page.screenshot(
        path=path, full_page=True,
        clip={"x": 0, "y": 0, "width": size["width"], "height": min(max(tall, size["height"]), TALLEST)},
    )


def sheets(folder: Path) -> None:
    """小样 — the pictures of a width side by side, the upper part of each."""
    for view, (columns, wide) in SHEET.items():
        pictures = sorted((folder / view).glob("*.png"))
        tall = round(wide * (2.2 if view == "phone" else 0.8))
        at_once = columns * ROWS[view]
        for n in range(0, len(pictures), at_once):
            sheet = Image.new("RGB", (columns * (wide + 8), ROWS[view] * (tall + 8)), "#888888")
            for k, picture in enumerate(pictures[n : n + at_once]):
                with Image.open(picture) as one:
                    small = one.resize((wide, round(one.height * wide / one.width)))
                spot = (k % columns * (wide + 8), k // columns * (tall + 8))
                sheet.paste(small.crop((0, 0, wide, min(tall, small.height))), spot)
            sheet.save(folder / f"sheet-{view}-{n // at_once + 1:02}.png")


def main() -> int:
    """拍完 — one line a page; ends with 1 when something was found."""
    folder = place()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhaotuifu.settings_test")
    django.setup()
    from tests import people

    things = laid_out(folder)
    lines = []
    with ExitStack() as stack:
        chromium = stack.enter_context(browser.chromium())
        site = stack.enter_context(browser.serving(folder / "site"))
        windows: dict[str, browser.Watched] = {}
        for who, route, path in chosen(things):
            if (key := NOBODY if route.is_public else who) not in windows:
                visit = browser.visiting(chromium, site, browser.DESK)
                windows[key] = stack.enter_context(visit)
                if key != NOBODY:
                    browser.sign_in(windows[key].page, ACCOUNTS[who], people.PASSWORD)
            name = f"{key}-{name_of(route)}"
            found = look(windows[key], path, name, folder)
            lines.append("\n    ".join([f"{name}  {path}", *found]))
            say(lines[-1])
    (folder / "report.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    sheets(folder)
    bad = sum(line.count("\n") > 1 for line in lines)
    say(f"{len(lines)} 页，{bad} 页有要看的；图和 report.txt 在 {folder}")
    return int(bool(bad))


if __name__ == "__main__":
    answer(main)
