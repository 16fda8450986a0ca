"""设置：正式用时缺什么、错什么，说一句话就停；齐了，Django 自己的上线检查没有一条意见。"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SECRET = "aB3_x" * 13
PRODUCTION = {"SECRET_KEY": SECRET, "ALLOWED_HOSTS": "ztf.example.cn"}
OURS = re.findall(
    r"env\.\w+\(\s*\"([A-Z_]+)\"", (ROOT / "zhaotuifu" / "settings.py").read_text("utf-8")
)


def checked(folder: Path, *words: str, **said: str) -> subprocess.CompletedProcess[str]:
    """manage.py check, with nothing in the environment but what is said."""
    kept = {name: value for name, value in os.environ.items() if name not in {*OURS, "DJANGO_SETTINGS_MODULE"}}
    return subprocess.run(
        [sys.executable, "manage.py", "check", *words], cwd=ROOT, text=True, capture_output=True, check=False,
        env={**kept, "DATA_DIR": str(folder), **said},
    )  # fmt: skip


def test_with_what_production_needs_the_check_before_deployment_finds_nothing(tmp_path: Path) -> None:
    found = checked(tmp_path, "--deploy", "--fail-level", "WARNING", **PRODUCTION)
    assert (found.returncode, found.stderr) == (0, "")
    assert "no issues" in found.stdout
    assert not (tmp_path / "secret_key").exists()


@pytest.mark.parametrize(
    ("missing", "said", "because"),
    [
        ("SECRET_KEY", {}, "没有密钥"),
        ("ALLOWED_HOSTS", {}, "没有写对外的域名"),
        ("", {"SECRET_KEY": "secret"}, "SECRET_KEY 太短"),
        ("", {"SECRET_KEY": "ab" * 40}, "SECRET_KEY 太短"),
        ("", {"LOG_FORMAT": "xml"}, "LOG_FORMAT 要写"),
        ("", {"DATABASE_URL": "mysql://a:b@c/d"}, "DATABASE_URL 要写成"),
    ],
)
def test_what_is_missing_or_wrong_is_a_sentence(tmp_path: Path, missing: str, said: dict, because: str) -> None:
    settings = {name: value for name, value in PRODUCTION.items() if name != missing} | said
    found = checked(tmp_path, **settings)
    assert found.returncode == 2
    assert found.stderr.startswith(f"设置不对：{because}")
    assert found.stderr.count("\n") == 1


def test_a_secret_kept_by_an_earlier_start_goes_on_being_used(tmp_path: Path) -> None:
    (tmp_path / "secret_key").write_text(SECRET)
    assert checked(tmp_path, ALLOWED_HOSTS="ztf.example.cn").returncode == 0


def test_a_trial_needs_nothing(tmp_path: Path) -> None:
    assert checked(tmp_path, DEBUG="1").returncode == 0
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600
