"""对应：先看项目代码，再看以前的答复，再看本板块的同名项目，其余都问；答过不是的不再提。"""

from __future__ import annotations

from dataclasses import replace

import pytest

from zhaotuifu.kernel.names import comparable
from zhaotuifu.ledger.rules.matching import (
    NEW,
    How,
    KnownProject,
    Match,
    Shelf,
    Wanted,
    match,
    offered,
)

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


def test_a_code_copied_from_another_phase_is_asked() -> None:
    one = known(7, "云岭储能（一期）", code=CODE)
    answer = found(wanted("云岭储能（二期）", code=CODE), one)
    assert answer.how is How.ASK
    assert [option.value for option in answer.options] == ["7"]
    same = found(wanted("云岭储能扩建（一期）", code=CODE), one)
    assert same.how is How.CODE


def test_what_a_person_decided_of_a_name_holds_before_the_name_itself() -> None:
    two = (known(3, "云岭储能"), known(4, "云岭储能"))
    answer = found(replace(wanted("云岭储能"), remembered=4), *two)
    assert (answer.how, answer.project and answer.project.id) == (How.REMEMBERED, 4)
    said_now = found(replace(wanted("云岭储能", answer="3"), remembered=4), *two)
    assert (said_now.how, said_now.project and said_now.project.id) == (How.ANSWER, 3)


def test_a_decision_yields_to_a_code_and_falls_when_its_project_is_gone_or_not_ours() -> None:
    coded = found(
        replace(wanted("云岭储能", code=CODE), remembered=4), known(3, "别的", code=CODE),
        known(4, "老名称"),
    )
    assert (coded.how, coded.project and coded.project.id) == (How.CODE, 3)
    other = replace(wanted("云岭储能", code=CODE), remembered=4)
    assert match(other, shelf(known(4, "老名称", code=OTHER_CODE))) is None
    gone = replace(wanted("云岭储能"), remembered=9)
    assert match(gone, shelf(known(9, "老名称", is_visible=False))) is None
    assert match(gone, shelf()) is None


def test_a_project_the_name_was_said_not_to_be_is_not_offered_again() -> None:
    elsewhere = known(3, "云岭储能", "苔溪镇")
    refused = replace(wanted("云岭储能"), refused=frozenset({3}))
    assert match(refused, shelf(elsewhere)) is None
    one = found(refused, elsewhere, known(4, "云岭储能"))
    assert (one.how, one.project and one.project.id) == (How.NAME, 4)


def test_what_a_question_offered_is_known_also_after_it_is_answered() -> None:
    two = shelf(known(3, "云岭储能"), known(4, "云岭储能"))
    assert offered(wanted("云岭储能", answer=NEW), two) == (3, 4)
    assert offered(wanted("砚湖光学", answer=NEW), two) == ()
