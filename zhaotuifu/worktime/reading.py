"""读放假通知 — the text of a notice, as the State Council publishes it, becomes days.

Pure: text in, a Notice or a refusal out. What it expects is the form of the notices for
2023–2026: 二、春节：2月15日（…）至23日（…）放假调休，共9天。2月14日（周六）…上班。
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from zhaotuifu.kernel.verdict import Verdict, no
from zhaotuifu.worktime.rules import Notice, NoticeDay, can_stand, span

# All patterns see the text after NFKC: full-width colons, commas and brackets are half-width there.
TITLE = re.compile(r"国务院办公厅关于\s*(\d{4})年\s*部分节假日安排的通知")
NUMBER = re.compile(r"国办发明电\s*〔\d{4}〕\s*\d+\s*号")
HOLIDAY = re.compile(r"^[一二三四五六七八九十]+、([^:\n]+):(.*)$", re.MULTILINE)
BRACKETED = re.compile(r"\([^()]*\)")
DATE = r"(?:(\d{4})年)?(?:(\d{1,2})月)?(\d{1,2})日"
SPAN = re.compile(rf"{DATE}(?:至{DATE})?")
TOTAL = re.compile(r"共(\d+)天")
ISSUED = re.compile(r"^\s*(\d{4})年(\d{1,2})月(\d{1,2})日\s*$", re.MULTILINE)


class _Unreadable(ValueError):
    """The sentence to show."""


def read_notice(text: str) -> Notice | Verdict:
    """读通知 — the notice that `text` states.

    Refused (a Verdict with a sentence): no title with its year, no day of issue on a line of
    its own, a date that does not exist, a count 共N天 that differs from the days stated, or
    days that cannot be a whole notice (rules.can_stand).
    """
    plain = BRACKETED.sub("", unicodedata.normalize("NFKC", text))
    title = TITLE.search(plain)
    if title is None:
        return no("没有找到标题“国务院办公厅关于…年部分节假日安排的通知”。请粘贴通知全文。")
    year = int(title[1])
    try:
        days = [day for name, body in HOLIDAY.findall(plain) for day in _holiday(year, name, body)]
        issued_on = _issued_on(plain)
    except _Unreadable as reason:
        return no(str(reason))
    verdict = can_stand(year, days)
    if not verdict:
        return verdict
    return Notice(year, _source(year, plain), issued_on, tuple(days))


def _source(year: int, plain: str) -> str:
    number = NUMBER.search(plain)
    bracketed = f"（{''.join(number[0].split())}）" if number else ""
    return f"国务院办公厅关于{year}年部分节假日安排的通知{bracketed}"


def _holiday(year: int, name: str, body: str) -> list[NoticeDay]:
    """The days of one numbered paragraph: one stretch off, then the days worked instead."""
    name = name.strip()
    off: list[NoticeDay] = []
    worked: list[date] = []
    for sentence in body.split("。"):
        found = [_ends(year, name, match) for match in SPAN.finditer(sentence)]
        if "上班" in sentence:
            worked += [first for first, _ in found]
        elif "放假" in sentence and found:
            off += span(name, *found[0], [])
            _check_total(name, sentence, len(off))
    return off + [NoticeDay(day, True, name) for day in worked]


def _check_total(name: str, sentence: str, stated: int) -> None:
    total = TOTAL.search(sentence)
    if total and int(total[1]) != stated:
        raise _Unreadable(f"{name}写明共{total[1]}天，起止日期却是{stated}天。请对照原文。")


def _ends(year: int, name: str, match: re.Match[str]) -> tuple[date, date]:
    """First and last day of a stretch; year and month are written once and carry on."""
    first_year, first_month, first_day, last_year, last_month, last_day = match.groups()
    try:
        first = date(int(first_year or year), int(first_month or 0), int(first_day))
        if last_day is None:
            return first, first
        last = date(int(last_year or first.year), int(last_month or first.month), int(last_day))
    except ValueError:
        raise _Unreadable(f"{name}的日期“{match[0]}”读不出来。请对照原文。") from None
    return first, last


def _issued_on(plain: str) -> date:
    issued = ISSUED.findall(plain)
    try:
        return date(*map(int, issued[-1]))
    except (IndexError, ValueError):
        raise _Unreadable("没有找到发布日期（末尾单独一行，如 2025年11月4日）。请补上。") from None
