"""存储查询 — how large the library, the originals and the made files are, what room is left."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.models import Count, Min, Sum

from zhaotuifu.administration import cleaning
from zhaotuifu.evidence.models import StoredFile
from zhaotuifu.kernel.work import files

SHOWN = 10
#: less room than this is told: a large ledger and its roll-ups want it
LEAST_FREE = 2 * 1024**3
POSTGRES_SIZE = "SELECT pg_database_size(current_database())"


@dataclass(frozen=True, slots=True)
class Place:
    """一处 — what it is, how many files, bytes (None: cannot be told), and what keeps it small."""

    label: str
    count: int | None
    size: int | None
    note: str

    @property
    def text(self) -> str:
        """多大 — KB, MB, GB."""
        return size_text(self.size)


@dataclass(frozen=True, slots=True)
class Large:
    """一个大文件."""

    name: str
    size: str
    stored_at: datetime


@dataclass(frozen=True, slots=True)
class Storage:
    """存储."""

    places: tuple[Place, ...]
    largest: tuple[Large, ...]
    oldest: datetime | None
    total: str
    free: str
    is_short: bool
    folder: str
    stale: int  # ledgers sent long ago and never imported


def size_text(size: int | None) -> str:
    """字节写法 — 1.5 GB; — when nobody can tell."""
    if size is None:
        return "—"
    amount = float(size)
    for unit in ("B", "KB", "MB"):
        if amount < 1024:
            return f"{amount:,.0f} {unit}"
        amount /= 1024
    return f"{amount:,.1f} GB"


def storage(now: datetime) -> Storage:
    """存储 — a fixed number of SQL statements; looks at the data folder."""
    rows = StoredFile.objects.aggregate(count=Count("sha256", distinct=True), oldest=Min("stored_at"))
    distinct = StoredFile.objects.order_by().values("sha256", "size").distinct()
    size = distinct.aggregate(total=Sum("size"))["total"] or 0
    made = list(_files(files.folder()))
    disk = shutil.disk_usage(settings.DATA_DIR)
    drafts = cleaning.stale(now).count()
    places = (
        Place("数据库", None, database_size(), "每天备份"),
        Place("存档原件", rows["count"], size, "按内容只存一份，不删"),
        Place("导出的成品", len(made), sum(path.stat().st_size for path in made), "一周后自动清理"),
    )
    return Storage(
        places, _largest(), rows["oldest"], size_text(disk.total), size_text(disk.free),
        disk.free < LEAST_FREE, str(settings.DATA_DIR), drafts,
    )


def database_size() -> int | None:
    """数据库多大 — its files; of a server what it says of itself; None when it does not say."""
    settings_of = connection.settings_dict
    if connection.vendor == "sqlite":
        base = Path(str(settings_of["NAME"]))
        found = [Path(f"{base}{ending}") for ending in ("", "-wal", "-shm")]
        return sum(path.stat().st_size for path in found if path.is_file()) or None
    if connection.vendor != "postgresql":
        return None
    # The one question only this server answers; nothing depends on the answer.
    with connection.cursor() as cursor:
        cursor.execute(POSTGRES_SIZE)
        row = cursor.fetchone()
    return int(row[0]) if row else None


def _largest() -> tuple[Large, ...]:
    rows = StoredFile.objects.order_by("-size", "-id")[:SHOWN]
    return tuple(Large(row.name, size_text(row.size), row.stored_at) for row in rows)


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in folder.iterdir() if path.is_file())
