"""Many projects changed at once: seen before, written whole, taken back whole; by whom, of what."""

from __future__ import annotations

import re
from datetime import date, timedelta
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests import people, things
from zhaotuifu.kernel.actor import SYSTEM
from zhaotuifu.kernel.models import AuditRow
from zhaotuifu.kernel.verdict import Conflict, Refused
from zhaotuifu.projects import bulk
from zhaotuifu.projects.actions import Statement, change_standing, state_projects
from zhaotuifu.projects.actions_bulk import edit_in_bulk, undo_bulk_edit
from zhaotuifu.projects.models import BulkEdit, Profile, Project
from zhaotuifu.projects.queries import snapshots
from zhaotuifu.projects.states import BulkField, Level, Standing
from zhaotuifu.supervision.models import Position

pytestmark = pytest.mark.django_db
NEW_YEAR, YEAR_END = date(2025, 1, 1), date(2025, 12, 31)


@pytest.fixture
def library(district, at) -> dict[str, int]:
    """两个板块的四个项目."""
    return {
        name: things.project(name, zone, at=at, months=("10", "10", "10"))
        for name, zone in (
            ("云岭储能电池", "砚湖镇"), ("青石精密齿轮", "砚湖镇"), ("砚湖水厂", "砚湖镇"), ("苔溪冷库", "苔溪镇"),
        )
    }


def zone(name: str) -> int:
    return people.organisation(name).pk


def now(project_id: int, day: date = YEAR_END):
    return snapshots([project_id], year=2025, as_of=day)[project_id]


def address(ids=(), **given) -> str:
    pairs = [("year", 2025), *(("id", pk) for pk in ids), *given.items()]
    return f"{reverse('project_bulk')}?{urlencode(pairs)}"


def previewed(person, where: str, **typed):
    return person.client.post(where, {"reason": "分工调整", "step": "preview", **typed})


def confirmed(person, where: str, **typed):
    """先看再确认 — with what the preview page would send."""
    seen = previewed(person, where, **typed).context["preview"].digest
    return person.client.post(where, {"reason": "分工调整", "step": "confirm", "seen": seen, **typed})


def state(project_id: int, at, day: date = NEW_YEAR, **values) -> None:
    state_projects([Statement(values, project_id)], year=2025, about_from=day, by=SYSTEM, at=at)


def test_the_office_changes_the_ticked_ones_and_sees_them_before(office, library):
    ids = [library["云岭储能电池"], library["苔溪冷库"]]
    where = address(ids, field="leader")
    seen = previewed(office, where, value="区政府副区长")
    assert [(line.name, old, seen.context["new"]) for line, old in seen.context["lines"]] == [
        ("苔溪冷库", "—", "区政府副区长"), ("云岭储能电池", "—", "区政府副区长"),
    ]
    assert Profile.objects.filter(leader="区政府副区长").count() == 0
    answer = confirmed(office, where, value="区政府副区长")
    edit = BulkEdit.objects.get()
    assert answer.url == reverse("bulk_edit_page", args=[edit.pk])
    assert [now(pk).profile["leader"] for pk in ids] == ["区政府副区长"] * 2
    assert now(library["砚湖水厂"]).profile["leader"] == ""
    assert (edit.reason, edit.chosen_by, len(edit.changes)) == ("分工调整", "2025年的列表上选了 2 个", 2)


def test_everything_that_matches_the_conditions_is_chosen_at_once(office, library):
    where = address(field="responsible_unit", all=1, zone=zone("砚湖镇"))
    confirmed(office, where, value="砚湖镇人民政府")
    units = {name: now(pk).profile["responsible_unit"] for name, pk in library.items()}
    assert units.pop("苔溪冷库") == ""
    assert set(units.values()) == {"砚湖镇人民政府"}
    assert BulkEdit.objects.get().chosen_by == "2025年，条件是“砚湖镇”的 3 个"


