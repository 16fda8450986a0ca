"""预览：逐行说清会做什么；没写清的问，不猜；空格子不改，清空才清；别的板块的行不收。"""

from __future__ import annotations

import csv
from datetime import date
from decimal import Decimal

import pytest
from django.utils import timezone

from tests.ledger.sending import (
    DATA,
    HEADS,
    classes,
    commit,
    counted,
    imported,
    months,
    previewed,
    project,
    send,
    table,
)
from tests.people import Person
from zhaotuifu.kernel.verdict import Conflict, Refused
from zhaotuifu.ledger import actions, report
from zhaotuifu.ledger.models import LedgerImport
from zhaotuifu.ledger.reading import FileRefused
from zhaotuifu.projects.actions import change_standing
from zhaotuifu.projects.models import Profile, Project
from zhaotuifu.projects.states import Standing

CODE = "2403-329999-04-01-982138"
CLOUD = ("云岭储能电池基地", "砚湖镇", 42000, 12000, 900, "桩基施工")
REAL = DATA / "real_projects.csv"


def test_a_preview_writes_no_project(office: Person) -> None:
    found = previewed(office, table(CLOUD))
    assert counted(found) == {"created": 1}
    assert not Project.objects.exists()


def test_only_a_name_and_a_place_are_needed(zone_a: Person) -> None:
    found = imported(zone_a, table([1, "只有名称的项目"], heads=["序号", "项目名称"]))
    assert counted(found) == {"created": 1}
    assert project("只有名称的项目").projectzones.get().zone.name == "砚湖镇"


def test_a_second_ledger_changes_what_differs_and_says_old_and_new(office: Person) -> None:
    imported(office, table(CLOUD))
    april = table(("云岭储能电池基地", "砚湖镇", 42000, 12600, 1100, "主体施工"))
    found = previewed(office, april, "2025-04")
    changes = {one["field"]: (one["old"], one["new"], one["column"]) for one in found["changed"]}
    assert changes == {
        "annual_plan_wan": ("12000", "12600", "D"),
        "completed_month_wan": (None, "1100", "E"),
        "image_progress": ("桩基施工", "主体施工", "F"),
    }


def test_the_same_ledger_again_changes_nothing(office: Person) -> None:
    imported(office, table(CLOUD))
    assert counted(previewed(office, table(CLOUD))) == {"unchanged": 1}


def test_an_empty_cell_and_a_missing_column_change_nothing(office: Person) -> None:
    imported(office, table(CLOUD))
    found = imported(office, table(("云岭储能电池基地", "砚湖镇", "", "—", "/", "")))
    assert counted(found) == {"unchanged": 1}
    narrow = imported(office, table(("云岭储能电池基地", "砚湖镇"), heads=HEADS[:2]))
    assert counted(narrow) == {"unchanged": 1}
    assert months("云岭储能电池基地") == {3: Decimal(900)}


def test_the_word_clear_empties_a_value(office: Person) -> None:
    imported(office, table(CLOUD))
    found = imported(office, table(("云岭储能电池基地", "砚湖镇", "清空", "「清空」", "清空", "清空")))
    assert {one["field"]: (one["old"], one["new"]) for one in found["changed"]} == {
        "total_investment_wan": ("42000", None), "annual_plan_wan": ("12000", None),
        "image_progress": ("桩基施工", None), "completed_month_wan": ("900", None),
    }
    assert months("云岭储能电池基地") == {}
    latest = Profile.objects.known().order_by("valid_from", "id").last()
    assert latest is not None and latest.total_investment_wan is None


def test_a_name_cannot_be_cleared(office: Person) -> None:
    found = previewed(office, table(("清空", "砚湖镇", 1)))
    assert not found["created"]
    assert len(found["refused"]) == 1


