"""文本表读取 — csv in UTF-8 (with or without mark), GB18030, UTF-16; comma, semicolon or tab.

Row numbers are record numbers: blank records count, a record may span lines.
"""

import codecs
import csv
import io
from typing import Any

from zhaotuifu.kernel.sheets.types import RefusalKind, SheetRefused

MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
DELIMITERS = (",", "\t", ";", "|")
MAX_CELLS = 4_000_000


def read(data: bytes) -> dict[str, Any]:
    """One sheet named csv; raises SheetRefused when the bytes are no text."""
    text, encoding = decode(data)
    delimiter = _delimiter_of(text)
    rows = []
    cells = 0
    csv.field_size_limit(1_000_000)
    try:
        for record in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            row: list[str | None] = [value if value.strip() else None for value in record]
            while row and row[-1] is None:
                row.pop()
            cells += len(row)
            rows.append(row)
            if cells > MAX_CELLS:
                raise SheetRefused(RefusalKind.TOO_LARGE)
    except csv.Error:
        raise SheetRefused(RefusalKind.CORRUPT) from None
    while rows and not rows[-1]:
        rows.pop()
    sheet = {"name": "csv", "first_row": 1, "rows": rows}
    return {"format": "csv", "encoding": encoding, "sheets": [sheet]}


def decode(data: bytes) -> tuple[str, str]:
    """(text, encoding): by its mark, else UTF-8 if it is, else UTF-16 or GB18030."""
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return _strict(data, encoding), encoding.removesuffix("-sig")
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        pass
    zeros_even, zeros_odd = data[0:4096:2].count(0), data[1:4096:2].count(0)
    if zeros_even + zeros_odd > len(data[:4096]) // 8:
        guess = "utf-16-le" if zeros_odd > zeros_even else "utf-16-be"
        return _strict(data, guess), guess
    return _strict(data, "gb18030"), "gb18030"


def _strict(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        sentence = "看不出这个 csv 的文字编码。请用 Excel 打开，另存为 xlsx 后再上传。"
        raise SheetRefused(RefusalKind.CORRUPT, sentence) from None


def _delimiter_of(text: str) -> str:
    """The one that cuts the first records into most columns alike."""
    sample = text[:20_000]
    if sample[:4].lower() == "sep=" and len(sample) > 4:
        return sample[4]
    best, best_score = ",", 0
    for delimiter in DELIMITERS:
        try:
            records = list(csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter))
        except csv.Error:
            continue
        score = sum(len(record) - 1 for record in records)
        if score > best_score:
            best, best_score = delimiter, score
    return best
