"""make run — a taken port, a wrong address and a silent site are answered with a sentence."""

import socket
import sys
import time

import pytest

from tools import run
from tools.family import Family, Member
from tools.house import Refusal


@pytest.fixture
def free_address():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    return run.Address("127.0.0.1", port)


def test_without_a_wish_it_is_this_machine_at_8000(monkeypatch):
    monkeypatch.delenv("HOST", raising=False)
    monkeypatch.delenv("PORT", raising=False)
    assert run.asked_address() == run.Address("127.0.0.1", 8000)


@pytest.mark.parametrize("port", ["0", "65536", "-1", "80a", "８０", "8000.0"])
def test_a_port_that_is_none_is_refused(monkeypatch, port):
    monkeypatch.setenv("PORT", port)
    with pytest.raises(Refusal, match="不是端口号"):
        run.asked_address()


def test_a_taken_port_is_refused_with_another_one(free_address):
    with socket.socket() as other:
        other.bind((free_address.host, free_address.port))
        other.listen()
        with pytest.raises(Refusal) as refusal:
            run.check_free(free_address)
    sentence = str(refusal.value)
    assert sentence.startswith(f"端口 {free_address.port} 已被占用")
    assert f"make run PORT={free_address.port + 1}" in sentence
    run.check_free(free_address)  # free again once the other is gone


@pytest.mark.parametrize("host", ["192.0.2.1", "no-such-host.invalid"])
def test_a_host_that_is_not_this_machine_is_refused(host):
    with pytest.raises(Refusal, match="不是本机的地址"):
        run.check_free(run.Address(host, 8000))


@pytest.mark.parametrize(
    ("host", "url"),
    [
        ("127.0.0.1", "http://127.0.0.1:8000"),
        ("0.0.0.0", "http://127.0.0.1:8000"),
        ("::1", "http://[::1]:8000"),
        ("10.1.2.3", "http://10.1.2.3:8000"),
    ],
)
def test_the_printed_address_opens_in_a_browser_here(host, url):
    assert run.Address(host, 8000).url == url


def test_the_demonstration_runs_with_debug_unless_told_otherwise(monkeypatch):
    monkeypatch.delenv("DEBUG", raising=False)
    assert run.environment_for(run.Address("127.0.0.1", 8000))["DEBUG"] == "1"
    monkeypatch.setenv("DEBUG", "0")
    assert run.environment_for(run.Address("127.0.0.1", 8000))["DEBUG"] == "0"


def test_opened_to_the_network_the_site_answers_to_its_names(monkeypatch):
    monkeypatch.delenv("ALLOWED_HOSTS", raising=False)
    local = run.environment_for(run.Address("127.0.0.1", 8000))
    everywhere = run.environment_for(run.Address("0.0.0.0", 8000))
    assert "ALLOWED_HOSTS" not in local
    assert everywhere["ALLOWED_HOSTS"] == "*"


def test_a_site_that_dies_at_once_is_refused_with_its_last_words(tmp_path, free_address):
    log = tmp_path / "web.log"
    dying = Member(run.WEB, [sys.executable, "-c", "raise SystemExit('缺一张表')"], log)
    family = Family([dying], {"PYTHONUTF8": "1"})
    doorkeeper = run.Doorkeeper(family, free_address, log)
    family.start()
    deadline = time.monotonic() + 20
    with pytest.raises(Refusal) as refusal:
        while time.monotonic() < deadline:
            doorkeeper.look()
            time.sleep(0.05)
    family.end()
    assert "缺一张表" in str(refusal.value)
    assert "网站没有起来" in str(refusal.value)


def test_a_site_that_answers_is_announced_once(tmp_path, free_address, capsys):
    (tmp_path / "signin").mkdir()
    command = [sys.executable, "-m", "http.server", str(free_address.port), "-b", "127.0.0.1"]
    member = Member(run.WEB, [*command, "-d", str(tmp_path)], tmp_path / "web.log")
    family = Family([member], {})
    doorkeeper = run.Doorkeeper(family, free_address, member.log)
    family.start()
    try:
        deadline = time.monotonic() + 20
        while not doorkeeper.is_open and time.monotonic() < deadline:
            doorkeeper.look()
            time.sleep(0.05)
        doorkeeper.look()
    finally:
        family.end()
    assert capsys.readouterr().out.count(f"招推服已就绪：{free_address.url}/signin") == 1
