"""导入：一次写入，每个数知道来自哪一行；两个人同时按，只有一个办成；看到的才是写入的。"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from tests.ledger.sending import commit, counted, imported, months, project, send, table
from tests.people import Person
from zhaotuifu.kernel.audit import first_break
from zhaotuifu.kernel.models import AuditRow
from zhaotuifu.kernel.verdict import Conflict, Refused
from zhaotuifu.ledger import actions, report
from zhaotuifu.ledger.models import ColumnMapping, LedgerImport
from zhaotuifu.ledger.states import ImportState
from zhaotuifu.notices.models import Notice
from zhaotuifu.progress.models import MonthlyAmount
from zhaotuifu.progress.queries import months_of, words_of
from zhaotuifu.projects.models import Listing, Project
from zhaotuifu.supervision.models import Position

CLOUD = ("云岭储能电池基地", "砚湖镇", 42000, 12000, 900, "桩基施工")
LAKE = ("湖上冷链", "砚湖镇", 8000, 2000, 300, "主体施工")


def test_every_fact_carries_its_batch_and_the_cell_it_came_from(office: Person) -> None:
    done = commit(office, send(office, table(CLOUD)))
    month = MonthlyAmount.objects.get()
    assert month.batch == done.batch
    assert month.origin == f"台账#{done.pk} 汇总!E2"
    listing = Listing.objects.get()
    assert (listing.batch, listing.origin) == (done.batch, f"台账#{done.pk} 汇总!2")


def test_the_figures_move_with_the_import(office: Person) -> None:
    commit(office, send(office, table(CLOUD)))
    row = Position.objects.get()
    assert (row.month_wan, row.plan_wan, row.total_wan) == (900, 12000, 42000)


def test_old_and_new_amount_both_answer_for_their_time(office: Person) -> None:
    commit(office, send(office, table(CLOUD)))
    then = timezone.now()
    found = imported(office, table((*CLOUD[:4], 950, "桩基施工")))
    assert [(one["old"], one["new"]) for one in found["changed"]] == [("900", "950")]
    one = project("云岭储能电池基地").pk
    assert months_of([one], year=2025, known_at=then)[one] == {3: Decimal(900)}
    assert months_of([one], year=2025)[one] == {3: Decimal(950)}


def test_words_that_the_ledger_does_not_repeat_stay(office: Person) -> None:
    heads = ["项目名称", "板块", "形象进度", "存在问题"]
    imported(office, table(["云岭", "砚湖镇", "桩基", "用地未落实"], heads=heads))
    imported(office, table(["云岭", "砚湖镇", "主体", ""], heads=heads), "2025-04")
    one = project("云岭").pk
    word = words_of([one], year=2025)[one]
    assert (word.month, word.image_progress, word.problems) == (4, "主体", "用地未落实")


def test_an_older_sum_since_the_start_is_not_said_of_this_month(office: Person) -> None:
    heads = ["项目名称", "板块", "形象进度", "开工以来累计完成（万元）"]
    imported(office, table(["云岭", "砚湖镇", "桩基", 5000], heads=heads))
    imported(office, table(["云岭", "砚湖镇", "主体", ""], heads=heads), "2025-04")
    one = project("云岭").pk
    assert words_of([one], year=2025, through=3)[one].completed_total_wan == 5000
    assert words_of([one], year=2025)[one].completed_total_wan is None


def test_a_question_or_refusal_of_a_row_does_not_keep_the_others_out(office: Person) -> None:
    far = ("看不出板块的项目", "", 1, 1, 1, "")
    found = imported(office, table(CLOUD, far, ("", "砚湖镇", 5, 5, 5, "没有名称")))
    assert counted(found)["created"] == 1
    assert [row["result"] for row in found["rows"]][:2] == ["created", "questioned"]
    assert Project.objects.count() == 1


def test_nothing_to_write_is_refused(office: Person) -> None:
    sent = send(office, table(("看不出板块的项目", "", 1)))
    with pytest.raises(Refused, match="没有一行可以写入"):
        commit(office, sent)
    assert LedgerImport.objects.get().state == ImportState.PREVIEWED


def test_of_two_clerks_who_press_the_button_one_is_told_that_it_is_done(
    zone_a: Person, office: Person
) -> None:
    sent = send(zone_a, table(CLOUD))
    commit(zone_a, sent)
    with pytest.raises(Refused, match="已导入"):
        commit(office, sent)
    assert Project.objects.count() == 1


def test_a_library_that_moved_on_is_shown_again_before_anything_is_written(
    office: Person, zone_a: Person
) -> None:
    slow = send(office, table((*CLOUD[:4], 950, "桩基施工")))
    commit(zone_a, send(zone_a, table(CLOUD)))
    with pytest.raises(Conflict, match="变了"):
        commit(office, slow)
    assert months("云岭储能电池基地") == {3: Decimal(900)}
    again = actions.look_again(ledger_import=slow, by=office.actor, at=timezone.now())
    assert [(one["old"], one["new"]) for one in report.result(again)["changed"]] == [("900", "950")]
    commit(office, again)
    assert months("云岭储能电池基地") == {3: Decimal(950)}


def test_the_office_that_commits_a_zones_ledger_writes_only_that_zones_rows(
    zone_a: Person, office: Person
) -> None:
    sent = send(zone_a, table(CLOUD, ("溪上冷链", "苔溪镇", 1, 1, 1, "")))
    found = report.result(commit(office, sent))
    assert counted(found) == {"created": 1, "refused": 1}
    assert list(Project.objects.values_list("name", flat=True)) == ["云岭储能电池基地"]


def test_what_a_person_taught_is_kept_only_when_the_ledger_goes_in(office: Person) -> None:
    rows = table(["云岭", "砚湖镇", "桩基"], heads=["项目名称", "板块", "本期动态描述语"])
    sent = send(office, rows, mapping={"本期动态描述语": "image_progress"})
    assert not ColumnMapping.objects.exists()
    commit(office, sent)
    assert ColumnMapping.objects.get().field == "image_progress"


def test_every_row_of_a_created_project_leads_to_it(office: Person) -> None:
    done = commit(office, send(office, table(CLOUD, LAKE)))
    found = dict(done.rows.values_list("name", "project__name"))
    assert found == {CLOUD[0]: CLOUD[0], LAKE[0]: LAKE[0]}


def test_the_chain_of_audit_holds_and_names_the_file(office: Person) -> None:
    done = commit(office, send(office, table(CLOUD), name="三月台账.xlsx"))
    rows = list(AuditRow.objects.order_by("number"))
    assert first_break(rows) is None
    mine = [row for row in rows if row.object_kind == "ledger_import"]
    assert [(row.action, row.object_name) for row in mine] == [
        ("送台账", "三月台账.xlsx"), ("导入台账", "三月台账.xlsx")
    ]
    assert mine[1].object_id == str(done.pk)


def test_a_dropped_ledger_writes_nothing_and_takes_no_answer(office: Person) -> None:
    sent = send(office, table(CLOUD))
    actions.drop(ledger_import=sent, by=office.actor, at=timezone.now())
    with pytest.raises(Refused, match="已放弃"):
        commit(office, sent)
    with pytest.raises(Refused, match="已放弃"):
        actions.answer(
            ledger_import=sent, answers={"period": "2025-04"}, by=office.actor, at=timezone.now()
        )
    assert not Project.objects.exists()


def test_the_office_is_told_of_a_zones_ledger(
    zone_a: Person, office: Person, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        done = commit(zone_a, send(zone_a, table(CLOUD)))
    notice = Notice.objects.get(user=office.user)
    assert "砚湖镇导入了2025年3月台账：新增 1 个，变更 0 个。" in notice.sentence
    assert notice.link == f"/ledger/{done.pk}/"
