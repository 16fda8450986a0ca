"""目标行 — what a level or a 板块 is to reach in a year."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from zhaotuifu.kernel.facts import Fact


class Target(Fact):
    """年度目标 — of an indicator, for a level and perhaps a 板块."""

    FACT_KEY = ("year", "indicator", "level", "zone_id")
    FACT_VALUES = ("target_value", "source")

    year = models.PositiveSmallIntegerField("年度")
    indicator = models.CharField("指标", max_length=40)
    level = models.CharField("级别", max_length=20, blank=True)
    zone = models.ForeignKey(
        "parties.Organisation", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="板块",
    )
    target_value = models.DecimalField("目标值", max_digits=18, decimal_places=4)
    source = models.CharField("依据", max_length=200, blank=True)

    class Meta:
        verbose_name = "年度目标"
        constraints = [
            models.UniqueConstraint(
                fields=["year", "indicator", "level", "zone"],
                condition=Q(superseded_at__isnull=True, zone__isnull=False), name="target_zone_current",
            ),
            models.UniqueConstraint(
                fields=["year", "indicator", "level"],
                condition=Q(superseded_at__isnull=True, zone__isnull=True), name="target_all_current",
            ),
        ]
