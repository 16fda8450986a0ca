"""专报动作 — drafted, written, issued once and for all, or dropped."""

from __future__ import annotations

import hashlib
from datetime import date, timedelta
from decimal import Decimal

import pytest

from tests.reports.library import MARCH_END, correct, signed, small_library
from zhaotuifu.evidence.actions import content
from zhaotuifu.indicators.definitions import named
from zhaotuifu.indicators.queries import Scope, open_book
from zhaotuifu.kernel.actor import SYSTEM
from zhaotuifu.kernel.models import AuditRow
from zhaotuifu.kernel.verdict import Conflict, Refused
from zhaotuifu.projects.states import Level
from zhaotuifu.reports import access, actions, queries
from zhaotuifu.reports.kinds import kind_named
from zhaotuifu.reports.models import Report, ReportFigure
from zhaotuifu.reports.queries import Numbers
from zhaotuifu.reports.states import Place, ReportState


@pytest.fixture
def library(district, at):
    return small_library(at)


def draft(office, at, as_of=MARCH_END) -> Report:
    return actions.create_draft(
        kind=kind_named("专报"), year=as_of.year, as_of=as_of, by=office.actor, at=at
    )


def issue(report: Report, office, at, **more) -> Report:
    return signed(report, office.actor, at, **more)


def reviewed(report: Report, office, at) -> Report:
    common = {"paper": report, "by": office.actor, "at": at}
    actions.submit(revision=report.revision, **common)
    actions.approve(revision=report.revision, **common)
    return report


def sign(report: Report, office, at) -> Report:
    return actions.issue(report=report, by=office.actor, at=at, revision=report.revision)


def words(report: Report) -> str:
    paper = queries.frozen_paper(report)
    return "".join(getattr(block, "text", "") for block in paper.blocks)


class TestDrafting:
    def test_the_office_drafts_once_for_a_period(self, office, library, at):
        report = draft(office, at)
        assert (report.state, report.revision, report.number) == (ReportState.DRAFT, 0, None)
        with pytest.raises(Refused, match="已有一稿"):
            draft(office, at)
        draft(office, at, date(2025, 2, 28))

    @pytest.mark.parametrize("who", ["zone_a", "leader", "department", "admin"])
    def test_nobody_else_drafts(self, who, library, at, request):
        with pytest.raises(Refused, match="由区重大办拟稿"):
            draft(request.getfixturevalue(who), at)

    def test_a_period_must_be_over_and_of_the_year(self, office, library, at):
        with pytest.raises(Refused, match="还没有过完"):
            draft(office, at, date(2025, 1, 30))
        with pytest.raises(Refused, match="不在 2025 年"):
            actions.create_draft(
                kind=kind_named("专报"), year=2025, as_of=date(2024, 3, 31), by=office.actor, at=at
            )

    def test_a_kind_nobody_can_compose_is_refused_by_name(self, db):
        assert actions.kind_or_refuse("建设情况专报").code == "progress_brief"
        with pytest.raises(Refused, match="没有“会议纪要”这种公文"):
            actions.kind_or_refuse("会议纪要")


