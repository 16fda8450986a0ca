"""条 — what a page is stacked from: strips of known height with letters and lines on them.

Points throughout; x from the left edge of the 版心, y from the strip's upper edge downwards.
"""

from __future__ import annotations

from dataclasses import dataclass

from zhaotuifu.documents import layout
from zhaotuifu.documents.layout import Face, Sheet

ON_BASELINE = 0.8  # share of an exact line above the baseline, as LibreOffice sets it


def points(twips: float) -> float:
    """缇 → 磅."""
    return twips / layout.TWIPS_PER_PT


@dataclass(frozen=True, slots=True)
class Look:
    """字样 — how a piece of text looks; `squeeze` is added to every character."""

    face: Face
    size: float
    squeeze: float = 0.0
    is_bold: bool = False
    color: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """字块 — letters of one font on one baseline, `tracking` added behind each."""

    x: float
    y: float
    text: str
    family: str
    weight: int
    size: float
    tracking: float
    color: str = ""
    is_faked: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """线 — from one point to another."""

    x1: float
    y1: float
    x2: float
    y2: float
    thickness: float
    color: str = ""


@dataclass(frozen=True, slots=True)
class Strip:
    """条 — a line of text, a row of a table, a blank; never torn by the end of a page.

    `after` is room that may fall away at the foot of a page. A strip that `keeps_next` never ends
    a page while its neighbour begins the next. `head` stands again above it where it begins a
    page. `bookmark` is level and text of a heading.
    """

    height: float
    marks: tuple[Mark, ...] = ()
    rules: tuple[Rule, ...] = ()
    after: float = 0.0
    keeps_next: bool = False
    head: tuple[Strip, ...] = ()
    bookmark: tuple[int, str] | None = None


@dataclass(frozen=True, slots=True)
class Leaf:
    """一节 — pages of one orientation: the strips that flow, and what is pinned to the last foot."""

    sheet: Sheet
    strips: tuple[Strip, ...]
    foot: tuple[Strip, ...] = ()


@dataclass(frozen=True, slots=True)
class Placed:
    """放定 — a strip at its height on the page, from the upper edge of the 版心."""

    y: float
    strip: Strip


@dataclass(frozen=True, slots=True)
class PageOf:
    """一页 — a sheet and the strips on it."""

    sheet: Sheet
    placed: tuple[Placed, ...]
