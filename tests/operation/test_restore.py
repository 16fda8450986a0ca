"""备份是真恢复过的：一边有人写一边备，恢复到空机器上，逐表逐文件相同；不该恢复的，说明白。"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from tests.operation.places import Place, Places, places
from zhaotuifu.kernel.actor import SYSTEM
from zhaotuifu.kernel.models import AuditRow
from zhaotuifu.kernel.verdict import Conflict, Refused, Unclear
from zhaotuifu.operation import actions, files
from zhaotuifu.operation.queries import missed_backup

pytestmark = pytest.mark.django_db

LIVING = ("-m", "tests.operation.living")


@dataclass(frozen=True, slots=True)
class Kept:
    """备好的 — the installation, its backup taken while somebody wrote, and what had been told by then."""

    made: Places
    home: Place
    spare: Place  # with tables and no row
    backup: Path
    told: int


@pytest.fixture(scope="module")
def kept(
    django_db_setup, django_db_blocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Kept]:
    folder = tmp_path_factory.mktemp("operation")
    with places(folder) as made, django_db_blocker.unblock():
        home = made.new("home", has_tables=True)
        spare = made.new("restored", has_tables=True)
        home.told(*LIVING, "lay")
        writer = home.start(*LIVING, "write")
        assert writer.stdout is not None
        told = [int(writer.stdout.readline() or writer.communicate()[1]) for _ in range(8)][-1]
        code, said = home.run("manage.py", "backup", str(folder / "backups"), "--json")
        out, errors = writer.communicate()
        assert code == 0, said
        assert json.loads(out.splitlines()[-1])["written"] > told + 5, errors
        yield Kept(made, home, spare, Path(json.loads(said.splitlines()[-1])["folder"]), told)


def manifest(backup: Path) -> dict:
    return json.loads((backup / "manifest.json").read_text("utf-8"))


def contents(backup: Path) -> dict[str, object]:
    """Every table but the audit, in which a restore and a backup are noted; and every file."""
    tables = {
        name: said for name, *said in manifest(backup)["tables"]
        if name not in ("kernel_auditrow", "kernel_audithead")
    }  # fmt: skip
    return {"files": (backup / "files.jsonl").read_text("utf-8"), **tables}


def altered(backup: Path, folder: Path) -> Path:
    """A copy to be spoilt."""
    shutil.copytree(backup.parent, folder)
    return folder / backup.name


def refusal(folder: Path) -> str:
    """What is said to a restore into the database of this test."""
    with pytest.raises(Refused) as refused:
        actions.restore(folder=folder, by=SYSTEM, at=timezone.now())
    return refused.value.verdict.sentence


def test_restored_on_an_empty_machine_every_row_and_every_file_is_the_same(
    kept: Kept, tmp_path: Path
) -> None:
    there = kept.spare
    spoilt = altered(kept.backup, tmp_path / "spoilt")
    shutil.copy(spoilt / "tables" / "kernel_jobrun.gz", spoilt / "tables" / "projects_project.gz")
    code, said = there.run("manage.py", "restore", str(spoilt))
    assert (code, "表 projects_project 和清单对不上" in said) == (1, True)
    # That attempt left empty tables and no row: the whole backup still goes in.
    code, said = there.run("manage.py", "restore", str(kept.backup))
    assert (code, "逐表逐文件和备份相同" in said) == (0, True), said
    proved = there.told(*LIVING, "prove", str(kept.backup), str(tmp_path / "again"))
    found = proved["found"]
    assert (found["broken_at"], found["lost_files"], found["differences"]) == (None, [], [])
    assert found["last_deeds"] == ["备份", "恢复备份"]
    # What was told before the backup began is in it, once.
    assert [found["amounts"].count(n) for n in range(1, kept.told + 1)] == [1] * kept.told
    assert found["files"] >= 20 + kept.told
    assert contents(Path(proved["again"])) == contents(kept.backup)
    assert (proved["is_same_secret"], proved["is_next"]) == (True, True)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="from one engine to the other")
def test_a_backup_of_postgresql_is_restored_into_a_file_without_any_table(kept: Kept, tmp_path: Path) -> None:
    there = kept.made.new("moved", is_file=True)
    code, said = there.run("manage.py", "restore", str(kept.backup))
    assert code == 0, said
    proved = there.told(*LIVING, "prove", str(kept.backup), str(tmp_path / "again"))
    assert contents(Path(proved["again"])) == contents(kept.backup)


def test_a_spoilt_file_is_found_before_anything_is_written(
    kept: Kept, tmp_path: Path, settings: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path / "empty"
    one = altered(kept.backup, tmp_path / "copy")
    name, _, sha256 = json.loads((one / "files.jsonl").read_text("utf-8").splitlines()[0])
    path = one.parent / "files" / sha256[:2] / sha256
    path.write_bytes(b"other")
    assert f"文件 {name}（变了）" in refusal(one)
    path.unlink()
    assert f"文件 {name}（缺）" in refusal(one)
    (one / "files.jsonl").write_text("", "utf-8")
    assert "文件清单" in refusal(one)


def test_looking_at_a_backup_says_whether_it_is_whole(kept: Kept, tmp_path: Path, capsys) -> None:
    call_command("restore", str(kept.backup), "--look")
    assert capsys.readouterr().out.startswith("完好：")
    one = altered(kept.backup, tmp_path / "copy")
    (one / "tables" / "parties_user.gz").write_bytes(b"\x1f\x8b\x08nothing")
    with pytest.raises(SystemExit):
        call_command("restore", str(one), "--look")
    assert "表 parties_user" in capsys.readouterr().out


def test_a_place_that_holds_something_is_not_restored_into(
    kept: Kept, district, settings, tmp_path: Path
) -> None:
    assert "已经有数据" in refusal(kept.backup)


def test_neither_is_a_folder_that_holds_files(kept: Kept, settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    (tmp_path / "原件").write_text("别人的")
    assert "已经有 1 个存档文件" in refusal(kept.backup)


def test_what_is_no_backup_or_of_a_later_version_is_refused(kept: Kept, tmp_path: Path) -> None:
    with pytest.raises(Unclear, match="没有清单"):
        actions.restore(folder=tmp_path, by=SYSTEM, at=timezone.now())
    one = altered(kept.backup, tmp_path / "copy")
    told = manifest(one)
    told["migrations"].append(["projects", "9999_of_tomorrow"])
    (one / "manifest.json").write_text(json.dumps(told), "utf-8")
    assert "projects.9999_of_tomorrow" in refusal(one)
    (one / "manifest.json").write_text("{", "utf-8")
    assert "清单读不懂" in refusal(one)


def test_each_backup_keeps_a_file_once_and_is_noted(district, settings, tmp_path: Path, at) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.DATA_DIR = tmp_path
    settings.BACKUP_DIR = str(tmp_path / "backups")
    store, into = tmp_path / "files" / "ab", tmp_path / "backups"
    store.mkdir(parents=True)
    (store / ("ab" * 32)).write_bytes(b"not its hash, kept all the same")
    (tmp_path / "files" / "coming-1").write_bytes(b"half")
    assert "还没有备份" in missed_backup(at)
    first = actions.take(into=into, by=SYSTEM, at=at)
    second = actions.take(into=into, by=SYSTEM, at=at + timedelta(seconds=1))
    shelf = [path for path in (into / "files").rglob("*") if path.is_file()]
    assert (len(shelf), files.hash_of(shelf[0])) == (1, shelf[0].name)
    assert contents(first) == contents(second)
    assert AuditRow.objects.filter(action="备份").count() == 2
    assert missed_backup(at) == ""
    assert second.name in missed_backup(at + timedelta(hours=31))
    with pytest.raises(Conflict):
        actions.take(into=into, by=SYSTEM, at=at)


def test_a_full_disk_leaves_nothing_that_looks_like_a_backup(
    district, monkeypatch, tmp_path: Path, at
) -> None:
    monkeypatch.setattr(files, "free_bytes", lambda _: 1000)
    with pytest.raises(Refused, match="空间不够"):
        actions.take(into=tmp_path, by=SYSTEM, at=at)
    monkeypatch.undo()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(actions, "_take_files", full)
    with pytest.raises(OSError, match="No space"):
        actions.take(into=tmp_path, by=SYSTEM, at=at)
    assert list(tmp_path.glob("ztf-*")) == []
