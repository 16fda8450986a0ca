"""批量修改表单 — the new value of one field, from when, and why."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms

from zhaotuifu.projects.bulk import LABELLED, Order, fits_year
from zhaotuifu.projects.forms import Day, visible
from zhaotuifu.projects.models import Profile
from zhaotuifu.projects.states import BulkField


class BulkForm(forms.Form):
    """批量修改 — an empty text is refused unless it is said to be meant: forgetting is no clearing."""

    about_from = Day(
        label="从哪天起", required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        input_formats=["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日"],
        help_text="更正填错的：留空；年中调整的：填调整那天，以前的数字不动",
        error_messages={"invalid": "看不懂日期。请写成 2025-03-31 这样，或留空。"},
    )
    reason = forms.CharField(
        label="原因", max_length=200, validators=[visible],
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="一个原因，留在每个项目的记录里",
        error_messages={"required": "请写明原因。原因会留在每个项目的记录里。",
                        "max_length": "原因最多 200 个字，请写短一些。"},
    )

    def __init__(
        self, *args: Any, field: BulkField, names: Iterable[tuple[Any, str]], year: int, today: date,
        **kwargs: Any,
    ):
        super().__init__(*args, **kwargs)
        self.field_name, self.year, self.today = field, year, today
        self.fields["value"] = _value(field, names)
        if isinstance(self.fields["value"], forms.ChoiceField):
            self.order_fields(["value", "about_from", "reason"])
        else:
            self.fields["is_cleared"] = forms.BooleanField(
                label=f"清空{field.label}", required=False
            )
            self.fields["value"].required = not (self.data or {}).get("is_cleared")
            self.order_fields(["value", "is_cleared", "about_from", "reason"])

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if given.get("value") and given.get("is_cleared"):
            self.add_error("is_cleared", "填了新的值，又勾了清空。请只留一样。")
        if "value" in given and "about_from" in given:
            fits = fits_year(self.order(()), self.today)
            if not fits:
                self.add_error("about_from", fits.sentence)
        return given

    def order(self, project_ids: tuple[int, ...]) -> Order:
        """这次修改 — of the projects; only after `is_valid`."""
        value: Any = self.cleaned_data["value"]
        if self.field_name == BulkField.ZONE:
            value = sorted(int(one) for one in value)  # several: a joint project
        return Order(project_ids, self.field_name, value, self.year, self.cleaned_data["about_from"])


def _value(field: BulkField, names: Iterable[tuple[Any, str]]) -> forms.Field:
    """The control of the new value: a choice where there are codes, else a text of its length."""
    is_chosen = field in LABELLED or field in NAMED
    label = f"改为哪个{field.label}" if is_chosen else f"新的{field.label}"
    if is_chosen:
        known = [(str(pk), name) for pk, name in names if isinstance(pk, NAMED.get(field, object))]
        if field in LABELLED:
            # An empty code in an address would be "nothing chosen"; here it is one of the choices.
            known = [(code or UNSET, name) for code, name in LABELLED[field].items()]
        errors = {"required": f"请选{field.label}。", "invalid_choice": f"没有这个{field.label}。请在选项里选一个。"}
        if field == BulkField.ZONE:
            return forms.MultipleChoiceField(
                label=label, choices=known, widget=forms.CheckboxSelectMultiple, error_messages=errors,
                help_text="联合项目勾几个：总数里算一个，每个板块各算一个",
            )
        return Coded(label=label, choices=[("", "请选"), *known], error_messages=errors)
    most = getattr(Profile._meta.get_field(field.value), "max_length", None)
    return forms.CharField(
        label=label, required=False, max_length=most, validators=[visible],
        error_messages={
            "max_length": f"{field.label}最多 {most} 个字，请写短一些。",
            "required": f"请填新的{field.label}；要清空，请勾上“清空{field.label}”。",
        },
    )


UNSET = "unset"
#: fields whose choices are rows, and how a choice is told: a 板块 by its id, a 专项 as +3 or -3
NAMED: dict[BulkField, type] = {BulkField.ZONE: int, BulkField.PROGRAMME: str}


class Coded(forms.ChoiceField):
    """选项 — the code as the library keeps it."""

    def clean(self, value: Any) -> str:
        found = super().clean(value)
        return "" if found == UNSET else found
