"""页面：送文件、定月份、答几处、导入、撤回；别的板块的台账不存在；看一眼什么也不写。"""

from __future__ import annotations

import csv
import io
from http import HTTPStatus as Is
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import works
from tests.ledger.sending import commit, imported, project, send, table
from tests.people import Person
from zhaotuifu.kernel.models import AuditRow
from zhaotuifu.ledger.models import LedgerImport, LedgerRow
from zhaotuifu.ledger.states import ImportState
from zhaotuifu.projects.models import Project

CLOUD = ("云岭储能电池基地", "砚湖镇", 42000, 12000, 900, "桩基施工")


def upload(person: Person, data: bytes, name: str = "台账.xlsx") -> Any:
    return person.client.post("/ledger/", {"file": SimpleUploadedFile(name, data)})


def uploaded(person: Person, data: bytes, name: str = "台账.xlsx") -> LedgerImport:
    """Sent by the page and read by the task process."""
    assert upload(person, data, name).status_code == Is.FOUND
    works.do_all()
    return LedgerImport.objects.latest("pk")


def done(person: Person, sent: LedgerImport, what: str, **posted: str) -> str:
    """Asked for by the page, done by the task process; the page afterwards."""
    answer = person.client.post(f"/ledger/{sent.pk}/{what}/", posted)
    assert (answer.status_code, answer.url) == (Is.FOUND, f"/ledger/{sent.pk}/")
    works.do_all()
    return page(person, sent)


def page(person: Person, sent: LedgerImport, query: str = "") -> str:
    answer = person.client.get(f"/ledger/{sent.pk}/{query}")
    assert answer.status_code == Is.OK
    return answer.content.decode()


def test_a_clerk_sends_a_ledger_looks_at_it_and_imports_it(zone_a: Person) -> None:
    answer = upload(zone_a, table(CLOUD, title="2025年3月重点项目进度表"))
    sent = LedgerImport.objects.get()
    assert (answer.status_code, answer.url) == (Is.FOUND, f"/ledger/{sent.pk}/")
    assert sent.state == ImportState.RECEIVED and not LedgerRow.objects.exists()
    assert "正在读这份台账" in page(zone_a, sent)
    works.do_all()
    assert "导入 1 行" in page(zone_a, sent) and not Project.objects.exists()
    assert "台账已导入" in done(zone_a, sent, "commit")
    assert project("云岭储能电池基地")
    assert "已撤回" in done(zone_a, sent, "undo")
    assert not Project.objects.filter(is_void=False).exists()


def test_the_empty_register_says_what_to_do(zone_a: Person) -> None:
    said = zone_a.client.get("/ledger/").content.decode()
    assert "还没有送来的台账" in said and "原样" in said and said.count("<li><b>") == 5


def test_a_month_that_cannot_be_seen_is_asked_and_what_was_typed_is_kept(office: Person) -> None:
    sent = send(office, table(CLOUD), "")
    assert "这份台账是哪个月的？" in page(office, sent)
    wrong = office.client.post(f"/ledger/{sent.pk}/answer/", {"year": "25", "month": "3"})
    assert wrong.status_code == Is.UNPROCESSABLE_ENTITY
    assert "2025 这样" in wrong.content.decode() and 'value="25"' in wrong.content.decode()
    office.client.post(f"/ledger/{sent.pk}/answer/", {"year": "2025", "month": "3"})
    assert "导入 1 行" in page(office, sent)


def test_a_question_is_answered_by_its_button_and_can_be_taken_back(office: Person) -> None:
    sent = send(office, table(("云岭", "砚湖镇", "1.2-1.5亿元"), CLOUD))
    said = page(office, sent)
    assert "取低值" in said
    key = "cells/汇总!C2"
    office.client.post(f"/ledger/{sent.pk}/answer/", {f"given:{key}": "取低值", "page": "1"})
    sent.refresh_from_db()
    assert sent.answers["given"] == {key: "取低值"}
    assert "总投资 12,000 万元" in page(office, sent) and "已答复 1 处" in page(office, sent)
    office.client.post(f"/ledger/{sent.pk}/answer/", {"forget": key})
    sent.refresh_from_db()
    assert sent.answers["given"] == {}


def test_an_unknown_column_is_mapped_and_a_known_one_corrected(office: Person) -> None:
    rows = table(["云岭", "砚湖镇", "桩基"], heads=["项目名称", "板块", "本期动态描述语"])
    sent = send(office, rows)
    assert "有 1 列没认出来" in page(office, sent)
    answer = f"/ledger/{sent.pk}/answer/"
    office.client.post(answer, {"map:本期动态描述语": "image_progress", "map:项目名称": "name"})
    sent.refresh_from_db()
    assert sent.answers["mapping"] == {"本期动态描述语": "image_progress"}
    assert "列都认出来了" in page(office, sent)
    office.client.post(answer, {"map:本期动态描述语": "-"})
    sent.refresh_from_db()
    assert sent.answers["mapping"] == {"本期动态描述语": ""}


