"""文中数字 — each opens into rows that add up to it, and stays what it was when frozen."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal

from tests.reports.books import book, brief, line
from zhaotuifu.documents.frozen import as_data, paper_of
from zhaotuifu.documents.writer import write_docx
from zhaotuifu.progress.states import Cause
from zhaotuifu.projects.states import ConstructionKind, Level
from zhaotuifu.reports.queries import later_than_printed
from zhaotuifu.reports.rules.checks import checks_of, keys_in, stands_in_the_way
from zhaotuifu.reports.rules.figures import adds_up, precise_text
from zhaotuifu.reports.showing import how_text, opened_figure
from zhaotuifu.reports.states import Place

NEW = ConstructionKind.NEW
LINES = (
    line(1, plan=4800, months={1: 500, 3: 620}, kind=NEW, started_on=date(2025, 1, 9)),
    line(2, plan=7000, months={3: 400}, cause=Cause.LAND, problems="未征地"),
    line(3, level=Level.CITY, kind=NEW, months={2: 33.33}, zones=(1, 2), admitted_on=date(2025, 2, 3)),
    line(4, level=Level.DISTRICT, kind=NEW, planned_on=date(2025, 1, 31), zones=(2,)),
    line(5, level=Level.DISTRICT, plan=None, months={3: -5}, zones=(2,), admitted_on=date(2025, 3, 31)),
)
TARGETS = {("admitted", Level.DISTRICT, None): Decimal(230)}


def made():
    return brief(*LINES, targets=TARGETS)


def figure(key: str):
    return next(figure for figure in made().figures if figure.key == key)


def test_every_figure_of_the_text_is_known_and_its_rows_add_up():
    found = made()
    keys = keys_in(found.paper.blocks)
    assert len(keys) > 30
    assert set(keys) == {figure.key for figure in found.figures}
    assert [figure.key for figure in found.figures if not adds_up(figure)] == []


def test_no_number_of_a_composed_sentence_is_without_a_key():
    """A digit in plain words may only belong to a period, a threshold, a name or a target."""
    plain = [
        run.text
        for block in made().paper.blocks
        for run in getattr(block, "runs", ())
        if run.key is None and any(char.isdigit() for char in run.text)
    ]
    known = ("2025年", "低于序时进度10个百分点以上", "演示项目", "报送3月")
    assert [text for text in plain if not any(word in text for word in known)] == []


def test_a_figure_that_lost_a_row_no_longer_adds_up():
    whole = figure("completed.province")
    assert not adds_up(replace(whole, rows=whole.rows[1:]))
    rate = figure("completion_rate.province")
    assert not adds_up(replace(rate, denominator=rate.denominator + 1))
    assert not adds_up(replace(rate, value=rate.value + Decimal("0.001")))


def test_how_a_figure_came_about_is_said_in_a_line():
    assert how_text(figure("completed.province")) == "2 个项目相加 = 1,520 万元"
    assert how_text(figure("completion_rate.province")) == "完成 1,520 万元 ÷ 计划 11,800 万元 = 12.9%"
    assert how_text(figure("schedule_gap.province")) == (
        "完成 1,520 万元 ÷ 计划 11,800 万元 = 12.9%，减序时 25.0% = −12.1 个百分点"
    )
    assert how_text(figure("admitted_target_rate.district")) == "入库 1 个 ÷ 年度目标 230 个 = 0.4%"
    assert how_text(figure("count.new.all")) == "3 个项目"


def test_an_opened_figure_shows_its_largest_part_first_and_the_sum():
    found = made()
    view = opened_figure(found.figures, "completion_rate.province", found.paper)
    assert [row.name for row in view.rows] == ["演示项目1", "演示项目2"]
    assert (view.total.numerator, view.total.denominator, view.total.rate) == ("1,520", "11,800", "12.9")
    assert view.anchor == "f-completion_rate.province"
    in_table = opened_figure(found.figures, "annual_plan.all.z1", found.paper)
    assert in_table.anchor == "t-annual_plan.all.z1"
    assert opened_figure(found.figures, "nothing", found.paper) is None


def test_a_frozen_paper_comes_back_the_same_and_prints_the_same_bytes():
    paper = made().paper
    back = paper_of(json.loads(json.dumps(as_data(paper))))
    assert back == paper
    assert write_docx(back) == write_docx(paper)


def test_errata_name_what_moved_and_what_is_gone():
    printed = made().figures
    moved = (replace(LINES[0], months={1: Decimal(500), 3: Decimal(9620)}), *LINES[1:])
    live = brief(*moved, targets=TARGETS).figures
    found = {row.key: row for row in later_than_printed(printed, live)}
    assert (found["completed.province"].printed, found["completed.province"].now) == ("1,520万元", "1.1亿元")
    assert "annual_plan.all.z1" not in found
    gone = {row.key: row.now for row in later_than_printed(printed, brief(*LINES[1:], targets=TARGETS).figures)}
    assert gone["count.listed.province"] == "1个" and gone["count.started.all"] is None
    assert later_than_printed(printed, made().figures) == ()


def test_a_change_too_small_to_print_is_still_told_exactly():
    printed = made().figures
    moved = (replace(LINES[0], months={1: Decimal(500), 3: Decimal("620.01")}), *LINES[1:])
    found = {row.key: row for row in later_than_printed(printed, brief(*moved, targets=TARGETS).figures)}
    assert (found["completed.province"].printed, found["completed.province"].now) == (
        "1,520万元", "1,520.01万元",
    )


def test_precise_text_of_no_value_is_a_dash():
    assert precise_text(replace(figure("completed.all"), value=None)) == "—"


class TestChecks:
    def sentences(self, *lines, paragraphs=None):
        return checks_of(brief(*lines, paragraphs=paragraphs), book(*lines), paragraphs or {})

    def test_a_whole_book_passes_and_tells_who_has_not_reported(self):
        checks = self.sentences(*LINES)
        assert stands_in_the_way(checks) == ""
        assert "2 个项目还没有报3月：演示项目3、演示项目4" in [check.sentence for check in checks]

    def test_an_empty_book_cannot_be_issued(self):
        assert stands_in_the_way(self.sentences()) == "这个年度还没有列入的项目，没有可签发的内容"

    def test_figures_typed_by_hand_are_pointed_out(self):
        checks = self.sentences(line(1, months={3: 1}), paragraphs={Place.NEXT: "4月11日前开会"})
        told = [check.sentence for check in checks]
        assert "“下一步工作”里有人填写的数字，不随台账更新，请核对出处" in told
        assert "写了下一步工作" in told

    def test_a_lost_figure_stands_in_the_way(self):
        found = made()
        broken = replace(found, figures=tuple(replace(f, rows=()) for f in found.figures))
        assert "追不到行" in stands_in_the_way(checks_of(broken, book(*LINES), {}))

    def test_a_table_that_differs_from_the_text_stands_in_the_way(self):
        found = made()
        table = replace(found.table, rows=found.table.rows[1:-1])
        assert "附表合计与文中不一致" in stands_in_the_way(
            checks_of(replace(found, tables=(table,)), book(*LINES), {})
        )
