"""进展行 — milestones, monthly amounts, monthly words; all of them facts."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from zhaotuifu.kernel.facts import Fact
from zhaotuifu.progress.states import Basis, Cause, Node
from zhaotuifu.projects.states import Precision


class ProgressFact(Fact):
    """进展事实 — about a project."""

    project = models.ForeignKey(
        "projects.Project", models.PROTECT, related_name="%(class)ss", verbose_name="项目"
    )

    class Meta:
        abstract = True


class MonthlyAmount(ProgressFact):
    """当月完成投资 — 万元 of one month; negative is a correction."""

    FACT_KEY = ("project_id", "year", "month", "basis")
    FACT_VALUES = ("amount_wan",)

    year = models.PositiveSmallIntegerField("年")
    month = models.PositiveSmallIntegerField("月")
    basis = models.CharField(
        "口径", max_length=20, choices=Basis.choices, default=Basis.REPORTED
    )
    amount_wan = models.DecimalField(
        "当月完成", max_digits=18, decimal_places=6, null=True, blank=True
    )
    covers_from = models.PositiveSmallIntegerField("合计自几月起", null=True, blank=True)

    class Meta:
        verbose_name = "当月完成"
        indexes = [
            models.Index(fields=["project", "year", "month"], name="monthlyamount_subject"),
            # Covers the question which month the district stands at.
            models.Index(
                fields=["year", "basis", "month", "amount_wan"], name="monthlyamount_period",
                condition=Q(superseded_at__isnull=True),
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "year", "month", "basis"],
                condition=Q(superseded_at__isnull=True), name="monthlyamount_current",
            ),
            models.CheckConstraint(
                condition=Q(month__gte=1, month__lte=12), name="monthlyamount_month"
            ),
            models.CheckConstraint(
                condition=Q(covers_from__isnull=True)
                | Q(covers_from__gte=1, covers_from__lt=F("month")),
                name="monthlyamount_covers",
            ),
        ]


class MonthlyWord(ProgressFact):
    """当月情况 — 形象进度, 存在问题 with its cause, 下月计划, and 开工以来累计 as reported."""

    FACT_KEY = ("project_id", "year", "month")
    FACT_VALUES = ("image_progress", "problems", "cause", "next_plan", "completed_total_wan")

    year = models.PositiveSmallIntegerField("年")
    month = models.PositiveSmallIntegerField("月")
    image_progress = models.TextField("形象进度", blank=True)
    problems = models.TextField("存在问题", blank=True)
    cause = models.CharField("滞后原因", max_length=20, choices=Cause.choices, blank=True)
    next_plan = models.TextField("下月计划", blank=True)
    completed_total_wan = models.DecimalField(
        "开工以来累计", max_digits=18, decimal_places=6, null=True, blank=True
    )

    class Meta:
        verbose_name = "当月情况"
        indexes = [models.Index(fields=["project", "year", "month"], name="monthlyword_subject")]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "year", "month"], condition=Q(superseded_at__isnull=True),
                name="monthlyword_current",
            ),
            models.CheckConstraint(
                condition=Q(month__gte=1, month__lte=12), name="monthlyword_month"
            ),
        ]


class Milestone(ProgressFact):
    """节点 — planned, actual and recognised (认定) day; reports count the recognised one."""

    FACT_KEY = ("project_id", "node")
    FACT_VALUES = ("planned_on", "planned_precision", "actual_on", "actual_precision", "recognised_on")

    node = models.CharField("节点", max_length=20, choices=Node.choices)
    planned_on = models.DateField("计划", null=True, blank=True)
    planned_precision = models.CharField(
        "计划精度", max_length=10, choices=Precision.choices, blank=True
    )
    actual_on = models.DateField("实际", null=True, blank=True)
    actual_precision = models.CharField(
        "实际精度", max_length=10, choices=Precision.choices, blank=True
    )
    recognised_on = models.DateField("认定", null=True, blank=True)

    class Meta:
        verbose_name = "节点"
        indexes = [models.Index(fields=["project", "node"], name="milestone_subject")]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "node"], condition=Q(superseded_at__isnull=True),
                name="milestone_current",
            )
        ]
