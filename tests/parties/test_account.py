"""账号命令 — a real office opens its accounts without the demonstration."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from zhaotuifu.kernel.actor import Role
from zhaotuifu.parties.models import User
from zhaotuifu.parties.queries import actor_named

PASSWORD = "long-enough-words-25"


def _run(capsys, *words) -> tuple[int, dict]:
    try:
        call_command("account", "--json", *words)
        code = 0
    except SystemExit as stop:
        code = stop.code
    return code, json.loads(capsys.readouterr().out)


def _open(capsys, username="yanhu", role="板块填报", at="砚湖镇"):
    return _run(capsys, "open", username, "--name", "填报岗", "--role", role, "--at", at)


def _signs_in(username="yanhu") -> bool:
    answer = Client().post("/signin/", {"username": username, "password": PASSWORD})
    return answer.status_code == 302


def test_an_opened_account_signs_in_with_its_post(district, capsys, monkeypatch):
    monkeypatch.setenv("ACCOUNT_PASSWORD", PASSWORD)
    assert _open(capsys)[0] == 0
    assert _signs_in()
    assert actor_named("yanhu", timezone.localdate()).holds(Role.ZONE)


def test_a_disabled_account_does_not_sign_in_until_enabled(district, capsys, monkeypatch):
    monkeypatch.setenv("ACCOUNT_PASSWORD", PASSWORD)
    _open(capsys)
    _run(capsys, "disable", "yanhu")
    assert not _signs_in()
    _run(capsys, "enable", "yanhu")
    assert _signs_in()


def test_who_leaves_holds_nothing_from_tomorrow(district, capsys, monkeypatch):
    monkeypatch.setenv("ACCOUNT_PASSWORD", PASSWORD)
    _open(capsys)
    _run(capsys, "leave", "yanhu")
    tomorrow = timezone.localdate() + timedelta(days=1)
    assert not actor_named("yanhu", tomorrow).posts


@pytest.mark.parametrize(
    ("password", "username", "where"),
    [("short", "new", "砚湖镇"), (PASSWORD, "new", "没有的镇"), (PASSWORD, "office", "砚湖镇")],
)
def test_a_weak_password_an_unknown_office_or_a_taken_name_opens_nothing(
    office, capsys, monkeypatch, password, username, where
):
    monkeypatch.setenv("ACCOUNT_PASSWORD", password)
    before = User.objects.count()
    code, said = _open(capsys, username=username, at=where)
    assert code == 1
    assert len(said["refused"]) == 1
    assert User.objects.count() == before
