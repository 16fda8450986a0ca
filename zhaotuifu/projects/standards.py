"""标准 — exchange rates by the day, and the size from which a project belongs on a level's list."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from zhaotuifu.projects.states import Currency, Level


class ExchangeRate(models.Model):
    """汇率 — yuan for one unit of a currency from a day on, until the next row of the currency."""

    currency = models.CharField("币种", max_length=3, choices=Currency.choices)
    valid_from = models.DateField("自")
    rate = models.DecimalField("汇率（元/外币）", max_digits=12, decimal_places=6)
    source = models.CharField("依据", max_length=300)
    is_example = models.BooleanField("示例", default=False)

    class Meta:
        verbose_name = "汇率"
        constraints = [
            models.UniqueConstraint(fields=["currency", "valid_from"], name="exchangerate_once"),
            models.CheckConstraint(
                condition=Q(rate__gt=0) & ~Q(currency=""), name="exchangerate_positive"
            ),
        ]


class AdmissionThreshold(models.Model):
    """入库门槛 — from what size a project belongs on a level's list: so much in yuan or so much in dollars."""

    code = models.CharField("代号", max_length=40)
    name = models.CharField("名称", max_length=120)
    level = models.CharField("级别", max_length=20, choices=Level.choices)
    at_least_wan = models.DecimalField("总投资不少于（万元）", max_digits=18, decimal_places=6)
    at_least_usd_wan = models.DecimalField(
        "外币总投资不少于（万美元）", max_digits=18, decimal_places=6, null=True, blank=True
    )
    source = models.CharField("依据", max_length=300)
    valid_from = models.DateField("自")
    valid_to = models.DateField("至", null=True, blank=True)
    is_example = models.BooleanField("示例", default=False)

    class Meta:
        verbose_name = "入库门槛"
        constraints = [
            models.UniqueConstraint(fields=["code", "valid_from"], name="admissionthreshold_once"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="admissionthreshold_ends_after",
            ),
        ]


class CheckedValue(models.Model):
    """核对过的值 — a person said that a doubtful code stands as it is; another value is asked again."""

    project = models.ForeignKey(
        "projects.Project", models.PROTECT, related_name="checked_values", verbose_name="项目"
    )
    field = models.CharField("字段", max_length=30)
    value = models.CharField("值", max_length=60)
    reason = models.CharField("说明", max_length=300, blank=True)
    checked_at = models.DateTimeField("核对时间")
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="核对人"
    )

    class Meta:
        verbose_name = "核对过的值"
        constraints = [
            models.UniqueConstraint(fields=["project", "field", "value"], name="checkedvalue_once"),
            models.CheckConstraint(
                condition=Q(checked_by__isnull=True) | Q(checked_at__isnull=False),
                name="checkedvalue_pair",
            ),
        ]
