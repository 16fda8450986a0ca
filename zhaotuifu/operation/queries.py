"""运维查询 — what a backup holds, which backups there are, and whether the house is well."""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection
from django.db.migrations.executor import MigrationExecutor

from zhaotuifu.kernel import beats
from zhaotuifu.kernel.states import Process
from zhaotuifu.kernel.verdict import Unclear
from zhaotuifu.operation.files import Stored, free_bytes
from zhaotuifu.operation.rules import NOT_OURS, Manifest, manifest_of
from zhaotuifu.operation.states import Trouble

PREFIX = "ztf-"
MANIFEST, LIST, TABLES, FILES, SECRET = (
    "manifest.json", "files.jsonl", "tables", "files", "secret_key",
)  # fmt: skip
#: a nightly backup older than this was missed
STALE_AFTER = timedelta(hours=30)
#: databases of which this process has seen that no migration lacks
_UP_TO_DATE: set[str] = set()


def release() -> str:
    """版本 — of this program, as its change log names it."""
    from zhaotuifu import __version__

    return __version__


def secret_mark() -> str:
    """密钥的记号 — the same for the same secret; the secret cannot be told from it."""
    return hmac.new(settings.SECRET_KEY.encode(), b"backup", hashlib.sha256).hexdigest()[:16]


def manifest_in(folder: Path) -> Manifest:
    """备份的清单 — raises `Unclear` when the folder is no backup."""
    try:
        said = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except OSError:
        raise Unclear(NOT_OURS.format(place=folder, why="没有清单")) from None
    except ValueError:
        raise Unclear(NOT_OURS.format(place=folder, why="清单读不懂")) from None
    if not isinstance(said, dict):
        raise Unclear(NOT_OURS.format(place=folder, why="清单读不懂"))
    return manifest_of(said, str(folder))


def files_of(folder: Path) -> list[Stored]:
    """备份的文件 — as its list names them."""
    lines = (folder / LIST).read_text(encoding="utf-8").splitlines()
    return [Stored(*json.loads(line)) for line in lines]


@dataclass(frozen=True, slots=True)
class Backup:
    """一份备份 — where it lies and what it says of itself."""

    folder: Path
    manifest: Manifest


def backups(into: Path) -> list[Backup]:
    """全部备份 — whole ones, newest first; what is none is passed over."""
    found = []
    for folder in sorted(into.glob(f"{PREFIX}*"), reverse=True):
        try:
            found.append(Backup(folder, manifest_in(folder)))
        except Unclear:
            continue
    return found


def troubles(now: datetime) -> list[Trouble]:
    """有什么不对 — of the database, the migrations, the other processes and the disk; empty when well.

    One SQL statement, the first time some more. What fails says that the database is away.
    """
    try:
        silent = beats.silent(now)
        is_behind = _is_behind()
    except (DatabaseError, InterfaceError):
        return [Trouble.MIGRATIONS if _answers() else Trouble.DATABASE, *_disk()]
    found = [Trouble.MIGRATIONS] if is_behind else []
    found += [Trouble.WORKER] if Process.WORKER in silent else []
    found += [Trouble.TICKER] if Process.TICKER in silent else []
    return [*found, *_disk()]


def _answers() -> bool:
    """Whether the database answers at all: then it is the tables that lack."""
    try:
        connection.ensure_connection()
        return connection.is_usable()
    except (DatabaseError, InterfaceError):
        return False


def _is_behind() -> bool:
    """Once up to date, a process takes its database to stay so: the answer costs a tenth of a second."""
    name = str(connection.settings_dict["NAME"])
    if name not in _UP_TO_DATE:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            return True
        _UP_TO_DATE.add(name)
    return False


def _disk() -> list[Trouble]:
    try:
        free = free_bytes(Path(settings.DATA_DIR))
    except OSError:
        return [Trouble.DISK]
    return [Trouble.DISK] if free < settings.DISK_FREE_MIN_MB * 2**20 else []


def missed_backup(now: datetime) -> str:
    """漏了的备份 — a sentence when BACKUP_DIR is set and its newest backup is too old; else empty."""
    if not settings.BACKUP_DIR:
        return ""
    found = backups(Path(settings.BACKUP_DIR))
    if not found:
        return f"{settings.BACKUP_DIR} 里还没有备份。"
    if now - found[0].manifest.taken_at > STALE_AFTER:
        return f"最近一份备份是 {found[0].folder.name}，超过 {STALE_AFTER.total_seconds() / 3600:.0f} 小时了。"
    return ""
