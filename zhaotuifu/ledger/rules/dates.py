"""日期与起止年限 — every way offices write a date, with as much precision as was written.

5/02/2025 and the number 2025.1 can be two days: they are asked, never guessed.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from functools import lru_cache
from math import isfinite

from zhaotuifu.ledger.rules.answers import BLANK, Answer, refused
from zhaotuifu.ledger.rules.text import (
    chinese_to_int,
    is_blank_word,
    is_error,
    squash,
)
from zhaotuifu.ledger.rules.types import Choice, DateValue, FindingClass, Precision

FIRST_YEAR, LAST_YEAR = 1980, 2079
#: Excel day numbers of the years above
FIRST_SERIAL, LAST_SERIAL = 29221, 65745
SERIAL_ORIGIN = {False: date(1899, 12, 30), True: date(1904, 1, 1)}
CHINESE_YEAR = re.compile(r"[〇零○一二三四五六七八九]{4}(?=年)")
CHINESE_PART = re.compile(r"[一二三四五六七八九十]{1,3}(?=月|日|号)")
#: a clock behind a date, apart from it: 2016-05-25 8:00, 30/03/2016 5:00:00 PM, 2025-03-15T00:00Z
TIME_OF_DAY = re.compile(
    r"(?<=[\d日号])(?:\s+|[tT])(?:[上下]午)?\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?\s*(?:[aApP]\.?[mM]\.?)?"
    r"(?:[zZ]|[+-]\d{2}:?\d{2})?\s*$"
)
TAIL = re.compile(r"(?:\([^()]*\)|左右|前后|之前|以前|前|开工|竣工|完工|建成|动工|投产|完成)+$")
LEAD = re.compile(r"^(?:计划|拟|预计|预期|争取|力争|于|约|至|到)+")
STATUS = re.compile(
    r"(?:已|正在|正|未|即将|尚未|完全|全面|基本|主体)?"
    r"(?:开工|动工|开建|竣工|完工|建成|投产|达产|在建|建设中|停工|前期|储备|试生产|封顶|投用|交付|续建|结转)"
    r"(?:建设|阶段|中|投产|手续办理)?"
)
SEPARATED = re.compile(r"(\d{4})[-./年](\d{1,2})(?:[-./月](\d{1,2})[日号]?|月份?|)[.。]?")
COMPACT_DAY = re.compile(r"(\d{4})(\d{2})(\d{2})")
COMPACT_MONTH = re.compile(r"(\d{4})(\d{2})")
YEAR_ONLY = re.compile(r"(\d{4})年?度?")
SHORT_YEAR = re.compile(r"(\d{2})年(?:(\d{1,2})月份?(?:(\d{1,2})[日号])?)?")
MONTH_END = re.compile(r"(\d{4}|\d{2})[年./-](\d{1,2})月?(?:底|末|初|上旬|中旬|下旬|中|份)")
YEAR_END = re.compile(r"(\d{4}|\d{2})年?(?:年?底|年?末)")
IMPRECISE = re.compile(
    r"(\d{4}|\d{2})年?(?:第?([一二三四1-4])季度?(?:度)?末?|q([1-4])|([上下])半年|(年?初|年?中|年?内|春节|春季|夏季|秋季|冬季).*)"
)
DAY_FIRST = re.compile(r"(\d{1,2})[-./](\d{1,2})[-./](\d{4})")
TWO_DIGIT = re.compile(r"(\d{2})[-./](\d{1,2})(?:[-./](\d{1,2}))?")
NO_YEAR = re.compile(
    r"(\d{1,2})月份?(?:(\d{1,2})[日号]?)?(?:底|末|初|上旬|中旬|下旬)?|(\d{1,2})[./](\d{1,2})"
)
QUARTERS = {"一": 1, "二": 2, "三": 3, "四": 4}
DIGITS = re.compile(r"\d{5}")

SPAN_MONTH = r"(?:[./年-](\d{1,2})(?:[./月-]\d{1,2}日?)?)?[年月]?"
SPAN = re.compile(
    rf"(\d{{4}}){SPAN_MONTH}(?:[-~—–―]|至|到)+(\d{{4}}|\d{{2}}){SPAN_MONTH}(?:底|末)?"
)
SHORT_SPAN = re.compile(r"(\d{2})年?(?:[-~—–―]|至|到)+(\d{2})年?")
OPEN_SPAN = re.compile(rf"(\d{{4}}){SPAN_MONTH}(?:[-~—–―]|至|到)+(?:今|长期|未定|待定)?")
DURATION = re.compile(
    r"\d+(?:\.\d+)?(?:个月|月|年|天|日)|[一二三四五六七八九十两]+(?:个月|年)(?:半)?"
)


def read_date(value: object, *, has_day: bool = True, is_1904: bool = False) -> Answer:
    """日期 — a cell as a DateValue (day, month or year).

    `has_day` False: the cell's format shows only year and month. Asked:
    ambiguous_date, imprecise_date (上半年, 三季度). Refused: invalid_date.
    Warned and blank: date_is_status (已开工).
    """
    if value is None:
        return BLANK
    if isinstance(value, bool):
        return refused(FindingClass.INVALID_DATE)
    if isinstance(value, datetime | date):
        return _from_date(value, has_day)
    if isinstance(value, int | float):
        return _from_number(value, is_1904)
    return _from_text(str(value))


def _from_date(value: date, has_day: bool) -> Answer:
    if not FIRST_YEAR <= value.year <= LAST_YEAR:
        return refused(FindingClass.INVALID_DATE)
    if not has_day and value.day == 1:
        return month(value.year, value.month)  # 2025年6月 typed: Excel added the first
    return day(value.year, value.month, value.day)


def _from_number(value: int | float, is_1904: bool) -> Answer:
    if not isfinite(value):
        return refused(FindingClass.INVALID_DATE)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, int):
        return _from_whole(value, is_1904)
    text = repr(value)
    whole, _, rest = text.partition(".")
    if len(whole) != 4 or not FIRST_YEAR <= int(whole) <= LAST_YEAR or len(rest) > 2:
        serial = int(value)
        if FIRST_SERIAL <= serial <= LAST_SERIAL:
            return _from_whole(serial, is_1904)
        return refused(FindingClass.INVALID_DATE)
    if rest == "1":
        return _which({"first_month": month(int(whole), 1), "tenth_month": month(int(whole), 10)})
    return month(int(whole), int(rest))


def _from_whole(value: int, is_1904: bool) -> Answer:
    if FIRST_YEAR <= value <= LAST_YEAR:
        return year(value)
    if FIRST_SERIAL <= value <= LAST_SERIAL:
        found = SERIAL_ORIGIN[is_1904] + timedelta(days=value)
        return day(found.year, found.month, found.day)
    text = str(value)
    if match := COMPACT_DAY.fullmatch(text):
        return day(*(int(part) for part in match.groups()))
    if match := COMPACT_MONTH.fullmatch(text):
        return month(int(match[1]), int(match[2]))
    return refused(FindingClass.INVALID_DATE)


@lru_cache(maxsize=8192)
def _from_text(text: str) -> Answer:
    if is_error(text):
        return refused(FindingClass.FORMULA_ERROR)
    if is_blank_word(text):
        return BLANK
    bare = squash(TIME_OF_DAY.sub("", text.strip())).lower()
    bare = CHINESE_YEAR.sub(lambda match: str(chinese_to_int(match[0])), bare)
    bare = CHINESE_PART.sub(lambda match: str(chinese_to_int(match[0])), bare)
    if STATUS.fullmatch(bare):
        return Answer(problem=FindingClass.DATE_IS_STATUS)
    for candidate in (bare, LEAD.sub("", TAIL.sub("", bare))):
        for pattern, read in WRITTEN:
            if match := pattern.fullmatch(candidate):
                return read(match)
    return refused(FindingClass.INVALID_DATE)


def _full_year(digits: str) -> int:
    return int(digits) if len(digits) == 4 else 2000 + int(digits)


def year(number: int) -> Answer:
    """A year and no more."""
    if not FIRST_YEAR <= number <= LAST_YEAR:
        return refused(FindingClass.INVALID_DATE)
    return Answer(value=DateValue(f"{number:04d}", Precision.YEAR))


def month(of_year: int, number: int) -> Answer:
    """A month and no more; a 13th month is invalid."""
    if not (FIRST_YEAR <= of_year <= LAST_YEAR and 1 <= number <= 12):
        return refused(FindingClass.INVALID_DATE)
    return Answer(value=DateValue(f"{of_year:04d}-{number:02d}", Precision.MONTH))


def day(of_year: int, of_month: int, number: int) -> Answer:
    """A day; the 30th of February is invalid."""
    try:
        found = date(of_year, of_month, number)
    except ValueError:
        return refused(FindingClass.INVALID_DATE)
    if not FIRST_YEAR <= of_year <= LAST_YEAR:
        return refused(FindingClass.INVALID_DATE)
    return Answer(value=DateValue(found.isoformat(), Precision.DAY))


def _which(
    readings: Mapping[str, Answer], problem: FindingClass = FindingClass.AMBIGUOUS_DATE
) -> Answer:
    """Several readings by the way they are read: asked, with those that are dates as choices."""
    ways: dict[DateValue, str] = {}
    for way, answer in readings.items():
        if isinstance(answer.value, DateValue):
            ways.setdefault(answer.value, way)
    return refused(
        problem,
        tuple(Choice(written(value), {"value": value}, way, value.value) for value, way in ways.items()),
    )


def written(value: DateValue) -> str:
    """2025年5月2日, as far as the date is known."""
    parts = [int(part) for part in value.value.split("-")]
    return "".join(f"{part}{unit}" for part, unit in zip(parts, "年月日", strict=False))


@lru_cache(maxsize=8192)
def order_told(text: str) -> str:
    """日月次序 — a date like 30/03/2016 that can be read one way only says which; else nothing."""
    match = DAY_FIRST.fullmatch(squash(TIME_OF_DAY.sub("", text.strip())))
    if match is None:
        return ""
    first, second = int(match[1]), int(match[2])
    if first > 12 >= second:
        return "day_first"
    return "month_first" if second > 12 >= first else ""


def _separated(match: re.Match[str]) -> Answer:
    if match[3]:
        return day(int(match[1]), int(match[2]), int(match[3]))
    return month(int(match[1]), int(match[2]))


def _short_year(match: re.Match[str]) -> Answer:
    full = _full_year(match[1])
    if match[3]:
        return day(full, int(match[2]), int(match[3]))
    return month(full, int(match[2])) if match[2] else year(full)


def _imprecise(match: re.Match[str]) -> Answer:
    full = _full_year(match[1])
    if quarter := match[2] or match[3]:
        last = 3 * QUARTERS.get(quarter, int(quarter) if quarter.isdigit() else 0)
    elif match[4]:
        last = 6 if match[4] == "上" else 12
    else:
        last = 0
    readings = {"period_end": month(full, last)} if last else {}
    return _which(readings | {"year_only": year(full)}, FindingClass.IMPRECISE_DATE)


def _day_first(match: re.Match[str]) -> Answer:
    first, second, of_year = (int(part) for part in match.groups())
    # 5/02/2025 is the 5th of February where the day stands first
    readings = {"day_first": day(of_year, second, first), "month_first": day(of_year, first, second)}
    dates = {answer.value for answer in readings.values() if answer.value is not None}
    if len(dates) == 1:
        return next(answer for answer in readings.values() if answer.value is not None)
    if not dates:
        return refused(FindingClass.INVALID_DATE)
    return _which(readings)


def _two_digit(match: re.Match[str]) -> Answer:
    """25.3 or 25/3/5: the first may be the year; asked."""
    full, second = 2000 + int(match[1]), int(match[2])
    if match[3]:
        last = int(match[3])
        return _which(
            {"year_first": day(full, second, last), "day_first": day(2000 + last, second, int(match[1]))}
        )
    return _which({"year_first": month(full, second)})


def _compact(match: re.Match[str]) -> Answer:
    return _from_whole(int(match[0]), is_1904=False)


#: first pattern that fits the whole text wins
WRITTEN: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Answer]], ...] = (
    (SEPARATED, _separated),
    (YEAR_ONLY, lambda match: year(int(match[1]))),
    (COMPACT_DAY, _compact),
    (COMPACT_MONTH, _compact),
    (DIGITS, _compact),
    (SHORT_YEAR, _short_year),
    (MONTH_END, lambda match: month(_full_year(match[1]), int(match[2]))),
    (YEAR_END, lambda match: month(_full_year(match[1]), 12)),
    (IMPRECISE, _imprecise),
    (DAY_FIRST, _day_first),
    (TWO_DIGIT, _two_digit),
    (NO_YEAR, lambda match: refused(FindingClass.AMBIGUOUS_DATE)),
)


def read_years(value: object) -> Answer:
    """起止年限 — start year in `value`, end year in `second`; one year alone is the start.

    Refused: finish_before_start, imprecise_date (a duration such as 24个月), invalid_date.
    """
    if value is None:
        return BLANK
    if isinstance(value, date) and not isinstance(value, bool):
        return Answer(value=value.year)
    if isinstance(value, int | float) and not isinstance(value, bool):
        if FIRST_YEAR <= value < LAST_YEAR + 1:
            return Answer(value=int(value))
        return refused(FindingClass.INVALID_DATE)
    return _years_from_text(str(value))


@lru_cache(maxsize=8192)
def _years_from_text(text: str) -> Answer:
    if is_error(text):
        return refused(FindingClass.FORMULA_ERROR)
    if is_blank_word(text):
        return BLANK
    bare = CHINESE_YEAR.sub(lambda found: str(chinese_to_int(found[0])), squash(text))
    if match := re.fullmatch(r"(\d{4})[-./](0?[1-9]|1[0-2])", bare):
        return Answer(value=int(match[1]))  # 2025-12 is a month; as a span it would run backwards
    if match := SPAN.fullmatch(bare) or SHORT_SPAN.fullmatch(bare):
        groups = match.groups()
        return _span(_full_year(groups[0]), _full_year(groups[2] if len(groups) > 2 else groups[1]))
    if match := re.fullmatch(r"(\d{4})年?", bare) or OPEN_SPAN.fullmatch(bare):
        return _start(int(match[1]))
    if DURATION.fullmatch(bare):
        return refused(FindingClass.IMPRECISE_DATE)
    single = _from_text(bare)
    if isinstance(single.value, DateValue):
        return Answer(value=int(single.value.value[:4]))
    return refused(FindingClass.INVALID_DATE)


def _start(number: int) -> Answer:
    if FIRST_YEAR <= number <= LAST_YEAR:
        return Answer(value=number)
    return refused(FindingClass.INVALID_DATE)


def _span(first: int, last: int) -> Answer:
    if not (FIRST_YEAR <= first <= LAST_YEAR and FIRST_YEAR <= last <= LAST_YEAR):
        return refused(FindingClass.INVALID_DATE)
    if last < first:
        return refused(FindingClass.FINISH_BEFORE_START)
    return Answer(value=first, second=last)


def read_year(value: object) -> Answer:
    """年份 — a column of one year (开工年份)."""
    answer = read_years(value)
    if answer.second is not None:
        return refused(FindingClass.INVALID_DATE)
    return answer