def test_a_fallen_cumulative_is_refused_with_both_figures_and_the_rest_of_the_row_stands(
    office: Person,
) -> None:
    heads = ["项目名称", "板块", "1-2月累计完成（万元）"]
    imported(office, table(["云岭储能电池基地", "砚湖镇", 1300], heads=heads), "2025-02")
    heads = ["项目名称", "板块", "1-3月累计完成（万元）", "形象进度"]
    march = table(["云岭储能电池基地", "砚湖镇", 1250, "主体施工"], heads=heads)
    found = imported(office, march)
    (refusal,) = found["refused"]
    assert (refusal["class"], refusal["column"]) == ("falling_cumulative", "C")
    assert "1,250" in refusal["reason"] and "1,300" in refusal["reason"]
    assert [one["field"] for one in found["changed"]] == ["image_progress"]
    assert months("云岭储能电池基地") == {2: Decimal(1300)}


def test_the_difference_of_the_cumulative_is_the_months_amount(office: Person) -> None:
    for month, cumulative in ((1, 400), (2, 1300), (3, 2220)):
        heads = ["项目名称", "板块", f"1-{month}月累计完成（万元）"]
        imported(office, table(["云岭", "砚湖镇", cumulative], heads=heads), f"2025-{month:02d}")
    assert months("云岭") == {1: Decimal(400), 2: Decimal(900), 3: Decimal(920)}


def test_two_columns_that_disagree_with_what_is_recorded_are_refused(office: Person) -> None:
    imported(office, table(["云岭", "砚湖镇", 1288], heads=["项目名称", "板块", "1-2月累计完成（万元）"]), "2025-02")
    heads = ["项目名称", "板块", "3月完成（万元）", "1-3月累计完成（万元）"]
    found = previewed(office, table(["云岭", "砚湖镇", 900, 2220], heads=heads))
    (refusal,) = found["refused"]
    assert refusal["class"] == "months_disagree"
    for figure in ("1,288", "900", "2,220"):
        assert figure in refusal["reason"]
    assert counted(previewed(office, table(["云岭", "砚湖镇", 932, 2220], heads=heads))) == {"changed": 1}


def test_the_first_ledger_with_both_columns_gives_month_and_year_right(office: Person) -> None:
    heads = ["项目名称", "板块", "3月完成（万元）", "1-3月累计完成（万元）"]
    imported(office, table(["云岭", "砚湖镇", 932, 2220], heads=heads))
    assert months("云岭") == {2: Decimal(1288), 3: Decimal(932)}
    opening = project("云岭").monthlyamounts.get(month=2)
    assert "期初（1—2月合计）" in opening.origin
    assert project("云岭").monthlyamounts.get(month=3).origin.endswith("汇总!C2")


def test_a_title_gives_the_month_and_a_given_month_wins_over_it(office: Person) -> None:
    titled = table(CLOUD, title="砚湖镇2025年5月重点项目进度表")
    assert previewed(office, titled, "")["period"] == "2025-05"
    given = previewed(office, titled, "2025-06")
    assert (given["period"], given["report"]["month"]) == ("2025-06", 5)
    assert [one["class"] for one in given["warnings"]] == ["period_differs"]
    assert "2025年5月" in given["warnings"][0]["reason"]


def test_a_ledger_without_a_month_waits_for_one(office: Person) -> None:
    sent = send(office, table(CLOUD), "")
    assert (sent.year, sent.month, sent.rows.count()) == (None, None, 0)
    with pytest.raises(Refused, match="哪个月"):
        commit(office, sent)


def test_two_who_answer_at_once_do_not_lose_each_others_answer(office: Person) -> None:
    rows = table(("云岭", "", 1), ("山岭", "", 1))
    first = send(office, rows)
    second = LedgerImport.objects.get()
    keys = [one["key"] for one in report.result(first)["questioned"]]
    when = {"by": office.actor, "at": timezone.now()}
    actions.answer(ledger_import=first, answers={"given": {keys[0]: "砚湖镇"}}, **when)
    with pytest.raises(Conflict):
        actions.answer(ledger_import=second, answers={"given": {keys[1]: "苔溪镇"}}, **when)
    assert LedgerImport.objects.get().answers["given"] == {keys[0]: "砚湖镇"}


def test_projects_the_ledger_lacks_are_listed_and_left_alone(office: Person) -> None:
    other = ("砚湖镇的另一个项目", "砚湖镇", 1, 1, 1, "")
    far = ("苔溪镇的项目", "苔溪镇", 1, 1, 1, "")
    imported(office, table(CLOUD, other, far))
    found = imported(office, table(CLOUD), "2025-04")
    assert [one["name"] for one in found["missing"]] == ["砚湖镇的另一个项目"]
    assert months("砚湖镇的另一个项目") == {3: Decimal(1)}


