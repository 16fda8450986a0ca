"""指标定义的行 — the written definitions, in versions: what a figure means and with which parameters."""

from __future__ import annotations

from django.db import models

from zhaotuifu.kernel.facts import Fact


class IndicatorDefinition(Fact):
    """指标定义 — one version of what an indicator means; a later version begins on a later day.

    `parameters` is a list of {name, label, unit, value, valid_from, valid_to, source}; days are ISO
    texts. A version in use is never rewritten by another: it stays what figures of its time say of
    themselves.
    """

    FACT_KEY = ("code", "version")
    FACT_VALUES = (
        "name", "text", "formula", "note", "example", "parameters", "valid_from", "source", "change",
    )

    code = models.CharField("指标", max_length=40)
    version = models.PositiveSmallIntegerField("版次")
    name = models.CharField("名称", max_length=80)
    text = models.TextField("定义")
    formula = models.TextField("公式")
    note = models.TextField("说明", blank=True)
    example = models.TextField("示例", blank=True)
    parameters = models.JSONField("参数", default=list)
    valid_from = models.DateField("自")
    source = models.CharField("来源", max_length=300)
    change = models.TextField("与上一版的不同", blank=True)

    class Meta:
        verbose_name = "指标定义"
        ordering = ["code", "version", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["code", "version"], condition=models.Q(superseded_at__isnull=True),
                name="indicatordefinition_current",
            ),
            models.CheckConstraint(
                condition=models.Q(version__gte=1), name="indicatordefinition_version"
            ),
        ]
