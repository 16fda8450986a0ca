"""项目记录 — audit rows in the words of the office: who, when, which item, from what to what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from itertools import groupby

from django.db.models import Field, Model
from django.utils import timezone

from zhaotuifu.desk.queries.kept import Kept
from zhaotuifu.desk.queries.provenance import cell_url
from zhaotuifu.kernel.models import AuditRow
from zhaotuifu.kernel.names import PERSONAL
from zhaotuifu.ledger import cells
from zhaotuifu.progress.models import Milestone, MonthlyAmount, MonthlyWord
from zhaotuifu.progress.states import Basis, Node
from zhaotuifu.projects.models import AnnualPlan, Listing, Profile, Project
from zhaotuifu.projects.states import STANDING_LABELS

LIMIT = 6
MOST_OF_AN_ACT = 8  # deeds of one project in one act, so that the last of a page is whole
LEDGER = "ledger:"
VERBS = {"陈述项目": "改项目资料", "录入进展": "填报进展"}
DASH = "—"
NOT_SHOWN = frozenset({"planned_precision", "actual_precision"})
PLAIN_LABELS = {
    "name": "项目名称", "code": "项目代码", "zone_ids": "板块", "level": "级别",
    "construction_kind": "建设性质", "admitted_on": "入库日期", "plan_wan": "年度计划投资（万元）",
    "reason": "原因", "standing": "在库状态", "on": "日期", "programmes": "专项",
    "parts": "打包子项数", "package_name": "属于打包项目",
}
MONEY = frozenset({"plan_wan", "total_investment_wan", "amount_wan", "completed_total_wan"})


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """一处变动 — what, from what, to what."""

    label: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Act:
    """一次办理 — what one person did at one moment, with its changes, its reason and its file."""

    at: datetime
    who: str
    action: str
    reason: str
    lines: tuple[ChangeLine, ...]
    number: int
    file_text: str = ""
    file_url: str = ""
    is_undone: bool = False


@dataclass(frozen=True, slots=True)
class Day:
    """一天的记录 — newest first."""

    day: date
    acts: tuple[Act, ...]


@dataclass(frozen=True, slots=True)
class History:
    """项目记录 — by day; `before` asks for what is older, None when there is nothing older."""

    days: tuple[Day, ...]
    before: int | None

    @property
    def acts(self) -> tuple[Act, ...]:
        """逐次 — newest first."""
        return tuple(act for day in self.days for act in day.acts)


def history_of(
    kept: Kept, project_id: int, *, zones: Mapping[int, str], before: int | None = None, limit: int = LIMIT,
) -> History:
    """项目记录 — about `limit` deeds, newest first, grouped by act and day; one SQL statement.

    `before` is the number of a deed: only older ones, and one more statement. The deeds of one act
    are never parted. Zones without a name in `zones` are called so.
    """
    batches = {row.batch for row in kept.rows() if row.batch.startswith(LEDGER)}
    rows = _deeds(project_id, batches, before, limit + MOST_OF_AN_ACT)
    taken = _whole_acts(rows, limit)
    undone = {row.object_id for row in rows if row.object_kind == "batch"}
    if before is not None:
        undone |= _undone(batches)
    files = _files(kept)
    acts = [
        _act(list(part), files, undone, zones)
        for _, part in groupby(taken, key=_one_act)
    ]
    days = tuple(
        Day(day, tuple(part))
        for day, part in groupby(acts, key=lambda act: timezone.localdate(act.at))
    )
    return History(days, taken[-1].number if len(rows) > len(taken) else None)


def _deeds(project_id: int, batches: set[str], before: int | None, most: int) -> list[AuditRow]:
    """Those of the project, and those that took back a ledger it stood in.

    A union, so that each half is found by its index and neither by walking the whole chain.
    """
    ours = AuditRow.objects.filter(object_kind="project", object_id=str(project_id))
    taken_back = AuditRow.objects.filter(object_kind="batch", object_id__in=sorted(batches))
    if before is not None:
        ours, taken_back = ours.filter(number__lt=before), taken_back.filter(number__lt=before)
    ours, taken_back = ours.order_by(), taken_back.order_by()
    rows = ours.union(taken_back, all=True) if batches else ours
    return list(rows.order_by("-number")[:most])


def _undone(batches: set[str]) -> set[str]:
    rows = AuditRow.objects.filter(object_kind="batch", object_id__in=sorted(batches))
    return set(rows.order_by("number").values_list("object_id", flat=True))


def _one_act(row: AuditRow) -> tuple:
    return row.at, row.actor_id, row.object_kind


def _whole_acts(rows: list[AuditRow], limit: int) -> list[AuditRow]:
    """About `limit` of them, but no act in two parts."""
    end = min(limit, len(rows))
    while 0 < end < len(rows) and _one_act(rows[end]) == _one_act(rows[end - 1]):
        end += 1
    return rows[:end]


def _files(kept: Kept) -> dict[datetime, tuple[str, str, str]]:
    """Batch, name and address of the ledger that was written at each moment."""
    found: dict[datetime, tuple[str, str, str]] = {}
    for row in kept.rows():
        spot = cells.spot_of(row.origin)
        if spot is not None and row.first_recorded_at is None:
            text = f"台账#{spot.import_id} {spot.sheet}"
            found[row.recorded_at] = (f"{LEDGER}{spot.import_id}", text, cell_url(spot))
    return found


def _act(
    rows: list[AuditRow], files: Mapping[datetime, tuple[str, str, str]], undone: set[str],
    zones: Mapping[int, str],
) -> Act:
    first = rows[0]
    batch, text, url = files.get(first.at, ("", "", ""))
    if first.object_kind == "batch":
        text, url = f"台账#{first.object_id.removeprefix(LEDGER)}", ""
        return Act(first.at, who(first), "撤回台账", "", (), first.number, text, url)
    said = dict.fromkeys(VERBS.get(row.action, row.action) for row in rows)
    reasons = dict.fromkeys(str(row.after["reason"]) for row in rows if row.after.get("reason"))
    lines = tuple(
        line for row in rows
        for line in lines_of(row.before, row.after, zones=zones)
    )
    return Act(
        first.at, who(first), "导入台账" if text else "、".join(said), "；".join(reasons), lines,
        first.number, text, url, bool(batch) and batch in undone,
    )


def who(row: AuditRow) -> str:
    """谁 — post before name."""
    return f"{row.actor_organisation} · {row.actor_name}" if row.actor_organisation else row.actor_name


def lines_of(
    before: Mapping[str, object], after: Mapping[str, object], *, zones: Mapping[int, str]
) -> tuple[ChangeLine, ...]:
    """变动 — in Chinese labels and values; field names never reach the screen, people and phones masked."""
    found = []
    for key in dict.fromkeys([*before, *after]):
        name = key.rpartition(" ")[2]
        if key == "reason" or name in NOT_SHOWN:
            continue
        old, new = (_value(name, side.get(key), zones) for side in (before, after))
        if name in PERSONAL:
            old, new = (PERSONAL[name](text) if text != DASH else text for text in (old, new))
        if old != new:
            found.append(ChangeLine(label_of(key), old, new))
    return tuple(found)


@lru_cache(maxsize=4096)
def label_of(key: str) -> str:
    """变动的名目 — an audit key such as `当月完成 2025 3 reported amount_wan` in words."""
    parts = key.split(" ")
    if len(parts) == 1:
        return PLAIN_LABELS.get(key) or _verbose(Profile, key) or "其他"
    kind, subject, name = parts[0], parts[1:-1], parts[-1]
    if kind == MonthlyAmount._meta.verbose_name:
        basis = "" if subject[2] == Basis.REPORTED else f"（{Basis(subject[2]).label}）"
        told = "合计自几月起" if name == "covers_from" else "（万元）"
        return f"{subject[0]}年{subject[1]}月完成投资{basis}{told}"
    if kind == MonthlyWord._meta.verbose_name:
        return f"{subject[0]}年{subject[1]}月{_verbose(MonthlyWord, name)}"
    if kind == Milestone._meta.verbose_name:
        return f"{Node(subject[0]).label} · {_verbose(Milestone, name)}"
    return kind


def _value(name: str, value: object, zones: Mapping[int, str]) -> str:
    if value is None or value in ("", []):
        return DASH
    if name == "zone_ids" and isinstance(value, list):
        return "、".join(zones.get(int(pk), "已撤的板块") for pk in value)
    if name == "standing":
        return STANDING_LABELS.get(str(value), str(value))
    field = _field(name)
    if field is not None and field.choices:
        return str(dict(field.flatchoices).get(value, value))
    text = str(value)
    if name in MONEY or (field is not None and field.get_internal_type() == "DecimalField"):
        return _trimmed(text)
    return text


def _trimmed(text: str) -> str:
    return text.rstrip("0").rstrip(".") if "." in text else text


@lru_cache(maxsize=256)
def _field(name: str) -> Field | None:
    for model in (Profile, Listing, AnnualPlan, MonthlyAmount, MonthlyWord, Milestone, Project):
        for field in model._meta.concrete_fields:
            if field.name == name:
                return field
    return None


def _verbose(model: type[Model], name: str) -> str:
    for field in model._meta.concrete_fields:
        if field.name == name:
            return str(field.verbose_name)
    return ""
