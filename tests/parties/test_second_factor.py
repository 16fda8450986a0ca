"""动态口令 — enrolled with a telephone, asked at the door, never taken twice, reset with a reason."""

from __future__ import annotations

import re
from datetime import timedelta

import pyotp
import pytest
from django.test import Client
from django.utils import timezone

from tests import people
from zhaotuifu.kernel.actor import SYSTEM, Role
from zhaotuifu.kernel.models import AuditRow
from zhaotuifu.kernel.verdict import Refused
from zhaotuifu.parties import actions_factor, factors
from zhaotuifu.parties.catalogue import SigninRuleGiven, load_signin_rules
from zhaotuifu.parties.models import RecoveryCode, SecondFactor

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser():
    return Client()


def secret_of(user) -> str:
    return factors.unseal(SecondFactor.objects.get(user=user).sealed_secret)


def code(user, *, steps: int = 0) -> str:
    """What the telephone shows, so many steps of 30 seconds from now."""
    return pyotp.TOTP(secret_of(user)).at(timezone.now() + timedelta(seconds=30 * steps))


def enrol(person) -> tuple[str, ...]:
    """绑定 — with the code of the step before, so that the one of now is still to be used."""
    now = timezone.now()
    actions_factor.begin_factor(user=person.user, by=person.actor, at=now)
    return actions_factor.confirm_factor(
        user=person.user, code=code(person.user, steps=-1), by=person.actor, at=now
    )


def signin(browser, username="office"):
    return browser.post("/signin/", {"username": username, "password": people.PASSWORD})


def give(browser, said: str):
    return browser.post("/signin/code/", {"code": said})


def is_in(browser) -> bool:
    return browser.get("/account/").status_code == 200


def must_enrol(role: Role, at) -> None:
    given = SigninRuleGiven(
        "要动态口令", "示例", 12, 4, 16, 5, None, [role.value], timezone.localdate(), None
    )
    load_signin_rules(rules=[given], by=SYSTEM, at=at)


def test_the_clerk_enrols_by_scanning_and_is_asked_from_then_on(zone_a, browser):
    zone_a.client.post("/account/factor/begin/")
    page = zone_a.client.get("/account/factor/").content.decode()
    assert 'src="data:image/svg+xml' in page
    assert factors.in_groups(secret_of(zone_a.user)) in page
    shown = zone_a.client.post("/account/factor/confirm/", {"code": code(zone_a.user)})
    codes = re.findall(r"[2-9A-Z]{5}-[2-9A-Z]{5}", shown.content.decode())
    assert len(codes) == factors.RECOVERY_CODES
    assert factors.in_groups(secret_of(zone_a.user)) not in zone_a.client.get("/account/factor/").content.decode()
    assert signin(browser, "zone_a")["Location"].startswith("/signin/code/")
    assert not is_in(browser)


def test_a_password_alone_opens_nothing_and_the_code_does(office, browser):
    enrol(office)
    signin(browser)
    assert not is_in(browser)
    assert give(browser, code(office.user)).status_code == 302
    assert is_in(browser)


def test_the_same_code_is_not_taken_twice(office, browser):
    enrol(office)
    used = code(office.user)
    signin(browser)
    give(browser, used)
    other = Client()
    signin(other)
    assert give(other, used).status_code == 422
    assert not is_in(other)


