"""措辞随数 — whatever the books say, no document says a wrong or an empty word; every figure has its rows."""

from __future__ import annotations

import os
import re
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.reports.books import GROUND, TEN_THIRTY, ZONES, book, line
from tests.reports.situations import KINDS
from tests.reports.test_situations import WRONG, texts_of
from zhaotuifu.documents.blocks import Paragraph
from zhaotuifu.documents.rules import amount_text
from zhaotuifu.indicators.queries import EVERYTHING, Scope
from zhaotuifu.progress.queries import MilestoneLine
from zhaotuifu.progress.states import Cause, Node
from zhaotuifu.projects.states import ConstructionKind, Level, Standing
from zhaotuifu.reports.kinds import kind_named
from zhaotuifu.reports.rules.brief import Heads, compose
from zhaotuifu.reports.rules.checks import checks_of, stands_in_the_way
from zhaotuifu.reports.rules.figures import Trace, adds_up
from zhaotuifu.reports.rules.material import Change, Material, month_of, week_of
from zhaotuifu.reports.rules.printed import keyed_in
from zhaotuifu.reports.rules.sections.drafting import Drafting
from zhaotuifu.reports.rules.sections.monthly import growth_runs, month
from zhaotuifu.reports.rules.sentences import progress_clause
from zhaotuifu.supervision.states import Scale

AMOUNTS = st.one_of(
    st.none(), st.just(Decimal(0)),
    st.decimals(-3000, 30000, places=2, allow_nan=False, allow_infinity=False),
    st.sampled_from([Decimal("0.004"), Decimal("9999.6"), Decimal("-0.3"), Decimal("10000")]),
)
DAYS = st.one_of(st.none(), st.dates(date(2024, 10, 1), date(2026, 3, 1)))
AS_OF = st.sampled_from([date(2025, m, d) for m, d in ((1, 10), (1, 31), (2, 28), (3, 31), (7, 15), (9, 30), (12, 31))])
BY_RATIO = replace(TEN_THIRTY, scale=Scale.RATIO, yellow_from=Decimal(80), red_from=Decimal(60))
GROUNDS = st.sampled_from(
    [GROUND, replace(GROUND, thresholds=None), replace(GROUND, thresholds=BY_RATIO)]
)
REASONS = st.sampled_from(["", "选址调整。", "复工"])
#: digits that stand in plain words: dates, names of programmes, thresholds of rules
NO_FIGURE = re.compile(
    r"20\d\d年|\d+月|\d+日|\d+—|“532”|今后30天|\d+(?:\.\d+)?个百分点以上|不足\d+(?:个百分点|%)|序时进度\d+%"
)
KEEP = Trace._keep
EXAMPLES = int(os.environ.get("WORDING_EXAMPLES", "12"))


@st.composite
def milestones(draw):
    found = {}
    for node in draw(st.lists(st.sampled_from(list(Node)), max_size=3, unique=True)):
        precision = draw(st.sampled_from(["day", "month", "year", ""]))
        reached = draw(DAYS)
        found[node] = MilestoneLine(node, draw(DAYS), precision, reached, "day" if reached else "", reached)
    return found


@st.composite
def lines(draw, as_of: date):
    count = draw(st.integers(0, 7))
    last = book(as_of=as_of).moment.month
    found = []
    for number in range(1, count + 1):
        months = {m: amount for m in range(1, last + 1) if (amount := draw(AMOUNTS)) is not None}
        made = line(
            number, name=f"演示{'甲乙丙丁戊己庚'[number - 1]}厂", level=draw(st.sampled_from(Level.values)),
            kind=draw(st.sampled_from(ConstructionKind.values)), cause=draw(st.sampled_from(Cause.values)),
            problems=draw(st.sampled_from(["", "无", "贷款未批。", "缺 土地"])),
            zones=draw(st.sampled_from([(1,), (2,), (1, 2), (3,), ()])), word_month=last,
        )
        sums = {last: 1} if last > 1 and last in months and draw(st.booleans()) and draw(st.booleans()) else {}
        found.append(
            replace(
                made, months=months, sums=sums, plan_wan=draw(AMOUNTS), total_wan=draw(AMOUNTS),
                milestones=draw(milestones()), admitted_on=draw(DAYS),
            )
        )
    return found


@st.composite
def materials(draw, is_week: bool):
    as_of = draw(AS_OF)
    found = draw(lines(as_of))
    ago = draw(lines(as_of)) if draw(st.booleans()) else None
    changes = tuple(
        Change(one, draw(st.sampled_from(Standing)), draw(st.dates(date(2025, 1, 1), as_of)), draw(REASONS))
        for one in draw(lines(as_of))
    )
    opened = book(*found, as_of=as_of)
    return Material(
        book=opened, span=week_of(as_of) if is_week else month_of(as_of, opened.moment.month),
        ground=draw(GROUNDS), zones=ZONES, ranked_zones=frozenset({1, 2}),
        year_ago=book(*ago, as_of=date(2024, 12, 31)) if ago else None, changes=changes,
    )


def strict(trace: Trace, key: str, code: str, name: str, scope: Scope, text: str, value, **more):
    """The same key twice must be the same figure: what was written first is what is kept."""
    run = KEEP(trace, key, code, name, scope, text, value, **more)
    assert (trace.found[key].value, trace.found[key].indicator) == (value.value, code), key
    return run


