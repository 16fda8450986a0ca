"""上报表行 — the superior's table, its blank by year, and what was sent."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from zhaotuifu.kernel.actor import Actor, Role
from zhaotuifu.submissions.states import Cadence, SubmissionState, VersionState


def _by(name: str, **options) -> models.ForeignKey:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=name,
        **options,
    )


class SuperiorTable(models.Model):
    """上报表 — a form that a superior wants filled: its name, whom it goes to, how often."""

    name = models.CharField("表名", max_length=120, unique=True)
    recipient = models.CharField("报给谁", max_length=120)
    cadence = models.CharField(
        "报送周期", max_length=12, choices=Cadence.choices, default=Cadence.MONTHLY
    )
    created_at = models.DateTimeField("建立时间")
    created_by = _by("建立人")
    is_demo = models.BooleanField("演示数据", default=False)

    class Meta:
        verbose_name = "上报表"
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name


class SuperiorVersion(models.Model):
    """空表版本 — a blank workbook of a year with its pointings; a later year without one uses the last."""

    table = models.ForeignKey(
        SuperiorTable, models.PROTECT, related_name="versions", verbose_name="上报表"
    )
    year = models.PositiveSmallIntegerField("年度")
    blank = models.ForeignKey(
        "evidence.StoredFile", models.PROTECT, related_name="+", verbose_name="空表"
    )
    layout = models.JSONField("版面", default=dict)  # what was seen in the blank
    losses = models.JSONField("不会带过去的", default=list)
    pointings = models.JSONField("对应关系", default=dict)
    sureness = models.JSONField("把握", default=dict)  # "sheet!letter" → how sure the proposal was
    state = models.CharField(
        "状态", max_length=10, choices=VersionState.choices, default=VersionState.DRAFT
    )
    revision = models.PositiveIntegerField("修订", default=0)
    created_at = models.DateTimeField("上传时间")
    created_by = _by("上传人")

    class Meta:
        verbose_name = "空表版本"
        ordering = ["table_id", "-year", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["table", "year"],
                condition=Q(state=VersionState.USABLE),
                name="superiorversion_usable_once",
            )
        ]


class SubmissionQuerySet(models.QuerySet):
    """上报集."""

    def visible_to(self, actor: Actor) -> SubmissionQuerySet:
        """可见 — the office all; leaders, reviewers and signers what was sent.

        A table speaks of every 板块, so no 板块 reads any.
        """
        if actor.user_id is None or actor.holds(Role.OFFICE):
            return self
        if actor.holds(Role.LEADER, Role.REVIEWER, Role.SIGNER):
            return self.filter(state=SubmissionState.SENT)
        return self.none()


class Submission(models.Model):
    """上报 — of a month: live while a draft; sending freezes the file, its figures and `known_at`.

    A correction is the next `number` of the same table and month.
    """

    version = models.ForeignKey(
        SuperiorVersion, models.PROTECT, related_name="submissions", verbose_name="空表版本"
    )
    table = models.ForeignKey(
        SuperiorTable, models.PROTECT, related_name="submissions", verbose_name="上报表"
    )
    year = models.PositiveSmallIntegerField("年")
    month = models.PositiveSmallIntegerField("月")
    number = models.PositiveSmallIntegerField("次", null=True, blank=True)
    state = models.CharField(
        "状态", max_length=10, choices=SubmissionState.choices, default=SubmissionState.DRAFT
    )
    revision = models.PositiveIntegerField("修订", default=0)
    method = models.CharField("报送方式", max_length=120, blank=True)
    reason = models.CharField("不一致的说明", max_length=400, blank=True)
    known_at = models.DateTimeField("所知时刻", null=True, blank=True)
    file = models.ForeignKey(
        "evidence.StoredFile",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="报送的文件",
    )
    frozen = models.JSONField("定格", default=dict)  # content, findings, changes, picture
    project_ids = models.JSONField("数字背后的项目", default=list)
    created_at = models.DateTimeField("开始时间")
    created_by = _by("开始人")
    sent_at = models.DateTimeField("报送时间", null=True, blank=True)
    sent_by = _by("报送人", blank=True)
    is_demo = models.BooleanField("演示数据", default=False)

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        verbose_name = "上报"
        ordering = ["-year", "-month", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["table", "year", "month", "number"],
                condition=Q(number__isnull=False),
                name="submission_number_once",
            ),
            models.UniqueConstraint(
                fields=["table", "year", "month"],
                condition=Q(state=SubmissionState.DRAFT),
                name="submission_one_draft",
            ),
            models.CheckConstraint(
                condition=Q(month__gte=1, month__lte=12), name="submission_month"
            ),
            models.CheckConstraint(
                condition=Q(
                    sent_at__isnull=True,
                    sent_by__isnull=True,
                    known_at__isnull=True,
                    number__isnull=True,
                    file__isnull=True,
                    state__in=[SubmissionState.DRAFT, SubmissionState.DROPPED],
                )
                | Q(
                    sent_at__isnull=False,
                    sent_by__isnull=False,
                    known_at__isnull=False,
                    number__isnull=False,
                    file__isnull=False,
                    state=SubmissionState.SENT,
                ),
                name="submission_sent_whole",
            ),
        ]
