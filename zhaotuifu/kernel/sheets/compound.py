"""复合文档 — the container of .xls files: just enough to list streams and read one.

Source of the layout: [MS-CFB]. Every chain is bounded, so that a loop in a
hostile file ends.
"""

import struct
from collections.abc import Iterator

from zhaotuifu.kernel.sheets.types import RefusalKind, SheetRefused

FREE = 0xFFFFFFFA
ENTRY_SIZE = 128
STREAM, ROOT = 2, 5


class Container:
    """复合文档容器 — opened from bytes; raises SheetRefused(corrupt) when it is none."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        try:
            self._read_header()
            self.entries = tuple(self._read_directory())
        except (struct.error, IndexError):
            raise SheetRefused(RefusalKind.CORRUPT) from None

    def _read_header(self) -> None:
        shift, mini_shift = struct.unpack_from("<HH", self.data, 30)
        if shift not in (9, 12) or mini_shift != 6:
            raise SheetRefused(RefusalKind.CORRUPT)
        self.sector = 1 << shift
        self.directory_start, self.mini_cutoff, self.mini_fat_start = (
            struct.unpack_from("<I", self.data, at)[0] for at in (48, 56, 60)
        )
        pointers = list(struct.unpack_from("<109I", self.data, 76))
        pointers += self._extra_pointers(struct.unpack_from("<I", self.data, 68)[0])
        self.fat: list[int] = []
        for pointer in pointers:
            if pointer < FREE:
                self.fat += self._numbers(self._sector(pointer))

    def _extra_pointers(self, sector: int) -> list[int]:
        found: list[int] = []
        for _ in range(len(self.data) // self.sector + 1):
            if sector >= FREE:
                return found
            numbers = self._numbers(self._sector(sector))
            found += numbers[:-1]
            sector = numbers[-1]
        return found

    def _sector(self, number: int) -> bytes:
        start = (number + 1) * self.sector
        return self.data[start : start + self.sector]

    @staticmethod
    def _numbers(block: bytes) -> list[int]:
        return list(struct.unpack(f"<{len(block) // 4}I", block[: len(block) // 4 * 4]))

    def _chain(self, start: int) -> Iterator[int]:
        for _ in range(len(self.fat) + 1):
            if start >= FREE or start >= len(self.fat):
                return
            yield start
            start = self.fat[start]

    def _read_chain(self, start: int) -> bytes:
        return b"".join(self._sector(number) for number in self._chain(start))

    def _read_directory(self) -> Iterator[tuple[str, int, int, int]]:
        block = self._read_chain(self.directory_start)
        for at in range(0, len(block) - ENTRY_SIZE + 1, ENTRY_SIZE):
            length = struct.unpack_from("<H", block, at + 64)[0]
            kind = block[at + 66]
            if kind not in (STREAM, ROOT):
                continue
            name = block[at : at + max(0, length - 2)].decode("utf-16-le", "replace")
            start, size = struct.unpack_from("<II", block, at + 116)
            yield name, kind, start, size

    def read(self, *names: str) -> bytes:
        """The first stream with one of these names; empty if there is none."""
        wanted = {name.lower() for name in names}
        for name, kind, start, size in self.entries:
            if kind == STREAM and name.lower() in wanted:
                if size < self.mini_cutoff:
                    return self._read_mini(start)[:size]
                return self._read_chain(start)[:size]
        return b""

    def _read_mini(self, start: int) -> bytes:
        root = next((entry for entry in self.entries if entry[1] == ROOT), None)
        if root is None:
            return b""
        store = self._read_chain(root[2])
        mini_fat = self._numbers(self._read_chain(self.mini_fat_start))
        parts = []
        for _ in range(len(mini_fat) + 1):
            if start >= FREE or start >= len(mini_fat):
                break
            parts.append(store[start * 64 : start * 64 + 64])
            start = mini_fat[start]
        return b"".join(parts)


def stream_names(data: bytes) -> tuple[str, ...]:
    """Names of all streams of the container."""
    return tuple(name for name, kind, _, _ in Container(data).entries if kind == STREAM)