@pytest.mark.parametrize(
    ("field", "value", "read"),
    [
        ("level", "city", lambda s: s.listing().level),
        ("construction_kind", "new", lambda s: s.listing().construction_kind),
        ("kind", "industry", lambda s: s.profile["kind"]),
        ("category", "新型储能", lambda s: s.profile["category"]),
        ("lead_department", "区发改局", lambda s: s.profile["lead_department"]),
        ("responsible_unit", "砚湖镇", lambda s: s.profile["responsible_unit"]),
        ("leader", "区长", lambda s: s.profile["leader"]),
        ("responsible_person", "某甲", lambda s: s.profile["responsible_person"]),
    ],
)
def test_each_field_is_written_shown_on_the_list_and_taken_back(
    field, value, read, office, library, at
):
    pk = library["云岭储能电池"]
    before = read(now(pk))
    confirmed(office, address([pk], field=field), value=value)
    assert read(now(pk)) == value
    if field in ("level", "construction_kind", "kind", "category"):
        assert getattr(Position.objects.get(project=pk, is_first=True), field) == value
    office.client.post(reverse("bulk_edit_undo", args=[BulkEdit.objects.get().pk]))
    assert read(now(pk)) == before
    assert BulkEdit.objects.get().undone_by == office.user


def test_projects_are_moved_to_another_zone_and_back(office, zone_b, library):
    ids = [library["云岭储能电池"], library["青石精密齿轮"]]
    confirmed(office, address(ids, field="zone_ids"), value=zone("苔溪镇"))
    assert [now(pk).zone_names for pk in ids] == [("苔溪镇",)] * 2
    assert set(Project.objects.visible_to(zone_b.actor).values_list("pk", flat=True)) >= set(ids)
    edit = BulkEdit.objects.get()
    assert "砚湖镇" in office.client.get(reverse("bulk_edit_page", args=[edit.pk])).content.decode()
    office.client.post(reverse("bulk_edit_undo", args=[edit.pk]))
    assert [now(pk).zone_names for pk in ids] == [("砚湖镇",)] * 2


def test_a_namesake_in_the_zone_is_not_moved_there(office, library, at):
    things.project("云岭储能电池", "苔溪镇", at=at)
    twins = [things.project("双生厂房", "砚湖镇", at=at), things.project("双生厂房", "砚湖镇", at=at)]
    ids = [library["云岭储能电池"], *twins, library["青石精密齿轮"]]
    found = previewed(office, address(ids, field="zone_ids"), value=zone("苔溪镇")).context["preview"]
    assert {line.name for line in found.lines} == {"双生厂房", "青石精密齿轮"}
    assert sorted(left.name for left in found.refused) == ["云岭储能电池", "双生厂房"]
    assert "同名" in found.refused[0].sentence


def test_what_is_so_already_is_counted_apart_and_a_withdrawn_one_is_refused(office, library, at):
    state(library["云岭储能电池"], at, leader="区长")
    gone = Project.objects.get(pk=library["砚湖水厂"])
    change_standing(project=gone, to=Standing.WITHDRAWN, on=date(2025, 3, 1), reason="不建了", by=SYSTEM, at=at)
    answer = previewed(office, address(library.values(), field="leader"), value="区长")
    found = answer.context["preview"]
    assert [name for _, name in found.unchanged] == ["云岭储能电池"]
    assert [(left.name, left.sentence) for left in found.refused] == [
        ("砚湖水厂", "已退库。要改先恢复入库。")
    ]
    assert len(found.lines) == 2
    page = answer.content.decode()
    assert "1 个已经是“区长”" in page
    assert "1 个不能改" in page


def test_a_correction_holds_from_the_last_word_and_a_change_from_its_day(office, library, at):
    early, late = library["云岭储能电池"], library["青石精密齿轮"]
    state(late, at, date(2025, 3, 31), category="旧链")
    found = previewed(office, address([early, late], field="leader"), value="区长").context["preview"]
    assert {line.project_id: line.day for line in found.lines} == {
        early: NEW_YEAR, late: date(2025, 3, 31)
    }
    where = address([early, late], field="leader")
    found = previewed(office, where, value="区长", about_from="2025-02-15").context["preview"]
    assert [line.day for line in found.lines] == [date(2025, 2, 15)]
    assert "2025-03-31 起已有更新的记录" in found.refused[0].sentence
    confirmed(office, where, value="区长", about_from="2025-02-15")
    assert now(early, date(2025, 2, 14)).profile["leader"] == ""
    assert now(early, date(2025, 2, 15)).profile["leader"] == "区长"


def test_what_changed_since_the_preview_is_looked_at_again(office, library, at):
    where = address([library["云岭储能电池"]], field="leader")
    seen = previewed(office, where, value="区长").context["preview"].digest
    state(library["云岭储能电池"], at, leader="常务副区长")
    typed = {"reason": "分工调整", "value": "区长", "step": "confirm", "seen": seen}
    answer = office.client.post(where, typed)
    assert answer.status_code == 409
    assert "常务副区长" in answer.content.decode()
    assert not BulkEdit.objects.exists()
    again = office.client.post(where, {**typed, "seen": answer.context["preview"].digest})
    assert again.status_code == 302


