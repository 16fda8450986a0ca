"""规则表单 — made from the columns of the catalogue; what is typed is a whole new version."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db import models

from zhaotuifu.administration.catalogues import Catalogue
from zhaotuifu.kernel.actor import Role
from zhaotuifu.projects.boxes import day_box, number_box, text_box

REASON, ROLES = "reason", "factor_roles"


class NumbersField(forms.CharField):
    """几个数 — 3、1 as a list of whole numbers; empty is none."""

    def prepare_value(self, value: Any) -> Any:
        return "、".join(map(str, value)) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        parts = str(value or "").replace("，", "、").replace(",", "、").split("、")
        said = [part.strip() for part in parts if part.strip()]
        if any(not part.isdecimal() or len(part) > 3 for part in said):
            raise forms.ValidationError(f"{self.label}要写成几个数，例如 3、1。")
        return [int(part) for part in said]


class RuleForm(forms.Form):
    """一版规则 — one field for every column, and the reason."""

    def __init__(self, catalogue: Catalogue, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for field in catalogue.fields:
            if field.name != "is_example":
                self.fields[field.name] = field_of(field)
        self.fields[REASON] = text_box("原因", 300, required=True, help_text="为什么换；会留在审计记录里")

    @property
    def values(self) -> dict[str, Any]:
        """这一版的值."""
        return {name: value for name, value in self.cleaned_data.items() if name != REASON}


def field_of(field: models.Field) -> forms.Field:
    """一格 — by the kind of column, with sentences that name it."""
    label, required = str(field.verbose_name), not (field.blank or field.null)
    if field.choices:
        choices = [(value, text) for value, text in field.choices]
        return forms.ChoiceField(
            label=label, choices=choices, required=required,
            error_messages={"required": f"请选{label}。", "invalid_choice": f"{label}没有这一项。请在选项里选。"},
        )
    if isinstance(field, models.JSONField):
        if field.name == ROLES:
            return forms.MultipleChoiceField(
                label=label, required=False, choices=[(role.value, role.label) for role in Role],
                widget=forms.CheckboxSelectMultiple,
            )
        return NumbersField(label=label, required=False, help_text="用顿号分开，例如 3、1；没有就空着")
    if isinstance(field, models.BooleanField):
        return forms.BooleanField(label=label, required=False)
    if isinstance(field, models.DateField):
        return day_box(label, required=required)
    if isinstance(field, models.DecimalField):
        box = number_box(label, field.decimal_places, field.max_digits)
        box.required = required
        box.error_messages["required"] = f"请填{label}。"
        return box
    if isinstance(field, models.IntegerField):
        wrong = f"{label}要写成 0 到 999 的整数。"
        return forms.IntegerField(
            label=label, required=required, min_value=0, max_value=999,
            error_messages={"required": f"请填{label}。", "invalid": wrong, "min_value": wrong, "max_value": wrong},
        )
    return text_box(label, field.max_length or 300, required=required)
