"""接线 — the one page that draws every upward arrow: event → reaction."""

from __future__ import annotations

from django.apps import AppConfig


class WiringConfig(AppConfig):
    """接线应用 — wires once, when all areas are loaded."""

    name = "zhaotuifu"
    label = "wiring"

    def ready(self) -> None:
        from zhaotuifu.kernel.events import react
        from zhaotuifu.progress.events import ProgressRecorded
        from zhaotuifu.projects.events import ProjectsRecorded
        from zhaotuifu.supervision import reactions as supervision

        react(ProjectsRecorded, supervision.refresh_after_projects)
        react(ProgressRecorded, supervision.refresh_after_progress)
