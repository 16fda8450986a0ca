"""勘误 — numbered, signed as the report was; the report itself never changes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from tests.reports.library import MARCH_END, correct, signed, signed_erratum, small_library
from zhaotuifu.evidence.actions import content
from zhaotuifu.kernel.verdict import Refused
from zhaotuifu.notices.models import Notice
from zhaotuifu.reports import actions, erratum_page, queries
from zhaotuifu.reports.kinds import kind_named
from zhaotuifu.reports.models import Erratum, Report
from zhaotuifu.reports.papers import Correction
from zhaotuifu.reports.states import ReportState


@pytest.fixture
def library(district, at):
    return small_library(at)


@pytest.fixture
def issued(office, library, at) -> Report:
    draft = actions.create_draft(
        kind=kind_named("专报"), year=2025, as_of=MARCH_END, by=office.actor, at=at
    )
    return signed(draft, office.actor, at)


def words(report: Report, printed: str = "一季度", corrected: str = "第一季度") -> Correction:
    return Correction("标题", printed, corrected)


def start(report: Report, office, at, *lines: Correction, reason: str = "板块更正") -> Erratum:
    return actions.start_erratum(
        report=report, lines=lines or (words(report),), reason=reason, by=office.actor, at=at
    )


def test_figures_that_moved_are_corrected_and_the_report_stays(office, leader, issued, library, at):
    kept = Report.objects.values().get(pk=issued.pk)
    stored = content(issued.docx)
    correct(library[0], 3, 2300, at + timedelta(minutes=1))
    offered = erratum_page.proposals(issued)
    done = next(line for line in offered if line.key == "completed.province")
    assert (done.printed, done.corrected) == ("3,700万元", "4,700万元")
    one = signed_erratum(start(issued, office, at, done), office.actor, at)
    assert (one.number, one.state) == (1, ReportState.ISSUED)
    paper = erratum_page.paper_of(one)
    assert "第1号勘误" in paper.masthead.issue_no and paper.masthead.secrecy == ""
    assert paper.title == ("关于《重点建设项目情况专报》", "2025年第1期（总第1期）的勘误")
    assert "3,700万元" in one.text and "4,700万元" in one.text and "更正原因：板块更正。" in one.text
    assert paper.colophon == queries.frozen_paper(issued).colophon
    two = signed_erratum(start(issued, office, at), office.actor, at)
    assert two.number == 2 and content(two.docx) != content(one.docx)
    assert Report.objects.values().get(pk=issued.pk) == kept
    assert content(Report.objects.get(pk=issued.pk).docx) == stored
    assert Notice.objects.filter(user=leader.user, sentence__contains="第1号勘误已签发").count() == 1


@pytest.mark.parametrize(
    ("lines", "reason", "sentence"),
    [
        ((), "更正", "没有写更正了什么"),
        ((Correction("标题", "印上没有的话", "别的"),), "更正", "在这一期里找不到"),
        ((Correction("标题", "一季度", "一季度"),), "更正", "不用更正"),
        ((Correction("标题", "一季度", ""),), "更正", "三样都要写"),
        ((Correction("标题", "一季度", "上半年"),), " ", "没有写原因"),
        ((Correction("标题", "一季度", "上半年"),) * 41, "更正", "最多 40 处"),
    ],
)
def test_what_is_no_erratum_is_refused(office, issued, at, lines, reason, sentence):
    with pytest.raises(Refused, match=sentence):
        actions.start_erratum(report=issued, lines=lines, reason=reason, by=office.actor, at=at)
    assert not Erratum.objects.exists()


def test_a_draft_needs_none_and_one_is_open_at_a_time(office, leader, issued, at):
    draft = actions.create_draft(
        kind=kind_named("专报"), year=2025, as_of=MARCH_END, by=office.actor, at=at
    )
    with pytest.raises(Refused, match="直接改稿就行"):
        start(draft, office, at)
    with pytest.raises(Refused, match="由区重大办拟稿"):
        start(issued, leader, at)
    one = start(issued, office, at)
    with pytest.raises(Refused, match="已有一份勘误在办"):
        start(issued, office, at)
    actions.drop_erratum(erratum=one, by=office.actor, at=at, revision=one.revision)
    assert signed_erratum(start(issued, office, at), office.actor, at).number == 1


def test_by_page_from_draft_to_register(office, reviewer, signer, leader, issued, library, at):
    correct(library[0], 3, 2300, at + timedelta(minutes=1))
    new = reverse("erratum_new", args=[issued.pk])
    assert "3,700万元 → 4,700万元" in office.client.get(new).content.decode()
    given = {
        "figures": ["completed.province"], "reason": "云岭储能 3 月数由板块更正",
        "line0-where": "标题", "line0-printed": "一季度",
    }
    answer = office.client.post(new, given)
    assert answer.status_code == 422 and "请填更正为，三样都要写。" in answer.content.decode()
    answer = office.client.post(new, given | {"line0-corrected": "第一季度"}, follow=True)
    one = Erratum.objects.get()
    assert "云岭储能 3 月数由板块更正" in answer.content.decode() and len(one.lines) == 2
    edit = reverse("erratum_edit", args=[one.pk])
    page = office.client.get(edit).content.decode()
    assert "checked" in page and 'value="第一季度"' in page
    move = reverse("erratum_move", args=[one.pk])

    def step(who, act, **more):
        revision = Erratum.objects.get().revision
        return who.client.post(move, {"act": act, "revision": revision, **more}, follow=True)

    step(office, "submit")
    step(reviewer, "return", words="原因再写清楚")
    step(office, "submit")
    step(reviewer, "approve")
    url = reverse("erratum_page", args=[one.pk])
    correct(library[0], 3, 2400, at + timedelta(minutes=3))
    assert "数又变了" in signer.client.get(url).content.decode()
    answer = signer.client.post(
        reverse("erratum_issue", args=[one.pk]), {"revision": Erratum.objects.get().revision}, follow=True
    )
    assert "第 1 号勘误已签发" in answer.content.decode()
    assert "第 1 号勘误" in leader.client.get(reverse("report_page", args=[issued.pk])).content.decode()
    assert "第 1 号" in leader.client.get(reverse("report_list")).content.decode()
    word = leader.client.get(reverse("erratum_word", args=[one.pk]))
    assert word["Content-Disposition"].startswith("attachment")


def test_who_reads_only_what_is_issued_knows_no_draft_of_an_erratum(office, department, issued, at):
    one = start(issued, office, at)
    url = reverse("erratum_page", args=[one.pk])
    assert department.client.get(url).status_code == 404
    signed_erratum(one, office.actor, at)
    assert department.client.get(url).status_code == 200
