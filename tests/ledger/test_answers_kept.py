"""一个疑问问一次：不认识的板块名称每份只问一次，答复随导入记住、随撤回收回、可以忘，整列的答复也一样。"""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from tests.ledger.sending import classes, commit, project, send, table, with_zones
from tests.ledger.workbooks import xlsx
from tests.people import Person
from zhaotuifu.kernel.models import AuditRow
from zhaotuifu.kernel.verdict import Conflict
from zhaotuifu.ledger import actions, remembered, report
from zhaotuifu.ledger.models import AnswerDecision, LedgerImport, LedgerRow
from zhaotuifu.progress.models import MonthlyWord
from zhaotuifu.projects.models import ProjectZone

BRIDGE = "北漠镇"
KEY = f"zone_names/{BRIDGE}"


def answer(person: Person, sent: LedgerImport, **given: str) -> LedgerImport:
    return actions.answer(
        ledger_import=sent, answers={"given": given}, by=person.actor, at=timezone.now()
    )


def asked(sent: LedgerImport) -> dict[str, dict[str, Any]]:
    return {one["key"]: one for one in sent.summary["questions"]}


def outcomes(sent: LedgerImport) -> dict[str, str]:
    rows = LedgerRow.objects.filter(ledger_import=sent).order_by("id")
    return {row.name: row.outcome for row in rows}


def zones_of(name: str) -> list[str]:
    rows = ProjectZone.objects.known().filter(project=project(name), valid_to=None)
    return sorted(rows.values_list("zone__name", flat=True))


def two_bridges(*more: list[Any]) -> bytes:
    return table(
        ["桥头物流园", BRIDGE, 900], ["砚湖样板厂房", "砚湖镇", 1200], ["桥尾冷库", " 北漠镇", 700], *more
    )


@pytest.fixture
def zoned(office: Person) -> Person:
    with_zones()
    return office


def test_an_unknown_zone_is_asked_once_for_all_its_rows(zoned: Person) -> None:
    sent = send(zoned, two_bridges())
    (question,) = sent.summary["questions"]
    assert question["sentence"] == "“北漠镇”不在板块表里（2 行：第 2、4 行）。是哪个板块？"
    values = [option["value"] for option in question["options"]]
    assert values[-1] == "skip" and "砚湖镇" in values and len(values) == len(set(values))
    counts = sent.summary["counts"]
    assert (counts["questions"], counts["waiting"], counts["refusals"]) == (0, 2, 0)
    rows = LedgerRow.objects.filter(ledger_import=sent, is_waiting=True).order_by("id")
    assert [row.outcome for row in rows] == ["questioned", "questioned"]
    for row in rows:
        (item,) = row.items
        assert item["reason"] == "等上面“北漠镇”的答复。" and item["waits_for"] == KEY
        assert "options" not in item and "key" not in item
    assert [name for _, name in classes(report.result(sent), "refused")] == ["unknown_zone"] * 2


def test_one_answer_settles_every_row_of_the_name(zoned: Person) -> None:
    sent = answer(zoned, send(zoned, two_bridges()), **{KEY: "东湖镇"})
    assert set(outcomes(sent).values()) == {"created"} and sent.summary["questions"] == []
    commit(zoned, sent)
    assert zones_of("桥头物流园") == zones_of("桥尾冷库") == ["东湖镇"]
    assert zones_of("砚湖样板厂房") == ["砚湖镇"]


def test_a_row_may_be_answered_otherwise_and_rows_may_be_left_out(zoned: Person) -> None:
    sent = send(zoned, two_bridges())
    out = answer(zoned, sent, **{KEY: "skip"})
    assert outcomes(out) == {
        "桥头物流园": "left_out", "砚湖样板厂房": "created", "桥尾冷库": "left_out"
    }
    assert out.summary["questions"] == []
    commit(zoned, out)
    assert not AnswerDecision.objects.exists()
    assert KEY in asked(send(zoned, two_bridges(), "2025-04"))


def test_an_answer_that_is_no_zone_settles_nothing(zoned: Person) -> None:
    sent = answer(zoned, send(zoned, two_bridges()), **{KEY: "天宫"})
    assert KEY in asked(sent) and outcomes(sent)["桥头物流园"] == "questioned"


def test_a_zone_is_offered_and_given_only_its_own(zoned: Person, zone_a: Person) -> None:
    sent = send(zone_a, two_bridges())
    (question,) = sent.summary["questions"]
    assert [option["value"] for option in question["options"]] == ["砚湖镇", "skip"]
    sent = answer(zone_a, sent, **{KEY: "东湖镇"})
    assert [name for _, name in classes(report.result(sent), "refused")] == ["other_zone"] * 2


