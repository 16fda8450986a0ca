"""真实名单一年一年导：同名的接上，改了名的都问，没有并错、没有不问就拆开的。

The rows of `real_projects.csv` are put into the years their sources are of and imported year after
year into one library. Which names are one project was settled by reading the lists, not by the code.
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from decimal import Decimal
from typing import Any

import pytest

from tests.carryover.stage import proposed
from tests.ledger.sending import DATA, commit, send, table
from tests.people import Person
from zhaotuifu.carryover import actions as carrying
from zhaotuifu.ledger import actions
from zhaotuifu.ledger.models import LedgerImport, LedgerRow
from zhaotuifu.ledger.rules.matching import NEW
from zhaotuifu.ledger.states import Outcome
from zhaotuifu.projects.models import Listing, Project
from zhaotuifu.projects.states import Level

HEADS = ("项目名称", "板块", "级别", "建设性质", "总投资（万元）")
UNDATED = 2026  # sources that name no year come last
#: (year, name in that year's list, the name it had before): one project, and asked as such
SAME = {
    (2016, "中航锂离子动力电池项目（奠基）", "中航锂离子动力电池项目"),
    (2022, "上海光源二期（线站工程）", "上海光源二期"),
    (
        2022, "张江复旦国际创新中心（微纳电子与量子科技融合创新大楼、生物与医学科技融合大楼、3号科研楼）",
        "张江复旦国际创新中心",
    ),
    (2022, "李政道研究所（实验楼、基础实验设施）", "李政道研究所"),
    (2022, "中芯国际12英寸芯片项目", "中芯国际12英寸芯片SN1项目"),
    (2023, "民用飞机航电系统“三中心一总部”项目", "民用飞机航电系统集成平台"),
}
#: asked too, and two projects: the line was built in 2021, its extension is another work
OTHER = {(2022, "和辉光电第六代AMOLED生产线产能扩充项目", "和辉光电第六代AMOLED生产线建设")}
KINDS = {"新开工": "新建", "开工": "新建", "在建": "续建", "建成": "竣工"}


def years() -> dict[int, list[dict[str, str]]]:
    """The rows by the year of their source."""
    found: dict[int, list[dict[str, str]]] = defaultdict(list)
    text = (DATA / "real_projects.csv").read_text(encoding="utf-8-sig")
    for row in csv.DictReader(text.splitlines()):
        year = re.search(r"20\d\d", row["source_key"])
        found[int(year[0]) if year else UNDATED].append(row)
    return dict(sorted(found.items()))


def ledger(rows: list[dict[str, str]]) -> bytes:
    """A year's list as an office keeps it."""
    return table(*[
        (
            row["项目名称"], "未分", "市重大", KINDS.get(row["阶段(来源所述)"], ""),
            Decimal(row["总投资_亿元"]) * 10000 if row["总投资_亿元"] else "",
        )
        for row in rows
    ], heads=HEADS)


def asked(sent: LedgerImport) -> dict[str, list[tuple[str, str]]]:
    """The questions by the name of the row: options as (value, label), the new project left out."""
    return {
        row.name: [tuple(one[:2]) for one in item["options"] if one[0] != NEW]
        for row in sent.rows.filter(outcome=Outcome.QUESTIONED)
        for item in row.items if item["class"] == "which_project"
    }


def answered(office: Person, sent: LedgerImport, year: int, at: Any) -> LedgerImport:
    """Each question is answered as it truly is."""
    given = {}
    for row in sent.rows.filter(outcome=Outcome.QUESTIONED):
        (item,) = [one for one in row.items if one["class"] == "which_project"]
        before = {old for when, name, old in SAME if (when, name) == (year, row.name)}
        is_it = [value for value, *_ in item["options"]
                 if value != NEW and Project.objects.get(pk=value).name in before]
        given[item["key"]] = is_it[0] if is_it else NEW
    return actions.answer(ledger_import=sent, answers={"given": given}, by=office.actor, at=at)


@pytest.fixture
def told(office: Person, at: Any) -> dict[int, dict[str, list[str]]]:
    """Every year imported in its turn; by year the names that were asked and the names offered."""
    found: dict[int, dict[str, list[str]]] = {}
    for year, rows in years().items():
        sent = send(office, ledger(rows), f"{year}-12", f"{year}.xlsx")
        questions = asked(sent)
        found[year] = {
            name: [Project.objects.get(pk=value).name for value, _ in options]
            for name, options in questions.items()
        }
        if questions:
            sent = answered(office, sent, year, at)
        commit(office, sent)
    return found


def test_every_changed_name_is_asked_and_no_other(told: dict[int, dict[str, list[str]]]) -> None:
    said = {
        (year, name, other)
        for year, questions in told.items() for name, others in questions.items() for other in others
    }
    assert said == SAME | OTHER


def test_in_the_end_there_is_one_project_for_each_that_there_is(
    told: dict[int, dict[str, list[str]]]
) -> None:
    rows = [row for found in years().values() for row in found]
    names = {row["项目名称"] for row in rows}
    assert Project.objects.filter(is_void=False).count() == len(names) - len(SAME)
    lists: dict[str, set[int]] = defaultdict(set)
    now = {old: name for _, name, old in SAME}
    for year, found in years().items():
        for row in found:
            lists[now.get(row["项目名称"], row["项目名称"])].add(year)
    stored: dict[str, set[int]] = defaultdict(set)
    for row in LedgerRow.objects.filter(project__isnull=False).select_related("project"):
        stored[row.project.name].add(row.ledger_import.year)
    assert {name: stored[name] for name in lists} == dict(lists)


def test_a_list_carried_over_first_takes_the_new_years_names_all_the_same(
    office: Person, at: Any
) -> None:
    """2021 is carried over into 2022 before the list of 2022 comes: matched, asked, none doubled."""
    found = years()
    commit(office, send(office, ledger(found[2021]), "2021-12", "2021.xlsx"))
    carry = proposed(office.actor, at, 2021)
    carrying.commit(carry=carry, by=office.actor, at=at)
    assert carry.lines.filter(is_written=True).exists()
    sent = send(office, ledger(found[2022]), "2022-12", "2022.xlsx")
    said = {(2022, name) for name in asked(sent)}
    assert said == {one[:2] for one in SAME | OTHER if one[0] == 2022}
    commit(office, answered(office, sent, 2022, at))
    names = {row["项目名称"] for year in (2021, 2022) for row in found[year]}
    same = [one for one in SAME if one[0] == 2022]
    assert Project.objects.filter(is_void=False).count() == len(names) - len(same)
    twice = Listing.objects.known().filter(year=2022, valid_to__isnull=True, level=Level.CITY)
    assert twice.count() == len(set(twice.values_list("project_id", flat=True)))
