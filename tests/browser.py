"""浏览器 — a server of its own on a database of its own, a chromium, and what is wrong with a page.

The pages are served by another process: the browser needs a server beside the test, and a test
database that is kept in memory or rolled back cannot be shared with one.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, Page, Playwright, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
AXE = (ROOT / "tests" / "data" / "axe" / "axe.min.js").read_text(encoding="utf-8")
CHROMIUM_NAMES = ("/usr/bin/chromium", "chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-proxy-server",
)
DESK = {"width": 1440, "height": 900}
WIDE = {"width": 1920, "height": 1080}
PHONE = {"width": 390, "height": 844}
START_SECONDS = 120  # of a machine that does much else
WAIT_MS = 30_000

# What the browser itself says of a page: the policy's findings stand apart from the console.
WATCH = """
window.__findings = [];
document.addEventListener('securitypolicyviolation', (e) =>
  window.__findings.push('CSP ' + e.violatedDirective + ' ' + (e.blockedURI || e.sourceFile)));
"""
# axe is read in by the test, not by the page: the page's own policy stays as strict as it is.
RUN_AXE = """async (only) => {
  const rules = only ? {runOnly: {type: 'rule', values: [only]}} : {};
  const found = await axe.run(document, {resultTypes: ['violations'], ...rules});
  return found.violations.map((v) =>
    v.id + ': ' + v.nodes.slice(0, 4).map((n) => n.target.join(' ')).join(' | '));
}"""
TOO_WIDE = """() => {
  const wide = document.documentElement.scrollWidth - window.innerWidth;
  if (wide <= 0) return '';
  const guilty = [...document.querySelectorAll('body *')]
    .filter((e) => e.getBoundingClientRect().right > window.innerWidth + 1)
    .filter((e) => { for (let p = e.parentElement; p && p !== document.body; p = p.parentElement) {
        if (getComputedStyle(p).overflowX !== 'visible') return false; } return true; })
    .slice(0, 4).map((e) => e.tagName.toLowerCase() + '.' + e.className);
  return wide + ' px: ' + guilty.join(' | ');
}"""

OUT_OF_BAR = """() => {
  const bar = document.querySelector('.topbar');
  if (!bar) return [];
  const foot = bar.getBoundingClientRect().bottom + 1;
  return [...bar.children].filter((e) => e.checkVisibility())
    .filter((e) => e.getBoundingClientRect().bottom > foot || e.getBoundingClientRect().top < -1)
    .map((e) => 'out of the top bar: ' + e.className);
}"""


@dataclass(frozen=True, slots=True)
class Site:
    """站点 — a running installation: its address and its folder."""

    url: str
    folder: Path


@dataclass(slots=True)
class Watched:
    """被看着的页 — a page with everything the browser complains of since the last look."""

    page: Page
    complaints: list[str] = field(default_factory=list)

    def taken(self) -> list[str]:
        """取走 — the complaints so far, those of the policy included."""
        found = [*self.complaints, *self.page.evaluate("() => window.__findings || []")]
        self.complaints.clear()
        return found


def chromium_program() -> str:
    """浏览器程序 — CHROMIUM, else Debian's."""
    asked = os.environ.get("CHROMIUM")
    names = [asked] if asked else CHROMIUM_NAMES
    found = next(filter(None, map(shutil.which, names)), None)
    assert found, (
        "没有找到 chromium：请 apt-get install chromium fonts-noto-cjk，或给出 CHROMIUM=程序路径"
    )
    return found


@contextmanager
def chromium() -> Iterator[Browser]:
    """浏览器 — headless; without its sandbox only for root, who cannot have one."""
    flags = [*FLAGS, "--no-sandbox"] if os.geteuid() == 0 else list(FLAGS)
    with sync_playwright() as playwright:
        browser = _launched(playwright, flags)
        try:
            yield browser
        finally:
            browser.close()


def _launched(playwright: Playwright, flags: list[str]) -> Browser:
    return playwright.chromium.launch(
        executable_path=chromium_program(),
        headless=True,
        args=flags,
        chromium_sandbox=os.geteuid() != 0,
    )


def surroundings(folder: Path, *, has_task_process: bool = False) -> dict[str, str]:
    """环境 — the settings of the tests, on a database file and a data folder of this site only.

    Without a task process of its own the site does what is asked of it at once. Which worker of
    the tests asks for it is not its business: a worker gets a data folder of its own instead.
    """
    inherited = {name: said for name, said in os.environ.items() if name != "PYTEST_XDIST_WORKER"}
    return {
        **inherited,
        "DEBUG": "1",
        "TEST_TASK_PROCESS": "1" if has_task_process else "",
        "DATABASE_URL": f"sqlite:///{folder / 'site.sqlite3'}",
        "DATA_DIR": str(folder / "data"),
    }


