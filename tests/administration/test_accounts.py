"""账号和岗位 — opened, corrected, reset, disabled, given and relieved of posts, handed over."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests import people
from zhaotuifu.administration import handing_over
from zhaotuifu.administration.queries.roles import rights, rules
from zhaotuifu.desk.models import Follow, SavedView
from zhaotuifu.kernel.actor import SYSTEM, Role
from zhaotuifu.kernel.models import AuditRow
from zhaotuifu.kernel.verdict import Refused
from zhaotuifu.notices import actions as notices
from zhaotuifu.notices.models import Notice
from zhaotuifu.parties import accounts, actions, actions_accounts
from zhaotuifu.parties.accounts import Sought
from zhaotuifu.parties.models import Post, User
from zhaotuifu.parties.queries import actor_of

pytestmark = pytest.mark.django_db
ONE_DAY = timedelta(days=1)


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def cast(at):
    people.found_district(at)
    return {
        "admin": people.person("admin", Role.ADMIN, "示范区", at),
        "yanhu": people.person("yanhu", Role.ZONE, "砚湖镇", at),
        "xiaoli": people.person("xiaoli", Role.ZONE, "苔溪镇", at),
    }


def account(cast, name: str, **urls) -> str:
    return reverse(urls.pop("page", "account_page"), args=[cast[name].user.pk])


def text(answer) -> str:
    return answer.content.decode()


def deeds(action: str) -> list[AuditRow]:
    return list(AuditRow.objects.filter(action=action).order_by("number"))


# -- opening


def test_an_account_is_opened_with_its_post_and_a_password_that_works_once(cast, today):
    given = {
        "username": "taixi2", "name": "苔溪镇填报岗", "role": "zone",
        "organisation": people.organisation("苔溪镇").pk, "from_on": today.isoformat(),
    }
    answer = cast["admin"].client.post(reverse("account_new"), given)
    password = re.search(r"once[^>]*>([^<]+)<", text(answer))[1].replace("&#x27;", "'")
    user = User.objects.get(username="taixi2")
    assert user.check_password(password) and user.must_change_password
    assert actor_of(user, today).holds(Role.ZONE)
    assert "no-store" in answer["Cache-Control"]
    assert password not in str([(row.before, row.after) for row in AuditRow.objects.all()])


def test_a_name_that_is_taken_is_refused_and_what_was_typed_stays(cast, today):
    given = {
        "username": "yanhu", "name": "另一个", "role": "zone",
        "organisation": people.organisation("苔溪镇").pk, "from_on": today.isoformat(),
    }
    answer = cast["admin"].client.post(reverse("account_new"), given)
    assert answer.status_code == 422
    assert "已有人用" in text(answer) and "另一个" in text(answer)
    assert User.objects.filter(name="另一个").count() == 0


def test_a_post_that_ends_before_it_begins_is_refused_and_no_account_is_left(cast, today):
    given = {
        "username": "nobody2", "name": "空", "role": "zone", "organisation": people.organisation("苔溪镇").pk,
        "from_on": "2025-05-01", "to_on": "2025-04-01",
    }
    answer = cast["admin"].client.post(reverse("account_new"), given)
    assert answer.status_code == 422 and "之前" in text(answer)
    assert not User.objects.filter(username="nobody2").exists()


def test_a_one_time_password_has_all_four_classes_and_none_that_reads_as_another():
    for _ in range(50):
        made = actions_accounts.one_time_password()
        assert len(made) == 16 and not set(made) & set("lIoO01")
        assert all(re.search(kind, made) for kind in ("[a-z]", "[A-Z]", r"\d", r"[-+=@#%]"))


# -- what is done with one


def test_a_reset_ends_the_sessions_and_is_audited_without_the_password(cast):
    yanhu = cast["yanhu"].client
    answer = cast["admin"].client.post(account(cast, "yanhu", page="account_reset"), {"reset-reason": "忘了密码"})
    assert answer.status_code == 200 and "只显示这一次" in text(answer)
    assert yanhu.get(reverse("desk")).status_code == 302
    (row,) = deeds("重置密码")
    assert row.after == {"reason": "忘了密码"}


def test_a_disabled_account_is_out_at_once_and_can_be_enabled_again(cast):
    admin, url = cast["admin"].client, account(cast, "yanhu", page="account_switch")
    admin.post(url, {"to": "closed", "switch-reason": "调走"})
    assert cast["yanhu"].client.get(reverse("desk")).status_code == 302
    assert cast["yanhu"].user.posts.count() == 1
    admin.post(url, {"to": "closed", "switch-reason": "又按一次"})
    assert len(deeds("停用账号")) == 1
    admin.post(url, {"to": "active", "switch-reason": "回来"})
    cast["yanhu"].user.refresh_from_db()
    assert cast["yanhu"].user.is_active


def test_without_a_reason_nothing_is_disabled(cast):
    answer = cast["admin"].client.post(account(cast, "yanhu", page="account_switch"), {"to": "closed"})
    assert answer.status_code == 422 and "请填原因" in text(answer)


def test_the_last_administrator_can_neither_disable_herself_nor_leave(cast, at, today):
    admin = cast["admin"]
    page = text(admin.client.get(account(cast, "admin")))
    assert "由另一位管理员" in page
    second = people.person("admin2", Role.ADMIN, "示范区", at)
    post = Post.objects.get(user=admin.user)
    actions_accounts.switch_account(
        user=second.user, is_active=False, reason="停", by=admin.actor, at=at, today=today
    )
    with pytest.raises(Refused, match="没有别的管理员了"):
        actions_accounts.end_post(post=post, last_on=today, by=SYSTEM, at=at, today=today)
    with pytest.raises(Refused, match="您自己的账号"):
        actions_accounts.switch_account(
            user=admin.user, is_active=False, reason="停", by=admin.actor, at=at, today=today
        )
    with pytest.raises(Refused, match="没有别的管理员了"):
        actions_accounts.switch_account(
            user=admin.user, is_active=False, reason="停", by=SYSTEM, at=at, today=today
        )


def test_an_administrator_whose_post_ends_soon_does_not_count_as_another(cast, at, today):
    second = people.person("admin2", Role.ADMIN, "示范区", at)
    Post.objects.filter(user=second.user).update(to_on=today + ONE_DAY)
    assert accounts.other_admins(cast["admin"].user.pk, today) == 0


@pytest.mark.parametrize("act", ["reset", "switch", "post", "correct"])
def test_nobody_else_keeps_accounts(cast, at, today, act):
    clerk, user = cast["yanhu"].actor, cast["xiaoli"].user
    calls = {
        "reset": lambda: actions_accounts.reset_password(user=user, reason="x", by=clerk, at=at),
        "switch": lambda: actions_accounts.switch_account(
            user=user, is_active=False, reason="x", by=clerk, at=at, today=today
        ),
        "post": lambda: actions_accounts.appoint(
            user=user, organisation=people.organisation("砚湖镇"), role=Role.OFFICE, from_on=today,
            to_on=None, by=clerk, at=at,
        ),
        "correct": lambda: actions_accounts.correct_account(user=user, name="x", phone="", by=clerk, at=at),
    }
    with pytest.raises(Refused, match="由管理员管"):
        calls[act]()


def test_a_post_is_given_for_some_days_and_not_twice(cast, today):
    admin, url = cast["admin"].client, account(cast, "xiaoli", page="account_post")
    given = {
        "role": "zone", "organisation": people.organisation("砚湖镇").pk,
        "from_on": (today - ONE_DAY).isoformat(), "to_on": today.isoformat(),
    }
    assert admin.post(url, given).status_code == 302
    assert actor_of(cast["xiaoli"].user, today).organisations(Role.ZONE) == {
        people.organisation(name).pk for name in ("砚湖镇", "苔溪镇")
    }
    answer = admin.post(url, given)
    assert answer.status_code == 422 and "已经任了" in text(answer)


def test_a_post_ends_with_its_last_day_and_what_was_done_stays(cast, today):
    post = Post.objects.get(user=cast["yanhu"].user)
    url = reverse("account_end", args=[post.user_id, post.pk])
    cast["admin"].client.post(url, {"last_on": today.isoformat()})
    assert actor_of(cast["yanhu"].user, today).holds(Role.ZONE)
    assert not actor_of(cast["yanhu"].user, today + ONE_DAY).posts


def test_a_corrected_telephone_is_not_written_into_the_audit(cast):
    url = account(cast, "yanhu", page="account_correct")
    cast["admin"].client.post(url, {"name": "砚湖镇新岗", "phone": "13800001234"})
    (row,) = deeds("更正账号")
    assert row.after == {"name": "砚湖镇新岗", "phone": "已更正"} and "1234" not in str(row.before)


def test_the_list_finds_by_word_role_and_state_and_masks_telephones(cast, today):
    User.objects.filter(username="yanhu").update(phone="13800001234")
    page = text(cast["admin"].client.get(reverse("account_list"), {"q": "砚湖"}))
    assert "yanhu" in page and "xiaoli" not in page and "13800001234" not in page
    found = [line.username for line in accounts.accounts(Sought(role="admin"), 1, today).rows]
    assert found == ["admin"]
    User.objects.create(username="lost", name="没岗")
    assert [line.username for line in accounts.accounts(Sought(state="none"), 1, today).rows] == ["lost"]


def test_the_list_costs_the_same_for_three_and_for_sixty(cast, at):
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            cast["admin"].client.get(reverse("account_list"))
        return len(queries)

    few = cost()
    for number in range(40):
        actions.open_account(username=f"u{number:03d}", name="岗", password=None, by=SYSTEM, at=at)
    assert cost() == few


# -- handing over


def test_the_work_of_a_zone_goes_to_another_from_today(cast, at, today):
    giver, taker = cast["yanhu"], cast["xiaoli"]
    view = SavedView.objects.create(owner=giver.user, name="砚湖逾期", query="lamp=red", saved_at=at)
    SavedView.objects.create(owner=taker.user, name="砚湖逾期", query="", saved_at=at)
    Follow.objects.create(user=giver.user, view=view, followed_at=at, told_until=at)
    notices.send(to=[giver.user.pk], sentence="请报送", link="/", at=at)
    asked = {"taker": "xiaoli", "from_on": today.isoformat(), "reason": "轮岗"}
    url = account(cast, "yanhu", page="account_hand_over")
    seen = text(cast["admin"].client.post(url, asked))
    assert "砚湖镇板块填报" in seen and "待导入的台账" in seen and "未读提醒" in seen
    assert Post.objects.get(user=giver.user).to_on is None  # only looked at
    assert cast["admin"].client.post(url, asked | {"sure": "1"}).status_code == 302
    assert not actor_of(giver.user, today).posts
    assert people.organisation("砚湖镇").pk in actor_of(taker.user, today).organisations(Role.ZONE)
    assert actor_of(giver.user, today - ONE_DAY).holds(Role.ZONE)
    assert Follow.objects.get().user == taker.user
    assert sorted(SavedView.objects.filter(owner=taker.user).values_list("name", flat=True)) == [
        "砚湖逾期", "砚湖逾期（2）",
    ]
    assert Notice.objects.get().user == taker.user
    (row,) = deeds("交接")
    assert row.after["posts"] == ["砚湖镇板块填报"] and row.after["moved"]["未读提醒"] == 1


@pytest.mark.parametrize(
    ("taker", "day", "sentence"),
    [("yanhu", 0, "不能交给自己"), ("xiaoli", -1, "不能从过去的日子起"), ("nobody9", 0, "没有账号")],
)
def test_what_cannot_be_handed_over_is_refused_at_its_field(cast, today, taker, day, sentence):
    asked = {"taker": taker, "from_on": (today + day * ONE_DAY).isoformat(), "reason": "轮岗", "sure": "1"}
    answer = cast["admin"].client.post(account(cast, "yanhu", page="account_hand_over"), asked)
    assert answer.status_code == 422 and sentence in text(answer)
    assert Post.objects.get(user=cast["yanhu"].user).to_on is None


def test_an_administrators_post_is_not_handed_over(cast, at, today):
    second = people.person("admin2", Role.ADMIN, "示范区", at)
    with pytest.raises(Refused, match="不能交接管理员岗"):
        handing_over.hand_over(
            giver=second.user, taker=cast["yanhu"].user, from_on=today, reason="换人", by=cast["admin"].actor,
            at=at, today=today,
        )


# -- who may what


def test_the_matrix_says_what_the_declarations_say():
    found = {(one.address, one.sort): one for one in rights() if one.address}
    assert found["/system/accounts/", "看"].roles == {Role.ADMIN}
    assert found["/audit/", "看"].roles == {Role.ADMIN, Role.AUDITOR}
    assert not found["/ledger/", "看"].has(Role.AUDITOR)
    assert [one for one in rights() if not re.match(r"[\u4e00-\u9fff]|PDF|Word", one.what)] == []
    moves = [one for one in rights() if one.sort == "流转"]
    assert any(one.what.startswith("退库") and one.roles == {Role.OFFICE} for one in moves)
    assert all(re.match(r"[\u4e00-\u9fff]", one.what) for one in rules()) and len(rules()) > 10


def test_the_auditor_reads_who_held_what_on_a_day(cast, at, today):
    auditor = people.person("shenji", Role.AUDITOR, "示范区", at)
    Post.objects.filter(user=cast["xiaoli"].user).update(to_on=today - ONE_DAY)
    page = text(auditor.client.get(reverse("role_matrix")))
    assert "yanhu" in page and "xiaoli" not in page
    then = text(auditor.client.get(reverse("role_matrix"), {"on": (today - ONE_DAY).isoformat()}))
    assert "xiaoli" in then
    assert auditor.client.get(reverse("role_matrix"), {"on": "从前"}).status_code == 422
    book = auditor.client.get(reverse("role_excel"))
    assert book["Content-Type"].endswith("sheet") and book.content[:2] == b"PK"


def test_before_anybody_came_nobody_held_anything(cast):
    assert accounts.holders_on(date(1999, 1, 1)) == ()


def test_a_stranger_is_sent_to_sign_in():
    assert Client().get(reverse("account_list")).status_code == 302
