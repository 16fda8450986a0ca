"""组织人员行 — organisations as a tree, users, posts held over a time."""

from __future__ import annotations

from datetime import date

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q

from zhaotuifu.kernel import names
from zhaotuifu.kernel.actor import ROLE_LABELS, Role
from zhaotuifu.parties.models_places import FormerName, Succession
from zhaotuifu.parties.models_signin import (
    PastPassword,
    RecoveryCode,
    SecondFactor,
    SigninRule,
    SigninSession,
)

__all__ = [
    "FormerName", "Organisation", "OrganisationKind", "PastPassword", "Post", "RecoveryCode", "SecondFactor",
    "SigninRule", "SigninSession", "Succession", "User",
]


class OrganisationKind(models.TextChoices):
    """单位类别."""

    DISTRICT = "district", "区"
    ZONE = "zone", "板块"
    DEPARTMENT = "department", "部门"
    ENTERPRISE = "enterprise", "企业"


class OrganisationQuerySet(models.QuerySet):
    """单位集."""

    def zones(self) -> OrganisationQuerySet:
        return self.filter(kind=OrganisationKind.ZONE)

    def open_on(self, day: date) -> OrganisationQuerySet:
        """那天还在 — not merged into another by the day."""
        return self.filter(Q(closed_on__isnull=True) | Q(closed_on__gt=day))

    def in_order(self) -> OrganisationQuerySet:
        return self.order_by("position", "sort_key", "id")


class Organisation(models.Model):
    """单位 — district, 板块, department or enterprise; a tree by `parent`."""

    kind = models.CharField("类别", max_length=20, choices=OrganisationKind.choices)
    name = models.CharField("名称", max_length=120)
    type_name = models.CharField("形态", max_length=20, blank=True)  # 镇、街道、园区、部门 as sent
    aliases = models.JSONField("别名", default=list, blank=True)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="上级"
    )
    uscc = models.CharField("统一社会信用代码", max_length=18, blank=True)
    position = models.PositiveIntegerField("次序", default=0)
    # From this day on it is no more: another goes on in its place (`Succession`).
    closed_on = models.DateField("从哪天起不再有", null=True, blank=True)
    sort_key = models.CharField("拼音序", max_length=200, editable=False)
    is_demo = models.BooleanField("演示数据", default=False)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = "单位"
        ordering = ["position", "sort_key", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "name"],
                condition=~Q(kind=OrganisationKind.ENTERPRISE),
                name="organisation_name_once",
            ),
            models.UniqueConstraint(
                fields=["uscc"], condition=~Q(uscc=""), name="organisation_uscc_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args, **kwargs):
        self.sort_key = names.sort_key(self.name)
        super().save(*args, **kwargs)


class User(AbstractBaseUser):
    """账号 — a person's or a post's sign-in; what it may do comes from `Post`."""

    username = models.CharField("账号", max_length=60, unique=True)
    name = models.CharField("姓名或岗位", max_length=60)
    phone = models.CharField("电话", max_length=30, blank=True)
    is_active = models.BooleanField("启用", default=True)
    is_demo = models.BooleanField("演示账号", default=False)
    last_visit_on = models.DateField("上次来访", null=True, blank=True)
    # Given by somebody else: the person changes it before anything else.
    must_change_password = models.BooleanField("须改密码", default=False)
    password_changed_at = models.DateTimeField("密码更换时间", null=True, blank=True)

    objects = BaseUserManager["User"]()
    USERNAME_FIELD = "username"

    class Meta:
        verbose_name = "账号"
        ordering = ["username"]

    def __str__(self) -> str:
        return self.name


class PostQuerySet(models.QuerySet):
    """岗位集."""

    def held_on(self, day: date) -> PostQuerySet:
        """在岗 — from the first to the last day, both included."""
        return self.filter(from_on__lte=day).filter(Q(to_on__isnull=True) | Q(to_on__gte=day))


class Post(models.Model):
    """岗位 — a role at an organisation from a day to a day."""

    user = models.ForeignKey(User, models.CASCADE, related_name="posts", verbose_name="账号")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="posts", verbose_name="单位"
    )
    role = models.CharField(
        "角色", max_length=20, choices=[(role.value, label) for role, label in ROLE_LABELS.items()]
    )
    from_on = models.DateField("起")
    to_on = models.DateField("止", null=True, blank=True)

    objects = PostQuerySet.as_manager()

    class Meta:
        verbose_name = "岗位"
        ordering = ["user_id", "from_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(to_on__isnull=True) | Q(to_on__gte=F("from_on")), name="post_ends_after"
            )
        ]

    @property
    def role_label(self) -> str:
        return Role(self.role).label
