"""字宽 — how wide the letters of a font file are and which of them it has (OpenType tables).

Lines are broken before anything is painted, so their lengths must be known here.
"""

from __future__ import annotations

import mmap
import struct
from functools import lru_cache
from pathlib import Path

WINDOWS, UNICODE = 3, 0
FULL_REPERTOIRE = (10, 4, 6)  # encodings that reach beyond the first 65,536 characters


class Unreadable(ValueError):
    """读不出 — not a font file, or one without the tables a line needs."""


class Metrics:
    """字宽表 — of one font in a file; widths in parts of the letter size."""

    def __init__(self, path: str, index: int) -> None:
        """Raises `Unreadable`."""
        try:
            with Path(path).open("rb") as file:
                self._data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
            self._tables = _tables(self._data, index)
            units = struct.unpack_from(">H", self._data, self._tables[b"head"] + 18)[0]
            wide = struct.unpack_from(">H", self._data, self._tables[b"hhea"] + 34)[0]
            self._glyphs = _characters(self._data, self._tables[b"cmap"])
        except (OSError, ValueError, KeyError, struct.error) as problem:
            raise Unreadable(path) from problem
        self._units = units or 1000
        self._wide = wide
        self._known: dict[str, float | None] = {}

    def width(self, char: str) -> float | None:
        """字宽 — of one character; None when the font has no such letter."""
        if char not in self._known:
            self._known[char] = self._measured(char)
        return self._known[char]

    def _measured(self, char: str) -> float | None:
        glyph = self._glyphs.get(ord(char), 0)
        if not glyph:
            return None
        at = self._tables[b"hmtx"] + 4 * min(glyph, self._wide - 1)
        advance: int = struct.unpack_from(">H", self._data, at)[0]
        return advance / self._units


@lru_cache(maxsize=32)
def metrics_of(path: str, index: int) -> Metrics:
    """字宽表 — read once by a process; raises `Unreadable`."""
    return Metrics(path, index)


def _tables(data: mmap.mmap, index: int) -> dict[bytes, int]:
    """Where each table of the font begins; a collection (ttc) holds several fonts."""
    start = 0
    if data[:4] == b"ttcf":
        count = struct.unpack_from(">I", data, 8)[0]
        if index >= count:
            raise ValueError(f"font {index} of {count}")
        start = struct.unpack_from(">I", data, 12 + 4 * index)[0]
    number = struct.unpack_from(">H", data, start + 4)[0]
    found = {}
    for position in range(number):
        tag, _, offset, _ = struct.unpack_from(">4sIII", data, start + 12 + 16 * position)
        found[tag] = offset
    return found


def _characters(data: mmap.mmap, cmap: int) -> dict[int, int]:
    """Glyph by code point, from the fullest Unicode subtable."""
    number = struct.unpack_from(">H", data, cmap + 2)[0]
    subtables = {}
    for position in range(number):
        platform, encoding, offset = struct.unpack_from(">HHI", data, cmap + 4 + 8 * position)
        if platform == UNICODE or (platform == WINDOWS and encoding in (1, 10)):
            form = struct.unpack_from(">H", data, cmap + offset)[0]
            subtables[form, encoding in FULL_REPERTOIRE] = cmap + offset
    for form, reader in ((12, _segmented), (4, _ranged)):
        found = [offset for (kind, _), offset in subtables.items() if kind == form]
        if found:
            return reader(data, found[0])
    raise ValueError("no Unicode cmap of a known form")


def _segmented(data: mmap.mmap, at: int) -> dict[int, int]:
    """Format 12 — groups of first, last, first glyph."""
    groups = struct.unpack_from(">I", data, at + 12)[0]
    table: dict[int, int] = {}
    for first, last, glyph in struct.iter_unpack(">III", data[at + 16 : at + 16 + 12 * groups]):
        if last - first > 0x10FFFF:
            raise ValueError("a group of the cmap is no range")
        table.update(zip(range(first, last + 1), range(glyph, glyph + last - first + 1), strict=True))
    return table


def _ranged(data: mmap.mmap, at: int) -> dict[int, int]:
    """Format 4 — segments with a delta or an array of glyphs."""
    count = struct.unpack_from(">H", data, at + 6)[0] // 2
    ends = struct.unpack_from(f">{count}H", data, at + 14)
    starts_at = at + 16 + 2 * count
    starts = struct.unpack_from(f">{count}H", data, starts_at)
    deltas = struct.unpack_from(f">{count}h", data, starts_at + 2 * count)
    offsets_at = starts_at + 4 * count
    offsets = struct.unpack_from(f">{count}H", data, offsets_at)
    table: dict[int, int] = {}
    for number in range(count):
        for code in range(starts[number], ends[number] + 1):
            glyph = code
            if offsets[number]:
                place = offsets_at + 2 * number + offsets[number] + 2 * (code - starts[number])
                glyph = struct.unpack_from(">H", data, place)[0]
                if not glyph:
                    continue
            table[code] = (glyph + deltas[number]) & 0xFFFF
    return table
