"""系统管理首页 — what wants looking after, and the doors to everything else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q
from django.urls import reverse

from zhaotuifu.administration.queries import audit_rows, chain, jobs, storage
from zhaotuifu.kernel.actor import Actor
from zhaotuifu.parties.models import Post, User
from zhaotuifu.worktime.queries import missing_years


@dataclass(frozen=True, slots=True)
class Concern:
    """一件要看的 — what, why, and where to mend it."""

    what: str
    why: str
    label: str
    url: str
    is_grave: bool = False


@dataclass(frozen=True, slots=True)
class Overview:
    """首页."""

    concerns: tuple[Concern, ...]
    active: int
    closed: int
    postless: int
    audited: int
    latest: tuple[audit_rows.Line, ...]
    free: str
    database: str


def overview(actor: Actor, today: date, now: datetime) -> Overview:
    """首页 — a fixed number of SQL statements."""
    held = Post.objects.held_on(today).values("user")
    counted = User.objects.aggregate(
        active=Count("pk", filter=Q(is_active=True)), closed=Count("pk", filter=Q(is_active=False)),
        postless=Count("pk", filter=Q(is_active=True) & ~Q(pk__in=held)),
    )
    room, run = storage.storage(now), jobs.running(actor, now)
    stand = chain.standing(actor, now)
    concerns = (
        *_of_chain(stand), *_of_jobs(run), *_of_room(room), *_of_calendar(today),
        *_of_accounts(counted["postless"]),
    )
    return Overview(
        concerns, counted["active"], counted["closed"], counted["postless"], stand.count,
        audit_rows.latest_kept(8), room.free, room.places[0].text,
    )


def _of_chain(stand: chain.Standing) -> list[Concern]:
    url = reverse("audit_chain")
    if stand.result is not None and not stand.result.is_whole:
        return [Concern("审计链有不符", stand.result.sentence, "去看", url, True)]
    if stand.result is None and stand.count:
        return [Concern("审计链还没核对过", "每晚自动核对；定时进程没有开，就要自己核对。", "去核对", url)]
    return []


def _of_jobs(run: jobs.Running) -> list[Concern]:
    url = reverse("job_list")
    silent = [one.label for one in run.processes if not one.is_alive]
    found = []
    if silent:
        found.append(
            Concern(f"{'、'.join(silent)}没有在运行", "导入、导出、定时核对要等它起来。", "去看", url, True)
        )
    failed = [job.title for job in run.jobs if job.look == "stop"]
    if failed:
        found.append(Concern(f"{len(failed)} 个定时作业没有办成", "、".join(failed[:3]), "去重试", url, True))
    count = len(run.failed_tasks) + len(run.stuck_tasks)
    if count:
        found.append(Concern(f"{count} 个任务失败或卡住", "看原因，能重办的重办。", "去看", url))
    return found


def _of_room(room: storage.Storage) -> list[Concern]:
    if not room.is_short:
        return []
    return [
        Concern("磁盘快满了", f"数据目录所在的盘只剩 {room.free}。请清理或扩容。", "去看", reverse("storage"), True)
    ]


def _of_calendar(today: date) -> list[Concern]:
    missing = missing_years(today)
    if not missing:
        return []
    years = "、".join(f"{year}年" for year in missing)
    return [
        Concern(f"还没有录{years}放假通知", "没有它，那一年的工作日和期限算不出来。", "去录", reverse("holidays"))
    ]


def _of_accounts(postless: int) -> list[Concern]:
    if not postless:
        return []
    return [
        Concern(
            f"{postless} 个在用账号没有岗位", "登得进来，什么也办不了。请任岗，或停用。", "去看",
            f"{reverse('account_list')}?state=none",
        )
    ]
