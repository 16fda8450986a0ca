"""项目库事件."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class ProjectsRecorded:
    """项目有变 — facts about these projects were recorded, touching these years.

    `is_drawn` says that who tells it has put up their positions and roll-ups already.
    """

    project_ids: tuple[int, ...]
    years: tuple[int, ...]
    at: datetime
    is_drawn: bool = False


@dataclass(frozen=True, slots=True)
class StandingChanged:
    """停复退 — a project was stopped, resumed, withdrawn or restored."""

    project_id: int
    name: str
    zone_ids: tuple[int, ...]
    standing: str
    reason: str
    by_id: int | None
    at: datetime
