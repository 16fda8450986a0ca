"""Doubtful codes: warned about, confirmed once by a person, remembered, never in the way."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from tests import people, things
from zhaotuifu.kernel.actor import SYSTEM
from zhaotuifu.kernel.models import AuditRow
from zhaotuifu.projects.actions import Statement, state_projects
from zhaotuifu.projects.checking import doubts
from zhaotuifu.projects.identities import check_digit_holds, code_doubt, uscc_doubt
from zhaotuifu.projects.models import CheckedValue, Project
from zhaotuifu.projects.queries import snapshots

TODAY = date(2025, 11, 21)
WRONG = "91320412MA1XYT1239"


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("2311-320412-89-01-000001", ""), ("2511-320412-89-01-000001", ""), ("1612-000000-89-01-000001", ""),
        ("2512-320412-89-01-000001", "还没到"), ("2313-320412-89-01-000001", "没有这个月份"),
        ("2311-990412-89-01-000001", "不是省级代码"), ("武发改备2023-15", "4-6-2-2-6"),
    ],
)
def test_a_project_code_is_judged_by_shape_month_and_region(code, told):
    doubt = code_doubt(code, TODAY)
    assert (told in doubt) if told else doubt == ""


@given(st.text(alphabet="0123456789ABCDEFGHJKLMNPQRTUWXY", min_size=17, max_size=17))
def test_one_last_character_in_thirty_one_holds(head):
    fits = [one for one in "0123456789ABCDEFGHJKLMNPQRTUWXY" if check_digit_holds(head + one)]
    assert len(fits) == 1
    assert uscc_doubt(head + fits[0]) == ""


@pytest.fixture
def plant(district, at) -> int:
    return things.project("云岭储能电池", "砚湖镇", at=at)


def right_uscc() -> str:
    return next(WRONG[:-1] + one for one in "0123456789ABCDEFGHJKLMNPQRTUWXY" if check_digit_holds(WRONG[:-1] + one))


def wrong_uscc() -> str:
    return next(WRONG[:-1] + one for one in "0123456789" if not check_digit_holds(WRONG[:-1] + one))


def correct(person, project_id: int, **typed):
    where = reverse("project_edit", args=[project_id]) + "?year=2025"
    form = person.client.get(where).context["form"]
    sent = {"name": "云岭储能电池", "about_from": form["about_from"].value(), "revision": form["revision"].value()}
    sent["zone_ids"] = form["zone_ids"].value()
    return person.client.post(where, sent | typed)


def uscc_of(project_id: int) -> str:
    return str(snapshots([project_id], year=2025, as_of=TODAY)[project_id].profile["uscc"])


@pytest.mark.django_db
def test_a_doubtful_code_is_asked_about_and_stands_once_confirmed(office, plant):
    asked = correct(office, plant, uscc=wrong_uscc())
    page = asked.content.decode()
    assert asked.status_code == 422 and "校验不上" in page and 'name="uscc_checked"' in page
    assert uscc_of(plant) == ""
    assert correct(office, plant, uscc=wrong_uscc(), uscc_checked="on").status_code == 302
    assert uscc_of(plant) == wrong_uscc()
    assert CheckedValue.objects.get().value == wrong_uscc()
    assert doubts(office.actor, TODAY) == []
    assert AuditRow.objects.filter(action="核对无误", object_id=str(plant)).exists()


@pytest.mark.django_db
def test_a_code_of_another_shape_may_stand_and_another_one_is_asked_again(office, plant):
    odd = {"code": "武发改备2023-15", "code_checked": "on"}
    assert correct(office, plant, **odd).status_code == 302
    assert correct(office, plant, code="").status_code == 302
    assert correct(office, plant, code="武发改备2023-15").status_code == 302, "it was looked at before"
    assert correct(office, plant, code="武发改备2023-16").status_code == 422


@pytest.mark.django_db
def test_a_good_code_is_not_asked_about(office, plant):
    assert correct(office, plant, uscc=right_uscc(), code="2311320412890100 0001".replace(" ", "")).status_code == 302
    assert Project.objects.get(pk=plant).code == "2311-320412-89-01-000001"
    assert not CheckedValue.objects.exists()


@pytest.mark.django_db
def test_a_new_project_is_asked_about_its_code_too(zone_a):
    sent = {"name": "砚湖新厂", "zone_ids": [people.organisation("砚湖镇").pk], "code": "备案办理中"}
    where = reverse("project_new")
    assert zone_a.client.post(where, sent).status_code == 422
    assert zone_a.client.post(where, sent | {"code_checked": "on"}).status_code == 302
    assert CheckedValue.objects.get().field == "code"


@pytest.mark.django_db
def test_the_check_lists_what_ledgers_brought_and_takes_the_word_of_the_zone(office, zone_a, zone_b, plant):
    values = {"uscc": wrong_uscc()}
    state_projects([Statement(values, plant)], year=2025, about_from=date(2025, 1, 1), by=SYSTEM, at=timezone.now())
    page = zone_a.client.get(reverse("data_checks")).content.decode()
    assert "云岭储能电池" in page and "校验不上" in page
    assert "云岭储能电池" not in zone_b.client.get(reverse("data_checks")).content.decode()
    where = reverse("data_check_confirm", args=[plant])
    said = {"field": "uscc", "value": wrong_uscc(), "reason": "营业执照上就是这样"}
    assert zone_b.client.post(where, said).status_code == 404
    stale = zone_a.client.post(where, said | {"value": right_uscc()})
    assert stale.status_code == 422 and "刚刚改过" in stale.content.decode()
    assert zone_a.client.post(where, said).status_code == 302
    assert "没有要核对的代码" in office.client.get(reverse("data_checks")).content.decode()
