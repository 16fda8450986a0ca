"""内核行 — audit chain, job slots and long work."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from zhaotuifu.kernel.states import ACTIVE, Process, WorkState


class AuditRow(models.Model):
    """审计行 — no foreign key: it outlives the account it names."""

    number = models.BigIntegerField("序号", unique=True)
    at = models.DateTimeField("时间", db_index=True)
    actor_id = models.BigIntegerField("操作人编号", null=True, blank=True)
    actor_name = models.CharField("操作人", max_length=80)
    actor_organisation = models.CharField("单位", max_length=120, blank=True)
    actor_role = models.CharField("角色", max_length=80, blank=True)
    action = models.CharField("动作", max_length=60)
    object_kind = models.CharField("对象类", max_length=40)
    object_id = models.CharField("对象编号", max_length=40)
    object_name = models.CharField("对象名", max_length=300, blank=True)
    before = models.JSONField("之前", default=dict)
    after = models.JSONField("之后", default=dict)
    previous_hash = models.CharField("上一行链值", max_length=64)
    row_hash = models.CharField("链值", max_length=64)

    class Meta:
        verbose_name = "审计行"
        ordering = ["number"]
        indexes = [models.Index(fields=["object_kind", "object_id", "number"], name="audit_object")]


class AuditHead(models.Model):
    """链头 — the last hash; one row, locked by each writer."""

    last_hash = models.CharField("链值", max_length=64)
    count = models.BigIntegerField("行数")
    last_at = models.DateTimeField("最近时间", null=True, blank=True)

    class Meta:
        verbose_name = "审计链头"


class JobRun(models.Model):
    """定时运行 — one row per (job, slot): what is due runs once."""

    job = models.CharField("作业", max_length=80)
    slot_at = models.DateTimeField("时段")
    enqueued_at = models.DateTimeField("入队时间")
    finished_at = models.DateTimeField("完成时间", null=True, blank=True)
    error = models.TextField("错误", blank=True)

    class Meta:
        verbose_name = "定时运行"
        ordering = ["-slot_at", "-id"]
        constraints = [models.UniqueConstraint(fields=["job", "slot_at"], name="job_slot_once")]


class ProcessBeat(models.Model):
    """进程心跳 — when a process was last heard; rows of a day ago are forgotten."""

    process = models.CharField("进程", max_length=12, choices=Process.choices)
    key = models.CharField("编号", max_length=64)
    at = models.DateTimeField("最近一次")

    class Meta:
        verbose_name = "进程心跳"
        ordering = ["-at", "-id"]
        constraints = [models.UniqueConstraint(fields=["process", "key"], name="process_beat_once")]


class WorkRun(models.Model):
    """长活 — work too long for a page: who asked for it, how far it is, how it ended."""

    kind = models.CharField("种类", max_length=60)
    # What it is about; empty when any number of them may run side by side.
    subject_kind = models.CharField("对象类", max_length=40, blank=True)
    subject_id = models.CharField("对象编号", max_length=40, blank=True)
    title = models.CharField("名称", max_length=200)
    state = models.CharField(
        "状态", max_length=12, choices=WorkState.choices, default=WorkState.QUEUED
    )
    phase = models.CharField("步骤", max_length=80, blank=True)
    done = models.PositiveIntegerField("已办", default=0)
    total = models.PositiveIntegerField("共计", default=0)
    payload = models.JSONField("交代", default=dict)
    result = models.JSONField("结果", default=dict)
    sentence = models.TextField("说明", blank=True)  # of a failure, for people
    asked_at = models.DateTimeField("交办时间")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="交办人"
    )
    task_id = models.CharField("任务编号", max_length=64, blank=True)
    enqueued_at = models.DateTimeField("入队时间")
    started_at = models.DateTimeField("开始时间", null=True, blank=True)
    heartbeat_at = models.DateTimeField("心跳", null=True, blank=True)
    is_stop_asked = models.BooleanField("要停下", default=False)
    finished_at = models.DateTimeField("结束时间", null=True, blank=True)
    attempts = models.PositiveSmallIntegerField("第几次", default=0)

    class Meta:
        verbose_name = "长活"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["subject_kind", "subject_id"], name="workrun_one_at_a_time",
                condition=Q(state__in=ACTIVE) & ~Q(subject_kind=""),
            ),
        ]
        indexes = [
            models.Index(fields=["subject_kind", "subject_id", "-id"], name="workrun_subject"),
            models.Index(fields=["asked_by", "-id"], name="workrun_asked_by"),
            models.Index(fields=["id"], condition=Q(state__in=ACTIVE), name="workrun_active"),
        ]
