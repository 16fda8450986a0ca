"""文本表读取 — csv in UTF-8 (with or without mark), GB18030, UTF-16, UTF-32; comma, tab, semicolon or bar.

Row numbers are record numbers: blank records count, a record may span lines.
A line `sep=;` names the delimiter to Excel and is no record of the table.
"""

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from itertools import chain
from typing import Any

from zhaotuifu.kernel.sheets.sizes import MAX_CELLS
from zhaotuifu.kernel.sheets.types import RefusalKind, SheetRefused

MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
DELIMITERS = (",", "\t", ";", "|")
#: Excel holds 32,767 characters in a cell
MAX_FIELD = 1_000_000
#: how much of the text the delimiter is told from
SAMPLE = 200_000
NAMED_DELIMITER = re.compile(r'"?sep=(.)"?[ \t]*(?:\r\n|\r|\n|$)', re.I)
QUOTED = re.compile(r'(^|[,;|\t\r\n])"(?:[^"]|"")*"(?=[,;|\t\r\n]|\Z)')
BETWEEN_DIGITS = re.compile(r"(?<=\d),(?=\d)")
#: ="00123" is how a csv keeps Excel from making a number of a code
KEPT_AS_TEXT = re.compile(r'="([^"]*)"\s*')
#: stands behind the last record; inside a quoted field if a quotation mark is missing
END = "\x1aend of file\x1a"
UNKNOWN_ENCODING = "看不出这个 csv 的文字编码。请用 Excel 打开，另存为 xlsx 后再上传。"
OPEN_QUOTE = (
    "csv 第 {row} 条记录起引号不成对，后面的行读不出来。请用 Excel 打开核对，另存为 xlsx 后再上传。"
)
LONG_FIELD = "csv 第 {row} 条记录有一格太长。请核对引号是否成对，或另存为 xlsx 后再上传。"


def read(data: bytes) -> dict[str, Any]:
    """One sheet named csv; raises SheetRefused when the bytes are no text."""
    text, encoding, is_guessed = decode(data)
    named = NAMED_DELIMITER.match(text)
    delimiter = named[1] if named else delimiter_of(text)
    rows = []
    cells = 0
    for row in _records(text[named.end() :] if named else text, delimiter):
        cells += len(row)
        rows.append(row)
        if cells + len(rows) > MAX_CELLS:
            raise SheetRefused(RefusalKind.TOO_LARGE)
    while rows and not rows[-1]:
        rows.pop()
    sheet = {"name": "csv", "first_row": 2 if named else 1, "rows": rows}
    warnings = ["encoding_guessed"] if is_guessed else []
    return {"format": "csv", "encoding": encoding, "sheets": [sheet], "warnings": warnings}


def _records(text: str, delimiter: str) -> Iterator[list[str | None]]:
    """The records, trailing blanks cut; refuses a text whose quotation marks do not pair."""
    csv.field_size_limit(MAX_FIELD)
    lines = io.StringIO(text, newline="")
    last: list[str] = []
    count = 0
    try:
        for last in csv.reader(chain(lines, [END]), delimiter=delimiter):
            if last == [END]:
                return
            count += 1
            if END in last[-1:]:
                break
            row = [_cell(value) for value in last]
            while row and row[-1] is None:
                row.pop()
            yield row
    except csv.Error:
        raise SheetRefused(RefusalKind.TOO_LARGE, LONG_FIELD.format(row=count + 1)) from None
    raise SheetRefused(RefusalKind.CORRUPT, OPEN_QUOTE.format(row=count))


def _cell(value: str) -> str | None:
    if value.startswith('="') and (kept := KEPT_AS_TEXT.fullmatch(value)):
        value = kept[1]
    return value if value.strip() else None


def decode(data: bytes) -> tuple[str, str, bool]:
    """(text, encoding, guessed): by its mark, else UTF-8 if it is, else UTF-16 or GB18030."""
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return _strict(data, encoding), encoding.removesuffix("-sig"), False
    if wide := _wide_encoding(data):
        return _strict(data, wide), wide, True
    data = data.replace(b"\x00", b"")
    try:
        return _text(data.decode("utf-8")), "utf-8", False
    except UnicodeDecodeError:
        if _is_broken_utf8(data):
            raise SheetRefused(RefusalKind.CORRUPT, UNKNOWN_ENCODING) from None
    return _strict(data, "gb18030"), "gb18030", True


def _wide_encoding(data: bytes) -> str:
    """UTF-16 or UTF-32 without a mark: every latin letter and line break has its zeros.

    A few stray NULs in narrow text stand alone, not at every line break.
    """
    sample = data[: SAMPLE // 4 * 4]
    if b"\x00" not in sample or len(data) % 2:
        return ""
    for encoding, highest in (("utf-32-le", 3), ("utf-32-be", 0)):
        if len(data) % 4 == 0 and not any(sample[highest::4]) and _is_strict(data, encoding):
            return encoding
    little = sum(sample[1::2][at] == 0 for at in _breaks(sample[0::2]))
    big = sum(sample[0::2][at] == 0 for at in _breaks(sample[1::2]))
    if not little and not big:
        return ""
    return "utf-16-le" if little >= big else "utf-16-be"


def _breaks(half: bytes) -> list[int]:
    """Places of line breaks and delimiters in every second byte."""
    return [at for at, byte in enumerate(half) if byte in b"\n\r,;\t|"]


def _is_strict(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _is_broken_utf8(data: bytes) -> bool:
    """UTF-8 with a few bytes missing: read as GB18030 it would be plausible nonsense."""
    text = data.decode("utf-8", "replace")
    bad = text.count("\ufffd")
    good = sum(char > "\x7f" for char in text) - bad
    return good > 4 * bad


def _strict(data: bytes, encoding: str) -> str:
    try:
        return _text(data.decode(encoding))
    except UnicodeDecodeError:
        raise SheetRefused(RefusalKind.CORRUPT, UNKNOWN_ENCODING) from None


def _text(text: str) -> str:
    """Without NULs and marks; refuses what is no text at all."""
    text = text.lstrip("\ufeff").replace("\x00", "")
    sample = text[:SAMPLE]
    controls = sum(char < " " and char not in "\t\n\r\f\v" for char in sample)
    if controls * 20 > len(sample):
        raise SheetRefused(RefusalKind.CORRUPT, UNKNOWN_ENCODING)
    return text


def delimiter_of(text: str) -> str:
    """The one that cuts most lines into equally many columns, quoted text left out.

    A comma between digits may be part of a number (1,234 or 1,5): it counts only
    where nothing else cuts the lines.
    """
    bare = QUOTED.sub(r"\1", QUOTED.sub(r"\1", text[:SAMPLE]))
    lines = [line for line in re.split(r"[\r\n]+", bare) if line.strip()]
    numbers_whole = [BETWEEN_DIGITS.sub("", line) for line in lines]
    best, best_score = ",", 0
    for delimiter in DELIMITERS:
        score = _agreement(numbers_whole if delimiter == "," else lines, delimiter)
        if score > best_score:
            best, best_score = delimiter, score
    return best


def _agreement(lines: list[str], delimiter: str) -> int:
    """How many cuts in how many lines alike; many lines count for more than many cuts."""
    counts = Counter(cuts for line in lines if (cuts := line.count(delimiter)))
    return max((cuts * times * times for cuts, times in counts.items()), default=0)
