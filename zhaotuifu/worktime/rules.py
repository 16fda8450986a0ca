"""工作日规则 — which days are worked, counted from what the notices say and never from a guess.

Source: the yearly 国务院办公厅关于…年部分节假日安排的通知. It turns weekdays into days off and
weekends into working days (调休), and it may reach into the December before its year. Until the
notice of a year is recorded nothing is said about that year, weekends included: any Saturday of
it may become a working day.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from zhaotuifu.kernel.verdict import YES, Verdict, no

ONE_DAY = timedelta(days=1)
SATURDAY = 5
NOVEMBER = 11
WEEKDAYS = "一二三四五六日"

# 《全国年节及纪念日放假办法》 (2024 revision) art. 2: the holidays of all citizens. A notice that
# lacks one of them is not whole, and a calendar built on it would be silently wrong.
STATUTORY_HOLIDAYS = ("元旦", "春节", "清明节", "劳动节", "端午节", "中秋节", "国庆节")


@dataclass(frozen=True, slots=True)
class Pending:
    """待放假通知 — the answer when the notice of `year` is not recorded.

    It is neither yes nor no, neither a day nor a number: using it as a truth value raises
    TypeError, so that an unknown day cannot pass for a working day.
    """

    year: int

    @property
    def sentence(self) -> str:
        """一句话 — what stands where the date would stand, such as 待2027年放假通知."""
        return f"待{self.year}年放假通知"

    def __str__(self) -> str:
        return self.sentence

    def __bool__(self) -> bool:
        raise TypeError(f"{self.sentence}: ask isinstance(…, Pending) first")


@dataclass(frozen=True, slots=True)
class NoticeDay:
    """通知中的一天 — a day off (`is_workday` false) or a make-up working day of one holiday."""

    on: date
    is_workday: bool
    name: str


@dataclass(frozen=True, slots=True)
class Notice:
    """放假通知 — one year's notice: title with number, day of issue, the days it singles out."""

    year: int
    source: str
    issued_on: date
    days: tuple[NoticeDay, ...]


@dataclass(frozen=True, slots=True)
class Calendar:
    """工作日历 — the years whose notice is known, and the days those notices single out.

    `special` maps a day to whether it is worked; every other day of a known year follows its
    weekday. A special day is known even where its own year is not (2022-12-31 by the notice
    of 2023).
    """

    known_years: frozenset[int] = frozenset()
    special: Mapping[date, bool] = field(default_factory=dict)

    def is_workday(self, day: date) -> bool | Pending:
        """是否工作日 — whether `day` is worked; Pending where its year is unknown."""
        worked = self.special.get(day)
        if worked is not None:
            return worked
        if day.year not in self.known_years:
            return Pending(day.year)
        return day.weekday() < SATURDAY

    def add_workdays(self, start: date, days: int) -> date | Pending:
        """加工作日 — the day `days` working days after `start`; the start itself is not counted.

        Not counting the first day is 民法典 art. 201. Zero rolls a day off forward to the next
        working day (art. 203) and leaves a working day alone; a negative number goes back.
        Pending with the first unknown year on the way.
        """
        step = timedelta(days=-1 if days < 0 else 1)
        if days == 0:
            start, days = start - step, 1
        day, left = start, abs(days)
        while left:
            day += step
            worked = self.is_workday(day)
            if isinstance(worked, Pending):
                return worked
            left -= worked
        return day

    def workdays_between(self, first: date, last: date) -> int | Pending:
        """相隔工作日 — working days on the way from `first` (not counted) to `last` (counted).

        Negative when `last` is earlier. The inverse of `add_workdays`:
        `workdays_between(d, add_workdays(d, n)) == n` for every n but 0.
        Pending with the first unknown year on the way.
        """
        sign = -1 if last < first else 1
        total = 0
        for day in _days_after(first, last, sign):
            worked = self.is_workday(day)
            if isinstance(worked, Pending):
                return worked
            total += worked
        return sign * total


def due_words(calendar: Calendar, due_on: date, today: date) -> str:
    """期限文字 — 剩 N 个工作日, 今天到期, 逾期 N 个工作日, or 待…年放假通知.

    Overdue over days off only reads 逾期 0 个工作日: late, but by no working day yet.
    """
    if due_on == today:
        return "今天到期"
    if due_on > today:
        left = calendar.workdays_between(today, due_on)
        return left.sentence if isinstance(left, Pending) else f"剩 {left} 个工作日"
    late = calendar.workdays_between(due_on, today)
    return late.sentence if isinstance(late, Pending) else f"逾期 {late} 个工作日"


def expected_years(today: date) -> tuple[int, ...]:
    """应有通知的年份 — this year, and from November the next.

    The notices for 2023–2026 were issued between 25 October and 8 December of the year before.
    """
    return (today.year, today.year + 1) if today.month >= NOVEMBER else (today.year,)


def can_stand(year: int, days: Sequence[NoticeDay]) -> Verdict:
    """通知是否完整 — whether `days` can be the whole notice of `year`.

    Refused: a day outside the year and the December before it, a day stated twice, a make-up
    working day on an ordinary weekday, a statutory holiday that is missing.
    """
    stated: set[date] = set()
    for day in sorted(days, key=lambda each: each.on):
        verdict = _can_state(year, day)
        if not verdict:
            return verdict
        if day.on in stated:
            return no(f"{_words(day.on)}写了两次。请只留一次。")
        stated.add(day.on)
    named = "、".join(day.name for day in days if not day.is_workday)
    missing = [name for name in STATUTORY_HOLIDAYS if name not in named]
    if missing:
        return no(f"{year}年放假通知不完整：缺少{'、'.join(missing)}。请对照通知原文补全后再录入。")
    return YES


def span(name: str, off_from: date, off_to: date, workdays: Iterable[date]) -> list[NoticeDay]:
    """一个假期 — a holiday from day to day, with its make-up working days, as single days."""
    off = [NoticeDay(day, False, name) for day in _days_after(off_from - ONE_DAY, off_to, 1)]
    return off + [NoticeDay(day, True, name) for day in workdays]


def _days_after(first: date, last: date, sign: int) -> Iterator[date]:
    for number in range(1, abs((last - first).days) + 1):
        yield first + timedelta(days=sign * number)


def _can_state(year: int, day: NoticeDay) -> Verdict:
    in_reach = day.on.year == year or (day.on.year, day.on.month) == (year - 1, 12)
    if not in_reach:
        return no(f"{_words(day.on)}不属于{year}年的放假通知。请核对年份。")
    if day.is_workday and day.on.weekday() < SATURDAY:
        weekday = WEEKDAYS[day.on.weekday()]
        return no(f"{_words(day.on)}是星期{weekday}，本来就上班，不会是调休上班日。请核对日期。")
    return YES


def _words(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
