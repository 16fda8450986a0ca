"""导入的每一步由任务进程办：看得见进度，停得下，断了接着办；送两遍、两人同时、磁盘满都有话说。"""

from __future__ import annotations

import errno
import os
from datetime import timedelta
from http import HTTPStatus as Is
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files import uploadhandler
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from tests import works
from tests.ledger.sending import commit, project, send, table
from tests.people import Person
from zhaotuifu.evidence import uploads
from zhaotuifu.evidence.jobs import clear_halves
from zhaotuifu.evidence.models import StoredFile
from zhaotuifu.kernel import work
from zhaotuifu.kernel.models import AuditRow, WorkRun
from zhaotuifu.kernel.states import WorkState
from zhaotuifu.ledger import actions, jobs, register
from zhaotuifu.ledger.models import ColumnMapping, LedgerImport, LedgerRow, NameDecision
from zhaotuifu.ledger.states import ImportState, LedgerWork
from zhaotuifu.notices.models import Notice
from zhaotuifu.parties.models import Post
from zhaotuifu.projects.models import Project

CLOUD = ("云岭储能电池基地", "砚湖镇", 42000, 12000, 900, "桩基施工")
REED = ("苇岸冷链物流园", "砚湖镇", 8000, 3000, 200, "主体施工")
MARCH = "2025年3月重点项目进度表"
MADE: dict[tuple[Any, ...], bytes] = {}
pytestmark = pytest.mark.django_db


def upload(person: Person, data: bytes, name: str = "台账.xlsx") -> Any:
    return person.client.post("/ledger/", {"file": SimpleUploadedFile(name, data)})


def file_of(*rows: tuple[Any, ...]) -> bytes:
    """The same rows are the same file: a workbook made anew bears another time."""
    return MADE.setdefault(rows, table(*rows, title=MARCH))


def received(person: Person, *rows: tuple[Any, ...]) -> LedgerImport:
    """Sent by the page; nobody has read it yet."""
    answer = upload(person, file_of(*(rows or (CLOUD,))))
    assert answer.status_code == Is.FOUND
    return LedgerImport.objects.latest("pk")


def page(person: Person, sent: LedgerImport, query: str = "") -> str:
    answer = person.client.get(f"/ledger/{sent.pk}/{query}")
    assert answer.status_code == Is.OK
    return answer.content.decode()


def post(person: Person, sent: LedgerImport, what: str, **posted: str) -> Any:
    return person.client.post(f"/ledger/{sent.pk}/{what}/", posted)


def progress(person: Person, sent: LedgerImport) -> Any:
    return person.client.get(f"/ledger/{sent.pk}/progress/", headers={"HX-Request": "true"})


def stored() -> list[Path]:
    return [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]


# -- on its way


def test_the_page_follows_the_work_and_is_fetched_anew_when_it_is_over(office: Person) -> None:
    sent = received(office)
    WorkRun.objects.update(
        state=WorkState.RUNNING, phase="与库里的项目比对", total=120, heartbeat_at=timezone.now()
    )
    said = progress(office, sent).content.decode()
    assert "与库里的项目比对" in said and "120 行" in said
    assert f'hx-get="/ledger/{sent.pk}/progress/"' in said and "<html" not in said
    WorkRun.objects.update(state=WorkState.QUEUED)
    works.do_all()
    over = progress(office, sent)
    assert over["HX-Refresh"] == "true" and over.content == b""


def test_without_script_the_page_renews_itself(office: Person) -> None:
    sent = received(office)
    assert '<noscript><meta http-equiv="refresh"' in page(office, sent)
    works.do_all()
    assert "http-equiv" not in page(office, sent)


