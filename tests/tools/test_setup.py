"""安装 — done once, done again only when the lock changed, never half."""

import pytest

from tools import setup
from tools.house import Refusal


@pytest.fixture
def place(tmp_path, monkeypatch):
    """An empty checkout: a lock file, and a pip that only notes that it was called."""
    (tmp_path / "requirements.txt").write_text("django==5.2.1\n")
    (tmp_path / "requirements-dev.txt").write_text("django==5.2.1\npytest==9\n")
    monkeypatch.setattr(setup, "ROOT", tmp_path)
    monkeypatch.setattr(setup, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(setup, "VENV_PYTHON", tmp_path / ".venv" / "bin" / "python")
    monkeypatch.delenv("PYTHON", raising=False)
    return tmp_path


@pytest.fixture
def calls(place, monkeypatch):
    noted: list[str] = []

    def make(venv):
        (venv / "bin").mkdir(parents=True, exist_ok=True)
        (venv / "bin" / "python").touch()

    monkeypatch.setattr(setup, "make_environment", make)
    monkeypatch.setattr(setup, "install", lambda venv, lock: noted.append(lock.name))
    return noted


def test_the_second_time_nothing_is_installed(calls):
    setup.ensure(setup.RUNTIME_LOCK)
    setup.ensure(setup.RUNTIME_LOCK)
    assert calls == ["requirements.txt"]


def test_a_changed_lock_is_installed(place, calls):
    setup.ensure(setup.RUNTIME_LOCK)
    (place / "requirements.txt").write_text("django==5.2.2\n")
    setup.ensure(setup.RUNTIME_LOCK)
    assert calls == ["requirements.txt", "requirements.txt"]


def test_after_make_test_make_run_needs_nothing_more(calls):
    setup.ensure(setup.DEVELOPMENT_LOCK)
    setup.ensure(setup.RUNTIME_LOCK)
    assert calls == ["requirements-dev.txt"]


def test_an_interrupted_installation_is_repeated(place, calls, monkeypatch):
    def breaks(venv, lock):
        raise Refusal("依赖没有装上")

    with monkeypatch.context() as patched:
        patched.setattr(setup, "install", breaks)
        with pytest.raises(Refusal):
            setup.ensure(setup.RUNTIME_LOCK)
    setup.ensure(setup.RUNTIME_LOCK)
    assert calls == ["requirements.txt"]


def test_a_failing_pip_is_answered_with_its_last_words(place, monkeypatch):
    pip = place / ".venv" / "bin" / "python"
    pip.parent.mkdir(parents=True)
    pip.write_text("#!/bin/sh\necho 'WARNING: empty mirror'; echo 'ERROR: no route'; exit 1\n")
    pip.chmod(0o755)
    with pytest.raises(Refusal) as refusal:
        setup.install(place / ".venv", place / "requirements.txt")
    assert str(refusal.value).startswith("ERROR: no route\n依赖没有装上：请检查网络")
    assert "WARNING" not in str(refusal.value)