def test_the_answer_is_kept_for_the_sender_said_and_can_be_overruled(
    zoned: Person, zone_a: Person
) -> None:
    commit(zoned, answer(zoned, send(zoned, two_bridges()), **{KEY: "东湖镇"}))
    again = send(zoned, table(["桥西仓库", BRIDGE, 800]), "2025-04")
    assert again.summary["questions"] == [] and outcomes(again) == {"桥西仓库": "created"}
    (said,) = again.summary["recalled"]
    assert said["sentence"] == "“北漠镇”（1 行：第 2 行）按以前的答复，算东湖镇。"
    assert KEY in asked(send(zone_a, table(["桥西仓库", BRIDGE, 800]), "2025-04"))
    commit(zoned, answer(zoned, again, **{KEY: "砚湖镇"}))
    assert zones_of("桥西仓库") == ["砚湖镇"]
    assert remembered.of_zone_names(again.sender_id) == {BRIDGE: "砚湖镇"}
    assert AuditRow.objects.filter(action="记住答复").count() == 2


def test_an_undo_takes_the_answer_back_and_brings_the_one_before(zoned: Person) -> None:
    commit(zoned, answer(zoned, send(zoned, two_bridges()), **{KEY: "东湖镇"}))
    second = send(zoned, table(["桥西仓库", BRIDGE, 800]), "2025-04")
    second = commit(zoned, answer(zoned, second, **{KEY: "砚湖镇"}))
    actions.undo(ledger_import=second, by=zoned.actor, at=timezone.now())
    assert remembered.of_zone_names(second.sender_id) == {BRIDGE: "东湖镇"}


def test_a_kept_answer_can_be_forgotten_once(zoned: Person) -> None:
    commit(zoned, answer(zoned, send(zoned, two_bridges()), **{KEY: "东湖镇"}))
    (line,) = remembered.answers(zoned.actor).rows
    assert (line.text, line.about, line.answer) == (BRIDGE, "是哪个板块", "东湖镇")
    page = zoned.client.get("/ledger/learnt/?of=answers").content.decode()
    assert BRIDGE in page and "东湖镇" in page
    decision = remembered.find_answer(zoned.actor, line.id)
    assert decision is not None
    assert zoned.client.post(f"/ledger/learnt/answers/{line.id}/").status_code == 302
    assert KEY in asked(send(zoned, two_bridges(), "2025-04"))
    with pytest.raises(Conflict):
        actions.forget_answer(decision=decision, by=zoned.actor, at=timezone.now())
    assert AuditRow.objects.filter(action="忘掉答复").count() == 1


def test_a_text_with_choices_that_stands_once_is_asked_in_its_row(zoned: Person) -> None:
    sent = send(zoned, table(["合建园区", "砚湖镇（东湖镇配合）", 900]))
    assert sent.summary["questions"] == [] and sent.summary["counts"]["questions"] == 1
    sent = send(
        zoned, table(*([name, "砚湖镇（东湖镇配合）", 900] for name in ("合建园区", "合建管廊")))
    )
    (question,) = sent.summary["questions"]
    assert question["options"][0]["value"] == "砚湖镇、东湖镇"
    commit(zoned, answer(zoned, sent, **{question["key"]: "砚湖镇、东湖镇"}))
    assert zones_of("合建管廊") == ["东湖镇", "砚湖镇"]


DATES = ("项目名称", "板块", "计划开工时间")


def dated(*days: str) -> bytes:
    return table(*([f"项目{n}号厂房", "砚湖镇", day] for n, day in enumerate(days)), heads=DATES)


def test_a_columns_answer_is_kept_by_its_head_and_said(zoned: Person) -> None:
    sent = send(zoned, dated("5/02/2025", "6/03/2025"))
    (question,) = sent.summary["questions"]
    counts = sent.summary["counts"]
    assert (counts["questions"], counts["waiting"]) == (0, 2)
    commit(zoned, answer(zoned, sent, **{question["key"]: "day_first"}))
    (line,) = remembered.answers(zoned.actor).rows
    assert (line.about, line.answer) == ("分不清日和月的日子", "日在前")
    # another place in another file, the same head
    moved = send(zoned, xlsx({"四月": [["序号", *DATES], [1, "湖滨泵站", "砚湖镇", "7/04/2025"]]}), "2025-04")
    assert moved.summary["questions"] == [] and moved.summary["counts"]["questions"] == 0
    (said,) = moved.summary["recalled"]
    assert said["sentence"] == "分不清日和月的日子有 1 格，按以前的答复：日在前。"
    (row,) = LedgerRow.objects.filter(ledger_import=moved)
    assert row.values["planned_start_on"]["value"] == "2025-04-07"
    moved = answer(zoned, moved, **{said["key"]: "month_first"})
    (row,) = LedgerRow.objects.filter(ledger_import=moved)
    assert row.values["planned_start_on"]["value"] == "2025-07-04" and moved.summary["recalled"] == []
    commit(zoned, moved)
    assert [one.answer for one in remembered.answers(zoned.actor).rows] == ["月在前"]


