"""Commands say no as pages do: 1 with the reasons, 2 for wrong use, nothing written, never a traceback."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from tests import workbooks
from tests.stage import Stage, everything_stored

pytestmark = pytest.mark.django_db

REFUSED, WRONG_USE = 1, 2
CHINESE = re.compile(r"[\u4e00-\u9fff]{2,}.*。")
LEDGER = ("ledger_import", "{ledger}", "--as", "office", "--period", "2025-03", "--commit")
EXPORT = ("ledger_export", "--as", "office", "--period", "2025-03", "--out", "{out}")
FIGURE = ("indicator", "投资完成率", "--year", "2025", "--as-of", "2025-03-31")
PAPER = ("document", "progress_brief", "--year", "2025", "--as-of", "2025-02-28", "--as", "office",
         "--out", "{out}")  # fmt: skip
ZONES = ("zones_import", "{zones}")
OPENING = ("account", "open", "xin", "--name", "新人", "--role", "office", "--at", "区重大办")

Told = tuple[str, ...]


def said(command: Told, *changes: str) -> Told:
    """The same command with options said otherwise; a last one without a value is added."""
    found = list(command)
    for option, value in zip(changes[::2], changes[1::2], strict=True):
        if option in found:
            found[found.index(option) + 1] = value
        elif option.isdigit():
            found[int(option)] = value
        else:
            found += [option, value]
    return tuple(found)


BAD: tuple[tuple[int, Told], ...] = (
    (WRONG_USE, said(LEDGER, "1", "{nowhere}")),
    (WRONG_USE, said(LEDGER, "1", "{folder}")),
    (WRONG_USE, said(LEDGER, "--as", "nobody")),
    (WRONG_USE, said(LEDGER, "--as", "x" * 999)),
    (WRONG_USE, said(LEDGER, "--answers", "{nowhere}")),
    (WRONG_USE, said(LEDGER, "--answers", "{ledger}")),
    (WRONG_USE, said(LEDGER, "--answers", "{deep}")),
    (WRONG_USE, said(LEDGER, "--answers", "{list}")),
    (REFUSED, said(LEDGER, "--answers", "{half}")),
    (REFUSED, said(LEDGER, "--answers", "{unknown}")),
    (REFUSED, said(LEDGER, "--answers", "{shape}")),
    (REFUSED, said(LEDGER, "1", "{zones}")),
    (REFUSED, said(LEDGER, "1", "{empty}")),
    (REFUSED, said(LEDGER, "1", "{picture}")),
    *(
        (REFUSED, said(LEDGER, "--period", period))
        for period in ("2025", "2025-13", "1999-01", "２０２５-03", "abc")
    ),
    (REFUSED, said(LEDGER, "--sheet", "没有这张")),
    (WRONG_USE, said(EXPORT, "--as", "nobody")),
    (WRONG_USE, said(EXPORT, "--period", "2025-00")),
    (WRONG_USE, said(EXPORT, "--out", "{nowhere}/台账.xlsx")),
    (WRONG_USE, said(EXPORT, "--out", "{folder}")),
    (REFUSED, said(FIGURE, "1", "没有的指标")),
    *((REFUSED, said(FIGURE, "--year", year)) for year in ("0", "99999", "9" * 30)),
    *((REFUSED, (name, "--year", "0")) for name in ("rollup_check", "rollup_rebuild")),
    *(
        (REFUSED, said(FIGURE, "--as-of", day))
        for day in ("2025-02-30", "0001-01-01", "昨天", "9999-12-31")
    ),
    *(
        (REFUSED, said(FIGURE, "--known-at", at))
        for at in ("abc", "2025-03-31T99:00", "9999-12-31T23:59-14:00")
    ),
    (REFUSED, said(FIGURE, "--level", "zzz")),
    (REFUSED, said(FIGURE, "--zone", "999999")),
    (REFUSED, said(PAPER, "1", "没有的公文")),
    (REFUSED, said(PAPER, "--year", "99999")),
    (REFUSED, said(PAPER, "--as-of", "2024-12-31")),
    (REFUSED, said(PAPER, "--as", "nobody")),
    (REFUSED, said(PAPER, "--out", "{nowhere}/专报.docx")),
    (REFUSED, said(PAPER, "--out", "{folder}")),
    (REFUSED, said(ZONES, "1", "{nowhere}")),
    (REFUSED, said(ZONES, "1", "{folder}")),
    (REFUSED, said(ZONES, "1", "{picture}")),
    (REFUSED, said(ZONES, "1", "{deep}")),
    *((REFUSED, said(ZONES, "1", f"{{zone{n}}}")) for n in range(6)),
    (REFUSED, said(OPENING, "2", "office")),
    (REFUSED, said(OPENING, "2", "长" * 61)),
    (REFUSED, said(OPENING, "2", " ")),
    (REFUSED, said(OPENING, "--name", "甲\x01")),
    (REFUSED, said(OPENING, "--phone", "1" * 31)),
    (REFUSED, said(OPENING, "--at", "没有的单位")),
    (REFUSED, ("init_district", "又一区", "--admin", "root")),
)
GOOD = (LEDGER, EXPORT, FIGURE, PAPER, ZONES, OPENING)


@pytest.fixture
def files(tmp_path: Path) -> dict[str, str]:
    """文件 — good ones and bad ones, by the names the table uses."""
    heads = ("项目名称", "板块", "总投资（万元）")
    (tmp_path / "folder").mkdir()
    made = {
        "ledger": workbooks.ledger("2025年3月台账", heads, [("砚湖丙厂", "砚湖镇", 100)]),
        "empty": b"", "picture": b"\x89PNG\r\n\x1a\n" + b"\0" * 99, "deep": b"[" * 200_000,
        "list": b"[1]", "half": b'{"given": {"a": "\\ud800"}}', "unknown": b'{"zzz": 1}',
        "shape": b'{"mapping": ["a"]}', "zones": '[{"name": "东湖镇", "kind": "镇"}]'.encode(),
        "zone0": b'[{"name": ""}]', "zone1": b'[{"name": "a\\u0000b"}]', "zone2": b'[{"name": "\\ud800"}]',
        "zone3": f'[{{"name": "{"长" * 121}"}}]'.encode(), "zone4": b'[{"name": "a", "aliases": [1]}]',
        "zone5": f'[{{"name": "好的镇"}}, {{"name": "甲", "kind": "{"长" * 21}"}}]'.encode(),
    }  # fmt: skip
    for name, data in made.items():
        (tmp_path / name).write_bytes(data)
    return {name: str(tmp_path / name) for name in (*made, "folder", "out", "nowhere")}


def run(command: Told, files: dict[str, str]) -> int:
    """The exit code, as the shell would see it."""
    words = [re.sub(r"^\{(\w+)\}", lambda found: files[found[1]], word) for word in command]
    try:
        call_command(*words, "--json") if words[0] != "account" else call_command(
            "account", "--json", *words[1:]
        )
    except SystemExit as stop:
        return int(stop.code or 0)
    except CommandError as error:
        print(error)
        return error.returncode
    return 0


@pytest.mark.parametrize("command", GOOD, ids=lambda one: one[0])
def test_a_good_command_is_done(command: Told, stage: Stage, files, capsys) -> None:
    """Or the refusals below would prove nothing."""
    assert run(command, files) == 0
    assert json.loads(capsys.readouterr().out)


@pytest.mark.parametrize(("code", "command"), BAD, ids=lambda one: str(one)[:70])
def test_a_bad_command_says_why_and_writes_nothing(
    code: int, command: Told, stage: Stage, files, capsys
) -> None:
    before = everything_stored()
    assert run(command, files) == code
    told = capsys.readouterr().out
    assert CHINESE.search(told) and "Traceback" not in told
    if code == REFUSED:
        answer = json.loads(told)
        assert all(CHINESE.search(reason) for reason in answer.get("reasons") or answer["refused"])
    assert everything_stored() == before
    assert not Path(files["out"]).exists()


# -- what is said before a command begins


@pytest.mark.parametrize(
    ("url", "word", "code", "sentence"),
    [
        ("postgres://a:secret-word@127.0.0.1:1/x", "开工率", REFUSED, "数据库用不了"),
        ("sqlite:////nowhere/at/all/x.sqlite3", "开工率", REFUSED, "数据库用不了"),
        ("nonsense", "开工率", WRONG_USE, "DATABASE_URL"),
        ("sqlite:///:memory:", "\udcff", WRONG_USE, "UTF-8"),
        ("sqlite:///:memory:", "开工率", REFUSED, "migrate"),
    ],
)
def test_a_database_that_is_not_there_is_a_sentence(url, word, code, sentence, tmp_path) -> None:
    environment = {**os.environ, "DATABASE_URL": url, "DATA_DIR": str(tmp_path)}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    done = subprocess.run(
        [sys.executable, "manage.py", *said(FIGURE, "1", word), "--json"], cwd=settings.BASE_DIR,
        env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == code and "Traceback" not in done.stderr
    assert sentence in json.loads(done.stdout)["refused"][0] and "secret-word" not in done.stdout
