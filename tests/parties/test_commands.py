"""设立命令 — a fresh empty database becomes a district that can be used."""

from __future__ import annotations

import json

import pytest
from django.core.management import call_command

from zhaotuifu.parties.models import Organisation, User
from zhaotuifu.parties.queries import zones

pytestmark = pytest.mark.django_db


@pytest.fixture
def founded(monkeypatch, capsys):
    monkeypatch.setenv("ADMIN_PASSWORD", "a-long-password-25")
    call_command("init_district", "虚州区", "--admin", "root", "--json")
    return json.loads(capsys.readouterr().out)


def test_the_first_account_can_sign_in_and_work(founded, client):
    answer = client.post("/signin/", {"username": "root", "password": "a-long-password-25"})
    assert answer.status_code == 302
    assert client.get("/indicators/").status_code == 200


def test_a_second_district_is_refused(founded, capsys):
    with pytest.raises(SystemExit) as stop:
        call_command("init_district", "另一区", "--admin", "two", "--json")
    assert stop.value.code == 1
    assert "已经有一个区" in json.loads(capsys.readouterr().out)["refused"][0]
    assert User.objects.count() == 1


def test_zones_are_loaded_and_loading_again_changes_nothing(founded, tmp_path, capsys):
    file = tmp_path / "zones.json"
    rows = [
        {"name": "东湖镇", "kind": "镇", "aliases": ["东湖"]},
        {"name": "区住建局", "kind": "部门", "aliases": []},
    ]
    file.write_text(json.dumps(rows), encoding="utf-8")
    call_command("zones_import", str(file), "--json")
    assert json.loads(capsys.readouterr().out) == {"created": 2, "changed": 0}
    call_command("zones_import", str(file), "--json")
    assert json.loads(capsys.readouterr().out) == {"created": 0, "changed": 0}
    assert [zone.name for zone in zones()] == ["东湖镇", "未分"]
    assert Organisation.objects.get(name="区住建局").kind == "department"


@pytest.mark.parametrize("text", ["不是 JSON", "{}", '[{"kind": "镇"}]', '[{"name": "甲", "aliases": 3}]'])
def test_a_bad_file_is_refused_and_nothing_is_loaded(founded, tmp_path, capsys, text):
    file = tmp_path / "zones.json"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(SystemExit) as stop:
        call_command("zones_import", str(file), "--json")
    assert stop.value.code == 1
    assert [zone.name for zone in zones()] == ["未分"]
