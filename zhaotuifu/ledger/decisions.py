"""名称决定 — what a person once said a sender's name for a project means, or does not mean."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from zhaotuifu.kernel.actor import Actor, Role
from zhaotuifu.ledger.states import AnswerAbout


class DecisionQuerySet(models.QuerySet):
    """决定集."""

    def visible_to(self, actor: Actor) -> DecisionQuerySet:
        """可见 — all for the office, a 板块's own for the 板块, none for who only reads."""
        if actor.user_id is None or actor.holds(Role.OFFICE):
            return self
        return self.filter(sender__in=actor.organisations(Role.ZONE))

    def in_force(self) -> DecisionQuerySet:
        """有效 — neither forgotten, nor replaced, nor taken back with its import."""
        return self.filter(ended_at__isnull=True)


class NameDecision(models.Model):
    """名称决定 — this sender's name, in this 板块, is that project (`is_same`), or is not.

    Learnt when an import is committed, ended when it is undone, when a later answer says
    otherwise, or by a person who has it forgotten. `ended_by_import` is the import whose answer
    said otherwise: undoing that one brings this one back.
    """

    sender = models.ForeignKey(
        "parties.Organisation", models.PROTECT, null=True, related_name="+", verbose_name="报送单位"
    )
    zone_text = models.CharField("板块", max_length=200, blank=True)  # names, in order
    name = models.CharField("台账里的名称", max_length=300)
    name_key = models.CharField("比对形", max_length=300, editable=False)
    project = models.ForeignKey(
        "projects.Project", models.PROTECT, related_name="+", verbose_name="项目"
    )
    is_same = models.BooleanField("是这个项目")
    learnt_from = models.ForeignKey(
        "ledger.LedgerImport", models.PROTECT, related_name="+", verbose_name="出自导入"
    )
    taught_at = models.DateTimeField("教会时间")
    taught_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="教会人"
    )
    ended_at = models.DateTimeField("失效时间", null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="使其失效的人",
    )
    ended_by_import = models.ForeignKey(
        "ledger.LedgerImport", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="被哪次导入取代",
    )

    objects = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = "名称决定"
        ordering = ["name", "id"]
        indexes = [models.Index(fields=["sender", "name_key"], name="namedecision_sought")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_by__isnull=True) | Q(ended_at__isnull=False),
                name="namedecision_ended_pair",
            ),
            models.UniqueConstraint(
                fields=["sender", "name_key", "zone_text", "project"],
                condition=Q(ended_at__isnull=True), name="namedecision_pair_once",
            ),
            models.UniqueConstraint(
                fields=["sender", "name_key", "zone_text"],
                condition=Q(ended_at__isnull=True, is_same=True), name="namedecision_one_meaning",
            ),
        ]


class AnswerDecision(models.Model):
    """答复决定 — what a person once answered for a whole file or column of this sender.

    Of a name that is no 板块 (`text` is the name, `answer` the 板块), or of a head's doubt (`text`
    is the head path, `doubt` the ways to read it, `answer` the way). Learnt with an import, ended
    with its undo, by a later answer, or by a person who has it forgotten, as a 名称决定 is.
    """

    sender = models.ForeignKey(
        "parties.Organisation", models.PROTECT, null=True, related_name="+", verbose_name="报送单位"
    )
    about = models.CharField("关于什么", max_length=12, choices=AnswerAbout.choices)
    text = models.CharField("名称或表头", max_length=200)
    doubt = models.CharField("疑问", max_length=120, blank=True)
    answer = models.CharField("答复", max_length=200)
    learnt_from = models.ForeignKey(
        "ledger.LedgerImport", models.PROTECT, related_name="+", verbose_name="出自导入"
    )
    taught_at = models.DateTimeField("教会时间")
    taught_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="教会人"
    )
    ended_at = models.DateTimeField("失效时间", null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="使其失效的人",
    )
    ended_by_import = models.ForeignKey(
        "ledger.LedgerImport", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="被哪次导入取代",
    )

    objects = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = "答复决定"
        ordering = ["text", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_by__isnull=True) | Q(ended_at__isnull=False),
                name="answerdecision_ended_pair",
            ),
            models.UniqueConstraint(
                fields=["sender", "about", "text", "doubt"], condition=Q(ended_at__isnull=True),
                name="answerdecision_once",
            ),
        ]
