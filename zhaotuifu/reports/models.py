"""报告行 — kinds of documents by date, a report as draft and as issued, its steps, its errata."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from zhaotuifu.kernel.actor import Actor, Role
from zhaotuifu.reports.states import OPEN, ReportState


def _by(name: str) -> models.ForeignKey:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=name,
    )


def _paired(owner: str) -> list[models.CheckConstraint]:
    """Who and when go together, at every step."""
    return [
        models.CheckConstraint(
            condition=Q(submitted_by__isnull=True) | Q(submitted_at__isnull=False),
            name=f"{owner}_submitted_pair",
        ),
        models.CheckConstraint(
            condition=Q(reviewed_by__isnull=True) | Q(reviewed_at__isnull=False),
            name=f"{owner}_reviewed_pair",
        ),
    ]


class KindVersion(models.Model):
    """公文种类 — one dated version of a kind; a report keeps the one it was opened under.

    `data` is the mapping that `rules.kinds.kind_of` reads.
    """

    code = models.CharField("代码", max_length=40)
    name = models.CharField("名称", max_length=120)
    data = models.JSONField("内容", default=dict)
    source = models.CharField("来源", max_length=300)
    is_example = models.BooleanField("示例", default=False)
    valid_from = models.DateField("自")
    valid_to = models.DateField("至", null=True, blank=True)
    position = models.PositiveSmallIntegerField("次序", default=0)

    class Meta:
        verbose_name = "公文种类"
        ordering = ["position", "code", "-valid_from", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["code", "valid_from"], name="kindversion_once")
        ]

    def __str__(self) -> str:
        return f"{self.name}（{self.valid_from} 起）"


class KindTemplate(models.Model):
    """公文模板 — a Word file of the office's own for a kind, examined when it came, in force from a day."""

    kind = models.CharField("种类", max_length=40)
    file = models.ForeignKey(
        "evidence.StoredFile", models.PROTECT, related_name="+", verbose_name="模板文件"
    )
    places = models.JSONField("模板里的位置", default=list)
    valid_from = models.DateField("自")
    uploaded_at = models.DateTimeField("上传时间")
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="上传人"
    )
    ended_at = models.DateTimeField("停用时间", null=True, blank=True)
    ended_by = _by("停用人")

    class Meta:
        verbose_name = "公文模板"
        ordering = ["-valid_from", "-id"]
        indexes = [models.Index(fields=["kind", "valid_from"], name="kindtemplate_kind")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_by__isnull=True) | Q(ended_at__isnull=False),
                name="kindtemplate_ended_pair",
            )
        ]


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
    # Of reports that are older than the versions: none, and the kind of today speaks for it.
    kind_version = models.ForeignKey(
        KindVersion, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="种类版本",
    )
    year = models.PositiveSmallIntegerField("年度")
    as_of = models.DateField("数据截至")
    number = models.PositiveIntegerField("期号", null=True, blank=True)
    total_number = models.PositiveIntegerField("总期号", null=True, blank=True)
    title = models.CharField("标题", max_length=200, blank=True)  # empty: composed from the figures
    state = models.CharField(
        "状态", max_length=10, choices=ReportState.choices, default=ReportState.DRAFT
    )
    paragraphs = models.JSONField("自写段落", default=dict)  # place → text the clerk wrote and keeps
    # Receivers, marks and copies of this issue where they differ from the kind's.
    head = models.JSONField("本期报头", default=dict)
    # Place → figures (key → their name and text) that the paragraph was written beside.
    beside = models.JSONField("段落所依的数", default=dict)
    # Key → name and text of every figure, as it was when the paper was last saved or handed on.
    seen = models.JSONField("上次所见的数", default=dict)
    revision = models.PositiveIntegerField("修订", default=0)  # compare-and-set of the draft
    known_at = models.DateTimeField("所知时刻", null=True, blank=True)
    frozen = models.JSONField("定格文面", default=dict)  # the paper as issued
    text = models.TextField("定格文字", blank=True)  # its words, to be searched
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
    submitted_at = models.DateTimeField("送审时间", null=True, blank=True)
    submitted_by = _by("送审人")
    reviewed_at = models.DateTimeField("审核时间", null=True, blank=True)
    reviewed_by = _by("审核人")
    returned_reason = models.CharField("退回原因", max_length=500, blank=True)
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
                    number__isnull=True, state__in=[*OPEN, ReportState.DROPPED],
                )
                | Q(
                    issued_at__isnull=False, issued_by__isnull=False, known_at__isnull=False,
                    number__isnull=False, state=ReportState.ISSUED,
                ),
                name="report_issued_whole",
            ),
            models.UniqueConstraint(
                fields=["kind", "as_of"], condition=Q(state__in=list(OPEN)), name="report_open_once"
            ),
            *_paired("report"),
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