def test_sent_twice_it_is_written_once(office, library):
    where = address(library.values(), field="leader")
    seen = previewed(office, where, value="区长").context["preview"].digest
    typed = {"reason": "分工调整", "value": "区长", "step": "confirm", "seen": seen}
    assert [office.client.post(where, typed).status_code for _ in range(2)] == [302, 409]
    assert BulkEdit.objects.count() == 1


def test_a_clerk_changes_only_own_projects_and_never_where_they_lie(zone_a, library):
    found = previewed(zone_a, address(library.values(), field="leader"), value="镇长").context["preview"]
    assert (len(found.lines), found.unseen) == (3, 1)
    confirmed(zone_a, address(library.values(), field="leader"), value="镇长")
    assert now(library["苔溪冷库"]).profile["leader"] == ""
    answer = zone_a.client.post(
        address([library["云岭储能电池"]], field="zone_ids"),
        {"reason": "x", "value": zone("苔溪镇"), "step": "confirm", "seen": "x"},
    )
    assert answer.status_code == 422
    assert "板块之间调整项目由区重大办办理" in answer.content.decode()
    offered = zone_a.client.get(reverse("project_list") + "?year=2025").context["bulk_fields"]
    assert BulkField.ZONE not in offered


def test_the_register_of_one_zone_is_not_anothers(office, zone_a, zone_b, leader, library):
    confirmed(zone_a, address([library["云岭储能电池"]], field="leader"), value="镇长")
    page = reverse("bulk_edit_page", args=[BulkEdit.objects.get().pk])
    assert [who.client.get(page).status_code for who in (office, zone_a, zone_b, leader)] == [
        200, 200, 404, 403,
    ]
    listed = reverse("bulk_edit_list")
    assert [who.client.get(listed).context["page"].total for who in (office, zone_a, zone_b)] == [1, 1, 0]


def test_everybody_ticks_to_compare_and_only_who_may_change_is_offered_a_change(
    office, zone_a, leader, department, library
):
    for who, can in ((office, True), (zone_a, True), (leader, False), (department, False)):
        page = who.client.get(reverse("project_list") + "?year=2025").content.decode()
        assert "data-row" in page and reverse("project_compare") in page
        assert ('id="bulk-field"' in page) == can


@pytest.mark.parametrize(
    ("typed", "at_field", "sentence"),
    [
        ({"value": ""}, "value", "要清空，请勾上"),
        ({"value": "区长", "is_cleared": "on"}, "is_cleared", "只留一样"),
        ({"value": "长" * 81}, "value", "最多 80 个字"),
        ({"value": "区长", "reason": ""}, "reason", "请写明原因"),
        ({"value": "区长", "about_from": "2024-12-31"}, "about_from", "2025年内的一天"),
        ({"value": "区长", "about_from": "一月"}, "about_from", "2025-03-31"),
        ({"value": "区\x07长"}, "value", "控制字符"),
    ],
)
def test_each_mistake_is_said_at_its_field(typed, at_field, sentence, office, library):
    answer = previewed(office, address(library.values(), field="leader"), **typed)
    assert answer.status_code == 422
    assert sentence in answer.context["form"].errors[at_field][0]
    assert "确认修改" not in answer.content.decode()


def test_a_day_to_come_is_refused(office, at):
    year, tomorrow = timezone.localdate().year, timezone.localdate() + timedelta(days=1)
    order = bulk.Order((), BulkField.LEADER, "区长", tomorrow.year, tomorrow)
    assert "还没到这一天" in bulk.fits_year(order, timezone.localdate()).sentence
    assert bulk.fits_year(bulk.Order((), BulkField.LEADER, "区长", year, timezone.localdate()), timezone.localdate())


def test_clearing_is_said_and_done(office, library, at):
    pk = library["云岭储能电池"]
    state(pk, at, leader="区长")
    confirmed(office, address([pk], field="leader"), value="", is_cleared="on")
    assert now(pk).profile["leader"] == ""


@pytest.mark.parametrize("given", ["", "?year=2025&field=leader", "?id=abc&id=-1&field=leader"])
def test_nothing_chosen_says_where_to_choose(given, office, library):
    page = office.client.get(reverse("project_bulk") + given).content.decode()
    assert "还没有选项目" in page