def test_while_it_is_written_nothing_else_can_be_pressed(office: Person, zone_a: Person) -> None:
    sent = send(zone_a, table(("云岭", "砚湖镇", "1.2-1.5亿元"), CLOUD))
    assert post(zone_a, sent, "commit").status_code == Is.FOUND
    said = page(zone_a, sent)
    assert "不能导入：正在导入“台账.xlsx”，请等它办完。" in said
    assert "取低值" not in said and "这一行不导" not in said and "放弃这份台账" not in said
    second = post(office, sent, "commit")
    assert second.status_code == Is.CONFLICT and "在进行" in second.content.decode()
    answered = post(office, sent, "answer", **{"given:cells/汇总!C2": "取低值"})
    assert answered.status_code == Is.CONFLICT and "请等它办完" in answered.content.decode()
    assert post(office, sent, "drop").status_code == Is.CONFLICT
    works.do_all()
    assert "台账已导入" in page(office, sent) and project("云岭储能电池基地")


def test_a_long_ledger_is_compared_anew_by_the_task_process(office: Person, monkeypatch) -> None:
    sent = send(office, table(("云岭", "砚湖镇", "1.2-1.5亿元"), CLOUD))
    monkeypatch.setattr(register, "SHORT_ROWS", 1)
    post(office, sent, "answer", **{"given:cells/汇总!C2": "取低值"})
    sent.refresh_from_db()
    assert sent.answers.get("given") is None
    (run,) = works.do_all()
    sent.refresh_from_db()
    assert run.kind == LedgerWork.ANSWER and sent.answers["given"] == {"cells/汇总!C2": "取低值"}
    assert "总投资 12,000 万元" in page(office, sent)
    wrong = post(office, sent, "answer", **{"map:项目名称": "no_such_field"})
    assert wrong.status_code == Is.UNPROCESSABLE_ENTITY and "不能对应" in wrong.content.decode()


def test_who_waited_long_is_told_by_a_notice(
    office: Person, monkeypatch, django_capture_on_commit_callbacks
) -> None:
    monkeypatch.setattr(jobs, "LONG", timedelta(0))
    with django_capture_on_commit_callbacks():
        sent = received(office)
    with django_capture_on_commit_callbacks(execute=True):
        works.do_all()
    notice = Notice.objects.get()
    assert notice.user == office.user and "读完了" in notice.sentence
    assert notice.link == f"/ledger/{sent.pk}/"


# -- stopped, interrupted, refused


def test_a_stopped_reading_loses_nothing(office: Person) -> None:
    sent = received(office)
    run = WorkRun.objects.get()
    assert "停下" in page(office, sent)
    stopped = office.client.post(f"/work/{run.pk}/stop/", {"back": f"/ledger/{sent.pk}/"})
    assert stopped.url == f"/ledger/{sent.pk}/"
    said = page(office, sent)
    assert "已按您的意思停下" in said and "文件已经收好" in said and "再读一次" in said
    assert post(office, sent, "again").status_code == Is.FOUND
    works.do_all()
    assert "导入 1 行" in page(office, sent) and "停下" not in page(office, sent)


def test_a_reading_that_was_killed_goes_on_by_itself(office: Person) -> None:
    sent = received(office)
    WorkRun.objects.update(
        state=WorkState.RUNNING, attempts=1, heartbeat_at=timezone.now() - timedelta(minutes=1)
    )
    assert "断了" in page(office, sent)
    work.revive(timezone.now())
    works.do_all()
    assert "导入 1 行" in page(office, sent)


@pytest.mark.parametrize("kind", [LedgerWork.COMMIT, LedgerWork.UNDO])
def test_what_was_written_before_the_kill_counts_as_done(kind: LedgerWork, office: Person) -> None:
    sent = send(office, table(CLOUD))
    if kind is LedgerWork.UNDO:
        sent = commit(office, sent)
    run = actions.ask(kind, ledger_import=sent, by=office.actor, at=timezone.now())
    act = actions.commit if kind is LedgerWork.COMMIT else actions.undo
    act(ledger_import=sent, by=office.actor, at=timezone.now())
    WorkRun.objects.filter(pk=run.pk).update(attempts=1)
    (run,) = works.do_all()
    assert (run.state, run.attempts) == (WorkState.DONE, 2)
    assert AuditRow.objects.filter(action__in=("导入台账", "撤回台账")).count() == (
        1 if kind is LedgerWork.COMMIT else 2
    )


