"""公文流转 — written, sent, reviewed, signed by different persons; returned with a reason; withdrawn."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from itertools import product

import pytest
from django.urls import reverse

from tests.people import organisation
from tests.reports.library import MARCH_END, correct, small_library
from zhaotuifu.kernel.actor import SYSTEM, Actor, Role
from zhaotuifu.kernel.verdict import Conflict, Refused
from zhaotuifu.notices.models import Notice
from zhaotuifu.projects.actions import Statement, state_projects
from zhaotuifu.projects.states import ConstructionKind, Level
from zhaotuifu.reports import access, actions, queries, seen, steps
from zhaotuifu.reports.access import Staffing
from zhaotuifu.reports.kinds import kind_named
from zhaotuifu.reports.models import Erratum, Report, ReportStep
from zhaotuifu.reports.states import MOVES, OPEN, WRITABLE, Place, ReportState, Secrecy

SENDER, OTHER = 7, 8
DECISIONS = {
    "submit": (access.can_submit, ReportState.SUBMITTED),
    "withdraw": (access.can_withdraw, ReportState.DRAFT),
    "review": (access.can_review, ReportState.REVIEWED),
    "return": (access.can_return, ReportState.RETURNED),
    "issue": (access.can_issue, ReportState.ISSUED),
    "drop": (access.can_drop, ReportState.DROPPED),
}
STAFFINGS = {
    "nobody": frozenset(), "the sender alone": frozenset({SENDER}), "another": frozenset({OTHER}),
    "both": frozenset({SENDER, OTHER}),
}


def is_allowed(state: str, act: str, role: Role, user: int, held: frozenset[int]) -> bool:
    """What ADR and table say, written down a second time in plain words."""
    target = DECISIONS[act][1]
    move = MOVES.get((state, target))
    if move is None or role not in move.who:
        return False
    if act == "withdraw":
        return user == SENDER
    if act in ("submit", "drop"):
        return True
    others = held - {SENDER}
    return user in others if others else True


@pytest.mark.parametrize("model", [Report, Erratum])
@pytest.mark.parametrize("staffing", STAFFINGS)
def test_state_by_act_by_role_by_who_holds_the_posts(staffing, model):
    held = STAFFINGS[staffing]
    desk = Staffing(held, held)
    for state, act, role, user in product(ReportState, DECISIONS, Role, (SENDER, OTHER)):
        sent = SENDER if state in (ReportState.SUBMITTED, ReportState.REVIEWED) else None
        paper = model(state=state, submitted_by_id=sent)
        actor = Actor(user, "某岗", "区重大办", ((role, 1),))
        function = DECISIONS[act][0]
        with_desk = act in ("review", "return", "issue")
        verdict = function(actor, paper, desk) if with_desk else function(actor, paper)
        expected = is_allowed(state, act, role, user, held)
        if sent is None and with_desk:
            expected = False
        assert bool(verdict) == expected, (state, act, role, user, verdict.sentence)
        assert verdict or verdict.sentence.endswith("。")


def test_the_system_sends_reviews_and_signs_nothing():
    system = Actor(None, "系统")
    for state in ReportState:
        paper = Report(state=state)
        assert not access.can_submit(system, paper) and not access.can_issue(system, paper, Staffing())
        assert not access.can_review(system, paper, Staffing())


@pytest.fixture
def library(district, at):
    return small_library(at)


@pytest.fixture
def draft(office, library, at) -> Report:
    return actions.create_draft(
        kind=kind_named("专报"), year=2025, as_of=MARCH_END, by=office.actor, at=at
    )


def act(function, paper, who, at, **more):
    return function(paper=paper, by=who.actor, at=at, revision=paper.revision, **more)


class TestTheWay:
    def test_three_posts_and_a_return(self, office, reviewer, signer, leader, draft, at):
        act(actions.submit, draft, office, at, words="请审")
        with pytest.raises(Refused, match="您送审的，请由别的审核人办"):
            act(actions.approve, draft, office, at)
        with pytest.raises(Refused, match="请写明退回的原因"):
            act(actions.send_back, draft, reviewer, at, words="  ")
        act(actions.send_back, draft, reviewer, at, words="第二段口径不清")
        assert (draft.state, draft.returned_reason) == (ReportState.RETURNED, "第二段口径不清")
        write = {"report": draft, "by": office.actor, "at": at, "revision": draft.revision}
        actions.write_paragraph(place=Place.NEXT, text="召开专题会。", **write)
        act(actions.submit, draft, office, at)
        act(actions.approve, draft, reviewer, at, words="同意")
        with pytest.raises(Refused, match="签发人办理"):
            actions.issue(report=draft, by=reviewer.actor, at=at, revision=draft.revision)
        actions.issue(report=draft, by=signer.actor, at=at, revision=draft.revision)
        lines = [(one.verb, one.post, one.words) for one in steps.steps_of(draft)]
        assert lines == [
            ("拟稿", "区重大办", ""), ("送审", "区重大办", "请审"),
            ("审核退回", "审核人", "第二段口径不清"), ("再送审", "区重大办", ""),
            ("审核通过", "审核人", "同意"), ("签发", "签发人", ""),
        ]
        told = list(Notice.objects.filter(user=office.user).order_by("id").values_list("sentence", flat=True))
        assert told[0] == "“2025年一季度专报”退回修改：第二段口径不清"
        assert Notice.objects.filter(user=reviewer.user, sentence__contains="请审核").count() == 2
        assert Notice.objects.filter(user=signer.user, sentence__contains="请签发").count() == 1

    def test_what_was_sent_is_not_written_and_its_sender_takes_it_back(
        self, office, reviewer, draft, at
    ):
        act(actions.submit, draft, office, at)
        with pytest.raises(Refused, match="已经送审，不能改"):
            actions.write_title(report=draft, title="x", by=office.actor, at=at, revision=draft.revision)
        with pytest.raises(Refused, match="不能撤回"):
            act(actions.withdraw, draft, reviewer, at)
        act(actions.withdraw, draft, office, at)
        assert (draft.state, draft.submitted_by_id, draft.submitted_at) == (ReportState.DRAFT, None, None)

    def test_the_second_to_decide_is_told(self, office, reviewer, draft, at):
        act(actions.submit, draft, office, at)
        rival = Report.objects.get(pk=draft.pk)
        act(actions.approve, draft, reviewer, at)
        with pytest.raises(Conflict):
            act(actions.send_back, rival, reviewer, at, words="口径")
        assert Report.objects.get().state == ReportState.REVIEWED

    def test_where_nobody_holds_the_post_the_office_stands_in_and_the_page_says_so(
        self, office, draft, at
    ):
        act(actions.submit, draft, office, at)
        page = office.client.get(reverse("report_page", args=[draft.pk])).content.decode()
        assert "现在没有别的审核人，这一步由区重大办自己审核" in page
        act(actions.approve, draft, office, at)
        assert "由区重大办自己签发" in office.client.get(
            reverse("report_issue", args=[draft.pk])
        ).content.decode()

    def test_what_waits_for_whom(self, office, reviewer, signer, leader, draft, at):
        today = at.date()

        def waits(person):
            return [(one.act, one.name) for one in steps.waiting_for(person.actor, today)]

        assert waits(office) == [("送审公文", "2025年一季度专报")] and waits(reviewer) == []
        act(actions.submit, draft, office, at)
        assert waits(reviewer) == [("审核公文", "2025年一季度专报")] and waits(office) == []
        act(actions.approve, draft, reviewer, at)
        assert waits(signer) == [("签发公文", "2025年一季度专报")] and waits(reviewer) == []
        act(actions.send_back, draft, signer, at, words="改标题")
        assert waits(office) == [("改公文", "2025年一季度专报")] and waits(leader) == []
        assert "审核公文" not in office.client.get(reverse("desk")).content.decode()

    def test_by_page_every_step(self, office, reviewer, signer, draft):
        move = reverse("report_move", args=[draft.pk])

        def post(who, **given):
            return who.client.post(move, {"revision": Report.objects.get().revision} | given, follow=True)

        assert "已送审" in post(office, act="submit").content.decode()
        assert post(office, act="approve").status_code == 422
        assert post(reviewer, act="return").status_code == 422
        answer = post(reviewer, act="return", words="数据请再核")
        assert "退回修改。" in answer.content.decode() and "数据请再核" in answer.content.decode()
        post(office, act="submit")
        post(reviewer, act="approve")
        assert Report.objects.get().state == ReportState.REVIEWED
        assert reviewer.client.get(reverse("report_issue", args=[draft.pk])).status_code == 403
        assert post(office, act="jump").status_code in (400, 422)


class TestWhatMoved:
    def test_a_changed_row_marks_exactly_the_figures_that_change(self, office, library, draft, at):
        before = {one.key: (one.value, one.text) for one in queries.composed_of(draft).brief.figures}
        correct(library[0], 3, 2300, at + timedelta(minutes=1))
        after = {one.key: (one.value, one.text) for one in queries.composed_of(draft).brief.figures}
        changed = {key for key in before | after if before.get(key) != after.get(key)}
        moved = seen.moved_since(draft.seen, queries.composed_of(draft).brief.figures)
        assert {one.key for one in moved} == changed and len(changed) >= 3
        page = office.client.get(reverse("report_page", args=[draft.pk])).content.decode()
        assert "自上次保存后变化的数" in page and page.count('class="f moved"') >= 3
        checked = reverse("report_checked", args=[draft.pk])
        page = office.client.post(checked, {"revision": draft.revision}, follow=True).content.decode()
        assert 'class="f moved"' not in page

    @pytest.mark.parametrize(
        ("name", "statement"),
        [
            ("plan", {"plan_wan": Decimal(24000)}), ("level", {"level": Level.CITY}),
            ("zone", {"zone_ids": "苔溪镇"}), ("kind", {"construction_kind": ConstructionKind.NEW}),
            ("name", {"name": "云岭新储能"}),
        ],
    )
    def test_whichever_row_changes_what_moved_is_exactly_what_reads_otherwise(
        self, library, draft, at, name, statement
    ):
        if name == "zone":
            statement = {"zone_ids": (organisation("苔溪镇").pk,)}
        before = {one.key: (one.value, one.text) for one in queries.composed_of(draft).brief.figures}
        state_projects(
            [Statement(statement, library[0])], year=2025, about_from=date(2025, 1, 1), by=SYSTEM,
            at=at + timedelta(minutes=1),
        )
        figures = queries.composed_of(draft).brief.figures
        after = {one.key: (one.value, one.text) for one in figures}
        changed = {key for key in before | after if before.get(key) != after.get(key)}
        assert {one.key for one in seen.moved_since(draft.seen, figures)} == changed
        assert bool(changed) == (name != "name")

    def test_the_reviewer_sees_what_moved_since_it_was_sent(self, office, reviewer, library, draft, at):
        act(actions.submit, draft, office, at)
        correct(library[0], 3, 2300, at + timedelta(minutes=1))
        page = reviewer.client.get(reverse("report_page", args=[draft.pk])).content.decode()
        assert "送审后变化的数" in page and "4,700万元" in page

    def test_a_paragraph_beside_changed_figures_is_doubted_until_it_is_checked(
        self, office, library, draft, at
    ):
        common = {"report": draft, "by": office.actor}
        actions.write_paragraph(
            place=Place.NEXT, text="在完成3,700万元的基础上再加力。", at=at, revision=draft.revision, **common
        )
        actions.write_paragraph(
            place=Place.PROBLEMS, text="用地紧张。", at=at, revision=draft.revision, **common
        )
        url = reverse("report_page", args=[draft.pk])
        assert "文中所述可能已变" not in office.client.get(url).content.decode()
        correct(library[0], 3, 2300, at + timedelta(minutes=1))
        figures = queries.composed_of(draft).brief.figures
        doubts = seen.doubts(draft.beside, draft.paragraphs, figures)
        assert Place.NEXT in doubts
        assert "3,700万元 → 4,700万元" in doubts[Place.NEXT].sentence
        assert doubts[Place.NEXT].moved[0].before == "3,700万元"
        assert draft.paragraphs[Place.NEXT] == "在完成3,700万元的基础上再加力。"
        assert "文中所述可能已变" in office.client.get(url).content.decode()
        actions.confirm_paragraph(
            place=Place.NEXT, at=at + timedelta(minutes=2), revision=draft.revision, **common
        )
        assert Place.NEXT not in seen.doubts(draft.beside, draft.paragraphs, figures)

    def test_after_issuing_nothing_changes(self, office, library, draft, at):
        for step in (actions.submit, actions.approve):
            act(step, draft, office, at)
        actions.issue(report=draft, by=office.actor, at=at, revision=draft.revision)
        kept = Report.objects.values().get(pk=draft.pk)
        printed = queries.frozen_paper(draft)
        correct(library[0], 3, 2300, at + timedelta(minutes=1))
        assert Report.objects.values().get(pk=draft.pk) == kept
        assert queries.frozen_paper(Report.objects.get(pk=draft.pk)) == printed

    def test_what_is_signed_is_what_was_seen(self, office, library, draft, at):
        for step in (actions.submit, actions.approve):
            act(step, draft, office, at)
        sight = seen.fingerprint(queries.composed_of(draft).brief)
        read_at = at + timedelta(minutes=1)
        correct(library[0], 3, 2300, at + timedelta(minutes=2))
        signing = {"report": draft, "by": office.actor, "at": at + timedelta(minutes=3)}
        with pytest.raises(Conflict, match="您看过以后，.*3,700万元 → 4,700万元"):
            actions.issue(revision=draft.revision, sight=sight, sight_at=read_at, **signing)
        sight = seen.fingerprint(queries.composed_of(draft).brief)
        actions.issue(revision=draft.revision, sight=sight, sight_at=read_at, **signing)
        assert "4,700万元" in draft.text


class TestTheHead:
    def test_marks_receivers_and_copies_of_one_issue(self, office, draft):
        url = reverse("report_head", args=[draft.pk])
        page = office.client.get(url).content.decode()
        assert "区委、区政府领导" in page and 'value="45"' in page
        given = {
            "secrecy": "internal", "urgency": "urgent", "report_to": "区委领导", "send_to": "",
            "distribute_to": "各镇", "copies": 12, "revision": draft.revision,
        }
        assert office.client.post(url, given).status_code == 302
        paper = queries.composed_of(Report.objects.get()).brief.paper
        assert (paper.masthead.secrecy, paper.masthead.urgency) == ("内部　草稿", "加急")
        tail = paper.colophon
        assert (tail.report_to, tail.send_to, tail.distribute_to, tail.copies) == ("区委领导。", "", "各镇。", 12)

    @pytest.mark.parametrize("secrecy", [Secrecy.SECRET, Secrecy.HIGH, Secrecy.TOP])
    def test_a_state_secret_is_refused(self, office, draft, secrecy):
        given = {"secrecy": secrecy.value, "copies": 1, "revision": draft.revision}
        answer = office.client.post(reverse("report_head", args=[draft.pk]), given)
        assert answer.status_code == 422 and "涉密的内容不得在本系统里处理" in answer.content.decode()
        assert Report.objects.get().head == {}


def test_open_and_writable_states_are_part_of_the_table():
    assert set(WRITABLE) < set(OPEN) < set(ReportState)
    assert {source for source, _ in MOVES} == set(OPEN)
    assert not ReportStep._meta.get_field("verb").null
