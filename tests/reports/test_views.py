"""报告页面 — who may open what, what stands on it, and how many statements it takes."""

from __future__ import annotations

import hashlib
import re
from html import unescape
from io import BytesIO

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests.reports.library import MARCH_END, correct, project, signed, small_library
from zhaotuifu.projects.states import Level
from zhaotuifu.reports import actions
from zhaotuifu.reports.kinds import kind_named
from zhaotuifu.reports.models import Report
from zhaotuifu.reports.states import ReportState

MARCH = "?year=2025&month=3"
TABLE = "/progress-table/"


@pytest.fixture
def library(district, at):
    return small_library(at)


@pytest.fixture
def draft(office, library, at):
    return actions.create_draft(
        kind=kind_named("专报"), year=2025, as_of=MARCH_END, by=office.actor, at=at
    )


@pytest.fixture
def issued(draft, office, at):
    return signed(draft, office.actor, at)


@pytest.fixture
def reviewed(draft, office, at):
    """审核过的 — by the office itself, where nobody else holds the post."""
    for act in (actions.submit, actions.approve):
        act(paper=draft, by=office.actor, at=at, revision=draft.revision)
    return draft


def hidden(answer) -> dict[str, str]:
    """What the page was read as: the hidden fields of the form."""
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', answer.content.decode())
    return {name: unescape(value) for name, value in found if name != "csrfmiddlewaretoken"}


def text_of(answer) -> str:
    """The words of a page, without its tags."""
    return unescape(re.sub(r"<[^>]+>", "", answer.content.decode()))


def rows_of(answer) -> list[list[str]]:
    """The cells of the table on the page, row by row."""
    body = re.search(r"<tbody>(.*?)</tbody>", answer.content.decode(), re.DOTALL).group(1)
    cell = re.compile(r"<t[hd][^>]*>(.*?)</t[hd]>", re.DOTALL)
    return [
        [unescape(re.sub(r"<p class=\"sheet\">.*?</p>|<[^>]+>", "", found)) for found in cell.findall(row)]
        for row in body.split("<tr")[1:]
    ]


class TestTheProgressTable:
    def test_it_opens_at_the_highest_level_and_the_reported_month(self, office, library):
        told = text_of(office.client.get(TABLE))
        assert "示范区2025年省重大项目进度表（1—3月）" in told
        assert "云岭储能" in told and "枫桥物流" not in told

    def test_the_excel_holds_the_rows_of_the_page(self, office, library):
        for query in (MARCH, f"{MARCH}&level=", f"{MARCH}&level=district"):
            page = rows_of(office.client.get(TABLE + query))
            file = office.client.get(f"{TABLE}excel/{query}").content
            sheet = openpyxl.load_workbook(BytesIO(file)).active
            names = [row[1] for row in page]
            assert names == [sheet.cell(n, 2).value for n in range(5, 5 + len(page))]
            for number, row in enumerate(page, start=5):
                lamp = sheet.cell(number, 16).value
                assert row[-1] in lamp if row[0] else row[-1] == lamp

    def test_a_clerk_sees_the_projects_of_the_own_zone_and_no_other(self, zone_a, zone_b, library):
        whole = f"{TABLE}{MARCH}&level="
        ours, theirs = text_of(zone_a.client.get(whole)), text_of(zone_b.client.get(whole))
        assert "云岭储能" in ours and "枫桥物流" not in ours and "联建产业园" in ours
        assert "云岭储能" not in theirs and "枫桥物流" in theirs and "联建产业园" in theirs
        for person, foreign in ((zone_a, "枫桥物流"), (zone_b, "云岭储能")):
            file = person.client.get(f"{TABLE}excel/{MARCH}&level=").content
            cells = [c.value for row in openpyxl.load_workbook(BytesIO(file)).active for c in row]
            assert foreign not in cells and "联建产业园" in cells

    def test_one_zone_and_another_month_are_links(self, office, library):
        page = office.client.get(TABLE).content.decode()
        assert "month=2" in page and "zone=" in page and "month=4" not in page
        zone = re.search(r"zone=(\d+)[^>]*>苔溪镇", page).group(1)
        told = text_of(office.client.get(f"{TABLE}{MARCH}&level=&zone={zone}"))
        assert "枫桥物流" in told and "云岭储能" not in told
        february = text_of(office.client.get(f"{TABLE}?year=2025&month=2"))
        assert "（1—2月）" in february

    def test_the_past_is_shown_as_it_was_known(self, office, library, at):
        correct(library[0], 3, 5000, at.replace(year=at.year + 1))
        known = at.isoformat().replace("+", "%2B")
        then = text_of(office.client.get(f"{TABLE}{MARCH}&known_at={known}"))
        assert "3,300" in then and "3,300" not in text_of(office.client.get(TABLE + MARCH))

    def test_nonsense_is_answered_with_a_sentence(self, office, library):
        answer = office.client.get(f"{TABLE}?month=13")
        assert answer.status_code == 422 and "月份“13”不对" in text_of(answer)
        assert office.client.get(f"{TABLE}excel/?level=国重大").status_code == 422

    def test_an_empty_library_says_where_to_go(self, office):
        assert "这张表里还没有项目" in text_of(office.client.get(TABLE))

    def test_the_statements_do_not_grow_with_the_projects(self, office, library, at):
        def statements(url):
            office.client.get(url)
            with CaptureQueriesContext(connection, ) as seen:
                assert office.client.get(url).status_code == 200
            return len(seen)

        urls = (f"{TABLE}{MARCH}&level=", f"{TABLE}excel/{MARCH}&level=")
        few = [statements(url) for url in urls]
        for number in range(30):
            project(f"新增{number}", level=Level.CITY, months={3: number}, at=at)
        assert [statements(url) for url in urls] == few
        assert max(few) <= 30  # the file's own audit row among them


