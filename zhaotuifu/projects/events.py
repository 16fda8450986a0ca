"""项目库事件."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class ProjectsRecorded:
    """项目有变 — facts about these projects were recorded, touching these years."""

    project_ids: tuple[int, ...]
    years: tuple[int, ...]
    at: datetime
