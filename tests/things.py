"""样物 — one of each thing that has an address: made through the actions, named for the route table."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from tests import people, workbooks
from tests.reports.library import passed, signed, signed_erratum
from tests.submissions import blanks
from zhaotuifu.carryover import actions as carrying
from zhaotuifu.desk import actions_views, exporting
from zhaotuifu.desk.queries import project_list as lists
from zhaotuifu.desk.states import Audience
from zhaotuifu.evidence.actions import store
from zhaotuifu.kernel import beats, work
from zhaotuifu.kernel.actor import SYSTEM, Actor, Role
from zhaotuifu.kernel.models import JobRun, WorkRun
from zhaotuifu.kernel.states import Process, WorkState
from zhaotuifu.ledger.actions import committing, sending
from zhaotuifu.ledger.models import AnswerDecision, ColumnMapping, LedgerImport, NameDecision
from zhaotuifu.notices import actions as notices
from zhaotuifu.parties import actions as parties
from zhaotuifu.progress.actions import record_progress
from zhaotuifu.progress.models import MonthlyAmount, MonthlyWord
from zhaotuifu.projects.actions import Statement, state_projects
from zhaotuifu.projects.actions_bulk import edit_in_bulk
from zhaotuifu.projects.actions_programmes import save_programme
from zhaotuifu.projects.bulk import Order, preview
from zhaotuifu.projects.states import BulkField, ConstructionKind, Level
from zhaotuifu.reports import actions as reports
from zhaotuifu.reports.models import KindTemplate, Report
from zhaotuifu.reports.papers import Correction
from zhaotuifu.submissions.actions import sending as submitting
from zhaotuifu.submissions.actions import tables as superiors
from zhaotuifu.submissions.states import Cadence
from zhaotuifu.targets import actions as targets
from zhaotuifu.targets.rules import Key

YEAR = 2025
FEBRUARY_END = date(YEAR, 2, 28)
NAME, CODE = "砚湖样板工厂", "2501-329999-04-01-100201"
HEADS = (
    "序号",
    "项目名称",
    "所属板块",
    "项目级别",
    "年度计划投资（万元）",
    "3月完成投资（万元）",
    "计划开工时间",
    "廊道编号",
)


def project(
    name: str,
    zone: str,
    *,
    at: datetime,
    plan_wan: str = "1200",
    months: tuple[str, ...] = (),
    code: str = "",
    level: Level = Level.PROVINCE,
    kind: ConstructionKind = ConstructionKind.CONTINUED,
) -> int:
    """一个项目 — listed in 2025, with its months from January (万元)."""
    values = {
        "name": name,
        "code": code,
        "zone_ids": (people.organisation(zone).pk,),
        "level": level,
        "construction_kind": kind,
        "plan_wan": Decimal(plan_wan),
    }
    (project_id,) = state_projects(
        [Statement(values)], year=YEAR, about_from=date(YEAR, 1, 1), by=SYSTEM, at=at
    )
    rows = [
        MonthlyAmount(project_id=project_id, year=YEAR, month=n, amount_wan=Decimal(amount))
        for n, amount in enumerate(months, start=1)
    ]
    record_progress(rows, years=[YEAR], by=SYSTEM, at=at)
    return project_id


def sent(*rows: tuple[str, str, object, object, str], by: Actor, at: datetime) -> LedgerImport:
    """送来的台账 — rows of name, 板块, plan, March and planned start; a column nobody knows."""
    said = [
        (n, name, zone, "省重大", plan, march, start, "L-07")
        for n, (name, zone, plan, march, start) in enumerate(rows, start=1)
    ]
    data = workbooks.ledger("2025年3月重大项目进展台账", HEADS, said)
    return sending.send(data=data, name="三月台账.xlsx", by=by, at=at)


def sent_with_questions(*, by: Actor, at: datetime) -> LedgerImport:
    """要问的台账 — of 砚湖镇: one row new, one changed, three asked, two refused."""
    return sent(
        ("砚湖新材中试线", "砚湖镇", 1200, 100, "2025年2月"),
        (NAME, "砚湖镇", 1200, 150, "2024年3月"),
        (f"{NAME}项目", "砚湖镇", 1300, 100, "2024年3月"),
        ("砚湖绿色水厂", "砚湖镇", 800, 50, "5/02/2025"),
        ("云岭风电场", "云岭街道", 900, 60, "2025年2月"),
        ("苔溪冷库", "苔溪镇", 700, 40, "2025年2月"),
        ("砚湖研发楼", "砚湖镇", "约三千到四千", "#REF!", "待定"),
        by=by,
        at=at,
    )


def bulk_edited(project_id: int, *, by: Actor, at: datetime) -> int:
    """一次批量修改 — of one project's 挂钩领导."""
    order = Order((project_id,), BulkField.LEADER, "区长", YEAR)
    edit = edit_in_bulk(
        order=order, reason="分工调整", chosen_by="选了 1 个", seen=preview(order, by).digest, by=by, at=at
    )
    return edit.pk


