"""断行 — a paragraph as lines, by the rules Word follows in Chinese (避头尾, 标点悬挂).

No line begins with a closing mark or ends with an opening one; a comma or full stop that would
begin a line hangs in the margin; a number or a Latin word stays whole. Marks keep their full
width, so that 28 characters stand in a line.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

# GB/T 15834 标点: what may not begin a line, what may not end one, what may hang.
NO_START = frozenset(
    "!%),.:;>?]}¢¨°·ˇˉ―‖’”…‰′″›℃∶、。〃〉》」』】〕〗〞︶︺︾﹀﹄﹚﹜﹞！＂％＇），．：；？］｀｜｝～￠々"
)
NO_END = frozenset("([{£¥‘“‹〈《「『【〔〖〝﹙﹛﹝＄（．［｛￡￥")
HANGING = frozenset("、。，．")
PAIRED = frozenset("—…─")  # two of them are one mark
WORD = re.compile(r"[!-~]+")
INSIDE_WORD = re.compile(r"(?<=[-/])(?=[A-Za-z])")
SIGNS = frozenset("−+±＋－")  # belong to the number behind them

Measure = Callable[[str], float]


@dataclass(frozen=True, slots=True)
class TextLine:
    """一行 — its text and width in points, without the mark that hangs behind it.

    `is_last` of the paragraph, or before a given break.
    """

    text: str
    width: float
    is_last: bool
    is_hanging: bool = False


def break_lines(
    text: str, measure: Measure, room: float, first_room: float,
    hanging: frozenset[str] = HANGING,
) -> list[TextLine]:
    """断行 — `measure` gives a character's width with its pitch; rooms in points.

    Newlines break where they stand. An empty text is one empty line. Nothing is lost but the
    blanks at the ends of lines. Marks in `hanging` may stand behind the end of a line.
    """
    lines: list[TextLine] = []
    for part in text.split("\n"):
        rooms = room, first_room if not lines else room
        lines += _broken(part, measure, *rooms, hanging)
    return lines


def _broken(
    text: str, measure: Measure, room: float, first_room: float, hanging: frozenset[str]
) -> list[TextLine]:
    units = _units(text)
    lines: list[TextLine] = []
    start = 0
    while start < len(units) or not lines:
        end, is_hanging = _line_end(units, start, measure, room if lines else first_room, hanging)
        line = "".join(units[start:end])
        shown = line.rstrip(" ")
        width = sum(measure(char) for char in (shown[:-1] if is_hanging else shown))
        start = _past_blanks(units, end)
        lines.append(TextLine(shown, width, start >= len(units), is_hanging))
    return lines


def _line_end(
    units: list[str], start: int, measure: Measure, room: float, hanging: frozenset[str]
) -> tuple[int, bool]:
    """The unit behind the last one of the line, and whether that last one hangs."""
    width = 0.0
    end = start
    while end < len(units):
        wide = sum(measure(char) for char in units[end])
        if width + wide > room + 0.01 and units[end] != " ":
            break
        width += wide
        end += 1
    if end >= len(units):
        return end, False
    if units[end] in hanging and end > start and _may_break(units, end + 1):
        return end + 1, True
    back = end
    while back > start and not _may_break(units, back):
        back -= 1
    if back > start:
        return back, False
    return _torn(units, start, max(end, start), measure, room), False


def _torn(units: list[str], start: int, end: int, measure: Measure, room: float) -> int:
    """A word longer than the line is torn where the room ends; at least one letter goes on it."""
    if end > start:
        return end
    word = units[start]
    width = 0.0
    taken = 0
    for char in word:
        width += measure(char)
        if width > room and taken:
            break
        taken += 1
    if taken < len(word):
        units[start : start + 1] = [word[:taken], word[taken:]]
    return start + 1


def _may_break(units: list[str], at: int) -> bool:
    """Whether a line may end before the unit `at`."""
    if at >= len(units):
        return True
    before, behind = units[at - 1][-1], units[at][0]
    if behind in NO_START or before in NO_END or behind == " ":
        return False
    if before in PAIRED and behind == before:
        return False
    return not (before in SIGNS and behind.isdigit())


def _units(text: str) -> list[str]:
    """What is not torn: Latin words and numbers whole, every other character alone."""
    units: list[str] = []
    at = 0
    while at < len(text):
        found = WORD.match(text, at)
        if found:
            units += INSIDE_WORD.split(found.group())
            at = found.end()
            continue
        if units and _joins(text[at]):
            units[-1] += text[at]
        else:
            units.append(text[at])
        at += 1
    return units


def _joins(char: str) -> bool:
    """Combining marks stand over the letter before them."""
    return "\u0300" <= char <= "\u036f"


def _past_blanks(units: list[str], at: int) -> int:
    while at < len(units) and units[at] == " ":
        at += 1
    return at
