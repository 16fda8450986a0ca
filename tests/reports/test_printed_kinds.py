"""各种公文印出来 — no heading stands last on a page, attached tables repeat their heads, nothing runs over."""

from __future__ import annotations

import pytest

from tests.documents.pages import MM, Page, need_tools, printed
from tests.reports.situations import composed_in
from zhaotuifu.documents.blocks import Heading, Paper
from zhaotuifu.documents.writer import write_docx

pytestmark = pytest.mark.office

PRINTED = (
    ("supervision_notice", "laggards"), ("supervision_notice", "withdrawn"), ("start_weekly", "laggards"),
    ("livelihood_brief", "laggards"), ("progress_brief", "empty"), ("lianghu_weekly", "ordinary"),
)
FOOT = (297 - 35) * MM  # lower edge of the 版心
HAIR = 1.5 * MM


@pytest.fixture(scope="module")
def papers() -> dict[str, Paper]:
    return {f"{code}-{situation}": composed_in(situation, code)[0].paper for code, situation in PRINTED}


@pytest.fixture(scope="module")
def pages(papers, tmp_path_factory) -> dict[str, list[Page]]:
    """All of them in one run of LibreOffice."""
    need_tools()
    files = {name: write_docx(paper) for name, paper in papers.items()}
    return printed(tmp_path_factory.mktemp("kinds"), files)


def is_upright(page: Page) -> bool:
    return page.height > page.width


@pytest.mark.parametrize("name", [f"{code}-{situation}" for code, situation in PRINTED])
def test_no_heading_is_left_at_the_foot_of_a_page(name, papers, pages):
    headings = {block.text for block in papers[name].blocks if isinstance(block, Heading)}
    upright = [page for page in pages[name] if is_upright(page)]
    for page in upright:
        lines = [text.replace(" ", "") for _, text in page.lines(lowest=FOOT + 1)]
        assert lines and lines[-1] not in headings
    whole = "".join(page.text for page in upright)
    assert all(heading in whole for heading in headings)
    assert "None" not in whole and "nan" not in whole


@pytest.mark.parametrize("name", [f"{code}-{situation}" for code, situation in PRINTED])
def test_nothing_runs_over_the_edges_of_the_text(name, pages):
    for page in pages[name]:
        if not is_upright(page):
            continue
        left, _, right, bottom = page.ink((0, 0, page.width, FOOT + HAIR))
        assert left >= 28 * MM - HAIR and right <= (210 - 26) * MM + HAIR
        assert bottom <= FOOT + HAIR


def test_the_list_of_sixty_repeats_its_head_on_every_sheet_and_ends_with_its_total(pages):
    sheets = [page for page in pages["supervision_notice-laggards"] if not is_upright(page)]
    assert len(sheets) > 2
    assert all("序号" in sheet.text and "完成率" in sheet.text for sheet in sheets)
    assert [("合计（60个）" in sheet.text) for sheet in sheets] == [False] * (len(sheets) - 1) + [True]
    numbers = [word.text for sheet in sheets for word in sheet.words if word.text.isdigit()]
    assert {str(number) for number in range(1, 61)} <= set(numbers)
