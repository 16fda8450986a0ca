"""场所 — installations of their own: an empty database of the engine under test, an empty DATA_DIR."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.db import connection, connections

ROOT = Path(__file__).parents[2]
LEFT_OUT = ("PYTEST_XDIST_WORKER", "PYTEST_CURRENT_TEST", "SECRET_KEY", "BACKUP_DIR")


@dataclass(frozen=True, slots=True)
class Place:
    """一处 — its database and its folder."""

    url: str
    data: Path

    def environment(self, **more: str) -> dict[str, str]:
        """环境 — the product's own settings there."""
        kept = {key: value for key, value in os.environ.items() if key not in LEFT_OUT}
        return kept | {
            "DJANGO_SETTINGS_MODULE": "zhaotuifu.settings", "DEBUG": "1", "DATABASE_URL": self.url,
            "DATA_DIR": str(self.data), "PYTHONPATH": str(ROOT), **more,
        }  # fmt: skip

    def start(self, *words: str, **more: str) -> subprocess.Popen[str]:
        """开一个进程 — that goes on by itself."""
        return subprocess.Popen(
            [sys.executable, *words], cwd=ROOT, env=self.environment(**more), text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip

    def run(self, *words: str, **more: str) -> tuple[int, str]:
        """跑完 — exit code, and what was said on stdout, or on stderr if nothing was."""
        process = self.start(*words, **more)
        out, errors = process.communicate()
        return process.returncode, (out or errors).strip()

    def told(self, *words: str, **more: str) -> Any:
        """跑完并读 — the last line as JSON; a failure is shown as it was."""
        process = self.start(*words, **more)
        out, errors = process.communicate()
        assert process.returncode == 0, f"{out[-2000:]}\n{errors[-3000:]}"
        return json.loads(out.strip().splitlines()[-1])


@dataclass(slots=True)
class Places:
    """各处 — made one by one, all gone afterwards."""

    folder: Path
    made: list[str] = field(default_factory=list)

    def new(self, name: str, *, is_file: bool = False, has_tables: bool = False) -> Place:
        """一处新的 — on the engine under test, or in a file whatever that is.

        With tables it is a copy of the tests' own database, which spares all the migrations.
        """
        data = self.folder / name
        if connection.vendor != "postgresql" or is_file:
            path = self.folder / f"{name}.sqlite3"
            if has_tables:
                _copy_to(path)
            return Place(f"sqlite:///{path}", data)
        home = connection.settings_dict
        database = f"{home['NAME']}_{name}"
        if has_tables:
            connections.close_all()  # a template may have no visitors
        template = f' TEMPLATE "{home["NAME"]}"' if has_tables else ""
        self._command(f'CREATE DATABASE "{database}"{template}')
        self.made.append(database)
        login = f"{quote(home['USER'])}:{quote(home['PASSWORD'])}"
        return Place(f"postgres://{login}@{home['HOST']}:{home['PORT']}/{database}", data)

    def close(self) -> None:
        for database in self.made:
            self._command(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')

    def _command(self, sql: str) -> None:
        import psycopg

        home = connection.settings_dict
        address = {"host": "HOST", "port": "PORT", "user": "USER", "password": "PASSWORD"}
        login = {key: home[said] for key, said in address.items() if home[said]}
        with psycopg.connect(dbname="postgres", autocommit=True, **login) as one:
            one.execute(sql.encode())


def _copy_to(path: Path) -> None:
    connection.ensure_connection()
    with closing(sqlite3.connect(path)) as target:
        connection.connection.backup(target)
        target.execute("PRAGMA journal_mode=WAL")


@contextmanager
def places(folder: Path) -> Iterator[Places]:
    """各处 — below a folder of this test."""
    found = Places(folder)
    try:
        yield found
    finally:
        found.close()
