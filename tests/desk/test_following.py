"""Who follows something is told once a day what happened to it; two to five projects stand side by side."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from tests import people, things
from zhaotuifu.desk.actions_follow import tell_followers
from zhaotuifu.desk.models import Follow
from zhaotuifu.kernel.actor import SYSTEM
from zhaotuifu.notices.models import Notice
from zhaotuifu.progress.actions import record_progress
from zhaotuifu.progress.models import Milestone, MonthlyAmount
from zhaotuifu.progress.states import Node
from zhaotuifu.projects.actions import Statement, change_standing, state_projects
from zhaotuifu.projects.models import Project
from zhaotuifu.projects.states import Level, Standing

pytestmark = pytest.mark.django_db


@pytest.fixture
def two(district, at):
    """两个项目 — one in each 板块; reported to February."""
    return [
        things.project(name, zone, at=at - timedelta(days=2), months=("100", "100"), level=level)
        for name, zone, level in (
            ("砚湖甲厂", "砚湖镇", Level.PROVINCE), ("苔溪乙厂", "苔溪镇", Level.CITY),
        )
    ]


def follow(person, project_id: int, **given):
    return person.client.post(reverse("project_follow", args=[project_id]), given)


def happens(project_id: int, by, at) -> None:
    """A month corrected, one reported, a start recognised, then stopped."""
    amounts = [
        MonthlyAmount(project_id=project_id, year=2025, month=month, amount_wan=Decimal(amount))
        for month, amount in ((2, 120), (3, 60))
    ]
    started = Milestone(project_id=project_id, node=Node.START, recognised_on=date(2025, 3, 5))
    record_progress([*amounts, started], years=[2025], by=by, at=at)
    change_standing(
        project=Project.objects.get(pk=project_id), to=Standing.STOPPED, reason="资金未到位",
        on=date(2025, 3, 20), by=by, at=at,
    )


def test_one_sentence_a_day_says_what_happened_and_the_page_says_it_all(leader, office, two):
    follow(leader, two[0])
    now = timezone.now()
    happens(two[0], office.actor, now)
    happens(two[1], office.actor, now)
    assert tell_followers(at=now + timedelta(hours=1)) == 1
    (notice,) = Notice.objects.filter(user=leader.user)
    assert notice.sentence.startswith("您关注的“砚湖甲厂”有 ")
    assert "停复退 1" in notice.sentence and "月报 2" in notice.sentence and "节点 1" in notice.sentence
    text = leader.client.get(reverse("following")).content.decode()
    for said in (
        "改为停缓建：资金未到位", "2025年2月完成由 100 更正为 120 万元", "报2025年3月完成 60 万元",
        "开工认定 2025-03-05",
    ):
        assert said in text
    assert "苔溪乙厂" not in text
    # Told once is told.
    assert tell_followers(at=now + timedelta(hours=2)) == 0


def test_nobody_is_told_of_what_was_before_or_of_what_they_did(office, leader, two):
    happens(two[0], office.actor, timezone.now())
    follow(leader, two[0])
    follow(office, two[1])
    happens(two[1], office.actor, timezone.now())
    told = timezone.now() + timedelta(hours=1)
    Notice.objects.all().delete()
    assert tell_followers(at=told) <= 1  # a lamp that turned is nobody's deed
    assert not Notice.objects.filter(user=leader.user).exists()
    assert not Notice.objects.filter(user=office.user, sentence__contains="月报").exists()


def test_who_follows_a_view_is_told_of_what_lies_in_it(leader, office, two):
    office.client.post(f"{reverse('view_new')}?year=2025&level=city", {"name": "市重大", "audience": "everyone"})
    view = int(office.client.get(reverse("view_list")).context["views"][0].id)
    leader.client.post(reverse("view_follow", args=[view]))
    for project_id in two:
        happens(project_id, office.actor, timezone.now())
    tell_followers(at=timezone.now() + timedelta(hours=1))
    (notice,) = Notice.objects.filter(user=leader.user)
    assert "苔溪乙厂" in notice.sentence
    leader.client.post(reverse("view_follow", args=[view]), {"stop": "1"})
    assert not Follow.objects.exists()


def test_what_one_may_not_see_one_cannot_follow_and_is_not_told_of(zone_b, zone_a, office, two, at):
    assert follow(zone_b, two[0]).status_code == 404
    follow(zone_a, two[0])
    follow(zone_a, two[0])
    assert Follow.objects.count() == 1
    state_projects(
        [Statement({"zone_ids": (people.organisation("苔溪镇").pk,)}, project_id=two[0])], year=2025,
        about_from=date(2025, 1, 1), by=SYSTEM, at=timezone.now(),
    )
    happens(two[0], office.actor, timezone.now())
    Notice.objects.all().delete()
    assert tell_followers(at=timezone.now() + timedelta(hours=1)) == 0


def test_followed_ones_are_a_list_and_can_be_let_go(office, two):
    follow(office, two[1])
    page = office.client.get(reverse("project_list"), {"year": 2025, "followed": "1"})
    assert [row.project_id for row in page.context["page"].rows] == [two[1]]
    follow(office, two[1], stop="1", back="following")
    assert "还没有关注什么" in office.client.get(reverse("following")).content.decode()


# -- comparing


def compare(person, ids, **given):
    return person.client.get(reverse("project_compare"), {"year": 2025, "id": ids, **given})


def test_two_projects_stand_side_by_side_with_their_differences(office, two):
    found = compare(office, two).context["found"]
    assert [name for _, name in found.heads] == ["砚湖甲厂", "苔溪乙厂"]
    rows = {row.label: row for part in found.parts for row in part.rows}
    assert rows["板块"].values == ("砚湖镇", "苔溪镇") and rows["板块"].differs
    assert rows["年度计划"].values == ("1,200", "1,200") and not rows["年度计划"].differs
    assert rows["2月"].values == ("100", "100")
    text = compare(office, two, only="differs").content.decode()
    assert ">板块<" in text and ">年度计划<" not in text


@pytest.mark.parametrize(
    ("ids", "said"),
    [([], "现在选了 0 个"), ([1], "现在选了 1 个"), (range(1, 8), "一次最多 5 个项目，现在选了 7 个")],
)
def test_one_or_seven_cannot_be_compared(ids, said, office, two):
    answer = compare(office, list(ids))
    assert answer.status_code == 200 and said in answer.content.decode()


def test_another_zones_project_is_not_beside_ones_own(zone_a, two):
    answer = compare(zone_a, two)
    assert "苔溪乙厂" not in answer.content.decode()
    assert "现在选了 1 个" in answer.content.decode()
