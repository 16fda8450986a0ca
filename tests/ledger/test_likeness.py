"""相像：说得出哪里像，看得见哪里不同；问不问有规矩。"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from zhaotuifu.kernel.names import comparable
from zhaotuifu.ledger.rules.likeness import Portrait, detail, liken, name_reason

CODE, OTHER_CODE = "2403-329999-04-01-982138", "2403-329999-07-05-290186"


def portrait(name: str, zone: str = "砚湖镇", **said: object) -> Portrait:
    return replace(Portrait(name, comparable(name), zone_names=(zone,)), **said)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("one", "other", "reason"),
    [
        ("云岭储能基地", "云岭储能基地", "名称相同"),
        ("云岭储能新建项目", "云岭储能扩建项目", "只差“扩建、新建”"),
        ("云岭储能基地", "云岭储能基地建设", "只差“建设”"),
        ("云岭储能（结转）", "云岭储能", "只差括号内容"),
        ("砚湖小学（东校区）", "砚湖小学（重建）", "只差括号内容"),
        ("云岭储能", "云岭储能一期", "只差期号或编号"),
        ("云岭储能·基地", "云岭储能基地", "只差标点"),
        ("云岭储能基地", "虚州云岭储能基地", "名称包含"),
        ("澄屿重组蛋白生产基地", "澄屿重组蛋白药生产基地", "相似 95%"),
    ],
)
def test_the_reason_names_what_is_alike(one: str, other: str, reason: str) -> None:
    assert name_reason(comparable(one), comparable(other)) == reason
    assert name_reason(comparable(other), comparable(one)) == reason


ROW = portrait("云岭储能扩建项目")
NEAR = portrait("云岭储能新建项目")


@pytest.mark.parametrize(
    ("row", "other", "is_near", "is_family", "is_asked"),
    [
        (ROW, NEAR, True, False, True),
        (ROW, portrait(NEAR.name, "苔溪镇"), True, False, False),
        (
            replace(ROW, unit_name="虚州甲公司"),
            portrait(NEAR.name, "苔溪镇", unit_name="虚州甲公司"), True, False, True,
        ),
        (replace(ROW, code=CODE), replace(NEAR, code=OTHER_CODE), True, False, False),
        (
            replace(ROW, code=CODE, total_wan=Decimal(500)),
            replace(NEAR, code=OTHER_CODE, total_wan=Decimal("500.0")), True, False, True,
        ),
        (ROW, NEAR, True, True, False),
        (ROW, portrait(ROW.name, "苔溪镇", is_former=True, since_year=2024), True, False, True),
    ],
    ids=[
        "near here", "near elsewhere", "elsewhere, same owner", "two codes",
        "two codes, same total", "one of many of that kind", "a former name elsewhere",
    ],
)
def test_what_is_asked(
    row: Portrait, other: Portrait, is_near: bool, is_family: bool, is_asked: bool
) -> None:
    found = liken(row, other, is_near=is_near, is_family=is_family)
    assert found is not None and found.is_asked is is_asked


def test_numbers_that_differ_are_never_alike_whatever_else_is_the_same() -> None:
    said = {"unit_name": "虚州甲公司", "address": "云岭路东侧地块", "total_wan": Decimal(500)}
    one, other = portrait("云岭储能（一期）", **said), portrait("云岭储能（二期）", **said)
    assert liken(one, other, is_near=True, is_family=False) is None


def test_another_owner_on_the_same_ground_is_a_project_that_changed_hands() -> None:
    row = portrait("罂星车载电控系统项目", address="云岭路 18 号东侧", unit_name="虚州罂星公司")
    other = portrait("磐萝车载电控系统项目", address="云岭路18号东侧", unit_name="虚州磐萝公司")
    found = liken(row, other, is_near=False, is_family=False)
    assert found is not None and found.is_asked
    assert found.sentence == "相似 80%，投资主体变了（原“虚州磐萝公司”），建设地址相同"
    far = replace(other, address="别处路 7 号南侧")
    assert liken(row, far, is_near=False, is_family=False) is None


def test_one_company_with_two_works_is_no_doubt() -> None:
    said = {"uscc": "91329999MA00000001", "unit_name": "虚州甲公司"}
    one, other = portrait("甲公司光伏支架产线", **said), portrait("甲公司员工宿舍楼", **said)
    assert liken(one, other, is_near=False, is_family=False) is None


def test_the_comparison_shows_both_sides_and_only_what_one_of_them_says() -> None:
    row = portrait("云岭储能扩建项目", total_wan=Decimal(42000), start_year=2025, end_year=2026)
    other = portrait(
        "云岭储能新建项目", level="city", total_wan=Decimal("40000.5"), unit_name="虚州甲公司",
        start_year=2024, last_year_wan=Decimal(900),
    )
    assert detail(row, other, "只差“扩建、新建”") == (
        ("像在哪里", "", "只差“扩建、新建”"),
        ("名称", "云岭储能扩建项目", "云岭储能新建项目"), ("板块", "砚湖镇", "砚湖镇"),
        ("级别", "—", "市重大"), ("总投资（万元）", "42000", "40000.5"),
        ("建设单位", "—", "虚州甲公司"), ("起止年限", "2025-2026", "2024-"),
        ("上年完成（万元）", "—", "900"),
    )