class TestWriting:
    def test_the_writers_paragraphs_stay_when_the_figures_move(self, office, library, at):
        report = draft(office, at)
        actions.write_paragraph(
            report=report, place=Place.NEXT, text="  召开专题会。 ", by=office.actor, at=at, revision=0
        )
        before = queries.composed_of(report).brief
        correct(library[0], 3, 9999, at + timedelta(minutes=1))
        after = queries.composed_of(Report.objects.get()).brief
        assert before.paper.blocks[-1] == after.paper.blocks[-1]
        assert after.paper.blocks[-1].text == "召开专题会。"
        assert before.paper.blocks != after.paper.blocks

    def test_the_second_writer_of_the_same_revision_is_told(self, office, library, at):
        report = draft(office, at)
        first = {"report": report, "by": office.actor, "at": at, "revision": 0}
        actions.write_paragraph(place=Place.NEXT, text="甲写的。", **first)
        with pytest.raises(Conflict, match="已被他人处理"):
            actions.write_paragraph(place=Place.NEXT, text="乙写的。", **first)
        with pytest.raises(Conflict):
            actions.write_title(title="另一个标题", **first)
        assert Report.objects.get().paragraphs == {"next": "甲写的。"}

    def test_an_empty_text_takes_the_paragraph_away(self, office, library, at):
        report = draft(office, at)
        for number, text in enumerate(("写一段。", "")):
            actions.write_paragraph(
                report=report, place=Place.OPENING, text=text, by=office.actor, at=at, revision=number
            )
        assert Report.objects.get().paragraphs == {}

    def test_others_may_not_write_and_an_essay_is_refused(self, office, leader, library, at):
        report = draft(office, at)
        with pytest.raises(Refused, match="由区重大办拟稿"):
            actions.write_title(report=report, title="x", by=leader.actor, at=at, revision=0)
        with pytest.raises(Refused, match="最多 4,000 字"):
            actions.write_paragraph(
                report=report, place=Place.NEXT, text="长" * 4001, by=office.actor, at=at, revision=0
            )

    def test_every_writing_leaves_an_audit_row(self, office, library, at):
        report = draft(office, at)
        actions.write_title(report=report, title="甲\n乙", by=office.actor, at=at, revision=0)
        last = AuditRow.objects.order_by("-number").first()
        assert (last.action, last.after) == ("写公文标题", {"title": "甲\n乙"})


class TestIssuing:
    def test_a_correction_changes_what_is_known_now_and_not_what_was_issued(
        self, office, library, at
    ):
        """The old value with the old known_at, the new one now, the issued 专报 unchanged."""
        report = issue(draft(office, at), office, at + timedelta(minutes=1))
        known_at, printed, stored = report.known_at, words(report), content(report.docx)
        assert "2个省重大项目一季度完成投资3,700万元" in printed

        correct(library[0], 3, "2300", at + timedelta(minutes=2))

        completed = named("本年累计完成投资")
        def value(moment=None):
            book = open_book(year=2025, as_of=MARCH_END, known_at=moment)
            return book.value(completed, Scope(level=Level.PROVINCE)).value

        assert value(known_at) == Decimal("3700.25")
        assert value() == Decimal("4700.25")
        again = Report.objects.get(pk=report.pk)
        assert words(again) == printed
        assert content(again.docx) == stored
        assert hashlib.sha256(stored).hexdigest() == again.docx_sha256
        figures = {figure.key: figure for figure in queries.frozen_figures(again)}
        assert figures["completed.province"].value == Decimal("3700.25")
        moved = queries.later_than_printed(tuple(figures.values()), queries.composed_of(again).brief.figures)
        assert ("3,700万元", "4,700万元") in [(row.printed, row.now) for row in moved]

    def test_an_issue_that_waited_freezes_what_the_one_before_it_recorded(self, office, library, at):
        report = draft(office, at)
        corrected_at = at + timedelta(hours=2)
        correct(library[0], 3, 5000, corrected_at)
        issue(report, office, at + timedelta(hours=1))
        assert report.known_at > corrected_at
        assert "完成投资7,400万元" in words(report)

    def test_rows_of_the_frozen_figures_add_up_and_their_projects_are_kept(
        self, office, library, at
    ):
        report = issue(draft(office, at), office, at)
        for row in ReportFigure.objects.filter(report=report):
            if row.numerator:
                whole = sum(Decimal(part["numerator"] or 0) for part in row.rows)
                assert whole == Decimal(row.numerator), row.key
        assert report.project_ids == sorted(library)

    def test_numbers_go_on_within_the_year_and_over_the_years(self, office, library, at):
        first = issue(draft(office, at, date(2025, 1, 31)), office, at)
        second = issue(draft(office, at, date(2025, 2, 28)), office, at)
        assert [(r.number, r.total_number) for r in (first, second)] == [(1, 1), (2, 2)]
        third = issue(draft(office, at), office, at, numbers=Numbers(7, 41))
        assert (third.number, third.total_number) == (7, 41)
        assert queries.frozen_paper(third).masthead.issue_no == "2025年第7期（总第41期）"
        assert queries.next_numbers(kind_named("专报"), 2025) == Numbers(8, 42)
        assert queries.next_numbers(kind_named("专报"), 2026) == Numbers(1, 42)

    @pytest.mark.parametrize(
        ("numbers", "sentence"),
        [(Numbers(1, 9), "第 1 期已经用过。下一期是第 2 期"), (Numbers(2, 1), "总第 1 期已经用过")],
    )
    def test_a_number_already_passed_is_refused(self, office, library, at, numbers, sentence):
        issue(draft(office, at, date(2025, 2, 28)), office, at)
        with pytest.raises(Refused, match=sentence):
            issue(draft(office, at), office, at, numbers=numbers)

    def test_the_second_signer_loses_and_nothing_is_issued_twice(self, office, library, at):
        report = reviewed(draft(office, at), office, at)
        rival = Report.objects.get(pk=report.pk)
        sign(report, office, at)
        with pytest.raises(Conflict, match="已被他人处理"):
            sign(rival, office, at)
        assert Report.objects.filter(state=ReportState.ISSUED).count() == 1

    def test_a_text_changed_since_the_signer_looked_is_a_conflict(self, office, library, at):
        report = reviewed(draft(office, at), office, at)
        seen = Report.objects.get(pk=report.pk)
        actions.withdraw(paper=report, by=office.actor, at=at, revision=report.revision)
        actions.write_title(
            report=report, title="新标题", by=office.actor, at=at, revision=report.revision
        )
        reviewed(report, office, at)
        with pytest.raises(Conflict):
            sign(seen, office, at)
        assert not ReportFigure.objects.exists()

    def test_a_number_taken_in_the_same_moment_is_a_conflict(self, office, library, at, monkeypatch):
        issue(draft(office, at, date(2025, 2, 28)), office, at)
        late = draft(office, at)
        monkeypatch.setattr(queries, "next_numbers", lambda kind, year: Numbers(1, 2))
        with pytest.raises(Conflict, match="第 1 期刚被另一份用了"):
            issue(late, office, at)
        assert Report.objects.get(pk=late.pk).state == ReportState.REVIEWED

    def test_an_empty_year_is_not_issued(self, office, at):
        with pytest.raises(Refused, match="没有可签发的内容"):
            issue(draft(office, at), office, at)

    def test_the_issued_word_file_is_a_draft_no_more(self, office, library, at):
        report = draft(office, at)
        assert queries.composed_of(report).brief.paper.masthead.secrecy == "草稿"
        issue(report, office, at)
        masthead = queries.frozen_paper(report).masthead
        assert masthead.secrecy == "" and masthead.issued_on.startswith("20")
        assert masthead.issuer == "示范区重大项目办公室"

    def test_issuing_needs_a_person(self, office, library, at):
        report = draft(office, at)
        with pytest.raises(Refused, match="签发要由人办理"):
            actions.issue(report=report, by=SYSTEM, at=at, revision=0)


