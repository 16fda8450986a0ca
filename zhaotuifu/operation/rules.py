"""运维规则 — what a backup says of itself, and whether it may go into a place."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from zhaotuifu.kernel.verdict import YES, Unclear, Verdict, no

FORMAT = 1
Step = tuple[str, str]  # application and migration

NOT_OURS = "“{place}”不是招推服的备份：{why}。请给出备份目录里“ztf-”开头的那一个。"


@dataclass(frozen=True, slots=True)
class Table:
    """一张表 — how many rows, and the SHA-256 of all of them as they are written in the backup."""

    name: str
    rows: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """清单 — of a backup: when, of which schema, which tables, how many files."""

    taken_at: datetime
    made_by: str  # the version of the program
    engine: str
    migrations: tuple[Step, ...]
    tables: tuple[Table, ...]
    files: int
    files_bytes: int
    files_sha256: str  # of the list of files
    secret_mark: str  # tells whether two installations have the same secret, and nothing else
    has_secret: bool

    @property
    def rows(self) -> int:
        """共几行."""
        return sum(table.rows for table in self.tables)

    def plain(self) -> dict[str, Any]:
        """写法 — as JSON takes it."""
        return {
            "format": FORMAT, "taken_at": self.taken_at.isoformat(), "made_by": self.made_by,
            "engine": self.engine, "migrations": [list(step) for step in self.migrations],
            "tables": [[one.name, one.rows, one.sha256] for one in self.tables],
            "files": self.files, "files_bytes": self.files_bytes,
            "files_sha256": self.files_sha256, "secret_mark": self.secret_mark,
            "has_secret": self.has_secret,
        }  # fmt: skip


def manifest_of(said: Mapping[str, Any], place: str) -> Manifest:
    """读清单 — raises `Unclear` when it is none of ours, or of a later make."""
    if said.get("format") != FORMAT:
        raise Unclear(NOT_OURS.format(place=place, why="清单的格式不认识，可能是更新的版本做的"))
    try:
        return Manifest(
            datetime.fromisoformat(said["taken_at"]), str(said["made_by"]), str(said["engine"]),
            tuple((str(app), str(name)) for app, name in said["migrations"]),
            tuple(Table(str(name), int(rows), str(sha)) for name, rows, sha in said["tables"]),
            int(said["files"]), int(said["files_bytes"]), str(said["files_sha256"]),
            str(said["secret_mark"]), bool(said["has_secret"]),
        )
    except (KeyError, TypeError, ValueError) as problem:
        raise Unclear(NOT_OURS.format(place=place, why="清单不完整")) from problem


def can_restore(
    manifest: Manifest, *, known: Collection[Step], tables: Collection[str], files: int,
    is_same_secret: bool,
) -> Verdict:
    """能不能恢复 — `known` are the migrations of this program, `tables` those that hold a row here,
    `files` how many files lie here already. A secret that a trial made by itself gives way to that
    of the backup and counts as the same. Refused with what stands in the way.
    """
    unknown = [f"{app}.{name}" for app, name in manifest.migrations if (app, name) not in known]
    if unknown:
        return no(
            f"不能恢复：备份是更新的版本做的（{manifest.made_by}，有 {unknown[0]} 等"
            f" {len(unknown)} 步这里没有）。请先把程序升级到那个版本。"
        )
    if tables:
        return no(
            f"不能恢复：这个库里已经有数据（{'、'.join(sorted(tables)[:3])} 等 {len(tables)} 张表）。"
            "恢复只进空库：请另建一个空库，把 DATABASE_URL 指过去。"
        )
    if files:
        return no(
            f"不能恢复：DATA_DIR 里已经有 {files} 个存档文件。恢复只进空目录：请另给一个 DATA_DIR。"
        )
    if not is_same_secret:
        return no(
            "不能恢复：环境里的 SECRET_KEY 和备份时的不同，二次验证会打不开。请用原来的那一个"
            + ("（备份里的 secret_key 就是，去掉环境里的，把它放进 DATA_DIR）；" if manifest.has_secret else "；")
            + "找不回来的，加 --other-secret，所有人要重新登录，二次验证要重新绑定。"
        )
    return YES