class Erratum(models.Model):
    """勘误 — what an issued report says wrongly: drafted, reviewed and signed as the report was.

    `lines` are (where, printed, corrected, key): as printed, and as it should read.
    """

    report = models.ForeignKey(Report, models.PROTECT, related_name="errata", verbose_name="公文")
    number = models.PositiveIntegerField("勘误号", null=True, blank=True)
    state = models.CharField(
        "状态", max_length=10, choices=ReportState.choices, default=ReportState.DRAFT
    )
    lines = models.JSONField("更正", default=list)
    reason = models.CharField("原因", max_length=500)
    revision = models.PositiveIntegerField("修订", default=0)
    frozen = models.JSONField("定格文面", default=dict)
    text = models.TextField("定格文字", blank=True)
    docx_sha256 = models.CharField("Word 哈希", max_length=64, blank=True)
    docx = models.ForeignKey(
        "evidence.StoredFile", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="签发文件",
    )
    created_at = models.DateTimeField("拟稿时间")
    created_by = _by("拟稿人")
    submitted_at = models.DateTimeField("送审时间", null=True, blank=True)
    submitted_by = _by("送审人")
    reviewed_at = models.DateTimeField("审核时间", null=True, blank=True)
    reviewed_by = _by("审核人")
    returned_reason = models.CharField("退回原因", max_length=500, blank=True)
    issued_at = models.DateTimeField("签发时间", null=True, blank=True)
    issued_by = _by("签发人")

    class Meta:
        verbose_name = "勘误"
        ordering = ["report_id", "number", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "number"], condition=Q(number__isnull=False),
                name="erratum_number_once",
            ),
            models.UniqueConstraint(
                fields=["report"], condition=Q(state__in=list(OPEN)), name="erratum_open_once"
            ),
            models.CheckConstraint(
                condition=Q(
                    issued_at__isnull=True, issued_by__isnull=True, number__isnull=True,
                    state__in=[*OPEN, ReportState.DROPPED],
                )
                | Q(
                    issued_at__isnull=False, issued_by__isnull=False, number__isnull=False,
                    state=ReportState.ISSUED,
                ),
                name="erratum_issued_whole",
            ),
            *_paired("erratum"),
        ]


class ReportStep(models.Model):
    """流转记录 — one step of a report, or of an erratum: who did what, when, with what words."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="steps", verbose_name="公文")
    erratum = models.ForeignKey(
        Erratum, models.PROTECT, null=True, blank=True, related_name="steps", verbose_name="勘误"
    )
    verb = models.CharField("办了什么", max_length=20)
    state = models.CharField("办后状态", max_length=10, choices=ReportState.choices)
    words = models.CharField("意见", max_length=500, blank=True)
    name = models.CharField("姓名", max_length=80)
    post = models.CharField("岗位", max_length=80, blank=True)
    taken_at = models.DateTimeField("时间")
    taken_by = _by("办理人")

    class Meta:
        verbose_name = "流转记录"
        ordering = ["report_id", "id"]