def listed_as_file(*, by: Actor, at: datetime) -> int:
    """导出的列表 — asked for and written."""
    ask = lists.asked_in({"year": str(YEAR)}, at.date())
    run = exporting.ask_export(ask=ask, by=by, at=at)
    work.perform(run.pk)
    return run.pk


def programme(project_id: int, *, by: Actor, at: datetime) -> int:
    """一个专项 — with a member."""
    day = date(YEAR, 1, 1)
    values = {"code": "xiangban", "name": "样板专项", "note": "", "source": "示例", "valid_from": day}
    made = save_programme(programme=None, values=values | {"valid_to": None}, by=by, at=at)
    state_projects(
        [Statement({"programmes": {made.pk: True}}, project_id)], year=YEAR, about_from=day, by=by, at=at
    )
    return made.pk


def failed_work(*, by: Actor, at: datetime) -> int:
    """一件没办成的任务."""
    run = WorkRun.objects.create(
        kind="ledger.read", title="读“三月台账.xlsx”", state=WorkState.FAILED, asked_at=at,
        asked_by_id=by.user_id, enqueued_at=at, finished_at=at, sentence="没有办成。请重试。",
    )
    return run.pk


def taught(ledger_import: LedgerImport, *, by: Actor, at: datetime) -> int:
    """教过的一列 — a head that the sender mapped."""
    mapping = ColumnMapping.objects.create(
        sender_id=ledger_import.sender_id, head="本期动态", field="image_progress", taught_at=at,
        taught_by_id=by.user_id, taught_in=ledger_import,
    )
    return mapping.pk


def remembered_name(
    ledger_import: LedgerImport, project_id: int, *, by: Actor, at: datetime
) -> int:
    """记住的名称 — of the sender, for a project."""
    decision = NameDecision.objects.create(
        sender_id=ledger_import.sender_id, zone_text="砚湖镇", name="砚湖样板厂房",
        name_key="砚湖样板厂房", project_id=project_id, is_same=True, learnt_from=ledger_import,
        taught_at=at, taught_by_id=by.user_id,
    )
    return decision.pk


def answered(ledger_import: LedgerImport, *, by: Actor, at: datetime) -> int:
    """记住的答复 — of the sender, for a name that is no 板块."""
    decision = AnswerDecision.objects.create(
        sender_id=ledger_import.sender_id, about="zone_name", text="石桥镇", answer="砚湖镇",
        learnt_from=ledger_import, taught_at=at, taught_by_id=by.user_id,
    )
    return decision.pk


def view_saved(*, by: Actor, at: datetime) -> int:
    """一个视图 — kept by one person for herself."""
    view = actions_views.save_view(
        name="砚湖逾期", audience=Audience.OWN, query="lamp=red", columns=["plan", "unit_name"], by=by, at=at
    )
    return view.pk


