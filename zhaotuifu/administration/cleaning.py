"""清理 — records nobody reads any more, and ledgers that were sent and never imported."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from zhaotuifu.administration.access import can_keep_system
from zhaotuifu.kernel import audit
from zhaotuifu.kernel.actor import SYSTEM, Actor
from zhaotuifu.kernel.models import JobRun
from zhaotuifu.kernel.verdict import Refused, ensure, no
from zhaotuifu.ledger.actions import sending
from zhaotuifu.ledger.models import LedgerImport
from zhaotuifu.ledger.states import ImportState

RUNS_KEPT, TASKS_KEPT = timedelta(days=90), timedelta(days=30)
#: a ledger that waits longer to be imported is of a month long closed
STALE_AFTER = timedelta(days=90)
AT_ONCE = 5000


def clean_records(slot_at: datetime) -> None:
    """清理运行记录 — finished slots after 90 days, finished tasks after 30; what failed stays as long as slots."""
    now = timezone.now()
    old = JobRun.objects.filter(finished_at__lt=now - RUNS_KEPT).order_by("id")
    JobRun.objects.filter(pk__in=list(old.values_list("pk", flat=True)[:AT_ONCE])).delete()
    for status, kept in ((TaskResultStatus.SUCCESSFUL, TASKS_KEPT), (TaskResultStatus.FAILED, RUNS_KEPT)):
        done = DBTaskResult.objects.filter(status=status, finished_at__lt=now - kept).order_by("finished_at")
        DBTaskResult.objects.filter(pk__in=list(done.values_list("pk", flat=True)[:AT_ONCE])).delete()


def stale(now: datetime):
    """久未导入的 — ledgers read, waiting to be imported, sent long ago."""
    return LedgerImport.objects.filter(
        state=ImportState.PREVIEWED, created_at__lt=now - STALE_AFTER
    ).order_by("id")


@transaction.atomic
def drop_stale(*, by: Actor, at: datetime) -> int:
    """放弃久未导入的 — each as by its page; the originals stay. Raises `Refused` when there is none."""
    ensure(can_keep_system(by))
    at = audit.take_turn(at)
    rows = list(stale(at))
    if not rows:
        raise Refused(no("没有久未导入的台账要清理。"))
    for row in rows:
        sending.drop(ledger_import=row, by=SYSTEM, at=at)
    audit.record(
        by=by, at=at, action="清理久未导入的台账", object_kind="ledger_import", object_id="stale",
        after={"count": len(rows), "older_than_days": STALE_AFTER.days},
    )
    return len(rows)