class TestWhoReadsReports:
    @pytest.mark.parametrize(
        ("who", "answers"),
        [
            ("office", (200, 200, 200)), ("leader", (200, 200, 200)), ("department", (200, 404, 200)),
            ("zone_a", (404, 404, 404)), ("admin", (404, 404, 404)),
        ],
    )
    def test_list_draft_and_issue(self, who, answers, office, draft, at, request):
        client = request.getfixturevalue(who).client
        page = reverse("report_page", args=[draft.pk])
        found = [client.get(reverse("report_list")).status_code, client.get(page).status_code]
        signed(draft, office.actor, at)
        found.append(client.get(page).status_code)
        assert tuple(found) == answers
        word = client.get(reverse("report_word", args=[draft.pk])).status_code
        assert word == answers[2]

    @pytest.mark.parametrize("who", ["leader", "department", "zone_a", "admin"])
    def test_only_the_office_drafts_writes_issues_and_drops(self, who, draft, request):
        client = request.getfixturevalue(who).client
        assert client.get(reverse("report_new")).status_code == 403
        for name in ("report_write", "report_issue", "report_drop"):
            url = reverse(name, args=[draft.pk])
            assert client.post(url, {"revision": 0, "number": 1, "place": "next"}).status_code == 403
        assert Report.objects.get().state == ReportState.DRAFT

    def test_who_may_not_issue_sees_no_button_for_it(self, leader, draft):
        page = leader.client.get(reverse("report_page", args=[draft.pk])).content.decode()
        assert "签发第" not in page and "?edit=" not in page and "data-sure" not in page


class TestTheDraft:
    def test_a_new_draft_leads_to_its_paper(self, office, library):
        answer = office.client.post(
            reverse("report_new"), {"kind": "progress_brief", "year": 2025, "month": 3}, follow=True
        )
        told = text_of(answer)
        assert "重点建设项目情况专报" in told and "2个省重大项目一季度完成投资3,700万元" in told
        again = office.client.post(
            reverse("report_new"), {"kind": "progress_brief", "year": 2025, "month": 3}
        )
        assert again.status_code == 422 and "已有一稿" in text_of(again)

    def test_a_figure_opens_into_rows_with_their_sum_and_the_month(self, office, draft, library):
        url = reverse("report_page", args=[draft.pk])
        page = office.client.get(f"{url}?figure=completed.province").content.decode()
        panel = page[page.index('id="rows"'):]
        assert "2 个项目相加 = 3,700.25 万元" in panel
        assert f'/projects/{library[0]}/?year=2025#m3">3,300<' in panel
        assert 'aria-current="true">3,700万元<' in page

    def test_every_figure_link_of_the_page_opens(self, office, draft):
        url = reverse("report_page", args=[draft.pk])
        page = office.client.get(url).content.decode()
        keys = set(re.findall(r'href="\?figure=([^"#]+)#rows"', page))
        assert len(keys) > 20
        for key in sorted(keys)[::5]:
            opened = office.client.get(f"{url}?figure={key}").content.decode()
            assert f"={key}#rows" in opened and 'aria-current="true"' in opened

    def test_a_paragraph_is_written_in_its_place(self, office, draft):
        url = reverse("report_page", args=[draft.pk])
        form = office.client.get(f"{url}?edit=next").content.decode()
        assert 'name="place" value="next"' in form and 'name="revision" value="0"' in form
        answer = office.client.post(
            reverse("report_write", args=[draft.pk]),
            {"place": "next", "text": "四月召开专题会。", "revision": 0}, follow=True,
        )
        assert answer.redirect_chain[-1][0].endswith("#next")
        assert "五、下一步工作四月召开专题会。" in text_of(answer).replace("\n", "")

    def test_the_loser_of_a_race_keeps_what_was_typed(self, office, draft):
        write = reverse("report_write", args=[draft.pk])
        office.client.post(write, {"place": "title", "text": "甲的标题", "revision": 0})
        answer = office.client.post(write, {"place": "next", "text": "乙写的一段", "revision": 0})
        assert answer.status_code == 409
        told = text_of(answer)
        assert "已被他人处理" in told and "乙写的一段" in told and "甲的标题" in told

    def test_an_unknown_place_is_refused(self, office, draft):
        write = reverse("report_write", args=[draft.pk])
        assert office.client.post(write, {"place": "x", "revision": 0}).status_code == 422

    def test_a_dropped_draft_leaves_the_list(self, office, draft):
        answer = office.client.post(
            reverse("report_drop", args=[draft.pk]), {"revision": 0}, follow=True
        )
        assert "还没有签发过公文" in text_of(answer)

    def test_looking_writes_nothing(self, office, draft):
        url = reverse("report_page", args=[draft.pk])
        paths = (url, f"{url}?edit=next", reverse("report_issue", args=[draft.pk]),
                 reverse("report_head", args=[draft.pk]), reverse("report_list"))
        for path in paths:
            with CaptureQueriesContext(connection) as seen:
                office.client.get(path)
            assert not [q for q in seen if re.match(r"INSERT|UPDATE|DELETE", q["sql"])], path


