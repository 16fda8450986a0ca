"""运维动作 — a backup is taken while people go on working; a backup is put into an empty place."""

from __future__ import annotations

import gzip
import hmac
import json
import shutil
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, cast

from django.conf import settings
from django.core.management import call_command
from django.db import connection, models, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from zhaotuifu.kernel import audit
from zhaotuifu.kernel.actor import Actor
from zhaotuifu.kernel.verdict import Conflict, Refused, ensure, no
from zhaotuifu.operation import files, rows
from zhaotuifu.operation.files import Stored
from zhaotuifu.operation.queries import (
    FILES,
    LIST,
    MANIFEST,
    PREFIX,
    SECRET,
    TABLES,
    files_of,
    manifest_in,
    release,
    secret_mark,
)  # fmt: skip
from zhaotuifu.operation.rules import Manifest, Table, can_restore

Tell = Callable[[str, int, int], None]
UNDER_WAY = ".coming"
KIND = "backup"
ROOM = 200 * 1024 * 1024  # bytes that must be free beside what is new
NO_ROOM = "备份盘的空间不够：{folder} 只剩 {free:.1f} GB。请换一个目录，或清掉旧的备份。"
SPOILT = "不能恢复：备份里的{what} 和清单对不上，备份坏了或被改过。请换一份备份。"


def quiet(what: str, done: int, total: int) -> None:
    """不说 — nobody waits for the progress."""


def take(*, into: Path, by: Actor, at: datetime, tell: Tell = quiet) -> Path:
    """备份 — the rows as they stood at one moment, then the files they name; the folder it made.

    A writer waits for nothing. What is not whole has no name that a restore takes. Raises
    `Refused` when the disk has no room, `Conflict` when another backup stands under this moment.
    """
    files.lock_up(into)
    if (free := files.free_bytes(into)) < ROOM:
        raise Refused(no(NO_ROOM.format(folder=into, free=free / 2**30)))
    final = into / f"{PREFIX}{timezone.localtime(at):%Y%m%d-%H%M%S}"
    coming = final.with_name(final.name + UNDER_WAY)
    if final.exists():
        raise Conflict(f"{final} 已经有了。请过一秒再备份。")
    shutil.rmtree(coming, ignore_errors=True)
    (coming / TABLES).mkdir(parents=True, mode=0o700)
    try:
        steps, tables = _take_rows(coming / TABLES, tell)
        kept = _take_files(into / FILES, coming / LIST, tell)
        manifest = _manifest(coming, steps, tables, kept, at)
        (coming / MANIFEST).write_text(
            json.dumps(manifest.plain(), ensure_ascii=False, indent=1), encoding="utf-8"
        )
        coming.replace(final)
    except BaseException:
        shutil.rmtree(coming, ignore_errors=True)
        raise
    with transaction.atomic():
        audit.record(
            by=by, at=audit.take_turn(timezone.now()), action="备份", object_kind=KIND,
            object_id=final.name,
            after={"rows": manifest.rows, "files": manifest.files, "bytes": manifest.files_bytes},
        )  # fmt: skip
    return final


def _take_rows(folder: Path, tell: Tell) -> tuple[tuple[tuple[str, str], ...], list[Table]]:
    with rows.one_moment():
        loader = MigrationLoader(connection)
        steps = rows.applied(loader)
        found = rows.tables_of(rows.apps_at(loader, steps))
        written = []
        for number, model in enumerate(found, start=1):
            tell("表", number, len(found))
            with gzip.GzipFile(folder / f"{model._meta.db_table}.gz", "wb", 3, mtime=0) as out:
                written.append(rows.write_table(model, cast(Any, out)))
    return steps, written


def _take_files(shelf: Path, listing: Path, tell: Tell) -> list[Stored]:
    files.lock_up(shelf)
    files.sweep(shelf)
    root = Path(settings.MEDIA_ROOT)
    there = list(files.stored_in(root))
    kept = []
    for number, path in enumerate(there, start=1):
        kept.append(files.keep(root, path, shelf))
        if number % 100 == 0 or number == len(there):
            tell("文件", number, len(there))
    lines = [json.dumps([one.path, one.size, one.sha256], ensure_ascii=False) for one in kept]
    listing.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return kept


def _manifest(
    folder: Path, steps: Iterable[tuple[str, str]], tables: Iterable[Table],
    kept: list[Stored], at: datetime,
) -> Manifest:
    has_secret = _is_kept()
    if has_secret:
        shutil.copy(Path(settings.DATA_DIR) / SECRET, folder / SECRET)
    return Manifest(
        at, release(), connection.vendor, tuple(steps), tuple(tables), len(kept),
        sum(one.size for one in kept), files.hash_of(folder / LIST), secret_mark(), has_secret,
    )  # fmt: skip


def _is_kept() -> bool:
    """Whether the secret in use is the one kept beside the data, not one of the environment."""
    secret = Path(settings.DATA_DIR) / SECRET
    return secret.is_file() and hmac.compare_digest(secret.read_text(), settings.SECRET_KEY)


