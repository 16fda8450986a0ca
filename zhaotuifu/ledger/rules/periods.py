"""报告期 — year and month a ledger is about, read from title, names and heads."""

import re
from collections import Counter
from collections.abc import Iterable

from zhaotuifu.ledger.rules.text import chinese_to_int, squash
from zhaotuifu.ledger.rules.types import Period

YEAR = r"(?<!\d)(20[0-4]\d)"
CHINESE_YEAR = re.compile(r"二[〇零○oO0][一二三四五六七八九〇零○]{2}(?=年)")
CHINESE_MONTH = re.compile(r"(?<![一二三四五六七八九十])[一二三四五六七八九十]{1,2}(?=月)")
#: 一至九月: the first month of a span has no 月 of its own
CHINESE_SPAN = re.compile(
    r"(?<![一二三四五六七八九十])[一二三四五六七八九十]{1,2}(?=[-~—–―至到][一二三四五六七八九十\d]{1,2}月)"
)
#: the day a form was filled in is not the month it is about
FILLED_IN = re.compile(
    r"(?:填报|填表|制表|上报|报送|编制|打印|更新|调度)(?:日期|时间)?[:：]?" + r".{0,14}$"
)
TO = r"(?:[-~—–―至到]|截至|截止)+"
CUMULATIVE = re.compile(rf"(?<!\d)(?:1|01)月?{TO}(\d{{1,2}})月")
FULL = re.compile(rf"{YEAR}(?:年|[-./_])(\d{{1,2}})(?:月|(?=[^\d月.]|$))")
SPAN_IN_YEAR = re.compile(rf"{YEAR}年?(?:1|01)月?{TO}(\d{{1,2}})月")
QUARTER = re.compile(
    rf"{YEAR}年?度?(?:第?([一二三四1-4])季度?|(上半年)|(前三季度|1-3季度)|[qQ]([1-4]))"
)
YEAR_RANGE = re.compile(rf"{YEAR}年?[-~—–―至到]+20\d\d")
YEAR_ONLY = re.compile(rf"{YEAR}(?:年|年度|(?=[^\d]|$))")
MONTH_ONLY = re.compile(r"(?<!\d)(\d{1,2})月(?:份|底|末)?")
COMPACT = re.compile(r"(?<!\d)(20[0-4]\d)(0[1-9]|1[0-2])(?!\d)")
QUARTER_END = {"一": 3, "二": 6, "三": 9, "四": 12, "1": 3, "2": 6, "3": 9, "4": 12}
#: heads such as 一季度完成, 上半年完成
HEAD_QUARTER = re.compile(r"(?:第?([一1])季度|(上半年)|(前三季度|1-3季度))")


def normalise(text: str) -> str:
    """Half-width, no spaces, Chinese years and months as digits."""
    bare = squash(text)
    bare = CHINESE_YEAR.sub(lambda match: str(chinese_to_int(match[0].translate(ZERO))), bare)
    bare = CHINESE_SPAN.sub(lambda match: str(chinese_to_int(match[0])), bare)
    return CHINESE_MONTH.sub(lambda match: str(chinese_to_int(match[0])), bare)


ZERO = str.maketrans("oO0", "〇〇〇")


def period_in(text: str) -> tuple[int | None, int | None]:
    """(year, month) a text says; month None for a whole year, both None for nothing."""
    bare = FILLED_IN.sub("", normalise(text))
    if match := SPAN_IN_YEAR.search(bare):
        return _checked(match[1], int(match[2]))
    if match := QUARTER.search(bare):
        if quarter := match[2] or match[5]:
            return int(match[1]), QUARTER_END[quarter]
        return int(match[1]), 6 if match[3] else 9
    if match := FULL.search(bare):
        return _checked(match[1], int(match[2]))
    if match := COMPACT.search(bare):
        return int(match[1]), int(match[2])
    year = None
    rest = YEAR_RANGE.sub("", bare)
    if match := YEAR_ONLY.search(rest):
        year = int(match[1])
    month = cumulative_month(rest) or _month_in(rest)
    return year, month


def _checked(year: str, month: int) -> tuple[int | None, int | None]:
    return int(year), month if 1 <= month <= 12 else None


def _month_in(text: str) -> int | None:
    match = MONTH_ONLY.search(text)
    if match and 1 <= int(match[1]) <= 12:
        return int(match[1])
    return None


def cumulative_month(head: str) -> int | None:
    """N of 1–N月 (also 一季度, 上半年, 前三季度); None when a head says none."""
    bare = normalise(head)
    if match := CUMULATIVE.search(bare):
        number = int(match[1])
        return number if 1 <= number <= 12 else None
    if match := re.search(r"截[至止](?:20\d\d年)?(\d{1,2})月|至(\d{1,2})月[底末]", bare):
        number = int(match[1] or match[2])
        return number if 1 <= number <= 12 else None
    if match := HEAD_QUARTER.search(bare):
        return 3 if match[1] else 6 if match[2] else 9
    return None


def single_month(head: str) -> int | None:
    """N of N月完成, when it is no 1–N月."""
    bare = normalise(head)
    if cumulative_month(bare):
        return None
    return _month_in(bare)


def years_in(head: str) -> tuple[int, ...]:
    """Years a head names."""
    return tuple(int(year) for year in re.findall(YEAR, normalise(head)))


def propose(
    titles: Iterable[str], sheet_name: str, file_name: str, heads: Iterable[str]
) -> Period | None:
    """报告期建议 — the first source that says year and month; a month may come from the heads.

    Order: title, sheet name, file name, heads. A year alone stands when nobody
    says a month (a plan for the whole year). None: the clerk is asked.
    """
    found: list[tuple[str, int | None, int | None]] = []
    for text in titles:
        found.append(("title", *period_in(text)))
    found.append(("sheet_name", *period_in(sheet_name)))
    found.append(("file_name", *period_in(file_name)))
    for source, year, month in found:
        if year and month:
            return Period(year, month, source)
    head_list = tuple(heads)
    month = month_of_heads(head_list)
    year, source = next(((year, source) for source, year, _ in found if year), (None, "head"))
    if year is None:
        year = year_of_heads(head_list)
    if year is None:
        return None
    if month is not None:
        return Period(year, month, "head")
    said = next(((source, one) for source, _, one in found if one), None)
    if said is not None:
        return Period(year, said[1], said[0])
    return Period(year, None, source)


def month_of_heads(heads: Iterable[str]) -> int | None:
    """The largest N of 1–N月 in the heads, else the one month that stands alone."""
    head_list = tuple(heads)
    cumulative = [month for head in head_list if (month := cumulative_month(head))]
    if cumulative:
        return max(cumulative)
    singles = {month for head in head_list if "完成" in head and (month := single_month(head))}
    return singles.pop() if len(singles) == 1 else None


def year_of_heads(heads: Iterable[str]) -> int | None:
    """The year most heads name."""
    counted = Counter(year for head in heads for year in years_in(head))
    return max(counted, key=lambda year: (counted[year], year)) if counted else None
