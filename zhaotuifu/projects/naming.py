"""曾用名 — every name and code a project bears or bore, and the keys its names are sought by."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from zhaotuifu.kernel import names
from zhaotuifu.kernel.facts import Fact
from zhaotuifu.projects import rules


class ProjectName(Fact):
    """名称 — what a project is called and coded from a day on; those before it are 曾用名.

    The identity (`Project`) holds the latest again, for every page. `core` and `trunk` are derived
    (see `rules`), so that a ledger of thousands of names is held against the library's in one pass.
    """

    FACT_KEY = ("project_id",)
    FACT_VALUES = ("name", "code")

    project = models.ForeignKey(
        "projects.Project", models.PROTECT, related_name="projectnames", verbose_name="项目"
    )
    valid_from = models.DateField("自")
    name = models.CharField("项目名称", max_length=300)
    code = models.CharField("项目代码", max_length=30, blank=True)
    name_key = models.CharField("比对形", max_length=300, editable=False)
    core = models.CharField("骨干", max_length=300, editable=False)
    trunk = models.CharField("主干", max_length=300, blank=True, editable=False)
    #: of a batch that was undone: never rightly a name of the project
    is_taken_back = models.BooleanField("已撤回", default=False)

    class Meta:
        verbose_name = "名称"
        indexes = [
            models.Index(fields=["name_key"], name="projectname_key"),
            models.Index(fields=["code"], name="projectname_code"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["project"], condition=Q(superseded_at__isnull=True),
                name="projectname_current",
            )
        ]

    def fill_keys(self) -> ProjectName:
        """Derived from the name; called before every insert."""
        self.name_key = names.comparable(self.name)[:300]
        self.core = rules.core(self.name_key)
        self.trunk = rules.trunk(self.name_key)
        return self
