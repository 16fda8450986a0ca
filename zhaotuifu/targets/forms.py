"""目标表单 — the head of a version, the cells as typed, the moves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms

from zhaotuifu.parties.queries import ZoneLine
from zhaotuifu.projects.forms import FULL_WIDTH, GROUPED, PLAIN, visible
from zhaotuifu.targets import naming
from zhaotuifu.targets.grid import field_of
from zhaotuifu.targets.models import TargetSheet
from zhaotuifu.targets.rules import Key
from zhaotuifu.targets.states import ZoneReads

NOT_SENT = "没有改：这一页送来的内容不全。请刷新后再办。"


class HeadForm(forms.Form):
    """表头 — from when it is in force, on what it rests, what a 板块 reads, why parts do not add up."""

    valid_from = forms.DateField(
        label="自哪天起用", input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"required": "请填自哪天起用。", "invalid": "起用日期写成 2025-01-01 这样。"},
    )
    source = forms.CharField(label="依据", max_length=200, required=False, validators=[visible])
    zone_reads = forms.ChoiceField(
        label="板块看什么", choices=ZoneReads.choices,
        error_messages={"invalid_choice": "没有这个选项。请从列表里选。"},
    )
    difference_note = forms.CharField(
        label="差额说明", max_length=300, required=False, validators=[visible]
    )
    revision = forms.IntegerField(widget=forms.HiddenInput, error_messages={"required": NOT_SENT, "invalid": NOT_SENT})

    @classmethod
    def of(cls, sheet: TargetSheet) -> HeadForm:
        """照现在的表头."""
        names = ("valid_from", "source", "zone_reads", "difference_note", "revision")
        return cls(initial={name: getattr(sheet, name) for name in names})


class MoveForm(forms.Form):
    """一步 — which act, of which revision, and the reason of a return."""

    act = forms.ChoiceField(choices=[(one, one) for one in ("submit", "return", "issue", "drop")])
    revision = forms.IntegerField()
    reason = forms.CharField(max_length=300, required=False, validators=[visible])


class StartForm(forms.Form):
    """起一稿 — of a year, perhaps like an earlier version."""

    year = forms.IntegerField(
        min_value=2000, max_value=2100,
        error_messages={
            "required": "请填年度。", "invalid": "年度要写成数字，例如 2025。",
            "min_value": "年度请写 2000 到 2100 之间的数。", "max_value": "年度请写 2000 到 2100 之间的数。",
        },
    )
    copy_of = forms.IntegerField(required=False)


class FileForm(forms.Form):
    """导入 — the table as a spreadsheet."""

    file = forms.FileField(
        label="分解表文件", widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.xlsb,.ods,.et,.csv"}),
        error_messages={
            "required": "还没有选文件。请选目标任务分解表（xlsx）。",
            "empty": "这个文件是空的。请检查是否选错了文件。",
        },
    )
    revision = forms.IntegerField(widget=forms.HiddenInput, error_messages={"required": NOT_SENT, "invalid": NOT_SENT})


def cells_typed(
    given: Mapping[str, Any], keys: Sequence[Key], zones: Sequence[ZoneLine]
) -> tuple[dict[Key, Decimal], dict[str, str], dict[str, str]]:
    """填的格 — values, what was typed by field, and what is wrong with it by field.

    A field that was not sent says nothing of its cell and is not among the typed.
    """
    called = naming.Names.of(zones)
    values: dict[Key, Decimal] = {}
    typed: dict[str, str] = {}
    errors: dict[str, str] = {}
    for key in keys:
        field = field_of(key)
        if field not in given:
            continue
        typed[field] = str(given[field])[:40]
        found = number_typed(str(given[field]))
        if isinstance(found, Decimal):
            values[key] = found
        elif found is not None:
            errors[field] = f"{called.of_key(key)}：{found}"
    return values, typed, errors


def number_typed(text: str) -> Decimal | str | None:
    """一个数 — as officials type it; None for nothing, a sentence for what is no number."""
    plain = text.translate(FULL_WIDTH).strip()
    if plain in ("", "—", "-", "－"):
        return None
    if GROUPED.fullmatch(plain):
        plain = plain.replace(",", "")
    if not PLAIN.fullmatch(plain) or len(plain) > 20:
        return f"“{text[:20]}”不是数字。请只写数字，例如 84 或 12,400。"
    try:
        return Decimal(plain)
    except InvalidOperation:
        return f"“{text[:20]}”不是数字。请只写数字，例如 84 或 12,400。"