def test_a_project_elsewhere_by_that_name_is_asked(office: Person) -> None:
    imported(office, table(CLOUD))
    moved = table(("云岭储能电池基地", "苔溪镇", 42000))
    found = previewed(office, moved)
    (question,) = found["questioned"]
    assert question["class"] == "which_project" and not found["created"]
    same = previewed(office, moved, given={question["key"]: question["choices"][0]})
    assert [(one["field"], one["old"], one["new"]) for one in same["changed"]] == [
        ("zone", "砚湖镇", "苔溪镇")
    ]
    assert counted(previewed(office, moved, given={question["key"]: "new"})) == {"created": 1}


def test_a_near_name_is_asked_and_a_numbered_sibling_is_not(office: Person) -> None:
    imported(office, table(("青砾精密减速器智造项目（一期）", "砚湖镇", 1)))
    near = previewed(office, table(("青砾精密减速器智造建设项目", "砚湖镇", 1)))
    assert classes(near, "questioned") == [(2, "which_project")] and not near["missing"]
    sibling = previewed(office, table(("青砾精密减速器智造项目（二期）", "砚湖镇", 1)))
    assert counted(sibling) == {"created": 1, "missing": 1}


def test_a_code_finds_the_project_under_a_new_name(office: Person) -> None:
    heads = ["项目名称", "板块", "项目代码"]
    imported(office, table(["云岭储能", "砚湖镇", CODE], heads=heads))
    found = imported(office, table(["云岭储能（二次命名）", "砚湖镇", CODE], heads=heads))
    assert [(one["field"], one["old"], one["new"]) for one in found["changed"]] == [
        ("name", "云岭储能", "云岭储能（二次命名）")
    ]
    assert project("云岭储能（二次命名）").code == CODE


def test_a_withdrawn_project_is_said_to_be_withdrawn(office: Person) -> None:
    imported(office, table(CLOUD))
    change_standing(
        project=project(CLOUD[0]), to=Standing.WITHDRAWN, on=date(2025, 3, 20), reason="企业放弃",
        by=office.actor, at=timezone.now(),
    )
    found = previewed(office, table(CLOUD), "2025-04")
    assert classes(found, "questioned") == [(2, "withdrawn")] and found["changed"]


def test_a_clerks_ledger_touches_only_own_rows(zone_a: Person, office: Person) -> None:
    theirs = ("溪上冷链", "苔溪镇", 100, 10, 1, "")
    imported(office, table(theirs))
    found = imported(zone_a, table(CLOUD, theirs, ("湖上冷链", "苔溪", 5, 5, 5, "")))
    assert counted(found) == {"created": 1, "refused": 2}
    for refusal in found["refused"]:
        assert refusal["class"] == "other_zone"
        assert refusal["reason"] == "这个项目属于苔溪镇，砚湖镇不能改。"
    assert not found["missing"]


def test_a_code_of_another_zone_is_refused_and_tells_nothing_more(
    zone_a: Person, office: Person
) -> None:
    heads = ["项目名称", "板块", "项目代码"]
    imported(office, table(["溪上冷链", "苔溪镇", CODE], heads=heads))
    found = imported(zone_a, table(["湖上", "砚湖镇", ""], ["抄来的代码", "砚湖镇", CODE], heads=heads))
    (refusal,) = found["refused"]
    assert refusal["reason"] == "这个项目属于苔溪镇，砚湖镇不能改。"
    assert "溪上冷链" not in str(found)


def test_a_name_of_another_zone_is_simply_new_to_a_clerk(zone_a: Person, office: Person) -> None:
    imported(office, table(("同名冷链", "苔溪镇", 100)))
    assert counted(previewed(zone_a, table(("同名冷链", "砚湖镇", 100)))) == {"created": 1}


