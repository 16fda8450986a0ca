"""进展事件."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class ProgressRecorded:
    """进展有变 — months or milestones of these projects were recorded, touching these years."""

    project_ids: tuple[int, ...]
    years: tuple[int, ...]
    at: datetime
