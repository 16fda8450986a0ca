"""结转动作 — start, propose, fill, decide, commit, undo, drop: the only writers of carry-overs."""

from zhaotuifu.carryover.actions.asking import ask, ask_zones, drop, start
from zhaotuifu.carryover.actions.committing import commit
from zhaotuifu.carryover.actions.filling import Entry, decide_alike, fill
from zhaotuifu.carryover.actions.proposing import propose
from zhaotuifu.carryover.actions.undoing import undo

__all__ = [
    "Entry", "ask", "ask_zones", "commit", "decide_alike", "drop", "fill", "propose", "start", "undo",
]
