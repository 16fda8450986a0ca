"""签发前一致性检查 — one inconsistency of each kind is planted, and exactly it is found."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest

from tests.reports.books import book, brief, line
from tests.reports.situations import KINDS, composed_in
from zhaotuifu.documents.blocks import DataTable, Paragraph
from zhaotuifu.projects.states import Level
from zhaotuifu.reports.rules.brief import Brief
from zhaotuifu.reports.rules.checks import Check, checks_of, stands_in_the_way
from zhaotuifu.reports.rules.figures import Figure

KIND = "progress_brief"
#: what is only to be known of the ordinary situation, with nothing planted
USUAL = {"by-hand", "own", "reported"}


def found_in(made: Brief, paragraphs: dict | None = None, **more) -> list[Check]:
    """What the checks find, beside what is usual."""
    material = composed_in("ordinary", KIND)[1]
    checks = checks_of(made, material.book, paragraphs or {}, **more)
    return [check for check in checks if not check.is_passed and check.code not in USUAL]


def ordinary() -> Brief:
    return composed_in("ordinary", KIND, is_written=False)[0]


def figure_of(made: Brief, key: str) -> Figure:
    return next(one for one in made.figures if one.key == key)


def with_figure(made: Brief, key: str, change: Callable[[Figure], Figure]) -> Brief:
    figures = tuple(change(one) if one.key == key else one for one in made.figures)
    return replace(made, figures=figures)


def with_text(made: Brief, key: str, text: str, before: tuple[str, str] | None = None) -> Brief:
    """The same with one printed figure written otherwise, or the word before it."""

    def run_of(run):
        if run.key == key:
            return replace(run, text=text)
        return replace(run, text=run.text.replace(*before)) if before and run.key is None else run

    def block_of(block):
        if isinstance(block, Paragraph) and any(run.key == key for run in block.runs):
            return replace(block, runs=tuple(run_of(run) for run in block.runs))
        return block

    return replace(made, paper=replace(made.paper, blocks=tuple(block_of(b) for b in made.paper.blocks)))


def with_cell(made: Brief, key: str, text: str) -> Brief:
    def block_of(block):
        if not isinstance(block, DataTable):
            return block
        body = tuple(
            tuple(replace(cell, text=text) if cell.key == key else cell for cell in row) for row in block.body
        )
        return replace(block, body=body)

    return replace(made, paper=replace(made.paper, blocks=tuple(block_of(b) for b in made.paper.blocks)))


@pytest.mark.parametrize("code", KINDS)
def test_nothing_is_found_where_nothing_is_planted(code):
    made, material = composed_in("ordinary", code, is_written=False)
    checks = checks_of(made, material.book, {}, last=made.figures)
    assert [one for one in checks if not one.is_passed and one.code not in USUAL] == []


class TestWhatTheComposedTextSays:
    def only(self, made: Brief) -> Check:
        (check,) = found_in(made)
        assert check.is_blocking and check.sentence in stands_in_the_way((check,))
        return check

    def test_a_figure_that_lost_a_row(self):
        made = with_figure(ordinary(), "completed.province", lambda one: replace(one, rows=one.rows[1:]))
        codes = {check.code for check in found_in(made)}
        assert codes == {"rows", "parts"}  # neither its own sum nor the whole's is made any more

    def test_levels_that_do_not_make_the_whole(self):
        def less(one: Figure) -> Figure:
            rows = tuple(replace(row, numerator=Decimal(1)) for row in one.rows[:1]) + one.rows[1:]
            total = sum(row.numerator for row in rows)
            return replace(one, rows=rows, value=total, numerator=total)

        made = with_figure(ordinary(), "completed.city", less)
        text = "，".join(check.sentence for check in found_in(made) if check.code == "parts")
        assert text.startswith("各级别相加是 ") and "应等于本年累计完成投资（全区，1—3月）3.3亿元" in text

    def test_causes_that_do_not_make_the_whole(self):
        def one_less(one: Figure) -> Figure:
            number = Decimal(len(one.rows) - 1)
            return replace(one, rows=one.rows[1:], value=number, numerator=number, text=f"{number}个")

        made = ordinary()
        key = next(one.key for one in made.figures if one.key.startswith("count.behind-"))
        made = with_text(with_figure(made, key, one_less), key, "0个")
        check = self.only(made)
        assert check.code == "parts" and check.key == "count.behind.all" and check.expected == "2"
        assert check.sentence.startswith("滞后项目数按原因相加是 1个，应等于滞后项目数（全区，1—3月）2个")

    def test_a_sentence_that_prints_another_number(self):
        check = self.only(with_text(ordinary(), "completed.province", "1.4亿元"))
        assert (check.code, check.key, check.expected) == ("printed", "completed.province", "1.3亿元")
        assert check.sentence.startswith("正文里的“") and "一季度完成投资1.4亿元”与" in check.sentence

    def test_a_word_of_the_wrong_direction(self):
        made = with_text(ordinary(), "schedule_gap.province", "6.0个百分点", before=("高于", "低于"))
        check = self.only(made)
        assert check.code == "printed" and "低于序时进度6.0个百分点" in check.sentence

    def test_a_table_that_prints_another_number_than_the_text(self):
        check = self.only(with_cell(ordinary(), "completion_rate.all.z1", "38.0"))
        assert check.code == "printed" and check.sentence.startswith("表“各板块投资完成情况”里的“38.0”")

    def test_a_minus_that_was_lost_in_a_table(self):
        check = self.only(with_cell(ordinary(), "schedule_gap.all.z6", "9.7"))
        assert check.code == "printed" and check.expected == "−9.7"

    def test_an_attached_table_whose_rows_do_not_make_its_total(self):
        made = ordinary()
        table = replace(made.table, rows=made.table.rows[:-1])
        check = self.only(replace(made, tables=(table,)))
        assert check.code == "table" and "附表合计与文中不一致" in check.sentence

    def test_a_percentage_that_is_not_its_fraction(self):
        made = ordinary()
        rate = figure_of(made, "completion_rate.city")
        other = replace(rate, value=rate.value + Decimal("0.3"))
        made = with_figure(made, rate.key, lambda one: other)
        codes = [check.code for check in found_in(made)]
        assert "fraction" in codes and set(codes) <= {"fraction", "rows", "printed"}
        (check,) = [check for check in found_in(made) if check.code == "fraction"]
        assert check.expected == "28.8" and "不等于分子除以分母" in check.sentence

    def test_a_percentage_that_the_printed_amounts_would_not_make_is_explained(self):
        made, material = composed_in("laggards", KIND)
        checks = checks_of(made, material.book, {})
        notes = [check for check in checks if check.code == "rounding"]
        assert all(check.is_passed and "四舍五入的差别，不必改" in check.sentence for check in notes)


    def test_printed_amounts_that_add_up_but_for_the_last_digit_are_explained(self):
        lines = [line(1, months={3: 14600}), line(2, level=Level.CITY, months={3: 14600})]
        made = brief(*lines)  # 1.5 and 1.5 make 2.9
        (note,) = [check for check in checks_of(made, book(*lines), {}) if check.code == "rounding"]
        assert note.is_passed and "1.5亿元、1.5亿元 相加与 2.9亿元 差在末位" in note.sentence


class TestWhatTheWriterTyped:
    def only(self, text: str, place: str = "overview", **more) -> Check:
        (check,) = found_in(composed_in("ordinary", KIND)[0], {place: text}, **more)
        assert not check.is_blocking
        return check

    def none(self, text: str, place: str = "overview", **more) -> None:
        assert found_in(composed_in("ordinary", KIND)[0], {place: text}, **more) == []

    def test_a_figure_typed_a_little_wrong(self):
        check = self.only("一季度全区完成投资3.2亿元，开局平稳。")
        assert (check.code, check.key, check.expected) == ("typed", "completed.all", "3.3亿元")
        assert check.sentence == (
            "“总体情况补充”里写“3.2亿元”，文中本年累计完成投资（全区，1—3月）是 3.3亿元。请核对"
        )

    @pytest.mark.parametrize(
        "text",
        [
            "一季度完成投资3.3亿元，其中砚湖镇9,207.99万元。", "省重大项目完成年度计划的31.0%。",
            "全年争取新开工20个，4月11日前开会，2025年第3期。", "力争上半年完成投资过半。",
            "其中1个项目投资8亿元。",
        ],
    )
    def test_what_is_right_or_means_something_else_is_left_alone(self, text):
        self.none(text)

    def test_a_rate_of_the_wrong_level(self):
        check = self.only("省重大项目完成率28.8%，市重大项目完成率28.8%。")  # the second is right
        assert (check.code, check.expected) == ("typed", "31.0%")

    def test_what_is_said_of_the_last_issue_was_printed_there(self):
        last = tuple(
            replace(one, text="2.1亿元", value=Decimal(21000), numerator=Decimal(21000))
            if one.key == "completed.all" else one
            for one in ordinary().figures
        )
        self.none("上期完成投资2.1亿元，本期明显加快。", last=last)
        check = self.only("上期完成投资2.2亿元，本期明显加快。", last=last)
        assert (check.code, check.key, check.expected) == ("last", "completed.all", "2.1亿元")
        assert check.sentence.startswith("“总体情况补充”里说上期“2.2亿元”，上期印的本年累计完成投资")

    def test_a_date_that_is_not_over_yet_said_as_done(self):
        check = self.only("项目推进会已于4月20日召开。", "problems")
        assert check.code == "date" and "在数据截至日 2025-03-31 之后" in check.sentence
        self.none("项目推进会已于3月20日召开。", "problems")
        self.none("4月20日召开推进会。", "problems")

    def test_a_day_that_does_not_exist(self):
        assert "没有这一天" in self.only("2月30日前完成。", "next").sentence

    def test_a_project_that_was_withdrawn(self):
        check = self.only("松涛路改造进展顺利。", gone=("松涛路改造",))
        assert check.code == "gone" and "已退库" in check.sentence
        self.none("松涛路改造已退出。", gone=("松涛路改造",))

    @pytest.mark.parametrize("typed", ["石桥港智慧物流枢扭", "石桥智慧物流枢纽", "石桥港港智慧物流枢纽"])
    def test_a_project_misspelt(self, typed):
        check = self.only(f"抓紧推进{typed}建设。")
        assert (check.code, check.expected) == ("name", "石桥港智慧物流枢纽")
        self.none("抓紧推进石桥港智慧物流枢纽建设。")


class TestAWeekAfterAnother:
    def found(self, last) -> list[str]:
        made, material = composed_in("laggards", "start_weekly")
        checks = checks_of(made, material.book, {}, last=last)
        return [check.sentence for check in checks if check.code == "since"]

    def last(self, change) -> tuple[Figure, ...]:
        made = composed_in("laggards", "start_weekly")[0]
        figures = {one.key: one for one in made.figures}
        this_week = {row.project_id for row in figures["count.span-started.all"].rows}
        year = figures["count.year-started.all"]
        return (replace(year, rows=change([row for row in year.rows if row.project_id not in this_week])),)

    def test_the_last_issue_and_this_week_make_the_year(self):
        assert self.found(self.last(tuple)) == []

    def test_a_start_recognised_late_is_said(self):
        (told,) = self.found(self.last(lambda rows: tuple(rows[1:])))
        assert told.startswith("1 个项目认定在上期之前、上期没有计入：砚湖智能装备产业园")

    def test_a_start_that_is_no_longer_counted_is_said(self):
        def more(rows):
            return (*rows, replace(rows[0], project_id=999, name="旧项目"))

        (told,) = self.found(self.last(more))
        assert told.startswith("1 个项目上期计入、本期不再计入：旧项目")
