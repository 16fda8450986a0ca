"""对应：先看项目代码，再看本板块的同名项目，其余都问；相近的名称问，编号不同的不问。"""

from __future__ import annotations

import pytest

from zhaotuifu.kernel.names import comparable
from zhaotuifu.ledger.rules.matching import NEW, How, KnownProject, Match, Shelf, Wanted, match
from zhaotuifu.ledger.rules.similar import Neighbours, nearness

CODE, OTHER_CODE = "2403-329999-04-01-982138", "2403-329999-07-05-290186"


def known(
    number: int, name: str, zone: str = "砚湖镇", code: str = "", *, is_visible: bool = True
) -> KnownProject:
    return KnownProject(number, name, comparable(name), code, (zone,), is_visible)


def shelf(*projects: KnownProject) -> Shelf:
    by_name: dict[str, list[KnownProject]] = {}
    for one in projects:
        by_name.setdefault(one.name_key, []).append(one)
    return Shelf(
        {one.code: one for one in projects if one.code}, by_name, {one.id: one for one in projects}
    )


def wanted(name: str, zone: str = "砚湖镇", code: str = "", answer: str = "") -> Wanted:
    return Wanted(name, comparable(name), code, (zone,), answer)


def found(one: Wanted, *projects: KnownProject) -> Match:
    answer = match(one, shelf(*projects))
    assert answer is not None
    return answer


def test_a_code_finds_its_project_whatever_the_name_is() -> None:
    answer = found(wanted("改了名的产业园", code=CODE), known(7, "原名产业园", code=CODE))
    assert (answer.how, answer.project and answer.project.id) == (How.CODE, 7)


def test_a_name_finds_its_project_in_the_same_zone_whatever_its_brackets_and_spaces() -> None:
    answer = found(wanted("云岭 储能（一期）"), known(3, "云岭储能(一期)"))
    assert (answer.how, answer.project and answer.project.id) == (How.NAME, 3)


def test_nothing_of_that_name_or_code_is_left_for_the_search_of_near_names() -> None:
    assert match(wanted("云岭储能"), shelf(known(3, "别的项目"))) is None


@pytest.mark.parametrize(
    ("one", "projects", "options"),
    [
        (wanted("云岭储能", "苔溪镇"), [known(3, "云岭储能")], ["3", NEW]),
        (wanted("云岭储能"), [known(3, "云岭储能"), known(4, "云岭储能")], ["3", "4", NEW]),
        (wanted("云岭储能", code=CODE), [known(3, "云岭储能", code=OTHER_CODE)], ["3", NEW]),
        (
            wanted("云岭储能", code=CODE),
            [known(3, "云岭储能"), known(4, "别的", code=CODE)],
            ["4", "3"],
        ),
    ],
    ids=["elsewhere", "two of that name", "another code", "code of one, name of another"],
)
def test_a_doubt_is_asked_and_never_settled(
    one: Wanted, projects: list[KnownProject], options: list[str]
) -> None:
    answer = found(one, *projects)
    assert answer.how is How.ASK
    assert [option.value for option in answer.options] == options


def test_another_zones_project_is_not_ours_to_change_and_its_name_is_not_told() -> None:
    theirs = known(9, "苔溪的项目", "苔溪镇", CODE, is_visible=False)
    answer = found(wanted("云岭储能", code=CODE), theirs)
    assert answer.how is How.FOREIGN
    assert "苔溪的项目" not in answer.sentence and not answer.options


def test_another_zones_name_alone_says_nothing_to_a_zone() -> None:
    theirs = known(9, "云岭储能", "苔溪镇", is_visible=False)
    assert match(wanted("云岭储能"), shelf(theirs)) is None


def test_an_answer_holds() -> None:
    two = (known(3, "云岭储能"), known(4, "云岭储能"))
    chosen = found(wanted("云岭储能", answer="4"), *two)
    assert (chosen.how, chosen.project and chosen.project.id) == (How.ANSWER, 4)
    assert found(wanted("云岭储能", answer=NEW), *two).how is How.NEW


@pytest.mark.parametrize("answer", ["9", "8", "x"], ids=["not ours", "gone", "no number"])
def test_an_answer_that_does_not_fit_is_asked_again(answer: str) -> None:
    theirs = known(9, "云岭储能", "苔溪镇", is_visible=False)
    two = (known(3, "云岭储能"), known(4, "云岭储能"))
    assert found(wanted("云岭储能", answer=answer), *two, theirs).how is How.ASK


def test_a_code_that_is_taken_is_not_made_new_by_an_answer() -> None:
    one = known(3, "云岭储能", code=CODE)
    assert found(wanted("云岭储能", code=CODE, answer=NEW), one).how is How.CODE


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("竹汐可降解膜材料项目", "竹汐可降解膜材料建设项目"),
        ("麟梭体外诊断试剂产业园", "虚州麟梭新材料麟梭体外诊断试剂产业园"),
        ("麟梭工业机器人关节模组项目", "年产若干台套麟梭工业机器人关节模组项目"),
        ("澄屿重组蛋白生产基地", "澄屿重组蛋白药生产基地"),
        ("苔陌医用敷料智能工厂", "苔陌医用敷料智能工厂（结转）"),
    ],
)
def test_names_that_grew_or_shrank_are_near(one: str, other: str) -> None:
    assert nearness(one, other) and nearness(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("青砾精密减速器智造项目（一期）", "青砾精密减速器智造项目（二期）"),
        ("云岭标准厂房3号楼", "云岭标准厂房5号楼"),
        ("罂星新能源车载电控系统项目", "磐萝新能源车载电控系统项目"),
        ("砚禾研发设计总部大厦", "霜序研发设计总部大厦"),
        ("农村公路", "农村污水"),
    ],
)
def test_names_of_two_projects_are_not_near(one: str, other: str) -> None:
    assert not nearness(one, other) and not nearness(other, one)


def test_the_neighbour_is_found_among_thousands_and_the_nearest_comes_first() -> None:
    library = [(number, f"第{number}标准厂房工程") for number in range(1, 3000)]
    library += [(5001, "竹汐可降解膜材料项目"), (5002, "竹汐可降解膜材料新产线项目")]
    near = Neighbours(["竹汐可降解膜材料建设项目"], library).near("竹汐可降解膜材料建设项目")
    assert [one.project_id for one in near] == [5001, 5002]
