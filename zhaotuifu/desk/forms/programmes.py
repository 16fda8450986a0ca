"""专项表单 — a programme itself; projects that join it, by name or code; those that leave."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from zhaotuifu.desk.queries.programmes import Named, named_projects
from zhaotuifu.kernel.actor import Actor
from zhaotuifu.projects.bulk import MOST
from zhaotuifu.projects.forms import Day, LongText, visible

FORMATS = ["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日"]


def _text(label: str, most: int, required: bool = True, **more: Any) -> forms.CharField:
    errors = {"required": f"请填{label}。", "max_length": f"{label}最多 {most} 个字，请写短一些。"}
    return forms.CharField(
        label=label, max_length=most, required=required, validators=[visible], error_messages=errors, **more
    )


def _day(label: str, required: bool = True, **more: Any) -> Day:
    errors = {"required": f"请填{label}。", "invalid": f"看不懂{label}。请写成 2025-03-31 这样。"}
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return Day(
        label=label, required=required, input_formats=FORMATS, error_messages=errors, widget=widget, **more
    )


class ProgrammeForm(forms.Form):
    """专项 — its name, where it is written, from when to when."""

    name = _text("专项名称", 80)
    code = _text("代号", 40, help_text="短的、不再改的写法，例如 532")
    note = _text("说明", 300, required=False)
    source = _text("依据", 300, help_text="哪份文件或哪次会议定的")
    valid_from = _day("从哪天起")
    valid_to = _day("到哪天止", required=False, help_text="还在推进的留空")
    revision = forms.CharField(widget=forms.HiddenInput, required=False, strip=False)

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        since, until = given.get("valid_from"), given.get("valid_to")
        if since and until and until < since:
            self.add_error("valid_to", f"到 {until:%Y-%m-%d} 止，早于 {since:%Y-%m-%d} 起。请核对其中一个。")
        return given


class _MemberForm(forms.Form):
    """The day and the reason of a change of members."""

    on = _day("从哪天起")
    reason = _text("原因", 200, help_text="留在每个项目的记录里")

    def __init__(self, *args: Any, today: date, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["on"].initial = today

    def clean_on(self) -> date:
        day = self.cleaned_data["on"]
        if day > self.today:
            raise forms.ValidationError("还没到这一天。请填今天或以前的一天。")
        return day


class JoinForm(_MemberForm):
    """列入 — projects one to a line, by their name or code; each must be one project."""

    names = LongText(
        label="项目名称或代码", max_length=60_000, widget=forms.Textarea(attrs={"rows": 5}),
        help_text="一行一个，可以从 Excel 里整列粘过来",
        error_messages={"required": "请填项目名称或代码，一行一个。"},
    )
    field_order = ["names", "on", "reason"]

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.actor, self.found = actor, Named()

    def clean_names(self) -> str:
        text = self.cleaned_data["names"]
        lines = list(dict.fromkeys(line.strip() for line in text.split("\n") if line.strip()))
        if len(lines) > MOST:
            raise forms.ValidationError(f"一次最多列入 {MOST:,} 个项目，这里有 {len(lines):,} 行。请分几次。")
        self.found = named_projects(self.actor, lines)
        told = [f"没有找到“{line}”" for line in self.found.unknown[:5]]
        told += [f"“{line}”有几个同名的项目，请写项目代码" for line in self.found.doubtful[:5]]
        rest = len(self.found.unknown) + len(self.found.doubtful) - len(told)
        if told:
            more = f"；还有 {rest} 行" if rest else ""
            raise forms.ValidationError(f"{'；'.join(told)}{more}。请核对名称，或改写项目代码。")
        return text


class LeaveForm(_MemberForm):
    """移出 — those ticked; the programme counts them until the day before."""

    ids = forms.TypedMultipleChoiceField(
        coerce=int, label="项目",
        error_messages={
            "required": "请先勾选要移出的项目。",
            "invalid_choice": "勾选的项目里有不在这个专项的。请刷新后再选。",
        },
    )

    def __init__(self, *args: Any, members: list[tuple[int, str]], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["ids"].choices = members  # type: ignore[attr-defined]