def test_a_kept_answer_says_nothing_where_nothing_is_in_doubt(zoned: Person) -> None:
    sent = send(zoned, dated("5/02/2025", "6/03/2025"))
    commit(zoned, answer(zoned, sent, **{sent.summary["questions"][0]["key"]: "day_first"}))
    assert send(zoned, dated("2025-05-02"), "2025-04").summary["recalled"] == []


def test_a_columns_unit_and_meaning_are_kept_too(zoned: Person) -> None:
    heads = ("项目名称", "板块", "总投资")
    rows = [["湖滨泵站", "砚湖镇", 5000], ["湖滨闸站", "砚湖镇", 6000]]
    sent = send(zoned, table(*rows, heads=heads))
    (question,) = sent.summary["questions"]
    assert question["class"] == "unit_missing"
    commit(zoned, answer(zoned, sent, **{question["key"]: "万元"}))
    again = send(zoned, table(*rows, ["湖滨栈桥", "砚湖镇", 700], heads=heads), "2025-04")
    assert again.summary["questions"] == []
    (said,) = again.summary["recalled"]
    assert said["sentence"] == "没写单位的数有 3 格，按以前的答复：万元。"
    rows_read = {row.name: row.values for row in LedgerRow.objects.filter(ledger_import=again)}
    assert rows_read["湖滨栈桥"]["total_investment_wan"] == "700"
    back = answer(zoned, again, **{said["key"]: "each"})
    assert back.summary["counts"]["questions"] == 3


def test_cell_by_cell_and_left_aside_are_not_kept(zoned: Person) -> None:
    for given in ("each", "ignore"):
        sent = send(zoned, dated("5/02/2025", "6/03/2025"))
        commit(zoned, answer(zoned, sent, **{sent.summary["questions"][0]["key"]: given}))
    assert not AnswerDecision.objects.exists()


def test_a_second_sheet_without_zones_lies_where_the_first_says(zoned: Person) -> None:
    book = xlsx({
        "投资": [["项目名称", "板块", "总投资（万元）"], ["湖滨泵站", "砚湖镇", 5000], ["湖滨闸站", "东湖镇", 60]],
        "进度": [["项目名称", "形象进度"], ["湖滨泵站", "基础施工"], ["没提过的项目", "在谈"]],
    })
    sent = send(zoned, book)
    rows = LedgerRow.objects.filter(ledger_import=sent).order_by("id")
    assert [row.outcome for row in rows] == ["created", "created", "changed", "questioned"]
    commit(zoned, sent)
    assert zones_of("湖滨泵站") == ["砚湖镇"]
    assert MonthlyWord.objects.known().get(project=project("湖滨泵站")).image_progress == "基础施工"


def test_a_second_sheet_waits_for_the_same_answer(zoned: Person) -> None:
    book = xlsx({
        "投资": [["项目名称", "板块", "总投资（万元）"], ["湖滨泵站", BRIDGE, 5000]],
        "进度": [["项目名称", "形象进度"], ["湖滨泵站", "基础施工"]],
    })
    sent = send(zoned, book)
    assert list(asked(sent)) == [KEY] and sent.summary["counts"]["waiting"] == 2
    sent = answer(zoned, sent, **{KEY: "砚湖镇"})
    assert sent.summary["counts"]["waiting"] == sent.summary["counts"]["questions"] == 0


def test_two_of_one_name_in_two_zones_place_no_third(zoned: Person) -> None:
    book = xlsx({
        "投资": [["项目名称", "板块"], ["污水管网", "砚湖镇"], ["污水管网", "东湖镇"]],
        "进度": [["项目名称", "形象进度"], ["污水管网", "基础施工"]],
    })
    last = LedgerRow.objects.filter(ledger_import=send(zoned, book)).order_by("id").last()
    assert last is not None and last.outcome == "questioned"


def page(person: Person, sent: LedgerImport, show: str = "") -> str:
    return person.client.get(f"/ledger/{sent.pk}/?show={show}").content.decode()


def test_the_page_asks_once_and_says_who_waits(zoned: Person) -> None:
    sent = send(zoned, two_bridges(["没有板块的项目", "", 5]))
    found = page(zoned, sent)
    assert found.count(f'name="given:{KEY}"') == 1
    assert "先答上面 1 个问题，2 行在等它" in found
    waiting = page(zoned, sent, "waiting")
    assert "桥头物流园" in waiting and "没有板块的项目" not in waiting.split("逐行结果")[1].split("</table>")[0]
    sent_back = zoned.client.post(f"/ledger/{sent.pk}/answer/", {f"given:{KEY}": "东湖镇"})
    assert sent_back.status_code == 302
    assert "板块“北漠镇”　东湖镇" in page(zoned, sent)


