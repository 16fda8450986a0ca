"""一版怎么走：起草、报审、退回、下达；谁看得见；以前的数不变。"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from tests import people
from zhaotuifu.indicators import definitions
from zhaotuifu.indicators.queries import Scope, open_book
from zhaotuifu.kernel.actor import SYSTEM, Role
from zhaotuifu.kernel.models import AuditRow
from zhaotuifu.kernel.verdict import Conflict, Refused
from zhaotuifu.notices.models import Notice
from zhaotuifu.targets import access, actions, queries
from zhaotuifu.targets.models import Target, TargetSheet
from zhaotuifu.targets.rules import Key
from zhaotuifu.targets.states import SHEET_MOVES, SheetState, ZoneReads

WHOLE = Key("admitted", "district")
NEW_YEAR, JULY = date(2025, 1, 1), date(2025, 7, 1)


def lake() -> int:
    return people.organisation("砚湖镇").pk


def brook() -> int:
    return people.organisation("苔溪镇").pk


def cells(whole: int, *parts: int, **months: int) -> dict[Key, Decimal]:
    found = {WHOLE: Decimal(whole)}
    for zone_id, part in zip((lake(), brook()), parts, strict=False):
        found[Key("admitted", "district", zone_id)] = Decimal(part)
    for name, value in months.items():
        found[Key("admitted", "district", None, int(name[1:]))] = Decimal(value)
    return found


def drafted(by, at, given, *, valid_from=NEW_YEAR, year=2025, **head) -> TargetSheet:
    sheet = actions.start_sheet(year=year, by=by, at=at)
    actions.save_sheet(
        sheet=sheet, cells=given, head={"valid_from": valid_from} | head, revision=sheet.revision, by=by, at=at
    )
    return sheet


def handed_down(by, at, given, *, issued_by=SYSTEM, **more) -> TargetSheet:
    sheet = drafted(by, at, given, **more)
    actions.submit(sheet=sheet, revision=sheet.revision, by=by, at=at)
    actions.issue(sheet=sheet, revision=sheet.revision, by=issued_by, at=at)
    return sheet


def test_a_draft_is_no_target_until_it_is_handed_down(office, leader, at):
    sheet = drafted(office.actor, at, cells(230, 130, 100))
    assert queries.targets_of(2025) == {}
    actions.submit(sheet=sheet, revision=sheet.revision, by=office.actor, at=at)
    assert queries.targets_of(2025) == {}
    assert actions.issue(sheet=sheet, revision=sheet.revision, by=leader.actor, at=at) == 3
    assert queries.targets_of(2025) == {
        ("admitted", "district", None): 230, ("admitted", "district", lake()): 130,
        ("admitted", "district", brook()): 100,
    }


def test_a_later_version_rewrites_neither_an_earlier_day_nor_what_was_known(office, at):
    handed_down(office.actor, at, cells(230, 130, 100))
    later = at + timedelta(days=1)
    second = handed_down(office.actor, later, cells(200, 200), valid_from=JULY)
    key = ("admitted", "district", None)
    assert queries.targets_of(2025, as_of=date(2025, 6, 30))[key] == 230
    assert queries.targets_of(2025, as_of=JULY)[key] == 200
    assert queries.targets_of(2025, known_at=at, as_of=date(2025, 12, 31))[key] == 230
    assert queries.targets_of(2025) == {key: 200, ("admitted", "district", lake()): 200}
    assert list(TargetSheet.objects.order_by("number").values_list("state", flat=True)) == ["replaced", "issued"]
    rate = definitions.named("入库目标完成率")
    asked = [open_book(year=2025, as_of=day).value(rate, Scope(level="district")) for day in (date(2025, 3, 31), JULY)]
    assert [value.denominator for value in asked] == [230, 200]
    assert second.number == 2


def test_a_version_is_undone_by_handing_down_the_one_before_again(office, at):
    first = handed_down(office.actor, at, cells(230, 230))
    handed_down(office.actor, at + timedelta(1), cells(200, 200))
    third = actions.start_sheet(year=2025, by=office.actor, at=at + timedelta(2), copy_of=first)
    assert queries.cells_of(third) == queries.cells_of(first)
    actions.submit(sheet=third, revision=third.revision, by=office.actor, at=at + timedelta(2))
    actions.issue(sheet=third, revision=third.revision, by=SYSTEM, at=at + timedelta(2))
    assert queries.targets_of(2025)["admitted", "district", None] == 230
    assert Target.objects.filter(zone=None, month=0).count() == 3


def test_a_month_is_due_as_given_or_by_the_pace(office, at):
    given = cells(120, 120, m3=60) | {Key("start_rate", "province"): Decimal(90)}
    handed_down(office.actor, at, given)
    of_march = queries.targets_of(2025, month=3)
    assert of_march["admitted", "district", None] == 60
    assert of_march["admitted", "district", lake()] == 30
    assert of_march["start_rate", "province", None] == 30  # due by September


def test_parts_add_up_or_the_difference_is_named(office, at):
    sheet = drafted(office.actor, at, cells(230, 100, 90))
    with pytest.raises(Refused, match=r"区重点 新增入库 全区 230，各板块合计 190，差 40 个"):
        actions.submit(sheet=sheet, revision=sheet.revision, by=office.actor, at=at)
    head = {"valid_from": NEW_YEAR, "difference_note": "40 个由区本级承担"}
    actions.save_sheet(
        sheet=sheet, cells=queries.cells_of(sheet), head=head, revision=sheet.revision, by=office.actor, at=at
    )
    actions.submit(sheet=sheet, revision=sheet.revision, by=office.actor, at=at)
    assert sheet.state == SheetState.SUBMITTED


@pytest.mark.parametrize(
    ("key", "value", "sentence"),
    [
        (Key("admitted", "district"), "-1", "全区 区重点 新增入库：目标不能是负数"),
        (Key("admitted", "district"), "1.00001", "最多写 4 位小数"),
        (Key("admitted", "province"), "3", "没有“全区 省重大 新增入库”这一列"),
    ],
)
def test_what_cannot_be_a_target_is_refused_by_its_cell(office, at, key, value, sentence):
    with pytest.raises(Refused, match=sentence):
        drafted(office.actor, at, {key: Decimal(value)})


def test_days_of_another_year_and_before_the_last_version_are_refused(office, at):
    with pytest.raises(Refused, match="起用日期 2024-12-31 不在 2025 年里"):
        drafted(office.actor, at, cells(1), valid_from=date(2024, 12, 31))
    sheet = TargetSheet.objects.get()
    actions.drop(sheet=sheet, revision=sheet.revision, by=office.actor, at=at)
    handed_down(office.actor, at, cells(1), valid_from=JULY)
    with pytest.raises(Refused, match="早于第2版的 2025-07-01"):
        drafted(office.actor, at, cells(2), valid_from=NEW_YEAR)


def test_who_asked_for_it_does_not_hand_it_down_himself(office, leader, at):
    sheet = drafted(office.actor, at, cells(230))
    actions.submit(sheet=sheet, revision=sheet.revision, by=office.actor, at=at)
    assert "报审的人不能自己下达" in access.can_issue(office.actor, sheet).sentence
    second = people.person("office2", Role.OFFICE, "区重大办", at)
    assert access.can_issue(second.actor, sheet)
    assert access.can_issue(leader.actor, sheet)


def test_a_table_that_is_sent_back_says_why_and_is_written_again(office, leader, at):
    sheet = drafted(office.actor, at, cells(230))
    actions.submit(sheet=sheet, revision=sheet.revision, by=office.actor, at=at)
    with pytest.raises(Refused, match="请写明退回的原因"):
        actions.send_back(sheet=sheet, revision=sheet.revision, reason=" ", by=leader.actor, at=at)
    actions.send_back(sheet=sheet, revision=sheet.revision, reason="入库再加十个", by=leader.actor, at=at)
    assert (sheet.state, sheet.returned_reason, sheet.submitted_by) == ("draft", "入库再加十个", None)
    assert access.can_edit(office.actor, sheet)


def test_whoever_saved_first_is_not_overwritten(office, at):
    sheet = drafted(office.actor, at, cells(230))
    with pytest.raises(Conflict, match="有人改过这一版"):
        actions.save_sheet(
            sheet=sheet, cells={}, head={"valid_from": NEW_YEAR}, revision=sheet.revision - 1,
            by=office.actor, at=at,
        )
    assert queries.cells_of(sheet) == cells(230)


def test_every_state_and_role_is_answered_by_the_table(office, leader, zone_a, department, admin, at):
    sheet = TargetSheet(year=2025, number=1, valid_from=NEW_YEAR, created_at=at)
    asked = {
        SheetState.SUBMITTED: access.can_submit, SheetState.DRAFT: access.can_return,
        SheetState.ISSUED: access.can_issue, SheetState.DROPPED: access.can_drop,
    }
    for sheet.state in SheetState:
        for person in (office, leader, zone_a, department, admin):
            for target, may in asked.items():
                move = SHEET_MOVES.get((sheet.state, target))
                verdict = may(person.actor, sheet)
                assert bool(verdict) == bool(move and person.actor.holds(*move.who))
                assert bool(verdict) != bool(verdict.sentence)


def test_who_sees_which_version(office, leader, zone_a, department, at):
    handed_down(office.actor, at, cells(230))
    sheet = drafted(office.actor, at, cells(240))
    seen = {one: len(queries.sheets(one.actor)) for one in (office, leader, zone_a, department)}
    assert list(seen.values()) == [2, 1, 1, 1]
    actions.submit(sheet=sheet, revision=sheet.revision, by=office.actor, at=at)
    assert [len(queries.sheets(one.actor)) for one in (leader, zone_a)] == [2, 1]


def test_a_zone_reads_its_own_and_the_total_unless_the_office_shows_all(office, zone_a, at):
    sheet = handed_down(office.actor, at, cells(230, 130, 100))
    own = queries.readable(queries.cells_of(sheet), zone_a.actor, ZoneReads.OWN)
    assert {key.zone_id for key in own} == {None, lake()}
    whole = queries.readable(queries.cells_of(sheet), zone_a.actor, ZoneReads.WHOLE)
    assert {key.zone_id for key in whole} == {None, lake(), brook()}


def test_what_is_done_is_audited_and_told(office, leader, zone_a, at):
    handed_down(office.actor, at, cells(230), issued_by=leader.actor)
    done = AuditRow.objects.filter(object_kind="target_sheet").order_by("number")
    assert list(done.values_list("action", flat=True)) == [
        "起草目标分解表", "修改目标分解表", "报审目标分解表", "下达目标分解表",
    ]
    assert done[1].after["全区 区重点 新增入库"] == "230"
    assert Notice.objects.get(user=zone_a.user).sentence == "2025年目标任务分解表（第1版）已下达，自2025年1月1日起用。"


def test_a_first_draft_is_filled_with_what_was_set_before(office, at):
    target = Target(year=2025, indicator="admitted", level="district", target_value=Decimal(230))
    actions.set_targets([target], by=SYSTEM, at=at)
    sheet = actions.start_sheet(year=2025, by=office.actor, at=at)
    assert queries.cells_of(sheet) == {WHOLE: 230}
    assert actions.start_sheet(year=2025, by=office.actor, at=at) == sheet  # the one that is open


def test_targets_set_twice_for_the_district_replace_one_another(district, at):
    for value in (230, 240):
        target = Target(year=2025, indicator="admitted", level="district", target_value=Decimal(value))
        actions.set_targets([target], by=SYSTEM, at=at + timedelta(value))
    assert queries.targets_of(2025) == {("admitted", "district", None): 240}
    assert queries.targets_of(2025, at + timedelta(231)) == {("admitted", "district", None): 230}