def test_one_zone_for_all_rows_without_any(office: Person) -> None:
    sent = send(office, table(("云岭", "", 1)))
    office.client.post(f"/ledger/{sent.pk}/answer/", {"default_zone": "未分"})
    sent.refresh_from_db()
    assert sent.summary["counts"]["created"] == 1


def test_nothing_chosen_is_told_and_changes_nothing(office: Person) -> None:
    sent = send(office, table(CLOUD))
    answer = office.client.post(f"/ledger/{sent.pk}/answer/", {"page": "1"})
    assert answer.status_code == Is.UNPROCESSABLE_ENTITY and "还没有选" in answer.content.decode()


def test_an_empty_file_is_refused_at_its_field(office: Person) -> None:
    answer = upload(office, b"", "空.xlsx")
    assert answer.status_code == Is.UNPROCESSABLE_ENTITY and "空" in answer.content.decode()
    assert not LedgerImport.objects.exists()


@pytest.mark.parametrize(
    ("data", "name", "sentence"),
    [
        (b"%PDF-1.7 " + b"x" * 400, "报告.pdf", "xlsx"),
        (b"PK\x03\x04 broken", "坏.xlsx", "另存"),
    ],
)
def test_a_file_that_cannot_be_read_says_the_way_out(
    data: bytes, name: str, sentence: str, office: Person
) -> None:
    sent = uploaded(office, data, name)
    said = page(office, sent)
    assert sent.state == ImportState.REFUSED and "没有读成" in said and sentence in said
    assert "没有读成" in office.client.get("/ledger/").content.decode()
    assert office.client.post(f"/ledger/{sent.pk}/commit/").status_code == Is.UNPROCESSABLE_ENTITY
    assert office.client.post(f"/ledger/{sent.pk}/drop/").status_code == Is.FOUND


def test_a_file_too_large_is_refused_with_both_sizes(office: Person, settings: Any) -> None:
    settings.UPLOAD_MAX_BYTES = 1024
    answer = upload(office, table(CLOUD))
    assert answer.status_code == Is.UNPROCESSABLE_ENTITY
    assert "最多" in answer.content.decode()


def test_a_form_without_a_file_says_so(office: Person) -> None:
    answer = office.client.post("/ledger/", {})
    assert answer.status_code == Is.UNPROCESSABLE_ENTITY and "还没有选文件" in answer.content.decode()


def test_a_table_without_names_is_shown_with_its_reason(office: Person) -> None:
    data = table(["砚湖镇", 5], ["苔溪镇", 6], heads=["板块", "总投资（万元）"])
    said = page(office, uploaded(office, data, "无名.xlsx"))
    assert "没有读成" in said and "导入 0 行" not in said


def test_another_zones_ledger_is_not_there(zone_a: Person, zone_b: Person, office: Person) -> None:
    sent = send(zone_a, table(CLOUD))
    for path in ("", "progress/", "problems/"):
        assert zone_b.client.get(f"/ledger/{sent.pk}/{path}").status_code == Is.NOT_FOUND
    for path in ("answer/", "again/", "commit/", "undo/", "drop/", "original/"):
        assert zone_b.client.post(f"/ledger/{sent.pk}/{path}").status_code == Is.NOT_FOUND
    assert f"/ledger/{sent.pk}/" not in zone_b.client.get("/ledger/").content.decode()
    assert f"/ledger/{sent.pk}/" in office.client.get("/ledger/").content.decode()


def test_who_only_reads_is_told_whose_page_this_is(leader: Person, department: Person) -> None:
    for person in (leader, department):
        answer = person.client.get("/ledger/")
        assert answer.status_code == Is.FORBIDDEN and "板块填报" in answer.content.decode()


def test_each_door_opens_its_rows(office: Person) -> None:
    imported(office, table(CLOUD, ("湖上冷链", "砚湖镇", 1, 1, 1, ""), ("不提的项目", "砚湖镇", 1)))
    rows = (
        (*CLOUD[:4], 950, "桩基施工"), ("湖上冷链", "砚湖镇", 1, 1, 1, ""), ("新来的", "砚湖镇", 1),
        ("问的", "砚湖镇", "1-2亿"), ("拒的", "砚湖镇", "-5"), ("", "砚湖镇", 3),
    )
    sent = send(office, table(*rows))
    for show, name, absent in (
        ("changed", CLOUD[0], "湖上冷链"), ("unchanged", "湖上冷链", "新来的"),
        ("created", "新来的", CLOUD[0]), ("questioned", "问的", "新来的"),
        ("refused", "拒的", "问的"), ("lacking", "不提的项目", "新来的"), ("need", "问的", "新来的"),
    ):
        said = page(office, sent, f"?show={show}")
        assert name in said and absent not in said, show
    assert "表头" in page(office, sent, "?show=skipped")


