"""日志里没有人：登录、查找、出错，名字、电话、口令、查的字都不在里面。"""

from __future__ import annotations

import json
import logging
import sys

import pytest
from django.db import connection
from django.test import Client

from tests import people
from zhaotuifu.kernel.actor import Role
from zhaotuifu.kernel.logs import JsonLines, masked
from zhaotuifu.kernel.request_log import HEADER

PLANTED = "张三丰"
PHONE = "13812345678"


class Lines(logging.Handler):
    """What the formatter makes of every record."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []
        self.setFormatter(JsonLines())

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


@pytest.fixture
def lines():
    """Everything logged while a test runs, from the lowest level."""
    handler, names = Lines(), ("", "zhaotuifu.requests", "axes", "django")
    kept = {name: logging.getLogger(name).level for name in names}
    for name in names:
        logging.getLogger(name).setLevel(logging.DEBUG)
    logging.getLogger().addHandler(handler)
    yield handler.lines
    logging.getLogger().removeHandler(handler)
    for name, level in kept.items():
        logging.getLogger(name).setLevel(level)


def test_a_line_has_the_route_and_the_number_of_the_account_and_no_person(lines, district, at) -> None:
    someone = people.person("zhangsanfeng", Role.OFFICE, "区重大办", at)
    client = Client()
    wrong = {"username": "zhangsanfeng", "password": "不对的-password-2025"}
    client.post("/signin/", wrong)
    client.post("/signin/", {"username": "zhangsanfeng", "password": people.PASSWORD})
    client.get("/projects/", {"q": PLANTED + PHONE})
    client.get(f"/{PLANTED}/{PHONE}/")
    said = "\n".join(lines)
    for secret in ("zhangsanfeng", PLANTED, PHONE, people.PASSWORD, wrong["password"], "区重大办岗"):
        assert secret not in said
    answered = [json.loads(line) for line in lines if '"answered"' in line]
    assert [(one["method"], one["route"], one["status"]) for one in answered] == [
        ("POST", "signin", 422), ("POST", "signin", 302), ("GET", "project_list", 200),
        ("GET", "-", 404),
    ]  # fmt: skip
    listed = answered[2]
    assert listed["user"] == someone.user.pk
    assert listed["sql"] > 0
    assert 0 <= listed["sql_ms"] <= listed["ms"]


@pytest.mark.django_db
def test_the_number_of_a_request_is_the_proxys_or_an_own_one() -> None:
    given = "0123456789abcdef0123456789abcdef"
    assert Client(headers={HEADER: given}).get("/healthz").headers[HEADER] == given
    for odd in ("", "短", "a" * 65, "x\ny" * 8, "<script>alert(1)"):
        number = Client(headers={HEADER: odd}).get("/healthz").headers[HEADER]
        assert number != odd
        assert len(number) == 32


def broken(name: str, phone: str) -> None:
    secret = {"name": name, "phone": phone}
    try:
        raise KeyError(f"Key (phone)=({phone}) already exists: {secret}")
    except KeyError as error:
        raise ValueError(f"“{name}”的电话 {phone} 不对，写信给 {name}@example.cn") from error


def test_a_traceback_has_places_and_kinds_and_nothing_anybody_typed() -> None:
    try:
        broken(PLANTED, PHONE)
    except ValueError:
        told = (1234567, PLANTED)
        record = logging.LogRecord(
            "x", logging.ERROR, __file__, 1, "work %s failed: %s", told, sys.exc_info()
        )
    line = JsonLines().format(record)
    found = json.loads(line)
    assert found["message"] == "work 1234567 failed: …"
    assert [one.partition(":")[0] for one in found["error"]] == ["ValueError", "KeyError"]
    assert found["trace"][-1].startswith("tests/kernel/test_logs.py:")
    assert found["trace"][-1].endswith(" broken")
    assert not any(secret in line for secret in (PLANTED, PHONE, "secret"))


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("plain words 12345", "plain words 12345"),
        (f"call {PHONE} now", "call # now"),
        ("138 1234 5678", "#"),
        ("身份证 320400199001011234", "… #"),
        ('DETAIL:  Key (name)=(李四) already exists', "DETAIL:  Key (name)=(…) already exists"),
        ("KeyError 'zone'", "KeyError '…'"),
        ("to a.b@example.cn", "to …@…"),
    ],
)
def test_what_could_be_a_person_is_masked(said: str, left: str) -> None:
    assert masked(said) == left


@pytest.mark.django_db
def test_a_statement_that_fails_is_counted_too() -> None:
    from zhaotuifu.kernel.request_log import Asked

    asked = Asked()
    with connection.execute_wrapper(asked), connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    assert asked.count == 1
