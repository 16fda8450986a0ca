"""长活 — work too long for a page: asked for by a person, done by the task process, seen on its way.

An area declares `WORKS` in its `jobs.py`. `ask` writes the run and puts a task into the queue; the
task process claims the run, calls the function and notes how it ended. While it runs a pulse says
so; a run without a pulse was killed and is asked for anew (`revive`, called by the ticker), at most
three times. So a function must be idempotent: it moves its own rows by compare-and-set.
"""

from zhaotuifu.kernel.work.asking import (
    WorkLine,
    active,
    again,
    ask,
    find,
    latest,
    line,
    of,
    stop,
)
from zhaotuifu.kernel.work.doing import ACTORS, is_disk_full, perform, revive, run_work
from zhaotuifu.kernel.work.kinds import Work, declared
from zhaotuifu.kernel.work.running import Running, Stopped

__all__ = [
    "ACTORS", "Running", "Stopped", "Work", "WorkLine", "active", "again", "ask", "declared",
    "find", "is_disk_full", "latest", "line", "of", "perform", "revive", "run_work", "stop",
]