def submitted(*, by: Actor, at: datetime) -> dict[str, object]:
    """上报表一张 — its blank in use, a second one being pointed, a submission sent and one begun."""
    version = superiors.create_table(
        name="示例月报", recipient="市发展改革委", cadence=Cadence.MONTHLY, year=YEAR,
        data=blanks.monthly_list(), file_name="空表.xlsx", by=by, at=at,
    )
    superiors.take_into_use(version=version, by=by, at=at, revision=version.revision)
    second = superiors.copy_version(version=version, year=YEAR, by=by, at=at)
    sent = submitting.start(table=version.table, year=YEAR, month=2, by=by, at=at)
    submitting.send(submission=sent, by=by, at=at, revision=sent.revision, method="平台")
    begun = submitting.start(table=version.table, year=YEAR, month=3, by=by, at=at)
    return {
        "superior_table": version.table_id, "superior_version": version.pk, "superior_draft": second.pk,
        "submission_sent": sent.pk, "submission_draft": begun.pk,
    }


def carried(*, by: Actor, at: datetime) -> int:
    """在核的结转 — proposed, and the 板块 asked to fill it in."""
    carry = carrying.start(year=YEAR, by=by, at=at)
    carrying.propose(carry=carry, by=by, at=at)
    carrying.ask_zones(carry=carry, fill_by=timezone.localdate(at), by=by, at=at)
    return carry.pk


def handed_down(*, by: Actor, at: datetime) -> dict[str, object]:
    """目标分解表三版 — one handed down, one written, one of the next year under review."""
    cells = {
        Key("admitted", "district", zone_id): Decimal(value)
        for zone_id, value in ((None, 40), (people.organisation("砚湖镇").pk, 25))
    }
    found: dict[str, object] = {}
    for name, year in (("target_issued", YEAR), ("target_draft", YEAR), ("target_asked", YEAR + 1)):
        sheet = targets.start_sheet(year=year, by=by, at=at)
        head = {"valid_from": date(year, 1, 1), "difference_note": "其余由区本级承担"}
        targets.save_sheet(sheet=sheet, cells=cells, head=head, revision=sheet.revision, by=by, at=at)
        if name != "target_draft":
            targets.submit(sheet=sheet, revision=sheet.revision, by=by, at=at)
        if name == "target_issued":
            targets.issue(sheet=sheet, revision=sheet.revision, by=SYSTEM, at=at)
        found[name] = sheet.pk
    return found


def kept_by_the_administrator(*, at: datetime) -> dict[str, object]:
    """系统管理的样物 — an account with a post, a job and a task that failed, a deed."""
    user = parties.open_account_with_post(
        username="beiyong", name="备用岗", phone="", password=people.PASSWORD, role=Role.DEPARTMENT,
        organisation=people.organisation("区住建局"), from_on=people.FIRST_DAY, to_on=None,
        by=SYSTEM, at=at,
    )
    job = JobRun.objects.create(
        job="evidence.clear_halves", slot_at=at, enqueued_at=at, error="OSError(28, 'No space left on device')"
    )
    task = DBTaskResult.objects.create(
        status=TaskResultStatus.FAILED, args_kwargs={"args": [YEAR], "kwargs": {}}, backend_name="default",
        task_path="zhaotuifu.supervision.actions.refresh_year", run_after=at, exception_class_path="",
        traceback="",
    )
    return {
        "kept_account": user.pk, "kept_post": user.posts.get().pk, "failed_job": job.pk,
        "failed_task": task.pk, "audited": 1, "catalogue": "rounds",
        "kept_place": people.organisation("区住建局").pk,
    }


def corrected(issued: Report, *, by: Actor, at: datetime) -> dict[str, object]:
    """勘误两份和模板 — one erratum signed, one written; an office's own template."""
    title = issued.title.splitlines()[0]
    line = Correction("标题", title, f"{title}（更正）")
    one = reports.start_erratum(report=issued, lines=[line], reason="标题漏字", by=by, at=at)
    signed_erratum(one, by, at)
    two = reports.start_erratum(report=issued, lines=[line], reason="标题再改", by=by, at=at)
    file = store(data=b"template", name="红头.docx", by=by, at=at)
    template = KindTemplate.objects.create(
        kind="progress_brief", file=file, valid_from=at.date() + timedelta(days=30), uploaded_at=at,
        uploaded_by_id=by.user_id,
    )
    return {"erratum": one.pk, "erratum_draft": two.pk, "template": template.pk}


