"""归属 — programmes a project belongs to for a time, and the package it is, or is a part of."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from zhaotuifu.kernel.facts import Fact


class Programme(models.Model):
    """专项 — a label under which projects are followed together: 532, 两湖, 民生实事, 城乡整治.

    A catalogue row, renewed by its code; which projects belong to it when are facts.
    """

    code = models.CharField("代号", max_length=40, unique=True)
    name = models.CharField("专项名称", max_length=80)
    note = models.CharField("说明", max_length=300, blank=True)
    source = models.CharField("依据", max_length=300)
    valid_from = models.DateField("自")
    valid_to = models.DateField("至", null=True, blank=True)
    is_example = models.BooleanField("示例", default=False)
    changed_at = models.DateTimeField("修改时间", null=True, blank=True)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="修改人",
    )

    class Meta:
        verbose_name = "专项"
        ordering = ["code", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="programme_ends_after",
            ),
            models.CheckConstraint(
                condition=Q(changed_by__isnull=True) | Q(changed_at__isnull=False),
                name="programme_changed_pair",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ProgrammeMember(Fact):
    """列入专项 — a project belongs to a programme from a day to a day; a project may belong to several.

    It may leave and come back: each stay is a row of its own. A stay that was never right is said
    to end the day before it begins.
    """

    FACT_KEY = ("project_id", "programme_id", "valid_from")
    FACT_VALUES = ("valid_to",)

    project = models.ForeignKey(
        "projects.Project", models.PROTECT, related_name="programmemembers", verbose_name="项目"
    )
    programme = models.ForeignKey(
        Programme, models.PROTECT, related_name="members", verbose_name="专项"
    )
    valid_from = models.DateField("自")
    valid_to = models.DateField("至", null=True, blank=True)

    class Meta:
        verbose_name = "列入专项"
        indexes = [
            models.Index(fields=["project", "programme"], name="programmemember_subject"),
            models.Index(fields=["programme", "project"], name="programmemember_members"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "programme", "valid_from"],
                condition=Q(superseded_at__isnull=True), name="programmemember_current",
            )
        ]


class Packaging(Fact):
    """打包 — what a project is in a package, from a day on.

    A project that stands on the lists as a whole says of how many sub-projects it consists
    (`parts`). One that stands there by itself says of which package it is a part: by the package's
    name, and by the project if the library has it. Nothing said: a project for itself.
    """

    FACT_KEY = ("project_id", "valid_from")
    FACT_VALUES = ("parts", "package_id", "package_name")

    project = models.ForeignKey(
        "projects.Project", models.PROTECT, related_name="packagings", verbose_name="项目"
    )
    valid_from = models.DateField("自")
    parts = models.PositiveSmallIntegerField("含几个子项", null=True, blank=True)
    package = models.ForeignKey(
        "projects.Project", models.PROTECT, null=True, blank=True, related_name="package_parts",
        verbose_name="属于打包项目",
    )
    package_name = models.CharField("打包项目名称", max_length=300, blank=True)

    class Meta:
        verbose_name = "打包"
        indexes = [
            models.Index(fields=["project", "valid_from"], name="packaging_subject"),
            models.Index(fields=["package"], name="packaging_package"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "valid_from"], condition=Q(superseded_at__isnull=True),
                name="packaging_current",
            ),
            models.CheckConstraint(
                condition=Q(parts__isnull=True) | Q(parts__gte=2), name="packaging_parts"
            ),
            models.CheckConstraint(
                condition=Q(parts__isnull=True) | Q(package__isnull=True, package_name=""),
                name="packaging_whole_or_part",
            ),
            models.CheckConstraint(
                condition=Q(package__isnull=True) | ~Q(package=F("project")),
                name="packaging_not_itself",
            ),
        ]
