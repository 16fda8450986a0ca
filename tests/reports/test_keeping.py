"""公文种类和备稿 — versions by date, a report keeps its own; drafts prepare themselves and nothing more."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from io import BytesIO
from zipfile import ZipFile
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.reports.library import MARCH_END, signed, small_library
from zhaotuifu import presets
from zhaotuifu.kernel.actor import SYSTEM
from zhaotuifu.kernel.verdict import Refused
from zhaotuifu.notices.models import Notice
from zhaotuifu.reports import actions, catalogue, queries
from zhaotuifu.reports.actions import keeping, preparing
from zhaotuifu.reports.models import KindTemplate, KindVersion, Report
from zhaotuifu.reports.rules.kinds import Cadence, Every
from zhaotuifu.reports.states import ReportState
from zhaotuifu.supervision.actions import refresh_year
from zhaotuifu.worktime.actions import record_preset_notices
from zhaotuifu.worktime.rules import Calendar

SHANGHAI = ZoneInfo("Asia/Shanghai")
TODAY = timezone.localdate()
LATER = TODAY + timedelta(days=30)


@pytest.fixture
def kinds(district, at):
    rows = catalogue.from_preset(presets.load("wujin", "documents"))
    assert catalogue.load_kinds(rows=rows, by=SYSTEM, at=at) == len(rows) >= 5
    return rows


@pytest.fixture
def library(district, at):
    return small_library(at)


def change(office, at, **more):
    given = {"code": "progress_brief", "changes": {"copies": 60}, "valid_from": LATER, "source": "办公会"}
    return keeping.new_version(by=office.actor, at=at, **given | more)


class TestKinds:
    def test_loading_again_changes_nothing(self, kinds, at):
        assert catalogue.load_kinds(rows=kinds, by=SYSTEM, at=at) == 0
        assert [kind.code for kind in catalogue.kinds_on(TODAY)] == [row["code"] for row in kinds]
        assert catalogue.kind_named("专报", TODAY).copies == 45

    def test_a_new_version_is_for_what_is_opened_later(self, office, kinds, library, at):
        draft = actions.create_draft(
            kind=actions.kind_or_refuse("专报"), year=2025, as_of=MARCH_END, by=office.actor, at=at
        )
        change(office, at, valid_from=TODAY, changes={"copies": 60, "send_to": "各镇"})
        assert queries.kind_of(Report.objects.get(pk=draft.pk)).copies == 45
        assert catalogue.kind_named("专报", TODAY).copies == 60
        assert catalogue.kind_named("专报", TODAY - timedelta(days=1)).copies == 45
        assert signed(draft, office.actor, at).frozen["colophon"]["copies"] == 45

    @pytest.mark.parametrize(
        ("given", "sentence"),
        [
            ({"valid_from": TODAY - timedelta(days=1)}, "已经过去"),
            ({"changes": {"copies": 45}}, "没有新立一版"),
            ({"changes": {"copies": "许多"}}, "copies"),
            ({"changes": {"secrecy": "秘密"}}, "不得在本系统里处理"),
            ({"source": " "}, "没有写依据"),
            ({"code": "minutes"}, "没有“minutes”这种公文"),
        ],
    )
    def test_what_is_no_version_is_refused(self, office, kinds, at, given, sentence):
        with pytest.raises(Refused, match=sentence):
            change(office, at, **given)
        assert KindVersion.objects.count() == len(kinds)

    def test_two_versions_of_one_day_and_other_people(self, office, leader, kinds, at):
        change(office, at)
        with pytest.raises(Refused, match="起的一版已经有了"):
            change(office, at)
        with pytest.raises(Refused, match="由区重大办管理"):
            change(leader, at, valid_from=LATER + timedelta(days=1))

    def test_by_page(self, office, leader, zone_a, kinds, at):
        assert zone_a.client.get(reverse("document_kinds")).status_code == 403
        assert "每周五备稿" in leader.client.get(reverse("document_kinds")).content.decode()
        url = reverse("document_kind", args=["progress_brief"])
        assert "立新的一版" not in leader.client.get(url).content.decode()
        given = {
            "report_to": "区委", "send_to": "各镇", "distribute_to": "", "copies": 8, "secrecy": "内部",
            "by_year": "on", "every": "monthly", "day": 5, "valid_from": LATER, "source": "办公会",
        }
        assert office.client.post(url, given | {"every": "weekly"}).status_code == 422
        answer = office.client.post(url, given, follow=True)
        told = answer.content.decode()
        assert "以后起用" in told and "每月报齐或到期后备稿 → <b>每月 5 日备稿</b>" in told
        assert office.client.get(reverse("document_kind", args=["minutes"])).status_code == 404


class TestTemplates:
    def test_a_file_that_is_no_word_is_refused_at_its_field(self, office, kinds):
        from django.core.files.uploadedfile import SimpleUploadedFile

        url = reverse("template_upload", args=["progress_brief"])
        for data in (b"MZ not a document", b""):
            given = {"file": SimpleUploadedFile("红头.docx", data), "template_from": TODAY}
            assert office.client.post(url, given).status_code == 422
        assert not KindTemplate.objects.exists()

    @pytest.mark.parametrize("code", ["progress_brief", "supervision_notice"])
    def test_the_blank_one_is_downloaded_changed_sent_back_and_used(self, office, kinds, library, at, code):
        from django.core.files.uploadedfile import SimpleUploadedFile

        blank = office.client.get(reverse("template_blank", args=[code]))
        assert blank.status_code == 200
        with ZipFile(BytesIO(blank.content)) as package:
            parts = {name: package.read(name) for name in package.namelist()}
        own = parts["word/document.xml"].decode().replace("{{名称}}", "{{名称}}（本单位的红头）")
        assert "本单位的红头" in own
        sent = BytesIO()
        with ZipFile(sent, "w") as package:
            for name, content in (parts | {"word/document.xml": own.encode()}).items():
                package.writestr(name, content)
        given = {"file": SimpleUploadedFile("红头.docx", sent.getvalue()), "template_from": TODAY}
        url = reverse("template_upload", args=[code])
        assert office.client.post(url, given, follow=True).status_code == 200
        draft = actions.create_draft(
            kind=actions.kind_or_refuse(code), year=2025, as_of=MARCH_END, by=office.actor, at=at
        )
        word = office.client.get(reverse("report_word", args=[draft.pk])).content
        with ZipFile(BytesIO(word)) as package:
            text = package.read("word/document.xml").decode()
        assert "（本单位的红头）" in text and "{{" not in text
        assert office.client.get(reverse("template_blank", args=["minutes"])).status_code == 404

    def test_the_newest_in_force_is_used_until_it_is_ended(self, office, kinds, at):
        from zhaotuifu.evidence.actions import store

        for number, day in enumerate((TODAY, LATER)):
            KindTemplate.objects.create(
                kind="progress_brief", valid_from=day, uploaded_at=at, uploaded_by=office.user,
                file=store(data=b"%d" % number, name="红头.docx", by=office.actor, at=at),
            )
        assert catalogue.template_on("progress_brief", TODAY) == b"0"
        assert catalogue.template_on("progress_brief", LATER) == b"1"
        keeping.end_template(template=KindTemplate.objects.get(valid_from=TODAY), by=office.actor, at=at)
        assert catalogue.template_on("progress_brief", TODAY) is None
        with pytest.raises(Refused):
            keeping.end_template(template=KindTemplate.objects.get(valid_from=TODAY), by=office.actor, at=at)


class TestPreparing:
    APRIL = datetime(2025, 4, 14, 7, 10, tzinfo=SHANGHAI)  # a Monday, after the sixth working day

    @pytest.fixture
    def years(self, library, kinds):
        record_preset_notices(by=SYSTEM, at=timezone.now())
        refresh_year.call(2025)

    def test_monthly_and_weekly_drafts_once_each_and_the_office_is_told(self, office, years):
        made = preparing.prepare_drafts(at=self.APRIL)
        by_kind = {report.kind: report.as_of for report in made}
        assert by_kind["progress_brief"] == MARCH_END
        assert by_kind["start_weekly"] == date(2025, 4, 11)
        assert {report.state for report in made} == {ReportState.DRAFT}
        assert Notice.objects.filter(user=office.user, sentence__contains="草稿备好了").count() == len(made)
        assert preparing.prepare_drafts(at=self.APRIL + timedelta(days=1)) == ()

    def test_a_period_that_was_dropped_is_left_alone(self, office, years, at):
        for report in preparing.prepare_drafts(at=self.APRIL):
            actions.drop(report=report, by=office.actor, at=at, revision=report.revision)
        assert preparing.prepare_drafts(at=self.APRIL) == ()

    def test_an_open_month_and_a_library_of_another_year_have_none(self, office, years):
        early = datetime(2025, 4, 1, 7, 10, tzinfo=SHANGHAI)
        assert "progress_brief" not in {one.kind for one in preparing.prepare_drafts(at=early)}
        assert preparing.prepare_drafts(at=self.APRIL.replace(year=2026)) == ()

    @pytest.mark.parametrize(
        ("today", "expected"),
        [
            (date(2025, 4, 4), None),  # 清明, a Friday off: on the next working day
            (date(2025, 4, 7), date(2025, 4, 4)), (date(2025, 4, 10), date(2025, 4, 4)),
            (date(2025, 4, 11), date(2025, 4, 11)),
        ],
    )
    def test_a_friday_off_moves_to_the_next_working_day(self, today, expected):
        calendar = Calendar(frozenset({2025}), {date(2025, 4, 4): False})
        assert preparing.week_due(Cadence(Every.WEEKLY, weekday=5), today, calendar) == expected
