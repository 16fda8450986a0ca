"""文字 — one way to compare text, one way to keep it, and the words that mean nothing."""

import re
import unicodedata
from decimal import Decimal
from functools import lru_cache

SPACES = re.compile(r"\s+")
BREAKS = re.compile(r"[ \t\u3000]*[\r\n]+[ \t\u3000]*")
#: full-width digits and letters; Chinese punctuation is kept as people typed it
HALF_WIDTH = {
    code: code - 0xFEE0
    for span in ((0xFF10, 0xFF19), (0xFF21, 0xFF3A), (0xFF41, 0xFF5A))
    for code in range(span[0], span[1] + 1)
} | {0xFF0E: 0x2E, 0xFF05: 0x25}
BLANK_MARKS = re.compile(r"[-—–―_/\\~|.。、…*×]*")
BLANK_WORDS = frozenset(
    "无 暂无 待定 未定 没有 空 空白 暂缺 缺 不详 无此项 N/A NA n/a #N/A null NULL None none nan".split()
)
#: blank words that promise a value later
PENDING_WORDS = frozenset(
    "待定 未定 暂定 待确定 待确认 待核 待核实 待明确 待测算 待补充 尚未确定 暂未确定".split()
)
CLEAR_WORDS = frozenset(("清空", "「清空」", "【清空】"))
TICKS = frozenset("√ ✓ ✔ ☑ 是".split())
CROSSES = frozenset("× ✗ ✘ x 否 不是".split())
ERROR_VALUE = re.compile(r"#(?:DIV/0!|N/A|REF!|VALUE!|NAME\?|NULL!|NUM!|SPILL!|CALC!|GETTING_DATA)")

CHINESE_DIGITS = {char: str(value) for value, char in enumerate("〇一二三四五六七八九")} | {
    "零": "0",
    "○": "0",
    "两": "2",
    "壹": "1",
    "贰": "2",
    "叁": "3",
    "肆": "4",
    "伍": "5",
    "陆": "6",
    "柒": "7",
    "捌": "8",
    "玖": "9",
}
CHINESE_STEPS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
CHINESE_NUMBER = "〇零○一二三四五六七八九两十百千壹贰叁肆伍陆柒捌玖拾佰仟"


@lru_cache(maxsize=65536)
def squash(text: str) -> str:
    """比较用 — NFKC and without any white space: how two texts are compared."""
    return SPACES.sub("", unicodedata.normalize("NFKC", text)).replace("\u200b", "")


@lru_cache(maxsize=65536)
def tidy(text: str) -> str:
    """保存用 — outer spaces and line breaks gone, digits and letters half-width."""
    return BREAKS.sub("", text.strip("\ufeff\u200b \t\r\n\u3000\xa0")).translate(HALF_WIDTH)


def cell_text(value: object) -> str:
    """A cell as text: 12 for 12.0, nothing for a blank."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, float):
        return format(Decimal(repr(value)).normalize(), "f") if abs(value) < 1e15 else repr(value)
    return str(value)


@lru_cache(maxsize=65536)
def is_blank_word(text: str) -> bool:
    """空白词 — “/”, “—”, “无”, “待定” …: blank, never zero and never text."""
    bare = squash(text)
    return bool(BLANK_MARKS.fullmatch(bare)) or bare in BLANK_WORDS or bare in PENDING_WORDS


def is_pending(text: str) -> bool:
    """待定 — blank now, a value is promised."""
    return squash(text) in PENDING_WORDS


def is_tick(text: str) -> bool:
    """√ — a mark in a column whose head is the answer."""
    return squash(text) in TICKS


def is_cross(text: str) -> bool:
    """× — no, in such a column."""
    return squash(text).lower() in CROSSES or is_blank_word(text)


def is_clear(value: object) -> bool:
    """「清空」 — the word that empties a recorded value."""
    return isinstance(value, str) and squash(value) in CLEAR_WORDS


def is_error(value: object) -> bool:
    """An error value of Excel (#DIV/0! …)."""
    return isinstance(value, str) and value.startswith("#") and bool(ERROR_VALUE.match(value))


def chinese_to_int(text: str) -> int | None:
    """二〇二五 → 2025, 十二 → 12, 三百五十 → 350; None when it is no number.

    五六百 (five or six hundred) and 二百五 (205 or 250) say no one number.
    """
    if not text or any(char not in CHINESE_NUMBER for char in text):
        return None
    if not any(char in CHINESE_STEPS for char in text):
        return int("".join(CHINESE_DIGITS[char] for char in text))
    total, digit, step, has_zero = 0, 0, 10**4, False
    for char in text:
        if char in CHINESE_STEPS:
            if CHINESE_STEPS[char] >= step:
                return None
            step = CHINESE_STEPS[char]
            total += (digit or 1) * step
            digit, has_zero = 0, False
        elif digit:
            return None
        else:
            digit = int(CHINESE_DIGITS[char])
            has_zero = has_zero or digit == 0
    return None if digit and step > 10 and not has_zero else total + digit


def column_letter(index: int) -> str:
    """1 → A, 27 → AA."""
    letters = ""
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
