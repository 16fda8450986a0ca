"""The Word file and the PDF as printed: page, margins, 22 lines, 28 characters, page numbers, closing lines.

The faces of the standard are missing on a server; the measures must hold with substitutes.
"""

from __future__ import annotations

from itertools import pairwise

import pytest

from tests.documents.pages import MM, need_tools, printed, printed_by_us
from tests.documents.papers import COLOPHON, MASTHEAD, full_pages, progress_table, report, said
from zhaotuifu.documents.blocks import Attachment, ColophonPlace, Paper, Paragraph, Run
from zhaotuifu.documents.pdf.making import make_pdf
from zhaotuifu.documents.writer import write_docx

pytestmark = pytest.mark.office

LINE = 28.95  # pt
ABOVE_BASELINE = 0.8  # LibreOffice's share of an exact line above the baseline
FOOT = (297 - 35) * MM  # lower edge of the 版心
MEASURE = 1.0 * MM
HANGING_INK = 8  # pt: of a comma or full stop behind the line


@pytest.fixture(scope="module", params=["Word", "PDF"])
def pages(request, tmp_path_factory):
    need_tools()
    papers = {
        "full": full_pages(3),
        "report": report(),
        "after": report(colophon_place=ColophonPlace.AFTER_TEXT),
        "long": report(
            attachments=(Attachment("进度表", (progress_table(60),), is_landscape=True),)
        ),
        "mixed": Paper(
            (), (said("一季度完成投资16.5亿元，完成26.3%；“高于”序时进度1.3个百分点。" * 40),)
        ),
    }
    papers |= {f"end{lines}": ending_after(lines) for lines in range(16, 24)}
    folder = tmp_path_factory.mktemp(request.param)
    if request.param == "Word":
        return printed(folder, {name: write_docx(paper) for name, paper in papers.items()})
    return printed_by_us(folder, {name: make_pdf(paper, []) for name, paper in papers.items()})


def ending_after(lines: int) -> Paper:
    """`lines` short lines of text and the closing lines."""
    return Paper((), (Paragraph((Run("国"),)),) * lines, colophon=COLOPHON)


def text_lines(page):
    return page.lines(lowest=FOOT + 1)


def test_the_page_is_a4(pages):
    for page in pages["full"]:
        assert (page.width / MM, page.height / MM) == pytest.approx((210, 297), abs=0.2)


def test_a_full_page_has_22_lines_of_28_characters(pages):
    for page in pages["full"][1:-1]:
        assert [len(text) for _, text in text_lines(page)] == [28] * 22


def test_the_first_line_of_a_paragraph_is_indented_by_two_characters(pages):
    first, *others = (len(text) for _, text in text_lines(pages["full"][0]))
    assert first == 26
    assert others == [28] * 21
    indent = pages["full"][0].words[0].left - pages["full"][0].words[1].left
    assert indent == pytest.approx(2 * 15.75, abs=0.5)


def test_the_lines_are_10_millimetres_apart(pages):
    """225 mm ÷ 22 lines: 28.9 ± 0.2 pt."""
    for page in pages["full"][:-1]:
        steps = [lower - upper for (upper, _), (lower, _) in pairwise(text_lines(page))]
        assert steps == pytest.approx([28.9] * len(steps), abs=0.2)


def test_the_text_stands_between_the_margins_of_the_standard(pages):
    """天头 37, 订口 28, right 26, foot 35 mm: the block of lines, each with its own height."""
    for page in pages["full"][1:-1]:
        rows = text_lines(page)
        top = rows[0][0] - ABOVE_BASELINE * LINE
        bottom = rows[-1][0] + (1 - ABOVE_BASELINE) * LINE
        assert top / MM == pytest.approx(37, abs=1)
        assert (page.height - bottom) / MM == pytest.approx(35, abs=1)
        left, _, right, _ = page.ink((0, 0, page.width, FOOT))
        assert left / MM == pytest.approx(28, abs=1)
        assert (page.width - right) / MM == pytest.approx(26, abs=1)


def test_digits_and_quotation_marks_do_not_move_the_lines(pages):
    for page in pages["mixed"][:-1]:
        rows = text_lines(page)
        assert len(rows) == 22
        steps = [lower - upper for (upper, _), (lower, _) in pairwise(rows)]
        assert steps == pytest.approx([28.9] * 21, abs=0.2)
        assert page.ink((0, 0, page.width, FOOT))[2] < page.width - 25 * MM + HANGING_INK


