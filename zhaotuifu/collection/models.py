"""收报行 — the rule of a round by date, and each reminder that went out."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from zhaotuifu.collection.states import ReminderKind


class RoundRule(models.Model):
    """填报期限规则 — dated, with its source: the working day a month is due, and when to remind."""

    name = models.CharField("名称", max_length=120)
    source = models.CharField("来源", max_length=300)
    due_workday = models.PositiveSmallIntegerField("次月第几个工作日到期")
    remind_before = models.JSONField("到期前几个工作日提醒", default=list)
    overdue_every = models.PositiveSmallIntegerField("逾期后每几个工作日催一次", default=1)
    overdue_most = models.PositiveSmallIntegerField("逾期最多自动催几次", default=3)
    valid_from = models.DateField("自")
    valid_to = models.DateField("至", null=True, blank=True)

    class Meta:
        verbose_name = "填报期限规则"
        ordering = ["-valid_from", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["valid_from"], name="roundrule_once"),
            models.CheckConstraint(
                condition=Q(due_workday__gte=1, due_workday__lte=22), name="roundrule_due"
            ),
            models.CheckConstraint(condition=Q(overdue_every__gte=1), name="roundrule_every"),
        ]


class Reminder(models.Model):
    """催报记录 — one 板块 reminded of one month on one day: by whom, how many projects lacked it."""

    year = models.PositiveSmallIntegerField("年")
    month = models.PositiveSmallIntegerField("月")
    zone = models.ForeignKey(
        "parties.Organisation", models.PROTECT, related_name="+", verbose_name="板块"
    )
    kind = models.CharField("种类", max_length=10, choices=ReminderKind.choices)
    reminded_on = models.DateField("日期")
    missing = models.PositiveIntegerField("还差几个项目")
    people = models.PositiveSmallIntegerField("提醒到几人")
    sent_at = models.DateTimeField("时间")
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="催报人"
    )

    class Meta:
        verbose_name = "催报记录"
        ordering = ["-id"]
        indexes = [models.Index(fields=["year", "month", "zone"], name="reminder_round")]
        constraints = [
            # A second reminder on one day says nothing new, whoever sends it.
            models.UniqueConstraint(
                fields=["year", "month", "zone", "reminded_on"], name="reminder_once_a_day"
            )
        ]
