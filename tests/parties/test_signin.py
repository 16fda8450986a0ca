"""登录 — passwords, lock-out, idle time-out, posts from a day to a day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tests import people
from zhaotuifu.kernel.actor import SYSTEM, Role
from zhaotuifu.parties import actions
from zhaotuifu.parties.middleware import SIGNED_IN_AT
from zhaotuifu.parties.queries import actor_of


@pytest.fixture
def browser():
    return Client()


def _signin(browser, username="office", password=people.PASSWORD, **more):
    return browser.post("/signin/", {"username": username, "password": password, **more})


def test_the_clerk_signs_in_and_lands_on_the_page_asked_for(office, browser):
    answer = _signin(browser, next="/indicators/")
    assert (answer.status_code, answer["Location"]) == (302, "/indicators/")


def test_a_stranger_is_sent_to_sign_in_and_back(office, browser):
    answer = browser.get("/indicators/?level=city")
    assert answer["Location"] == "/signin/?next=%2Findicators%2F%3Flevel%3Dcity"


def test_a_foreign_address_is_never_gone_to(office, browser):
    assert _signin(browser, next="https://elsewhere.invalid/")["Location"] == "/desk/"


def test_five_wrong_passwords_lock_the_account(office, browser):
    for _ in range(5):
        answer = _signin(browser, password="不对")
    assert answer.status_code == 429
    assert "锁定" in answer.content.decode()
    assert _signin(browser).status_code == 429


def test_the_tries_left_are_said(office, browser):
    answer = _signin(browser, password="不对")
    assert answer.status_code == 422
    assert "4" in answer.content.decode()


def test_a_demonstration_account_is_refused_when_debug_is_off(district, browser, at, settings):
    actions.open_account(
        username="demo", name="演示", password=people.PASSWORD, by=SYSTEM, at=at, is_demo=True
    )
    assert _signin(browser, username="demo").status_code == 422
    settings.DEBUG = True
    assert _signin(browser, username="demo").status_code == 302


def test_a_disabled_account_is_refused(office, browser):
    office.user.is_active = False
    office.user.save()
    assert _signin(browser).status_code == 422


def test_an_idle_session_has_to_sign_in_again(office, browser, settings):
    _signin(browser)
    assert browser.get("/indicators/").status_code == 200
    settings.IDLE_TIMEOUT_SECONDS = -1
    assert browser.get("/indicators/").status_code == 302


def test_dropping_the_mark_does_not_lengthen_a_session(office, browser, settings):
    _signin(browser)
    session = browser.session
    session[SIGNED_IN_AT] -= settings.IDLE_TIMEOUT_SECONDS + 1
    session.save()
    del browser.cookies["seen"]
    assert browser.get("/indicators/").status_code == 302


def test_a_forged_mark_does_not_lengthen_a_session(office, browser, settings):
    _signin(browser)
    session = browser.session
    session[SIGNED_IN_AT] -= settings.IDLE_TIMEOUT_SECONDS + 1
    session.save()
    browser.cookies["seen"] = f"{office.user.pk}.9999999999:forged"
    assert browser.get("/indicators/").status_code == 302


def test_signing_out_ends_the_session(office, browser):
    _signin(browser)
    assert browser.post("/signout/").status_code == 302
    assert browser.get("/indicators/").status_code == 302
    assert browser.get("/signout/").status_code == 405


def test_a_post_is_held_from_its_first_to_its_last_day(district, at):
    today = timezone.localdate()
    user = actions.open_account(username="x", name="x", password=None, by=SYSTEM, at=at)
    zone = people.organisation("砚湖镇")
    actions.give_post(
        user=user, organisation=zone, role=Role.ZONE, from_on=date(2024, 1, 1), to_on=today,
        by=SYSTEM, at=at,
    )
    assert actor_of(user, today).holds(Role.ZONE)
    assert not actor_of(user, today + timedelta(days=1)).holds(Role.ZONE)
    assert not actor_of(user, date(2023, 12, 31)).holds(Role.ZONE)


def test_passwords_are_kept_as_argon2(settings):
    from zhaotuifu import settings as product

    assert product.PASSWORD_HASHERS == ["django.contrib.auth.hashers.Argon2PasswordHasher"]
