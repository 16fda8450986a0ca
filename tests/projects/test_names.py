"""曾用名：叫过什么都记着；撤回一批，名称和代码一起退回，撤回的名称不算曾用名。"""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from tests import things
from zhaotuifu.kernel.actor import SYSTEM
from zhaotuifu.kernel.verdict import Refused
from zhaotuifu.projects import rules
from zhaotuifu.projects.actions import Statement, state_projects, undo_batch
from zhaotuifu.projects.models import Project, ProjectName

CODE, OTHER_CODE = "2403-329999-04-01-982138", "2403-329999-07-05-290186"


def call(pk: int, at: datetime, batch: str = "", day: date = date(2025, 3, 31), **values: str) -> None:
    said = Statement(values, project_id=pk)
    state_projects([said], year=2025, about_from=day, by=SYSTEM, at=at, batch=batch)


def names(pk: int) -> list[tuple[str, bool, bool]]:
    """(name, known now, taken back), oldest first."""
    rows = ProjectName.objects.filter(project_id=pk).order_by("id")
    return [(one.name, one.superseded_at is None, one.is_taken_back) for one in rows]


@pytest.mark.django_db
def test_a_name_that_was_replaced_stays_as_a_former_one(district, at: datetime) -> None:
    pk = things.project("云岭储能电池", "砚湖镇", at=at)
    call(pk, at + timedelta(minutes=1), name="云岭固态电池")
    assert names(pk) == [("云岭储能电池", False, False), ("云岭固态电池", True, False)]
    assert Project.objects.get(pk=pk).name == "云岭固态电池"


@pytest.mark.django_db
def test_a_statement_that_says_no_new_name_leaves_it(district, at: datetime) -> None:
    pk = things.project("云岭储能电池", "砚湖镇", at=at)
    call(pk, at + timedelta(minutes=1), name="云岭储能电池", address="云岭路 1 号")
    assert names(pk) == [("云岭储能电池", True, False)]


@pytest.mark.django_db
def test_a_batch_undone_takes_its_name_and_code_back(district, at: datetime) -> None:
    pk = things.project("云岭储能电池", "砚湖镇", at=at, code=CODE)
    call(pk, at + timedelta(minutes=1), "ledger:1", name="云岭固态电池", code=OTHER_CODE)
    undo_batch(batch="ledger:1", years=(2025,), by=SYSTEM, at=at + timedelta(minutes=2))
    one = Project.objects.get(pk=pk)
    assert (one.name, one.code, one.name_key) == ("云岭储能电池", CODE, "云岭储能电池")
    assert names(pk) == [
        ("云岭储能电池", False, False), ("云岭固态电池", False, True), ("云岭储能电池", True, False),
    ]


@pytest.mark.django_db
def test_a_code_another_project_took_meanwhile_cannot_be_given_back(district, at: datetime) -> None:
    pk = things.project("云岭储能电池", "砚湖镇", at=at, code=CODE)
    call(pk, at + timedelta(minutes=1), "ledger:1", code=OTHER_CODE)
    things.project("砚湖光学", "砚湖镇", at=at + timedelta(minutes=2), code=CODE)
    with pytest.raises(Refused, match="砚湖光学"):
        undo_batch(batch="ledger:1", years=(2025,), by=SYSTEM, at=at + timedelta(minutes=3))
    assert Project.objects.get(pk=pk).code == OTHER_CODE


@pytest.mark.parametrize(
    ("name", "core", "trunk"),
    [
        ("竹汐可降解膜材料建设项目", "竹汐可降解膜材料", "竹汐可降解膜材料"),
        ("苔陌医用敷料智能工厂(结转)", "苔陌医用敷料智能工厂", "苔陌医用敷料智能工厂"),
        ("云岭储能(一期)", "云岭储能一期", "云岭储能"),
        ("云岭储能扩建项目", "云岭储能", "云岭储能"),
        ("云岭标准厂房3号楼", "云岭标准厂房3号楼", "云岭标准厂房"),
        ("建设工程", "建设工程", "建设工程"),
        ("厂房(一期)", "厂房一期", ""),
    ],
)
def test_the_core_and_the_trunk_of_a_name(name: str, core: str, trunk: str) -> None:
    assert (rules.core(name), rules.trunk(name)) == (core, trunk)


@pytest.mark.parametrize(
    ("name", "found"),
    [("云岭二期", ("2",)), ("云岭2期", ("2",)), ("云岭III期", ("3",)), ("三水路改造", ()), ("年产12万台", ("12",))],
)
def test_the_numbers_of_a_name(name: str, found: tuple[str, ...]) -> None:
    assert rules.numbers(name) == found