def test_a_post_withdrawn_meanwhile_stops_the_import(zone_a: Person) -> None:
    sent = send(zone_a, table(CLOUD))
    post(zone_a, sent, "commit")
    Post.objects.filter(user=zone_a.user).delete()
    (run,) = works.do_all()
    assert run.state == WorkState.FAILED and "不归您的岗位管" in run.sentence
    assert not Project.objects.exists()


def test_a_refused_commit_says_why_and_can_be_tried_again(office: Person, monkeypatch) -> None:
    sent = send(office, table(CLOUD))

    def broken(**given: Any) -> None:
        raise ValueError("坏了")

    post(office, sent, "commit")
    monkeypatch.setattr(actions, "commit", broken)
    works.do_all()
    said = page(office, sent)
    assert "没有办成。请重试" in said and "坏了" not in said and "导入 1 行" in said
    monkeypatch.undo()
    post(office, sent, "commit")
    works.do_all()
    assert project("云岭储能电池基地") and "没有办成" not in page(office, sent)


def test_an_original_that_was_lost_is_told(office: Person) -> None:
    sent = received(office)
    (Path(settings.MEDIA_ROOT) / sent.file.sha256[:2] / sent.file.sha256).unlink()
    works.do_all()
    assert "原件不在存档里了" in page(office, sent)
    taken = post(office, sent, "original")
    assert taken.status_code == Is.UNPROCESSABLE_ENTITY and "不在存档" in taken.content.decode()


# -- the same file twice


def test_a_double_click_lands_on_the_first(office: Person, zone_a: Person) -> None:
    first = received(office)
    second = upload(office, file_of(CLOUD))
    assert second.url == f"/ledger/{first.pk}/"
    said = page(office, first)
    assert "同一份文件" in said and "没有再收一份" in said
    assert LedgerImport.objects.count() == 1 == StoredFile.objects.count() == WorkRun.objects.count()
    assert received(zone_a).pk != first.pk  # another sender's is another import
    post(office, first, "drop")
    works.do_all()
    post(office, first, "drop")
    assert received(office).pk != first.pk


def test_an_imported_file_is_imported_again_only_knowingly(office: Person) -> None:
    first = received(office)
    works.do_all()
    post(office, first, "commit")
    works.do_all()
    again = received(office)
    works.do_all()
    said = page(office, again)
    assert "同一份文件以前导入过" in said and f'href="/ledger/{first.pk}/"' in said
    refused = post(office, again, "commit")
    assert refused.status_code == Is.UNPROCESSABLE_ENTITY and "打勾" in refused.content.decode()
    assert works.do_all() == []
    post(office, again, "commit", again="1")
    (run,) = works.do_all()
    assert run.state == WorkState.DONE


# -- what the network and the disk do


def test_a_full_disk_keeps_no_half_of_a_file(office: Person, monkeypatch) -> None:
    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    before = stored()
    monkeypatch.setattr(os, "fsync", full)
    answer = upload(office, table(CLOUD))
    assert answer.status_code == Is.UNPROCESSABLE_ENTITY
    assert "磁盘已满" in answer.content.decode() and "腾出空间" in answer.content.decode()
    assert stored() == before
    assert not (LedgerImport.objects.exists() or StoredFile.objects.exists() or WorkRun.objects.exists())


def test_a_disk_that_fills_while_it_comes_in_is_told(office: Person, settings, monkeypatch) -> None:
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 0

    class Full(uploadhandler.TemporaryUploadedFile):
        def write(self, data: bytes) -> int:
            raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(uploadhandler, "TemporaryUploadedFile", Full)
    answer = upload(office, table(CLOUD))
    assert answer.status_code == Is.UNPROCESSABLE_ENTITY and "磁盘已满" in answer.content.decode()
    assert not LedgerImport.objects.exists()


