"""相近名称：有理由、有对照地问人；答过的记住，随导入来，随撤回去，可以忘；结转不并错也不拆错。"""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.ledger.sending import (
    LEDGERS,
    classes,
    commit,
    imported,
    previewed,
    project,
    send,
    table,
    with_zones,
)
from tests.people import Person
from zhaotuifu.kernel.verdict import Conflict
from zhaotuifu.ledger import actions
from zhaotuifu.ledger.actions import remembering
from zhaotuifu.ledger.models import LedgerImport, LedgerRow, NameDecision
from zhaotuifu.ledger.remembered import find_decision, remembered
from zhaotuifu.ledger.rules.matching import NEW
from zhaotuifu.projects.models import Project, ProjectName

OLD, OTHER = "云岭储能电池扩建项目", "云岭储能电池技改项目"
HEADS = ["项目名称", "板块", "总投资（万元）", "建设单位", "建设地址", "项目代码"]
PLACE = "砚湖镇云岭路18号东侧地块"
CODE, OTHER_CODE = "2403-329999-04-01-982138", "2403-329999-07-05-290186"


def ledger(*rows: list[Any]) -> bytes:
    return table(*rows, heads=HEADS)


def line(
    name: str, zone: str = "砚湖镇", total: Any = "", unit: str = "", place: str = "", code: str = ""
) -> list[Any]:
    return [name, zone, total, unit, place, code]


def questions(sent: LedgerImport) -> list[dict[str, Any]]:
    rows = LedgerRow.objects.filter(ledger_import=sent).order_by("id")
    return [item for row in rows for item in row.items if item["kind"] == "question"]


def items(sent: LedgerImport, class_: str) -> list[str]:
    rows = LedgerRow.objects.filter(ledger_import=sent).order_by("id")
    return [item["reason"] for row in rows for item in row.items if item["class"] == class_]


def answered(person: Person, data: bytes, answer: str, period: str = "2025-04") -> LedgerImport:
    """Sent, every question of a project answered the same way, and imported."""
    sent = send(person, data, period)
    given = {one["key"]: answer for one in questions(sent)}
    assert given
    sent = actions.answer(ledger_import=sent, answers={"given": given}, by=person.actor, at=timezone.now())
    return commit(person, sent)


def counts(sent: LedgerImport) -> dict[str, int]:
    names = ("created", "changed", "unchanged", "questions")
    return {name: sent.summary["counts"][name] for name in names if sent.summary["counts"][name]}


def test_a_near_name_is_asked_with_what_is_alike_and_what_differs(office: Person) -> None:
    imported(office, ledger(line(OLD, total=42000, unit="虚州甲公司")), "2024-12")
    (question,) = questions(send(office, ledger(line(OTHER, total=43000, unit="虚州乙公司"))))
    assert question["reason"] == f"与“{OLD}”只差“扩建、技改”。请选一个。"
    (value, label, detail), (new, _) = question["options"]
    assert (int(value), new) == (project(OLD).pk, NEW) and OLD in label
    assert ["像在哪里", "", "只差“扩建、技改”"] in detail
    assert ["总投资（万元）", "43000", "42000"] in detail
    assert ["建设单位", "虚州乙公司", "虚州甲公司"] in detail


def test_last_years_sum_stands_beside_a_candidate(office: Person) -> None:
    heads = ["项目名称", "板块", "12月完成投资（万元）"]
    imported(office, table([OLD, "砚湖镇", 900], heads=heads), "2024-12")
    (question,) = questions(send(office, ledger(line(OTHER)), "2025-01"))
    assert ["上年完成（万元）", "—", "900"] in question["options"][0][2]


def test_the_project_it_is_is_remembered_and_asked_no_more(office: Person) -> None:
    imported(office, ledger(line(OLD)))
    answered(office, ledger(line(OTHER)), str(project(OLD).pk))
    one = Project.objects.get(is_void=False)
    assert one.name == OTHER
    # The library is given its name back on the page; the sender goes on with theirs.
    imported(office, ledger(line(OLD, code=CODE)), "2025-05", given={
        "projects/汇总!2": str(one.pk),
    })
    assert Project.objects.get().name == OLD
    sent = send(office, ledger(line(OTHER)), "2025-06")
    assert counts(sent) == {"unchanged": 1}
    assert items(sent, "remembered") == [f"按以前的答复，这是“{OLD}”，名称不改。"]
    commit_again = send(office, ledger(line(OTHER, total=5000)), "2025-06")
    commit(office, commit_again)
    assert Project.objects.get().name == OLD