def test_a_joint_project_stays_joint_when_one_side_reports_it(
    zone_a: Person, office: Person
) -> None:
    imported(office, table(("两镇联合园", "砚湖镇、苔溪镇", 100, 10, 1, "")))
    found = imported(zone_a, table(("两镇联合园", "砚湖镇", 100, 10, 2, "")))
    assert [one["field"] for one in found["changed"]] == ["completed_month_wan"]
    names = project("两镇联合园").projectzones.known().values_list("zone__name", flat=True)
    assert set(names) == {"砚湖镇", "苔溪镇"}


def test_a_place_names_the_zone_and_a_road_does_not(office: Person) -> None:
    heads = ["项目名称", "建设地点"]
    rows = (["甲项目", "砚湖镇砚北路8号"], ["乙项目", "砚湖路18号"], ["丙项目", "砚湖镇与苔溪镇之间"])
    found = imported(office, table(*rows, heads=heads))
    assert project("甲项目").projectzones.get().zone.name == "砚湖镇"
    assert classes(found, "questioned") == [(3, "zone_needed"), (4, "zone_needed")]


def test_a_zone_is_picked_for_a_row_that_has_none(office: Person) -> None:
    rows = table([1, "乙项目"], heads=["序号", "项目名称"])
    (question,) = previewed(office, rows)["questioned"]
    imported(office, rows, given={question["key"]: "苔溪镇"})
    assert project("乙项目").projectzones.get().zone.name == "苔溪镇"


def test_an_unknown_zone_is_not_overruled_by_the_title(office: Person) -> None:
    found = previewed(office, table(("某项目", "北湖镇", 1), title="砚湖镇2025年3月台账"))
    assert not found["created"]
    assert "unknown_zone" in [name for _, name in classes(found, "refused")]


def test_dates_stand_with_their_precision_and_a_later_actual_keeps_the_plan(
    office: Person,
) -> None:
    heads = ["项目名称", "板块", "计划开工时间", "计划竣工时间"]
    imported(office, table(["云岭", "砚湖镇", "2025年3月", "2026年"], heads=heads))
    heads = ["项目名称", "板块", "实际开工时间"]
    imported(office, table(["云岭", "砚湖镇", "2025-03-18"], heads=heads))
    start = project("云岭").milestones.known().get(node="start")
    assert (start.planned_on, start.planned_precision) == (date(2025, 3, 31), "month")
    assert (start.actual_on, start.recognised_on) == (date(2025, 3, 18), None)
    finish = project("云岭").milestones.known().get(node="finish")
    assert (finish.planned_on, finish.planned_precision) == (date(2026, 12, 31), "year")


def test_foreign_money_stays_in_its_currency(office: Person) -> None:
    imported(office, table(("外资项目", "砚湖镇", "2860万美元")))
    profile = Profile.objects.known().get(project=project("外资项目"))
    assert (profile.foreign_currency, profile.foreign_amount_wan) == ("USD", Decimal(2860))
    assert profile.total_investment_wan is None


def test_a_word_that_is_no_choice_is_asked_and_its_answer_holds(office: Person) -> None:
    rows = table(["云岭", "砚湖镇", "迁建"], ["山岭", "砚湖镇", "新建"], heads=["项目名称", "板块", "建设性质"])
    (question,) = previewed(office, rows)["questioned"]
    assert (question["class"], question["column"]) == ("unknown_label", "C")
    imported(office, rows, given={question["key"]: "扩建"})
    assert project("云岭").listings.known().get().construction_kind == "extension"


def test_a_text_that_is_too_long_is_refused_and_not_cut(office: Person) -> None:
    found = previewed(office, table(["云岭", "砚湖镇", "长" * 201], heads=["项目名称", "板块", "建设单位"]))
    assert classes(found, "refused") == [(2, "too_long")]
    assert counted(found) == {"created": 1, "refused": 1}


def test_a_repeated_row_is_matched_to_the_first_and_a_contradiction_is_refused(
    office: Person,
) -> None:
    found = imported(
        office,
        table(
            ("云岭", "砚湖镇", 100), ("云岭", "砚湖镇", 100, 20), ("云岭", "砚湖镇", 300),
        ),
    )
    assert [row["result"] for row in found["rows"]] == ["created", "changed", "refused"]
    (refusal,) = found["refused"]
    assert refusal["class"] == "duplicate_in_file"
    assert "100" in refusal["reason"] and "300" in refusal["reason"] and "第 2 行" in refusal["reason"]
    assert Project.objects.count() == 1
    assert project("云岭").annualplans.get().plan_wan == Decimal(20)


