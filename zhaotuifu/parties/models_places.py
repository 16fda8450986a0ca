"""单位变动行 — the names an organisation had before, and which one went on as which other."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from zhaotuifu.kernel.facts import Fact


class SuccessionKind(models.TextChoices):
    """单位怎么变."""

    MERGED = "merged", "并入"
    SPLIT = "split", "析出"


class FormerName(Fact):
    """单位曾用名 — what an organisation was called up to a day; from the next day on it has another name."""

    FACT_KEY: ClassVar[tuple[str, ...]] = ("organisation_id", "until_on")
    FACT_VALUES: ClassVar[tuple[str, ...]] = ("name", "type_name", "source")

    organisation = models.ForeignKey(
        "parties.Organisation", models.PROTECT, related_name="former_names", verbose_name="单位"
    )
    name = models.CharField("名称", max_length=120)
    type_name = models.CharField("形态", max_length=20, blank=True)
    until_on = models.DateField("用到哪天")
    source = models.CharField("依据", max_length=300)

    class Meta:
        verbose_name = "单位曾用名"
        ordering = ["organisation_id", "until_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "until_on"], condition=Q(superseded_at__isnull=True),
                name="formername_current",
            )
        ]


class Succession(Fact):
    """单位承接 — from a day on another organisation goes on in place of, or beside, this one.

    并入: the predecessor is no more from that day. 析出: it stays, and the successor begins.
    """

    FACT_KEY: ClassVar[tuple[str, ...]] = ("predecessor_id", "successor_id")
    FACT_VALUES: ClassVar[tuple[str, ...]] = ("on", "kind", "source")

    predecessor = models.ForeignKey(
        "parties.Organisation", models.PROTECT, related_name="successions", verbose_name="原单位"
    )
    successor = models.ForeignKey(
        "parties.Organisation", models.PROTECT, related_name="predecessions", verbose_name="承接单位"
    )
    on = models.DateField("从哪天起")
    kind = models.CharField("怎么变", max_length=10, choices=SuccessionKind.choices)
    source = models.CharField("依据", max_length=300)

    class Meta:
        verbose_name = "单位承接"
        ordering = ["on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["predecessor", "successor"], condition=Q(superseded_at__isnull=True),
                name="succession_current",
            ),
            models.CheckConstraint(
                condition=~Q(predecessor=F("successor")), name="succession_of_another"
            ),
        ]
