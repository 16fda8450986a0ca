"""收报 — what each 板块 sent, what differs to last month, and who is reminded, once a day."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests import people, things, workbooks, works
from zhaotuifu import presets
from zhaotuifu.collection import actions, catalogue, queries
from zhaotuifu.collection.models import Reminder, RoundRule
from zhaotuifu.collection.states import Progress
from zhaotuifu.kernel.actor import SYSTEM
from zhaotuifu.kernel.models import AuditRow
from zhaotuifu.kernel.verdict import Refused
from zhaotuifu.ledger.actions import committing
from zhaotuifu.ledger.models import LedgerImport
from zhaotuifu.notices.models import Notice
from zhaotuifu.projects.states import ConstructionKind
from zhaotuifu.worktime.actions import record_preset_notices

SHANGHAI = ZoneInfo("Asia/Shanghai")
TODAY = date(2025, 4, 8)


def moment(day: int, hour: int = 9) -> datetime:
    return datetime(2025, 4, day, hour, tzinfo=SHANGHAI)


@pytest.fixture
def rule(district, at):
    record_preset_notices(by=SYSTEM, at=at)
    given = [catalogue.from_preset(row) for row in presets.load("wujin", "rounds")["rules"]]
    assert catalogue.load_round_rules(rules=given, by=SYSTEM, at=at) == 1
    return given


@pytest.fixture
def library(district):
    """板块甲 has three to report, 板块乙 one; a reserve reports nothing."""
    at = moment(1)
    things.project("砚湖一号厂房", "砚湖镇", at=at, months=("10", "20", "30"))
    things.project("砚湖二号厂房", "砚湖镇", at=at, months=("10", "20"))
    things.project("砚湖三号厂房", "砚湖镇", at=at)
    things.project("砚湖储备地块", "砚湖镇", at=at, kind=ConstructionKind.RESERVE)
    things.project("苔溪冷库", "苔溪镇", at=at, months=("5", "5", "5"))


def line(board, name):
    return next(zone for zone in board.zones if zone.name == name)


def test_the_board_counts_what_is_there_and_what_differs(library, office):
    board = queries.board(office.actor, 2025, 3, TODAY)
    yanhu = line(board, "砚湖镇")
    assert (yanhu.figures.should, yanhu.figures.reported, yanhu.figures.missing) == (3, 1, 2)
    assert (yanhu.figures.amount_wan, yanhu.figures.last_amount_wan) == (Decimal(30), Decimal(40))
    assert (yanhu.figures.moved, yanhu.figures.gone, yanhu.figures.added) == (1, 1, 0)
    assert yanhu.progress == Progress.PART
    taixi = line(board, "苔溪镇")
    assert (taixi.progress, taixi.figures.difference_wan, taixi.figures.moved) == (Progress.DONE, 0, 0)
    assert (board.whole.should, board.whole.reported, board.whole.amount_wan) == (4, 2, 35)
    assert board.done == 1


def test_a_zone_sees_its_own_line_alone(library, zone_b):
    board = queries.board(zone_b.actor, 2025, 3, TODAY)
    assert [zone.name for zone in board.zones] == ["苔溪镇"]
    assert board.whole.should == 1
    assert "砚湖" not in zone_b.client.get("/collection/?year=2025&month=3").content.decode()


def test_what_was_sent_when_and_by_whom_is_there_even_before_it_is_imported(library, office, zone_a):
    sent = things.sent(("砚湖二号厂房", "砚湖镇", 1200, 50, ""), by=zone_a.actor, at=moment(3))
    yanhu = line(queries.board(office.actor, 2025, 3, TODAY), "砚湖镇")
    assert (yanhu.waiting, yanhu.first.by, yanhu.first.at) == (1, "砚湖镇岗", moment(3))
    committing.commit(ledger_import=sent, by=zone_a.actor, at=moment(4))
    yanhu = line(queries.board(office.actor, 2025, 3, TODAY), "砚湖镇")
    assert (yanhu.waiting, yanhu.figures.reported, yanhu.first.is_committed) == (0, 2, True)


def test_a_file_of_the_office_counts_for_the_zones_it_speaks_of(library, office):
    things.sent(("苔溪冷库", "苔溪镇", 1200, 6, ""), by=office.actor, at=moment(3))
    board = queries.board(office.actor, 2025, 3, TODAY)
    assert len(line(board, "苔溪镇").sendings) == 1
    assert line(board, "砚湖镇").sendings == ()


@pytest.mark.django_db(transaction=True)
def test_a_reminder_reaches_the_clerks_once_a_day_and_opens_the_right_import(
    library, rule, office, zone_a, zone_b
):
    page = office.client.post(
        "/collection/remind/", {"year": 2025, "month": 3, "zone": [
            people.organisation("砚湖镇").pk, people.organisation("苔溪镇").pk,
        ]}, follow=True,
    )
    assert "已催 砚湖镇。没催：苔溪镇（已报齐）。" in page.content.decode()
    (notice,) = Notice.objects.all()
    assert notice.user_id == zone_a.user.pk
    assert notice.sentence.startswith("请尽快报送2025年3月月报：还有 2 个项目没报")
    assert notice.link == "/ledger/?period=2025-03"
    assert zone_a.client.get(notice.link).status_code == 200
    with pytest.raises(Refused, match="今天已催过"):
        actions.remind(
            year=2025, month=3, by=office.actor, at=Reminder.objects.get().sent_at,
            zone_ids=[people.organisation("砚湖镇").pk],
        )
    row = Reminder.objects.get()
    assert (row.missing, row.people, row.sent_by_id) == (2, 1, office.user.pk)
    assert AuditRow.objects.filter(action="催报", object_name="砚湖镇").count() == 1


@pytest.mark.django_db(transaction=True)
def test_by_the_rule_who_lacks_something_is_reminded_on_the_day_and_not_on_a_day_off(
    library, rule, zone_a, zone_b
):
    # March 2025 is due on the sixth working day of April: the 9th, after 清明 on the 4th.
    assert actions.remind_by_rule(moment(5)) is None  # Saturday
    assert actions.remind_by_rule(moment(7)) is None  # two working days before: not in the rule
    sent = actions.remind_by_rule(moment(9))
    assert sent is not None
    assert sent.reminded == ("砚湖镇",)
    assert "今天到期" in Notice.objects.get().sentence
    assert actions.remind_by_rule(moment(9, 18)) is None  # once a day
    late = actions.remind_by_rule(moment(10))
    assert late is not None
    assert Notice.objects.count() == 2
    assert Reminder.objects.order_by("-id").first().kind == "overdue"


def test_without_a_rule_nobody_is_reminded_after_the_day(library, zone_a, at):
    record_preset_notices(by=SYSTEM, at=at)
    assert actions.remind_by_rule(moment(10)) is None


def test_a_zone_without_a_clerk_is_named_not_forgotten(library, rule, office):
    with pytest.raises(Refused, match="砚湖镇（没有填报岗账号）"):
        actions.remind(year=2025, month=3, by=office.actor, at=moment(8))


def test_nothing_ticked_reminds_nobody(library, rule, office, zone_a):
    page = office.client.post("/collection/remind/", {"year": 2025, "month": 3}, follow=True)
    assert "没有选板块" in page.content.decode()
    assert not Reminder.objects.exists()


@pytest.mark.parametrize("given", [{}, {"year": "x", "month": 3}, {"year": 2025, "month": 3, "zone": ["9999"]}])
def test_a_page_that_says_nothing_clear_is_refused(library, office, given):
    assert office.client.post("/collection/remind/", given).status_code == 422


def test_only_the_office_reminds(library, leader, zone_a, at):
    for person in (leader, zone_a):
        assert person.client.post("/collection/remind/", {"year": 2025, "month": 3}).status_code == 403
        with pytest.raises(Refused):
            actions.remind(year=2025, month=3, by=person.actor, at=at)


def test_the_page_is_as_flat_for_many_projects_as_for_few(
    library, rule, office, django_assert_num_queries, django_assert_max_num_queries
):
    with django_assert_max_num_queries(30) as few:
        office.client.get("/collection/?year=2025&month=3")
    for number in range(12):
        things.project(f"砚湖加建{number}号", "砚湖镇", at=moment(2), months=("1", "2", "3"))
    with django_assert_num_queries(len(few)):
        office.client.get("/collection/?year=2025&month=3")


def test_a_month_to_come_is_shown_as_the_month_of_today(library, office):
    assert office.client.get("/collection/?year=2099&month=12").status_code == 200
    assert office.client.get("/collection/?year=abc").status_code == 200


def test_loading_the_rule_again_changes_nothing(rule, at):
    assert catalogue.load_round_rules(rules=rule, by=SYSTEM, at=at) == 0
    assert RoundRule.objects.count() == 1


def sent_through(link: str, person, title: str, name: str = "台账.xlsx"):
    """送到催报给的网址 — as the page does: with what its form holds."""
    page = person.client.get(link).content.decode()
    held = re.search(r'name="expected" value="([^"]*)"', page)
    data = workbooks.ledger(title, HEADS, [("砚湖一号厂房", "砚湖镇", 31)])
    file = SimpleUploadedFile(name, data)
    person.client.post("/ledger/", {"file": file, "expected": held[1] if held else ""})
    works.do_all()
    return LedgerImport.objects.latest("id")


HEADS = ("项目名称", "所属板块", "当月完成投资（万元）")


def test_the_link_brings_the_month_to_a_file_that_says_none(library, zone_a):
    sent = sent_through(actions.import_link(2025, 3), zone_a, "重大项目进度表")
    assert (sent.year, sent.month, sent.summary["warnings"]) == (2025, 3, [])


def test_a_file_of_another_month_keeps_its_own_and_says_so(library, zone_a):
    sent = sent_through(actions.import_link(2025, 3), zone_a, "2025年2月重大项目进度表")
    assert (sent.year, sent.month) == (2025, 2)
    page = zone_a.client.get(f"/ledger/{sent.pk}/").content.decode()
    assert "这份台账写的是2025年2月，要收的是2025年3月" in page


@pytest.mark.parametrize("period", ["", "2025-13", "abc", "2025-3", "20255-03"])
def test_an_address_without_a_month_asks_for_none(library, zone_a, period):
    sent = sent_through(f"/ledger/?period={period}", zone_a, "重大项目进度表")
    assert sent.month is None
