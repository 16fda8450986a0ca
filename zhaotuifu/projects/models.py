"""项目库行 — a thin identity; everything else is a fact that points at it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from zhaotuifu.kernel import names
from zhaotuifu.kernel.actor import Actor, Role
from zhaotuifu.kernel.facts import Fact
from zhaotuifu.projects.belonging import Packaging as Packaging  # rows of this area, as the next
from zhaotuifu.projects.belonging import Programme as Programme
from zhaotuifu.projects.belonging import ProgrammeMember as ProgrammeMember
from zhaotuifu.projects.naming import ProjectName as ProjectName
from zhaotuifu.projects.standards import AdmissionThreshold as AdmissionThreshold
from zhaotuifu.projects.standards import CheckedValue as CheckedValue
from zhaotuifu.projects.standards import ExchangeRate as ExchangeRate
from zhaotuifu.projects.states import (
    BulkField,
    ConstructionKind,
    Currency,
    Kind,
    Level,
    Stage,
    Standing,
)


class ProjectQuerySet(models.QuerySet):
    """项目集 — sentences about projects."""

    def visible_to(self, actor: Actor) -> ProjectQuerySet:
        """可见 — the whole district for its offices; a 板块 sees what lies in it (joint ones too)."""
        if actor.sees_all:
            return self.filter(is_void=False)
        zones = actor.organisations(Role.ZONE)
        if not zones:
            return self.none()
        lies_there = ProjectZone.objects.known().filter(
            project=OuterRef("pk"), zone__in=zones, valid_to__isnull=True
        )
        return self.filter(Exists(lies_there), is_void=False)


class Project(models.Model):
    """项目 — identity only: name, national code, cached stage and standing."""

    name = models.CharField("项目名称", max_length=300)
    code = models.CharField("项目代码", max_length=30, blank=True)  # GB/T 40058, 4-6-2-2-6
    name_key = models.CharField("比对形", max_length=300, editable=False)
    sort_key = models.CharField("拼音序", max_length=200, editable=False)
    initials = models.CharField("拼音首字母", max_length=100, editable=False)
    stage = models.CharField(
        "阶段", max_length=20, choices=Stage.choices, default=Stage.ADMITTED
    )
    standing = models.CharField(
        "在库状态", max_length=20, choices=Standing.choices, default=Standing.ACTIVE
    )
    is_void = models.BooleanField("作废", default=False)  # made by an import that was undone
    is_demo = models.BooleanField("演示数据", default=False)
    created_at = models.DateTimeField("建立时间")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="建立人"
    )
    batch = models.CharField("批次", max_length=40, blank=True, db_index=True)

    objects = ProjectQuerySet.as_manager()

    class Meta:
        verbose_name = "项目"
        ordering = ["sort_key", "id"]
        indexes = [
            models.Index(fields=["name_key"], name="project_name_key"),
            models.Index(fields=["sort_key", "id"], name="project_pinyin"),
            models.Index(fields=["standing", "sort_key", "id"], name="project_standing"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["code"], condition=~Q(code="") & Q(is_void=False), name="project_code_once"
            )
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args, **kwargs):
        self.fill_keys()
        super().save(*args, **kwargs)

    def fill_keys(self) -> Project:
        """Derived from the name; called before every insert, bulk ones too."""
        self.name_key = names.comparable(self.name)[:300]
        self.sort_key = names.sort_key(self.name)
        self.initials = names.initials(self.name)
        return self


class ProjectFact(Fact):
    """项目事实 — about a project, from a day on."""

    project = models.ForeignKey(
        Project, models.PROTECT, related_name="%(class)ss", verbose_name="项目"
    )
    valid_from = models.DateField("自")

    class Meta:
        abstract = True


class ProjectZone(ProjectFact):
    """所属板块 — one row per 板块; a joint project has several."""

    FACT_KEY = ("project_id", "zone_id")
    FACT_VALUES = ("valid_from", "valid_to")

    zone = models.ForeignKey(
        "parties.Organisation", models.PROTECT, related_name="+", verbose_name="板块"
    )
    valid_to = models.DateField("至", null=True, blank=True)

    class Meta:
        verbose_name = "所属板块"
        indexes = [models.Index(fields=["project", "zone"], name="projectzone_subject")]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "zone"], condition=Q(superseded_at__isnull=True),
                name="projectzone_current",
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="projectzone_ends_after",
            ),
        ]


class Listing(ProjectFact):
    """列入 — a project on the list of a level in a year, with what it is there."""

    FACT_KEY = ("project_id", "year", "level")
    FACT_VALUES = ("valid_from", "valid_to", "construction_kind", "admitted_on")

    year = models.PositiveSmallIntegerField("年度")
    level = models.CharField("级别", max_length=20, choices=Level.choices, blank=True)
    construction_kind = models.CharField(
        "建设性质", max_length=20, choices=ConstructionKind.choices, blank=True
    )
    admitted_on = models.DateField("入库日期", null=True, blank=True)
    valid_to = models.DateField("至", null=True, blank=True)

    class Meta:
        verbose_name = "列入"
        indexes = [
            models.Index(fields=["year", "level"], name="listing_year_level"),
            models.Index(fields=["project", "year"], name="listing_subject"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "year", "level"], condition=Q(superseded_at__isnull=True),
                name="listing_current",
            )
        ]


class AnnualPlan(ProjectFact):
    """年度计划投资 — 万元, in force from a day of the year."""

    FACT_KEY = ("project_id", "year", "valid_from")
    FACT_VALUES = ("plan_wan",)

    year = models.PositiveSmallIntegerField("年度")
    plan_wan = models.DecimalField(
        "年度计划投资", max_digits=18, decimal_places=6, null=True, blank=True
    )

    class Meta:
        verbose_name = "年度计划"
        indexes = [models.Index(fields=["project", "year"], name="annualplan_subject")]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "year", "valid_from"],
                condition=Q(superseded_at__isnull=True), name="annualplan_current",
            )
        ]


class Profile(ProjectFact):
    """概况 — what is said of the project itself, in force from a day."""

    FACT_KEY = ("project_id", "valid_from")
    FACT_VALUES = (
        "kind", "category", "unit_name", "uscc", "address", "scale", "area_mu", "start_year",
        "end_year", "total_investment_wan", "foreign_currency", "foreign_amount_wan",
        "foreign_rate", "foreign_rate_on", "leader", "lead_department", "responsible_unit",
        "responsible_person", "contact_name", "contact_phone", "remarks",
    )

    kind = models.CharField("大类", max_length=20, choices=Kind.choices, blank=True)
    category = models.CharField("类别（产业链）", max_length=80, blank=True)
    unit_name = models.CharField("建设单位", max_length=200, blank=True)
    uscc = models.CharField("统一社会信用代码", max_length=18, blank=True)
    address = models.CharField("建设地址", max_length=300, blank=True)
    scale = models.TextField("建设规模及内容", blank=True)
    area_mu = models.DecimalField("用地面积（亩）", max_digits=14, decimal_places=4, null=True, blank=True)
    start_year = models.PositiveSmallIntegerField("起始年", null=True, blank=True)
    end_year = models.PositiveSmallIntegerField("建成年", null=True, blank=True)
    total_investment_wan = models.DecimalField(
        "总投资", max_digits=18, decimal_places=6, null=True, blank=True
    )
    foreign_currency = models.CharField(
        "总投资币种", max_length=3, choices=Currency.choices, blank=True
    )
    foreign_amount_wan = models.DecimalField(
        "总投资原币（万）", max_digits=18, decimal_places=6, null=True, blank=True
    )
    foreign_rate = models.DecimalField("汇率", max_digits=12, decimal_places=6, null=True, blank=True)
    foreign_rate_on = models.DateField("汇率日期", null=True, blank=True)
    leader = models.CharField("挂钩领导", max_length=80, blank=True)
    lead_department = models.CharField("牵头部门", max_length=120, blank=True)
    responsible_unit = models.CharField("责任单位", max_length=120, blank=True)
    responsible_person = models.CharField("责任人", max_length=80, blank=True)
    contact_name = models.CharField("联系人", max_length=80, blank=True)
    contact_phone = models.CharField("联系电话", max_length=60, blank=True)
    remarks = models.TextField("备注", blank=True)

    class Meta:
        verbose_name = "概况"
        indexes = [
            models.Index(fields=["project", "valid_from"], name="profile_subject"),
            # A project that came under another name is also sought by who builds it and where.
            models.Index(fields=["uscc"], name="profile_uscc"),
            models.Index(fields=["address"], name="profile_address"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "valid_from"], condition=Q(superseded_at__isnull=True),
                name="profile_current",
            )
        ]


class StandingChange(ProjectFact):
    """停复退 — stop, resume, withdraw (退库) or restore, with reason and the day it is about."""

    FACT_KEY = ("project_id", "valid_from", "standing")
    # Stopped, resumed and stopped again on one day for the same reason is still the last word.
    FACT_VALUES = ("reason", "recorded_at")

    standing = models.CharField("变为", max_length=20, choices=Standing.choices)
    reason = models.CharField("原因", max_length=300)

    class Meta:
        verbose_name = "停复退"
        indexes = [models.Index(fields=["project", "valid_from"], name="standingchange_subject")]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "valid_from", "standing"],
                condition=Q(superseded_at__isnull=True), name="standingchange_current",
            )
        ]


class BulkEditQuerySet(models.QuerySet):
    """批量修改集."""

    def visible_to(self, actor: Actor) -> BulkEditQuerySet:
        """可见 — all for the office, a 板块's own for the 板块, none for who only reads."""
        if actor.user_id is None or actor.holds(Role.OFFICE):
            return self
        return self.filter(organisation__in=actor.organisations(Role.ZONE))


