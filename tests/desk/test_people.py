"""联系方式 — masked in every place; seen for one view with a reason that stays in the audit."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from tests import things
from zhaotuifu.administration.queries import audit_rows
from zhaotuifu.kernel.actor import SYSTEM
from zhaotuifu.kernel.models import AuditRow
from zhaotuifu.projects.actions import Statement, state_projects
from zhaotuifu.projects.queries import snapshots

PHONE, MASKED, NAME = "13900001234", "139****1234", "周演示"


@pytest.fixture
def plant(district, at) -> int:
    """砚湖镇的一个项目 — with a contact."""
    project_id = things.project("砚湖样板工厂", "砚湖镇", at=at)
    said = {"contact_name": NAME, "contact_phone": PHONE}
    state_projects(
        [Statement(said, project_id=project_id)], year=2025, about_from=date(2025, 1, 1), by=SYSTEM, at=at
    )
    return project_id


def address(project_id: int) -> str:
    return reverse("project_people", args=[project_id])


def test_a_reason_opens_it_once_and_stays(plant, zone_a):
    assert PHONE not in zone_a.client.get(address(plant)).content.decode()
    answer = zone_a.client.post(address(plant), {"reason": "核对开工"})
    page = answer.content.decode()
    assert PHONE in page and NAME in page
    assert "no-store" in answer["Cache-Control"]
    row = AuditRow.objects.order_by("number").last()
    assert (row.action, row.actor_id, row.object_id) == ("查看隐去的内容", zone_a.user.pk, str(plant))
    assert row.after["reason"] == "核对开工"
    assert PHONE not in str(row.after)
    assert PHONE not in zone_a.client.get(address(plant)).content.decode()


@pytest.mark.parametrize("reason", ["", "  ", "长" * 201, "\x07响"])
def test_without_a_reason_nothing_is_shown_or_written(plant, zone_a, reason):
    before = AuditRow.objects.count()
    answer = zone_a.client.post(address(plant), {"reason": reason})
    assert answer.status_code == 422
    assert PHONE not in answer.content.decode()
    assert AuditRow.objects.count() == before


def test_who_does_not_keep_the_project_is_told_whom_to_ask(plant, leader, zone_b):
    answer = leader.client.post(address(plant), {"reason": "想看"})
    assert answer.status_code == 403
    assert "请向项目所在板块要" in answer.content.decode()
    assert zone_b.client.post(address(plant), {"reason": "想看"}).status_code == 404


def test_no_other_page_of_the_project_says_it(plant, zone_a):
    names = ("project_page", "project_history", "project_edit", "project_files")
    pages = [reverse(name, args=[plant]) for name in names]
    pages += [reverse("project_versions", args=[plant, f"profile-contact_{one}"]) for one in ("name", "phone")]
    for page in pages:
        said = zone_a.client.get(page).content.decode()
        assert PHONE not in said and NAME not in said, page
    found = zone_a.client.get(reverse("project_list"), {"q": PHONE}).content.decode()
    assert "砚湖样板工厂" not in found


def test_who_reads_the_audit_reads_it_masked(plant, admin):
    rows = [row for row in AuditRow.objects.order_by("number") if PHONE in str(row.after)]
    assert rows
    for row in rows:
        said = admin.client.get(reverse("audit_row", args=[row.number])).content.decode()
        assert MASKED in said
        assert PHONE not in said and NAME not in said
    assert PHONE not in admin.client.get(reverse("audit_list")).content.decode()
    assert not any(PHONE in str(line) for line in audit_rows.every(audit_rows.Asked()))


def contacts(project_id: int) -> tuple[object, object]:
    profile = snapshots([project_id], year=2025, as_of=date(2025, 12, 31))[project_id].profile
    return profile["contact_name"], profile["contact_phone"]


def test_a_masked_contact_left_alone_stays_and_half_a_mask_is_refused(plant, zone_a):
    form = zone_a.client.get(reverse("project_edit", args=[plant])).context["form"]
    said = {name: form[name].value() or "" for name in form.fields}
    assert (said["contact_name"], said["contact_phone"]) == ("周**", MASKED)
    edit = reverse("project_edit", args=[plant])
    assert zone_a.client.post(edit, said | {"address": "示范路 1 号"}).status_code == 302
    assert contacts(plant) == (NAME, PHONE)
    fresh = zone_a.client.get(edit).context["form"]
    said = {name: fresh[name].value() or "" for name in fresh.fields}
    refused = zone_a.client.post(edit, said | {"contact_phone": "138****0000"})
    assert refused.status_code == 422
    assert "联系电话”里有 *" in refused.content.decode()
    assert zone_a.client.post(edit, said | {"contact_phone": "13800000000"}).status_code == 302
    assert contacts(plant) == (NAME, "13800000000")