def restore(
    *, folder: Path, by: Actor, at: datetime, tell: Tell = quiet, is_other_secret: bool = False
) -> Manifest:
    """恢复 — into an empty database and an empty store; every row and byte is held against the manifest.

    The tables are built as the backup had them, filled, compared, and only then brought forward to
    this version. Raises `Refused`: the place is not empty, the backup is of a later version or is
    spoilt (then no row is written), the secret is another one.
    """
    manifest = manifest_in(folder)
    _check(manifest, folder, is_other_secret)
    kept = _check_files(manifest, folder, tell)
    _put_rows(manifest, folder, tell)
    root, shelf = Path(settings.MEDIA_ROOT), folder.parent / FILES
    for number, one in enumerate(kept, start=1):
        if not files.put_back(one, shelf, root):
            raise Refused(no(SPOILT.format(what=f"文件 {one.path}")))
        tell("文件", number, len(kept))
    _put_secret(folder)
    call_command("migrate", interactive=False, verbosity=0)
    with transaction.atomic():
        audit.record(
            by=by, at=audit.take_turn(at), action="恢复备份", object_kind=KIND,
            object_id=folder.name, after={"rows": manifest.rows, "files": manifest.files},
        )
    return manifest


def look(*, folder: Path, tell: Tell = quiet) -> Manifest:
    """核对备份 — every table and file in it is what the manifest says; nothing is written.

    Raises `Refused` when one is not.
    """
    manifest = manifest_in(folder)
    _check_files(manifest, folder, tell)
    for number, table in enumerate(manifest.tables, start=1):
        tell("核对表", number, len(manifest.tables))
        try:
            with gzip.open(folder / TABLES / f"{table.name}.gz", "rb") as lines:
                is_whole = rows.hash_lines(table.name, cast("Iterator[bytes]", lines)) == table
        except (OSError, EOFError) as problem:
            raise Refused(no(SPOILT.format(what=f"表 {table.name}"))) from problem
        if not is_whole:
            raise Refused(no(SPOILT.format(what=f"表 {table.name}")))
    return manifest


def _check(manifest: Manifest, folder: Path, is_other_secret: bool) -> None:
    loader = MigrationLoader(connection)
    ensure(
        can_restore(
            manifest, known=rows.known(loader), tables=rows.filled(),
            files=sum(1 for _ in files.stored_in(Path(settings.MEDIA_ROOT))),
            is_same_secret=is_other_secret
            or manifest.secret_mark == secret_mark()
            or (manifest.has_secret and _is_kept()),
        )
    )
    if loader.applied_migrations and set(rows.applied(loader)) - set(manifest.migrations):
        raise Refused(no(
            "不能恢复：这个库已经建了表，而且比备份新。恢复要一个连表也没有的空库；先不要运行 migrate。"
        ))  # fmt: skip


def _check_files(manifest: Manifest, folder: Path, tell: Tell) -> list[Stored]:
    """Before anything is written: the backup has all its files, and each is what it was."""
    listing = folder / LIST
    if not listing.is_file() or files.hash_of(listing) != manifest.files_sha256:
        raise Refused(no(SPOILT.format(what="文件清单")))
    kept, shelf = files_of(folder), folder.parent / FILES
    for number, one in enumerate(kept, start=1):
        if said := files.wrong(one, shelf):
            raise Refused(no(SPOILT.format(what=f"文件 {one.path}（{said}）")))
        if number % 100 == 0 or number == len(kept):
            tell("核对文件", number, len(kept))
    return kept


def _put_rows(manifest: Manifest, folder: Path, tell: Tell) -> None:
    apps = rows.build(MigrationExecutor(connection), manifest.migrations)
    found = {model._meta.db_table: model for model in rows.tables_of(apps)}
    said = {table.name: table for table in manifest.tables}
    if set(found) != set(said):
        odd = sorted(set(found) ^ set(said))
        raise Refused(no(SPOILT.format(what=f"表 {odd[0]}")))
    with transaction.atomic():
        rows.empty_tables(found.values())
        for number, (name, model) in enumerate(sorted(found.items()), start=1):
            tell("表", number, len(found))
            _put_table(model, said[name], folder / TABLES / f"{name}.gz")
        rows.number_on(found.values())
        _compare(found, said, tell)


def _put_table(model: type[models.Model], said: Table, path: Path) -> None:
    try:
        with gzip.open(path, "rb") as lines:
            read = rows.read_table(model, cast("Iterator[bytes]", lines))
    except (OSError, EOFError, ValueError) as problem:
        raise Refused(no(SPOILT.format(what=f"表 {said.name}"))) from problem
    if read != said:
        raise Refused(no(SPOILT.format(what=f"表 {said.name}")))


def _compare(found: dict[str, type[models.Model]], said: dict[str, Table], tell: Tell) -> None:
    """What now stands in the database is read again, and is what was kept."""
    for number, (name, model) in enumerate(sorted(found.items()), start=1):
        tell("核对", number, len(found))
        if rows.count_table(model) != said[name]:
            raise Refused(no(f"恢复没有成：表 {name} 写进去以后和备份不一样，已全部退回。请报告这个错误。"))


def _put_secret(folder: Path) -> None:
    """The kept secret goes where a start without SECRET_KEY looks for it; none has been used here."""
    kept, place = folder / SECRET, Path(settings.DATA_DIR) / SECRET
    if kept.is_file() and (_is_kept() or not place.exists()):
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(kept, place)
        place.chmod(0o600)

