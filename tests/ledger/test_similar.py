"""相近：什么叫相近有定义；按索引找到的，与逐对相比找到的一个不多、一个不少。"""

from __future__ import annotations

import random
import time
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhaotuifu.desk.seed.scale import name_of
from zhaotuifu.kernel.names import comparable
from zhaotuifu.ledger.rules import similar
from zhaotuifu.ledger.rules.likeness import are_numbered_apart
from zhaotuifu.ledger.rules.similar import Keys, Neighbours, is_near, keys_of

LETTERS = "砚湖云岭储能材料一二三期号(12)项目建设工程新扩建厂房"


def keys(name: str) -> Keys:
    return keys_of(comparable(name))


def pair_by_pair(one: Keys, library: Sequence[Keys]) -> list[int]:
    return [number for number, other in enumerate(library) if is_near(one, other)]


def altered(chance: random.Random, name: str) -> str:
    """A name as the next clerk types it: up to four letters more, fewer or other."""
    letters = list(name)
    for _ in range(chance.randint(0, 4)):
        at = chance.randrange(len(letters) + 1)
        if chance.random() < 0.5:
            letters.insert(at, chance.choice(LETTERS))
        elif at < len(letters) > 1:
            letters.pop(at)
    return "".join(letters)


@given(
    st.lists(st.text(LETTERS, min_size=1, max_size=20), min_size=1, max_size=30),
    st.lists(st.text(LETTERS, min_size=1, max_size=20), min_size=1, max_size=10),
    st.sampled_from((1, 3, 200)),
)
@settings(max_examples=150, deadline=None)
def test_any_names_are_found_as_pair_by_pair(there: list[str], asked: list[str], many: int) -> None:
    library, wanted = [keys(one) for one in there], [keys(one) for one in (*asked, *there[:3])]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(similar, "MANY", many)
        neighbours = Neighbours(wanted, library)
        for one in wanted:
            assert neighbours.near(one) == pair_by_pair(one, library)


@pytest.mark.parametrize("many", [200, 4])
@pytest.mark.parametrize("beginning", ["", "常州市武进区"])
def test_names_as_offices_write_them_are_found_as_pair_by_pair(
    many: int, beginning: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(similar, "MANY", many)
    chance = random.Random(many)
    there = [beginning + name_of(number * 97) for number in range(400)]
    there += [altered(chance, chance.choice(there)) for _ in range(400)]
    wanted = [keys(altered(chance, chance.choice(there))) for _ in range(80)]
    library = [keys(one) for one in there]
    neighbours = Neighbours(wanted, library)
    found = [neighbours.near(one) for one in wanted]
    assert found == [pair_by_pair(one, library) for one in wanted]
    assert sum(map(len, found)) > 60


def test_ten_thousand_names_against_a_hundred_thousand_take_no_all_against_all() -> None:
    library = [keys_of(name_of(number)) for number in range(20_000)]
    asked = [keys_of(name_of(20_000 + number)) for number in range(2_000)]
    began = time.process_time()
    neighbours = Neighbours(asked, library)
    found = sum(len(neighbours.near(one)) for one in asked)
    assert found
    # Pair by pair this is forty million comparisons: half a minute.
    assert time.process_time() - began < 4


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("竹汐可降解膜材料项目", "竹汐可降解膜材料建设项目"),
        ("麟梭体外诊断试剂产业园", "虚州麟梭新材料麟梭体外诊断试剂产业园"),
        ("麟梭工业机器人关节模组项目", "年产若干台套麟梭工业机器人关节模组项目"),
        ("澄屿重组蛋白生产基地", "澄屿重组蛋白药生产基地"),
        ("苔陌医用敷料智能工厂", "苔陌医用敷料智能工厂（结转）"),
        ("砚湖小学（东校区）", "砚湖小学（原址重建）"),
        ("砚湖水厂新建工程", "砚湖水厂技改项目"),
        ("云岭储能", "云岭储能（一期）"),
    ],
)
def test_names_that_grew_or_shrank_are_near(one: str, other: str) -> None:
    assert is_near(keys(one), keys(other)) and is_near(keys(other), keys(one))
    assert not are_numbered_apart(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("罂星新能源车载电控系统项目", "磐萝新能源车载电控系统项目"),
        ("砚禾研发设计总部大厦", "霜序研发设计总部大厦"),
        ("农村公路", "农村污水"),
    ],
)
def test_names_of_two_projects_are_not_near(one: str, other: str) -> None:
    assert not is_near(keys(one), keys(other)) and not is_near(keys(other), keys(one))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("青砾精密减速器智造项目（一期）", "青砾精密减速器智造项目（二期）"),
        ("云岭标准厂房3号楼", "云岭标准厂房5号楼"),
        ("云岭储能II期", "云岭储能三期"),
        ("2024年农村公路提档升级", "2025年农村公路提档升级"),
    ],
)
def test_names_that_differ_in_a_number_are_two_projects(one: str, other: str) -> None:
    assert are_numbered_apart(comparable(one), comparable(other))
    assert not are_numbered_apart(comparable(one), comparable(one))
