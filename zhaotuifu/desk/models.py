"""工作台行 — views of the list that are kept, what a person follows, the columns a person chose.

None of them counts: facts and figures stand in the areas below.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from zhaotuifu.desk.states import Audience
from zhaotuifu.kernel.actor import Actor

NO_ONE = 0  # the system keeps no views and follows nothing


class SavedViewQuerySet(models.QuerySet):
    """视图集."""

    def visible_to(self, actor: Actor) -> SavedViewQuerySet:
        """可见 — one's own, those shared at one's 单位, those shared with everybody."""
        places = [organisation_id for _, organisation_id in actor.posts]
        return self.filter(
            Q(owner_id=actor.user_id or NO_ONE)
            | Q(audience=Audience.EVERYONE)
            | Q(audience=Audience.ORGANISATION, organisation__in=places)
        )


class SavedView(models.Model):
    """视图 — a name for conditions, order, grouping and columns of the list.

    `query` is the address without year and page; no columns means everybody's usual ones.
    """

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_views", verbose_name="谁存的"
    )
    organisation = models.ForeignKey(
        "parties.Organisation", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="单位",
    )
    audience = models.CharField(
        "给谁用", max_length=20, choices=Audience.choices, default=Audience.OWN
    )
    name = models.CharField("名称", max_length=40)
    query = models.CharField("条件", max_length=1000, blank=True)
    columns = models.JSONField("列", default=list, blank=True)
    saved_at = models.DateTimeField("存于")

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        verbose_name = "视图"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["owner", "name"], name="savedview_name_once"),
            models.CheckConstraint(
                condition=~Q(audience=Audience.ORGANISATION) | Q(organisation__isnull=False),
                name="savedview_has_organisation",
            ),
        ]


class ListChoice(models.Model):
    """列表习惯 — the columns a person last chose, and the view the list opens with."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="list_choice", verbose_name="谁"
    )
    columns = models.JSONField("列", default=list, blank=True)
    default_view = models.ForeignKey(
        SavedView, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="默认视图"
    )

    class Meta:
        verbose_name = "列表习惯"


class Follow(models.Model):
    """关注 — a project or a view that a person is told about, once a day, when something happened.

    `told_until` is the moment up to which the person has been told.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="follows", verbose_name="谁"
    )
    project = models.ForeignKey(
        "projects.Project", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="项目",
    )
    view = models.ForeignKey(
        SavedView, models.CASCADE, null=True, blank=True, related_name="follows", verbose_name="视图"
    )
    followed_at = models.DateTimeField("关注时间")
    told_until = models.DateTimeField("告知到")

    class Meta:
        verbose_name = "关注"
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(project__isnull=False, view__isnull=True)
                | Q(project__isnull=True, view__isnull=False),
                name="follow_one_thing",
            ),
            models.UniqueConstraint(
                fields=["user", "project"], condition=Q(project__isnull=False),
                name="follow_project_once",
            ),
            models.UniqueConstraint(
                fields=["user", "view"], condition=Q(view__isnull=False), name="follow_view_once"
            ),
        ]
