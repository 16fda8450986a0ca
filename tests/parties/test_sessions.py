"""会话 — who is signed in where, ended one by one or all; idle and absolute limits; a page in use."""

from __future__ import annotations

import pytest
from django.test import Client

from tests import people
from zhaotuifu.kernel.models import AuditRow
from zhaotuifu.parties.addresses import client_address, device_of
from zhaotuifu.parties.middleware import SIGNED_IN_AT
from zhaotuifu.parties.models import SigninSession

KYLIN = "Mozilla/5.0 (X11; Linux x86_64; Kylin) AppleWebKit/537.36 Chrome/96.0 Safari/537.36"


def signed(username: str = "office", **more) -> Client:
    client = Client(**more)
    client.post("/signin/", {"username": username, "password": people.PASSWORD})
    return client


def is_in(client: Client) -> bool:
    return client.get("/account/").status_code == 200


def test_every_browser_of_a_person_is_listed_with_where_and_since(office):
    signed(HTTP_USER_AGENT=KYLIN, REMOTE_ADDR="10.1.2.3")
    page = signed().get("/account/").content.decode()
    assert "麒麟 · Chrome 内核浏览器" in page
    assert "10.1.2.3" in page
    assert page.count("就是这里") == 1


def test_one_is_ended_and_only_that_one(office):
    here, there, third = signed(), signed(), signed()
    of_there = SigninSession.objects.get(session_key=there.session.session_key)
    here.post(f"/account/sessions/{of_there.pk}/end/")
    assert [is_in(client) for client in (here, there, third)] == [True, False, True]


def test_all_others_are_ended_at_once(office):
    here, there, third = signed(), signed(), signed()
    here.post("/account/sessions/end/")
    assert [is_in(client) for client in (here, there, third)] == [True, False, False]


def test_nobody_ends_another_persons_session(office, zone_a):
    mine, theirs = signed("zone_a"), signed("office")
    of_theirs = SigninSession.objects.get(session_key=theirs.session.session_key)
    mine.post(f"/account/sessions/{of_theirs.pk}/end/")
    assert is_in(theirs)


def test_the_list_costs_the_same_for_one_and_for_many(office, django_assert_num_queries):
    here = signed()
    with django_assert_num_queries(7):
        here.get("/account/")
    for _ in range(5):
        signed()
    with django_assert_num_queries(7):
        here.get("/account/")


def test_coming_and_going_is_in_the_audit(office):
    client = signed(REMOTE_ADDR="10.1.2.3")
    client.post("/signout/")
    Client().post("/signin/", {"username": "office", "password": "不对"})
    Client().post("/signin/", {"username": "my-secret-password", "password": "不对"})
    rows = list(AuditRow.objects.order_by("-number").values_list("action", "object_name")[:4])
    assert rows == [
        ("登录失败", "（没有这个账号）"), ("登录失败", "office"), ("退出", "office"), ("登录", "office"),
    ]
    assert AuditRow.objects.get(action="登录").after["address"] == "10.1.2.3"


def test_what_a_page_asks_for_by_itself_is_no_visit(office):
    client = signed()
    mark = client.cookies["seen"].value
    client.cookies["seen"] = ""
    client.get("/work/", HTTP_X_QUIET="1")
    assert client.cookies["seen"].value == ""
    client.get("/work/")
    assert client.cookies["seen"].value.split(":")[0] >= mark.split(":")[0]


def test_a_page_that_is_typed_in_renews_the_visit_and_is_noted(office, settings):
    client = signed()
    row = SigninSession.objects.get(user=office.user)
    SigninSession.objects.update(seen_at=row.began_at.replace(year=2024))
    assert client.post("/account/seen/").status_code == 204
    assert SigninSession.objects.get(user=office.user).seen_at >= row.began_at


def test_a_session_ends_with_its_age_whatever_is_done(office, settings):
    client = signed()
    session = client.session
    session[SIGNED_IN_AT] -= settings.SESSION_COOKIE_AGE + 1
    session.save()
    assert not is_in(client)


@pytest.mark.parametrize(
    ("proxies", "said", "found"),
    [
        (0, "1.1.1.1", "10.0.0.9"),  # nobody is believed
        (1, "1.1.1.1", "1.1.1.1"),
        (1, "6.6.6.6, 1.1.1.1", "1.1.1.1"),  # what a visitor wrote herself stands further left
        (2, "6.6.6.6, 1.1.1.1, 10.0.0.2", "1.1.1.1"),
        (2, "1.1.1.1", "10.0.0.9"),
        (1, "", "10.0.0.9"),
    ],
)
def test_the_address_is_what_the_outermost_proxy_of_ours_saw(rf, settings, proxies, said, found):
    settings.TRUSTED_PROXIES = proxies
    request = rf.get("/", REMOTE_ADDR="10.0.0.9", HTTP_X_FORWARDED_FOR=said)
    assert client_address(request) == found


def test_a_browser_that_says_nothing_is_called_so(rf):
    assert device_of(rf.get("/")) == "没有说明"
