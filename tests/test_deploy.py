"""部署文件：单元、代理、环境的例子和程序、和说明书说的一样。"""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest
from django.core.management import get_commands

from tools.run import Address, members

ROOT = Path(__file__).parents[1]
DEPLOY = ROOT / "deploy"
UNITS = sorted(DEPLOY.glob("*.service"))
OPERATE = (ROOT / "docs" / "operate.md").read_text("utf-8")


def words_of(unit: Path) -> list[str]:
    line = re.search(r"^ExecStart=\S+ (.+)$", unit.read_text("utf-8"), re.MULTILINE)
    assert line, unit.name
    return line[1].split()


def test_each_process_of_make_run_has_its_unit_with_the_same_words():
    ours = [list(one.command[1:]) for one in members(Path(sys.executable), Address("127.0.0.1", 8000))]
    units = [words_of(DEPLOY / f"zhaotuifu-{name}.service") for name in ("web", "worker", "tick")]
    assert [words[:2] for words in units] == [words[:2] for words in ours]
    assert units[1:] == ours[1:]
    assert {words[1] for words in units[1:]} <= set(get_commands())


@pytest.mark.parametrize("unit", UNITS, ids=lambda one: one.stem)
def test_a_unit_comes_back_when_it_dies_and_writes_only_where_it_must(unit: Path):
    said = unit.read_text("utf-8")
    for line in (
        "Restart=always", "RestartSec=1", "User=zhaotuifu", "EnvironmentFile=/etc/zhaotuifu.env",
        "NoNewPrivileges=yes", "ProtectSystem=strict", "UMask=0077", "StateDirectory=zhaotuifu",
    ):  # fmt: skip
        assert f"\n{line}\n" in said
    assert f"zhaotuifu-{unit.stem.removeprefix('zhaotuifu-')}" in OPERATE
    assert unit.name in (DEPLOY / "zhaotuifu.target").read_text("utf-8")


def test_the_environments_example_names_only_what_the_table_explains():
    lines = (DEPLOY / "zhaotuifu.env.example").read_text("utf-8").splitlines()
    names = [line.partition("=")[0] for line in lines if line and not line.startswith("#")]
    assert {"SECRET_KEY", "ALLOWED_HOSTS", "DATABASE_URL", "DATA_DIR"} <= set(names)
    assert [name for name in names if f"`{name}`" not in OPERATE] == []


def test_the_proxy_overwrites_what_a_visitor_could_forge_and_logs_no_query():
    said = (DEPLOY / "nginx.conf").read_text("utf-8")
    assert "X-Forwarded-Proto $scheme" in said
    assert "X-Forwarded-For $remote_addr" in said
    assert "X-Request-ID $request_id" in said
    directives = re.sub(r"#.*", "", said)
    assert "$request_uri" not in directives.replace("$host$request_uri", "")
    assert '"path":"$uri"' in said
    size = re.search(r"client_max_body_size (\d+)m", said)
    assert size and int(size[1]) > 50
