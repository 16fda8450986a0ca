"""备份是真恢复过的：一边有人写一边备，恢复到空机器上，逐表逐文件相同；不该恢复的，说明白。"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.db import connection

from tests.operation.places import Place, Places, places

pytestmark = pytest.mark.django_db

LIVING = ("-m", "tests.operation.living")


@dataclass(frozen=True, slots=True)
class Kept:
    """备好的 — the installation, its backup taken while somebody wrote, and what had been told by then."""

    made: Places
    home: Place
    backup: Path
    told: int


@pytest.fixture(scope="module")
def kept(django_db_setup, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kept]:
    folder = tmp_path_factory.mktemp("operation")
    with places(folder) as made:
        home = made.new("home")
        home.told(*LIVING, "lay")
        writer = home.start(*LIVING, "write")
        assert writer.stdout is not None
        told = [int(writer.stdout.readline()) for _ in range(20)][-1]
        code, said = home.run("manage.py", "backup", str(folder / "backups"), "--json")
        out, errors = writer.communicate()
        assert code == 0, said
        assert json.loads(out.splitlines()[-1])["written"] > told + 20, errors
        yield Kept(made, home, Path(json.loads(said.splitlines()[-1])["folder"]), told)


def manifest(backup: Path) -> dict:
    return json.loads((backup / "manifest.json").read_text("utf-8"))


def tables(backup: Path) -> dict[str, list]:
    """Every table but the audit, in which a restore and a backup are noted."""
    return {
        name: said for name, *said in manifest(backup)["tables"]
        if name not in ("kernel_auditrow", "kernel_audithead")
    }  # fmt: skip


def altered(backup: Path, folder: Path) -> Path:
    """A copy to be spoilt."""
    shutil.copytree(backup.parent, folder, symlinks=True)
    return folder / backup.name


def test_restored_on_an_empty_machine_every_row_and_every_file_is_the_same(kept: Kept) -> None:
    there = kept.made.new("restored")
    code, said = there.run("manage.py", "restore", str(kept.backup))
    assert (code, "逐表逐文件和备份相同" in said) == (0, True), said
    found = there.told(*LIVING, "look")
    assert (found["broken_at"], found["lost_files"], found["differences"]) == (None, [], [])
    assert found["last_deed"] == "恢复备份"
    # What was told before the backup began is in it, once.
    amounts = [amount.removesuffix(".00").removesuffix(".0000") for amount in found["amounts"]]
    assert [amounts.count(str(n)) for n in range(1, kept.told + 1)] == [1] * kept.told
    assert found["files"] >= 20 + kept.told
    assert (there.data / "secret_key").read_text() == (kept.home.data / "secret_key").read_text()
    again = there.told("manage.py", "backup", str(there.data.parent / "again"), "--json")
    assert tables(Path(again["folder"])) == tables(kept.backup)
    listed = (kept.backup / "files.jsonl").read_text("utf-8")
    assert (Path(again["folder"]) / "files.jsonl").read_text("utf-8") == listed
    assert there.told(*LIVING, "next_id") == {"is_next": True}


@pytest.mark.skipif(connection.vendor != "postgresql", reason="from one engine to the other")
def test_a_backup_of_postgresql_is_restored_into_a_file(kept: Kept) -> None:
    there = kept.made.new("moved", is_file=True)
    code, said = there.run("manage.py", "restore", str(kept.backup))
    assert code == 0, said
    again = there.told("manage.py", "backup", str(there.data.parent / "moved-again"), "--json")
    assert tables(Path(again["folder"])) == tables(kept.backup)


def test_a_place_that_holds_something_is_not_restored_into(kept: Kept) -> None:
    code, said = kept.home.run("manage.py", "restore", str(kept.backup))
    assert (code, said[:4]) == (1, "不能恢复")
    assert "已经有数据" in said
    taken = kept.made.new("taken")
    (taken.data / "files").mkdir(parents=True)
    (taken.data / "files" / "原件").write_text("别人的")
    code, said = taken.run("manage.py", "restore", str(kept.backup))
    assert (code, "已经有 1 个存档文件" in said) == (1, True)


def test_a_spoilt_backup_is_refused_and_leaves_no_row(kept: Kept, tmp_path: Path) -> None:
    there = kept.made.new("spoilt")
    one = altered(kept.backup, tmp_path / "a")
    listed = json.loads((one / "files.jsonl").read_text("utf-8").splitlines()[0])
    (one.parent / "files" / listed[2][:2] / listed[2]).write_bytes(b"other")
    code, said = there.run("manage.py", "restore", str(one))
    assert (code, f"文件 {listed[0]}（变了）" in said) == (1, True)
    other = altered(kept.backup, tmp_path / "b")
    shutil.copy(other / "tables" / "kernel_jobrun.gz", other / "tables" / "projects_project.gz")
    code, said = there.run("manage.py", "restore", str(other))
    assert (code, "表 projects_project" in said) == (1, True)
    code, said = there.run("manage.py", "restore", str(other), "--look")
    assert (code, "表 projects_project" in said) == (1, True)
    # The first attempt left empty tables: the whole backup still goes in.
    code, said = there.run("manage.py", "restore", str(kept.backup))
    assert code == 0, said


def test_what_is_no_backup_or_of_a_later_version_is_refused(kept: Kept, tmp_path: Path) -> None:
    there = kept.made.new("later")
    code, said = there.run("manage.py", "restore", str(tmp_path))
    assert (code, "不是招推服的备份" in said) == (1, True)
    one = altered(kept.backup, tmp_path / "c")
    told = manifest(one)
    told["migrations"].append(["projects", "9999_of_tomorrow"])
    (one / "manifest.json").write_text(json.dumps(told), "utf-8")
    code, said = there.run("manage.py", "restore", str(one))
    assert (code, "projects.9999_of_tomorrow" in said) == (1, True)
    (one / "manifest.json").write_text("{", "utf-8")
    code, said = there.run("manage.py", "restore", str(one))
    assert (code, "清单读不懂" in said) == (1, True)


def test_a_second_backup_keeps_each_file_once(kept: Kept) -> None:
    shelf = kept.backup.parent / "files"
    before = {path: path.stat().st_ino for path in shelf.rglob("*") if path.is_file()}
    said = kept.home.told("manage.py", "backup", str(kept.backup.parent), "--json")
    after = {path: path.stat().st_ino for path in shelf.rglob("*") if path.is_file()}
    assert said["folder"] != str(kept.backup)
    assert before.items() <= after.items()
    assert len({path.name for path in after}) == len(after)
    assert kept.home.run("manage.py", "restore", said["folder"], "--look")[0] == 0