def test_a_person_may_say_otherwise_where_it_was_remembered(office: Person) -> None:
    imported(office, ledger(line(OLD)))
    answered(office, ledger(line(OTHER)), str(project(OLD).pk))
    Project.objects.update(name=OLD, name_key=OLD)
    sent = send(office, ledger(line(OTHER)), "2025-05", given={"projects/汇总!2": NEW})
    assert counts(sent) == {"created": 1}
    commit(office, sent)
    decision = NameDecision.objects.in_force().get(is_same=False)
    assert decision.project_id == project(OLD).pk
    assert not NameDecision.objects.in_force().filter(is_same=True).exists()


def test_a_new_project_is_not_asked_about_that_pair_again(office: Person) -> None:
    imported(office, ledger(line(OLD)))
    done = answered(office, ledger(line(OTHER)), NEW)
    assert Project.objects.filter(is_void=False).count() == 2
    actions.undo(ledger_import=done, by=office.actor, at=timezone.now())
    # Undone, the pair is asked again; answered and imported again, it is not.
    assert len(questions(send(office, ledger(line(OTHER)), "2025-05"))) == 1
    answered(office, ledger(line(OTHER)), NEW, "2025-05")
    Project.objects.filter(name=OTHER, is_void=False).update(is_void=True)
    assert counts(send(office, ledger(line(OTHER)), "2025-06")) == {"created": 1}


def test_undo_takes_back_what_it_taught_and_brings_back_what_it_ended(office: Person) -> None:
    imported(office, ledger(line(OLD)))
    imported(office, ledger(line("云岭储能电池改扩建项目", code=CODE)), given={"projects/汇总!2": NEW})
    first, second = project(OLD).pk, project("云岭储能电池改扩建项目").pk
    one = answered(office, ledger(line("云岭储能电池迁建项目")), str(first))
    Project.objects.filter(pk=first).update(name=OLD, name_key=OLD)
    other = commit(office, send(
        office, ledger(line("云岭储能电池迁建项目")), "2025-05",
        given={"projects/汇总!2": str(second)},
    ))
    meant = NameDecision.objects.in_force().filter(is_same=True)
    assert [each.project_id for each in meant] == [second]
    actions.undo(ledger_import=other, by=office.actor, at=timezone.now())
    assert [(each.project_id, each.learnt_from_id) for each in meant.all()] == [(first, one.pk)]


def test_two_rows_of_one_name_with_two_answers_teach_nothing(office: Person) -> None:
    imported(office, ledger(line(OLD, code=CODE), line("云岭储能电池工程", code=OTHER_CODE)),
             given={"projects/汇总!3": NEW})
    ids = [str(project(OLD).pk), str(project("云岭储能电池工程").pk)]
    sent = send(office, ledger(line(OTHER, total=1), line(OTHER, total=2)), "2025-04", given={
        "projects/汇总!2": ids[0], "projects/汇总!3": ids[1],
    })
    commit(office, sent)
    assert not NameDecision.objects.filter(is_same=True, name=OTHER).exists()


def test_what_was_learnt_is_listed_for_its_sender_and_can_be_forgotten(
    office: Person, zone_a: Person, zone_b: Person, leader: Person
) -> None:
    imported(office, ledger(line(OLD)))
    answered(zone_a, ledger(line(OTHER)), str(project(OLD).pk))
    (known,) = remembered(zone_a.actor).rows
    assert (known.name, known.is_same, known.sentence) == (OTHER, True, f"是“{OTHER}”")
    assert len(remembered(office.actor).rows) == 1
    assert not remembered(zone_b.actor).rows and not remembered(leader.actor).rows
    decision = find_decision(zone_a.actor, known.id)
    assert decision is not None and find_decision(zone_b.actor, known.id) is None
    with pytest.raises(Conflict):
        remembering.forget(decision=decision, by=zone_b.actor, at=timezone.now())
    remembering.forget(decision=decision, by=zone_a.actor, at=timezone.now())
    assert not remembered(office.actor).rows
    with pytest.raises(Conflict):
        remembering.forget(decision=decision, by=zone_a.actor, at=timezone.now())


def test_one_senders_decision_says_nothing_for_another(office: Person, zone_a: Person) -> None:
    imported(office, ledger(line(OLD)))
    answered(zone_a, ledger(line(OTHER)), str(project(OLD).pk))
    Project.objects.update(name=OLD, name_key=OLD)
    assert counts(send(zone_a, ledger(line(OTHER)), "2025-05")) == {"unchanged": 1}
    assert counts(send(office, ledger(line(OTHER)), "2025-05")) == {"questions": 1}