class TestDropping:
    def test_a_draft_is_dropped_and_an_issue_is_not(self, office, library, at):
        report = draft(office, at)
        actions.drop(report=report, by=office.actor, at=at, revision=0)
        assert Report.objects.get().state == ReportState.DROPPED
        other = issue(draft(office, at), office, at)
        with pytest.raises(Refused, match="已经签发"):
            actions.drop(report=other, by=office.actor, at=at, revision=other.revision)
        with pytest.raises(Refused, match="已经作废"):
            actions.write_title(report=report, title="x", by=office.actor, at=at, revision=1)


class TestWhatAnIssueHoldsFast:
    def test_an_import_before_the_issue_with_its_projects_may_not_be_undone(
        self, office, library, at
    ):
        report = issue(draft(office, at), office, at + timedelta(hours=1))
        refused = access.no_issue_builds_on(at, [library[0]])
        assert not refused
        assert f"2025年第 {report.number} 期专报已按这批数据签发" in refused.sentence

    def test_a_later_import_other_projects_and_drafts_hold_nothing(self, office, library, at):
        draft(office, at, date(2025, 2, 28))
        issue(draft(office, at), office, at + timedelta(hours=1))
        assert access.no_issue_builds_on(at + timedelta(hours=2), library)
        assert access.no_issue_builds_on(at, [999999])
        assert access.no_issue_builds_on(at, [])
