"""A paper on its way: the writer sends it, the reviewer returns it, it is mended, passed, signed; and an
erratum goes the same way after it.

Everything is done through the pages by three persons in windows of their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Page, expect

from tests import browser, people
from tests.journeys.conftest import Town
from tests.journeys.town import ACCOUNTS

pytestmark = pytest.mark.browser

TOWN = "signing"


@contextmanager
def person(chromium: Browser, town: Town, who: str) -> Iterator[Page]:
    """A person signs in at a window of an own; nothing may be complained of on the way."""
    with browser.visiting(chromium, town.site, browser.DESK) as seen:
        browser.sign_in(seen.page, ACCOUNTS[who], people.PASSWORD)
        yield seen.page
        assert seen.taken() == []


def test_writer_reviewer_signer_and_an_erratum(chromium: Browser, town: Town) -> None:
    with person(chromium, town, "office") as writer, person(chromium, town, "reviewer") as reviewer, \
            person(chromium, town, "signer") as signer:
        paper = write(writer)
        send(writer, "送审", "请审")
        reviewer.goto(paper)
        send(reviewer, "退回修改", "下一步工作没有写")
        writer.goto(paper)
        expect(writer.get_by_text("退回修改。")).to_be_visible()
        writer.get_by_role("link", name="写下一步工作").click()
        writer.get_by_label("下一步工作", exact=True).fill("召开专题会。")
        writer.get_by_role("button", name="保存下一步工作").click()
        send(writer, "送审")
        reviewer.goto(paper)
        send(reviewer, "审核通过", "同意")
        sign(signer, paper)
        correct(writer, paper, reviewer, signer)
        signer.goto(paper)
        steps = signer.locator("#steps li b").all_inner_texts()
        assert steps == ["拟稿", "送审", "审核退回", "再送审", "审核通过", "签发"]


def write(page: Page) -> str:
    """A draft of March; returns its address."""
    page.goto("/reports/new/")
    page.get_by_label("年度").fill("2025")
    page.get_by_label("截至月份").select_option(label="2月")
    page.get_by_role("button", name="开始拟稿").click()
    page.wait_for_url(re.compile(r"/reports/\d+/"))
    return page.url


def send(page: Page, act: str, words: str = "") -> None:
    """One step, with words if there are any."""
    if words:
        page.get_by_label("意见").fill(words)
    page.get_by_role("button", name=act, exact=True).click()
    expect(page.get_by_role("button", name=act, exact=True)).to_have_count(0)


def sign(page: Page, paper: str) -> None:
    page.goto(paper)
    page.get_by_role("link", name="签发第 1 期").click()
    page.get_by_role("button", name="签发", exact=True).click()
    expect(page.get_by_text("第 1 期已签发，文字和数字已定格。")).to_be_visible()


def correct(writer: Page, paper: str, reviewer: Page, signer: Page) -> None:
    """第1号勘误: a word as printed, as it should read, and why."""
    writer.goto(paper)
    writer.get_by_role("link", name="拟一号勘误").click()
    line = writer.get_by_role("group", name="第 1 处")
    for label, text in (("所在之处", "第五部分"), ("原文", "专题会"), ("更正为", "调度会")):
        line.get_by_label(label).fill(text)
    writer.get_by_label("原因").fill("会议名称写错")
    writer.get_by_role("button", name="保存勘误稿").click()
    writer.wait_for_url(re.compile(r"/errata/\d+/"))
    erratum = writer.url
    send(writer, "送审")
    reviewer.goto(erratum)
    send(reviewer, "审核通过")
    signer.goto(erratum)
    signer.get_by_role("button", name="签发", exact=True).click()
    expect(signer.get_by_text("第 1 号勘误已签发，原来的一期不变。")).to_be_visible()
    signer.goto("/reports/")
    expect(signer.get_by_role("link", name="第 1 号")).to_be_visible()
