"""报告表单 — a new draft, a paragraph, the head, a step, the numbers of an issue."""

from __future__ import annotations

from datetime import date

from django import forms
from django.utils import timezone

from zhaotuifu.projects.boxes import LongText, day_box, text_box
from zhaotuifu.reports.catalogue import kinds_on
from zhaotuifu.reports.states import Secrecy, Urgency
from zhaotuifu.supervision.queries import month_end


class NewDraftForm(forms.Form):
    """拟一期 — kind, and the month (figures run to its last day) or, of a weekly paper, the day."""

    kind = forms.ChoiceField(label="公文")
    year = forms.IntegerField(
        label="年度", min_value=2000, max_value=2100,
        error_messages={"invalid": "年度要写成数字，例如 2025。"},
    )
    month = forms.TypedChoiceField(
        label="截至月份", coerce=int, choices=[(month, f"{month}月") for month in range(1, 13)],
        help_text="数字算到这个月的最后一天",
    )
    day = day_box("截至日", help_text="按周编的公文写这一周截至哪一天，其他的不填")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.kinds = {kind.code: kind for kind in kinds_on(timezone.localdate())}
        kind_field = self.fields["kind"]
        assert isinstance(kind_field, forms.ChoiceField)
        kind_field.choices = [(kind.code, kind.name) for kind in self.kinds.values()]

    def clean(self):
        given = super().clean() or {}
        kind = self.kinds.get(given.get("kind", ""))
        if kind is not None and kind.is_weekly and "day" in given and given["day"] is None:
            self.add_error("day", f"{kind.short_name}按周编，请写截至哪一天，例如 2025-03-28。")
        return given

    @property
    def as_of(self) -> date:
        """数据截至 — of what was filled in."""
        given = self.cleaned_data
        if self.kinds[given["kind"]].is_weekly:
            return given["day"]
        return month_end(given["year"], given["month"])


class ParagraphForm(forms.Form):
    """写一处 — the place (or the title), the text, and the revision the writer saw."""

    place = forms.CharField(max_length=60)
    text = LongText(required=False, widget=forms.Textarea)
    revision = forms.IntegerField(min_value=0)


class HeadForm(forms.Form):
    """本期报头 — marks, receivers and copies, filled in with the kind's."""

    secrecy = forms.ChoiceField(
        label="密级", choices=Secrecy.choices, help_text="涉密的内容不得在本系统里处理"
    )
    urgency = forms.ChoiceField(label="紧急程度", choices=Urgency.choices, required=False)
    report_to = text_box("报", 200)
    send_to = text_box("送", 200)
    distribute_to = text_box("发", 200)
    copies = forms.IntegerField(label="印数", min_value=0, max_value=99_999)
    revision = forms.IntegerField(min_value=0, widget=forms.HiddenInput)


class IssueForm(forms.Form):
    """签发 — the numbers, filled in with the next ones, and what was read when."""

    number = forms.IntegerField(
        label="期号", min_value=1, max_value=9999, help_text="本年内连续编号，可接着原来的期号"
    )
    total_number = forms.IntegerField(
        label="总期号", min_value=1, max_value=99999, required=False,
        help_text="历年连续编号；没有总期号的公文不填",
    )
    revision = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    sight = forms.RegexField(r"^[0-9a-f]{64}$", widget=forms.HiddenInput)
    sight_at = forms.DateTimeField(widget=forms.HiddenInput)


class MoveForm(forms.Form):
    """走一步 — which, with what words."""

    act = forms.ChoiceField(
        choices=[("submit", "送审"), ("withdraw", "撤回"), ("approve", "通过"), ("return", "退回")]
    )
    words = LongText(required=False, max_length=500)
    revision = forms.IntegerField(min_value=0)


class CheckedForm(forms.Form):
    """已核对 — an own paragraph, or without a place the figures that moved."""

    place = forms.CharField(required=False, max_length=60)
    revision = forms.IntegerField(min_value=0)


class RevisionForm(forms.Form):
    """只带修订号 — for acts without anything to fill in."""

    revision = forms.IntegerField(min_value=0)
