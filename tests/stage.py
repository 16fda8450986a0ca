"""布景与判据 — one of everything for tests of bad input, and what counts as a refusal that loses nothing."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from django.apps import apps
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from tests import people, things
from tests.routes import ROUTES
from zhaotuifu.desk.seed.preset import load_rules
from zhaotuifu.kernel.actor import SYSTEM, Role
from zhaotuifu.progress.queries import revision_of
from zhaotuifu.projects.models import Project
from zhaotuifu.projects.queries import revision_of as project_revision
from zhaotuifu.reports import queries
from zhaotuifu.reports.models import Report
from zhaotuifu.reports.seen import fingerprint

NUL, LONG, SCRIPT = "\x00", "长" * 100_000, "<script>alert(1)</script>\"'><img src=x>"
CHINESE = re.compile(r"[\u4e00-\u9fff]{4,}")
REFUSALS = {400, 403, 404, 409, 422}
NOT_OURS = {
    "Session",
    "AccessAttempt",
    "AccessLog",
    "AccessFailureLog",
    "ContentType",
    "Permission",
}


#: what a signer reads on the page and sends back
SIGNED = {
    "number": "2", "total_number": "2", "revision": "paper_revision", "sight": "sight",
    "sight_at": "sight_at",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Stage:
    """布景 — the office, a clerk of each of two 板块, who keeps the system, and one of each thing of the first."""

    admin: people.Person
    office: people.Person
    zone_a: people.Person
    zone_b: people.Person
    things: dict[str, Any]

    def client(self, who: str = "office") -> Client:
        """A browser of its own, signed in before the test began."""
        client = Client(raise_request_exception=False)
        client.cookies.load(getattr(self, who).client.cookies.output(header=""))
        return client

    def path(self, name: str) -> str:
        return next(route for route in ROUTES if route.name == name).path(self.things)


@pytest.fixture(scope="module")
def stage(django_db_setup, django_db_blocker) -> Iterator[Stage]:
    at = timezone.now()
    with django_db_blocker.unblock(), transaction.atomic():
        people.found_district(at)
        load_rules("wujin", by=SYSTEM, at=at)
        office = people.person("office", Role.OFFICE, "区重大办", at)
        zone_a = people.person("zone_a", Role.ZONE, "砚湖镇", at)
        zone_b = people.person("zone_b", Role.ZONE, "苔溪镇", at)
        made = things.everything(office.actor, zone_a.actor, at=at)
        made["lake"] = people.organisation("砚湖镇").pk
        made["brook"] = people.organisation("苔溪镇").pk
        paper = Report.objects.get(pk=made["reviewed_paper"])
        made["paper_revision"] = paper.revision
        made["sight"] = fingerprint(queries.composed_of(paper).brief)
        made["sight_at"] = at.isoformat()
        made["revision"] = revision_of(made["project"], things.YEAR)
        made["milestones_revision"] = revision_of(made["project"], timezone.localdate().year)
        made["project_revision"] = project_revision(Project.objects.get(pk=made["project"]))
        admin = people.person("admin", Role.ADMIN, "示范区", at)
        yield Stage(admin, office, zone_a, zone_b, made)
        transaction.set_rollback(True)


def everything_stored() -> str:
    """Every row of every table of ours, in one hash: a refusal leaves it as it was."""
    found = hashlib.sha256()
    for model in apps.get_models():
        if model.__name__ not in NOT_OURS:
            for row in model._default_manager.order_by("pk").values_list():
                found.update(repr(row).encode())
    return found.hexdigest()


@contextmanager
def taken_back() -> Iterator[None]:
    """What is written inside is not there afterwards."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def reads_as_refused(answer: HttpResponse) -> bool:
    """A status that says no, and a page that says why, in Chinese, with nothing of it alive."""
    page = answer.content.decode()
    is_escaped = "<script>alert" not in page and "<img src=x" not in page
    return answer.status_code in REFUSALS and bool(CHINESE.search(page)) and is_escaped
