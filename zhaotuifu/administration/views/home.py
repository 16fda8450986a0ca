"""系统管理首页、作业、存储."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from zhaotuifu.administration import cleaning, retrying
from zhaotuifu.administration.queries import jobs, overview
from zhaotuifu.administration.queries.storage import storage as storage_found
from zhaotuifu.kernel.actor import Role
from zhaotuifu.kernel.verdict import Refused
from zhaotuifu.parties.access import ActedRequest, open_to


@dataclass(frozen=True, slots=True)
class Door:
    """一页 — what it is called, its name among the addresses, what is done there."""

    label: str
    name: str
    note: str


#: the other pages, in the order they stand on the first
DOORS = (
    Door("单位", "organisation_list", "改名、并入、析出，从哪天起"),
    Door("规则各版", "rule_list", "灯色、期限、结转、门槛、汇率、登录；录新的一版"),
    Door("预置对照", "preset_page", "程序带来的文件和库里的比，选来载入"),
    Door("放假通知", "holidays", "录一年的放假和调休，看哪些期限会变"),
    Door("角色和权限", "role_matrix", "谁能看什么、办什么，谁在岗"),
)


@open_to(Role.ADMIN)
def system_home(request: ActedRequest) -> HttpResponse:
    """系统管理 — what wants looking after, and the doors to everything else."""
    found = overview.overview(request.actor, timezone.localdate(), timezone.now())
    return render(request, "administration/home.html", {"found": found, "doors": DOORS})


@open_to(Role.ADMIN)
def job_list(request: ActedRequest) -> HttpResponse:
    """作业和任务 — what ran, what failed, when next."""
    found = jobs.running(request.actor, timezone.now())
    return render(request, "administration/jobs.html", {"found": found})


@open_to(Role.ADMIN, methods=("POST",))
def job_retry(request: ActedRequest, run_id: int) -> HttpResponse:
    """重跑作业."""
    try:
        title = retrying.retry_job(run_id=run_id, by=request.actor, at=timezone.now())
        messages.success(request, f"“{title}”已放进队列，办完后这里会变。")
    except Refused as refusal:
        messages.warning(request, refusal.verdict.sentence)
    return redirect("job_list")


@open_to(Role.ADMIN, methods=("POST",))
def task_retry(request: ActedRequest, task_id: UUID) -> HttpResponse:
    """重办任务."""
    try:
        title = retrying.retry_task(task_id=task_id, by=request.actor, at=timezone.now())
        messages.success(request, f"“{title}”已重新放进队列。")
    except Refused as refusal:
        messages.warning(request, refusal.verdict.sentence)
    return redirect("job_list")


@open_to(Role.ADMIN)
def storage(request: ActedRequest) -> HttpResponse:
    """存储 — how large, what room is left, what keeps it small."""
    return render(request, "administration/storage.html", {"found": storage_found(timezone.now())})


@open_to(Role.ADMIN, methods=("POST",))
def storage_clean(request: ActedRequest) -> HttpResponse:
    """清理久未导入的台账."""
    try:
        count = cleaning.drop_stale(by=request.actor, at=timezone.now())
        messages.success(request, f"已放弃 {count} 份久未导入的台账，原件还在。")
    except Refused as refusal:
        messages.warning(request, refusal.verdict.sentence)
    return redirect("storage")