class TestTheIssue:
    def test_it_is_signed_under_the_number_on_the_form(self, office, reviewed):
        url = reverse("report_issue", args=[reviewed.pk])
        answer = office.client.get(url)
        page = text_of(answer)
        assert "个数字都能追到行" in page and "签发后不能撤回" in page
        read = hidden(answer) | {"number": 3, "total_number": 41}
        answer = office.client.post(url, read, follow=True)
        told = text_of(answer)
        assert "第 3 期已签发" in told and "2025年第3期（总第41期）" in told

    def test_a_stale_or_passed_number_is_refused_on_the_form(self, office, reviewed, at):
        url = reverse("report_issue", args=[reviewed.pk])
        read = hidden(office.client.get(url)) | {"number": 1}
        assert office.client.post(url, read | {"revision": 1}).status_code == 409
        assert office.client.post(url, read | {"number": 0}).status_code == 422
        assert office.client.post(url, read | {"sight": "x"}).status_code == 422

    def test_what_changed_since_the_signer_read_it_is_named_and_not_signed(
        self, office, reviewed, library, at
    ):
        url = reverse("report_issue", args=[reviewed.pk])
        read = hidden(office.client.get(url)) | {"number": 1}
        correct(library[0], 3, 2300, timezone.now())
        answer = office.client.post(url, read)
        assert answer.status_code == 409
        assert "您看过以后" in text_of(answer) and "3,700万元 → 4,700万元" in text_of(answer)
        assert Report.objects.get().state == ReportState.REVIEWED
        again = hidden(answer) | {"number": 1}
        assert office.client.post(url, again).status_code == 302

    def test_word_is_the_stored_file(self, office, issued):
        answer = office.client.get(reverse("report_word", args=[issued.pk]))
        assert hashlib.sha256(answer.content).hexdigest() == issued.docx_sha256
        assert "%E7%AC%AC1%E6%9C%9F" in answer["Content-Disposition"]

    def test_after_a_correction_the_page_keeps_the_print_and_says_so(
        self, leader, issued, library, at
    ):
        url = reverse("report_page", args=[issued.pk])
        assert "台账现在算出的数字和这一期一样" in text_of(leader.client.get(url))
        correct(library[0], 3, 2300, at.replace(year=at.year + 1))
        told = text_of(leader.client.get(f"{url}?figure=completed.province"))
        assert "2个省重大项目一季度完成投资3,700万元" in told
        assert "处和印出的不一样，这一期不变" in told and "4,700万元" in told
        assert "2 个项目相加 = 3,700.25 万元" in told

    def test_the_statements_of_a_page_do_not_grow_with_the_projects(self, office, issued, at):
        url = reverse("report_page", args=[issued.pk])

        def statements():
            office.client.get(url)
            with CaptureQueriesContext(connection) as seen:
                office.client.get(url)
            return len(seen)

        few = statements()
        for number in range(20):
            project(f"后来的{number}", level=Level.CITY, months={3: number}, at=at)
        assert statements() == few <= 30