def test_a_file_too_large_is_cut_off_while_it_comes_in(office: Person, settings, monkeypatch) -> None:
    settings.UPLOAD_MAX_BYTES = 200 * 1024
    taken: list[int] = []
    old = uploads.SizeGuard.receive_data_chunk

    def counting(self, raw_data: bytes, start: int) -> bytes:
        taken.append(len(raw_data))
        return old(self, raw_data, start)

    monkeypatch.setattr(uploads.SizeGuard, "receive_data_chunk", counting)
    answer = upload(office, os.urandom(2 * 1024 * 1024))
    said = answer.content.decode()
    assert answer.status_code == Is.UNPROCESSABLE_ENTITY
    assert "最多" in said and "还没有选文件" not in said
    assert sum(taken) < 400 * 1024 and not LedgerImport.objects.exists()


def test_a_connection_that_broke_leaves_nothing(office: Person) -> None:
    """The body ends in the middle of the file."""
    client = Client(raise_request_exception=False)
    client.force_login(office.user)
    body = (
        b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.xlsx"\r\n'
        b"Content-Type: application/octet-stream\r\n\r\n" + b"x" * 5000
    )
    answer = client.post("/ledger/", body, content_type="multipart/form-data; boundary=b")
    works.do_all()
    assert answer.status_code < Is.INTERNAL_SERVER_ERROR
    assert not LedgerImport.objects.filter(state=ImportState.PREVIEWED).exists()


def test_bytes_come_in_piece_by_piece_and_are_the_same(office: Person, settings) -> None:
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 1024
    data = table(CLOUD, title=MARCH)
    upload(office, data)
    sent = LedgerImport.objects.get()
    assert (Path(settings.MEDIA_ROOT) / sent.file.sha256[:2] / sent.file.sha256).read_bytes() == data
    assert sent.file.size == len(data) and len(stored()) >= 1


