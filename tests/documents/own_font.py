"""A small font file of an office's own: every letter asked for is a box of known width."""

from __future__ import annotations

import struct

UNITS = 1000


def font_file(family: str, letters: str, *, width: int = 1000, ascii_width: int = 500) -> bytes:
    """TrueType bytes; widths in thousandths of the letter size."""
    codes = sorted({ord(char) for char in letters if ord(char) < 0xFFFF})
    widths = [1000] + [ascii_width if code < 128 else width for code in codes]
    box = _box()
    glyphs = [b"", *([box] * len(codes))]
    offsets = [0]
    for glyph in glyphs:
        offsets.append(offsets[-1] + len(glyph))
    count = len(glyphs)
    tables = {
        b"OS/2": struct.pack(
            ">HhHHH10hh10s4I4sHHHhhhHH", 3, 1000, 400, 5, 0, *([0] * 10), 0, b"\0" * 10, 0, 0, 0, 0,
            b"TEST", 64, codes[0], codes[-1], 800, -200, 0, 900, 200,
        ) + struct.pack(">IIhhHHH", 0, 0, 500, 700, 0, 32, 1),
        b"cmap": _cmap(codes),
        b"glyf": b"".join(glyphs),
        b"head": struct.pack(
            ">IIIIHHQQhhhhHHhhh", 0x10000, 0x10000, 0, 0x5F0F3CF5, 3, UNITS, 0, 0, 0, 0, 900, 800, 0,
            8, 2, 1, 0,
        ),
        b"hhea": struct.pack(
            ">IhhhHhhhhhhhhhhhH", 0x10000, 900, -200, 0, 1000, 0, 0, 900, 1, 0, 0, 0, 0, 0, 0, 0, count,
        ),
        b"hmtx": b"".join(struct.pack(">Hh", wide, 0) for wide in widths),
        b"loca": b"".join(struct.pack(">I", offset) for offset in offsets),
        b"maxp": struct.pack(">IH13H", 0x10000, count, 4, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0),
        b"name": _name(family),
        b"post": struct.pack(">IIhhIIIII", 0x30000, 0, 0, 0, 0, 0, 0, 0, 0),
    }
    return _assembled(tables)


def _assembled(tables: dict[bytes, bytes]) -> bytes:
    head = struct.pack(">IHHHH", 0x10000, len(tables), 128, 3, 32)
    at = len(head) + 16 * len(tables)
    records, bodies = b"", b""
    for tag, body in sorted(tables.items()):
        records += struct.pack(">4sIII", tag, 0, at + len(bodies), len(body))
        bodies += body + b"\0" * (-len(body) % 4)
    return head + records + bodies


def _box() -> bytes:
    outline = struct.pack(">hhhhhHH", 1, 100, 0, 400, 700, 3, 0) + bytes([1] * 4)
    xs = struct.pack(">hhhh", 100, 300, 0, -300)
    ys = struct.pack(">hhhh", 0, 0, 700, 0)
    return outline + xs + ys


def _cmap(codes: list[int]) -> bytes:
    """Format 4 with a segment for every letter."""
    starts = [*codes, 0xFFFF]
    deltas = [(number + 1 - code) & 0xFFFF for number, code in enumerate(codes)] + [1]
    count = len(starts)
    body = struct.pack(">HHHHHHH", 4, 16 + 8 * count, 0, 2 * count, 0, 0, 0)
    body += struct.pack(f">{count}H", *starts) + b"\0\0" + struct.pack(f">{count}H", *starts)
    body += struct.pack(f">{count}H", *deltas) + struct.pack(f">{count}H", *([0] * count))
    return struct.pack(">HHHHI", 0, 1, 3, 1, 12) + body


def _name(family: str) -> bytes:
    texts = {1: family, 2: "Regular", 3: family, 4: family, 6: family.replace(" ", "")}
    records, strings = b"", b""
    for number, text in texts.items():
        encoded = text.encode("utf-16-be")
        records += struct.pack(">HHHHHH", 3, 1, 0x409, number, len(encoded), len(strings))
        strings += encoded
    return struct.pack(">HHH", 0, len(texts), 6 + len(records)) + records + strings
