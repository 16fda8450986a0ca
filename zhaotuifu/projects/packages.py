"""打包规则 — packages counted whole and split; nothing is counted twice.

江门 2023: 444 项（打包拆分后 569 项）. A package that stands on the lists itself counts one whole,
and as many as its sub-projects split. Sub-projects that stand there each for themselves count one
each split, and together one whole.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Packed:
    """打包情况 — of one project as of a day: how many sub-projects it has, or of which package it is."""

    project_id: int
    parts: int | None = None
    package_id: int | None = None
    package_name: str = ""

    @property
    def package_key(self) -> tuple[int, str]:
        """整体 — the same for all that count as one when packages are counted whole."""
        if self.package_id is not None:
            return (self.package_id, "")
        return (0, self.package_name) if self.package_name else (self.project_id, "")

    @property
    def is_part(self) -> bool:
        return self.package_id is not None or bool(self.package_name)


def whole_count(projects: Iterable[Packed]) -> int:
    """整体计数 — each package once, however many of its parts are among the projects (each given once)."""
    return len({one.package_key for one in projects})


def split_count(projects: Iterable[Packed]) -> int:
    """拆分计数 — each sub-project once; a package that stands beside its own parts adds the others only."""
    found = list(projects)
    beside = Counter(one.package_key for one in found if one.is_part)
    return sum(1 if one.is_part else _parts_added(one, beside[one.package_key]) for one in found)


def _parts_added(package: Packed, beside: int) -> int:
    return max((package.parts or beside or 1) - beside, 0)
