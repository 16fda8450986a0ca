"""签发的专报印出来 — page, margins, 22 lines of 28 characters, measured on the stored Word file."""

from __future__ import annotations

import pytest

from tests.documents.pages import MM, need_tools, printed
from tests.reports.library import MARCH_END, signed, small_library
from zhaotuifu.evidence.actions import content
from zhaotuifu.reports import actions
from zhaotuifu.reports.kinds import kind_named
from zhaotuifu.reports.states import Place

pytestmark = pytest.mark.office

LINES, CHARACTERS = 22, 28
FOOT = (297 - 35) * MM  # lower edge of the 版心
HAIR = 1.0 * MM
ESSAY = "重大项目建设情况的一段长文字，写到满行为止" * 40


@pytest.fixture
def pages(district, office, at, tmp_path):
    need_tools()
    small_library(at)
    draft = actions.create_draft(
        kind=kind_named("专报"), year=2025, as_of=MARCH_END, by=office.actor, at=at
    )
    actions.write_paragraph(
        report=draft, place=Place.OVERVIEW, text=ESSAY, by=office.actor, at=at, revision=0
    )
    report = signed(draft, office.actor, at)
    return printed(tmp_path, {"issued": content(report.docx)})["issued"]


def test_the_issued_report_keeps_the_measures_of_the_standard(pages):
    first, second = pages[0], pages[1]
    for page in (first, second):
        assert (page.width / MM, page.height / MM) == pytest.approx((210, 297), abs=0.2)
    lines = [text for _, text in second.lines(lowest=FOOT + 1)]
    assert len(lines) == LINES
    assert [len(text) for text in lines[:5]] == [CHARACTERS] * 5
    left, top, right, bottom = second.ink((0, 0, second.width, FOOT + 2))
    assert left >= 28 * MM - HAIR and right <= (210 - 26) * MM + HAIR
    assert top >= 37 * MM - HAIR and bottom <= FOOT + HAIR
    whole = "".join(page.text for page in pages)
    assert "2025年第1期（总第1期）" in whole and "草稿" not in whole
    assert "共印45份" in whole
    wide = pages[-1]
    assert (wide.width / MM, wide.height / MM) == pytest.approx((297, 210), abs=0.2)
    assert "合计（2个）" in wide.text
