"""公文种类表单 — what an office may say about a kind: receivers, copies, numbering, cadence; its template."""

from __future__ import annotations

from typing import Any

from django import forms

from zhaotuifu.projects.boxes import day_box, text_box
from zhaotuifu.reports.rules.kinds import DocumentKind, Every
from zhaotuifu.worktime.rules import WEEKDAYS

EVERY = ((Every.NONE.value, "不自动备稿"), (Every.WEEKLY.value, "每周"), (Every.MONTHLY.value, "每月"))
SECRECY = (("", "公开"), ("内部", "内部"))


class KindForm(forms.Form):
    """新的一版 — filled in with the one in force."""

    report_to = text_box("报", 200)
    send_to = text_box("送", 200)
    distribute_to = text_box("发", 200)
    copies = forms.IntegerField(label="印数", min_value=0, max_value=99_999)
    secrecy = forms.ChoiceField(label="密级", choices=SECRECY, required=False)
    by_year = forms.BooleanField(label="期号每年从第 1 期起", required=False)
    keeps_total = forms.BooleanField(label="另编总期号", required=False)
    every = forms.ChoiceField(label="自动备稿", choices=EVERY, help_text="到时备好草稿并提醒，不会自己发")
    weekday = forms.TypedChoiceField(
        label="每周几", coerce=int, empty_value=None, required=False,
        choices=[("", "—"), *((n, f"周{word}") for n, word in enumerate(WEEKDAYS, start=1))],
        help_text="逢放假顺延到下一个工作日",
    )
    day = forms.IntegerField(
        label="每月几日", min_value=1, max_value=28, required=False, help_text="不填：上月报齐或到期后备稿"
    )
    valid_from = day_box("从哪天起", required=True, help_text="这一天以前拟的稿照旧")
    source = text_box("依据", 200, required=True)

    def clean(self):
        given = super().clean() or {}
        if given.get("every") == Every.WEEKLY.value and not given.get("weekday"):
            self.add_error("weekday", "每周备稿要选周几。")
        return given

    @property
    def changes(self) -> dict[str, Any]:
        """种类的字段 — as the kind's mapping has them."""
        given = self.cleaned_data
        cadence = {"every": given["every"]}
        if given["every"] == Every.WEEKLY.value:
            cadence["weekday"] = given["weekday"]
        if given["every"] == Every.MONTHLY.value and given["day"]:
            cadence["day"] = given["day"]
        names = ("report_to", "send_to", "distribute_to", "copies", "secrecy")
        return {name: given[name] for name in names} | {
            "cadence": cadence,
            "numbering": {"by_year": given["by_year"], "keeps_total": given["keeps_total"]},
        }


def start_of(kind: DocumentKind) -> dict[str, Any]:
    """填好的 — the version in force."""
    names = ("report_to", "send_to", "distribute_to", "copies", "secrecy", "keeps_total")
    return {name: getattr(kind, name) for name in names} | {
        "by_year": kind.numbers_by_year, "every": kind.cadence.every.value,
        "weekday": kind.cadence.weekday, "day": kind.cadence.day,
    }


class TemplateForm(forms.Form):
    """上传模板."""

    file = forms.FileField(label="Word 模板（.docx）", error_messages={"required": "请选一个 Word 文件。"})
    template_from = day_box("从哪天起", required=True)
