"""督查行 — lamp rules by date, and the current position of each project in a year (a roll-up)."""

from __future__ import annotations

from django.db import models
from django.db.models import Exists, OuterRef

from zhaotuifu.kernel.actor import Actor, Role
from zhaotuifu.progress.models import MonthlyAmount
from zhaotuifu.progress.states import Basis
from zhaotuifu.projects.models import ProjectZone
from zhaotuifu.projects.states import ConstructionKind, Kind, Level, Stage
from zhaotuifu.projects.states import Standing as InLibrary
from zhaotuifu.supervision.states import Lamp, Scale

#: 还不报月报的 — neither a reserve nor a preliminary one has a month to report
SILENT_KINDS = (ConstructionKind.RESERVE, ConstructionKind.PRELIMINARY)


class LampRule(models.Model):
    """灯色规则 — dated, with its source; the thresholds are data."""

    code = models.CharField("规则", max_length=40)
    name = models.CharField("名称", max_length=80)
    source = models.CharField("来源", max_length=300)
    scale = models.CharField("尺度", max_length=10, choices=Scale.choices, default=Scale.POINTS)
    yellow_from = models.DecimalField("黄灯起", max_digits=6, decimal_places=2)
    red_from = models.DecimalField("红灯起", max_digits=6, decimal_places=2)
    start_yellow_months = models.PositiveSmallIntegerField("开工迟几月亮黄", default=1)
    start_red_months = models.PositiveSmallIntegerField("开工迟几月亮红", default=3)
    valid_from = models.DateField("自")
    valid_to = models.DateField("至", null=True, blank=True)

    class Meta:
        verbose_name = "灯色规则"
        ordering = ["-valid_from", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["code", "valid_from"], name="lamprule_once")
        ]


class PositionQuerySet(models.QuerySet):
    """现况集."""

    def visible_to(self, actor: Actor) -> PositionQuerySet:
        """可见 — as the projects themselves."""
        if actor.sees_all:
            return self
        zones = actor.organisations(Role.ZONE)
        if not zones:
            return self.none()
        lies_there = ProjectZone.objects.known().filter(
            project=OuterRef("project"), zone__in=zones, valid_to__isnull=True
        )
        return self.filter(Exists(lies_there))

    def reporting(self) -> PositionQuerySet:
        """应报 — active, and neither a reserve nor a preliminary one."""
        return self.filter(standing=InLibrary.ACTIVE).exclude(construction_kind__in=SILENT_KINDS)

    def unreported(self, year: int, month: int) -> PositionQuerySet:
        """未报 — should report, and no amount of the month is known."""
        said = MonthlyAmount.objects.known().filter(
            project=OuterRef("project"), year=year, month=month, basis=Basis.REPORTED,
            amount_wan__isnull=False,
        )
        return self.reporting().filter(~Exists(said))


