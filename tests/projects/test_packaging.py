"""A package and a joint project on the form: said once, counted both ways, never twice."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from tests import people, things
from zhaotuifu.kernel.actor import SYSTEM
from zhaotuifu.kernel.verdict import Refused
from zhaotuifu.projects.actions import Statement, state_projects
from zhaotuifu.projects.memberships import packed_of, parts_of
from zhaotuifu.projects.models import BulkEdit
from zhaotuifu.projects.packages import Packed, split_count, whole_count
from zhaotuifu.projects.queries import zones_of

pytestmark = pytest.mark.django_db
NEW_YEAR, YEAR_END = date(2025, 1, 1), date(2025, 12, 31)


@pytest.fixture
def library(district, at) -> dict[str, int]:
    names = ("城区道路打包", "东环路", "西环路", "云岭储能电池")
    return {name: things.project(name, "砚湖镇", at=at) for name in names}


def say(project_id: int, day: date = NEW_YEAR, **values) -> None:
    state_projects([Statement(values, project_id)], year=2025, about_from=day, by=SYSTEM, at=timezone.now())


def edited(person, project_id: int, name: str, **typed):
    where = reverse("project_edit", args=[project_id]) + "?year=2025"
    form = person.client.get(where).context["form"]
    sent = {"name": name, "about_from": form["about_from"].value(), "revision": form["revision"].value(),
            "zone_ids": form["zone_ids"].value()}
    return person.client.post(where, sent | typed)


def counted(library) -> tuple[int, int]:
    packed = packed_of(library.values(), as_of=YEAR_END)
    found = [packed.get(pk, Packed(pk)) for pk in library.values()]
    return whole_count(found), split_count(found)


def test_a_package_says_how_many_parts_it_has(office, library):
    assert counted(library) == (4, 4)
    assert edited(office, library["城区道路打包"], "城区道路打包", parts="6").status_code == 302
    assert counted(library) == (4, 9)
    page = office.client.get(reverse("project_edit", args=[library["城区道路打包"]]) + "?year=2025")
    assert page.context["form"]["parts"].value() == 6


def test_parts_that_are_projects_point_at_their_package_by_its_name(office, library):
    for name in ("东环路", "西环路"):
        edited(office, library[name], name, package_name="城区道路打包")
    package = library["城区道路打包"]
    assert parts_of(package, as_of=YEAR_END) == sorted([library["东环路"], library["西环路"]])
    assert counted(library) == (2, 3), "the package stands beside its two parts and adds nothing"


def test_a_part_is_a_part_from_a_day_on_and_no_longer_from_another(library):
    one = library["东环路"]
    say(one, date(2025, 3, 1), package_name="城区道路打包", package_id=library["城区道路打包"])
    say(one, date(2025, 7, 1), package_name="", package_id=None)
    assert [one in packed_of([one], as_of=day) for day in (NEW_YEAR, date(2025, 4, 1), YEAR_END)] == [
        False, True, False,
    ]


def test_both_or_itself_is_refused_with_a_sentence(office, library):
    package = library["城区道路打包"]
    both = edited(office, package, "城区道路打包", parts="3", package_name="别的打包")
    assert both.status_code == 422 and "只填一样" in both.content.decode()
    own = edited(office, package, "城区道路打包", package_name="城区道路打包")
    assert own.status_code == 422 and "不能是自己的子项" in own.content.decode()
    with pytest.raises(Refused):
        say(package, parts=3, package_name="别的打包")
    assert packed_of(library.values(), as_of=YEAR_END) == {}


@pytest.mark.parametrize("typed", ["1", "0", "-3", "两个", "1000"])
def test_a_number_of_parts_that_cannot_be_is_refused(office, library, typed):
    answer = edited(office, library["城区道路打包"], "城区道路打包", parts=typed)
    assert answer.status_code == 422 and "2 到 999" in answer.content.decode()


def test_many_projects_become_joint_at_once_and_lie_in_both(office, library):
    two = [people.organisation(name).pk for name in ("砚湖镇", "苔溪镇")]
    ids = [library["东环路"], library["西环路"]]
    where = reverse("project_bulk") + f"?year=2025&id={ids[0]}&id={ids[1]}&field=zone_ids"
    typed = {"value": two, "reason": "两镇联建"}
    seen = office.client.post(where, typed | {"step": "preview"}).context["preview"]
    office.client.post(where, typed | {"step": "confirm", "seen": seen.digest})
    assert BulkEdit.objects.get().value == sorted(two)
    lying = zones_of(ids, as_of=YEAR_END, known_at=None)
    assert all({zone_id for zone_id, _ in lying[pk]} == set(two) for pk in ids)