class BulkEdit(models.Model):
    """批量修改 — one field of many projects changed in one act, for one reason; undone as a whole.

    `changes` is what was previewed and written: [project id, name, old value] of each project;
    the new value is the same for all. Levels and 板块 stand as codes and ids.
    """

    ORIGIN = "批量修改#"

    organisation = models.ForeignKey(
        "parties.Organisation", models.PROTECT, null=True, related_name="+", verbose_name="办理单位"
    )
    year = models.PositiveSmallIntegerField("年度")
    field = models.CharField("字段", max_length=30, choices=BulkField.choices)
    value = models.JSONField("改为")
    about_from = models.DateField("自", null=True, blank=True)  # empty: a correction
    reason = models.CharField("原因", max_length=300)
    chosen_by = models.CharField("怎么选的", max_length=500)
    changes = models.JSONField("改了哪些", default=list)
    unchanged = models.PositiveIntegerField("本来就是", default=0)
    refused = models.PositiveIntegerField("没有改", default=0)
    edited_at = models.DateTimeField("修改时间")
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="修改人"
    )
    undone_at = models.DateTimeField("撤回时间", null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="撤回人",
    )

    objects = BulkEditQuerySet.as_manager()

    class Meta:
        verbose_name = "批量修改"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(undone_by__isnull=True) | Q(undone_at__isnull=False),
                name="bulkedit_undone_pair",
            )
        ]

    @property
    def batch(self) -> str:
        """批次 — what the facts of this act carry."""
        return f"bulk:{self.pk}"

    @property
    def origin(self) -> str:
        """来源 — what the facts say of where they come from."""
        return f"{self.ORIGIN}{self.pk}"
