"""台账表单 — the file, the reporting month, answers to questions and columns."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.http import QueryDict

from zhaotuifu.evidence.uploads import too_large
from zhaotuifu.ledger.column_lines import NOT_IMPORTED
from zhaotuifu.parties.unmasking import ReasonForm

GIVEN, MAP, FORGET = "given:", "map:", "forget"


class UploadForm(forms.Form):
    """送台账 — one spreadsheet; what it is is told from its bytes, not from its name."""

    file = forms.FileField(
        label="台账文件", help_text="xlsx、xls、xlsb、ods、et 或 csv，一行一个项目",
        error_messages={
            "required": "还没有选文件。请选一个表格文件，例如 xlsx、xls 或 csv。",
            "empty": "这个文件是空的。请检查是否选错了文件。",
        },
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xlsm,.xls,.xlsb,.ods,.et,.csv,.txt"}),
    )

    expected = forms.RegexField(
        r"^20\d\d-(0[1-9]|1[0-2])$", required=False, widget=forms.HiddenInput
    )

    @property
    def expected_text(self) -> str:
        """要收的月份 — 2025年3月, when the page was opened for one; a wrong address asks for none."""
        given = str(self["expected"].value() or "")
        found = re.fullmatch(r"(20\d\d)-(0[1-9]|1[0-2])", given)
        return f"{found[1]}年{int(found[2])}月" if found else ""

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > settings.UPLOAD_MAX_BYTES:
            raise forms.ValidationError(too_large(file.size))
        return file


class PeriodForm(forms.Form):
    """报告月份."""

    year = forms.IntegerField(
        label="年", min_value=2000, max_value=2100,
        error_messages={"required": "请填年份。", "invalid": "年份写成 2025 这样。",
                        "min_value": "年份写成 2025 这样。", "max_value": "年份写成 2025 这样。"},
    )
    month = forms.TypedChoiceField(
        label="月", choices=[("", "选月份"), *((n, f"{n}月") for n in range(1, 13))], coerce=int,
        error_messages={"required": "请选月份。", "invalid_choice": "请选 1 到 12 月。"},
    )

    def clean(self):
        given: dict[str, Any] = super().clean() or {}
        if given.get("year") and given.get("month"):
            given["period"] = f"{given['year']}-{given['month']:02d}"
        return given


class PeopleForm(PeriodForm, ReasonForm):
    """带联系方式导出 — the month, and why the contacts are needed."""


def answers_in(posted: QueryDict, known: Mapping[str, str]) -> dict[str, Any]:
    """答复 — what a posted page of the preview answers.

    `known` maps the heads on the page to their fields: an unchanged list box is no answer.
    """
    given: dict[str, str] = {}
    mapping: dict[str, str] = {}
    for name, value in posted.items():
        text = str(value)
        if name.startswith(GIVEN) and text:
            given[name.removeprefix(GIVEN)] = text
        elif name.startswith(MAP) and text and text != known.get(name.removeprefix(MAP), ""):
            mapping[name.removeprefix(MAP)] = "" if text == NOT_IMPORTED else text
    if posted.get(FORGET):
        given[str(posted[FORGET])] = ""
    found: dict[str, Any] = {}
    if given:
        found["given"] = given
    if mapping:
        found["mapping"] = mapping
    if "default_zone" in posted:
        found["defaults"] = {"zone": posted["default_zone"]}
    return found
