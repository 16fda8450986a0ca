"""外壳 — what every page shows around itself: district, sections, who is signed in."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from zhaotuifu.kernel.actor import Role
from zhaotuifu.ledger.register import waiting_count
from zhaotuifu.notices.queries import unread
from zhaotuifu.parties.access import ActedRequest
from zhaotuifu.parties.queries import district

EVERYBODY = frozenset(Role)
SENDERS = frozenset({Role.OFFICE, Role.ZONE})
# A 专报 speaks of every 板块, so it is read by those who see the whole district.
WHOLE_DISTRICT = frozenset({Role.OFFICE, Role.LEADER, Role.DEPARTMENT})
# What goes to a superior is kept by the office and read by leaders.
SUBMITTERS = frozenset({Role.OFFICE, Role.LEADER})
SECTIONS = (
    ("工作台", "desk", "/desk/", EVERYBODY),
    ("驾驶舱", "dashboard", "/dashboard/", EVERYBODY),
    ("项目库", "project_list", "/projects/", EVERYBODY),
    ("台账", "ledger_list", "/ledger/", SENDERS),
    ("进度表", "progress_table", "/progress-table/", EVERYBODY),
    ("报告", "report_list", "/reports/", WHOLE_DISTRICT),
    ("上报表", "submission_list", "/submissions/", SUBMITTERS),
    ("指标", "indicator_list", "/indicators/", EVERYBODY),
)


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
    """外壳 — for the base template; one SQL statement, and two more for the actor."""
    root = district()
    name, is_demo = (root.name, root.is_demo) if root else ("未设立", False)
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"shell": Shell(name, is_demo, (), "", "")}
    actor = request.actor
    waiting = {"ledger_list": waiting_count(actor)}
    sections = tuple(
        Section(label, reverse(name), request.path.startswith(prefix), waiting.get(name, 0))
        for label, name, prefix, roles in SECTIONS
        if actor.holds(*roles)
    )
    label = f"{actor.organisation} · {actor.name}" if actor.organisation else actor.name
    search, count = reverse("project_list"), unread(actor)
    return {"shell": Shell(name, is_demo, sections, label, search, count)}
