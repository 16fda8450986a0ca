"""外壳 — what every page shows around itself: district, sections, who is signed in."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, IntegerField, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.urls import reverse

from zhaotuifu.kernel.actor import SEE_ALL, Actor, Role
from zhaotuifu.kernel.prepared import rows_of
from zhaotuifu.ledger.register import waiting_rows
from zhaotuifu.notices.queries import unread_rows
from zhaotuifu.parties.access import ActedRequest
from zhaotuifu.parties.queries import district, districts

# Who keeps the system or audits it sees no projects, and has pages of their own.
KEEPERS = frozenset({Role.ADMIN, Role.AUDITOR})
SEES_PROJECTS = frozenset(Role) - KEEPERS
SENDERS = frozenset({Role.OFFICE, Role.ZONE})
# A 专报 speaks of every 板块, so it is read by those who see the whole district.
WHOLE_DISTRICT = frozenset(SEE_ALL)
# What goes to a superior is kept by the office and read by leaders and who answers for a paper.
SUBMITTERS = frozenset({Role.OFFICE, Role.LEADER, Role.REVIEWER, Role.SIGNER})
SECTIONS = (
    ("工作台", "desk", "/desk/", SEES_PROJECTS),
    ("驾驶舱", "dashboard", "/dashboard/", SEES_PROJECTS),
    ("项目库", "project_list", "/projects/", SEES_PROJECTS),
    ("台账", "ledger_list", "/ledger/", SENDERS),
    ("进度表", "progress_table", "/progress-table/", SEES_PROJECTS),
    ("报告", "report_list", "/reports/", WHOLE_DISTRICT),
    ("上报表", "submission_list", "/submissions/", SUBMITTERS),
    ("指标", "indicator_list", "/indicators/", SEES_PROJECTS),
    ("系统管理", "system_home", "/system/", frozenset({Role.ADMIN})),
    ("审计", "audit_list", "/audit/", KEEPERS),
)
#: pages that stand elsewhere belong to a section too
ALSO = {
    "project_list": ("/carry-over/",),
    "ledger_list": ("/collection/",),
    "indicator_list": ("/targets/",),
}


@dataclass(frozen=True, slots=True)
class Section:
    """栏目 — label, address, whether we are in it, how many things there wait for a person."""

    label: str
    url: str
    is_current: bool
    count: int = 0


@dataclass(frozen=True, slots=True)
class Shell:
    """外壳."""

    district: str
    is_demo: bool
    nav: tuple[Section, ...]
    user_label: str
    search_url: str
    notice_count: int = 0


def shell(request: ActedRequest) -> dict[str, Shell]:
    """外壳 — for the base template; one SQL statement, with the counts of the actor in it."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        root = district()
        name, is_demo = (root.name, root.is_demo) if root else ("未设立", False)
        return {"shell": Shell(name, is_demo, (), "", "")}
    actor = request.actor
    found = rows_of(_counted, actor)
    name, is_demo, waits, unread = found[0] if found else ("未设立", False, 0, 0)
    waiting = {"ledger_list": waits}
    sections = tuple(
        Section(
            label, reverse(name), request.path.startswith((prefix, *ALSO.get(name, ()))),
            waiting.get(name, 0),
        )
        for label, name, prefix, roles in SECTIONS
        if actor.holds(*roles)
    )
    label = f"{actor.organisation} · {actor.name}" if actor.organisation else actor.name
    # Who sees no projects has nothing to search them for.
    search = reverse("project_list") if actor.holds(*SEES_PROJECTS) else ""
    return {"shell": Shell(name, is_demo, sections, label, search, unread)}


def _counted(actor: Actor) -> QuerySet:
    """The district, with the counts of the actor beside it."""
    counted = districts().annotate(
        waiting=_number_of(waiting_rows(actor)), unread=_number_of(unread_rows(actor))
    )
    return counted.values_list("name", "is_demo", "waiting", "unread")[:1]


def _number_of(rows: QuerySet) -> Coalesce:
    """How many rows, as a part of another statement."""
    counted = rows.order_by().annotate(whole=Value(1)).values("whole").annotate(n=Count("pk"))
    return Coalesce(Subquery(counted.values("n"), output_field=IntegerField()), 0)
