"""报告表单 — a new draft, a paragraph, the numbers of an issue."""

from __future__ import annotations

from django import forms

from zhaotuifu.projects.forms import LongText
from zhaotuifu.reports.kinds import kinds
from zhaotuifu.reports.states import Place


class NewDraftForm(forms.Form):
    """拟一期 — kind, year and month; figures run to the month's last day."""

    kind = forms.ChoiceField(label="公文")
    year = forms.IntegerField(
        label="年度", min_value=2000, max_value=2100,
        error_messages={"invalid": "年度要写成数字，例如 2025。"},
    )
    month = forms.TypedChoiceField(
        label="截至月份", coerce=int, choices=[(month, f"{month}月") for month in range(1, 13)],
        help_text="数字算到这个月的最后一天",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        kind_field = self.fields["kind"]
        assert isinstance(kind_field, forms.ChoiceField)
        kind_field.choices = [(kind.code, kind.name) for kind in kinds()]


class ParagraphForm(forms.Form):
    """写一处 — the place (or the title), the text, and the revision the writer saw."""

    place = forms.ChoiceField(choices=[("title", "标题"), *Place.choices])
    text = LongText(required=False, widget=forms.Textarea)
    revision = forms.IntegerField(min_value=0)


class IssueForm(forms.Form):
    """签发 — the numbers, filled in with the next ones; an office may continue its own count."""

    number = forms.IntegerField(
        label="期号", min_value=1, max_value=9999, help_text="本年内连续编号，可接着原来的期号"
    )
    total_number = forms.IntegerField(
        label="总期号", min_value=1, max_value=99999, required=False,
        help_text="历年连续编号；没有总期号的公文不填",
    )
    revision = forms.IntegerField(min_value=0, widget=forms.HiddenInput)


class RevisionForm(forms.Form):
    """只带修订号 — for acts without anything to fill in."""

    revision = forms.IntegerField(min_value=0)
