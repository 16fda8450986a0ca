"""勘误表单 — figures to be ticked, lines to be typed, the reason."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms

from zhaotuifu.projects.boxes import LongText, text_box
from zhaotuifu.reports.erratum_page import TYPED, lines_of
from zhaotuifu.reports.models import Erratum
from zhaotuifu.reports.papers import Correction


class ErratumForm(forms.Form):
    """勘误 — which of the offered figures, and why; the revision the writer saw."""

    figures = forms.MultipleChoiceField(
        label="更正这些数", required=False, widget=forms.CheckboxSelectMultiple
    )
    reason = LongText(
        label="原因", max_length=500, help_text="印在勘误上，例如“某项目 3 月完成投资由板块更正”",
        error_messages={"required": "请写明为什么更正，收文的人要看。"},
    )
    revision = forms.IntegerField(min_value=0, required=False, widget=forms.HiddenInput)

    def __init__(
        self, data: Any, *, offered: Sequence[Correction], erratum: Erratum | None = None
    ):
        start = {}
        if erratum is not None:
            start = {
                "figures": [line.key for line in lines_of(erratum) if line.key],
                "reason": erratum.reason, "revision": erratum.revision,
            }
        super().__init__(data, initial=start)
        self.fields["reason"].widget = forms.Textarea(attrs={"rows": 2})
        self.offered = {line.key: line for line in offered}
        field = self.fields["figures"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [
            (line.key, f"{line.where}：{line.printed} → {line.corrected}") for line in offered
        ]

    @property
    def chosen(self) -> tuple[Correction, ...]:
        """勾选的 — as the library counts them now."""
        return tuple(self.offered[key] for key in self.cleaned_data["figures"])


class LineForm(forms.Form):
    """一处文字 — where, as printed, as it should read; all three or none."""

    where = text_box("所在之处", 60)
    printed = text_box("原文", 200)
    corrected = text_box("更正为", 200)

    def clean(self):
        given = super().clean() or {}
        said = [name for name in self.fields if given.get(name)]
        if said and len(said) < len(self.fields):
            for name in self.fields:
                if name not in said and name not in self.errors:
                    self.add_error(name, f"请填{self.fields[name].label}，三样都要写。")
        return given


class TypedLines:
    """各处文字 — a few lines; empty ones say nothing."""

    def __init__(self, data: Any, *, erratum: Erratum | None = None):
        typed = [line for line in lines_of(erratum) if not line.key] if erratum else []
        start = [
            {"where": line.where, "printed": line.printed, "corrected": line.corrected}
            for line in typed
        ]
        count = max(TYPED, len(start) + 1)
        start += [{} for _ in range(count - len(start))]
        self.forms = [
            LineForm(data, prefix=f"line{number}", initial=given)
            for number, given in enumerate(start)
        ]

    def __iter__(self) -> Iterator[LineForm]:
        return iter(self.forms)

    def is_valid(self) -> bool:
        """是否都填得对."""
        answers = [form.is_valid() for form in self.forms]  # each says what is wrong with it
        return all(answers)

    @property
    def lines(self) -> tuple[Correction, ...]:
        """填了的."""
        return tuple(
            Correction(**form.cleaned_data) for form in self.forms if form.cleaned_data.get("printed")
        )
