"""指标反应 — the roll-ups follow the facts in the same transaction."""

from __future__ import annotations

from zhaotuifu.indicators.actions import draw_rollups
from zhaotuifu.progress.events import ProgressRecorded
from zhaotuifu.projects.events import ProjectsRecorded


def roll_up_projects(event: ProjectsRecorded) -> None:
    """项目有变 — unless who tells it has put up what follows already."""
    if not event.is_drawn:
        draw_rollups(event.project_ids).write(at=event.at)


def roll_up_progress(event: ProgressRecorded) -> None:
    """进展有变."""
    draw_rollups(event.project_ids).write(at=event.at)
