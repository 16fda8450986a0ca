"""每种公文 × 五种情形 — no wrong word, no empty sentence, every figure with its rows, nothing in the way."""

from __future__ import annotations

import re

import pytest

from tests.reports.situations import KINDS, SITUATIONS, composed_in
from zhaotuifu.documents.blocks import DataTable, Heading, Paragraph
from zhaotuifu.reports.kinds import kinds
from zhaotuifu.reports.rules.checks import checks_of, stands_in_the_way
from zhaotuifu.reports.rules.figures import adds_up
from zhaotuifu.reports.rules.printed import keyed_in
from zhaotuifu.reports.showing import opened_figure

WRONG = re.compile(
    r"None|nan|NaN|Decimal|增长[−-]|下降[−-]|增加[−-]|减少[−-]|高于序时进度[−-]|低于序时进度[−-]"
    r"|[，；、：][，；、：。]|。。|（）|（，|，）|(?<![\d.,])0个(?!百分点)|共1个|全部[^。]*(?:但|其余)|—月|(?<!\d)0月"
)
EVERY = [(situation, code) for situation in SITUATIONS for code in KINDS]


def texts_of(paper) -> list[str]:
    """Every sentence, heading, title and cell that is printed."""
    found = [*paper.title]
    blocks = [*paper.blocks, *(block for one in paper.attachments for block in one.blocks)]
    for block in blocks:
        if isinstance(block, Heading | Paragraph):
            found.append(block.text)
        elif isinstance(block, DataTable):
            found += [block.title, block.note, *(cell.text for row in block.body for cell in row)]
    return [text for text in found if text]


@pytest.mark.parametrize(("situation", "code"), EVERY)
def test_a_document_in_a_situation(situation, code):
    made, material = composed_in(situation, code)
    assert [text for text in texts_of(made.paper) if WRONG.search(text)] == []
    assert [figure.key for figure in made.figures if not adds_up(figure)] == []
    known = {figure.key for figure in made.figures}
    assert [one.key for one in keyed_in(made.paper) if one.key not in known] == []
    checks = checks_of(made, material.book, {}, gone=tuple(material.gone.values()))
    assert stands_in_the_way(checks) == ""


@pytest.mark.parametrize(("situation", "code"), EVERY)
def test_a_heading_always_has_text_below_it(situation, code):
    for is_written in (True, False):
        blocks = composed_in(situation, code, is_written=is_written)[0].paper.blocks
        for block, after in zip(blocks, [*blocks[1:], None], strict=True):
            assert not isinstance(block, Heading) or isinstance(after, Paragraph)
        for block in blocks:
            assert not isinstance(block, Paragraph) or block.text.endswith(("。", "："))


@pytest.mark.parametrize("code", KINDS)
def test_without_a_project_a_document_says_so_and_cannot_be_issued(code):
    made, material = composed_in("nothing", code, is_written=False)
    (only,) = made.paper.blocks
    assert only.text.startswith("目前没有列入的") and made.paper.attachments == ()
    assert "没有可签发的内容" in stands_in_the_way(checks_of(made, material.book, {}))


def test_these_are_all_the_kinds_of_the_preset():
    assert [kind.code for kind in kinds()] == sorted(KINDS, key=[kind.code for kind in kinds()].index)


class TestWhatASituationMustSay:
    def told(self, situation: str, code: str) -> str:
        return "\n".join(texts_of(composed_in(situation, code)[0].paper))

    def test_in_january_nothing_is_compared_with_the_month_before(self):
        assert "上月" not in self.told("first", "lianghu_monthly")

    def test_a_week_before_any_month_is_over_says_that_nobody_has_reported_yet(self):
        told = self.told("first", "lianghu_weekly")
        assert "今年的月报还没有开始报送" in told and "完成年度计划" not in told

    def test_withdrawn_cancelled_and_stopped_are_named_apart(self):
        told = self.told("withdrawn", "supervision_notice")
        assert "今年以来已开工后退出的项目1个：" in told
        assert "今年以来未开工取消的项目1个：" in told
        assert "今年以来停缓建的项目1个：" in told and "今年以来复工的项目1个：" in told
        assert "已不计入以上各数" in told

    def test_months_that_take_back_are_named_apart(self):
        told = self.told("withdrawn", "lianghu_monthly")
        assert "2个项目核减以前月份投资共1,161万元" in told
        assert "另有1个项目报送的是几个月合计，没有计入当月" in told

    def test_an_unreported_month_claims_no_direction(self):
        made = composed_in("empty", "progress_brief")[0]
        assert made.paper.title == ("1—5月重大项目建设情况",)
        assert "完成率相同" not in self.told("empty", "progress_brief")
        assert "还没有报送，不与序时进度比较" in self.told("empty", "supervision_notice")

    def test_sixty_laggards_are_listed_one_by_one_with_a_total(self):
        (attached,) = composed_in("laggards", "supervision_notice")[0].paper.attachments
        (table,) = attached.blocks
        assert len(table.body) == 61 and table.body[-1][0].text == "合计（60个）"
        assert all(row[-1].text for row in table.body[:-1])

    def test_a_notice_is_an_official_paper(self):
        paper = composed_in("ordinary", "supervision_notice")[0].paper
        assert paper.masthead.doc_no == "武重办〔2025〕3号"
        assert paper.addressed_to == "各板块，区各有关部门"
        assert paper.sign_off.signed_on == "2025年4月7日"


@pytest.mark.parametrize("code", KINDS)
@pytest.mark.parametrize("situation", ["ordinary", "withdrawn"])
def test_every_figure_opens_and_says_how_it_came_about(situation, code):
    made, _ = composed_in(situation, code)
    for figure in made.figures:
        view = opened_figure(made.figures, figure.key, made.paper)
        assert view.how and (view.indicator == "" or "." not in view.indicator)
        assert "None" not in view.how and "÷  " not in view.how
