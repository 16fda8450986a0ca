"""Pages of the PDF before they are painted: what stays together, what stands again, what is lost."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.documents.faces import even
from tests.documents.papers import COLOPHON, full_pages, progress_table, ranking, report, said
from zhaotuifu.documents.blocks import (
    Attachment,
    Cell,
    DataTable,
    Heading,
    OfficialHead,
    Paper,
    SignOff,
)
from zhaotuifu.documents.layout import LANDSCAPE, PORTRAIT
from zhaotuifu.documents.pdf.making import laid_out
from zhaotuifu.documents.pdf.strips import PageOf

ROOM = PORTRAIT.text_height / 20
OFFICIAL = OfficialHead("示范区重大项目办公室文件", "示重办发〔2025〕3号", "示范区重大项目办公室")


def pages_of(paper: Paper) -> list[PageOf]:
    return laid_out(paper, even())


def words(page: PageOf) -> list[str]:
    """Texts of the strips from top to bottom."""
    return ["".join(mark.text for mark in placed.strip.marks) for placed in page.placed]


def said_on(page: PageOf) -> str:
    return "".join(words(page))


def ends(page: PageOf) -> float:
    last = page.placed[-1]
    return last.y + last.strip.height


def grid(rows: int, text: str = "情况", note: str = "注：演示数据。") -> DataTable:
    head = ((Cell("项目名称"), Cell("情况")),)
    body = tuple((Cell(f"第{number}个"), Cell(text)) for number in range(rows))
    return DataTable("各项目情况", "单位：万元", head, body, (1, 1), note=note)


def test_a_full_page_has_22_lines_and_the_next_begins_at_the_top():
    first, second, *_ = pages_of(full_pages(2))
    assert [len(page.placed) for page in (first, second)] == [22, 22]
    assert second.placed[0].y == 0


@pytest.mark.parametrize("lines", range(16, 24))
def test_a_heading_never_ends_a_page(lines):
    paper = Paper((), (*(said("国"),) * lines, Heading(1, "一、情况"), said("文"), said("字")))
    for page in pages_of(paper):
        assert words(page)[-1] != "一、情况"


@pytest.mark.parametrize("lines", range(10, 24))
def test_title_unit_and_head_of_a_table_stay_with_its_first_row_and_the_note_with_its_last(lines):
    pages = pages_of(Paper((), (*(said("国"),) * lines, grid(4))))
    holder = next(page for page in pages if "各项目情况" in said_on(page))
    assert "单位：万元" in said_on(holder) and "第0个" in said_on(holder)
    noted = next(page for page in pages if "注：" in said_on(page))
    assert "第3个" in said_on(noted)


def test_heads_stand_again_on_every_page_and_every_row_once():
    pages = pages_of(Paper((), (grid(100),)))
    assert len(pages) > 2
    assert all(said_on(page).count("项目名称情况") == 1 for page in pages)
    assert [said_on(page).count("各项目情况") for page in pages] == [1] + [0] * (len(pages) - 1)
    whole = "".join(said_on(page) for page in pages)
    assert all(whole.count(f"第{number}个") == 1 for number in range(100))


def test_a_row_higher_than_a_page_goes_on_and_loses_no_word():
    text = "".join(f"甲乙丙丁{number:04}" for number in range(900))
    pages = pages_of(Paper((), (grid(2, text),)))
    whole = "".join(said_on(page) for page in pages)
    assert len(pages) > 4
    assert sum(whole.count(char) for char in "0123456789") >= 2 * 900 * 4
    assert all(ends(page) <= ROOM + 0.1 for page in pages)


def test_a_wide_attachment_lies_across_and_the_closing_lines_stand_upright_at_the_foot():
    pages = pages_of(report())
    assert [page.sheet for page in pages][-2:] == [LANDSCAPE, PORTRAIT]
    assert ends(pages[-1]) == pytest.approx(ROOM)
    assert said_on(pages[-1]).startswith("报：区委、区政府领导。")


@pytest.mark.parametrize("lines", range(14, 26))
def test_the_signature_never_stands_alone(lines):
    paper = Paper((), (said("国"),) * lines, sign_off=SignOff("示范区重大项目办公室", "2025年7月6日"))
    last = pages_of(paper)[-1]
    assert words(last)[-2:] == ["示范区重大项目办公室", "2025年7月6日"]
    assert words(last)[-5:-3] == ["国", "国"]


def test_the_signature_stands_over_the_middle_of_the_date():
    paper = Paper((), (said("国"),), sign_off=SignOff("示范区重大项目办公室", "2025年7月6日"))
    issuer, date = (placed.strip.marks for placed in pages_of(paper)[0].placed[-2:])
    middles = [
        (marks[0].x + marks[-1].x + len(marks[-1].text) * 15.75) / 2 for marks in (issuer, date)
    ]
    assert middles[0] == pytest.approx(middles[1], abs=16)
    assert date[0].x > issuer[0].x


def test_the_head_of_a_公文_names_its_number_and_leaves_the_lines_on_the_grid():
    paper = Paper(("关于情况的通报",), (said("国"),), OFFICIAL, addressed_to="各板块：")
    page = pages_of(paper)[0]
    assert words(page)[-3:] == ["关于情况的通报", "各板块：", "国"]
    assert "示重办发〔2025〕3号" in said_on(page)
    lines = page.placed[-1].y / 28.95
    assert lines == pytest.approx(round(lines), abs=0.001)


def test_a_bookmark_for_every_heading():
    pages = pages_of(report())
    found = [placed.strip.bookmark for page in pages for placed in page.placed]
    assert [mark for mark in found if mark][:3] == [
        (1, "一、总体情况"), (1, "二、存在问题"), (2, "（一）进度滞后"),
    ]


BLOCKS = st.lists(
    st.one_of(
        st.integers(1, 200).map(lambda number: said("国" * number)),
        st.integers(1, 4).map(lambda level: Heading(level, "标题")),
        st.integers(1, 40).map(grid),
        st.just(ranking()),
        st.integers(1, 5).map(progress_table),
    ),
    min_size=1, max_size=25,
)


@settings(max_examples=40, deadline=None)
@given(BLOCKS, st.booleans(), st.booleans())
def test_whatever_a_paper_is_made_of_it_stays_in_its_pages(blocks, has_end, is_wide):
    end = (Attachment("附表", tuple(blocks), is_landscape=is_wide),)
    paper = Paper(("标题",), tuple(blocks), colophon=COLOPHON if has_end else None, attachments=end)
    pages = pages_of(paper)
    for page in pages:
        assert ends(page) <= page.sheet.text_height / 20 + 0.1
        tops = [placed.y for placed in page.placed]
        assert tops == sorted(tops)
    for page in pages[:-1]:  # a heading may end the paper, if somebody writes one there
        strips = [placed.strip for placed in page.placed if placed.strip.marks]
        assert not strips or not strips[-1].bookmark or page is _last_of(pages, page)
    wanted = 2 * sum(len(block.text) for block in blocks if hasattr(block, "runs"))
    assert sum(said_on(page).count("国") for page in pages) == wanted


def _last_of(pages: list[PageOf], page: PageOf) -> PageOf:
    """The page itself where a leaf ends with it (the next one is of the attachment)."""
    following = pages[pages.index(page) + 1]
    return page if "附件" in said_on(following) or "报：" in said_on(following) else following
