"""规则、预置、放假、作业 — versions from a day on, the library beside the files, retries."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from tests import people, things
from tests.worktime.notice_texts import TEXTS
from zhaotuifu.administration import cleaning
from zhaotuifu.administration.catalogues import BY_CODE, CATALOGUES
from zhaotuifu.administration.comparing import Likeness, compared
from zhaotuifu.administration.queries import jobs
from zhaotuifu.administration.versioning import versions
from zhaotuifu.collection.models import RoundRule
from zhaotuifu.collection.queries import deadline_on
from zhaotuifu.desk.seed.preset import load_rules
from zhaotuifu.kernel.actor import SYSTEM, Role
from zhaotuifu.kernel.models import AuditRow, JobRun
from zhaotuifu.ledger.models import LedgerImport
from zhaotuifu.parties.models import SecondFactor
from zhaotuifu.projects.models import AdmissionThreshold
from zhaotuifu.supervision.models import LampRule
from zhaotuifu.worktime.models import HolidayNotice
from zhaotuifu.worktime.queries import load_calendar

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(at):
    people.found_district(at)
    load_rules("wujin", by=SYSTEM, at=at)
    return people.person("admin", Role.ADMIN, "示范区", at)


def text(answer) -> str:
    return answer.content.decode()


def open_rows(code: str) -> dict[str, Likeness]:
    one = next(one for one in compared("wujin") if one.code == code)
    assert one.error == ""
    return {row.name: row.likeness for row in one.open}


# -- versions


def round_values(first: date, **more) -> dict[str, object]:
    return {
        "name": "新期限", "source": "示例通知", "due_workday": "4", "remind_before": "2、1",
        "overdue_every": "1", "overdue_most": "2", "valid_from": first.isoformat(), "reason": "按新通知", **more,
    }


def test_a_rule_changes_from_a_day_on_and_days_before_keep_the_old_one(admin):
    today = timezone.localdate()
    first = today + timedelta(days=10)
    before = deadline_on(today)
    answer = admin.client.post(reverse("rule_new", args=["rounds"]), round_values(first))
    assert answer.status_code == 302
    assert deadline_on(today) == before
    assert (deadline_on(first).due_workday, deadline_on(first).remind_before) == (4, (2, 1))
    states = [(one.is_in_force, one.is_to_come) for one in versions(BY_CODE["rounds"], today)]
    assert states[0] == (False, True) and (True, False) in states
    assert AuditRow.objects.filter(action="录规则新版", object_kind="round_rule").count() == 1


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"valid_from": "2025-01-01"}, "不能早于今天"),
        ({"valid_from": ""}, "请填自"),
        ({"due_workday": "40"}, "填报期限规则"),
        ({"due_workday": "四"}, "要写成 0 到 999 的整数"),
        ({"remind_before": "三天"}, "要写成几个数"),
        ({"reason": ""}, "请填原因"),
    ],
)
def test_what_cannot_be_a_version_is_refused_and_nothing_is_written(admin, change, sentence):
    count = RoundRule.objects.count()
    given = round_values(timezone.localdate() + timedelta(days=3), **change)
    answer = admin.client.post(reverse("rule_new", args=["rounds"]), given)
    assert answer.status_code == 422
    assert sentence in text(answer) or "due_workday" in change
    assert RoundRule.objects.count() == count


def test_a_second_version_of_the_same_day_or_before_the_last_is_refused(admin):
    first = timezone.localdate() + timedelta(days=10)
    url = reverse("rule_new", args=["rounds"])
    admin.client.post(url, round_values(first))
    answer = admin.client.post(url, round_values(first, name="又一版"))
    assert answer.status_code == 422 and "要晚于最后一版" in text(answer)


def test_new_lamps_are_recorded_and_a_threshold_of_one_kind_leaves_the_other(admin):
    first = (timezone.localdate() + timedelta(days=1)).isoformat()
    given = {
        "code": "ours", "name": "本区灯色", "source": "示例", "scale": "points", "yellow_from": "8",
        "red_from": "20", "start_yellow_months": "1", "start_red_months": "2", "valid_from": first,
        "reason": "本区规定",
    }
    assert admin.client.post(reverse("rule_new", args=["lamps"]), given).status_code == 302
    assert LampRule.objects.get(code="ours").red_from == 20
    level = {
        "code": "city_major", "name": "20 亿元", "level": "city", "at_least_wan": "200000",
        "at_least_usd_wan": "", "source": "示例", "valid_from": first, "reason": "提高",
    }
    assert admin.client.post(reverse("rule_new", args=["thresholds"]), level).status_code == 302
    assert AdmissionThreshold.objects.filter(code="city_major").count() == 2
    assert AdmissionThreshold.objects.filter(code="district_key").count() == 1


@pytest.mark.parametrize("code", [one.code for one in CATALOGUES])
def test_every_catalogue_is_shown_and_has_a_form_or_a_page(admin, code):
    one = BY_CODE[code]
    assert one.label in text(admin.client.get(reverse("rule_list")))
    answer = admin.client.get(reverse("rule_new", args=[code]))
    assert answer.status_code == (200 if one.takes_versions else 404)
    if not one.takes_versions:
        assert reverse(one.page)


# -- presets


def test_what_was_just_loaded_is_the_same_as_the_file(admin):
    for code in ("rounds", "carry", "thresholds", "rates", "programmes", "definitions", "holidays", "signin",
                 "documents"):
        assert open_rows(code) == {}, code
    # Of lamps the library holds the one the preset names; the others stand in the file to be chosen.
    assert set(open_rows("lamps").values()) == {Likeness.ONLY_FILE}


def test_differences_are_named_field_by_field_and_the_chosen_row_is_loaded(admin):
    AdmissionThreshold.objects.filter(code="city_major").update(at_least_wan=90000)
    AdmissionThreshold.objects.filter(code="district_key").delete()
    page = text(admin.client.get(reverse("preset_page")))
    assert "文件 100000，库里 90000" in page and "只在文件里" in page
    url = reverse("preset_load", args=["thresholds"])
    key = f"district_key/{date(2021, 1, 1)}"
    admin.client.post(url, {"row": [key]})
    assert not AdmissionThreshold.objects.filter(code="district_key").exists()  # no reason given
    admin.client.post(url, {"row": [key], "reason": "补上"})
    assert AdmissionThreshold.objects.filter(code="district_key").exists()
    assert AdmissionThreshold.objects.get(code="city_major").at_least_wan == 90000  # was not chosen
    assert AuditRow.objects.get(action="按预置载入").after["changed"] == 1


def test_a_row_only_in_the_library_and_one_the_file_lacks_are_left_alone(admin, at):
    AdmissionThreshold.objects.create(
        code="own", name="本区自定", level="district", at_least_wan=1, source="示例", valid_from=date(2025, 1, 1)
    )
    assert Likeness.ONLY_LIBRARY in open_rows("thresholds").values()
    answer = admin.client.post(
        reverse("preset_load", args=["thresholds"]), {"row": ["nothing/2025-01-01"], "reason": "x"}, follow=True
    )
    assert "文件里没有这一行" in text(answer)
    assert "没有这个目录" in text(
        admin.client.post(reverse("preset_load", args=["nothing"]), {"row": ["x"], "reason": "x"}, follow=True)
    )


# -- holidays


def test_a_notice_is_read_its_effect_is_seen_and_then_it_is_recorded(admin):
    HolidayNotice.objects.all().delete()
    url = reverse("holidays")
    assert "还没有录" in text(admin.client.get(url))
    seen = text(admin.client.post(url, {"text": TEXTS[2025]}))
    assert "待2025年放假通知" in seen and "全年工作日 248 天" in seen and "2025年2月11日" in seen
    assert not HolidayNotice.objects.exists()
    assert admin.client.post(url, {"text": TEXTS[2025], "sure": "1"}).status_code == 302
    assert load_calendar().known_years == {2025}
    assert "248" in text(admin.client.get(url))


def test_a_corrected_notice_supersedes_and_says_which_deadlines_move(admin):
    shorter = TEXTS[2025].replace("1月28日（农历除夕、周二）至2月4日", "1月28日（农历除夕、周二）至2月5日").replace(
        "共8天。\\\n1月26日", "共9天。\\\n1月26日"
    ).replace("放假调休，共8天。1月26日", "放假调休，共9天。1月26日")
    seen = text(admin.client.post(reverse("holidays"), {"text": shorter}))
    assert "取代这一年原来的通知" in seen and "<b>" in seen


@pytest.mark.parametrize("said", ["", "今天放假", TEXTS[2025].replace("三、清明节", "三、植树节")])
def test_what_is_no_whole_notice_is_refused_and_the_text_stays(admin, said):
    answer = admin.client.post(reverse("holidays"), {"text": said, "sure": "1"})
    assert answer.status_code == 422
    assert said.splitlines()[0] in text(answer) if said else "请粘贴通知全文" in text(answer)


# -- jobs


def test_a_job_that_failed_is_told_in_chinese_and_tried_again(admin, at):
    made = things.kept_by_the_administrator(at=at)
    page = text(admin.client.get(reverse("job_list")))
    assert "清理半截" in page and "磁盘满了：请腾出空间再重试" in page
    url = reverse("job_retry", args=[made["failed_job"]])
    assert "已放进队列" in text(admin.client.post(url, follow=True))
    assert JobRun.objects.get(pk=made["failed_job"]).error == ""
    assert AuditRow.objects.filter(action="重跑作业").count() == 1
    if JobRun.objects.get(pk=made["failed_job"]).finished_at:
        assert "已被他人处理" in text(admin.client.post(url, follow=True))


def test_a_task_that_failed_is_given_again_once(admin, at):
    made = things.kept_by_the_administrator(at=at)
    assert "刷新全年现况" in text(admin.client.get(reverse("job_list")))
    url = reverse("task_retry", args=[made["failed_task"]])
    assert "已重新放进队列" in text(admin.client.post(url, follow=True))
    assert not DBTaskResult.objects.filter(pk=made["failed_task"]).exists()
    assert "已经重办" in text(admin.client.post(url, follow=True))


def test_a_task_the_programme_knows_no_more_is_shown_and_refused(admin, at):
    made = things.kept_by_the_administrator(at=at)
    DBTaskResult.objects.filter(pk=made["failed_task"]).update(task_path="zhaotuifu.gone.task")
    assert admin.client.get(reverse("job_list")).status_code == 200
    url = reverse("task_retry", args=[made["failed_task"]])
    assert "程序里已经没有这个任务" in text(admin.client.post(url, follow=True))


def test_every_job_has_a_chinese_title_and_a_next_time(admin):
    for one in jobs.job_lines(timezone.now()):
        assert one.title[0] >= "\u4e00" and one.next_at > timezone.now(), one.name


def test_the_first_page_says_what_wants_looking_after(admin, at):
    things.kept_by_the_administrator(at=at)
    people.actions.open_account(username="lost", name="没岗", password=None, by=SYSTEM, at=at)
    page = text(admin.client.get(reverse("system_home")))
    for said in ("没有在运行", "个定时作业没有办成", "个在用账号没有岗位"):
        assert said in page
    assert admin.client.get(reverse("desk"))["Location"] == reverse("system_home")


@pytest.mark.parametrize("name", ["system_home", "job_list", "preset_page", "rule_list", "storage"])
def test_the_pages_cost_a_fixed_number_of_statements(admin, at, name):
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert admin.client.get(reverse(name)).status_code == 200
        return len(queries)

    few = cost()
    for hour in range(30):
        JobRun.objects.create(
            job="evidence.clear_halves", slot_at=at - timedelta(hours=hour), enqueued_at=at, error="x"
        )
        AdmissionThreshold.objects.create(
            code=f"c{hour}", name="门槛", level="city", at_least_wan=1, source="示例", valid_from=date(2025, 1, 1)
        )
    assert cost() == few <= 40


def test_records_nobody_reads_are_cleared_and_what_failed_lately_stays(admin, at):
    old = at - timedelta(days=100)
    for slot, finished, error in ((old, old, ""), (at, at, ""), (old + timedelta(days=1), None, "x")):
        JobRun.objects.create(
            job="evidence.clear_halves", slot_at=slot, enqueued_at=slot, finished_at=finished, error=error
        )
    cleaning.clean_records(at)
    assert sorted(JobRun.objects.values_list("slot_at", flat=True)) == [old + timedelta(days=1), at]


def test_ledgers_never_imported_are_given_up_and_the_originals_stay(admin, at):
    clerk = people.person("yanhu", Role.ZONE, "砚湖镇", at)
    sent = things.sent(("砚湖新厂", "砚湖镇", 1200, 100, "2025年2月"), by=clerk.actor, at=at)
    url = reverse("storage_clean")
    assert "没有久未导入的台账" in text(admin.client.post(url, follow=True))
    LedgerImport.objects.filter(pk=sent.pk).update(created_at=at - timedelta(days=100))
    assert "1 份" in text(admin.client.get(reverse("storage")))
    assert "已放弃 1 份" in text(admin.client.post(url, follow=True))
    sent.refresh_from_db()
    assert sent.state == "dropped" and sent.file_id
    assert AuditRow.objects.filter(action="清理久未导入的台账", actor_id=admin.user.pk).count() == 1


def test_a_second_factor_is_reset_with_a_reason(admin, at):
    person = people.person("yanhu", Role.ZONE, "砚湖镇", at)
    SecondFactor.objects.create(
        user=person.user, sealed_secret="x", begun_at=at, confirmed_at=at
    )
    page = reverse("account_page", args=[person.user.pk])
    assert "重置动态口令" in text(admin.client.get(page))
    url = reverse("account_factor_reset", args=[person.user.pk])
    assert admin.client.post(url, {}).status_code == 422
    assert "已重置" in text(admin.client.post(url, {"factor-reason": "换手机"}, follow=True))
    assert not SecondFactor.objects.filter(user=person.user).exists()
