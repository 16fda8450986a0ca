"""排行 — text set line by line in the faces at hand, as strips."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import pairwise

from zhaotuifu.documents import layout
from zhaotuifu.documents.pdf.breaking import HANGING, TextLine, break_lines
from zhaotuifu.documents.pdf.faces import Cabinet, Cut
from zhaotuifu.documents.pdf.strips import ON_BASELINE, Look, Mark, Strip, points
from zhaotuifu.documents.styles import BY_ID, Style, StyleId

SHAPELESS = frozenset({"Cc", "Cf", "Cs"})
LEFT, CENTER, RIGHT, BOTH = "left", "center", "right", "both"
# Two full-width marks side by side would be drawn closer by the painter; Word leaves them wide.
WIDE_MARKS = frozenset("，。、；：？！（）《》〈〉「」『』【】〔〕“”‘’—…·")


@dataclass(frozen=True, slots=True)
class Box:
    """行的位置 — left edge of the first and of the other lines, right edge, alignment; points."""

    left: float
    right: float
    first: float
    align: str

    def start(self, is_first: bool) -> float:
        """Left edge of a line."""
        return self.first if is_first else self.left


class Typesetter:
    """排字 — the faces at hand and the marks that may hang behind a line."""

    def __init__(self, cabinet: Cabinet, hanging: frozenset[str] = HANGING) -> None:
        self._cabinet = cabinet
        self._hanging = hanging

    def look(self, style: Style, size: float = 0, *, is_bold: bool = False) -> Look:
        """字样 of a named style; a size in points instead of its own if given."""
        return Look(
            style.face, size or style.size, points(style.squeeze), style.is_bold or is_bold,
            style.color,
        )

    def measure(self, look: Look) -> Callable[[str], float]:
        """字宽 in points, pitch included; raises `NoLetter` for one that no face has."""

        def wide(char: str) -> float:
            cut = self._cabinet.cut(look.face, char, is_bold=look.is_bold)
            return cut.width(char) * look.size + look.squeeze

        return wide

    def broken(self, text: str, look: Look, box: Box) -> list[TextLine]:
        """断行 within a box."""
        rooms = box.right - box.left, box.right - box.first
        return break_lines(printable(text), self.measure(look), *rooms, self._hanging)

    def paragraph(
        self, style_id: StyleId, text: str, box: Box, *, size: float = 0, line: int = 0,
        before: float | None = None, after: float | None = None, keeps_next: bool | None = None,
    ) -> list[Strip]:
        """段落 — its lines as strips; `line`, `before`, `after` in twips, else the style's."""
        style = BY_ID[style_id]
        look = self.look(style, size)
        height = points(line or style.line)
        above = points(style.before if before is None else before)
        below = points(style.after if after is None else after)
        keeps = style.keeps_next if keeps_next is None else keeps_next
        texts = self.broken(text, look, box)
        strips = [
            Strip(height, self.marks(found, look, box, ON_BASELINE * height, is_first=not number),
                  keeps_next=keeps)
            for number, found in enumerate(texts)
        ]
        if above:
            strips[0] = lowered(strips[0], above)
        strips[-1] = replace(strips[-1], after=below)
        if style.outline is not None:
            strips[0] = replace(strips[0], bookmark=(style.outline + 1, text))
        return strips

    def marks(
        self, line: TextLine, look: Look, box: Box, baseline: float, *, is_first: bool
    ) -> tuple[Mark, ...]:
        """字块 of a line, aligned or stretched to the box."""
        start = box.start(is_first)
        spare = box.right - start - line.width
        gap = 0.0
        if box.align == CENTER:
            start += spare / 2
        elif box.align == RIGHT:
            start += spare
        elif box.align == BOTH and not line.is_last:
            gap = spare / max(1, _gaps(line))
        return tuple(self._pieces(line.text, look, start, baseline, max(gap, 0.0)))

    def _pieces(
        self, text: str, look: Look, x: float, baseline: float, gap: float
    ) -> list[Mark]:
        found: list[Mark] = []
        letters: list[str] = []
        begun, cut = x, None

        def close() -> None:
            if letters and cut is not None:
                wide = gap if not _is_latin(letters[0]) else 0.0
                found.append(_mark(begun, baseline, "".join(letters), cut, look, wide))
            letters.clear()

        for number, char in enumerate(text):
            behind = text[number + 1] if number + 1 < len(text) else ""
            used = self._cabinet.cut(look.face, char, is_bold=look.is_bold)
            if letters and (used is not cut or _parts(letters[-1], char)):
                close()
            if char.isspace():
                close()
            elif not letters:
                begun, cut = x, used
                letters.append(char)
            else:
                letters.append(char)
            x += used.width(char) * look.size + look.squeeze
            x += gap if behind and not (_is_latin(char) and _is_latin(behind)) else 0.0
        close()
        return found


def _mark(x: float, y: float, text: str, cut: Cut, look: Look, gap: float) -> Mark:
    return Mark(
        x, y, text, cut.family, cut.weight, look.size, look.squeeze + gap, look.color, cut.is_faked
    )


def _gaps(line: TextLine) -> int:
    """Places that may be stretched: not within a Latin word, not before a mark that hangs."""
    found = sum(not (_is_latin(one) and _is_latin(other)) for one, other in pairwise(line.text))
    return found - 1 if line.is_hanging else found


def _is_latin(char: str) -> bool:
    return "!" <= char <= "~"


def _parts(before: str, behind: str) -> bool:
    """Whether a new piece begins: other pitch, or two wide marks side by side."""
    if _is_latin(before) != _is_latin(behind):
        return True
    return before in WIDE_MARKS and behind in WIDE_MARKS


def printable(text: str) -> str:
    """可印的字 — what has no shape (controls, joiners, selectors) is nothing on paper; a tab is a blank."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    return "".join(char for char in plain if char == "\n" or _has_shape(char))


def _has_shape(char: str) -> bool:
    return unicodedata.category(char) not in SHAPELESS and not "\ufe00" <= char <= "\ufe0f"


def lowered(strip: Strip, by: float) -> Strip:
    """下移 — the strip with `by` points of room above what stands on it."""
    return replace(
        strip,
        height=strip.height + by,
        marks=tuple(replace(mark, y=mark.y + by) for mark in strip.marks),
        rules=tuple(replace(rule, y1=rule.y1 + by, y2=rule.y2 + by) for rule in strip.rules),
    )


def across(width: int, align: str = LEFT) -> Box:
    """通栏 — from edge to edge of `width` twips."""
    return Box(0.0, points(width), 0.0, align)


def blank(twips: int) -> Strip:
    """空行."""
    return Strip(points(twips))


TEXT_WIDTH = layout.PORTRAIT.text_width