def test_a_former_name_is_a_strong_candidate(office: Person) -> None:
    imported(office, ledger(line("云岭储能电池", code=CODE)), "2024-12")
    imported(office, ledger(line("虚州固态电解质基地", code=CODE)), "2025-03")
    (question,) = questions(send(office, ledger(line("云岭储能电池")), "2025-04"))
    assert question["reason"] == "与“虚州固态电解质基地” 2024 年的曾用名相同。请选一个。"


def test_a_name_of_an_import_that_was_undone_is_no_former_name(office: Person) -> None:
    imported(office, ledger(line("云岭储能电池", code=CODE)), "2025-03")
    wrong = commit(office, send(office, ledger(line("虚州固态电解质基地", code=CODE)), "2025-04"))
    actions.undo(ledger_import=wrong, by=office.actor, at=timezone.now())
    assert project("云岭储能电池").code == CODE
    assert ProjectName.objects.get(name="虚州固态电解质基地").is_taken_back
    assert counts(send(office, ledger(line("虚州固态电解质基地")), "2025-05")) == {"created": 1}


def test_a_project_that_changed_hands_is_found_by_its_ground(office: Person) -> None:
    imported(office, ledger(line("罂星车载电控系统项目", unit="虚州罂星公司", place=PLACE)))
    (question,) = questions(send(
        office, ledger(line("磐萝车载电控系统项目", unit="虚州磐萝公司", place=PLACE)), "2025-04"
    ))
    assert "投资主体变了（原“虚州罂星公司”）" in question["reason"]


def test_a_near_name_in_another_zone_is_asked_only_with_something_in_common(office: Person) -> None:
    imported(office, ledger(line(OLD, unit="虚州甲公司")))
    assert counts(send(office, ledger(line(OTHER, "苔溪镇")), "2025-04")) == {"created": 1}
    moved = send(office, ledger(line(OTHER, "苔溪镇", unit="虚州甲公司")), "2025-04")
    assert counts(moved) == {"questions": 1}


def test_a_zone_is_not_shown_another_zones_near_name(office: Person, zone_b: Person) -> None:
    imported(office, ledger(line(OLD, unit="虚州甲公司", place=PLACE)))
    sent = send(zone_b, ledger(line(OTHER, "苔溪镇", unit="虚州甲公司", place=PLACE)), "2025-04")
    assert counts(sent) == {"created": 1}


def test_the_second_phase_is_another_project_and_it_is_said(office: Person) -> None:
    imported(office, ledger(line("云岭储能电池（一期）")))
    sent = send(office, ledger(line("云岭储能电池（二期）")), "2025-04")
    assert counts(sent) == {"created": 1}
    assert items(sent, "numbered_apart") == ["库里有“云岭储能电池（一期）”，编号不同，按两个项目。"]


def test_a_project_reported_in_parts_is_asked_at_every_part(office: Person) -> None:
    imported(office, ledger(line("云岭储能电池")))
    sent = send(office, ledger(line("云岭储能电池一期"), line("云岭储能电池二期")), "2025-04")
    asked = questions(sent)
    assert len(asked) == 2
    assert all("台账里不止一行像它，也许是拆开报的" in one["reason"] for one in asked)


def test_a_code_of_the_first_phase_under_the_second_is_asked(office: Person) -> None:
    imported(office, ledger(line("云岭储能电池（一期）", code=CODE)))
    (question,) = questions(send(office, ledger(line("云岭储能电池（二期）", code=CODE)), "2025-04"))
    assert "编号却不同" in question["reason"]


def test_two_near_rows_of_one_file_are_told_and_both_go_in(office: Person) -> None:
    sent = send(office, ledger(
        line(OLD), line(OTHER), line("砚湖光学（一期）"), line("砚湖光学（二期）"),
        line("苔溪水厂", "苔溪镇"), line("苔溪水厂改造"),
    ))
    assert counts(sent) == {"created": 6}
    assert items(sent, "alike_in_file") == [
        f"与第 2 行“{OLD}”相近，可能是同一个项目。是同一个，请只留一行。"
    ]


