"""台账动作 — receive, read, answer, commit, undo, drop: the only writers of imports."""

from zhaotuifu.ledger.actions.committing import commit
from zhaotuifu.ledger.actions.receiving import ask, ask_answer, read, receive
from zhaotuifu.ledger.actions.sending import answer, drop, look_again, send
from zhaotuifu.ledger.actions.undoing import undo

__all__ = [
    "answer", "ask", "ask_answer", "commit", "drop", "look_again", "read", "receive", "send", "undo",
]
