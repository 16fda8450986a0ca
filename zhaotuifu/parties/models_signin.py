"""登录行 — passwords once used, second factors, who is signed in where, the dated rule of signing in."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q


class SigninRuleQuerySet(models.QuerySet):
    """登录规则集."""

    def in_force(self, day: date) -> SigninRuleQuerySet:
        """当日有效 — the one that began last comes first."""
        held = self.filter(valid_from__lte=day).filter(Q(valid_to__isnull=True) | Q(valid_to__gte=day))
        return held.order_by("-valid_from", "-id")


class SigninRule(models.Model):
    """登录规则 — dated, with its source: what a password must be, who needs a second factor."""

    name = models.CharField("名称", max_length=120)
    source = models.CharField("来源", max_length=300)
    min_length = models.PositiveSmallIntegerField("密码最少几位")
    min_classes = models.PositiveSmallIntegerField("大写、小写、数字、符号至少几类")
    phrase_length = models.PositiveSmallIntegerField("达到几位可以不限几类")
    remembered = models.PositiveSmallIntegerField("不能和最近几个密码相同")
    most_days = models.PositiveSmallIntegerField("最多用几天", null=True, blank=True)
    factor_roles = models.JSONField("必须用动态口令的角色", default=list, blank=True)
    valid_from = models.DateField("自")
    valid_to = models.DateField("至", null=True, blank=True)

    objects = SigninRuleQuerySet.as_manager()

    class Meta:
        verbose_name = "登录规则"
        ordering = ["-valid_from", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["valid_from"], name="signinrule_once"),
            models.CheckConstraint(
                condition=Q(min_length__gte=8, min_classes__gte=1, min_classes__lte=4),
                name="signinrule_bounds",
            ),
        ]


class PastPassword(models.Model):
    """用过的密码 — only its hash, so that it is not taken again."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="past_passwords", verbose_name="账号"
    )
    password = models.CharField("密码哈希", max_length=200)
    replaced_at = models.DateTimeField("换下时间")

    class Meta:
        verbose_name = "用过的密码"
        ordering = ["-replaced_at", "-id"]


class SecondFactor(models.Model):
    """动态口令 — the sealed secret of a person's authenticator; in force once a code has confirmed it."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="second_factor", verbose_name="账号"
    )
    sealed_secret = models.CharField("封存的密钥", max_length=400)
    begun_at = models.DateTimeField("开始绑定时间")
    confirmed_at = models.DateTimeField("生效时间", null=True, blank=True)
    # The time step of the last accepted code: it and everything before is not taken again.
    last_step = models.BigIntegerField("用过的时段", default=0)
    wrong_count = models.PositiveSmallIntegerField("连续输错", default=0)
    wrong_at = models.DateTimeField("最近输错时间", null=True, blank=True)

    class Meta:
        verbose_name = "动态口令"
        ordering = ["user_id"]


class RecoveryCode(models.Model):
    """恢复码 — its hash only; opens the door once, when the telephone is not at hand."""

    factor = models.ForeignKey(
        SecondFactor, models.CASCADE, related_name="recovery_codes", verbose_name="动态口令"
    )
    code_hash = models.CharField("哈希", max_length=64)
    used_at = models.DateTimeField("用掉时间", null=True, blank=True)

    class Meta:
        verbose_name = "恢复码"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["factor", "code_hash"], name="recoverycode_once")
        ]


class SigninSession(models.Model):
    """登录会话 — one browser of a person: from where, since when, last seen; ended by hand or by time."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="signin_sessions", verbose_name="账号"
    )
    session_key = models.CharField("会话", max_length=40, unique=True)
    device = models.CharField("设备", max_length=120, blank=True)
    address = models.CharField("来访地址", max_length=45, blank=True)
    began_at = models.DateTimeField("登录时间")
    seen_at = models.DateTimeField("最近在用")
    expires_at = models.DateTimeField("最晚到")

    class Meta:
        verbose_name = "登录会话"
        ordering = ["-seen_at", "-id"]
        indexes = [models.Index(fields=["user", "-seen_at"], name="signinsession_user")]
