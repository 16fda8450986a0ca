"""项目记录 — audit rows in the words of the office: who, when, which item, from what to what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from django.db.models import Field, Model

from zhaotuifu.kernel.models import AuditRow
from zhaotuifu.kernel.names import mask_name, mask_phone
from zhaotuifu.progress.models import Milestone, MonthlyAmount, MonthlyWord
from zhaotuifu.progress.states import Basis, Node
from zhaotuifu.projects.models import AnnualPlan, Listing, Profile, Project
from zhaotuifu.projects.states import STANDING_LABELS

LIMIT = 40
DASH = "—"
NOT_SHOWN = frozenset({"planned_precision", "actual_precision"})
MASKS = {"contact_phone": mask_phone, "contact_name": mask_name}
PLAIN_LABELS = {
    "name": "项目名称", "code": "项目代码", "zone_ids": "板块", "level": "级别",
    "construction_kind": "建设性质", "admitted_on": "入库日期", "plan_wan": "年度计划投资（万元）",
    "reason": "原因", "standing": "在库状态", "on": "日期",
}
MONEY = frozenset({"plan_wan", "total_investment_wan", "amount_wan", "completed_total_wan"})


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """一处变动 — what, from what, to what."""

    label: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class HistoryItem:
    """一条记录 — a deed with its changes and, if given, its reason."""

    at: datetime
    who: str
    action: str
    reason: str
    lines: tuple[ChangeLine, ...]
    number: int


def history_of(
    project_id: int, *, zones: Mapping[int, str], shows_phones: bool, limit: int = LIMIT
) -> tuple[HistoryItem, ...]:
    """项目记录 — newest first, at most `limit`; one SQL statement."""
    rows = AuditRow.objects.filter(object_kind="project", object_id=str(project_id))
    return tuple(
        HistoryItem(
            row.at, who(row), row.action, str(row.after.get("reason") or ""),
            lines_of(row.before, row.after, zones=zones, shows_phones=shows_phones), row.number,
        )
        for row in rows.order_by("-number")[:limit]
    )


def who(row: AuditRow) -> str:
    """谁 — post before name."""
    return f"{row.actor_organisation} · {row.actor_name}" if row.actor_organisation else row.actor_name


def lines_of(
    before: Mapping[str, object], after: Mapping[str, object], *, zones: Mapping[int, str],
    shows_phones: bool,
) -> tuple[ChangeLine, ...]:
    """变动 — in Chinese labels and values; field names never reach the screen."""
    found = []
    for key in dict.fromkeys([*before, *after]):
        name = key.rpartition(" ")[2]
        if key == "reason" or name in NOT_SHOWN:
            continue
        old, new = (_value(name, side.get(key), zones) for side in (before, after))
        if name in MASKS and not shows_phones:
            old, new = (MASKS[name](text) if text != DASH else text for text in (old, new))
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
