"""内核行 — audit chain and job slots."""

from __future__ import annotations

from django.db import models


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
