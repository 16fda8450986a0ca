"""位图 — sets of places as integers, and columns of amounts as one integer for each binary digit.

A condition is then one AND over all places at once, a count one `bit_count`, and a sum one count
for each digit: a hundred thousand projects are added up in a millisecond, exactly.
(O'Neil, Quass: Improved Query Performance with Variant Indexes, SIGMOD 1997: bit-sliced index.)
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import compress

#: a column is kept in whole 元 (in millionths of 万元: 100) where it can, with room to grow
YUAN, ROOM = 100, 4
ZERO_ONE, ONE_ZERO = bytes.maketrans(b"01", b"\x00\x01"), bytes.maketrans(b"\x00\x01", b"01")


def of_places(places: Iterable[int], size: int) -> int:
    """位图 — of these places, all below `size`."""
    marks = bytearray(b"0") * size
    for place in places:
        marks[place] = 49  # "1"
    return _read(marks)


def of_flags(marks: Sequence[bool]) -> int:
    """位图 — of the places marked true."""
    return _read(bytes(marks).translate(ONE_ZERO))


def by_value(values: Sequence[Hashable]) -> dict[Hashable, int]:
    """按值位图 — for each value the places that hold it."""
    places: dict[Hashable, list[int]] = {}
    for place, value in enumerate(values):
        places.setdefault(value, []).append(place)
    return {value: of_places(held, len(values)) for value, held in places.items()}


def flags(bits: int, size: int) -> bytes:
    """逐位 — one byte, 0 or 1, for each place."""
    text = bin(bits)[2:].encode().translate(ZERO_ONE)[::-1]
    return text.ljust(size, b"\x00")


def places_of(bits: int) -> list[int]:
    """位置 — those in the set, rising."""
    marks = flags(bits, 0)
    return list(compress(range(len(marks)), marks))


def _read(marks: bytes | bytearray) -> int:
    # Base two: linear, and no limit of digits applies.
    return int(bytes(marks[::-1]) or b"0", 2)


@dataclass(slots=True)
class Slices:
    """位片 — a column of whole numbers (None: no value), digit by digit in two's complement."""

    unit: int = 1  # every number is a multiple of it
    digits: list[int] = field(default_factory=list)  # from the lowest; the last one is the sign
    known: int = 0

    @classmethod
    def of(cls, values: Sequence[int | None]) -> Slices:
        """一列 — all at once."""
        held = [value for value in values if value is not None]
        unit = math.gcd(YUAN, *held)
        width = max((abs(value // unit).bit_length() for value in held), default=0) + 1 + ROOM
        top, form = 1 << width, f"{{:0{width}b}}".format
        text = "".join(form((value // unit) % top if value else 0) for value in values).encode()
        digits = [_read(text[place::width]) for place in range(width - 1, -1, -1)]
        known = _read(bytes(48 + (value is not None) for value in values))
        return cls(unit, digits, known)

    def takes(self, value: int | None) -> bool:
        """放得下 — whether the number can be put without making the column anew."""
        if value is None:
            return True
        return value % self.unit == 0 and abs(value // self.unit).bit_length() < len(self.digits)

    def put(self, place: int, value: int | None) -> None:
        """放进 — at a place that holds nothing."""
        if value is None:
            return
        bit, number = 1 << place, (value // self.unit) % (1 << len(self.digits))
        self.known |= bit
        for digit in range(len(self.digits)):
            if number >> digit & 1:
                self.digits[digit] |= bit

    def clear(self, others: int) -> None:
        """清掉 — keep only the places in `others`."""
        self.known &= others
        self.digits = [digit & others for digit in self.digits]

    def total(self, chosen: int) -> int | None:
        """合计 — of the chosen places; None when none of them has a value."""
        if not chosen & self.known:
            return None
        counts = [(digit & chosen).bit_count() for digit in self.digits]
        whole = sum(number << place for place, number in enumerate(counts[:-1]))
        return (whole - (counts[-1] << len(counts) - 1)) * self.unit
