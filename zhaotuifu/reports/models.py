"""报告行 — a 专报 as draft and as issued: text, figures and the row ids behind them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from zhaotuifu.kernel.actor import Actor, Role
from zhaotuifu.reports.states import ReportState


class ReportQuerySet(models.QuerySet):
    """专报集."""

    def visible_to(self, actor: Actor) -> ReportQuerySet:
        """可见 — a report speaks of the whole district, so a 板块 reads none.

        The office, leaders, reviewers and signers read all, departments what was issued.
        """
        if actor.user_id is None or actor.holds(
            Role.OFFICE, Role.LEADER, Role.REVIEWER, Role.SIGNER
        ):
            return self
        if actor.holds(Role.DEPARTMENT):
            return self.filter(state=ReportState.ISSUED)
        return self.none()


class Report(models.Model):
    """专报 — live while a draft; issuing freezes text, figures, `known_at` and rows under 第N期."""

    kind = models.CharField("种类", max_length=40)
    year = models.PositiveSmallIntegerField("年度")
    as_of = models.DateField("数据截至")
    number = models.PositiveIntegerField("期号", null=True, blank=True)
    total_number = models.PositiveIntegerField("总期号", null=True, blank=True)
    title = models.CharField("标题", max_length=200, blank=True)  # empty: composed from the figures
    state = models.CharField(
        "状态", max_length=10, choices=ReportState.choices, default=ReportState.DRAFT
    )
    paragraphs = models.JSONField("自写段落", default=dict)  # place → text the clerk wrote and keeps
    revision = models.PositiveIntegerField("修订", default=0)  # compare-and-set of the draft
    known_at = models.DateTimeField("所知时刻", null=True, blank=True)
    frozen = models.JSONField("定格文面", default=dict)  # the paper as issued
    project_ids = models.JSONField("数字背后的项目", default=list)
    docx_sha256 = models.CharField("Word 哈希", max_length=64, blank=True)
    docx = models.ForeignKey(
        "evidence.StoredFile", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="签发文件",
    )
    created_at = models.DateTimeField("拟稿时间")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="拟稿人"
    )
    issued_at = models.DateTimeField("签发时间", null=True, blank=True)
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="签发人",
    )
    is_demo = models.BooleanField("演示数据", default=False)

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = "专报"
        ordering = ["-as_of", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "year", "number"], condition=Q(number__isnull=False),
                name="report_number_once",
            ),
            models.UniqueConstraint(
                fields=["kind", "total_number"], condition=Q(total_number__isnull=False),
                name="report_total_number_once",
            ),
            models.CheckConstraint(
                condition=Q(
                    issued_at__isnull=True, issued_by__isnull=True, known_at__isnull=True,
                    number__isnull=True, state__in=[ReportState.DRAFT, ReportState.DROPPED],
                )
                | Q(
                    issued_at__isnull=False, issued_by__isnull=False, known_at__isnull=False,
                    number__isnull=False, state=ReportState.ISSUED,
                ),
                name="report_issued_whole",
            ),
        ]


class ReportFigure(models.Model):
    """定格数字 — one figure of an issued 专报 with the rows that add up to it.

    Values are decimal texts; `rows` are the fields of `rules.figures.FigureRow` by name.
    """

    report = models.ForeignKey(Report, models.PROTECT, related_name="figures", verbose_name="专报")
    key = models.CharField("记号", max_length=80)
    indicator = models.CharField("指标", max_length=40)
    # The version of the indicator's definition it was counted by; none for a plain count.
    definition_version = models.PositiveSmallIntegerField("定义版次", null=True, blank=True)
    name = models.CharField("名称", max_length=80)
    unit = models.CharField("单位", max_length=10)
    scope = models.JSONField("范围", default=dict)
    scope_text = models.CharField("范围文字", max_length=400)
    text = models.CharField("文面", max_length=80)
    value = models.CharField("值", max_length=60, blank=True)
    numerator = models.CharField("分子", max_length=60, blank=True)
    denominator = models.CharField("分母", max_length=60, blank=True)
    minus = models.CharField("减", max_length=60, blank=True)
    rows = models.JSONField("行", default=list)

    class Meta:
        verbose_name = "定格数字"
        ordering = ["report_id", "id"]
        constraints = [
            models.UniqueConstraint(fields=["report", "key"], name="reportfigure_once")
        ]