@pytest.mark.parametrize(("steps", "is_taken"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_clock_one_step_off_is_forgiven_two_are_not(steps, is_taken):
    secret, now = factors.new_secret(), timezone.now()
    said = pyotp.TOTP(secret).at(now + timedelta(seconds=30 * steps))
    assert (factors.matching_step(secret, said, at=now, after=0) is not None) is is_taken


@pytest.mark.parametrize("said", ["", "12345", "1234567", "abcdef", "١٢٣٤٥٦", "🙂" * 6])
def test_what_is_no_code_is_no_code(said):
    assert factors.matching_step(factors.new_secret(), said, at=timezone.now(), after=0) is None


def test_a_recovery_code_opens_once(office, browser):
    codes = enrol(office)
    signin(browser)
    assert give(browser, codes[0].lower()).status_code == 302
    other = Client()
    signin(other)
    assert give(other, codes[0]).status_code == 422
    assert give(other, codes[1]).status_code == 302


def test_five_wrong_codes_make_a_pause_that_a_right_one_does_not_end(office, browser):
    enrol(office)
    signin(browser)
    for _ in range(factors.MOST_WRONG):
        give(browser, "000000")
    answer = give(browser, code(office.user))
    assert answer.status_code == 422
    assert "10 分钟后再试" in answer.content.decode()
    later = timezone.now() + factors.PAUSE + timedelta(seconds=1)
    said = pyotp.TOTP(secret_of(office.user)).at(later)
    assert actions_factor.check_code(user=office.user, code=said, by=office.actor, at=later)


def test_the_code_is_asked_only_behind_a_password_and_for_five_minutes(office, browser):
    assert browser.get("/signin/code/")["Location"].startswith("/signin/")
    enrol(office)
    signin(browser)
    session = browser.session
    session["pending"] = session["pending"] | {"until": 0}
    session.save()
    assert give(browser, code(office.user))["Location"].startswith("/signin/")
    assert not is_in(browser)


def test_who_must_have_one_enrols_before_anything_else(office, browser, at):
    must_enrol(Role.OFFICE, at)
    signin(browser)
    assert browser.get("/projects/")["Location"] == "/account/factor/"
    browser.post("/account/factor/begin/")
    answer = browser.post("/account/factor/confirm/", {"code": code(office.user)})
    assert answer.status_code == 200
    assert browser.get("/projects/").status_code == 200


def test_who_must_have_one_may_not_give_it_up_others_may(office, zone_a, at):
    must_enrol(Role.OFFICE, at)
    for person in (office, zone_a):
        enrol(person)
    given = {"user": office.user, "code": code(office.user), "by": office.actor, "at": at}
    with pytest.raises(Refused, match="必须用动态口令"):
        actions_factor.give_up_factor(**given)
    answer = zone_a.client.post("/account/factor/drop/", {"code": code(zone_a.user)})
    assert answer.status_code == 302
    assert not SecondFactor.objects.filter(user=zone_a.user).exists()


def test_a_wrong_code_at_the_settings_is_counted(office):
    enrol(office)
    assert office.client.post("/account/factor/codes/", {"code": "000000"}).status_code == 422
    assert SecondFactor.objects.get(user=office.user).wrong_count == 1


def test_an_administrator_resets_it_with_a_reason(office, admin, at, browser):
    enrol(office)
    with pytest.raises(Refused, match="原因"):
        actions_factor.reset_second_factor(user=office.user, reason=" ", by=admin.actor, at=at)
    actions_factor.reset_second_factor(user=office.user, reason="换手机", by=admin.actor, at=at)
    row = AuditRow.objects.order_by("number").last()
    assert (row.action, row.actor_name, row.after["reason"]) == ("重置动态口令", admin.user.name, "换手机")
    assert signin(browser)["Location"] == "/desk/"


def test_neither_secret_nor_recovery_code_stands_in_the_database(office):
    codes = enrol(office)
    factor = SecondFactor.objects.get(user=office.user)
    kept = factor.sealed_secret + "".join(RecoveryCode.objects.values_list("code_hash", flat=True))
    said = str(list(AuditRow.objects.values_list("before", "after", "object_name")))
    for secret in (secret_of(office.user), *codes):
        assert secret not in kept
        assert secret not in said


def test_another_secret_key_opens_no_seal(office, settings, browser):
    enrol(office)
    settings.SECRET_KEY = "another-" * 10
    verdict = actions_factor.check_code(
        user=office.user, code="000000", by=office.actor, at=timezone.now()
    )
    assert "密钥换过" in verdict.sentence