def test_the_page_is_flat_for_three_rows_and_for_three_hundred(office: Person) -> None:
    def statements(count: int) -> int:
        sent = send(office, table(*((f"第{n}标准厂房", "砚湖镇", n) for n in range(count))))
        with CaptureQueriesContext(connection, ) as captured:
            page(office, sent)
        return len(captured)

    few, many = statements(3), statements(300)
    assert few == many <= 14


def test_a_look_writes_nothing(office: Person) -> None:
    sent = send(office, table(CLOUD))
    paths = ["/ledger/", f"/ledger/{sent.pk}/", f"/ledger/{sent.pk}/progress/", "/ledger/learnt/",
             f"/ledger/{sent.pk}/problems/", "/ledger/export/?year=2025&month=3"]
    with CaptureQueriesContext(connection) as captured:
        for path in paths:
            assert office.client.get(path).status_code == Is.OK
    # That a file was taken is noted in the audit; nothing else is written.
    read = ("SELECT", "SAVEPOINT", "RELEASE", 'INSERT INTO "kernel_audit', 'UPDATE "kernel_audithead')
    assert [one["sql"] for one in captured if not one["sql"].startswith(read)] == []


def test_phones_and_people_are_masked_on_the_page(office: Person) -> None:
    heads = ["项目名称", "板块", "联系人", "联系电话"]
    imported(office, table(["云岭", "砚湖镇", "周某丁", "13800001234"], heads=heads))
    sent = send(office, table(["云岭", "砚湖镇", "吴某戊", "13800005678"], heads=heads))
    said = page(office, sent)
    assert "138****5678" in said and "吴**" in said
    for plain in ("13800005678", "13800001234", "吴某戊", "周某丁"):
        assert plain not in said


def test_the_original_comes_back_byte_for_byte(office: Person) -> None:
    data = table(CLOUD)
    sent = send(office, data, name="三月 台账.xlsx")
    answer = office.client.post(f"/ledger/{sent.pk}/original/")
    assert answer.content == data and "attachment" in answer["Content-Disposition"]
    taken = AuditRow.objects.get(action="下载台账原件")
    assert taken.actor_name == office.actor.name and taken.after == {"sha256": sent.file.sha256}
    assert sent.file.sha256 in page(office, sent)


def test_the_list_of_problems_opens_in_excel_and_holds_no_formula(office: Person) -> None:
    sent = send(office, table(("=cmd()", "砚湖镇", "-5"), CLOUD))
    data = office.client.get(f"/ledger/{sent.pk}/problems/").content
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    assert rows[0][:4] == ["工作表", "行", "列", "项目"]
    assert rows[1][:5] == ["汇总", "2", "C", "'=cmd()", "拒收"]


def test_the_register_offers_the_export(office: Person) -> None:
    imported(office, table(CLOUD))
    answer = office.client.get("/ledger/export/?year=2025&month=3")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    assert sheet["A5"].value == CLOUD[0]
    assert office.client.get("/ledger/export/?year=2025&month=13").status_code == Is.NOT_FOUND


def test_who_comes_second_sees_that_the_library_moved_on(office: Person, zone_a: Person) -> None:
    slow = send(office, table((*CLOUD[:4], 950, "桩基施工")))
    commit(zone_a, send(zone_a, table(CLOUD)))
    said = done(office, slow, "commit")
    assert "请再看一遍" in said and "<del>900</del><ins>950 万元</ins>" in said
    assert LedgerRow.objects.filter(ledger_import=slow).get().outcome == "changed"


def test_a_refused_undo_says_why_on_the_greyed_button(office: Person, monkeypatch: Any) -> None:
    from zhaotuifu.kernel.verdict import no
    from zhaotuifu.ledger import access

    done = commit(office, send(office, table(CLOUD)))
    monkeypatch.setattr(access, "UNDO_GUARDS", [lambda _: no("第 3 期专报已经用了这些数。")])
    assert "第 3 期专报已经用了这些数。" in page(office, done)
    answer = office.client.post(f"/ledger/{done.pk}/undo/")
    assert answer.status_code == Is.UNPROCESSABLE_ENTITY
    done.refresh_from_db()
    assert done.state == ImportState.COMMITTED


def test_a_later_month_greys_the_undo_with_its_reason(office: Person) -> None:
    done = commit(office, send(office, table(CLOUD)))
    assert 'data-sure="undo-sure"' in page(office, done)
    imported(office, table((*CLOUD[:4], 1000, "")), "2025-04")
    said = page(office, done)
    assert 'data-sure="undo-sure"' not in said and "又记了新的当月完成" in said


def test_a_name_with_marks_of_html_is_shown_as_text(office: Person) -> None:
    sent = send(office, table(("<script>alert(1)</script>园", "砚湖镇", 1)))
    said = page(office, sent)
    assert "<script>alert(1)" not in said and "&lt;script&gt;alert(1)" in said