def test_two_thousand_at_once_and_a_sentence_beyond(office, library, monkeypatch):
    monkeypatch.setattr(bulk, "MOST", 3)
    monkeypatch.setattr("zhaotuifu.desk.queries.chosen.MOST", 3)
    for where in (address(library.values(), field="leader"), address(field="leader", all=1)):
        answer = previewed(office, where, value="区长")
        assert answer.status_code == 422
        assert "选了 4 个项目，一次最多改 3 个" in answer.content.decode()
    order = bulk.Order(tuple(library.values()), BulkField.LEADER, "区长", 2025)
    with pytest.raises(Refused, match="一次最多改 3 个"):
        edit_in_bulk(
            order=order, reason="x", chosen_by="", seen=bulk.preview(order, office.actor).digest,
            by=office.actor, at=timezone.now(),
        )


def test_undo_is_refused_when_something_newer_builds_on_it_and_says_what(office, library, at):
    ids = [library["云岭储能电池"], library["青石精密齿轮"]]
    confirmed(office, address(ids, field="leader"), value="区长")
    edit = BulkEdit.objects.get()
    state(ids[1], timezone.now(), remarks="后来改的")
    answer = office.client.post(reverse("bulk_edit_undo", args=[edit.pk]))
    assert answer.status_code == 422
    assert "“青石精密齿轮”的概况又改过" in answer.content.decode()
    assert now(ids[0]).profile["leader"] == "区长"
    assert BulkEdit.objects.get().undone_at is None
    page = office.client.get(reverse("bulk_edit_page", args=[edit.pk])).content.decode()
    assert "aria-disabled" in page


def test_another_kind_of_fact_is_nothing_newer(office, library, at):
    pk = library["云岭储能电池"]
    confirmed(office, address([pk], field="level"), value="city")
    state(pk, timezone.now(), remarks="概况另改")
    undo_bulk_edit(edit=BulkEdit.objects.get(), by=office.actor, at=timezone.now())
    assert now(pk).listing().level == Level.PROVINCE


def test_it_is_taken_back_once(office, library):
    confirmed(office, address([library["云岭储能电池"]], field="leader"), value="区长")
    edit = BulkEdit.objects.get()
    undo_bulk_edit(edit=edit, by=office.actor, at=timezone.now())
    with pytest.raises(Conflict, match="已经撤回"):
        undo_bulk_edit(edit=edit, by=office.actor, at=timezone.now())


def test_each_project_and_the_whole_are_in_the_audit_and_on_the_project_page(office, library):
    ids = list(library.values())[:2]
    before = AuditRow.objects.count()
    confirmed(office, address(ids, field="leader"), value="区长")
    edit = BulkEdit.objects.get()
    kinds = list(AuditRow.objects.order_by("number").values_list("object_kind", flat=True))[before:]
    assert kinds == ["project", "project", "bulk_edit"]
    page = office.client.get(reverse("project_page", args=[ids[0]]) + "?year=2025").content.decode()
    assert f"原因：批量修改#{edit.pk}：分工调整" in page
    undo_bulk_edit(edit=edit, by=office.actor, at=timezone.now())
    page = office.client.get(reverse("project_page", args=[ids[0]]) + "?year=2025").content.decode()
    assert "撤回批量修改" in page
    assert re.search(r"挂钩领导：<del>区长</del> → <ins>—</ins>", page)


def test_it_costs_the_same_statements_for_three_and_for_twenty(office, district, at):
    def cost(count: int, name: str, field: str, value) -> tuple[int, int, int]:
        ids = [things.project(f"{name}{n}号", "砚湖镇", at=at) for n in range(count)]
        where, found = address(ids, field=field), []
        for act in (previewed, confirmed):
            with CaptureQueriesContext(connection) as seen:
                act(office, where, value=value)
            found.append(len(seen))
        undo = reverse("bulk_edit_undo", args=[BulkEdit.objects.latest("id").pk])
        with CaptureQueriesContext(connection) as seen:
            assert office.client.post(undo).status_code == 302
        return (*found, len(seen))

    for field, value in (("leader", "区长"), ("level", "city"), ("zone_ids", zone("苔溪镇"))):
        assert cost(3, f"甲{field}", field, value) == cost(20, f"乙{field}", field, value)
