"""分页 — one page of frozen rows with its total."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """一页 — rows, page number from 1, size and total count."""

    rows: Sequence[Row]
    number: int
    size: int
    total: int

    @property
    def first(self) -> int:
        return (self.number - 1) * self.size + 1 if self.total else 0

    @property
    def last(self) -> int:
        return min(self.number * self.size, self.total)

    @property
    def count(self) -> int:
        """页数 — at least one."""
        return max(1, -(-self.total // self.size))

    @property
    def previous(self) -> int | None:
        return self.number - 1 if self.number > 1 else None

    @property
    def next(self) -> int | None:
        return self.number + 1 if self.number < self.count else None


def page_number(text: str | None) -> int:
    """页码 — from a query string; anything that is no positive number is page 1."""
    return max(1, int(text)) if text and text.isascii() and text.isdigit() and len(text) < 9 else 1
