"""进展规则 — the stage that reached milestones amount to."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from zhaotuifu.progress.states import Node
from zhaotuifu.projects.states import Stage

STAGE_REACHED = (
    (Node.FULL_OUTPUT, Stage.FULL),
    (Node.PRODUCTION, Stage.PRODUCING),
    (Node.FINISH, Stage.FINISHED),
    (Node.START, Stage.STARTED),
    (Node.LAND, Stage.LAND),
)


def stage_of(reached: Mapping[str, date], *, has_month: bool) -> Stage:
    """阶段 — the furthest reached node decides; a started project with reported work is 在建.

    `reached` maps a node to the day it was recognised, or actually reached.
    """
    for node, stage in STAGE_REACHED:
        if node in reached:
            return Stage.BUILDING if stage is Stage.STARTED and has_month else stage
    return Stage.ADMITTED
