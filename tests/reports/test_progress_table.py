"""进度表 — groups, subtotals, lamps and heads of the month's table."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from tests.reports.books import GROUND, book, line
from zhaotuifu.documents.blocks import grid_of as checked_grid
from zhaotuifu.indicators.queries import EVERYTHING, Scope
from zhaotuifu.projects.states import ConstructionKind, Level
from zhaotuifu.reports.rules.grid import columns_of, data_table, grid_of, heads_of, shown_places
from zhaotuifu.reports.rules.progress_table import RowKind, table_of
from zhaotuifu.supervision.states import Lamp

NEW = ConstructionKind.NEW


def table(*lines, level: str | None = Level.PROVINCE, as_of: date = date(2025, 3, 31)):
    return table_of(book(*lines, as_of=as_of), Scope(level=level), GROUND)


def labels(made) -> list[str]:
    return [row.label for row in made.rows]


def test_a_zone_has_a_subtotal_above_its_rows_only_from_two_projects_on():
    made = table(line(1, name="甲"), line(2, name="乙", zones=(2,)), line(3, name="丙"))
    assert labels(made) == ["一、续建项目（3 个）", "砚湖镇（2 个）", "丙", "甲", "乙"]
    assert [row.kind for row in made.rows][:2] == [RowKind.KIND, RowKind.ZONE]
    assert [row.number for row in made.projects] == [1, 2, 3]


def test_construction_kinds_follow_the_offices_order():
    made = table(line(1), line(2, kind=NEW), line(3, kind=ConstructionKind.UNSET))
    heads = [row.label for row in made.rows if row.kind is RowKind.KIND]
    assert heads == ["一、新建项目（1 个）", "二、续建项目（1 个）", "三、未填建设性质项目（1 个）"]


def test_all_levels_stand_one_below_the_other_each_project_once():
    made = table(
        line(1), line(2, level=Level.CITY, kind=NEW), line(1, level=Level.CITY), level=None
    )
    assert [row.label for row in made.rows if row.kind is not RowKind.PROJECT] == [
        "一、省重大项目（1 个）", "（一）续建项目（1 个）", "二、市重大项目（1 个）", "（一）新建项目（1 个）",
    ]
    assert made.total.count == 2


def test_subtotals_add_up_to_the_total():
    made = table(
        line(1, months={2: 10, 3: 20}), line(2, zones=(2,), kind=NEW, months={3: 30}),
        line(3, plan=None, total=None),
    )
    kinds = [row for row in made.rows if row.kind is RowKind.KIND]
    for name in ("total_wan", "plan_wan", "month_wan", "completed_wan"):
        whole = sum(getattr(row, name) or 0 for row in kinds)
        assert whole == getattr(made.total, name)
        assert whole == sum(getattr(row, name) or 0 for row in made.projects)
    assert made.total.completed_wan == 60 and made.total.month_wan == 50
    assert made.total.rate_pct == Decimal(3)


def test_nothing_reported_is_a_dash_and_not_a_zero():
    made = table(line(1, plan=None, total=None))
    row = grid_of(made, columns_of(3))[1]
    texts = {cell.key: cell.text for cell in row.cells}
    money = [texts[key] for key in ("total_wan", "plan_wan", "month_wan", "completed_wan")]
    assert [*money, texts["rate_pct"], texts["gap_points"]] == ["—"] * 6


def test_words_of_an_earlier_month_are_not_shown_as_this_months():
    old = grid_of(table(line(1, word_month=2, problems="缺地")), columns_of(3))[1]
    assert {cell.key: cell.text for cell in old.cells}["problems"] == "—"
    now = grid_of(table(line(1, word_month=3, problems="缺地")), columns_of(3))[1]
    assert {cell.key: cell.text for cell in now.cells}["problems"] == "缺地"


def test_lamps_are_counted_in_subtotals_and_explained_in_rows():
    made = table(line(1, months={3: 260}), line(2, months={3: 100}), line(3, plan=None))
    assert made.total.lamps == ((Lamp.GREEN, 1), (Lamp.YELLOW, 1), (Lamp.NONE, 1))
    last = grid_of(made, columns_of(3))[-1].cells[-1]
    assert last.text == "● 1　▲ 1　○ 1"
    yellow = next(row for row in made.projects if row.lamp is Lamp.YELLOW)
    assert yellow.lamp_reason == "完成率 10.0%，低于序时 15.0 个百分点"


def test_january_has_two_heads_that_differ():
    assert [cell.text for cell in heads_of(columns_of(1))[1]][:2] == ["1月", "1月累计"]
    assert [cell.text for cell in heads_of(columns_of(3))[1]][:2] == ["3月", "1—3月"]


def test_heads_and_rows_fill_the_same_columns():
    columns = columns_of(3)
    upper, lower = heads_of(columns)
    assert sum(cell.colspan for cell in upper) == len(columns)
    assert sum(cell.colspan for cell in upper if cell.rowspan == 1) == len(lower)
    for row in grid_of(table(line(1), line(2)), columns):
        assert sum(cell.colspan for cell in row.cells) == len(columns)


def test_the_attachment_takes_fewer_columns_of_the_same_rows():
    attached = data_table(table(line(1, months={3: 250}), line(2)))
    checked_grid(attached.head, attached.columns)
    checked_grid(attached.body, attached.columns)
    assert attached.body[-1][1].text == "合计（2 个）"


def test_a_foreign_total_is_shown_in_its_money_and_added_to_nothing():
    foreign = {"foreign_amount_wan": Decimal("1200.50"), "foreign_currency": "USD"}
    made = table(line(1, total=None, profile=foreign), line(2, total=500))
    row = next(r for r in grid_of(made, columns_of(3)) if r.project_id == 1)
    assert {cell.key: cell.text for cell in row.cells}["total_wan"] == "1,200.5万美元"
    assert made.total.total_wan == 500
    assert any("外币" in note for note in made.notes)


def test_an_empty_table_has_a_total_of_nobody():
    made = table_of(book(), EVERYTHING, GROUND)
    assert made.rows == () and made.total.count == 0


def test_decimals_of_an_amount_are_those_it_shows():
    assert [shown_places(Decimal(text)) for text in ("12400", "0.5", "12.345", "0.004", "120")] == [0, 1, 2, 0, 0]