def test_the_first_page_with_its_red_head_is_on_the_same_grid(pages):
    """What is left below head and title are whole lines: the last one ends where the 版心 ends."""
    first = pages["report"][0]
    assert text_lines(first)[-1][0] == pytest.approx(text_lines(pages["full"][1])[-1][0], abs=1)


def test_page_numbers_stand_outside_7_millimetres_below_the_text(pages):
    for number, page in enumerate(pages["full"], start=1):
        left, top, right, bottom = page.ink((0, FOOT + 1, page.width, page.height))
        marks = [word.text for word in page.words if word.top > FOOT]
        assert "".join(marks) == f"—{number}—"
        dash = page.ink((left - 1, FOOT + 1, left + 12, page.height))
        assert ((dash[1] + dash[3]) / 2 - FOOT) / MM == pytest.approx(7, abs=1)
        if number % 2:
            assert (page.width - 26 * MM - right) == pytest.approx(14, abs=MEASURE)
        else:
            assert (left - 28 * MM) == pytest.approx(14, abs=MEASURE)
        assert bottom < page.height and top > FOOT


def test_the_numbers_of_wide_pages_keep_their_place_on_the_bound_paper(pages):
    """Turned to the left edge: odd pages low, even pages high."""
    wide = [
        (number, page)
        for number, page in enumerate(pages["long"], start=1)
        if page.width > page.height
    ]
    assert len(wide) > 2
    for number, page in wide:
        left, top, right, bottom = page.ink((0, 0, 35 * MM - 1, page.height))
        assert (35 - (left + right) / 2 / MM) == pytest.approx(7, abs=1)
        if number % 2:
            assert (page.height - 26 * MM - bottom) == pytest.approx(14, abs=MEASURE)
        else:
            assert (top - 28 * MM) == pytest.approx(14, abs=MEASURE)


def test_the_heads_of_a_long_table_stand_on_every_page(pages):
    wide = [page for page in pages["long"] if page.width > page.height]
    assert all("项目名称" in page.text and "序时差" in page.text for page in wide)
    assert sum(page.text.count("栖川车规级功") for page in wide) == 60


def test_the_wide_table_fills_its_page_and_no_number_breaks(pages):
    page = next(page for page in pages["long"] if page.width > page.height)
    left, _, right, bottom = page.ink((35 * MM - 3, 0, page.width, page.height))
    assert left / MM == pytest.approx(35, abs=1)
    assert (page.width - right) / MM == pytest.approx(37, abs=1)
    assert bottom <= page.height - 25.5 * MM
    assert {"318,000", "72,000", "13,970", "19.4"} <= {word.text for word in page.words}


@pytest.mark.parametrize("lines", range(16, 24))
def test_the_closing_lines_end_at_the_foot_of_the_last_page(pages, lines):
    """However far the text goes, nothing is printed over it and its last line is the 版心's end."""
    printed_pages = pages[f"end{lines}"]
    last = printed_pages[-1]
    assert "".join(page.text for page in printed_pages).count("国") == lines
    assert last.ink((0, 0, last.width, FOOT + 3))[3] == pytest.approx(FOOT, abs=MEASURE)
    head = min(word.top for word in last.words if word.text.startswith("报："))
    assert all(word.bottom < head for word in last.words if word.text == "国")
    assert not any("报：" in page.text for page in printed_pages[:-1])
    assert len(printed_pages) <= 2


def test_the_closing_lines_are_as_wide_as_the_text(pages):
    last = pages["end16"][-1]
    left, _, right, _ = last.ink((0, FOOT - 3, last.width, FOOT + 3))
    assert left / MM == pytest.approx(28, abs=0.5)
    assert (last.width - right) / MM == pytest.approx(26, abs=0.5)


def test_they_may_also_follow_the_text_with_the_attachments_behind(pages):
    holder = next(number for number, page in enumerate(pages["after"]) if "共印45份" in page.text)
    assert pages["after"][holder].width < pages["after"][holder].height
    assert "项目名称" in pages["after"][holder + 1].text
    page = pages["after"][holder]
    assert page.ink((0, 0, page.width, FOOT + 3))[3] == pytest.approx(FOOT, abs=MEASURE)


def test_the_red_head_says_which_issue_it_is(pages):
    first = pages["report"][0]
    for text in (MASTHEAD.name, "2025年第3期（总第41期）", "2025年4月7日"):
        assert text in first.text
    assert first.text.index(MASTHEAD.name) < first.text.index("一季度重大项目推进有力有序")
