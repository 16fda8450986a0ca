"""视图表单 — the name of a view and for whom it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms

from zhaotuifu.desk.states import Audience


class ViewForm(forms.Form):
    """存视图."""

    name = forms.CharField(
        label="名称", max_length=40,
        error_messages={
            "required": "“名称”还没有写。请写 1 到 40 个字，比如“4月调度名单”。",
            "max_length": "“名称”太长。请写 1 到 40 个字。",
        },
    )
    audience = forms.ChoiceField(
        label="给谁用", error_messages={
            "required": "“给谁用”还没有选。请选一项。", "invalid_choice": "“给谁用”没有这一项。请从列出的里选。",
        },
    )

    def __init__(
        self, data: Mapping[str, Any] | None, audiences: Iterable[Audience], **kwargs: Any
    ):
        super().__init__(data, **kwargs)
        field = self.fields["audience"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(one.value, one.label) for one in audiences]