def prepare(folder: Path, town: str) -> dict[str, object]:
    """布置 — the tables, and one of the places of `tests.journeys.town`; returns what it made."""
    laid_out = subprocess.run(
        [sys.executable, "-m", "tests.journeys.town", town, str(folder)],
        cwd=ROOT,
        env=surroundings(folder),
        capture_output=True,
        text=True,
        check=False,
    )
    assert laid_out.returncode == 0, laid_out.stderr
    return json.loads((folder / "things.json").read_text(encoding="utf-8"))


def moved_in(folder: Path, town: str, shared: Path) -> dict[str, object]:
    """搬进 — a copy of a place that is laid out once for all who run beside us."""
    pattern = shared / f"laid-out-{town}"
    with (shared / f"{town}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (pattern / "things.json").exists():
            pattern.mkdir(exist_ok=True)
            prepare(pattern, town)
    shutil.copytree(pattern, folder, dirs_exist_ok=True)
    return json.loads((folder / "things.json").read_text(encoding="utf-8"))


@contextmanager
def serving(folder: Path, *, has_task_process: bool = False) -> Iterator[Site]:
    """站点开着 — served by waitress in a process of its own, ended with the test."""
    port = _free_port()
    log = (folder / "server.log").open("w", encoding="utf-8")
    server = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "waitress",
            f"--listen=127.0.0.1:{port}",
            "--threads=8",
            "zhaotuifu.wsgi:application",
        ],
        cwd=ROOT,
        env=surroundings(folder, has_task_process=has_task_process),
        stdout=log,
        stderr=log,
    )
    try:
        site = Site(f"http://127.0.0.1:{port}", folder)
        _wait_for(site, server)
        yield site
    finally:
        server.terminate()
        with suppress(subprocess.TimeoutExpired):
            server.wait(10)
        if server.poll() is None:
            server.kill()
        log.close()


@contextmanager
def task_process(folder: Path) -> Iterator[subprocess.Popen]:
    """任务进程 — as the product runs it; ended with the test, unless the test has killed it."""
    log = (folder / "worker.log").open("a", encoding="utf-8")
    command = [sys.executable, "manage.py", "db_worker", "--no-reload", "--interval", "0.3"]
    worker = subprocess.Popen(
        command, cwd=ROOT, env=surroundings(folder, has_task_process=True), stdout=log, stderr=log
    )
    try:
        yield worker
    finally:
        if worker.poll() is None:
            worker.kill()
        worker.wait()
        log.close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait_for(site: Site, server: subprocess.Popen) -> None:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        assert server.poll() is None, (site.folder / "server.log").read_text(encoding="utf-8")
        with suppress(ConnectionError, TimeoutError, urllib.error.URLError):
            opener.open(f"{site.url}/signin/", timeout=10).close()
            return
        time.sleep(0.1)
    raise AssertionError(f"站点 {START_SECONDS} 秒内没有应答")


@contextmanager
def visiting(browser: Browser, site: Site, size: dict[str, int]) -> Iterator[Watched]:
    """来访 — a fresh visitor (no cookies) with a window of this size, watched."""
    context = browser.new_context(
        base_url=site.url,
        viewport=size,
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
        reduced_motion="reduce",
    )
    context.set_default_timeout(WAIT_MS)
    context.add_init_script(WATCH)
    page = context.new_page()
    watched = Watched(page)
    page.on(
        "console",
        lambda m: (
            m.type in ("error", "warning")
            and watched.complaints.append(f"console {m.type}: {m.text}")
        ),
    )
    page.on("pageerror", lambda error: watched.complaints.append(f"script: {error}"))
    page.on("request", lambda request: _note_foreign(watched, site, request.url))
    try:
        yield watched
    finally:
        context.close()


def _note_foreign(watched: Watched, site: Site, url: str) -> None:
    """Nothing is fetched from elsewhere: the office network may have no internet."""
    if not url.startswith((site.url, "data:", "blob:", "about:")):
        watched.complaints.append(f"outside: {url}")


def sign_in(page: Page, username: str, password: str) -> None:
    """登录 — through the page, as a person does."""
    page.goto("/signin/")
    page.get_by_label("账号").fill(username)
    page.get_by_label("密码", exact=True).fill(password)
    page.get_by_role("button", name="登录").click()
    page.wait_for_url(lambda url: "/signin/" not in url)


def axe_findings(page: Page, only: str = "") -> list[str]:
    """无障碍 — what axe-core finds by all its rules, or by one, as rule: elements."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE)
    return page.evaluate(RUN_AXE, only)


def too_wide(page: Page) -> str:
    """过宽 — by how much the page is wider than its window, and what makes it so; else empty."""
    return page.evaluate(TOO_WIDE)


def out_of_bar(page: Page) -> list[str]:
    """出栏 — what hangs out of the bar at the top, which is of one height."""
    return page.evaluate(OUT_OF_BAR)
