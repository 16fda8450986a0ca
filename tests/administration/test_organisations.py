"""单位随时间变 — a town is renamed, merged, split; figures and lists of days before and after are right."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from tests import people, things
from zhaotuifu.administration import merging
from zhaotuifu.indicators.figures import ask as figures_of
from zhaotuifu.indicators.queries import Scope, open_book
from zhaotuifu.kernel.actor import SYSTEM, Role
from zhaotuifu.kernel.verdict import Refused
from zhaotuifu.ledger.reading import zone_book
from zhaotuifu.parties import actions as parties
from zhaotuifu.parties import actions_organisations as acts
from zhaotuifu.parties.models import FormerName, Organisation, Post, Succession
from zhaotuifu.parties.queries import actor_of, open_zones, zones
from zhaotuifu.projects.models import Project, ProjectZone
from zhaotuifu.projects.queries import zones_of
from zhaotuifu.supervision.actions import refresh_year
from zhaotuifu.supervision.models import Position

pytestmark = pytest.mark.django_db
TODAY = date(2025, 7, 10)
DAY = date(2025, 7, 1)
BEFORE, AFTER = date(2025, 6, 30), date(2025, 7, 31)


@pytest.fixture
def places(at):
    people.found_district(at)
    return {name: people.organisation(name) for name in ("砚湖镇", "苔溪镇", "区住建局")}


@pytest.fixture
def mill(places, at):
    return things.project("苔溪磨坊", "苔溪镇", at=at, months=("100", "100", "100", "100", "100", "100"))


def rename(places, at, name="苔溪街道", on=DAY, which="苔溪镇"):
    merging.rename(
        organisation=places[which], name=name, type_name="街道", on=on, source="示例批复", by=SYSTEM,
        at=at, today=TODAY,
    )


def merge(places, at, on=DAY):
    return merging.merge(
        giver=places["苔溪镇"], taker=places["砚湖镇"], on=on, source="示例批复", by=SYSTEM, at=at, today=TODAY
    )


def called(project_id: int, day: date) -> list[str]:
    return [name for _, name in zones_of([project_id], as_of=day, known_at=None)[project_id]]


def completed(zone: Organisation, day: date) -> Decimal | None:
    """By the roll-ups and by the book: they must agree."""
    scope = Scope(zone_id=zone.pk)
    found = figures_of(year=2025, as_of=day).value("completed", scope).value
    book = open_book(year=2025, as_of=day)
    from zhaotuifu.indicators.definitions import BY_NAME

    assert book.value(BY_NAME["completed"], scope).value == found
    return found


def test_a_renamed_town_is_called_then_what_it_was_called_then(places, mill, at):
    rename(places, at)
    assert called(mill, BEFORE) == ["苔溪镇"]
    assert called(mill, DAY) == ["苔溪街道"]
    assert {zone.name for zone in zones()} >= {"苔溪街道"}
    rename(places, at, name="苔溪新区", on=date(2025, 7, 9))
    assert [called(mill, day) for day in (BEFORE, date(2025, 7, 8), date(2025, 7, 9))] == [
        ["苔溪镇"], ["苔溪街道"], ["苔溪新区"],
    ]
    assert set(places["苔溪镇"].__class__.objects.get(pk=places["苔溪镇"].pk).aliases) >= {"苔溪", "苔溪镇", "苔溪街道"}


def test_the_list_of_an_earlier_year_keeps_the_name_of_then(places, at):
    old = things.project("老厂", "苔溪镇", at=at)
    assert Position.objects.get(project=old, year=2025).zone_names == "苔溪镇"
    rename(places, at, on=date(2025, 7, 1))
    refresh_year.func(2025)
    assert Position.objects.get(project=old, year=2025).zone_names == "苔溪街道"
    rename(places, at, name="苔溪城", on=TODAY)
    assert called(old, date(2024, 12, 31)) == [] and called(old, date(2025, 3, 31)) == ["苔溪镇"]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"name": "砚湖镇"}, "已经是“砚湖镇”的名称或别名"),
        ({"name": "砚湖"}, "已经是“砚湖镇”的名称或别名"),
        ({"name": " "}, "新名称是空的"),
        ({"on": TODAY + timedelta(days=1)}, "还没有到"),
        ({"name": "苔溪镇"}, None),
    ],
)
def test_a_name_that_cannot_be_is_refused(places, at, change, sentence):
    if sentence is None:
        places["苔溪镇"].type_name = "街道"
        places["苔溪镇"].save()
        sentence = "都没有变"
    with pytest.raises(Refused, match=sentence):
        rename(places, at, **change)
    assert not FormerName.objects.exists()


def test_a_name_is_not_changed_before_an_earlier_change(places, at):
    rename(places, at, on=TODAY)
    with pytest.raises(Refused, match="更晚的一天"):
        rename(places, at, name="苔溪城", on=DAY)


def test_figures_before_a_merger_stay_and_after_it_follow(places, mill, at):
    own = things.project("砚湖磨坊", "砚湖镇", at=at, months=("50", "50", "50", "50", "50", "50"))
    moved = merge(places, at)
    assert moved.projects == 1
    assert completed(places["苔溪镇"], BEFORE) == 600
    assert completed(places["砚湖镇"], BEFORE) == 300
    assert completed(places["砚湖镇"], AFTER) == 900
    assert completed(places["苔溪镇"], AFTER) in (None, 0)
    assert (called(mill, BEFORE), called(mill, AFTER)) == (["苔溪镇"], ["砚湖镇"])
    assert Position.objects.get(project=mill, year=2025).zone_names == "砚湖镇"
    assert called(own, AFTER) == ["砚湖镇"]


def test_a_joint_project_only_leaves_the_one_that_is_no_more(places, mill, at):
    ProjectZone.objects.create(
        project_id=mill, zone=places["砚湖镇"], valid_from=date(2025, 1, 1), recorded_at=at
    )
    merge(places, at)
    assert called(mill, BEFORE) == ["砚湖镇", "苔溪镇"] and called(mill, AFTER) == ["砚湖镇"]


def test_what_came_into_the_town_after_the_day_lies_in_the_other_from_its_own_day(places, at):
    late = things.project("晚来", "苔溪镇", at=at)
    ProjectZone.objects.filter(project=late).update(valid_from=date(2025, 7, 5))
    merge(places, at)
    assert (called(late, date(2025, 7, 4)) if zones_of([late], as_of=date(2025, 7, 4), known_at=None) else []) == []
    assert called(late, date(2025, 7, 5)) == ["砚湖镇"]


def test_a_project_that_was_there_before_and_left_stops_the_merger_whole(places, mill, at):
    ProjectZone.objects.create(
        project_id=mill, zone=places["砚湖镇"], valid_from=date(2024, 1, 1), valid_to=date(2024, 12, 31),
        recorded_at=at,
    )
    with pytest.raises(Refused, match="苔溪磨坊等 1 个项目以前属于砚湖镇"):
        merge(places, at)
    places["苔溪镇"].refresh_from_db()
    assert places["苔溪镇"].closed_on is None and not Succession.objects.exists()


def test_people_go_along_ledgers_know_the_old_name_and_it_is_chosen_no_more(places, mill, at):
    clerk = people.person("taixi", Role.ZONE, "苔溪镇", at)
    merge(places, at)
    held = actor_of(clerk.user, TODAY)
    assert held.organisations(Role.ZONE) == {places["砚湖镇"].pk}
    assert Project.objects.visible_to(held).get().pk == mill
    assert Post.objects.filter(user=clerk.user, organisation=places["苔溪镇"]).get().to_on == TODAY - timedelta(days=1)
    (book,) = [zone for zone in zone_book(zones()) if zone.name == "砚湖镇"]
    assert {"苔溪镇", "苔溪"} <= set(book.aliases)
    assert "苔溪镇" not in {zone.name for zone in open_zones(TODAY)}
    assert "苔溪镇" in {zone.name for zone in open_zones(BEFORE)}


@pytest.mark.parametrize(
    ("taker", "sentence"), [("苔溪镇", "不能并入自己"), ("区住建局", "同一类"), ("未分", "“未分”不是一个单位")]
)
def test_what_cannot_be_merged_is_refused(places, at, taker, sentence):
    places["砚湖镇"] = people.organisation(taker)
    with pytest.raises(Refused, match=sentence):
        merge(places, at)


def test_a_new_organisation_grows_out_of_one_that_stays(places, mill, at):
    made = acts.split_off(
        organisation=places["苔溪镇"], name="苔溪产业园", type_name="园区", on=DAY, source="示例批复",
        by=SYSTEM, at=at, today=TODAY,
    )
    assert made.name in {zone.name for zone in open_zones(TODAY)}
    assert called(mill, AFTER) == ["苔溪镇"]


@pytest.mark.parametrize("role", [Role.OFFICE, Role.ZONE, Role.AUDITOR])
def test_nobody_else_keeps_organisations(places, at, role):
    other = people.person("x", role, "砚湖镇", at).actor
    with pytest.raises(Refused, match="单位由管理员管"):
        acts.rename(
            organisation=places["苔溪镇"], name="新", type_name="", on=DAY, source="x", by=other, at=at, today=TODAY
        )


def test_the_pages_show_first_what_a_merger_would_move(places, mill, at):
    admin = people.person("admin", Role.ADMIN, "示范区", at)
    today = timezone.localdate().isoformat()
    page = reverse("organisation_page", args=[places["苔溪镇"].pk])
    assert "没有改过名" in admin.client.get(page).content.decode()
    url = reverse("organisation_merge", args=[places["苔溪镇"].pk])
    given = {"merge-taker": places["砚湖镇"].pk, "merge-on": today, "merge-source": "示例批复"}
    seen = admin.client.post(url, given)
    assert seen.status_code == 200 and "1 个项目" in seen.content.decode()
    assert not Succession.objects.exists()
    assert admin.client.post(url, given | {"sure": "1"}).status_code == 302
    after = admin.client.get(page).content.decode()
    assert "并入“砚湖镇”" in after and "不能再改" in after
    url = reverse("organisation_rename", args=[places["砚湖镇"].pk])
    refused = admin.client.post(url, {"rename-name": "苔溪镇", "rename-on": today, "rename-source": "x"})
    assert refused.status_code == 422 and "名称或别名" in refused.content.decode()
    assert admin.client.get(reverse("organisation_list")).status_code == 200


def test_a_file_of_places_written_before_a_renaming_makes_no_second_one(places, at):
    rename(places, at)
    parties.load_zones(people.ZONES, by=SYSTEM, at=at)
    assert not Organisation.objects.filter(name="苔溪镇").exists()
    assert Organisation.objects.get(name="苔溪街道").aliases


def test_a_ledger_of_a_month_before_a_renaming_finds_the_clerks_own_projects(places, mill, at):
    clerk = people.person("taixi", Role.ZONE, "苔溪镇", at)
    rename(places, at)
    sent = things.sent(("苔溪磨坊", "苔溪镇", 1200, 700, "2025年2月"), by=clerk.actor, at=at)
    (row,) = sent.rows.all()
    assert row.outcome == "changed" and row.project_id == mill
