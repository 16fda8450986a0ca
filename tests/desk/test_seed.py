"""A newcomer who opens the demonstration finds the articles' figures, computed from rows."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, datetime
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.db import transaction
from django.db.models import Max
from django.test import override_settings

from zhaotuifu import presets
from zhaotuifu.desk.seed import accounts, district
from zhaotuifu.desk.seed.preset import load_rules
from zhaotuifu.indicators.definitions import named
from zhaotuifu.indicators.queries import Scope, listed_ids, open_book
from zhaotuifu.kernel.actor import SYSTEM, Role
from zhaotuifu.kernel.audit import first_break
from zhaotuifu.kernel.models import AuditRow
from zhaotuifu.kernel.money import round_half_up, to_yi
from zhaotuifu.kernel.verdict import Refused
from zhaotuifu.notices.models import Notice
from zhaotuifu.parties.models import Organisation, User
from zhaotuifu.progress.models import Milestone, MonthlyAmount
from zhaotuifu.progress.states import Node
from zhaotuifu.projects.memberships import member_ids, packed_of
from zhaotuifu.projects.models import Listing, Profile, Programme, Project
from zhaotuifu.projects.packages import Packed, split_count, whole_count
from zhaotuifu.projects.states import ConstructionKind, Currency, Level, Standing
from zhaotuifu.reports.models import Report, ReportFigure
from zhaotuifu.reports.states import ReportState
from zhaotuifu.supervision import queries as supervision
from zhaotuifu.supervision.models import LampRule, Position
from zhaotuifu.supervision.states import Lamp

pytestmark = pytest.mark.django_db
QUARTER_END = date(2025, 3, 31)
# Districts, towns and parks of the real city and its neighbours, and the country's larger places.
REAL_PLACES = (
    "武进 常州 天宁 钟楼 新北 金坛 溧阳 经开 湖塘 牛塘 洛阳 遥观 横林 横山桥 潘家 礼嘉 前黄 雪堰 湟里 嘉泽 "
    "南夏墅 西湖 丁堰 戚墅堰 崔桥 西太湖 太湖湾 高新北 绿建区 马杭 鸣凰 卜弋 邹区 奔牛 薛家 三井 孟河 春江 "
    "无锡 苏州 南京 镇江 扬州 泰州 江阴 宜兴 丹阳 昆山 张家港 南通 徐州 盐城 淮安 宿迁 连云港 上海 杭州 北京 天津 "
    "重庆 广州 深圳 武汉 成都 西安 长沙 合肥 济南 青岛 宁波 厦门 江苏 浙江 安徽"
).split()


@pytest.fixture(scope="module")
def demonstration(django_db_setup, django_db_blocker):
    """The demonstration loaded once, and taken back after the last test of this file."""
    with django_db_blocker.unblock(), override_settings(DEBUG=True), transaction.atomic():
        yield district.seed()
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def book(demonstration):
    return open_book(year=2025, as_of=QUARTER_END)


@pytest.fixture(scope="module")
def book_2023(demonstration):
    return open_book(year=2023, as_of=date(2023, 12, 31))


def figure(book, name: str, level: Level | None = None):
    return book.value(named(name), Scope(level=level))


def test_eleven_provincial_projects_completed_16_5_yi_which_is_26_3_percent(book):
    completed = figure(book, "本年累计完成投资", Level.PROVINCE)
    rate = figure(book, "投资完成率", Level.PROVINCE)
    assert len(completed.rows) == 11
    assert completed.value == Decimal(165_000)
    assert round_half_up(to_yi(completed.value), 1) == Decimal("16.5")
    assert Decimal("26.25") <= rate.value < Decimal("26.35")
    assert Decimal(627_000) <= rate.denominator <= Decimal(628_500)


def test_they_are_1_3_points_ahead_of_the_schedule(book):
    gap = figure(book, "序时差", Level.PROVINCE)
    assert round_half_up(gap.value, 1) == Decimal("1.3")


def test_the_three_new_provincial_projects_have_all_started(book):
    rate = figure(book, "开工率", Level.PROVINCE)
    assert (rate.numerator, rate.denominator, rate.value) == (3, 3, 100)


def test_sixteen_city_projects_were_admitted_in_the_quarter(book):
    assert figure(book, "入库数", Level.CITY).value == 16


def test_eighty_four_district_projects_were_admitted_36_5_percent_of_the_target(book):
    rate = figure(book, "入库目标完成率", Level.DISTRICT)
    assert (rate.numerator, rate.denominator) == (84, 230)
    assert round_half_up(rate.value, 1) == Decimal("36.5")


@pytest.mark.parametrize("name", ["本年累计完成投资", "年度计划投资", "入库数", "开工率"])
@pytest.mark.parametrize("level", [None, Level.PROVINCE, Level.CITY, Level.DISTRICT])
def test_every_figure_is_the_sum_of_its_rows(book, name, level):
    value = figure(book, name, level)
    assert sum(row.numerator for row in value.rows if row.numerator is not None) == value.numerator


def test_the_target_of_the_district_is_broken_down_to_the_zones_without_a_rest(book):
    parts = [
        value
        for (code, level, zone), value in book.moment.targets.items()
        if (code, level) == ("admitted", Level.DISTRICT) and zone is not None
    ]
    assert (len(parts), sum(parts)) == (16, 230)


def test_the_library_is_as_large_as_a_real_one(book):
    assert len(book.within(Scope())) == 436
    assert Counter(line.level for line in book.lines) == {
        Level.PROVINCE: 11, Level.CITY: 90, Level.DISTRICT: 335,
    }


def test_by_the_end_of_2023_635_projects_had_been_taken_in(demonstration):
    then = datetime.fromisoformat("2024-01-02T09:00+08:00")
    ids = {pk for year in (2021, 2022, 2023) for pk in listed_ids(year, then, None, None)}
    assert len(ids) == 635


def test_in_2023_twelve_large_eight_provincial_and_31_city_projects_were_admitted(book_2023):
    assert figure(book_2023, "入库数", Level.PROVINCE).value == 8
    assert figure(book_2023, "入库数", Level.CITY).value == 31
    large = Scope(size_from_wan=Decimal(100_000))
    assert book_2023.value(named("入库数"), large).value == 12


def test_ten_joint_reviews_of_2023_admitted_more_than_240(book_2023):
    days = Counter(
        row.valid_from for row in Listing.objects.known().filter(
            year=2023, admitted_on__year=2023, level__in=(Level.CITY, Level.DISTRICT)
        )
    )
    assert (len(days), sum(days.values())) == (10, 241)


def test_in_2023_110_of_over_one_yi_were_signed_three_of_them_of_over_a_hundred(book_2023):
    over_one_yi, over_a_hundred = Scope(size_from_wan=Decimal(10_000)), Scope(size_from_wan=Decimal(1_000_000))
    assert book_2023.value(named("签约数"), over_one_yi).value == 110
    assert book_2023.value(named("签约数"), over_a_hundred).value == 3
    assert to_yi(book_2023.value(named("签约额"), over_one_yi).value) > 900


@pytest.mark.parametrize("year", [2021, 2022, 2023, 2024])
def test_each_year_nearly_reached_its_plan_and_carried_on(demonstration, year):
    book = open_book(year=year, as_of=date(year, 12, 31))
    assert 90 < figure(book, "投资完成率").value < 110
    assert figure(book, "开工率").value > 80
    now = {line.project_id for line in book.lines}
    following = open_book(year=year + 1, as_of=date(year + 1, 12, 31))
    after = {line.project_id for line in following.lines}
    carried = [line for line in book.lines if line.construction_kind == ConstructionKind.CONTINUED]
    assert carried and all(line.project_id in after for line in carried)
    assert after - now and now - after


def test_no_project_is_built_before_it_is_signed_or_finished_before_it_starts(demonstration):
    days = Milestone.objects.known().filter(recognised_on__isnull=False)
    reached = defaultdict(dict)
    for project_id, node, day in days.values_list("project_id", "node", "recognised_on"):
        reached[project_id][node] = day
    for nodes in reached.values():
        said = [nodes[node] for node in Node if node in nodes]
        assert said == sorted(said)


def test_no_month_of_the_past_is_negative_and_each_was_known_soon_after(demonstration):
    assert not MonthlyAmount.objects.filter(amount_wan__lt=0).exists()
    late = MonthlyAmount.objects.filter(year=2022, month=6).aggregate(at=Max("recorded_at"))
    assert late["at"].date() == date(2022, 7, 7)


def test_programmes_have_members_over_the_years_and_what_has_ended_left_them(demonstration):
    for code in ("532", "lianghu", "minsheng", "chengxiang"):
        programme = Programme.objects.get(code=code)
        assert member_ids(programme.pk, QUARTER_END), code
    everything = Programme.objects.get(code="532")
    then, now = member_ids(everything.pk, date(2022, 6, 30)), member_ids(everything.pk, QUARTER_END)
    assert then - now and now - then
    listed = set(listed_ids(2025, None, None, None))
    assert now <= listed


def test_packages_count_once_whole_and_by_their_parts_split(book):
    lines = book.within(Scope())
    packed = packed_of([line.project_id for line in lines], as_of=QUARTER_END)
    found = [packed.get(line.project_id, Packed(line.project_id)) for line in lines]
    assert whole_count(found) == len(lines) < split_count(found)


def test_a_start_told_by_its_permit_was_put_to_the_next_quarter_later(demonstration):
    end = date(2024, 9, 30)
    then = open_book(year=2024, as_of=end, known_at=datetime.fromisoformat("2024-10-20T09:00+08:00"))
    now = open_book(year=2024, as_of=end)
    assert figure(then, "开工率").numerator - figure(now, "开工率").numerator == 1


def test_notices_of_years_ago_are_read(demonstration):
    unread = Notice.objects.filter(read_at__isnull=True)
    assert unread.exists()
    assert not unread.filter(sent_at__year__lt=2025).exists()


def test_pages_open_on_march_2025(demonstration):
    assert supervision.latest_year(2026) == 2025
    assert supervision.period_of(2025) == 3


def test_most_lamps_are_green_and_each_red_one_says_why(demonstration):
    now = Position.objects.filter(year=2025)
    lamps = Counter(now.values_list("lamp", flat=True))
    assert lamps[Lamp.GREEN] > 300
    assert 20 <= lamps[Lamp.YELLOW] <= 50
    assert 3 <= lamps[Lamp.RED] <= 12
    assert all(now.filter(lamp=Lamp.RED).values_list("lamp_reason", flat=True))


def test_the_positions_hold_what_the_book_says(book):
    shown = Position.objects.filter(year=2025).values_list("project_id", "completed_wan")
    assert {line.project_id: line.completed_wan for line in book.lines} == dict(shown)


def test_february_as_reported_then_differs_from_february_as_known_now(demonstration):
    then = datetime.fromisoformat("2025-03-10T10:00+08:00")
    end = date(2025, 2, 28)
    said = figure(open_book(year=2025, as_of=end, known_at=then), "completed", Level.PROVINCE)
    now = figure(open_book(year=2025, as_of=end), "completed", Level.PROVINCE)
    assert said.value - now.value == 900


def test_before_the_list_of_the_year_nothing_of_it_was_known(demonstration):
    then = datetime.fromisoformat("2025-01-07T10:00+08:00")
    assert open_book(year=2025, as_of=QUARTER_END, known_at=then).lines == ()


def test_some_projects_stand_still_some_left_some_lie_in_two_zones_some_are_in_dollars(
    demonstration, book
):
    standing = Counter(Project.objects.values_list("standing", flat=True))
    assert (standing[Standing.STOPPED], standing[Standing.WITHDRAWN]) == (2, 17)
    assert sum(len(line.zone_ids) == 2 for line in book.lines) == 6
    assert sum(line.plan_wan is None for line in book.lines) >= 5
    foreign = Profile.objects.known().exclude(foreign_currency=Currency.UNSET)
    assert foreign.count() == 4
    for row in foreign:
        assert row.total_investment_wan == row.foreign_amount_wan * row.foreign_rate
        assert row.foreign_rate_on


#: as the district published them for the first quarter of 2025
PUBLIC = ("11个", "16.5亿元", "26.3%", "1.3个百分点", "16个", "84个", "36.5%")


def test_papers_were_issued_in_their_order(demonstration):
    rows = Report.objects.order_by("as_of").values_list("number", "total_number", "state")
    assert list(rows) == [
        (9, 28, ReportState.ISSUED), (10, 38, ReportState.ISSUED),
        (1, 39, ReportState.ISSUED), (2, 40, ReportState.ISSUED), (3, 41, ReportState.ISSUED),
    ]
    assert not Report.objects.filter(is_demo=False).exists()


def test_the_second_paper_prints_february_as_it_was_reported_then(demonstration):
    paper = Report.objects.get(year=2025, number=2)
    scopes = {"indicator": "completed", "scope__level": Level.PROVINCE}
    printed = ReportFigure.objects.filter(report=paper, **scopes).first()
    assert Decimal(printed.numerator) == 95_014
    now = open_book(year=2025, as_of=paper.as_of)
    assert figure(now, "completed", Level.PROVINCE).value == 94_114


def test_the_paper_of_the_quarter_prints_the_public_figures_and_their_rows_add_up(demonstration):
    paper = Report.objects.get(year=2025, number=3)
    printed = {row.text.replace(" ", ""): row for row in paper.figures.all()}
    assert set(PUBLIC) <= set(printed)
    amounts = printed["16.5亿元"].rows
    assert len(amounts) == 11
    assert sum(Decimal(row["numerator"]) for row in amounts) == 165_000


def test_everything_is_marked_as_demonstration(demonstration):
    assert not Project.objects.filter(is_demo=False).exists()
    assert not User.objects.filter(is_demo=False).exists()
    assert not Organisation.objects.filter(is_demo=False).exists()
    names = Profile.objects.values_list("unit_name", flat=True)
    assert all(name.endswith("（演示）") for name in names)


def test_no_place_of_this_world_is_named(demonstration):
    texts = list(Project.objects.values_list("name", flat=True))
    texts += Organisation.objects.zones().values_list("name", flat=True)
    for row in Profile.objects.values_list("unit_name", "address", "scale", "responsible_unit"):
        texts += row
    assert [text for text in texts if any(place in text for place in REAL_PLACES)] == []


def test_contacts_are_posts_with_numbers_nobody_has(demonstration):
    rows = set(Profile.objects.values_list("contact_name", "responsible_person"))
    assert rows == {("项目专员", "项目分管负责人")}
    phones = Profile.objects.values_list("contact_phone", flat=True)
    assert all(phone.startswith("0519-0000") for phone in phones)


def test_the_audit_rows_follow_each_other_in_time_and_unbroken(demonstration):
    rows = list(AuditRow.objects.order_by("number"))
    assert first_break(rows) is None
    days = [row.at for row in rows]
    assert days == sorted(days)


def test_the_same_zones_give_the_same_projects():
    zones = tuple(row["name"] for row in presets.load("wujin", "zones_demo")["zones"])
    assert district.sketches(zones) == district.sketches(zones)


def test_loading_the_preset_again_changes_nothing(demonstration):
    again = load_rules("wujin", by=SYSTEM, at=datetime.fromisoformat("2025-05-01T09:00+08:00"))
    assert (again.lamp_rules, again.holiday_years) == (0, ())
    assert LampRule.objects.count() == 1


def test_a_corrected_rule_is_renewed_and_audited(demonstration):
    LampRule.objects.update(yellow_from=12)
    again = load_rules("wujin", by=SYSTEM, at=datetime.fromisoformat("2025-05-01T09:00+08:00"))
    assert again.lamp_rules == 1
    assert LampRule.objects.get().yellow_from == 10
    assert AuditRow.objects.latest("number").before["yellow_from"] == "12.00"


def test_a_second_loading_is_refused_and_if_empty_keeps_quiet(demonstration, capsys):
    with pytest.raises(Refused, match="已经有一个区"):
        district.seed()
    call_command("seed_demo", "--if-empty")
    assert "不再载入" in capsys.readouterr().out
    with pytest.raises(SystemExit) as stop:
        call_command("seed_demo")
    assert stop.value.code == 1


def test_the_accounts_are_listed_one_for_each_role(demonstration, capsys):
    call_command("demo_accounts")
    table = capsys.readouterr().out
    for account in accounts.ACCOUNTS:
        assert account.username in table
        assert account.password in table
        assert len(account.password) >= 12
    assert {account.role for account in accounts.ACCOUNTS} == set(Role)


def test_a_demonstration_account_signs_in_while_debug_is_on(demonstration, client):
    given = {"username": "office", "password": accounts.OFFICE.password}
    assert client.post("/signin/", given).status_code == 302


def test_with_debug_off_it_does_not(demonstration, client):
    given = {"username": "office", "password": accounts.OFFICE.password}
    with override_settings(DEBUG=False):
        assert client.post("/signin/", given).status_code != 302
        assert "_auth_user_id" not in client.session


def test_with_debug_off_nothing_is_seeded_or_listed(demonstration, capsys):
    with override_settings(DEBUG=False):
        with pytest.raises(Refused, match="DEBUG 已关"):
            district.seed()
        with pytest.raises(SystemExit) as stop:
            call_command("demo_accounts")
    assert stop.value.code == 1
    assert accounts.OFFICE.password not in capsys.readouterr().out
