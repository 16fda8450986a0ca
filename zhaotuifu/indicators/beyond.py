"""账外可取 — what a figure may need beside the lines of the lists: read when it is asked for, and once."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property

from zhaotuifu.indicators.lives import signed_lines
from zhaotuifu.indicators.rules import Line
from zhaotuifu.kernel.actor import Actor
from zhaotuifu.projects.memberships import member_ids
from zhaotuifu.worktime.queries import load_calendar
from zhaotuifu.worktime.rules import Calendar


@dataclass(frozen=True)
class Beyond:
    """账外 — of the period and the actor of a book."""

    year: int
    as_of: date
    known_at: datetime | None
    actor: Actor | None
    _members: dict[int, frozenset[int]] = field(default_factory=dict)

    @cached_property
    def signed(self) -> tuple[Line, ...]:
        """当年签约的项目 — ten SQL statements, once."""
        return signed_lines(
            year=self.year, as_of=self.as_of, known_at=self.known_at, actor=self.actor
        )

    @cached_property
    def calendar(self) -> Calendar:
        """工作日历 — one SQL statement, once."""
        return load_calendar(self.known_at)

    def members(self, programme_id: int) -> frozenset[int]:
        """专项成员 — on the day; one SQL statement a programme, once."""
        if programme_id not in self._members:
            self._members[programme_id] = member_ids(programme_id, self.as_of, self.known_at)
        return self._members[programme_id]
