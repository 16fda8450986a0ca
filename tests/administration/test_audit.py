"""审计 — what was done is found; what was tampered with is named; the export is a deed itself."""

from __future__ import annotations

import csv
import io
import json
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.models import Max
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests import people
from zhaotuifu.administration import auditing
from zhaotuifu.administration.queries import audit_rows
from zhaotuifu.administration.queries.audit_rows import Asked
from zhaotuifu.kernel import audit, chain, work
from zhaotuifu.kernel.actor import SYSTEM, Actor, Role
from zhaotuifu.kernel.models import AuditHead, AuditRow
from zhaotuifu.kernel.work import files
from zhaotuifu.notices.models import Notice

pytestmark = pytest.mark.django_db
CLERK = Actor(7, "砚湖镇填报岗", "砚湖镇", ((Role.ZONE, 1),))


@pytest.fixture(autouse=True)
def folder(tmp_path, settings):
    settings.AUDIT_HEADS_DIR = tmp_path / "heads"
    return settings.AUDIT_HEADS_DIR


@pytest.fixture
def cast(at):
    people.found_district(at)
    return {
        "admin": people.person("admin", Role.ADMIN, "示范区", at),
        "shenji": people.person("shenji", Role.AUDITOR, "示范区", at),
        "office": people.person("office", Role.OFFICE, "区重大办", at),
    }


def deeds(count: int, at, by: Actor = SYSTEM, action: str = "改概况") -> None:
    audit.record_many(
        [audit.Deed(action, "project", str(n), f"项目{n}", {"plan": n}, {"plan": n + 1}) for n in range(count)],
        by=by, at=at,
    )


def rewrite(first: int) -> None:
    """As somebody with the database in hand would: change a row, then every hash behind it, and the head."""
    AuditRow.objects.filter(number=first).update(actor_name="别人")
    previous = AuditRow.objects.get(number=first - 1).row_hash if first > 1 else audit.GENESIS
    for row in AuditRow.objects.filter(number__gte=first).order_by("number"):
        row.previous_hash = previous
        row.row_hash = previous = audit.digest(row)
        row.save()
    AuditHead.objects.update(last_hash=previous)


# -- the chain


def test_a_whole_chain_is_said_to_be_whole(at):
    deeds(5, at)
    chain.note_head(at=at)
    deeds(3, at)
    found = chain.verify()
    assert (found.is_whole, found.rows, found.heads) == (True, 8, 1)
    assert found.sentence == "审计链完整：8 笔逐笔相接，和库外 1 个链头一致。"


def test_a_changed_row_is_named(at):
    deeds(5, at)
    AuditRow.objects.filter(number=3).update(after={"plan": 9})
    assert [one.sentence for one in chain.verify().findings] == ["第 3 笔被改过：改概况“项目2”。"]


def test_a_changed_row_with_its_own_hash_made_again_no_longer_leads_to_the_next(at):
    deeds(5, at)
    row = AuditRow.objects.get(number=3)
    row.actor_name = "别人"
    row.row_hash = audit.digest(row)
    row.save()
    assert [one.number for one in chain.verify().findings] == [4]


def test_a_deleted_row_is_named(at):
    deeds(6, at)
    AuditRow.objects.filter(number__in=(3, 4)).delete()
    assert [one.sentence for one in chain.verify().findings] == ["第 3 笔到第 4 笔不在了：被删掉。"]


def test_rows_cut_off_the_end_are_named(at):
    deeds(6, at)
    AuditRow.objects.filter(number__gt=4).delete()
    assert [one.sentence for one in chain.verify().findings] == ["第 5 笔到第 6 笔不在了：末尾被截掉。"]


def test_a_chain_written_anew_follows_from_itself_but_not_from_a_head_outside(at):
    deeds(4, at)
    chain.note_head(at=at)
    deeds(4, at)
    chain.note_head(at=at + timedelta(days=1))
    rewrite(6)
    found = chain.verify()
    assert [one.number for one in found.findings] == [5]
    assert "第 5 笔到第 8 笔之间被整段改写" in found.findings[0].sentence


def test_a_chain_written_anew_and_cut_is_found_by_a_head_outside(at):
    deeds(8, at)
    chain.note_head(at=at)
    AuditRow.objects.filter(number__gt=5).delete()
    AuditHead.objects.update(count=5, last_hash=AuditRow.objects.get(number=5).row_hash)
    (only,) = chain.verify().findings
    assert "记到第 8 笔，库里只有 5 笔" in only.sentence


def test_without_a_head_outside_a_chain_written_anew_is_not_told_as_checked(at):
    deeds(4, at)
    rewrite(2)
    assert chain.verify().sentence.endswith("库外还没有链头可比。")


def test_a_line_of_the_outside_file_that_nobody_can_read_is_told(at, folder):
    deeds(2, at)
    chain.note_head(at=at)
    with (folder / chain.FILE).open("a") as file:
        file.write('{"at": "2025\n')
    assert "第 2 行读不出来" in chain.verify().findings[0].sentence


def test_the_same_head_is_noted_once(at, folder):
    deeds(2, at)
    assert chain.note_head(at=at) == chain.note_head(at=at + timedelta(days=1))
    assert len((folder / chain.FILE).read_text().splitlines()) == 1


def test_a_folder_that_cannot_be_written_is_refused_with_the_way_out(at, settings, tmp_path):
    (tmp_path / "taken").write_text("")
    settings.AUDIT_HEADS_DIR = tmp_path / "taken"
    with pytest.raises(chain.Refused, match="请核对目录的权限"):
        chain.note_head(at=at)


