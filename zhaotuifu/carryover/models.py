"""结转行 — the dated rule, one act of carrying over, and where each listed project goes in it."""

from __future__ import annotations

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from zhaotuifu.carryover import rules
from zhaotuifu.carryover.states import CarryState, Outcome, Why
from zhaotuifu.kernel.actor import Actor, Role
from zhaotuifu.projects.models import ProjectZone
from zhaotuifu.projects.states import ConstructionKind, Level


class CarryRule(models.Model):
    """结转规则 — dated, with its source: what `rules.Terms` says."""

    FOLLOWS = [("", "竣工即不再列入"), ("production", "到投产"), ("full_output", "到达产")]

    name = models.CharField("名称", max_length=120)
    source = models.CharField("来源", max_length=300)
    follows_until = models.CharField("竣工后跟踪", max_length=20, choices=FOLLOWS, blank=True)
    uses_finishing = models.BooleanField("下一年竣工的列为竣工", default=True)
    new_years_most = models.PositiveSmallIntegerField("新建几年没有开工要问", default=2)
    done_pct = models.DecimalField(
        "累计完成到总投资的百分之几要问", max_digits=6, decimal_places=2, default=Decimal(100)
    )
    spreads = models.BooleanField("余额按年数分", default=True)
    valid_from = models.DateField("自")
    valid_to = models.DateField("至", null=True, blank=True)

    class Meta:
        verbose_name = "结转规则"
        ordering = ["-valid_from", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["valid_from"], name="carryrule_once"),
            models.CheckConstraint(condition=Q(new_years_most__gte=1), name="carryrule_new_years"),
            models.CheckConstraint(condition=Q(done_pct__gt=0), name="carryrule_done"),
        ]


class CarryOver(models.Model):
    """结转 — the listed projects of a year into the next one, as one act; undone as a whole."""

    ORIGIN = "结转#"

    year = models.PositiveSmallIntegerField("年度")
    state = models.CharField(
        "状态", max_length=20, choices=CarryState.choices, default=CarryState.DRAFT
    )
    from_on = models.DateField("自")
    terms = models.JSONField("规则", default=dict)
    summary = models.JSONField("结果", default=dict)
    proposed_at = models.DateTimeField("提出时间", null=True, blank=True)
    fill_by = models.DateField("请板块填到", null=True, blank=True)
    asked_at = models.DateTimeField("请板块填的时间", null=True, blank=True)
    created_at = models.DateTimeField("开始时间")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="开始的人"
    )
    committed_at = models.DateTimeField("结转时间", null=True, blank=True)
    committed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="结转的人",
    )
    undone_at = models.DateTimeField("撤回时间", null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="撤回的人",
    )

    class Meta:
        verbose_name = "结转"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["year"], condition=Q(state=CarryState.DRAFT), name="carryover_one_draft"
            ),
            models.CheckConstraint(
                condition=Q(committed_by__isnull=True) | Q(committed_at__isnull=False),
                name="carryover_committed_pair",
            ),
            models.CheckConstraint(
                condition=Q(undone_by__isnull=True) | Q(undone_at__isnull=False),
                name="carryover_undone_pair",
            ),
        ]

    @property
    def next_year(self) -> int:
        """下一年."""
        return self.year + 1

    @property
    def batch(self) -> str:
        """批次 — what the facts of this act carry."""
        return f"carry:{self.pk}"

    @property
    def origin(self) -> str:
        """来源 — what the facts say of where they come from."""
        return f"{self.ORIGIN}{self.pk}"


class CarryLineQuerySet(models.QuerySet):
    """结转行集."""

    def visible_to(self, actor: Actor) -> CarryLineQuerySet:
        """可见 — all for who sees the district, a 板块's own for the 板块 (joint ones too)."""
        if actor.sees_all:
            return self
        zones = actor.organisations(Role.ZONE)
        if not zones:
            return self.none()
        lies_there = ProjectZone.objects.known().filter(
            project=OuterRef("project"), zone__in=zones, valid_to__isnull=True
        )
        return self.filter(Exists(lies_there))

    def differing(self) -> CarryLineQuerySet:
        """与提出的不同 — the 板块 or the office said otherwise than the rule."""
        return self.filter(
            ~Q(outcome=F("proposed_outcome")) | Q(zone_plan_wan__isnull=False)
            | Q(office_plan_wan__isnull=False)
        )


