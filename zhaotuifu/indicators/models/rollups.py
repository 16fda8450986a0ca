"""汇总行 — year lines as of any day, cells of sums for the usual scopes, and since when they hold.

All of it follows from facts: kept by reactions in the act's transaction, rebuilt by a command, never
edited by hand. Money is a whole number of 0.000001 万元, so that sums are exact on every database.
"""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import F, Q

from zhaotuifu.indicators.states import Axis
from zhaotuifu.progress.states import Node
from zhaotuifu.projects.states import ConstructionKind, Kind, Level, Standing

MONTHS = range(1, 13)


class YearLineQuerySet(models.QuerySet):
    """年行集."""

    def known(self, known_at: datetime | None = None) -> YearLineQuerySet:
        """已知 — as `FactQuerySet.known`."""
        if known_at is None:
            return self.filter(superseded_at__isnull=True)
        return self.filter(recorded_at__lte=known_at).filter(
            Q(superseded_at__isnull=True) | Q(superseded_at__gt=known_at)
        )


class YearLine(models.Model):
    """年行 — a project on the list of a level in a year, over days in which nothing but the months
    passing changes it: what an indicator may look at, as columns.

    Known from `recorded_at` until `superseded_at`, as a fact is; drawn from facts alone. Withdrawn
    days have no row. `done_3` is the sum of January to March, empty when none of them was reported.
    """

    project = models.ForeignKey("projects.Project", models.PROTECT, related_name="+", verbose_name="项目")
    year = models.PositiveSmallIntegerField("年度")
    level = models.CharField("级别", max_length=20, choices=Level.choices, blank=True)
    from_on = models.DateField("自")
    to_on = models.DateField("至")
    recorded_at = models.DateTimeField("录入时间")
    superseded_at = models.DateTimeField("被取代时间", null=True, blank=True)
    # The project's highest level on these days; and the highest among those of the same 建设性质.
    is_first = models.BooleanField("首行")
    is_first_of_kind = models.BooleanField("同建设性质首行")
    construction_kind = models.CharField(
        "建设性质", max_length=20, choices=ConstructionKind.choices, blank=True
    )
    kind = models.CharField("大类", max_length=20, choices=Kind.choices, blank=True)
    category = models.CharField("产业链", max_length=80, blank=True)
    standing = models.CharField("在库状态", max_length=20, choices=Standing.choices)
    zones = models.CharField("板块", max_length=300)  # /3/7/: ids, in the order of the 板块
    total = models.BigIntegerField("总投资", null=True)
    usd = models.BigIntegerField("总投资（美元）", null=True)  # of a project said in dollars: 0.000001 万美元
    plan = models.BigIntegerField("年度计划", null=True)
    admitted_on = models.DateField("入库日期", null=True)
    # One letter a month: the cause said with the latest word up to it (`histories.CAUSES`).
    causes = models.CharField("滞后原因", max_length=12, blank=True)

    objects = YearLineQuerySet.as_manager()

    class Meta:
        verbose_name = "年行"
        indexes = [
            models.Index(fields=["project", "year"], name="yearline_subject"),
            models.Index(fields=["year", "superseded_at"], name="yearline_year"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "year", "level", "from_on"],
                condition=Q(superseded_at__isnull=True), name="yearline_current",
            ),
            models.CheckConstraint(condition=Q(to_on__gte=F("from_on")), name="yearline_ends_after"),
        ]


for _month in MONTHS:
    YearLine.add_to_class(f"done_{_month}", models.BigIntegerField(f"1至{_month}月完成", null=True))
for _month in MONTHS:
    YearLine.add_to_class(
        f"recognised_{_month}", models.BigIntegerField(f"1至{_month}月列统", null=True)
    )
for _node in Node:
    for _suffix, _label in (("_on", "认定"), ("_done_on", "实际"), ("_due_on", "计划")):
        YearLine.add_to_class(
            f"{_node.value}{_suffix}", models.DateField(f"{_node.label}{_label}", null=True)
        )

#: what a year line says, in the order a drawn one is written down
COLUMNS: tuple[str, ...] = tuple(
    field.attname for field in YearLine._meta.concrete_fields
    if field.attname not in ("id", "recorded_at", "superseded_at")
)


class Cell(models.Model):
    """汇总格 — one measure of one scope at the twelve month-ends of a year, as known now.

    `level` is `Cell.EACH_ONCE` for all levels, each project once under its highest. `sums` holds
    [total, n] of January to December, money in 0.000001 万元.
    """

    EACH_ONCE = "*"

    year = models.PositiveSmallIntegerField("年度")
    measure = models.CharField("量", max_length=60)
    level = models.CharField("级别", max_length=20, blank=True)
    axis = models.CharField("按", max_length=10, choices=Axis.choices)
    key = models.CharField("哪一个", max_length=80, blank=True)
    sums = models.JSONField("各月末")

    class Meta:
        verbose_name = "汇总格"
        constraints = [
            models.UniqueConstraint(
                fields=["year", "measure", "level", "axis", "key"], name="cell_once"
            )
        ]


class RollUp(models.Model):
    """汇总年度 — since when the year lines can be asked what was known, and what the cells hold.

    `built_at` empty: the lines are being drawn. `measures` is the fingerprint of the measures and
    parameters the cells were added up by; `filled_to` the id of the last project in them, empty
    when all are.
    """

    year = models.PositiveSmallIntegerField("年度", unique=True)
    built_at = models.DateTimeField("建立时间", null=True, blank=True)
    measures = models.CharField("量的指纹", max_length=64, blank=True)
    filled_to = models.BigIntegerField("汇总到", null=True, blank=True)
    checked_at = models.DateTimeField("核对时间", null=True, blank=True)
    differences = models.PositiveIntegerField("不符处数", default=0)

    class Meta:
        verbose_name = "汇总年度"
