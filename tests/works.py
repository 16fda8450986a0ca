"""长活布景 — the task process of the tests: what was asked for is done now, in this process."""

from __future__ import annotations

from zhaotuifu.kernel import work
from zhaotuifu.kernel.models import WorkRun
from zhaotuifu.kernel.states import WorkState


def do_all() -> list[WorkRun]:
    """都办了 — every queued run, in the order asked; answers with them as they ended.

    In a test's transaction nothing is ever committed, so no task reaches the queue by itself.
    """
    ids = list(
        WorkRun.objects.filter(state=WorkState.QUEUED).order_by("id").values_list("pk", flat=True)
    )
    for run_id in ids:
        work.perform(run_id)
    return list(WorkRun.objects.filter(pk__in=ids).order_by("id"))
