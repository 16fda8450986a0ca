"""锁文件 — pinned, hashed, without an address, and never behind pyproject.toml."""

import re
import tomllib

import pytest

from tools.house import ROOT
from tools.setup import DEVELOPMENT_LOCK, RUNTIME_LOCK

LOCKS = [RUNTIME_LOCK, DEVELOPMENT_LOCK]
PINNED = re.compile(r"^([a-z0-9-]+)==([^ ]+)", re.MULTILINE)


def pins(lock: str) -> dict[str, str]:
    return dict(PINNED.findall((ROOT / lock).read_text("utf-8")))


def normal(requirement: str) -> str:
    name = re.match(r"[A-Za-z0-9._-]+", requirement)
    assert name, requirement
    return re.sub(r"[._-]+", "-", name.group()).lower()


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_holds_no_address(lock):
    text = (ROOT / lock).read_text("utf-8")
    assert "://" not in text
    assert not re.search(r"index-url|find-links|trusted-host|\bfile:|@", text)


@pytest.mark.parametrize("lock", LOCKS)
def test_every_line_is_a_pin_or_its_hash(lock):
    text = (ROOT / lock).read_text("utf-8")
    for line in text.splitlines():
        assert PINNED.match(line) or re.match(r"^    --hash=sha256:[0-9a-f]{64}", line), line
    requirements = re.split(r"\n(?=[a-z])", text.strip())
    assert len(requirements) == len(pins(lock))
    assert all("--hash=sha256:" in requirement for requirement in requirements)


def test_everything_asked_for_is_pinned():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    runtime = {normal(requirement) for requirement in project["project"]["dependencies"]}
    development = {normal(requirement) for requirement in project["dependency-groups"]["dev"]}
    assert runtime <= pins(RUNTIME_LOCK).keys()
    assert runtime | development <= pins(DEVELOPMENT_LOCK).keys()


def test_tests_run_on_the_versions_that_users_run():
    assert pins(RUNTIME_LOCK).items() <= pins(DEVELOPMENT_LOCK).items()


def test_every_dependency_says_why():
    text = (ROOT / "pyproject.toml").read_text("utf-8")
    listed = text.split("dependencies = [")[1].split("\n]")[0]
    silent = [line for line in listed.splitlines() if line.startswith('    "') and "#" not in line]
    assert silent == []
