"""分页 — strips onto pages: what must stay together does, heads stand again, ends stand at the foot."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from zhaotuifu.documents.pdf.strips import Leaf, PageOf, Placed, Strip, points

SLACK = 0.01  # pt of rounding


def pages_of(leaves: Iterable[Leaf]) -> list[PageOf]:
    """分页 — every leaf begins on a page of its own."""
    return [page for leaf in leaves for page in _paged(leaf)]


def _paged(leaf: Leaf) -> list[PageOf]:
    room = points(leaf.sheet.text_height)
    stack = _Stack(room)
    for group in groups_of(leaf.strips):
        stack.add(group)
    if leaf.foot:
        stack.pin(leaf.foot)
    return [PageOf(leaf.sheet, tuple(placed)) for placed in stack.pages]


def groups_of(strips: Sequence[Strip]) -> Iterable[tuple[Strip, ...]]:
    """连着的条 — strips that keep the next, with the one they keep."""
    group: list[Strip] = []
    for strip in strips:
        group.append(strip)
        if not strip.keeps_next:
            yield tuple(group)
            group = []
    if group:
        yield tuple(group)


class _Stack:
    """Pages being filled from the top."""

    def __init__(self, room: float) -> None:
        self._room = room
        self._y = 0.0
        self.pages: list[list[Placed]] = [[]]

    def add(self, group: tuple[Strip, ...]) -> None:
        if not self._fits(_height(group)) and self.pages[-1]:
            self._turn(group[0])
        for number, strip in enumerate(group):
            if number and not self._fits(strip.height):  # a group longer than a page
                self._turn(strip)
            self._put(strip)

    def pin(self, foot: tuple[Strip, ...]) -> None:
        if not self._fits(_height(foot)) and self.pages[-1]:
            self._turn(foot[0])
        self._y = max(self._y, self._room - _height(foot))
        for strip in foot:
            self._put(strip)

    def _fits(self, height: float) -> bool:
        return self._y + height <= self._room + SLACK

    def _turn(self, first: Strip) -> None:
        self.pages.append([])
        self._y = 0.0
        for strip in first.head:
            self._put(strip)

    def _put(self, strip: Strip) -> None:
        self.pages[-1].append(Placed(self._y, strip))
        self._y += strip.height + strip.after


def _height(group: Sequence[Strip]) -> float:
    """Of a group as it stands together; the last one's `after` may fall away."""
    return sum(strip.height + strip.after for strip in group) - group[-1].after