#: stands in every place of 砚湖镇's project where somebody can write
MARK, PHONE = "云鹤七四", "13912347474"


def marked(project_id: int, *, clerk: Actor, at: datetime) -> None:
    """做记号 — a text, a month, a file and its rows, a notice, a view, a paragraph, a programme's note."""
    texts = ("unit_name", "address", "scale", "remarks", "category", "lead_department",
             "responsible_unit", "responsible_person", "contact_name")
    state_projects(
        [Statement({name: f"{MARK}{name}" for name in texts} | {"contact_phone": PHONE}, project_id)],
        year=YEAR, about_from=date(YEAR, 1, 1), by=clerk, at=at,
    )
    word = MonthlyWord(
        project_id=project_id, year=YEAR, month=3, image_progress=f"{MARK}形象", problems=f"{MARK}问题",
        next_plan=f"{MARK}计划",
    )
    record_progress([word], years=[YEAR], by=clerk, at=at)
    row = (9, f"{MARK}新厂房", "砚湖镇", "省重大", 1200, 100, "2025年2月", MARK)
    data = workbooks.ledger("2025年3月重大项目进展台账", HEADS, [row])
    sending.send(data=data, name=f"{MARK}台账.xlsx", by=clerk, at=at)
    notices.send(to=[clerk.user_id], sentence=f"{MARK}提醒", link=f"/projects/{project_id}/", at=at)
    actions_views.save_view(
        name=MARK, audience=Audience.ORGANISATION, query=f"q={MARK}", columns=["plan"], by=clerk, at=at
    )


def everything(office: Actor, clerk: Actor, *, at: datetime) -> dict[str, object]:
    """样样有 — of 砚湖镇, whose clerk `clerk` is: the numbers by which the route table calls them."""
    for process in Process:
        beats.beat(process, "sample", timezone.now() + timedelta(days=1))  # heard all the while
    project_id = project(NAME, "砚湖镇", at=at, code=CODE, months=("100", "100", "100"))
    previewed = sent_with_questions(by=clerk, at=at)
    committed = sent(("砚湖冷链仓储", "砚湖镇", 1200, 100, "2025年2月"), by=clerk, at=at)
    committing.commit(ledger_import=committed, by=clerk, at=at)
    kind = reports.kind_or_refuse("progress_brief")
    draft = reports.create_draft(kind=kind, year=YEAR, as_of=FEBRUARY_END, by=office, at=at)
    issued = signed(draft, office, at)
    second = reports.create_draft(kind=kind, year=YEAR, as_of=FEBRUARY_END, by=office, at=at)
    third = reports.create_draft(kind=kind, year=YEAR, as_of=date(YEAR, 1, 31), by=office, at=at)
    passed(third, office, at)
    return {
        "indicator": "completion_rate",
        "nothing": 0,
        "project": project_id,
        "thin_project": project_id,
        "version": f"plan-{YEAR}",
        "programme": programme(project_id, by=office, at=at),
        "made_work": listed_as_file(by=office, at=at),
        "saved_view": view_saved(by=clerk, at=at),
        "bulk_edit": bulk_edited(project_id, by=clerk, at=at),
        "previewed": previewed.pk,
        "committed": committed.pk,
        "work": failed_work(by=clerk, at=at),
        "taught": taught(committed, by=clerk, at=at),
        "remembered": remembered_name(committed, project_id, by=clerk, at=at),
        "answered": answered(committed, by=clerk, at=at),
        "carry": carried(by=office, at=at),
        "issued": issued.pk,
        "draft": second.pk,
        "reviewed_paper": third.pk,
        "document_kind": "progress_brief",
        **corrected(issued, by=office, at=at),
        **kept_by_the_administrator(at=at),
        **submitted(by=office, at=at),
        **handed_down(by=office, at=at),
    }