def test_a_package_is_counted_whole_or_by_its_parts_never_both(office: Person) -> None:
    rows = table(
        ["1", "老旧小区打包项目", "砚湖镇", 300],
        ["（1）", "其中：东区", "砚湖镇", 100],
        ["（2）", "西区", "砚湖镇", 200],
        heads=["序号", "项目名称", "板块", "总投资（万元）"],
    )
    found = previewed(office, rows)
    assert not found["created"] and {one["class"] for one in found["questioned"]} == {"package"}
    key = next(one["key"] for one in found["questioned"] if one.get("key"))
    whole = previewed(office, rows, given={key: "whole"})
    assert [row["result"] for row in whole["rows"]] == ["created", "unchanged", "unchanged"]
    parts = previewed(office, rows, given={key: "parts"})
    assert [row["result"] for row in parts["rows"]] == ["unchanged", "created", "created"]


def test_a_column_nobody_knows_is_mapped_once_and_remembered(office: Person) -> None:
    def rows(progress: str) -> bytes:
        return table(["云岭", "砚湖镇", progress], heads=["项目名称", "板块", "本期动态描述语"])

    head = "本期动态描述语"
    imported(office, rows("桩基"), mapping={head: "image_progress"})
    found = previewed(office, rows("封顶"), "2025-04")
    assert [(one["field"], one["new"]) for one in found["changed"]] == [("image_progress", "封顶")]


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ({"period": "三月"}, "报告月份"),
        ({"mapping": {"某列": "no_such_field"}}, "不能对应"),
        ({"defaults": {"zone": "北湖镇"}}, "北湖镇"),
        ({"colour": "blue"}, "colour"),
        ({"given": "yes"}, "given"),
    ],
)
def test_an_answer_nobody_can_use_is_refused(
    office: Person, answers: dict[str, object], sentence: str
) -> None:
    with pytest.raises(Refused, match=sentence):
        send(office, table(CLOUD), **{"period": "2025-03", **answers})  # type: ignore[arg-type]


def test_characters_nobody_sees_do_not_reach_the_library(office: Person) -> None:
    data = "项目名称,板块,形象进度\n云\x00岭\x07储能,砚湖镇,主体\x00施工\n".encode()
    sent = send(office, data, name="台账.csv", given={"cells/x!A1": "y"})
    commit(office, sent)
    assert project("云岭储能")


def test_who_only_reads_sends_nothing(leader: Person, department: Person, admin: Person) -> None:
    for person in (leader, department, admin):
        with pytest.raises(Refused, match="不能导入台账"):
            send(person, table(CLOUD))
    assert not LedgerImport.objects.exists()


def test_a_file_that_is_no_spreadsheet_is_refused_with_the_way_out(office: Person) -> None:
    with pytest.raises(FileRefused, match="xlsx"):
        send(office, b"%PDF-1.7 nothing to read here", name="台账.pdf")


def test_the_real_list_comes_in_with_every_amount_equal_to_its_cell(office: Person) -> None:
    """200 rows, 37 of which repeat another's name and contradict it nowhere: matched to it."""
    found = imported(office, REAL.read_bytes(), defaults={"zone": "未分"})
    results = [row["result"] for row in found["rows"]]
    assert (results.count("created"), results.count("unchanged")) == (163, 37)
    assert found["refused"] == []
    cells = list(csv.DictReader(REAL.read_text(encoding="utf-8-sig").splitlines()))
    for row, cell in zip(found["rows"], cells, strict=True):
        profile = Profile.objects.known().get(project_id=row["project"])
        if cell["总投资_亿元"]:
            assert profile.total_investment_wan == Decimal(cell["总投资_亿元"]) * 10000
        if "亿美元" in cell["建设内容/备注(事实)"]:
            assert cell["建设内容/备注(事实)"].split("；")[0] in profile.scale
    again = previewed(office, REAL.read_bytes(), defaults={"zone": "未分"})
    assert len(again["unchanged"]) == 200 and not again["changed"]
