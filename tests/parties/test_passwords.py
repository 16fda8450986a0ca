"""密码 — what it must be, that it is not taken again, and that a given one is changed first."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from tests import people
from zhaotuifu.kernel.actor import SYSTEM, Role
from zhaotuifu.kernel.models import AuditRow
from zhaotuifu.parties.catalogue import SigninRuleGiven, load_signin_rules
from zhaotuifu.parties.models import PastPassword, SigninRule, SigninSession, User
from zhaotuifu.parties.passwords import PasswordRule, classes_in, is_strong, rule_in_force

NEW = "Yan-hu-2026-Lu"
RULE = PasswordRule()


@pytest.mark.parametrize(
    ("password", "is_taken"),
    [
        ("Aa1-Bb2=Cc3", False),  # eleven
        ("Aa1-Bb2=Cc3+", True),
        ("Aa1Bb2Cc3Dd4", False),  # three classes
        ("xuan fu lu deng", False),  # fifteen of two classes
        ("xuan fu lu dengs", True),
        ("Office-2026-Aa", False),  # the account in it
        ("aA1-aA1-aA1-", False),  # four characters over and over
        ("砚湖Aa1", False),
        ("砚湖春晓Aa1砚湖春晓", False),  # eleven, of four classes
        ("砚湖春晓Aa1砚湖春晓晴", True),
    ],
)
def test_a_password_is_long_and_mixed_or_a_long_phrase(password, is_taken):
    assert is_strong(password, RULE, username="office").is_yes is is_taken


def test_classes_are_counted():
    assert [classes_in(text) for text in ("", "a", "aA", "aA1", "aA1-", "中")] == [0, 1, 2, 3, 4, 1]


def change(client, *, old=people.PASSWORD, new=NEW, again=None):
    return client.post("/account/password/", {"old": old, "new": new, "again": again or new})


def test_a_changed_password_is_the_only_one_that_opens(office):
    assert change(office.client).status_code == 302
    assert office.client.get("/account/").status_code == 200
    for password, status in ((people.PASSWORD, 422), (NEW, 302)):
        said = {"username": "office", "password": password}
        assert Client().post("/signin/", said).status_code == status


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"old": "不对"}, "现在的密码”不对"),
        ({"new": "short"}, "至少 12 位"),
        ({"again": "Yan-hu-2026-Lv"}, "两遍不一样"),
        ({"new": people.PASSWORD}, "这个密码用过"),
    ],
)
def test_a_refusal_names_the_field_and_changes_nothing(office, said, sentence):
    answer = change(office.client, **said)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert User.objects.get(pk=office.user.pk).check_password(people.PASSWORD)


def test_the_last_five_are_not_taken_again(office):
    passwords = [f"Yan-hu-{n}-Xin-{n}" for n in range(1, 6)]
    old = people.PASSWORD
    for new in passwords:
        assert change(office.client, old=old, new=new).status_code == 302
        old = new
    assert change(office.client, old=old, new=passwords[1]).status_code == 422
    assert change(office.client, old=old, new=people.PASSWORD).status_code == 302
    assert PastPassword.objects.filter(user=office.user).count() == 5


def test_neither_old_nor_new_password_is_written_down(office):
    change(office.client)
    said = str(list(AuditRow.objects.values("action", "object_name", "before", "after")))
    assert "改密码" in said
    assert NEW not in said
    assert people.PASSWORD not in said


def test_a_changed_password_ends_the_other_sessions(office):
    here, there = Client(), Client()
    for client in (here, there):
        client.post("/signin/", {"username": "office", "password": people.PASSWORD})
    assert change(here).status_code == 302
    assert [client.get("/account/").status_code for client in (here, there)] == [200, 302]
    assert SigninSession.objects.filter(user=office.user).count() == 1


def test_a_given_password_is_changed_before_anything_else(office):
    User.objects.filter(pk=office.user.pk).update(must_change_password=True)
    client = Client()
    client.post("/signin/", {"username": "office", "password": people.PASSWORD})
    assert client.get("/projects/")["Location"] == "/account/password/"
    assert client.post("/reports/new/")["Location"] == "/account/password/"
    assert change(client)["Location"] == "/desk/"
    assert client.get("/projects/").status_code == 200
    assert not User.objects.get(pk=office.user.pk).must_change_password


def aged(days: int | None, at) -> None:
    given = SigninRuleGiven(
        "九十天", "示例", 12, 4, 16, 5, days, [], timezone.localdate(at), None
    )
    load_signin_rules(rules=[given], by=SYSTEM, at=at)


@pytest.mark.parametrize(("days", "is_asked"), [(None, False), (90, True), (120, False)])
def test_a_password_may_have_an_age(office, at, days, is_asked):
    aged(days, at)
    User.objects.filter(pk=office.user.pk).update(password_changed_at=at - timedelta(days=100))
    client = Client()
    client.post("/signin/", {"username": "office", "password": people.PASSWORD})
    assert (client.get("/projects/").status_code == 302) is is_asked


def test_a_word_that_is_no_role_keeps_nobody_out(district, at):
    SigninRule.objects.create(
        name="写错了", source="示例", min_length=12, min_classes=4, phrase_length=16, remembered=5,
        factor_roles=["管理员", "leader", "没有这个岗", 7], valid_from=timezone.localdate(at),
    )
    assert rule_in_force().factor_roles == {Role.ADMIN, Role.LEADER}


def test_the_rule_in_force_is_a_dated_row(district, at):
    given = SigninRuleGiven("八位", "示例", 8, 2, 12, 0, None, [], timezone.localdate(at), None)
    load_signin_rules(rules=[given], by=SYSTEM, at=at)
    validate_password("yanhu-82")
    later = timezone.localdate(at) + timedelta(days=1)
    load_signin_rules(
        rules=[SigninRuleGiven("以后", "示例", 20, 2, 30, 0, None, [], later, None)], by=SYSTEM, at=at
    )
    validate_password("yanhu-82")
    with pytest.raises(ValidationError, match="至少 8 位"):
        validate_password("yan-82")
