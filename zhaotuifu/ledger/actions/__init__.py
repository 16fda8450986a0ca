"""台账动作 — receive, read, answer, commit, undo, drop: the only writers of imports."""

from zhaotuifu.ledger.actions.committing import commit
from zhaotuifu.ledger.actions.learning import forget_column, teach_column
from zhaotuifu.ledger.actions.recalling import forget_answer
from zhaotuifu.ledger.actions.receiving import (
    Received,
    ask,
    ask_answer,
    give_answer,
    read,
    receive,
    take_original,
)
from zhaotuifu.ledger.actions.remembering import forget
from zhaotuifu.ledger.actions.sending import answer, drop, look_again, send
from zhaotuifu.ledger.actions.undoing import undo

__all__ = [
    "Received", "answer", "ask", "ask_answer", "commit", "drop", "forget", "forget_answer",
    "forget_column", "give_answer", "look_again",
    "read", "receive", "send", "take_original", "teach_column",
    "undo",
]
