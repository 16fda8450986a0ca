"""数字格式 — which number formats say something of the meaning: a unit, or a date without a day.

The same judgement for every kind of file; the rest of the formats is how a cell
looks and stays in the file.
"""

import re

#: formats worth telling: a unit of money or land
TELLING = re.compile(r"亿|万|元|亩|㎡|平方米|公顷")
#: built-in formats that show a month without a day
MONTH_FORMATS = {17: "mmm-yy", 57: 'yyyy"年"m"月"', 55: 'yyyy"年"m"月"'}
UNSEEN = re.compile(r"\[[^\]]*\]|\"[^\"]*\"|\\.")


def shows_no_day(code: str) -> bool:
    """A date format with year and month but no day (yyyy"年"m"月", yyyy.mm)."""
    bare = UNSEEN.sub("", code.lower())
    return "yy" in bare and "m" in bare and "d" not in bare and "h" not in bare


def is_telling(code: str) -> bool:
    """The format carries a unit or a month."""
    return bool(TELLING.search(code)) or shows_no_day(code)