def test_the_commands_note_and_verify(at, capsys):
    deeds(3, at)
    call_command("audit_head", "--json")
    assert json.loads(capsys.readouterr().out)["count"] == 3
    call_command("audit_verify")
    assert "审计链完整" in capsys.readouterr().out
    rewrite(2)
    with pytest.raises(SystemExit):
        call_command("audit_verify", "--json")
    assert json.loads(capsys.readouterr().out)["whole"] is False


def test_the_night_notes_the_head_verifies_and_tells_the_auditor_of_a_break(at, cast, folder):
    auditing.nightly(at)
    assert (folder / chain.FILE).is_file()
    AuditRow.objects.filter(number=2).update(object_name="别的")
    for run in work.asking.WorkRun.objects.filter(state="queued"):
        work.perform(run.pk)
    auditing.nightly(at)
    for run in work.asking.WorkRun.objects.filter(state="queued"):
        work.perform(run.pk)
    told = set(Notice.objects.values_list("user_id", flat=True))
    assert told == {cast["admin"].user.pk, cast["shenji"].user.pk}
    page = cast["shenji"].client.get(reverse("audit_chain")).content.decode()
    assert "有不符" in page and "第 2 笔被改过" in page


# -- the search


def found(**asked) -> list[int]:
    return [line.number for line in audit_rows.search(Asked(**asked)).lines]


def test_deeds_are_found_by_who_what_object_words_and_days(at):
    deeds(2, at - timedelta(days=3))
    deeds(1, at, by=CLERK, action="报月报")
    assert found() == [3, 2, 1]
    assert found(who="砚湖") == found(action="报月报") == found(words="砚湖镇 报月报") == [3]
    assert found(kind="project", object_id="1") == [2]
    assert found(to_on=timezone.localdate(at) - timedelta(days=1)) == [2, 1]
    assert found(from_on=timezone.localdate(at)) == [3]
    assert found(words="没有这样的") == []


def test_a_page_reads_a_window_and_leads_on(at, monkeypatch):
    monkeypatch.setattr(audit_rows, "WINDOW", 40)
    monkeypatch.setattr(audit_rows, "SHOWN", 5)
    deeds(1, at, action="签发")
    deeds(99, at)
    first = audit_rows.search(Asked(action="签发"))
    assert (first.lines, first.before) == ((), 61)
    second = audit_rows.search(Asked(action="签发", before=61))
    third = audit_rows.search(Asked(action="签发", before=second.before))
    assert ([line.number for line in third.lines], third.before) == ([1], None)
    numbers, before = [], None
    while True:
        page = audit_rows.search(Asked(before=before))
        numbers += [line.number for line in page.lines]
        before = page.before
        if before is None:
            break
    assert numbers == list(range(100, 0, -1))


@pytest.mark.parametrize("asked", [Asked(), Asked(words="项目"), Asked(from_on=timezone.localdate())])
def test_a_page_costs_the_same_for_three_deeds_and_for_three_hundred(at, asked):
    def cost() -> int:
        with CaptureQueriesContext(connection, ) as queries:
            audit_rows.search(asked)
        return len(queries)

    deeds(3, at)
    few = cost()
    deeds(300, at)
    assert cost() == few <= 5


# -- the pages


def test_the_auditor_begins_at_the_audit_and_reads_what_changed(at, cast):
    deeds(1, at)
    client = cast["shenji"].client
    assert client.get(reverse("desk"))["Location"] == reverse("audit_list")
    page = client.get(reverse("audit_list")).content.decode()
    assert "改概况" in page and "年度计划：0 → 1" in page
    number = AuditRow.objects.aggregate(last=Max("number"))["last"]
    assert "项目0" in client.get(reverse("audit_row", args=[number])).content.decode()
    assert "驾驶舱" not in page and "项目库" not in page
    assert client.get(reverse("audit_row", args=[10**6])).status_code == 404


def test_a_day_that_cannot_be_read_is_said_at_its_field(cast):
    answer = cast["shenji"].client.get(reverse("audit_list"), {"since": "昨天"})
    assert answer.status_code == 422 and "看不懂从哪天" in answer.content.decode()


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_an_export_is_written_by_the_task_process_and_is_a_deed_itself(at, cast, form):
    deeds(3, at, action="=cmd()")
    auditor = cast["shenji"]
    url = f"{reverse('audit_export')}?kind=project"
    answer = auditor.client.post(url, {"form": form})
    run = work.asking.WorkRun.objects.get(kind=auditing.EXPORT)
    assert answer["Location"] == reverse("work_page", args=[run.pk])
    if run.state != "done":
        work.perform(run.pk)
        run.refresh_from_db()
    path, name = files.of_result(run.result)
    assert name.endswith(form)
    if form == "csv":
        rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"))))
        assert len(rows) == 4 and rows[1][5] == "'=cmd()"
    assert AuditRow.objects.filter(action="导出审计记录", actor_name="示范区岗").count() == 1


def test_a_workbook_that_would_be_too_long_is_refused_with_the_other_way(at, cast, monkeypatch):
    monkeypatch.setattr(auditing, "MOST_IN_EXCEL", 2)
    deeds(3, at)
    cast["shenji"].client.post(reverse("audit_export"), {"form": "xlsx"})
    run = work.asking.WorkRun.objects.get(kind=auditing.EXPORT)
    if run.state == "queued":
        work.perform(run.pk)
        run.refresh_from_db()
    assert run.state == "failed" and "导出 CSV" in run.sentence
