"""工作日历行 — holiday notices as they were recorded, and the days each singles out."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from zhaotuifu.kernel.facts import Fact


class HolidayNotice(Fact):
    """放假通知 — the notice of one year; a corrected one supersedes it, both stay readable."""

    FACT_KEY: ClassVar[tuple[str, ...]] = ("year",)
    FACT_VALUES: ClassVar[tuple[str, ...]] = ("source", "issued_on")

    year = models.PositiveSmallIntegerField("年份")
    source = models.CharField("通知标题与文号", max_length=200)
    issued_on = models.DateField("发布日期")

    class Meta:
        verbose_name = "放假通知"
        ordering = ["year", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["year"], condition=Q(superseded_at__isnull=True), name="notice_year_once"
            )
        ]

    def __str__(self) -> str:
        return self.source


class SpecialDay(models.Model):
    """特殊日 — a day off on a weekday or weekend, or a make-up working day (调休上班)."""

    notice = models.ForeignKey(
        HolidayNotice, models.CASCADE, related_name="special_days", verbose_name="放假通知"
    )
    on = models.DateField("日期")
    is_workday = models.BooleanField("上班")
    name = models.CharField("节日", max_length=40)

    class Meta:
        verbose_name = "特殊日"
        ordering = ["on", "id"]
        constraints = [
            models.UniqueConstraint(fields=["notice", "on"], name="special_day_once_in_notice")
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.name}"
