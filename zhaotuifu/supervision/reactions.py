"""督查反应 — positions follow the facts in the same transaction."""

from __future__ import annotations

from zhaotuifu.progress.events import ProgressRecorded
from zhaotuifu.projects.events import ProjectsRecorded
from zhaotuifu.supervision import actions


def refresh_after_projects(event: ProjectsRecorded) -> None:
    """项目有变 — their positions of the touched years are made anew, unless they are already."""
    for year in () if event.is_drawn else event.years:
        actions.refresh_positions(event.project_ids, year=year, today=event.at.date())


def refresh_after_progress(event: ProgressRecorded) -> None:
    """进展有变 — their positions of the touched years are made anew."""
    for year in event.years:
        actions.refresh_positions(event.project_ids, year=year, today=event.at.date())
