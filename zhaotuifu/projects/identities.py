"""代码核对 — what is doubtful about a project code or a credit code; a doubt is asked, never a wall.

项目代码: GB/T 40058—2021, 4-6-2-2-6: time, region, department, type, five random digits and a check
character whose rule is not public, so the shape and the likelihood of time and region are judged.
统一社会信用代码: GB 32100—2015, 18 characters with a check digit; real licences with a wrong one exist.
"""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

CODE = re.compile(r"(\d{4})-(\d{6})-(\d{2})-(\d{2})-(\d{6})")
USCC = re.compile(r"[0-9A-HJ-NPQRTUWXY]{18}")
#: GB/T 2260, first two digits; 00 is given by the ministries
PROVINCES = frozenset(
    "00 11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 "
    "71 81 82".split()
)
CHECKED_FIELDS = ("code", "uscc")


def doubt_of(field: str, value: str, today: date) -> str:
    """疑点 — one sentence on a code of `CHECKED_FIELDS`; empty when there is none, or no value."""
    if not value:
        return ""
    return code_doubt(value, today) if field == "code" else uscc_doubt(value)


def code_doubt(code: str, today: date) -> str:
    """项目代码的疑点 — shape, month and year of the time segment, province of the region."""
    found = CODE.fullmatch(code)
    if found is None:
        return "项目代码是 20 位数字，写成 2311-320412-89-01-000000 这样（4-6-2-2-6）。"
    year, month = 2000 + int(code[:2]), int(code[2:4])
    if not 1 <= month <= 12:
        return f"项目代码前四位是赋码的年月，{code[:4]} 没有这个月份。"
    if (year, month) > (today.year, today.month):
        return f"项目代码前四位是赋码的年月，{year}年{month}月还没到。"
    if found[2][:2] not in PROVINCES:
        return f"项目代码第二段是行政区划，{found[2]} 开头的 {found[2][:2]} 不是省级代码。"
    return ""


@lru_cache(maxsize=65536)
def uscc_doubt(uscc: str) -> str:
    """信用代码的疑点 — shape and check digit."""
    if not USCC.fullmatch(uscc):
        return "统一社会信用代码是 18 位数字和大写字母（没有 I、O、S、V、Z）。"
    if not check_digit_holds(uscc):
        return "统一社会信用代码的最后一位校验不上，多半有一位抄错。"
    return ""


def check_digit_holds(uscc: str) -> bool:
    """校验位 — GB 32100, of an 18-character code."""
    from stdnum.cn import uscc as standard

    return bool(standard.calc_check_digit(uscc[:-1]) == uscc[-1])
