"""目标行 — what a level or a 板块 is to reach in a year, and the table in which it is handed down."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from zhaotuifu.kernel.actor import Actor, Role
from zhaotuifu.kernel.facts import Fact
from zhaotuifu.targets.states import HANDED_DOWN, OPEN, SheetState, ZoneReads


class Target(Fact):
    """年度目标 — of an indicator, for a level and perhaps a 板块, in force from a day.

    `month` 0 is the whole year; 1–12 is what is to be reached from January to that month. A
    `target_value` of None takes a target back from `valid_from` on.
    """

    FACT_KEY = ("year", "indicator", "level", "zone_id", "month", "valid_from")
    FACT_VALUES = ("target_value", "source")

    year = models.PositiveSmallIntegerField("年度")
    indicator = models.CharField("指标", max_length=40)
    level = models.CharField("级别", max_length=20, blank=True)
    zone = models.ForeignKey(
        "parties.Organisation", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="板块",
    )
    month = models.PositiveSmallIntegerField("累计到几月", default=0)
    valid_from = models.DateField("自")
    target_value = models.DecimalField(
        "目标值", max_digits=18, decimal_places=4, null=True, blank=True
    )
    source = models.CharField("依据", max_length=200, blank=True)

    class Meta:
        verbose_name = "年度目标"
        indexes = [models.Index(fields=["year", "valid_from"], name="target_year")]
        constraints = [
            models.UniqueConstraint(
                fields=["year", "indicator", "level", "zone", "month", "valid_from"],
                condition=Q(superseded_at__isnull=True, zone__isnull=False),
                name="target_zone_from_once",
            ),
            models.UniqueConstraint(
                fields=["year", "indicator", "level", "month", "valid_from"],
                condition=Q(superseded_at__isnull=True, zone__isnull=True), name="target_all_from_once",
            ),
            models.CheckConstraint(condition=Q(month__lte=12), name="target_month"),
        ]


class TargetSheetQuerySet(models.QuerySet):
    """分解表集."""

    def visible_to(self, actor: Actor) -> TargetSheetQuerySet:
        """可见 — drafts to the office, what is asked for to leaders too, what was handed down to all."""
        if actor.user_id is None or actor.holds(Role.OFFICE):
            return self
        seen = [*HANDED_DOWN, SheetState.SUBMITTED] if actor.holds(Role.LEADER) else [*HANDED_DOWN]
        return self.filter(state__in=seen)


def _by(name: str) -> models.ForeignKey:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=name,
    )


class TargetSheet(models.Model):
    """目标任务分解表 — one version of a year; handed down, its cells become `Target` facts and stay."""

    year = models.PositiveSmallIntegerField("年度")
    number = models.PositiveSmallIntegerField("版次")
    state = models.CharField(
        "状态", max_length=10, choices=SheetState.choices, default=SheetState.DRAFT
    )
    valid_from = models.DateField("自")
    source = models.CharField("依据", max_length=200, blank=True)
    zone_reads = models.CharField(
        "板块看什么", max_length=10, choices=ZoneReads.choices, default=ZoneReads.OWN
    )
    difference_note = models.CharField("差额说明", max_length=300, blank=True)
    returned_reason = models.CharField("退回原因", max_length=300, blank=True)
    revision = models.PositiveIntegerField("修订", default=0)  # compare-and-set of the draft
    created_at = models.DateTimeField("起草时间")
    created_by = _by("起草人")
    submitted_at = models.DateTimeField("报审时间", null=True, blank=True)
    submitted_by = _by("报审人")
    issued_at = models.DateTimeField("下达时间", null=True, blank=True)
    issued_by = _by("下达人")
    is_demo = models.BooleanField("演示数据", default=False)

    objects = TargetSheetQuerySet.as_manager()

    class Meta:
        verbose_name = "目标任务分解表"
        ordering = ["-year", "-number", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["year", "number"], name="targetsheet_number_once"),
            models.UniqueConstraint(
                fields=["year"], condition=Q(state__in=list(OPEN)), name="targetsheet_open_once"
            ),
            models.CheckConstraint(
                condition=Q(submitted_by__isnull=True) | Q(submitted_at__isnull=False),
                name="targetsheet_submitted_pair",
            ),
            models.CheckConstraint(
                condition=Q(issued_by__isnull=True) | Q(issued_at__isnull=False),
                name="targetsheet_issued_pair",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year}年第{self.number}版"

    @property
    def batch(self) -> str:
        """批次 — what the facts of this version carry."""
        return f"targets:{self.pk}"


class TargetCell(models.Model):
    """分解表一格 — as `Target`: of an indicator, a level, a 板块 (None: the district), a month (0: year)."""

    sheet = models.ForeignKey(
        TargetSheet, models.CASCADE, related_name="cells", verbose_name="分解表"
    )
    indicator = models.CharField("指标", max_length=40)
    level = models.CharField("级别", max_length=20, blank=True)
    zone = models.ForeignKey(
        "parties.Organisation", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="板块",
    )
    month = models.PositiveSmallIntegerField("累计到几月", default=0)
    target_value = models.DecimalField("目标值", max_digits=18, decimal_places=4)

    class Meta:
        verbose_name = "分解表一格"
        constraints = [
            models.UniqueConstraint(
                fields=["sheet", "indicator", "level", "zone", "month"],
                condition=Q(zone__isnull=False), name="targetcell_zone_once",
            ),
            models.UniqueConstraint(
                fields=["sheet", "indicator", "level", "month"],
                condition=Q(zone__isnull=True), name="targetcell_all_once",
            ),
            models.CheckConstraint(condition=Q(month__lte=12), name="targetcell_month"),
        ]
