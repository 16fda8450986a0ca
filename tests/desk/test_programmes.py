"""专项: who belongs when, one joining or many, leaving with a reason, and all of it taken back."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests import things
from zhaotuifu.desk.queries.versions import versions_of
from zhaotuifu.desk.seed.preset import load_projects_catalogue
from zhaotuifu.kernel.actor import SYSTEM
from zhaotuifu.projects.actions import Statement, state_projects
from zhaotuifu.projects.memberships import member_ids, programme_choices, programmes_of
from zhaotuifu.projects.models import BulkEdit, Programme

pytestmark = pytest.mark.django_db
MARCH, JUNE, TODAY = date(2025, 3, 1), date(2025, 6, 1), timezone.localdate()


@pytest.fixture
def programme(district, at) -> Programme:
    load_projects_catalogue("wujin", by=SYSTEM, at=at)
    return Programme.objects.get(code="532")


@pytest.fixture
def library(district, at) -> dict[str, int]:
    found = (("云岭储能电池", "砚湖镇"), ("青石精密齿轮", "砚湖镇"), ("苔溪冷库", "苔溪镇"))
    return {name: things.project(name, zone, at=at) for name, zone in found}


def say(project_id: int, programme: Programme, is_member: bool, day: date) -> None:
    state_projects(
        [Statement({"programmes": {programme.pk: is_member}}, project_id)], year=day.year, about_from=day,
        by=SYSTEM, at=timezone.now(),
    )


def join(person, programme: Programme, names: str, on: date = MARCH, reason: str = "区委专题会议定"):
    where = reverse("programme_join", args=[programme.pk])
    return person.client.post(where, {"names": names, "on": on.isoformat(), "reason": reason})


def leave(person, programme: Programme, ids, on: date = JUNE):
    where = reverse("programme_leave", args=[programme.pk])
    return person.client.post(where, {"ids": ids, "on": on.isoformat(), "reason": "已竣工"})


def test_a_project_joins_leaves_and_comes_back(programme, library):
    one = library["苔溪冷库"]
    say(one, programme, True, MARCH)
    say(one, programme, False, JUNE)
    say(one, programme, True, date(2025, 9, 1))
    days = [date(2025, 2, 28), MARCH, JUNE - timedelta(1), JUNE, date(2025, 8, 31), date(2025, 9, 1)]
    assert [one in member_ids(programme.pk, day) for day in days] == [False, True, True, False, False, True]
    [stay] = programmes_of([one], as_of=date(2025, 10, 1))[one]
    assert (stay.name, stay.valid_from, stay.valid_to) == ("“532”项目", date(2025, 9, 1), None)


def test_as_it_was_known_before_a_joining_was_recorded(programme, library):
    before = timezone.now()
    say(library["苔溪冷库"], programme, True, MARCH)
    assert member_ids(programme.pk, JUNE, known_at=before) == frozenset()
    assert member_ids(programme.pk, JUNE) == {library["苔溪冷库"]}


def test_joining_earlier_than_known_fills_the_gap_and_saying_it_twice_changes_nothing(programme, library):
    one = library["苔溪冷库"]
    say(one, programme, True, JUNE)
    say(one, programme, True, MARCH)
    say(one, programme, True, date(2025, 4, 1))
    found = versions_of(one, "programmes", SYSTEM, shows_phones=True).rows
    assert [row.value for row in found] == [
        "“532”项目（2025-03-01 至 2025-05-31）", "“532”项目（2025-06-01 起）",
    ]


def test_leaving_from_the_first_day_says_it_never_belonged(programme, library):
    one = library["苔溪冷库"]
    say(one, programme, True, JUNE)
    say(one, programme, False, JUNE)
    assert member_ids(programme.pk, TODAY) == frozenset()
    say(one, programme, True, JUNE)
    assert member_ids(programme.pk, TODAY) == {one}


def test_the_office_joins_many_by_name_and_code_and_takes_it_back(office, programme, library):
    answer = join(office, programme, "云岭储能电池\n 苔溪冷库 \n云岭储能电池\n")
    edit = BulkEdit.objects.get()
    assert answer.url == reverse("bulk_edit_page", args=[edit.pk])
    both = {library["云岭储能电池"], library["苔溪冷库"]}
    assert member_ids(programme.pk, MARCH) == both
    shown = office.client.get(answer.url).content.decode()
    assert "列入““532”项目”" in shown and "不在" in shown
    page = office.client.get(reverse("programme_page", args=[programme.pk])).content.decode()
    assert "云岭储能电池" in page and "青石精密齿轮" not in page
    office.client.post(reverse("bulk_edit_undo", args=[edit.pk]))
    assert member_ids(programme.pk, TODAY) == frozenset()


def test_those_ticked_leave_from_a_day_and_stay_counted_before(office, programme, library):
    join(office, programme, "云岭储能电池\n苔溪冷库")
    leave(office, programme, [library["云岭储能电池"]])
    assert len(member_ids(programme.pk, MARCH)) == 2
    assert member_ids(programme.pk, JUNE) == {library["苔溪冷库"]}
    page = office.client.get(reverse("programme_page", args=[programme.pk])).content.decode()
    assert "2025-05-31" in page, "who left stands there with the last day"


def test_another_programme_is_no_hindrance_to_taking_back(office, programme, library):
    join(office, programme, "苔溪冷库")
    edit = BulkEdit.objects.get()
    join(office, Programme.objects.get(code="minsheng"), "苔溪冷库")
    office.client.post(reverse("bulk_edit_undo", args=[edit.pk]))
    assert member_ids(programme.pk, TODAY) == frozenset()
    assert len(programmes_of(list(library.values()), as_of=TODAY)) == 1


@pytest.mark.parametrize(
    ("names", "told"),
    [("没有的项目", "没有找到“没有的项目”"), ("", "请填项目名称或代码"), ("双胞胎厂房", "请写项目代码")],
)
def test_what_names_no_one_project_is_said_and_nothing_is_written(office, programme, library, at, names, told):
    for zone in ("砚湖镇", "苔溪镇"):
        things.project("双胞胎厂房", zone, at=at)
    answer = join(office, programme, names)
    assert answer.status_code == 422 and told in answer.content.decode()
    assert not BulkEdit.objects.exists()


def test_leaving_without_ticking_or_reason_is_refused(office, programme, library):
    join(office, programme, "苔溪冷库")
    answer = office.client.post(reverse("programme_leave", args=[programme.pk]), {"on": "2025-06-01"})
    page = answer.content.decode()
    assert answer.status_code == 422 and "请先勾选要移出的项目" in page and "请填原因" in page


def test_a_zone_sees_its_own_members_and_changes_none(office, zone_a, programme, library):
    join(office, programme, "云岭储能电池\n苔溪冷库")
    page = zone_a.client.get(reverse("programme_page", args=[programme.pk])).content.decode()
    assert "云岭储能电池" in page and "苔溪冷库" not in page
    assert join(zone_a, programme, "青石精密齿轮").status_code == 403
    listed = zone_a.client.get(reverse("programme_list")).context["programmes"]
    assert [row.count for row in listed if row.code == "532"] == [1]


def test_the_office_opens_and_renames_a_programme(office, programme):
    given = {"code": "cheng", "name": "城中村", "source": "会议纪要", "valid_from": "2025-01-01"}
    office.client.post(reverse("programme_new"), given)
    made = Programme.objects.get(code="cheng")
    edit = reverse("programme_edit", args=[made.pk])
    revision = office.client.get(edit).context["form"]["revision"].value()
    office.client.post(edit, given | {"name": "城中村改造", "revision": revision})
    assert (made.pk, "城中村改造") in programme_choices()
    late = office.client.post(edit, given | {"name": "别的", "revision": revision})
    assert late.status_code == 409
    taken = office.client.post(reverse("programme_new"), given | {"code": "532"})
    assert taken.status_code == 422 and "已有别的专项在用" in taken.content.decode()


def test_a_preset_loaded_again_leaves_what_a_person_changed(office, programme):
    edit = reverse("programme_edit", args=[programme.pk])
    form = office.client.get(edit).context["form"]
    given = {name: form[name].value() or "" for name in form.fields}
    office.client.post(edit, given | {"name": "“532”战略项目"})
    assert load_projects_catalogue("wujin", by=SYSTEM, at=timezone.now()) == 0
    programme.refresh_from_db()
    assert programme.name == "“532”战略项目"


def test_a_page_of_thirty_costs_as_much_as_one_of_two(office, programme, library, at):
    def cost(name: str, *args) -> int:
        with CaptureQueriesContext(connection) as seen:
            assert office.client.get(reverse(name, args=args)).status_code == 200
        return len(seen)

    join(office, programme, "云岭储能电池\n苔溪冷库")
    few = cost("programme_page", programme.pk), cost("programme_list")
    more = "\n".join(f"第{n}厂房" for n in range(30))
    for name in more.split("\n"):
        things.project(name, "苔溪镇", at=at)
    join(office, programme, more)
    assert (cost("programme_page", programme.pk), cost("programme_list")) == few
