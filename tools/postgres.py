"""临时 PostgreSQL — a cluster of our own for one test run, as an ordinary user, gone afterwards."""

import os
import pwd
import secrets
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tools.house import Refusal

DEBIAN_HOME = Path("/usr/lib/postgresql")
ROLE = "zhaotuifu"
# A test cluster may lose everything at a power cut; it need not wait for the disk.
FAST = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=60"


def programs() -> Path | None:
    """程序目录 — the folder that holds initdb and pg_ctl: from PATH, else Debian's newest."""
    found = shutil.which("pg_ctl")
    if found and shutil.which("initdb"):
        return Path(found).parent
    if not DEBIAN_HOME.is_dir():
        return None
    homes = [home / "bin" for home in DEBIAN_HOME.iterdir() if (home / "bin" / "initdb").exists()]
    return max(homes, key=lambda home: int("0" + home.parent.name.split(".")[0]), default=None)


def ordinary_user() -> str | None:
    """普通用户 — whom root becomes to run PostgreSQL, which refuses root; None for anyone else."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name).pw_name
        except KeyError:
            continue
    raise Refusal("没有普通用户可用来启动 PostgreSQL：请先 apt-get install postgresql。")


def free_port() -> int:
    """空端口 — one that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def cluster() -> Iterator[str]:
    """一个集群 — its DATABASE_URL; listens on 127.0.0.1 only, with a password of this run.

    Refused (Refusal) with the server's last words when it does not start.
    """
    binaries = programs()
    if binaries is None:
        raise Refusal("没有 PostgreSQL 程序：请先 apt-get install postgresql。")
    user = ordinary_user()
    place = Path(tempfile.mkdtemp(prefix="ztf-pg-"))
    password, port = secrets.token_hex(16), free_port()
    (place / "password").write_text(password + "\n")
    if user:
        for path in (place, place / "password"):
            shutil.chown(path, user)
    try:
        _run(user, place, binaries / "initdb", "-D", place / "data", "-U", ROLE, "-A",
             "scram-sha-256", f"--pwfile={place / 'password'}", "-E", "UTF8", "--locale=C",
             "--no-sync")  # fmt: skip
        options = f"-p {port} -c listen_addresses=127.0.0.1 -k {place} {FAST}"
        _run(user, place, binaries / "pg_ctl", "-D", place / "data", "-l", place / "server.log",
             "-o", options, "-w", "-t", "60", "start")  # fmt: skip
        yield f"postgres://{ROLE}:{password}@127.0.0.1:{port}/postgres"
    finally:
        if (place / "data" / "postmaster.pid").exists():
            _run(user, place, binaries / "pg_ctl", "-D", place / "data", "-m", "immediate", "stop")
        shutil.rmtree(place, ignore_errors=True)


def _run(user: str | None, place: Path, *command: object) -> None:
    """运行 — as the ordinary user, from a folder it may enter, with output kept in a file.

    A file and not a pipe: the server inherits it and would keep a pipe open for ever.
    """
    words = place / "words.log"
    with words.open("ab") as log:
        done = subprocess.run(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=place, check=False,
            user=user, group=_group_of(user), extra_groups=[] if user else None,
        )  # fmt: skip
    if done.returncode:
        lines = words.read_text("utf-8", "replace").splitlines()[-8:]
        raise Refusal("\n".join([*lines, "临时 PostgreSQL 没有起来：原因见上面几行。"]))


def _group_of(user: str | None) -> int | None:
    return pwd.getpwnam(user).pw_gid if user else None
