"""专报的句子 — the words follow the figures, for one project, for many and for none."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from tests.reports.books import TEN_THIRTY, book, brief, line
from zhaotuifu.documents.blocks import Heading, Paragraph
from zhaotuifu.indicators.queries import EVERYTHING, Scope
from zhaotuifu.progress.states import Cause
from zhaotuifu.projects.states import ConstructionKind, Level
from zhaotuifu.reports.rules.figures import Trace
from zhaotuifu.reports.rules.laggards import problem_paragraphs
from zhaotuifu.reports.rules.progress_table import Ground
from zhaotuifu.reports.rules.sentences import (
    admission_clause,
    partial_pct_text,
    plain,
    progress_clause,
    start_clause,
)
from zhaotuifu.reports.states import Place
from zhaotuifu.supervision.rules import Thresholds
from zhaotuifu.supervision.states import Scale

NEW, STARTED = ConstructionKind.NEW, date(2025, 2, 10)


def said(runs) -> str:
    return "".join(run.text for run in runs)


def progress(*lines, level: str = Level.PROVINCE, as_of=date(2025, 3, 31)) -> str:
    trace = Trace(book(*lines, as_of=as_of), {})
    scope = Scope(level=level)
    subject = (plain(f"{len(trace.book.within(scope))}个省重大项目"),)
    return said(progress_clause(trace, scope, subject))


def starts(*lines) -> str:
    return said(start_clause(Trace(book(*lines), {}), EVERYTHING))


def problems(*lines, thresholds=TEN_THIRTY) -> list[str]:
    return [p.text for p in problem_paragraphs(Trace(book(*lines), {}), thresholds)]


def text_of(made) -> list[str]:
    return [b.text for b in made.paper.blocks if isinstance(b, Heading | Paragraph)]


class TestTheFirstQuarterReadsAsThePaperWroteIt:
    """11 省重大, 16.5 亿元, 26.3 %, 1.3 points, 3 new ones started; 84 admitted of 230."""

    def lines(self):
        new = [line(n, plan=48000, months={3: 13000}, kind=NEW, started_on=STARTED) for n in (1, 2, 3)]
        old = [line(n, plan=60000, months={1: 7000, 2: 8000}) for n in range(4, 11)]
        last = line(11, plan=627400 - 3 * 48000 - 7 * 60000, months={3: 165000 - 39000 - 105000})
        districts = [
            line(n, level=Level.DISTRICT, admitted_on=date(2025, 3, 1), months={3: 1})
            for n in range(100, 184)
        ]
        return [*new, *old, last, *districts]

    def test_the_sentence_of_the_provincial_projects(self):
        assert (
            "11个省重大项目一季度完成投资16.5亿元，完成年度计划的26.3%，高于序时进度1.3个百分点；"
            "3个新建项目已全部实现开工。"
        ) in text_of(brief(*self.lines()))

    def test_the_sentence_of_the_admissions(self):
        targets = {("admitted", Level.DISTRICT, None): Decimal(230)}
        told = text_of(brief(*self.lines(), targets=targets))
        assert "区重点项目一季度入库84个，完成年度目标的36.5%。" in told

    def test_the_title_says_how_the_highest_level_stands(self):
        assert brief(*self.lines()).paper.title == (
            "一季度重大项目建设情况", "省重大项目投资完成率高于序时进度",
        )


@pytest.mark.parametrize(
    ("done", "words"),
    [
        (263, "完成年度计划的26.3%，高于序时进度1.3个百分点"),
        (250, "完成年度计划的25.0%，与序时进度持平"),
        (250.4, "完成年度计划的25.0%，与序时进度持平"),
        (249.6, "完成年度计划的25.0%，与序时进度持平"),
        (249.5, "完成年度计划的25.0%，低于序时进度0.1个百分点"),
        (0, "完成投资0万元，完成年度计划的0.0%，低于序时进度25.0个百分点"),
        (2260, "完成年度计划的226.0%，高于序时进度201.0个百分点"),
    ],
)
def test_the_direction_follows_the_printed_gap(done, words):
    assert words in progress(line(1, plan=1000, months={3: done}))


def test_one_project_that_sent_nothing_and_two_that_sent_nothing():
    assert progress(line(1)) == "1个省重大项目一季度尚未报送完成投资"
    assert progress(line(1), line(2)) == "2个省重大项目一季度均未报送完成投资"


@pytest.mark.parametrize("plan", [None, 0])
def test_without_a_plan_there_is_no_rate_and_no_direction(plan):
    told = progress(line(1, plan=plan, months={3: 90}))
    assert told == "1个省重大项目一季度完成投资90万元，没有年度计划，不计算完成率"


@pytest.mark.parametrize(
    ("as_of", "span"),
    [
        (date(2025, 1, 31), "1月"), (date(2025, 2, 28), "1—2月"), (date(2025, 6, 30), "上半年"),
        (date(2025, 9, 30), "前三季度"), (date(2025, 12, 31), "全年"), (date(2025, 11, 30), "1—11月"),
    ],
)
def test_the_period_is_called_as_people_call_it(as_of, span):
    told = progress(line(1, plan=1000, months={1: 90}), as_of=as_of)
    assert told.startswith(f"1个省重大项目{span}完成投资90万元")


def test_amounts_below_one_yi_are_written_in_wan():
    assert "完成投资9,999万元" in progress(line(1, plan=40000, months={3: 9999}))
    assert "完成投资1.0亿元" in progress(line(1, plan=40000, months={3: 10000}))


class TestStarts:
    def test_no_new_projects_leave_no_clause(self):
        assert starts(line(1)) == ""

    def test_one_new_project(self):
        assert starts(line(1, kind=NEW, started_on=STARTED)) == "1个新建项目已开工"
        assert starts(line(1, kind=NEW)) == "1个新建项目尚未开工"

    def test_all_none_and_some_of_several(self):
        yes = [line(n, kind=NEW, started_on=STARTED) for n in (1, 2)]
        no = [line(n, kind=NEW) for n in (3, 4, 5, 6)]
        assert starts(*yes) == "2个新建项目已全部实现开工"
        assert starts(*no) == "4个新建项目均未开工"
        assert starts(*yes, *no) == "6个新建项目已开工2个，开工率33.3%"

    def test_a_start_recognised_after_the_day_is_no_start_yet(self):
        late = line(1, kind=NEW, started_on=date(2025, 4, 1))
        assert starts(late) == "1个新建项目尚未开工"

    def test_a_part_is_never_printed_as_the_whole_or_as_nothing(self):
        assert partial_pct_text(Decimal(1999) * 100 / 2000) == "99.95%"
        assert partial_pct_text(Decimal(1) * 100 / 3000) == "0.03%"
        assert partial_pct_text(Decimal("50")) == "50.0%"


class TestAdmissions:
    def clause(self, *lines, targets=None):
        return said(admission_clause(Trace(book(*lines, targets=targets), {}), Level.CITY))

    def admitted(self, number):
        return line(number, level=Level.CITY, admitted_on=date(2025, 2, 1))

    def test_count_alone_without_a_target(self):
        assert self.clause(self.admitted(1)) == "市重大项目一季度入库1个"

    def test_target_without_an_admission(self):
        targets = {("admitted", Level.CITY, None): Decimal(50)}
        told = self.clause(line(1, level=Level.CITY), targets=targets)
        assert told == "市重大项目一季度没有新入库，年度目标50个"

    def test_neither_leaves_no_clause(self):
        assert self.clause(line(1, level=Level.CITY)) == ""

    def test_a_rate_above_the_target_is_written_as_it_is(self):
        targets = {("admitted", Level.CITY, None): Decimal(1)}
        told = self.clause(self.admitted(1), self.admitted(2), targets=targets)
        assert told == "市重大项目一季度入库2个，完成年度目标的200.0%"

    def test_no_admission_at_any_level_is_said_once(self):
        assert "一季度没有新入库项目。" in text_of(brief(line(1, months={3: 1})))


class TestProblems:
    def test_nobody_behind(self):
        assert problems(line(1, months={3: 250})) == [
            "没有完成率低于序时进度10个百分点以上的项目，没有逾期未开工的项目。"
        ]

    def test_one_behind_is_named_with_its_cause_and_no_count_of_causes(self):
        told = problems(line(1, name="甲厂", months={3: 100}, cause=Cause.FUNDS, problems="贷款未批。"))
        assert told == [
            "完成率低于序时进度10个百分点以上的项目1个。",
            "省重大项目1个：甲厂（10.0%），主因资金（贷款未批）。",
        ]

    def test_several_behind_are_counted_by_cause_worst_first(self):
        told = problems(
            line(1, name="甲厂", months={3: 100}, cause=Cause.FUNDS),
            line(2, name="乙厂", months={3: 50}),
            line(3, name="丙厂", level=Level.CITY, months={3: 60}, cause=Cause.OTHER, problems="等设备"),
        )
        assert told[0] == "完成率低于序时进度10个百分点以上的项目3个。按原因分，资金1个、其他1个、未填原因1个。"
        assert told[1] == "省重大项目2个：乙厂（5.0%），原因未填；甲厂（10.0%），主因资金。"
        assert told[2] == "市重大项目1个：丙厂（6.0%），主要问题：等设备。"

    def test_exactly_at_the_threshold_is_behind(self):
        assert "项目1个" in problems(line(1, months={3: 150}))[0]
        assert "没有" in problems(line(1, months={3: 151}))[0]

    def test_a_project_that_sent_nothing_is_not_blamed_with_a_rate(self):
        told = problems(line(1, name="甲厂"))
        assert told[1] == "省重大项目1个：甲厂（尚未报送）。"
        assert told[2] == "尚未报送3月完成投资的项目1个：甲厂。"

    def test_more_than_five_are_named_and_the_rest_counted(self):
        told = problems(*(line(n, months={3: n}) for n in range(1, 8)))
        assert told[1].count("演示项目") == 5
        assert told[1].endswith("；其余2个不逐一列出。")

    def test_a_planned_start_gone_by_is_told_even_when_nobody_is_behind(self):
        told = problems(line(1, name="甲厂", kind=NEW, months={3: 250}, planned_on=date(2025, 2, 28)))
        (only,) = told
        assert only == (
            "没有完成率低于序时进度10个百分点以上的项目；"
            "已到计划开工时间、尚未认定开工的项目1个：甲厂。"
        )

    def test_a_rule_by_ratio_and_no_rule_at_all_are_worded_as_such(self):
        ratio = Thresholds("比例", Scale.RATIO, Decimal(80), Decimal(60), 999, 999)
        assert problems(line(1, months={3: 199}), thresholds=ratio)[0].startswith(
            "完成率不足序时进度80%的项目1个"
        )
        assert problems(line(1, months={3: 240}), thresholds=None)[0] == "完成率低于序时进度的项目1个。"
        assert problems(line(1, months={3: 250}), thresholds=None) == ["没有完成率低于序时进度的项目。"]


class TestRanking:
    def words(self, *lines):
        return next(text for text in text_of(brief(*lines)) if "见下表" in text)

    def table(self, *lines):
        made = brief(*lines)
        body = next(b for b in made.paper.blocks if getattr(b, "body", None)).body
        return [[cell.text for cell in row] for row in body]

    def test_two_zones_have_a_best_and_a_worst(self):
        told = self.words(line(1, months={3: 300}), line(2, zones=(2,), months={3: 200}))
        assert told == "完成率最高的板块是砚湖镇（30.0%），最低的是苔溪镇（20.0%）。各板块投资完成情况见下表。"

    def test_one_zone_is_neither_best_nor_worst(self):
        assert self.words(line(1, months={3: 300})) == "各板块投资完成情况见下表。"

    def test_equal_rates_share_the_place(self):
        lines = (line(1, months={3: 300}), line(2, zones=(2,), months={3: 300}))
        assert self.words(*lines).startswith("各板块完成率相同，均为30.0%。")
        assert [row[0] for row in self.table(*lines)] == ["1", "1"]

    def test_without_a_plan_no_place_and_未分_in_no_ranking(self):
        rows = self.table(
            line(1, months={3: 300}), line(2, zones=(2,), plan=None, months={3: 1}),
            line(3, zones=(3,), months={3: 900}),
        )
        assert [row[:3] for row in rows] == [["1", "砚湖镇", "1"], ["—", "苔溪镇", "1"]]
        assert rows[1][3:] == ["—", "1", "—", "—"]

    def test_a_joint_project_counts_in_both_and_once_in_the_whole(self):
        made = brief(line(1, zones=(1, 2), months={3: 300}), line(2, level=Level.CITY, months={3: 100}))
        assert "全区重大项目共2个，一季度完成投资400万元" in text_of(made)[2]
        table = next(b for b in made.paper.blocks if getattr(b, "body", None))
        assert [row[4].text for row in table.body] == ["300", "400"]


class TestThePaper:
    def test_an_empty_next_step_is_not_printed_and_numbers_close_up(self):
        made = brief(line(1, zones=(3,), months={3: 250}))
        headings = [b.text for b in made.paper.blocks if isinstance(b, Heading)]
        assert headings == ["一、总体情况", "二、开工和入库", "三、存在问题"]

    def test_written_paragraphs_stand_where_they_belong_line_by_line(self):
        made = brief(
            line(1, months={3: 250}),
            paragraphs={Place.OPENING: "今年以来总体平稳。", Place.NEXT: "开专题会。\n\n月底前完成。"},
        )
        told = text_of(made)
        assert told[0] == "今年以来总体平稳。"
        assert not any(text.startswith("现将") for text in told)
        assert told[-3:] == ["五、下一步工作", "开专题会。", "月底前完成。"]

    def test_the_writers_title_wins(self):
        assert brief(line(1), title="一季度开局良好\n重大项目稳步推进").paper.title == (
            "一季度开局良好", "重大项目稳步推进",
        )

    def test_without_a_plan_the_title_claims_no_direction(self):
        assert brief(line(1, plan=None, months={3: 1})).paper.title == ("一季度重大项目建设情况",)

    def test_listed_at_two_levels_is_counted_once_and_said(self):
        twice = (line(1, months={3: 250}), line(1, level=Level.DISTRICT, months={3: 250}))
        assert "全区重大项目1个" in text_of(brief(*twice))[2]
        assert "同时列入两级的只计一次" in text_of(brief(*twice))[2]

    def test_a_book_without_lines_says_so_and_prints_nothing_else(self):
        made = brief()
        assert made.figures == () and made.table is None
        assert text_of(made) == ["目前没有列入的重大项目。"]

    def test_without_a_lamp_rule_the_paper_still_composes(self):
        ground = Ground(None, {}, "示范区", "区重大办")
        assert any("低于序时进度的项目" in text for text in text_of(brief(line(1, months={3: 1}), ground=ground)))