def test_a_kind_of_works_that_many_share_is_no_doubt(office: Person) -> None:
    there = [line(f"老旧小区改造（砚湖{name}园）") for name in "东南西北中上"]
    imported(office, ledger(*there))
    sent = send(office, ledger(line("老旧小区改造（砚湖老街坊与沿河地带）")), "2025-04")
    assert counts(sent) == {"created": 1}


def test_the_carry_over_pair_links_exactly(office: Person) -> None:
    with_zones()
    want = json.loads((LEDGERS / "d07_carry_2025.expected.json").read_text(encoding="utf-8"))
    first = send(office, (LEDGERS / "d06_carry_2024.xls").read_bytes(), "2024-12", "d06.xls")
    made = {row.row: row.project_id for row in commit(office, first).rows.all()}
    names = {pk: one.name for pk, one in Project.objects.in_bulk().items()}
    sent = send(office, (LEDGERS / "d07_carry_2025.xlsx").read_bytes(), "2025-03", "d07.xlsx")
    rows = {row.row: row for row in sent.rows.all()}
    linked = set()
    for one in want["cross_file"]["links"]:
        row, there = rows[one["row"]], made[one["other_row"]]
        linked.add(one["row"])
        if one["needs_confirmation"]:
            (question,) = [item for item in row.items if item["class"] == "which_project"]
            assert [option[0] for option in question["options"]] == [str(there), NEW], names[there]
        else:
            assert row.project_id == there and not row.has_question
    fresh = [row for number, row in rows.items() if number not in linked]
    assert len(fresh) == 6 and all(row.outcome == "created" for row in fresh)
    lacking = {made[number] for number in want["cross_file"]["only_in_other"]}
    assert set(sent.summary["lacking"]) == lacking


def test_an_older_ledger_takes_back_no_name_level_zone_or_kind(office: Person) -> None:
    heads = ["项目名称", "项目代码", "板块", "级别", "建设性质", "1月完成投资（万元）"]
    march = ["云岭固态电池", CODE, "苔溪镇", "省重大", "续建", ""]
    january = ["云岭储能电池", CODE, "砚湖镇", "区重点", "新建", 90]
    imported(office, table(march, heads=heads), "2025-03")
    found = imported(office, table(january, heads=heads), "2025-01")
    assert {one["field"] for one in found["changed"]} == {"completed_month_wan"}
    assert {one["class"] for one in found["questioned"]} == {"said_later"}
    assert {one["field"] for one in found["questioned"]} == {"name", "level", "construction_kind", "zone"}
    assert project("云岭固态电池").pk
    again = previewed(office, table(march, heads=heads), "2025-03")
    assert not again["changed"]


def test_last_years_ledger_that_comes_late_takes_back_no_name(office: Person) -> None:
    imported(office, ledger(line("云岭固态电池", code=CODE)), "2025-03")
    found = imported(office, ledger(line("云岭储能电池", code=CODE)), "2024-12")
    assert [one["field"] for one in found["questioned"]] == ["name"]
    assert project("云岭固态电池").pk


def test_what_no_later_ledger_said_an_older_one_may_say(office: Person) -> None:
    imported(office, table(["云岭固态电池", CODE, "砚湖镇"], heads=["项目名称", "项目代码", "板块"]), "2025-03")
    heads = ["项目名称", "项目代码", "板块", "级别"]
    found = imported(office, table(["云岭固态电池", CODE, "砚湖镇", "省重大"], heads=heads), "2025-01")
    assert [(one["field"], one["new"]) for one in found["changed"]] == [("level", "province")]


def test_the_search_takes_the_same_statements_for_any_number_of_rows(office: Person) -> None:
    imported(office, ledger(*[line(f"砚湖{a}{b}产线") for a in "甲乙丙丁戊" for b in "金木水火土"]))

    def statements(count: int) -> int:
        rows = [line(f"砚湖{a}{b}产线建设") for a in "甲乙丙丁戊" for b in "金木水火土"][:count]
        with CaptureQueriesContext(connection) as caught:
            sent = send(office, ledger(*rows), "2025-04")
        assert counts(sent)["questions"] == count
        return len(caught)

    assert statements(3) == statements(25)


def test_a_name_that_was_answered_long_ago_is_still_known(office: Person) -> None:
    imported(office, ledger(line(OLD)))
    answered(office, ledger(line(OTHER)), str(project(OLD).pk))
    NameDecision.objects.update(taught_at=timezone.now() - timedelta(days=900))
    Project.objects.update(name=OLD, name_key=OLD)
    assert classes(previewed(office, ledger(line(OTHER)), "2025-05"), "questioned") == []
