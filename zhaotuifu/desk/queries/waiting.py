"""待办 — what waits for me, until when; what changed since I was last here; my own figures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import urlencode

from django.db.models import CharField
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils import timezone

from zhaotuifu.carryover.queries import waiting_for as carry_overs_waiting_for
from zhaotuifu.collection.queries import current_round
from zhaotuifu.collection.rules import Round
from zhaotuifu.desk.queries import counts
from zhaotuifu.desk.queries.history import who
from zhaotuifu.kernel.actor import Actor, Role
from zhaotuifu.kernel.models import AuditRow
from zhaotuifu.kernel.remembered import remembered
from zhaotuifu.ledger.models import LedgerImport
from zhaotuifu.ledger.states import ImportState
from zhaotuifu.projects.models import Project
from zhaotuifu.reports.steps import waiting_for as papers_waiting_for
from zhaotuifu.targets.queries import waiting_for as targets_waiting_for
from zhaotuifu.worktime.queries import load_calendar, missing_years
from zhaotuifu.worktime.rules import Calendar, Pending, due_words

FEW, CHANGES_READ, CHANGES_SHOWN = 5, 400, 8
LATE, SOON, WEEK, LATER, OPEN = "已逾期", "今明两天", "本周", "以后", "不限日期"
GROUPS = (LATE, SOON, WEEK, LATER, OPEN)


@dataclass(frozen=True, slots=True)
class Todo:
    """一件待办 — due day (or none), the thing, why, one button."""

    due_on: date | None
    due: str
    left: str
    is_late: bool
    what: str
    link: str
    url: str
    why: str
    action: str
    action_url: str
    is_main: bool = False


@dataclass(frozen=True, slots=True)
class TodoGroup:
    """一组待办 — by when they are due."""

    label: str
    items: tuple[Todo, ...]


@dataclass(frozen=True, slots=True)
class Reported:
    """本轮报送 — how many should report, how many did."""

    round: Round
    should: int
    missing: int
    url: str
    due: str

    @property
    def done(self) -> int:
        return self.should - self.missing

    @property
    def done_pct(self) -> float:
        return self.done * 100 / self.should if self.should else 100.0


@dataclass(frozen=True, slots=True)
class Change:
    """一条变化 — when, the thing and what happened to it."""

    at: str
    text: str
    link: str
    url: str
    lamp: str = ""
    lamp_label: str = ""


@dataclass(frozen=True, slots=True)
class Waiting:
    """工作台 — the round, the groups of 待办."""

    reported: Reported
    groups: tuple[TodoGroup, ...]
    count: int


def waiting(actor: Actor, today: date) -> Waiting:
    """待办 — of the actor on the day; a fixed number of SQL statements."""
    calendar = load_calendar()
    now = current_round(today, calendar)
    reported = _reported(actor, now, calendar, today)
    items = [*_mine(actor, reported, today)] if actor.holds(Role.OFFICE, Role.ZONE) else []
    items += _papers(actor, today)
    if actor.holds(Role.OFFICE, Role.LEADER):
        items += _targets(actor)
    if actor.holds(Role.OFFICE, Role.ADMIN):
        items += _notices_missing(today)
    grouped: dict[str, list[Todo]] = {label: [] for label in GROUPS}
    for item in items:
        grouped[_group(item, today)].append(item)
    groups = tuple(TodoGroup(label, tuple(found)) for label, found in grouped.items() if found)
    return Waiting(reported, groups, len(items))


def _reported(actor: Actor, now: Round, calendar: Calendar, today: date) -> Reported:
    counted = counts.reported(actor, now.year, now.month)
    params = urlencode({"year": now.year, "unreported": now.month})
    due = "" if now.is_past or isinstance(now.due_on, Pending) else due_words(calendar, now.due_on, today)
    return Reported(
        now, counted.should, counted.missing,
        f"{reverse('project_list')}?{params}", str(now.due_on) if isinstance(now.due_on, Pending) else due,
    )


def _mine(actor: Actor, reported: Reported, today: date) -> Iterator[Todo]:
    if reported.missing:
        yield _report_months(actor, reported)
    yield from _imports(actor)
    silent, missing = counts.lacking(actor, reported.round.year, reported.round.month)
    if silent:
        yield _silent(silent, reported.round.year)
    if missing:
        yield Todo(
            None, "", "", False, "补齐数据：", f"{missing} 个项目还缺数据", reverse("project_todo"),
            "缺的在表里写「—」，不影响已有的数字", "去补齐", reverse("project_todo"),
        )
    yield from _carry_overs(actor, today)


def _carry_overs(actor: Actor, today: date) -> Iterator[Todo]:
    """Of the office what it has to settle; of a 板块 what it was asked to fill in."""
    for one in carry_overs_waiting_for(actor):
        url = reverse("carry_page", args=[one.id])
        due = _short(one.due_on) if one.due_on else ""
        verb, what = ("填结转：", "没有填") if one.is_ours_to_fill else ("核结转：", "要定")
        yield Todo(
            one.due_on, due, "", one.due_on is not None and one.due_on < today, verb,
            f"{one.year}年结转{f'，{one.count} 个项目{what}' if one.count else '，都定了'}", url,
            f"去向和 {one.year + 1}年计划；建议数已填好，对的不用动", "去填" if one.is_ours_to_fill else "去核", url,
        )


def _targets(actor: Actor) -> Iterator[Todo]:
    """Tables of targets to hand down, and those that came back."""
    for sheet, is_asked in targets_waiting_for(actor):
        url = reverse("target_sheet", args=[sheet.pk])
        why = "核对分解是否加得平、自哪天起用" if is_asked else f"退回的原因：{sheet.returned_reason}"
        yield Todo(
            None, "", "", False, "下达目标：" if is_asked else "改目标：",
            f"{sheet.year}年目标任务分解表第{sheet.number}版", url, why, "去看" if is_asked else "去改", url,
        )


def _report_months(actor: Actor, reported: Reported) -> Todo:
    now = reported.round
    verb = "催报" if actor.holds(Role.OFFICE) else "填报"
    dated = None if now.is_past or isinstance(now.due_on, Pending) else now.due_on
    url = reported.url
    if actor.holds(Role.OFFICE):
        url = f"{reverse('collection_page')}?{urlencode({'year': now.year, 'month': now.month})}"
    why = "逾期会在进度表上标“未报”，不影响已报的项目"
    if now.is_past:
        why = f"库里的数据到 {now.year}年{now.month}月为止；导入新一期台账，这里就跟着走"
    return Todo(
        dated, _short(dated) if dated else str(now.due_on) if isinstance(now.due_on, Pending) else "",
        reported.due if dated else "", "逾期" in reported.due, f"{verb} {now.month}月月报：",
        f"还有 {reported.missing} 个项目", reported.url, why,
        "看各板块" if verb == "催报" else "逐个填报", url, is_main=True,
    )


def _imports(actor: Actor) -> Iterator[Todo]:
    """Ledgers read but not yet committed: the office's all, a 板块's own."""
    rows = LedgerImport.objects.filter(state=ImportState.PREVIEWED)
    if not actor.holds(Role.OFFICE):
        rows = rows.filter(sender__in=actor.organisations(Role.ZONE))
    for row in rows.select_related("file", "sender").order_by("-id")[:FEW]:
        url = reverse("ledger_preview", args=[row.pk])
        sent = f"{row.sender.name} " if row.sender else ""
        day = timezone.localtime(row.created_at)
        yield Todo(
            None, "", "", False, "确认台账：", row.file.name, url,
            f"{sent}{day.month}月{day.day}日送来，读好了还没有导入", "去确认", url,
        )


def _silent(count: int, year: int) -> Todo:
    url = f"{reverse('project_list')}?{urlencode({'year': year, 'nocause': 1})}"
    return Todo(
        None, "", "", False, "写明原因：", f"{count} 个逾期项目没写原因和问题", url,
        "专报的滞后一段和领导的三件事都取自这里", "看名单", url,
    )


def _papers(actor: Actor, today: date) -> Iterator[Todo]:
    """Papers and errata: to write, to mend, to review, to sign."""
    for one in papers_waiting_for(actor, today):
        yield Todo(None, "", "", False, f"{one.act}：", one.name, one.url, one.why, "去办", one.url)


def _notices_missing(today: date) -> Iterator[Todo]:
    for year in missing_years(today):
        yield Todo(
            None, "", "", False, f"录入 {year}年放假通知", "", "",
            f"没有它，{year}年的期限只能写“待{year}年放假通知”，不会猜", "", "",
        )


def _group(item: Todo, today: date) -> str:
    if item.due_on is None:
        return OPEN
    if item.due_on < today:
        return LATE
    if item.due_on <= today + timedelta(days=1):
        return SOON
    return WEEK if item.due_on <= today + timedelta(days=6 - today.weekday()) else LATER


def _short(day: date) -> str:
    return f"{day.month}月{day.day}日"


@dataclass(frozen=True, slots=True)
class Changes:
    """变化 — since the day asked; `is_older` when nothing is that new and older ones are shown."""

    items: tuple[Change, ...]
    is_older: bool


def changes(actor: Actor, since: date, today: date) -> Changes:
    """变化 — what others did, newest first; one act over many projects is one line.

    One SQL statement, and one more when anything was recorded since.
    """
    return remembered(("changes", actor, since, today), lambda: _changes(actor, since, today))


def _changes(actor: Actor, since: date, today: date) -> Changes:
    begin = timezone.make_aware(datetime.combine(since, datetime.min.time()))
    rows = AuditRow.objects.exclude(actor_id=actor.user_id)
    if actor.sees_all:
        rows = rows.filter(object_kind__in=("project", "report", "ledger_import", "batch"))
    else:
        seen = Project.objects.visible_to(actor).annotate(text=Cast("pk", CharField()))
        rows = rows.filter(object_kind="project", object_id__in=seen.values("text"))
    found = list(rows.order_by("-number")[:CHANGES_READ])
    fresh = [row for row in found if row.at >= begin]
    return Changes(tuple(_merged(fresh or found, today))[:CHANGES_SHOWN], not fresh)


def _merged(rows: Sequence[AuditRow], today: date) -> Iterator[Change]:
    """Neighbours of one act (same person, moment and verb) become one line."""
    held: list[AuditRow] = []
    for row in rows:
        if held and (row.actor_name, row.at, row.action) != (held[0].actor_name, held[0].at, held[0].action):
            yield _change(held, today)
            held = []
        held.append(row)
    if held:
        yield _change(held, today)


def _change(rows: Sequence[AuditRow], today: date) -> Change:
    first = rows[0]
    local = timezone.localtime(first.at)
    at = f"今天 {local:%H:%M}" if local.date() == today else f"{local.month}月{local.day}日 {local:%H:%M}"
    if local.year != today.year:
        at = f"{local:%Y-%m-%d}"
    if len(rows) > 1:
        return Change(at, f"{who(first)} {first.action}，{len(rows)} 个项目", "", "")
    url = reverse("project_page", args=[first.object_id]) if first.object_kind == "project" else ""
    return Change(at, f"{who(first)} {first.action}", first.object_name, f"{url}#history" if url else "")