class CarryLine(models.Model):
    """结转的一行 — a project on a list of the year: proposed, what the 板块 and the office say, in force.

    The plan stands on the line of the project's highest level (`is_first`).
    """

    carry = models.ForeignKey(CarryOver, models.CASCADE, related_name="lines", verbose_name="结转")
    project = models.ForeignKey(
        "projects.Project", models.PROTECT, related_name="+", verbose_name="项目"
    )
    level = models.CharField("级别", max_length=20, choices=Level.choices, blank=True)
    is_first = models.BooleanField("首行", default=True)
    name = models.CharField("项目名称", max_length=300)
    code = models.CharField("项目代码", max_length=30, blank=True)
    sort_key = models.CharField("拼音序", max_length=200)
    zone_names = models.CharField("板块", max_length=300, blank=True)
    first_zone = models.ForeignKey(
        "parties.Organisation", models.PROTECT, null=True, related_name="+", verbose_name="首板块"
    )
    old_kind = models.CharField(
        "本年建设性质", max_length=20, choices=ConstructionKind.choices, blank=True
    )
    admitted_on = models.DateField("入库日期", null=True, blank=True)
    total_wan = models.DecimalField("总投资", max_digits=18, decimal_places=6, null=True)
    done_wan = models.DecimalField("累计完成", max_digits=20, decimal_places=6, null=True)
    old_plan_wan = models.DecimalField("本年计划", max_digits=18, decimal_places=6, null=True)
    year_done_wan = models.DecimalField("本年完成", max_digits=20, decimal_places=6, null=True)
    finish_year = models.PositiveSmallIntegerField("计划建成年", null=True)

    proposed_outcome = models.CharField("提出的去向", max_length=20, choices=Outcome.choices)
    why = models.CharField("理由", max_length=30, choices=Why.choices)
    why_text = models.CharField("理由写法", max_length=300)
    is_asked = models.BooleanField("要问", default=False)
    proposed_plan_wan = models.DecimalField(
        "提出的计划", max_digits=18, decimal_places=6, null=True
    )
    plan_text = models.CharField("计划怎么来的", max_length=200, blank=True)
    basis = models.CharField("依据", max_length=64)
    is_moved = models.BooleanField("提出之后又变", default=False)

    zone_outcome = models.CharField("板块的去向", max_length=20, choices=Outcome.choices, blank=True)
    zone_plan_wan = models.DecimalField("板块的计划", max_digits=18, decimal_places=6, null=True)
    zone_note = models.CharField("板块的说明", max_length=300, blank=True)
    zone_at = models.DateTimeField("板块填的时间", null=True, blank=True)
    zone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="板块填的人",
    )
    office_outcome = models.CharField(
        "定的去向", max_length=20, choices=Outcome.choices, blank=True
    )
    office_plan_wan = models.DecimalField("定的计划", max_digits=18, decimal_places=6, null=True)
    office_note = models.CharField("定的说明", max_length=300, blank=True)
    office_at = models.DateTimeField("定的时间", null=True, blank=True)
    office_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="定的人",
    )

    # In force, kept by the actions with every word said: what a sum or a filter reads.
    outcome = models.CharField("去向", max_length=20, choices=Outcome.choices)
    plan_wan = models.DecimalField("下一年计划", max_digits=18, decimal_places=6, null=True)
    is_open = models.BooleanField("待定", default=False)
    is_written = models.BooleanField("已写入", default=False)
    revision = models.PositiveIntegerField("修订号", default=0)

    objects = CarryLineQuerySet.as_manager()

    class Meta:
        verbose_name = "结转行"
        ordering = ["sort_key", "id"]
        constraints = [
            models.UniqueConstraint(fields=["carry", "project", "level"], name="carryline_once"),
            models.CheckConstraint(
                condition=Q(zone_by__isnull=True) | Q(zone_at__isnull=False),
                name="carryline_zone_pair",
            ),
            models.CheckConstraint(
                condition=Q(office_by__isnull=True) | Q(office_at__isnull=False),
                name="carryline_office_pair",
            ),
        ]
        indexes = [
            models.Index(fields=["carry", "is_open", "sort_key", "id"], name="carryline_open"),
            models.Index(fields=["carry", "sort_key", "id"], name="carryline_order"),
        ]

    @property
    def proposal(self) -> rules.Proposal:
        """提出的 — as the rule said it."""
        return rules.Proposal(
            Outcome(self.proposed_outcome), Why(self.why), self.why_text, self.is_asked,
            self.proposed_plan_wan, self.plan_text,
        )

    @property
    def zone_said(self) -> rules.Said:
        """板块说的."""
        return rules.Said(self.zone_outcome or None, self.zone_plan_wan)

    @property
    def office_said(self) -> rules.Said:
        """重大办定的."""
        return rules.Said(self.office_outcome or None, self.office_plan_wan)

    def settle(self) -> CarryLine:
        """算数的 — kept on the line; called after every word said."""
        now = rules.in_force(
            self.proposal, self.zone_said, self.office_said, is_moved=self.is_moved
        )
        self.outcome, self.plan_wan, self.is_open = now.outcome, now.plan_wan, now.is_open
        return self
