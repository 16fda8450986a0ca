"""台账查询 — one import as its page shows it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from zhaotuifu.kernel.actor import Actor
from zhaotuifu.kernel.facts import Fact
from zhaotuifu.kernel.pages import Page
from zhaotuifu.kernel.verdict import YES, Verdict, no
from zhaotuifu.ledger import library
from zhaotuifu.ledger.models import LedgerImport, LedgerRow
from zhaotuifu.ledger.rules import questions, showing
from zhaotuifu.ledger.rules.fields import TOTAL_INVESTMENT_FOREIGN, Field
from zhaotuifu.ledger.rules.items import AnswerTo, ItemKind, answer_key
from zhaotuifu.ledger.states import Outcome
from zhaotuifu.parties.queries import ZoneLine
from zhaotuifu.progress.actions import FACT_MODELS as PROGRESS_FACTS
from zhaotuifu.projects.actions import FACT_MODELS as PROJECT_FACTS
from zhaotuifu.projects.models import Project

ROWS_SHOWN = 50
#: more options than this stand in a list to pick from
MOST_BUTTONS = 6
OUTCOME_LOOK = {
    Outcome.CREATED: "go", Outcome.CHANGED: "mine", Outcome.UNCHANGED: "",
    Outcome.QUESTIONED: "go", Outcome.REFUSED: "stop", Outcome.LEFT_OUT: "",
}
IGNORED_LABELS = {
    "title": "标题", "unit_line": "单位行", "period": "报告期", "header": "表头",
    "header_repeat": "重复的表头", "numbering_row": "列号行", "section": "分组行",
    "subtotal": "小计", "grand_total": "合计", "note": "说明", "signature": "签字行",
    "empty_numbered": "只有序号的空行", "row_of_refused_sheet": "未读的工作表",
}
AMOUNT = re.compile(r"-?[0-9]+([.][0-9]+)?")
NEED, LACKING, SKIPPED, QUESTIONED, REFUSED = "need", "lacking", "skipped", "questioned", "refused"
WAITING = "waiting"
#: shown only where there is one
SELDOM = (Outcome.LEFT_OUT, WAITING)


@dataclass(frozen=True, slots=True)
class Candidate:
    """候选项目 — what a row may be, with what differs: (what, in the ledger, in the library)."""

    value: str
    label: str
    differences: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class ItemLine:
    """一条明细 — a change with old and new, or a sentence with its options."""

    kind: str
    place: str
    label: str
    old: str
    new: str
    sentence: str
    key: str = ""
    buttons: tuple[tuple[str, str], ...] = ()
    picks: tuple[tuple[str, str], ...] = ()
    picks_label: str = ""
    candidates: tuple[Candidate, ...] = ()


@dataclass(frozen=True, slots=True)
class RowLine:
    """一行 — of the file, with what becomes of it."""

    id: int
    sheet: str
    row: int
    name: str
    outcome: str
    outcome_label: str
    outcome_look: str
    project_id: int | None
    items: tuple[ItemLine, ...]
    about: str = ""  # of a new project: what it comes in with
    key: str = ""  # under which a person leaves the row out, or takes it back in
    is_left_out: bool = False


@dataclass(frozen=True, slots=True)
class Door:
    """一扇门 — a count that opens its rows."""

    show: str
    label: str
    look: str
    count: int
    unit: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """一个答复 — given, and how to take it back."""

    key: str
    place: str
    text: str


def find(actor: Actor, import_id: int, *, is_whole: bool = True) -> LedgerImport | None:
    """找一次导入 — None when it is not there for this actor; one SQL statement.

    Not `is_whole`: without the summary, which of a large library is long.
    """
    rows = LedgerImport.objects.visible_to(actor).select_related(
        "file", "sender", "created_by", "committed_by", "undone_by"
    )
    if not is_whole:
        rows = rows.defer("summary", "answers")
    return rows.filter(pk=import_id).first()


def doors(row: LedgerImport, show: str) -> tuple[Door, ...]:
    """各类行数 — each opens its rows."""
    counts = row.summary.get("counts", {})
    found = [
        (Outcome.CREATED, "新增", "go", counts.get("created", 0), "个"),
        (Outcome.CHANGED, "变更", "mine", counts.get("changed", 0), f"个，{counts.get('values', 0):,} 处"),
        (Outcome.UNCHANGED, "不变", "", counts.get("unchanged", 0), "个"),
        (QUESTIONED, "待认", "go", counts.get("questions", 0), "个"),
        (WAITING, "等答复", "go", counts.get("waiting", 0), "行"),
        (REFUSED, "拒收", "stop", counts.get("refusals", 0), "行"),
        (Outcome.LEFT_OUT, "不导", "", counts.get("left_out", 0), "行，按您的意思"),
        (LACKING, "台账没有", "", counts.get("lacking", 0), "个，保持不变"),
        (SKIPPED, "小计、空行", "", counts.get("skipped", 0), "行，跳过"),
    ]
    return tuple(
        Door(str(name), label, look, count, unit, show == name)
        for name, label, look, count, unit in found
        if count or name not in SELDOM
    )


def rows_of(row: LedgerImport, show: str, number: int, *, is_open: bool) -> Page[RowLine]:
    """逐行结果 — what needs a person first; two SQL statements for any number of rows.

    `is_open`: answers are taken now.
    """
    found = LedgerRow.objects.filter(ledger_import=row)
    if show == QUESTIONED:
        found = found.filter(has_question=True)
    elif show == WAITING:
        found = found.filter(is_waiting=True)
    elif show == REFUSED:
        found = found.filter(has_refusal=True)
    elif show == NEED:
        found = found.filter(position__lte=2)
    elif show in Outcome.values:
        found = found.filter(outcome=show)
    start = (number - 1) * ROWS_SHOWN
    part = found.order_by("position", "id")[start : start + ROWS_SHOWN]
    lines = [row_line(one, row.month or 0, is_open=is_open) for one in part]
    return Page(lines, number, ROWS_SHOWN, found.count())


def row_line(one: LedgerRow, month: int, *, is_open: bool) -> RowLine:
    """一行的写法 — people and phones masked; options only while answers are taken."""
    outcome = Outcome(one.outcome)
    return RowLine(
        one.pk, one.sheet, one.row, one.name or "（没有名称）", outcome.value, outcome.label,
        OUTCOME_LOOK[outcome], one.project_id,
        tuple(_item_line(item, one, month, is_open) for item in one.items),
        _about(one.values, month) if outcome is Outcome.CREATED else "",
        answer_key(AnswerTo.ROW, one.sheet, one.row) if is_open else "",
        outcome is Outcome.LEFT_OUT,
    )


def _about(values: Mapping[str, Any], month: int) -> str:
    """新项目一句 — 总投资 42,000 万元，新建；没有项目代码，先以名称入库."""
    parts = [
        f"{showing.field_label(name, month)} {showing.shown(name, values[name])} 万元"
        for name in (Field.TOTAL_INVESTMENT_WAN, Field.ANNUAL_PLAN_WAN, Field.COMPLETED_MONTH_WAN)
        if name in values
    ]
    if TOTAL_INVESTMENT_FOREIGN in values:
        parts.append(f"总投资 {showing.shown(TOTAL_INVESTMENT_FOREIGN, values[TOTAL_INVESTMENT_FOREIGN])}")
    parts += [str(values[name]) for name in (Field.CONSTRUCTION_KIND, Field.LEVEL) if name in values]
    code = values.get(Field.CODE)
    known = "，".join(parts) or "新项目"
    return f"{known}，项目代码 {code}" if code else f"{known}；没有项目代码，先以名称入库"


def _item_line(item: Mapping[str, Any], one: LedgerRow, month: int, is_open: bool) -> ItemLine:
    name = item["field"]
    column = item.get("column")
    options = tuple((one[0], one[1]) for one in item.get("options", ())) if is_open else ()
    candidates = tuple(
        Candidate(one[0], one[1], tuple(_difference(*line) for line in one[2]))
        for one in item.get("options", ()) if is_open and len(one) > 2 and one[2]
    )
    # An option without a value stands for "any of the 板块".
    is_zone = options == (("", "选板块"),)
    is_long = len(options) > MOST_BUTTONS
    return ItemLine(
        kind=ItemKind.QUESTION.value if item.get("waits_for") else item["kind"], place=f"{column} 列" if column else "",
        label=showing.field_label(name, month) if name else "",
        old=showing.shown(name, item["old"]), new=_with_unit(name, item["new"]),
        sentence=item["reason"], key=item.get("key", "") if is_open else "",
        buttons=() if is_zone or is_long else options,
        picks=options if is_long else (), picks_label="选板块" if is_zone else "请选",
        candidates=candidates,
    )


def _difference(what: str, here: str, there: str) -> tuple[str, str, str]:
    """An amount as elsewhere on the page."""
    is_amount = what.endswith("（万元）")
    return what, _grouped(here, is_amount), _grouped(there, is_amount)


def _grouped(text: str, is_amount: bool) -> str:
    return f"{Decimal(text):,f}" if is_amount and AMOUNT.fullmatch(text) else text


def _with_unit(name: str | None, value: Any) -> str:
    text = showing.shown(name, value)
    is_wan = showing.is_money(name) and text != showing.DASH
    return f"{text} 万元" if is_wan else text


@dataclass(frozen=True, slots=True)
class LackingLine:
    """台账没有的项目."""

    id: int
    name: str
    code: str
    zones: str


def lacking_of(row: LedgerImport, number: int) -> Page[LackingLine]:
    """台账没有的项目 — of the library, left alone; two SQL statements."""
    ids = row.summary.get("lacking", [])
    start = (number - 1) * ROWS_SHOWN
    shown = ids[start : start + ROWS_SHOWN]
    zones = library.zones_now(shown)
    rows = Project.objects.filter(pk__in=shown).order_by("sort_key", "id")
    lines = [LackingLine(one.pk, one.name, one.code, "、".join(zones.get(one.pk, ()))) for one in rows]
    return Page(lines, number, ROWS_SHOWN, len(ids))


def skipped_of(row: LedgerImport, number: int) -> Page[tuple[str, int, str]]:
    """跳过的行 — (sheet, row, what it is)."""
    found = [
        (sheet, line, IGNORED_LABELS.get(kind, kind))
        for sheet, line, kind in row.summary.get("ignored", ())
    ]
    start = (number - 1) * ROWS_SHOWN
    return Page(found[start : start + ROWS_SHOWN], number, ROWS_SHOWN, len(found))


def answers_of(row: LedgerImport, zones: Sequence[ZoneLine]) -> tuple[AnswerLine, ...]:
    """已答复 — each can be taken back; one SQL statement for the names of projects."""
    given: Mapping[str, str] = row.answers.get("given", {})
    ids = [int(text) for key, text in given.items() if key.startswith(AnswerTo.PROJECT) and text.isdecimal()]
    names = dict(Project.objects.filter(pk__in=ids).values_list("pk", "name")) if ids else {}
    found = []
    for key, text in given.items():
        place, said = questions.said(key, text)
        if key.startswith(f"{AnswerTo.ROW}/"):
            said = "这一行不导"
        if key.startswith(AnswerTo.PROJECT) and text.isdecimal():
            said = f"是“{names.get(int(text), '已不在库')}”"
        found.append(AnswerLine(key, place, said))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Problem:
    """问题一条 — for the list a clerk takes away: where, what, and what to do."""

    sheet: str
    row: int
    column: str
    name: str
    kind: str
    label: str
    raw: str
    sentence: str


PROBLEM_KINDS = {
    ItemKind.REFUSAL.value: "拒收", ItemKind.QUESTION.value: "待认", ItemKind.WARNING.value: "提醒",
}


def problems_of(row: LedgerImport) -> list[Problem]:
    """问题清单 — everything that needs a person, in the order of the file; one SQL statement."""
    rows = LedgerRow.objects.filter(ledger_import=row).exclude(
        has_question=False, has_refusal=False, has_warning=False, is_waiting=False
    )
    return [
        Problem(
            one.sheet, one.row, item.get("column") or "", one.name, PROBLEM_KINDS[item["kind"]],
            showing.field_label(item["field"], row.month or 0),
            showing.shown(item["field"], item["new"], ""), item["reason"],
        )
        for one in rows.order_by("id")
        for item in one.items
        if item["kind"] in PROBLEM_KINDS
    ]


def nothing_newer(ledger_import: LedgerImport) -> Verdict:
    """没有后续 — no newer fact stands on this import.

    Newer facts of the same kind about the same projects build on it (a month's amount on the
    cumulative before it, a profile on the profile it restates), and so does anything said of a
    project that this import made. One SQL statement or two for each kind of fact.
    """
    for model in (*PROGRESS_FACTS, *PROJECT_FACTS):
        name = _newer_subject(model, ledger_import)
        if name:
            what = model._meta.verbose_name
            return no(
                f"不能撤回：导入之后“{name}”等项目又记了新的{what}。"
                "请用更正的台账再导一次，或先撤回后来的那一批。"
            )
    return YES


def _newer_subject(model: type[Fact], ledger_import: LedgerImport) -> str | None:
    """The name of a project with a newer fact that builds on the import."""
    batch = ledger_import.batch
    committed_at = ledger_import.committed_at or ledger_import.created_at
    newer = model._default_manager.known().stated_after(committed_at).exclude(batch=batch)
    of_batch = model._default_manager.filter(batch=batch).values("project_id")  # type: ignore[misc]
    for about in ({"project__in": of_batch}, {"project__batch": batch}):
        found = newer.filter(**about).order_by("id").values_list("project__name", flat=True).first()
        if found:
            return found
    return None
