"""台账行 — an import with its rows, and the column mappings a sender taught."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from zhaotuifu.kernel.actor import Actor, Role
from zhaotuifu.ledger.decisions import AnswerDecision as AnswerDecision  # rows of this area too
from zhaotuifu.ledger.decisions import NameDecision as NameDecision
from zhaotuifu.ledger.states import ImportState, Outcome


class LedgerImportQuerySet(models.QuerySet):
    """导入集."""

    def visible_to(self, actor: Actor) -> LedgerImportQuerySet:
        """可见 — every import for the office, a 板块's own for the 板块, none for who only reads."""
        if actor.user_id is None or actor.holds(Role.OFFICE):
            return self
        return self.filter(sender__in=actor.organisations(Role.ZONE))


class LedgerImport(models.Model):
    """台账导入 — one file on its way in; the original is kept with its hash."""

    file = models.ForeignKey(
        "evidence.StoredFile", models.PROTECT, related_name="+", verbose_name="原件"
    )
    sender = models.ForeignKey(
        "parties.Organisation", models.PROTECT, null=True, related_name="+", verbose_name="报送单位"
    )
    zone_ids = models.JSONField("限于板块", default=list, blank=True)  # empty: the whole district
    year = models.PositiveSmallIntegerField("报告年", null=True, blank=True)
    month = models.PositiveSmallIntegerField("报告月", null=True, blank=True)
    state = models.CharField(
        "状态", max_length=12, choices=ImportState.choices, default=ImportState.PREVIEWED
    )
    answers = models.JSONField("答复", default=dict)  # questions answered, columns mapped, defaults
    summary = models.JSONField("概要", default=dict)  # sheets, counts, missing projects, timings
    created_at = models.DateTimeField("送来时间")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="送来人"
    )
    committed_at = models.DateTimeField("导入时间", null=True, blank=True)
    committed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="导入人",
    )
    undone_at = models.DateTimeField("撤回时间", null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="撤回人",
    )

    objects = LedgerImportQuerySet.as_manager()

    class Meta:
        verbose_name = "台账导入"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(committed_by__isnull=True) | Q(committed_at__isnull=False),
                name="ledgerimport_committed_pair",
            ),
            models.CheckConstraint(
                condition=Q(undone_by__isnull=True) | Q(undone_at__isnull=False),
                name="ledgerimport_undone_pair",
            ),
        ]

    @property
    def batch(self) -> str:
        """批次 — what the facts of this import carry."""
        return f"ledger:{self.pk}"


class LedgerRow(models.Model):
    """台账行 — one row of the file with its outcome: old → new, questions, refusals."""

    ledger_import = models.ForeignKey(
        LedgerImport, models.CASCADE, related_name="rows", verbose_name="导入"
    )
    sheet = models.CharField("工作表", max_length=80)
    row = models.PositiveIntegerField("行号")
    name = models.CharField("项目", max_length=300, blank=True)
    outcome = models.CharField("结果", max_length=12, choices=Outcome.choices)
    position = models.PositiveSmallIntegerField("次序", default=0)  # what needs a person comes first
    has_question = models.BooleanField("有待认", default=False)
    has_refusal = models.BooleanField("有拒收", default=False)
    has_warning = models.BooleanField("有提醒", default=False)
    is_waiting = models.BooleanField("在等整份的答复", default=False)
    project = models.ForeignKey(
        "projects.Project", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="项目",
    )
    values = models.JSONField("规范值", default=dict)
    context = models.JSONField("上下文", default=dict)  # what title, sheet and section say of it
    items = models.JSONField("明细", default=list)  # as rules.items.stored

    class Meta:
        verbose_name = "台账行"
        ordering = ["position", "id"]
        indexes = [models.Index(fields=["ledger_import", "position", "id"], name="ledgerrow_order")]


class ColumnMappingQuerySet(models.QuerySet):
    """列对应集."""

    def visible_to(self, actor: Actor) -> ColumnMappingQuerySet:
        """可见 — as the imports: every sender's for the office, the own for a 板块."""
        if actor.user_id is None or actor.holds(Role.OFFICE):
            return self
        return self.filter(sender__in=actor.organisations(Role.ZONE))


class ColumnMapping(models.Model):
    """列对应 — a head once mapped by a person is not asked again of the same sender."""

    sender = models.ForeignKey(
        "parties.Organisation", models.PROTECT, null=True, related_name="+", verbose_name="报送单位"
    )
    head = models.CharField("表头", max_length=200)
    field = models.CharField("字段", max_length=60, blank=True)  # empty: ignored on purpose
    taught_at = models.DateTimeField("教会时间")
    taught_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="教会人"
    )
    taught_in = models.ForeignKey(
        LedgerImport, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="从哪份台账",
    )

    objects = ColumnMappingQuerySet.as_manager()

    class Meta:
        verbose_name = "列对应"
        ordering = ["head", "id"]
        constraints = [
            models.UniqueConstraint(fields=["sender", "head"], name="columnmapping_once"),
            models.UniqueConstraint(
                fields=["head"], condition=Q(sender__isnull=True), name="columnmapping_all_once"
            ),
        ]