def test_what_was_recalled_is_said_on_the_page(zoned: Person) -> None:
    commit(zoned, answer(zoned, send(zoned, two_bridges()), **{KEY: "东湖镇"}))
    found = page(zoned, send(zoned, table(["桥西仓库", BRIDGE, 800]), "2025-04"))
    assert "按以前的答复，算东湖镇" in found and "?of=answers" in found


def test_a_refusal_that_is_a_question_is_shown_once(zoned: Person) -> None:
    sent = send(zoned, xlsx({"表": [["Alpha", "Beta", "Gamma"], ["甲厂房", 5, "x"], ["乙厂房", 6, "y"]]}))
    sentence = sent.summary["refusal"]["sentence"]
    assert sentence == sent.summary["questions"][0]["sentence"]
    assert page(zoned, sent).count(sentence) == 1


def test_a_columns_pointed_out_name_is_kept_as_a_mapping(zoned: Person) -> None:
    book = xlsx({"表": [["Alpha", "Beta", "Gamma"], ["甲厂房", 5, "x"], ["乙厂房", 6, "y"]]})
    sent = send(zoned, book)
    (question,) = sent.summary["questions"]
    sent = answer(zoned, sent, **{question["key"]: question["options"][0]["value"]})
    sent = actions.answer(
        ledger_import=sent, answers={"defaults": {"zone": "砚湖镇"}}, by=zoned.actor, at=timezone.now()
    )
    commit(zoned, sent)
    assert send(zoned, book, "2025-04").summary["refusal"] is None


def test_an_unsure_column_is_kept_too_and_a_file_without_formats_is_counted(zoned: Person) -> None:
    heads = ("项目名称", "板块", "总投资（万元）", "累计完成（万元）")
    rows = [["湖滨泵站", "砚湖镇", 5000, 300], ["湖滨闸站", "砚湖镇", 6000, 400]]
    sent = send(zoned, table(*rows, heads=heads))
    asked_of = [one for one in sent.summary["questions"] if one["class"] == "column_unclear"]
    (question,) = asked_of
    commit(zoned, answer(zoned, sent, **{question["key"]: "completed_total_wan"}))
    lines = [heads, *rows]
    text = "\n".join(",".join(str(cell) for cell in line) for line in lines)
    again = send(zoned, text.encode(), "2025-04", name="台账.csv")
    assert again.summary["questions"] == []
    (said,) = again.summary["recalled"]
    assert "按以前的答复：开工以来累计完成投资" in said["sentence"]
    back = answer(zoned, again, **{said["key"]: "ignore"})
    assert back.summary["recalled"] == []


def test_days_of_a_csv_are_counted(zoned: Person) -> None:
    sent = send(zoned, dated("5/02/2025", "6/03/2025"))
    commit(zoned, answer(zoned, sent, **{sent.summary["questions"][0]["key"]: "day_first"}))
    text = ",".join(DATES) + "\n湖滨泵站,砚湖镇,7/04/2025\n"
    (said,) = send(zoned, text.encode(), "2025-04", name="台账.csv").summary["recalled"]
    assert said["count"] == 1 and said["answer"] == "day_first"


def test_a_cell_put_aside_in_its_row_waits_for_nobody(zoned: Person) -> None:
    data = table(["合建园区", "砚湖镇（东湖镇配合）", 900])
    sent = send(zoned, data)
    (row,) = LedgerRow.objects.filter(ledger_import=sent)
    (key,) = [item["key"] for item in row.items if item.get("key", "").startswith("cells/")]
    sent = answer(zoned, sent, **{key: "ignore"})
    assert sent.summary["questions"] == [] and sent.summary["counts"]["waiting"] == 0


def test_a_row_answered_by_itself_waits_no_longer(zoned: Person) -> None:
    sent = answer(zoned, send(zoned, two_bridges()), **{"zones/汇总!2": "东湖镇"})
    assert asked(sent)[KEY]["count"] == 1 and sent.summary["counts"]["waiting"] == 1
    assert outcomes(sent)["桥头物流园"] == "created"


def test_a_sheet_placed_by_another_is_not_told_to_choose(zoned: Person) -> None:
    first = [["项目名称", "板块", "总投资（万元）"], ["湖滨泵站", "砚湖镇", 5000]]
    for name, said in (("湖滨泵站", []), ("没提过的项目", ["missing_column"])):
        book = xlsx({"投资": first, "进度": [["项目名称", "形象进度"], [name, "基础施工"]]})
        assert [one["class"] for one in send(zoned, book).summary["warnings"]] == said
