"""断电 — acts in processes of their own, each on a copy of one prepared database, stopped in the middle.

A copy is a file on SQLite and a database made from a template on PostgreSQL. All times are given, so
that the same act on the same copy leaves the same rows: "before" and "after" are two texts.
"""

from __future__ import annotations

import hashlib
import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import connection, connections

from zhaotuifu.kernel import audit
from zhaotuifu.kernel.models import AuditRow
from zhaotuifu.kernel.verdict import Refused

PATIENCE = 60.0
Act = Callable[[Callable[..., None]], object]


@dataclass(frozen=True, slots=True)
class Ended:
    """结局 — of a process: `None` said means it did not come to its end."""

    phases: dict[str, float]  # seconds from the start
    said: str | None
    seconds: float = 0.0


class Copies:
    """副本 — of the database as it stands, one for each process."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.made = folder, 0
        self.names: list[str] = []
        self.home: dict[str, Any] = connections["default"].settings_dict
        self.own = str(self.home["NAME"])
        self.is_server = connection.vendor == "postgresql"
        self.base = self._from(self.own)

    def new(self, of: str | None = None) -> str:
        """A fresh copy, of the prepared database or of another copy; its name."""
        return self._from(of or self.base)

    def _from(self, source: str) -> str:
        self.made += 1
        if self.is_server:
            name = f"{self.own}_kill{self.made}"
            self._command(f'DROP DATABASE IF EXISTS "{name}"')
            self._command(f'CREATE DATABASE "{name}" TEMPLATE "{source}"')
        else:
            import sqlite3

            name = str(self.folder / f"{self.made}.sqlite3")
            target = sqlite3.connect(name)
            if source == self.own:
                connection.ensure_connection()
                connection.connection.backup(target)
            else:
                with _closing(sqlite3.connect(source)) as origin:
                    origin.backup(target)
            target.execute("PRAGMA journal_mode=WAL")
            target.close()
        self.names.append(name)
        return name

    def _command(self, sql: str) -> None:
        import psycopg

        connections.close_all()  # a template may have no visitors
        with psycopg.connect(**self.address("postgres"), autocommit=True) as one:
            one.execute(sql.encode())

    def address(self, name: str) -> dict[str, Any]:
        """How to reach a database of the server without Django."""
        pairs = {"host": "HOST", "port": "PORT", "user": "USER", "password": "PASSWORD"}
        return {"dbname": name, **{key: self.home[given] for key, given in pairs.items() if self.home[given]}}

    def drop(self, name: str) -> None:
        self.names.remove(name)
        if self.is_server:
            self._command(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        else:
            for path in self.folder.glob(Path(name).name + "*"):
                path.unlink()

    def close(self) -> None:
        for name in list(self.names):
            self.drop(name)

    @contextmanager
    def inside(self, name: str) -> Iterator[None]:
        """Django's connection is to the copy."""
        if self.is_server:
            connections.close_all()
        kept, connection.connection = connection.connection, None
        self.home["NAME"] = name
        try:
            yield
        finally:
            if connection.connection is not None:
                connection.connection.close()
            connection.connection, self.home["NAME"] = kept, self.own

    def library(self, name: str) -> str:
        """Every row of every table of ours, in one hash."""
        with self.inside(name):
            return library()

    def tally(self, name: str) -> dict[str, int]:
        """How many rows each table of ours has: the same, though the ids reserved are others."""
        with self.inside(name):
            return {model.__name__: model._default_manager.count() for model in ours()}

    def audit_of(self, name: str) -> tuple[bool, str]:
        """Whether the chain is whole, and the last deed it tells of."""
        with self.inside(name):
            rows = list(AuditRow.objects.order_by("number"))
            return audit.first_break(rows) is None, rows[-1].action


@contextmanager
def _closing(one: Any) -> Iterator[Any]:
    try:
        yield one
    finally:
        one.close()


#: a stamp is drawn anew with every change, so that one read before is never taken for the present one
NEVER_TWICE = {"YearStand": ("stamp", "recent")}


def library() -> str:
    """Every row of every table of ours, in one hash; but for what never comes twice by design."""
    found = hashlib.sha256()
    for model in ours():
        names = [field.attname for field in model._meta.concrete_fields]
        names = [name for name in names if name not in NEVER_TWICE.get(model.__name__, ())]
        for row in model._default_manager.order_by("pk").values_list(*names):
            found.update(repr(row).encode())
    return found.hexdigest()


def ours() -> list[Any]:
    """The models of the project."""
    return [model for model in apps.get_models() if model.__module__.startswith("zhaotuifu.")]


class Running:
    """在跑的进程 — an act on a copy; what it tells is heard with the moment it was told."""

    def __init__(self, copies: Copies, name: str, act: Act) -> None:
        if copies.is_server:
            connections.close_all()  # a connection is not shared between processes
        self.began = time.monotonic()
        self._read, write = os.pipe()
        self.pid = os.fork()
        if self.pid == 0:
            os.close(self._read)
            _child(copies, name, act, write)
        os.close(write)
        self._text = b""

    def hear(self, phase: str) -> bool:
        """Waits until the process tells that phase; False when it ended before."""
        while f"{phase}\n".encode() not in self._text:
            part = os.read(self._read, 65536)
            if not part:
                return False
            self._text += part
        return True

    def kill(self) -> None:
        os.kill(self.pid, signal.SIGKILL)

    def end(self) -> Ended:
        """Waits for it."""
        while part := os.read(self._read, 65536):
            self._text += part
        os.close(self._read)
        os.waitpid(self.pid, 0)
        lines = [line.split("\t") for line in self._text.decode().splitlines()]
        heard = {phase: float(at) - self.began for at, phase in lines}
        last = next((phase for phase in heard if phase[:1] == "="), None)
        return Ended(heard, last[1:] if last else None, heard.get(last or "", 0.0))


def _child(copies: Copies, name: str, act: Act, write: int) -> None:
    def say(text: str, *_: object) -> None:
        os.write(write, f"{time.monotonic()}\t{text}\n".encode())

    try:
        with copies.inside(name):
            try:
                act(say)
                say("=")
            except Refused as refusal:
                say(f"={refusal.verdict.sentence}")
            except BaseException as error:
                say(f"={type(error).__name__} {error!s:.200}".replace("\n", " ").replace("\t", " "))
    finally:
        os._exit(0)


def run(copies: Copies, name: str, act: Act) -> Ended:
    """To its end."""
    return Running(copies, name, act).end()
