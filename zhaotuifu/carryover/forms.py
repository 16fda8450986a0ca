"""结转表单 — the year to begin with, the day the 板块 fill until, and a page of lines as it was filled."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation

from django import forms

from zhaotuifu.carryover.actions import Entry
from zhaotuifu.carryover.models import CarryLine
from zhaotuifu.carryover.states import CHOICES, Outcome

PLAN = re.compile(r"\d{1,12}(\.\d{1,6})?")
MOST_NOTE = 300


class StartForm(forms.Form):
    """开始 — from which year; from which day of the next."""

    year = forms.TypedChoiceField(
        label="结转哪一年", coerce=int,
        error_messages={"required": "请选结转哪一年。", "invalid_choice": "没有这一年的名单。请选一个有名单的年度。"},
    )
    from_on = forms.DateField(
        label="从哪天起算", required=False, help_text="留空是下一年 1 月 1 日；年中补办的填实际列入的日子",
        error_messages={"invalid": "日期请写成 2026-01-01 这样。"},
    )

    def __init__(self, *args, years: Sequence[int] = (), **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["year"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = [(year, f"{year}年 → {year + 1}年") for year in years]


class AskForm(forms.Form):
    """请板块填 — until when."""

    fill_by = forms.DateField(
        label="请板块填到",
        error_messages={"required": "请写填到哪天。", "invalid": "日期请写成 2026-01-05 这样。"},
    )


class AlikeForm(forms.Form):
    """一类一起定."""

    why = forms.CharField(max_length=30)
    outcome = forms.ChoiceField(choices=[(one.value, one.label) for one in CHOICES])


@dataclass(frozen=True, slots=True)
class Filled:
    """填的一格一格 — of one line as typed, with what is wrong with it."""

    line: CarryLine
    outcome: str
    plan: str
    note: str
    error: str = ""

    @property
    def choices(self) -> tuple[Outcome, ...]:
        return CHOICES


def plan_text(line: CarryLine) -> str:
    """计划的写法 — in a box, without zeros that say nothing."""
    return "" if line.plan_wan is None else f"{line.plan_wan:f}".rstrip("0").rstrip(".") or "0"


def shown(line: CarryLine) -> Filled:
    """现在的样子."""
    note = line.office_note or line.zone_note
    return Filled(line, line.outcome, plan_text(line), note)


def read(lines: Sequence[CarryLine], given: Mapping[str, str]) -> tuple[list[Filled], list[Entry]]:
    """读一页 — the rows as typed, and an entry for each that differs from what the page showed.

    A row with an error says so and gives no entry. An open line that is left as it stands is
    settled by its own tick (`ok-<id>`).
    """
    rows, entries = [], []
    for line in lines:
        before = shown(line)
        if f"outcome-{line.pk}" not in given:
            rows.append(before)
            continue
        now, plan = _typed(before, given)
        rows.append(now)
        is_said = (now.outcome, now.plan, now.note) != (before.outcome, before.plan, before.note)
        if not now.error and (is_said or given.get(f"ok-{line.pk}") == "1"):
            revision = given.get(f"revision-{line.pk}", "")
            seen = int(revision) if revision.isascii() and revision.isdigit() and len(revision) < 10 else -1
            entries.append(Entry(line.pk, seen, now.outcome, plan, now.note))
    return rows, entries


def _typed(before: Filled, given: Mapping[str, str]) -> tuple[Filled, Decimal | None]:
    pk = before.line.pk
    text = given.get(f"plan-{pk}", before.plan).replace(",", "").replace("，", "").strip()
    now = Filled(
        before.line, given.get(f"outcome-{pk}", ""), text, given.get(f"note-{pk}", "").strip()
    )
    plan, error = None, ""
    if now.outcome not in CHOICES:
        error = "去向请从列表里选。"
    elif len(now.note) > MOST_NOTE:
        error = f"说明太长，最多 {MOST_NOTE} 个字。"
    elif text:
        try:
            plan = Decimal(text) if PLAN.fullmatch(text) else None
        except InvalidOperation:  # pragma: no cover - the pattern lets no such text through
            plan = None
        if plan is None:
            error = "计划请写数字，单位万元，例如 12000。"
    return replace(now, error=error), plan


def day_text(day: date | None) -> str:
    """日期框里的写法."""
    return day.isoformat() if day else ""
