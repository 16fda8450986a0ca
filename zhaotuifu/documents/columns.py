"""列宽 — how wide the columns of a table are and how large its letters.

A number never breaks within a cell; words may take a second line before the letters shrink.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

from zhaotuifu.documents import layout
from zhaotuifu.documents.blocks import Align, DataTable, grid_of

HALF_WIDTH = 0.56  # of a Chinese character: 0.5 in 仿宋, up to 0.56 in a server's substitute
WIDE_LETTERS = "%@MWm"  # nearly as wide as a Chinese character
NARROWEST = 2.0  # characters
WHOLE_HEAD = 4.0  # up to here a head or a text stays on one line
WHOLE_WORDS = 6.0
LINES = 2  # that longer ones may take


@dataclass(frozen=True, slots=True)
class Fitted:
    """排定 — letters in points and columns in twips, which add up to the text width."""

    size: float
    widths: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Need:
    """所需宽度 in characters — at least `firm`, and `easy` if every text is to stay on a line."""

    firm: float
    easy: float


def text_width_of(text: str) -> float:
    """字数 — width of the longest line of `text` in Chinese characters."""
    return max(
        sum(HALF_WIDTH if char.isascii() and char not in WIDE_LETTERS else 1.0 for char in line)
        for line in text.split("\n")
    )


def fit_columns(table: DataTable, text_width: int) -> Fitted:
    """列宽与字号 — the largest of 小四, 五号, 小五 at which no number breaks; at worst 小五.

    The table's own `widths` are kept; without them every column gets what it needs and the rest
    goes to the columns of words.
    """
    needs = column_needs(table)
    for size in layout.TABLE_SIZES:
        character = size * layout.TWIPS_PER_PT
        if table.widths:
            widths = layout.column_widths(table.widths, text_width)
            if all(
                need.firm * character + layout.CELL_SIDES <= width
                for need, width in zip(needs, widths, strict=True)
            ):
                return Fitted(size, widths)
        elif _taken(needs, character) <= text_width:
            return Fitted(size, _shared_out(needs, character, text_width))
    size = layout.TABLE_SIZES[-1]
    shares = table.widths or tuple(round(100 * need.firm) for need in needs)
    return Fitted(size, layout.column_widths(shares, text_width))


def column_needs(table: DataTable) -> tuple[Need, ...]:
    """每列所需 — measured over the cells that cover one column alone.

    Heads may take two lines and words (set to the left) two; numbers and marks take one.
    """
    firm = [NARROWEST] * table.columns
    easy = [NARROWEST] * table.columns
    for part, is_head in ((table.head, True), (table.body, False)):
        for row in grid_of(part, table.columns):
            for slot in row:
                if slot.cell.colspan > 1:
                    continue
                wide = text_width_of(slot.cell.text)
                least = wide
                if is_head:
                    least = wide = min(wide, max(WHOLE_HEAD, ceil(wide / LINES)))
                elif slot.cell.align is Align.LEFT:
                    least = min(wide, max(WHOLE_WORDS, ceil(wide / LINES) + 1))
                firm[slot.column] = max(firm[slot.column], least)
                easy[slot.column] = max(easy[slot.column], wide)
    return tuple(Need(least, wide) for least, wide in zip(firm, easy, strict=True))


def _taken(needs: tuple[Need, ...], character: float) -> float:
    return sum(need.firm * character + layout.CELL_SIDES for need in needs)


def _shared_out(needs: tuple[Need, ...], character: float, text_width: int) -> tuple[int, ...]:
    """What is left completes the words that lack least, column by column; then all share alike."""
    widths = [need.firm * character + layout.CELL_SIDES for need in needs]
    left = text_width - sum(widths)
    lacking = sorted(range(len(needs)), key=lambda column: needs[column].easy - needs[column].firm)
    for column in lacking:
        more = min(left, (needs[column].easy - needs[column].firm) * character)
        widths[column] += more
        left -= more
    return layout.column_widths(tuple(round(width * 10) for width in widths), text_width)
