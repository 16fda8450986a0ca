"""搬文件 — stored files lie in the backup under their hash, once for all backups in that folder.

Files are only ever added to the store, and a row that names one is written after it: so copied after
the rows were read, every file that a row names is there.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from zhaotuifu.evidence.actions import COMING

PIECE = 1024 * 1024
PART = ".part"


@dataclass(frozen=True, slots=True)
class Stored:
    """一个文件 — its place below the store, its bytes, their hash."""

    path: str
    size: int
    sha256: str

    @property
    def kept_as(self) -> str:
        """在备份里叫什么."""
        return f"{self.sha256[:2]}/{self.sha256}"


def stored_in(root: Path) -> Iterator[Path]:
    """存着的 — every file below, but those still on their way; in order of path."""
    if root.is_dir():
        yield from sorted(
            path for path in root.rglob("*") if path.is_file() and not path.name.startswith(COMING)
        )


def keep(root: Path, path: Path, shelf: Path) -> Stored:
    """收一个 — copied unless the backups have these bytes already. Raises OSError.

    The store names a file by its hash; that is believed of what the shelf has in the same size,
    because it was reckoned when it was put there.
    """
    name, size = path.relative_to(root).as_posix(), path.stat().st_size
    there = shelf / path.name[:2] / path.name
    if len(path.name) == 64 and there.is_file() and there.stat().st_size == size:
        return Stored(name, size, path.name)
    shelf.mkdir(parents=True, exist_ok=True)
    part = shelf / f"{path.name}.{os.getpid()}{PART}"
    digest = copy(path, part)
    found = Stored(name, size, digest)
    final = shelf / found.kept_as
    final.parent.mkdir(exist_ok=True)
    part.replace(final)
    return found


def copy(source: Path, target: Path) -> str:
    """抄一个 — whole and on the disk; the hash of what was read."""
    digest = hashlib.sha256()
    with source.open("rb") as given, target.open("wb") as taken:
        while piece := given.read(PIECE):
            digest.update(piece)
            taken.write(piece)
        taken.flush()
        os.fsync(taken.fileno())
    return digest.hexdigest()


def hash_of(path: Path) -> str:
    """哈希 — of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def wrong(found: Stored, shelf: Path) -> str:
    """哪里不对 — of a file in the backup, in a word; empty when it is whole."""
    path = shelf / found.kept_as
    if not path.is_file():
        return "缺"
    return "" if path.stat().st_size == found.size and hash_of(path) == found.sha256 else "变了"


def put_back(found: Stored, shelf: Path, root: Path) -> bool:
    """放回一个 — False when its bytes are not those that were kept."""
    target = root / found.path
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(target.name + PART)
    if copy(shelf / found.kept_as, part) != found.sha256:
        part.unlink()
        return False
    part.replace(target)
    return True


def sweep(shelf: Path) -> None:
    """清半截 — what a killed backup left half-copied."""
    for path in shelf.glob(f"*{PART}"):
        path.unlink(missing_ok=True)


def lock_up(folder: Path) -> None:
    """锁好 — a folder that only its owner enters."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)


def free_bytes(folder: Path) -> int:
    """剩余空间 — bytes, of the disk on which the folder lies or will lie."""
    while not folder.exists():
        folder = folder.parent
    return shutil.disk_usage(folder).free