def test_the_half_of_a_killed_upload_is_cleared_after_a_day(settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path
    now = timezone.now()
    for name, hours in (("coming-old", 30), ("coming-now", 1), ("kept", 30)):
        (tmp_path / name).write_bytes(b"x")
        then = (now - timedelta(hours=hours)).timestamp()
        os.utime(tmp_path / name, (then, then))
    clear_halves(now)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["coming-now", "kept"]


# -- a row left out


def test_a_row_is_left_out_and_taken_back_in(office: Person) -> None:
    sent = send(office, table(CLOUD, ("苇岸", "砚湖镇", "1.2-1.5亿元"), ("", "砚湖镇", 5)))
    assert page(office, sent).count('value="skip"') == 3
    for row in (3, 4):
        post(office, sent, "answer", **{f"given:rows/汇总!{row}": "skip"})
    sent.refresh_from_db()
    counts = sent.summary["counts"]
    assert (counts["created"], counts["left_out"]) == (1, 2)
    assert counts["questions"] == counts["refusals"] == 0
    said = page(office, sent, "?show=left_out")
    assert "按您的意思，这一行不导。" in said and said.count("照常导") >= 2
    post(office, sent, "answer", forget="rows/汇总!3")
    sent.refresh_from_db()
    assert sent.summary["counts"]["left_out"] == 1 and sent.summary["counts"]["questions"] == 1
    post(office, sent, "commit")
    works.do_all()
    assert {one.name for one in Project.objects.filter(is_void=False)} == {"云岭储能电池基地", "苇岸"}


def test_a_known_project_left_out_is_not_missing_from_the_ledger(office: Person) -> None:
    commit(office, send(office, table(CLOUD, REED)))
    sent = send(office, table(CLOUD, (*REED[:4], 300, "封顶")), "2025-04")
    post(office, sent, "answer", **{"given:rows/汇总!3": "skip"})
    sent.refresh_from_db()
    assert (sent.summary["counts"]["lacking"], sent.summary["counts"]["left_out"]) == (0, 1)
    assert LedgerRow.objects.get(ledger_import=sent, row=3).project == project("苇岸冷链物流园")


# -- what was learnt


def learnt(person: Person) -> ColumnMapping:
    rows = table(["云岭", "砚湖镇", "桩基"], heads=["项目名称", "板块", "本期动态描述语"])
    sent = send(person, rows)
    post(person, sent, "answer", **{"map:本期动态描述语": "image_progress"})
    sent.refresh_from_db()
    commit(person, sent)
    return ColumnMapping.objects.get()


def test_what_was_learnt_is_seen_changed_and_forgotten(zone_a: Person) -> None:
    one = learnt(zone_a)
    said = zone_a.client.get("/ledger/learnt/").content.decode()
    assert "本期动态描述语" in said and "砚湖镇" in said and "台账.xlsx" in said
    zone_a.client.post(f"/ledger/learnt/{one.pk}/", {"field": "problems"})
    one.refresh_from_db()
    assert one.field == "problems"
    zone_a.client.post(f"/ledger/learnt/{one.pk}/", {"field": "-"})
    one.refresh_from_db()
    assert one.field == ""
    wrong = zone_a.client.post(f"/ledger/learnt/{one.pk}/", {"field": "no_such_field"})
    assert wrong.status_code == Is.UNPROCESSABLE_ENTITY and "不能对应" in wrong.content.decode()
    zone_a.client.post(f"/ledger/learnt/{one.pk}/", {"forget": "1"})
    assert not ColumnMapping.objects.exists()
    assert "还没有学到表头" in zone_a.client.get("/ledger/learnt/").content.decode()
    deeds = AuditRow.objects.filter(object_kind="column_mapping").order_by("number")
    assert [(row.action, row.before, row.after) for row in deeds] == [
        ("改列对应", {"field": "image_progress"}, {"field": "problems"}),
        ("改列对应", {"field": "problems"}, {"field": ""}),
        ("忘掉列对应", {"field": ""}, {}),
    ]


def test_another_zone_neither_sees_nor_changes_what_was_learnt(
    zone_a: Person, zone_b: Person, office: Person
) -> None:
    one = learnt(zone_a)
    assert "本期动态描述语" not in zone_b.client.get("/ledger/learnt/").content.decode()
    assert zone_b.client.post(f"/ledger/learnt/{one.pk}/", {"forget": "1"}).status_code == Is.NOT_FOUND
    assert "本期动态描述语" in office.client.get("/ledger/learnt/").content.decode()


def test_a_name_that_was_remembered_is_seen_and_forgotten(zone_a: Person, zone_b: Person) -> None:
    commit(zone_a, send(zone_a, table(CLOUD)))
    sent = send(zone_a, table(("云岭储能电池生产基地", *CLOUD[1:4], 950, "封顶")), "2025-04")
    known = project("云岭储能电池基地")
    post(zone_a, sent, "answer", **{"given:projects/汇总!2": str(known.pk)})
    sent.refresh_from_db()
    commit(zone_a, sent)
    one = NameDecision.objects.get()
    said = zone_a.client.get("/ledger/learnt/?of=names").content.decode()
    assert "云岭储能电池生产基地" in said and f'href="/projects/{known.pk}/"' in said
    path = f"/ledger/learnt/names/{one.pk}/"
    assert "云岭" not in zone_b.client.get("/ledger/learnt/?of=names").content.decode()
    assert zone_b.client.post(path).status_code == Is.NOT_FOUND
    assert zone_a.client.post(path).url == "/ledger/learnt/?of=names"
    assert "还没有记住的名称" in zone_a.client.get("/ledger/learnt/?of=names").content.decode()
    assert zone_a.client.post(path).status_code == Is.NOT_FOUND
    assert AuditRow.objects.filter(action="忘掉名称").count() == 1


def test_candidates_stand_with_what_differs(office: Person) -> None:
    commit(office, send(office, table(CLOUD)))
    sent = send(office, table(("云岭储能电池生产基地", "砚湖镇", 52000, 12000, 900, "封顶")), "2025-04")
    said = page(office, sent)
    assert "看哪里不同" in said and "42,000" in said and "52,000" in said
