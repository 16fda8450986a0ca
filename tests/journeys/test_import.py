"""A ledger comes in with a real task process beside the site: seen on its way, asked, written, undone."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests import browser, people, workbooks
from tests.journeys.town import ACCOUNTS

pytestmark = pytest.mark.browser

SLOW_MS = 60_000
RUNNING = "SELECT id FROM kernel_workrun WHERE state = 'running'"
HEADS = (
    "序号", "项目名称", "所属板块", "项目级别", "总投资", "年度计划投资（万元）", "3月完成投资（万元）",
    "计划开工时间",
)  # fmt: skip
ROWS = (
    (1, "砚湖示例新材料厂", "砚湖镇", "省重大", 52000, 12000, 900, "5/02/2025"),
    (2, "砚湖示例冷链园", "砚湖镇", "省重大", 34000, 8000, 700, "6/03/2025"),
    (3, "苔溪示例电机厂", "苔溪镇", "省重大", 21000, 6000, 500, "2025年2月"),
    (4, "没有板块的一行", "", "省重大", 9000, 600, 50, "2025年2月"),
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """A small town's folder."""
    made = tmp_path_factory.mktemp("import")
    browser.prepare(made, "small")
    return made


@pytest.fixture(scope="module")
def site(folder: Path) -> Iterator[browser.Site]:
    """A site that leaves long work to a task process."""
    with browser.serving(folder, has_task_process=True) as opened:
        yield opened


@pytest.fixture
def page(chromium: Browser, site: browser.Site) -> Iterator[Page]:
    """The office at its desk; nothing may be complained of on the way."""
    with browser.visiting(chromium, site, browser.DESK) as seen:
        browser.sign_in(seen.page, ACCOUNTS["office"], people.PASSWORD)
        yield seen.page
        assert seen.taken() == []


def send(page: Page, file: Path) -> None:
    page.goto("/ledger/")
    page.get_by_label("选一个文件").set_input_files(file)
    page.get_by_role("button", name="读这份台账").click()
    page.wait_for_url("**/ledger/*/")


def heading(page: Page, name: str, timeout: float = browser.WAIT_MS) -> None:
    expect(page.get_by_role("heading", name=name)).to_be_visible(timeout=timeout)


def test_a_ledger_is_read_asked_about_written_and_undone(page: Page, folder: Path) -> None:
    file = folder / "三月台账.xlsx"
    file.write_bytes(workbooks.ledger("2025年3月重大项目进展台账", HEADS, ROWS))
    send(page, file)
    heading(page, "正在读这份台账")
    expect(page.get_by_role("status").filter(has_text="排队中")).to_be_visible()
    assert browser.axe_findings(page) == []
    send(page, file)  # a second click: the same page, nothing taken twice
    expect(page.get_by_text("没有再收一份")).to_be_visible()
    with browser.task_process(folder):
        heading(page, "先看一遍，再导入", SLOW_MS)
        answer(page)
        write_and_take_back(page)
    expect(page.get_by_text("库里回到导入之前")).to_be_visible()


def answer(page: Page) -> None:
    """One question for each column in doubt, and a row that is not wanted."""
    heading(page, "先答这 2 个问题")
    assert browser.axe_findings(page) == []
    page.get_by_role("button", name="万元", exact=True).click()
    heading(page, "先答这 1 个问题")
    page.get_by_role("button", name="日在前").click()
    expect(page.get_by_role("heading", name="先答这")).to_have_count(0)
    page.get_by_role("button", name="这一行不导：第 6 行").click()
    expect(page.get_by_role("button", name="照常导：第 6 行")).to_be_visible()
    heading(page, "已答复 3 处")


def write_and_take_back(page: Page) -> None:
    page.get_by_role("button", name="导入 3 行").first.click()
    page.get_by_role("dialog").get_by_role("button", name="导入 3 行").click()
    expect(page.get_by_text("台账已导入。")).to_be_visible(timeout=SLOW_MS)
    assert browser.axe_findings(page) == []
    address = page.url
    page.goto("/projects/?year=2025&q=砚湖示例新材料厂")
    expect(page.get_by_role("link", name="砚湖示例新材料厂").first).to_be_visible()
    page.goto(address)
    page.get_by_role("button", name="撤回").click()
    page.get_by_role("dialog").get_by_role("button", name="撤回").click()
    expect(page.get_by_text("已撤回").first).to_be_visible(timeout=SLOW_MS)


def test_a_killed_task_process_loses_nothing(page: Page, folder: Path) -> None:
    """Killed while it reads a long ledger: the next one does it, the page only waits."""
    rows = [(n, f"砚湖示例工程第{n}段", "砚湖镇", "省重大", n, n, 1, "2025年2月") for n in range(1, 4001)]
    file = folder / "长台账.xlsx"
    heads = [head.replace("总投资", "总投资（万元）") for head in HEADS]
    file.write_bytes(workbooks.ledger("2025年3月重大项目进展台账", heads, rows))
    with browser.task_process(folder) as worker:
        send(page, file)
        kill_in_the_middle(worker, folder)
    forget_the_pulse(folder)
    expect(page.get_by_text("断了")).to_be_visible()
    tick = [sys.executable, "manage.py", "tick"]
    surroundings = browser.surroundings(folder, has_task_process=True)
    subprocess.run(tick, cwd=browser.ROOT, env=surroundings, check=True, capture_output=True)
    page.goto("/work/")
    expect(page.get_by_role("row").filter(has_text="长台账")).to_contain_text("排队中")
    with browser.task_process(folder):
        expect(page.get_by_role("row").filter(has_text="长台账")).to_contain_text(
            "已办完", timeout=SLOW_MS
        )
        page.get_by_role("link", name="去看").first.click()
        heading(page, "先看一遍，再导入")
        expect(page.get_by_role("button", name="导入 4,000 行").first).to_be_visible()


def kill_in_the_middle(worker: subprocess.Popen, folder: Path) -> None:
    """As soon as it has begun: reading so many rows takes longer than looking."""
    until = time.monotonic() + SLOW_MS / 1000
    with sqlite3.connect(folder / "site.sqlite3", isolation_level=None) as database:
        while not database.execute(RUNNING).fetchone():
            assert time.monotonic() < until
            time.sleep(0.02)
    worker.kill()
    worker.wait()
    database.close()


def forget_the_pulse(folder: Path) -> None:
    """As if the kill lay a minute back."""
    with sqlite3.connect(folder / "site.sqlite3") as database:
        database.execute(
            "UPDATE kernel_workrun SET heartbeat_at = '2025-01-01 00:00:00' WHERE state = 'running'"
        )
    database.close()


def test_a_work_is_stopped_and_done_again_from_its_list(page: Page, folder: Path) -> None:
    file = folder / "四月台账.xlsx"
    file.write_bytes(workbooks.ledger("2025年4月重大项目进展台账", HEADS, ROWS))
    send(page, file)
    page.get_by_role("button", name="停下").click()
    expect(page.get_by_text("文件已经收好")).to_be_visible()
    page.goto("/work/")
    assert browser.axe_findings(page) == []
    page.get_by_role("row").filter(has_text="四月台账").get_by_role("button", name="重办").click()
    heading(page, "读“四月台账.xlsx”")
    with browser.task_process(folder):
        page.get_by_role("link", name="去看").click(timeout=SLOW_MS)
        heading(page, "先看一遍，再导入")
