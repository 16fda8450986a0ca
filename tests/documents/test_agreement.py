"""Word and PDF break the same lines and turn the same pages, and neither leaves a heading alone.

Papers without digits inside sentences: LibreOffice 7.4 puts a gap between Chinese and digits that
the file forbids, and lets no comma hang that the file allows; Word does neither.
"""

from __future__ import annotations

import pytest

from tests.documents.pages import MM, need_tools, printed, printed_by_us
from tests.documents.papers import COLOPHON, notice, said
from zhaotuifu.documents.blocks import Align, Attachment, Cell, DataTable, Heading, Paper
from zhaotuifu.documents.pdf.faces import Cabinet
from zhaotuifu.documents.pdf.lines import Typesetter
from zhaotuifu.documents.pdf.making import laid_out
from zhaotuifu.documents.pdf.painting import files_of, fonts_in, painted
from zhaotuifu.documents.writer import write_docx

pytestmark = pytest.mark.office

FOOT = (297 - 35) * MM
PROSE = "各板块、各部门要按照“开工即快干、快干促投产”的要求，倒排工期（节点）；对进度滞后的项目逐一约谈。"
ISSUES = (
    "供电接入方案未批", "征迁尚余两户", "无",
    "主体结构施工至三层，正在砌筑，下月封顶，年底前完成竣工验收",
)


def grid(rows: int) -> DataTable:
    """A table in words: merged heads, cells of one to three lines, a note."""
    head = (
        (Cell("序", rowspan=2), Cell("项目名称", rowspan=2), Cell("完成投资", colspan=2),
         Cell("存在问题", rowspan=2), Cell("灯色", rowspan=2)),
        (Cell("本月"), Cell("累计")),
    )
    body = tuple(
        (Cell("甲"), Cell("栖川车规级功率半导体项目"[: 4 + row % 9], Align.LEFT),
         Cell("一二三", Align.RIGHT), Cell("四五六", Align.RIGHT),
         Cell(ISSUES[row % 4], Align.LEFT), Cell("黄"))
        for row in range(rows)
    )
    return DataTable("各项目情况", "单位：万元", head, body, note="注：演示数据。")


def papers() -> dict[str, Paper]:
    """Text, headings and tables of every length at every height of a page."""
    return {
        "prose": Paper(("标题",), tuple(said(PROSE[at:] + PROSE * 2) for at in range(24))),
        "headings": Paper((), tuple(
            block for number in range(40)
            for block in (Heading(1, "一、标题"), said("国" * (28 * (number % 4) + 3)))
        )),
        "tables": Paper((), (
            grid(3), said("国" * 70), grid(20), said("国" * 70), grid(7), said("国" * 270), grid(30),
        )),
        "wide": Paper(
            (), (said("国"),), colophon=COLOPHON,
            attachments=(
                Attachment("情况表", (grid(60),), is_landscape=True),
                Attachment("情况表", (grid(40), said("国" * 90))),
            ),
        ),
        "notice": notice(),
    }


@pytest.fixture(scope="module")
def both(tmp_path_factory):
    need_tools()
    fonts = fonts_in([], with_system=True)
    setter = Typesetter(Cabinet(files_of(fonts)), hanging=frozenset())
    ours = {
        name: painted(laid_out(paper, setter), setter, fonts, title=name, author="")
        for name, paper in papers().items()
    }
    word = {name: write_docx(paper) for name, paper in papers().items()}
    return (
        printed(tmp_path_factory.mktemp("word"), word),
        printed_by_us(tmp_path_factory.mktemp("pdf"), ours),
    )


def lines(page) -> list[tuple[float, str]]:
    """Baselines and letters of the lines within the 版心, the turned page number left out."""
    lowest = FOOT + 1 if page.height > page.width else page.height
    found = page.lines(lowest)
    if page.width > page.height:
        found = [(y, text) for y, text in found if set(text) - set("— 0123456789")]
    return [(y, "".join(sorted("".join(text.split())))) for y, text in found]


@pytest.mark.parametrize("name", list(papers()))
def test_word_and_pdf_have_the_same_pages_and_lines(both, name):
    word, ours = (result[name] for result in both)
    assert len(word) == len(ours)
    for number, (theirs, own) in enumerate(zip(word, ours, strict=True), start=1):
        expected, found = lines(theirs), lines(own)
        assert [text for _, text in found] == [text for _, text in expected], f"page {number}"
        assert [y for y, _ in found] == pytest.approx([y for y, _ in expected], abs=1.5)


@pytest.mark.parametrize("side", ["Word", "PDF"])
def test_no_heading_stands_last_on_a_page_and_no_head_alone(both, side):
    pages = both[side == "PDF"]
    for page in pages["headings"][:-1]:
        assert lines(page)[-1][1] != "".join(sorted("一、标题"))
    for name in ("tables", "wide"):
        for page in pages[name]:
            texts = [text for _, text in lines(page)]
            if texts and texts[-1] in {"".join(sorted(t)) for t in ("各项目情况", "单位：万元", "本月累计")}:
                pytest.fail(f"{name}: a page ends with the head of a table")


@pytest.mark.parametrize("side", ["Word", "PDF"])
def test_no_row_of_a_table_is_torn(both, side):
    """Each text of three lines stands on one page as often as its row."""
    for page in both[side == "PDF"]["tables"]:
        text = "".join(word.text for word in page.words)
        assert text.count("封顶") == text.count("竣工验收") == text.count("主体结构")
