"""台账动作 — send, answer, commit, undo, drop: the only writers of imports."""

from zhaotuifu.ledger.actions.committing import commit
from zhaotuifu.ledger.actions.sending import answer, drop, look_again, send
from zhaotuifu.ledger.actions.undoing import undo

__all__ = ["answer", "commit", "drop", "look_again", "send", "undo"]