@pytest.fixture(autouse=True, scope="module")
def one_key_one_figure():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Trace, "_keep", strict)
        yield


@pytest.mark.parametrize("code", KINDS)
@given(data=st.data())
@settings(max_examples=EXAMPLES, deadline=None)
def test_whatever_the_books_say(code, data):
    kind = kind_named(code)
    material = data.draw(materials(kind.is_weekly))
    made = compose(material, kind, Heads("第1期", "2025年4月7日"), {})
    told = texts_of(made.paper)
    assert [text for text in told if WRONG.search(text)] == []
    assert [figure.key for figure in made.figures if not adds_up(figure)] == []
    known = {figure.key: figure for figure in made.figures}
    assert [one.key for one in keyed_in(made.paper) if one.key not in known] == []
    assert all(figure.as_of == material.book.moment.as_of for figure in made.figures)
    if material.book.lines:
        assert stands_in_the_way(checks_of(made, material.book, {})) == ""
    for text in told:
        if "全部" in text or "均未" in text:
            assert not re.search(r"已开工\d|基本达到的|未达到的", text.split("全部")[-1].split("。")[0])


@pytest.mark.parametrize("code", KINDS)
@given(data=st.data())
@settings(max_examples=EXAMPLES // 2, deadline=None)
def test_a_digit_of_a_composed_sentence_stands_in_a_figure_a_date_or_a_name(code, data):
    kind = kind_named(code)
    made = compose(data.draw(materials(kind.is_weekly)), kind, Heads("第1期", "2025年4月7日"), {})
    for block in made.paper.blocks:
        if isinstance(block, Paragraph):
            plain = "".join(run.text for run in block.runs if run.key is None)
            assert not re.search(r"\d", NO_FIGURE.sub("", plain)), plain


class TestMoney:
    @pytest.mark.parametrize(
        ("wan", "told"),
        [
            ("0", "0万元"), ("0.4", "0.4万元"), ("0.004", "0.004万元"), ("9999.4", "9,999万元"),
            ("9999.5", "1.0亿元"), ("-900", "−900万元"), ("-12345", "−1.2亿元"),
        ],
    )
    def test_an_amount_never_reads_as_nothing_or_as_ten_thousand(self, wan, told):
        assert amount_text(Decimal(wan)) == told

    def test_a_year_that_was_taken_back_has_no_rate(self):
        trace = Trace(book(line(1, months={1: 100, 3: -400})), {})
        told = "".join(run.text for run in progress_clause(trace, Scope(level=Level.PROVINCE), ()))
        assert told == "一季度核减后累计投资为−300万元，不计算完成率"


class TestBesideTheMonthBefore:
    def told(self, *pairs: tuple[str, str]) -> str:
        made = [line(n, months={2: then, 3: now}) for n, (now, then) in enumerate(pairs, start=1)]
        material = Material(
            book(*made), month_of(date(2025, 3, 31), 3), GROUND, ZONES, frozenset({1, 2})
        )
        kind = kind_named("两湖月调度")
        drafting = Drafting(Trace(material.book, {}), material, kind, kind.section("month"))
        return "".join(run.text for run in month(drafting).blocks[0].runs)

    @pytest.mark.parametrize(
        ("now", "then", "words"),
        [
            ("125", "100", "3月当月完成投资125万元，比上月增长25.0%。"),
            ("97", "100", "3月当月完成投资97万元，比上月下降3.0%。"),
            ("100", "100", "3月当月完成投资100万元，与上月持平。"),
            ("100.04", "100", "3月当月完成投资100万元，与上月基本持平。"),
            ("60", "0", "3月当月完成投资60万元，比上月增加60万元。"),
            ("60", "-40", "3月当月完成投资60万元，比上月增加100万元。"),
            ("-40", "60", "3月当月核减后完成投资为−40万元，比上月减少100万元。"),
            ("0", "60", "3月当月没有完成投资，比上月减少60万元。"),
            ("0", "0", "3月当月没有完成投资，与上月持平。"),
            ("5000", "1", "3月当月完成投资5,000万元，比上月增加4,999万元。"),
            ("99.96", "100", "3月当月完成投资100万元，与上月基本持平。"),
        ],
    )
    def test_the_word_follows_the_figures(self, now, then, words):
        assert self.told((now, then)) == words

    def test_the_growth_adds_up_from_its_projects(self):
        material = Material(
            book(line(1, months={2: 100, 3: 150}), line(2, months={3: 20})),
            month_of(date(2025, 3, 31), 3), GROUND, ZONES, frozenset(),
        )
        kind = kind_named("两湖月调度")
        drafting = Drafting(Trace(material.book, {}), material, kind, kind.section("month"))
        pairs = [(one, one.months[3], one.months.get(2, Decimal(0))) for one in material.book.within(EVERYTHING)]
        growth_runs(drafting, "m", "环比", "上月", pairs, "3月")
        (figure,) = drafting.trace.figures
        assert (figure.value, figure.text, len(figure.rows)) == (Decimal(70), "70.0%", 2)
        assert adds_up(figure)