class Position(models.Model):
    """年度现况 — one row per project, year and level: what the list shows, kept by reactions.

    `is_first` marks the row of the project's highest level in the year, so that a list of all
    levels shows and sums each project once.

    Everything in it can be rebuilt from facts; no published figure is computed from it. The leader's
    page counts lamps and stages in it, as the list behind each of those numbers does.
    """

    project = models.ForeignKey(
        "projects.Project", models.PROTECT, related_name="positions", verbose_name="项目"
    )
    year = models.PositiveSmallIntegerField("年度")
    level = models.CharField("级别", max_length=20, choices=Level.choices, blank=True)
    is_first = models.BooleanField("首行", default=True)
    construction_kind = models.CharField(
        "建设性质", max_length=20, choices=ConstructionKind.choices, blank=True
    )
    kind = models.CharField("大类", max_length=20, choices=Kind.choices, blank=True)
    category = models.CharField("产业链", max_length=80, blank=True)
    zone_names = models.CharField("板块", max_length=300, blank=True)
    first_zone = models.ForeignKey(
        "parties.Organisation", models.PROTECT, null=True, related_name="+", verbose_name="首板块"
    )
    name = models.CharField("项目名称", max_length=300)
    code = models.CharField("项目代码", max_length=30, blank=True)
    sort_key = models.CharField("拼音序", max_length=200)
    search_text = models.CharField("检索文字", max_length=800)
    stage = models.CharField("阶段", max_length=20, choices=Stage.choices)
    standing = models.CharField("在库状态", max_length=20, choices=InLibrary.choices)
    total_wan = models.DecimalField("总投资", max_digits=18, decimal_places=6, null=True)
    plan_wan = models.DecimalField("年度计划", max_digits=18, decimal_places=6, null=True)
    month_wan = models.DecimalField("当月完成", max_digits=18, decimal_places=6, null=True)
    completed_wan = models.DecimalField("本年完成", max_digits=20, decimal_places=6, null=True)
    through_month = models.PositiveSmallIntegerField("报到月份", null=True)
    # As wide as the widest amount over the smallest plan: a slip in one row stops no other.
    rate_pct = models.DecimalField("完成率", max_digits=28, decimal_places=4, null=True)
    gap_points = models.DecimalField("序时差", max_digits=28, decimal_places=4, null=True)
    image_progress = models.CharField("形象进度", max_length=200, blank=True)
    lamp = models.CharField("灯色", max_length=10, choices=Lamp.choices, default=Lamp.NONE)
    lamp_rank = models.PositiveSmallIntegerField("灯次", default=3)
    lamp_reason = models.CharField("亮灯原因", max_length=300, blank=True)
    # What it was at the end of the month before, by the same rule; none in January.
    rank_before = models.PositiveSmallIntegerField("上月灯次", null=True)
    missing = models.CharField("待补", max_length=300, blank=True)
    is_demo = models.BooleanField("演示数据", default=False)

    objects = PositionQuerySet.as_manager()

    class Meta:
        verbose_name = "年度现况"
        constraints = [
            models.UniqueConstraint(fields=["project", "year", "level"], name="position_once")
        ]
        indexes = [
            models.Index(
                fields=["year", "is_first", "lamp_rank", "gap_points", "id"], name="position_worst"
            ),
            models.Index(fields=["year", "is_first", "sort_key", "id"], name="position_pinyin"),
            models.Index(
                fields=["year", "level", "lamp_rank", "gap_points", "id"], name="position_level"
            ),
            models.Index(fields=["year", "first_zone", "id"], name="position_zone"),
            models.Index(fields=["year", "through_month"], name="position_period"),
            # The search box reads this index alone.
            models.Index(fields=["year", "is_first", "search_text"], name="position_search"),
            # Totals and sorts of the list read this index alone: the rows are five times as wide.
            models.Index(
                fields=[
                    "year", "is_first", "level", "lamp_rank", "construction_kind", "kind", "stage",
                    "standing", "project", "gap_points", "rate_pct", "total_wan", "plan_wan",
                    "completed_wan", "month_wan",
                ],
                name="position_totals",
            ),
        ]


class LampTurn(models.Model):
    """灯色变化 — the lamp of a project on its highest level turned; kept when positions are put up."""

    project = models.ForeignKey(
        "projects.Project", models.PROTECT, related_name="lamp_turns", verbose_name="项目"
    )
    year = models.PositiveSmallIntegerField("年度")
    was = models.CharField("原来", max_length=10, choices=Lamp.choices)
    now = models.CharField("变为", max_length=10, choices=Lamp.choices)
    reason = models.CharField("原因", max_length=300, blank=True)
    turned_at = models.DateTimeField("变于")

    class Meta:
        verbose_name = "灯色变化"
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["project", "turned_at"], name="lampturn_subject"),
            models.Index(fields=["turned_at", "id"], name="lampturn_when"),
        ]


class YearStand(models.Model):
    """年度版次 — changes with every change of a year's positions, in the same transaction.

    Who keeps positions of a year in memory sees from `stamp` whether they still stand, and from
    `recent` (the stamp before, the projects that changed) which of them to read again. A stamp
    never comes twice. `rows` is how many positions there are, as of the last great change.
    """

    year = models.PositiveSmallIntegerField("年度", unique=True)
    stamp = models.CharField("版次", max_length=40)
    rows = models.PositiveIntegerField("行数", default=0)
    recent = models.JSONField("最近变动", default=list, blank=True)

    class Meta:
        verbose_name = "年度版次"
