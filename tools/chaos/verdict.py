"""断定 — after the run: everything that was told as done is there, once, and the library is whole."""

import hashlib
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from tools.chaos.people import Memory

SETTLED_WITHIN_SECONDS = 420
SHOWN = 5


def settle(say: Callable[[str], None]) -> list[str]:
    """等办完 — until no task and no long work is under way; what is not done by then is a finding."""
    from django.db import connections
    from django_tasks import TaskResultStatus
    from django_tasks_db.models import DBTaskResult

    from zhaotuifu.kernel.models import WorkRun
    from zhaotuifu.kernel.states import ACTIVE

    open_ones = (TaskResultStatus.READY, TaskResultStatus.RUNNING)
    until, began = time.monotonic() + SETTLED_WITHIN_SECONDS, time.monotonic()
    while True:
        left = [
            *DBTaskResult.objects.filter(status__in=open_ones).values_list("task_path", "status"),
            *WorkRun.objects.filter(state__in=ACTIVE).values_list("kind", "state"),
        ]
        connections.close_all()
        if not left:
            say(f"都办完了，等了 {time.monotonic() - began:.0f} 秒。")
            return []
        if time.monotonic() > until:
            return [f"还有 {len(left)} 件没有办完：{left[:SHOWN]}"]
        time.sleep(1)


def findings(memory: Memory) -> list[str]:
    """查出来的 — empty when nothing was lost, nothing is there twice, and the library is whole."""
    return [*_lost(memory), *_whole(), *_jobs()]


def _lost(memory: Memory) -> Iterator[str]:
    from zhaotuifu.ledger.models import LedgerImport
    from zhaotuifu.ledger.states import ImportState
    from zhaotuifu.progress.models import MonthlyWord
    from zhaotuifu.projects.models import Project

    told: dict[str, int] = {}
    for words in MonthlyWord.objects.values_list("image_progress", flat=True):
        told[words] = told.get(words, 0) + 1
    yield from _once("月报", [words for _, words in memory.months], told)
    yield from _once("台账里的话", [words for _, words in memory.imports], told)
    names: dict[str, int] = {}
    for name in Project.objects.filter(is_void=False).values_list("name", flat=True):
        names[name] = names.get(name, 0) + 1
    yield from _once("新项目", memory.projects, names)
    yield from (
        f"项目“{name}”有 {count} 个" for name, count in names.items()
        if count > 1 and name.startswith("断电演练")
    )  # fmt: skip
    states = dict(LedgerImport.objects.values_list("id", "state"))
    yield from (f"台账 {one} 没有了" for one, _ in memory.sent if one not in states)
    yield from (
        f"台账 {one} 说已导入，却是 {states.get(one)}"
        for one, _ in memory.imports if states.get(one) != ImportState.COMMITTED
    )  # fmt: skip


def _once(what: str, said: list[str], there: dict[str, int]) -> Iterator[str]:
    missing = [one for one in said if not there.get(one)]
    double = [one for one in said if there.get(one, 0) > 1]
    if missing:
        yield f"{what}：答复过的 {len(said)} 条里丢了 {len(missing)} 条：{missing[:SHOWN]}"
    if double:
        yield f"{what}：{len(double)} 条成了两条：{double[:SHOWN]}"


def _whole() -> Iterator[str]:
    from django.conf import settings
    from django.db import connection
    from django.utils import timezone

    from zhaotuifu.evidence.models import StoredFile
    from zhaotuifu.indicators.actions_check import check_year
    from zhaotuifu.indicators.queries import listed_years
    from zhaotuifu.kernel import audit
    from zhaotuifu.kernel.models import AuditHead, AuditRow

    broken = audit.first_break(AuditRow.objects.order_by("number").iterator())
    if broken is not None:
        yield f"审计链在第 {broken} 行断了"
    if AuditHead.objects.get().count != AuditRow.objects.count():
        yield "审计链头和行数不符"
    for year in listed_years():
        for said in check_year(year, at=timezone.now())[:SHOWN]:
            yield f"汇总：{said}"
    for file in StoredFile.objects.all():
        path = Path(settings.MEDIA_ROOT) / file.sha256[:2] / file.sha256
        if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != file.sha256:
            yield f"存档文件 {file.pk} 不在或变了"
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA integrity_check")
            if (said := cursor.fetchone()[0]) != "ok":
                yield f"SQLite：{said}"


def _jobs() -> Iterator[str]:
    from zhaotuifu.kernel.models import JobRun

    open_ones = JobRun.objects.filter(finished_at__isnull=True, error="")
    yield from (f"定时作业没有跑完：{name}" for name in open_ones.values_list("job", flat=True))
