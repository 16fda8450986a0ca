"""压缩包 — a zip from outside, read by what its members really unpack to, not by what they say.

A zip carries the sizes of its members twice and a hostile one lies in both:
every member is read on to the end of its own compressed stream, and one longer
than declared is refused before the next byte. Names are compared without case
and with either slash, as office programs do.
"""

import copy
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

from zhaotuifu.kernel.sheets.types import RefusalKind, SheetRefused

PART_LIMIT = 300 * 1024 * 1024
#: a workbook with a picture in every row has a few thousand
MAX_MEMBERS = 20_000
CHUNK = 256 * 1024
#: how far a root element may stand behind comments
PROLOG_LIMIT = 1024 * 1024
ROOT = re.compile(rb"<[A-Za-z_]")
UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
ZIPPED_SHEETS = (".xlsx", ".xls", ".xlsm", ".xlsb", ".ods", ".csv", ".et")


class Archive:
    """压缩包 — opened from bytes; raises SheetRefused (corrupt, encrypted, too_large)."""

    def __init__(self, data: bytes, max_unpacked: int = PART_LIMIT) -> None:
        with refusing_damage():
            self.zip = zipfile.ZipFile(io.BytesIO(data))
        infos = self.zip.infolist()
        if len(infos) > MAX_MEMBERS or sum(info.file_size for info in infos) > max_unpacked:
            raise SheetRefused(RefusalKind.TOO_LARGE)
        if any(info.flag_bits & 1 for info in infos):
            raise SheetRefused(RefusalKind.ENCRYPTED)
        if sum(info.compress_size for info in infos) > len(data):
            raise SheetRefused(RefusalKind.CORRUPT)  # members that share their bytes
        self.infos = tuple(infos)
        self.parts = {normal(info.filename): info for info in infos}

    def read(self, name: str) -> bytes:
        """A part whole, in UTF-8 where it was UTF-16 text; empty if there is none."""
        info = self.parts.get(normal(name))
        if info is None:
            return b""
        if info.file_size > PART_LIMIT:
            raise SheetRefused(RefusalKind.TOO_LARGE)
        with refusing_damage(), self.zip.open(_to_its_end(info)) as part:
            content = part.read(info.file_size + 1)
        if len(content) > info.file_size:
            raise SheetRefused(RefusalKind.TOO_LARGE)
        if name.endswith((".xml", ".rels")) and content[:2] in UTF16_MARKS:
            content = content.decode("utf-16", "replace").encode()
        return content

    def check_sizes(self) -> None:
        """Every part of text or records but the sheets (which are read whole later)."""
        for name, info in self.parts.items():
            if "worksheets/" in name or not name.endswith((".xml", ".rels", ".bin")):
                continue
            left = info.file_size
            with refusing_damage(), self.zip.open(_to_its_end(info)) as part:
                while chunk := part.read(CHUNK):
                    left -= len(chunk)
                    if left < 0:
                        raise SheetRefused(RefusalKind.TOO_LARGE)

    def refuse_entities(self, allowed: str = "") -> None:
        """A document type stands before the root element; office programs write none.

        `allowed` may have one that defines nothing (OpenOffice's old manifest).
        """
        for info in self.infos:
            name = normal(info.filename)
            if not name.endswith((".xml", ".rels")):
                continue
            prolog = self._prolog(info)
            if b"<!ENTITY" in prolog or (b"<!DOCTYPE" in prolog and name != allowed):
                raise SheetRefused(RefusalKind.ENTITY_BOMB)

    def _prolog(self, info: zipfile.ZipInfo) -> bytes:
        """What stands before the root element, and some more; NULs of UTF-16 left out."""
        seen = b""
        with refusing_damage(), self.zip.open(_to_its_end(info)) as part:
            while len(seen) < PROLOG_LIMIT and (chunk := part.read(4096)):
                seen += chunk.replace(b"\x00", b"")
                if ROOT.search(seen):
                    return seen
        if len(seen) >= PROLOG_LIMIT:
            raise SheetRefused(RefusalKind.CORRUPT)
        return seen

    def holds_spreadsheets(self) -> bool:
        """A parcel of files, not a file."""
        return any(name.endswith(ZIPPED_SHEETS) for name in self.parts)


def normal(name: str) -> str:
    """A member's name as office programs compare it."""
    return name.replace("\\", "/").lstrip("/").lower()


def _to_its_end(info: zipfile.ZipInfo) -> zipfile.ZipInfo:
    """The same member without its word on its length, so that the library reads on."""
    honest = copy.copy(info)
    honest.file_size = 1 << 40
    return honest


@contextmanager
def refusing_damage() -> Iterator[None]:
    """Whatever the zip library says of a broken file is one refusal."""
    try:
        yield
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, RuntimeError, EOFError):
        raise SheetRefused(RefusalKind.CORRUPT) from None
    except (NotImplementedError, IndexError, KeyError, OverflowError, ImportError):
        raise SheetRefused(RefusalKind.CORRUPT) from None
