"""表单格子 — fields that read what people type, and refuse with a sentence that names the way out."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django import forms
from django.utils.functional import cached_property

# As typed: full-width digits and signs; a grouped number; a plain number.
FULL_WIDTH = str.maketrans("０１２３４５６７８９，．－＋−", "0123456789,.-+-")
GROUPED = re.compile(r"[+-]?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]*)?")
PLAIN = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)")
LINE_END = re.compile(r"\r\n|[\r\v\f\u2028\u2029]")
UNSEEN = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ufffe\uffff]")
MOST_DIGITS = 15  # SQLite and Excel keep no more of a number
LONGEST_CELL = 32767  # characters in a cell of Excel
EARLIEST, LATEST = date(1980, 1, 1), date(2099, 12, 31)


class Amount(forms.DecimalField):
    """数 — also as people type it: 12,400, １２４００; nothing else that Python would take for a number.

    Refused are 1e5, 1_000, ², NaN and commas that do not part thousands.
    """

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str):
            value = value.translate(FULL_WIDTH).strip()
            if GROUPED.fullmatch(value):
                value = value.replace(",", "")
            if value and not PLAIN.fullmatch(value):
                raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        found = super().to_python(value)
        return abs(found) if found == 0 else found  # there is no minus zero in a ledger


class LongText(forms.CharField):
    """长文 — a browser sends its own line ends, Word its own line breaks; they are no change.

    Refused is what no cell of a table could hold.
    """

    def __init__(self, **kwargs: Any):
        most = kwargs.pop("max_length", LONGEST_CELL)
        super().__init__(max_length=most, validators=[visible], **kwargs)
        self.error_messages["max_length"] = f"{self.label or '这一段'}最多 {most:,} 个字，请写短一些。"

    def to_python(self, value: Any) -> str:
        return LINE_END.sub("\n", super().to_python(value) or "")


class SaidForm(forms.Form):
    """说了才算 — a field that was not sent says nothing; one that was sent empty clears."""

    @cached_property
    def changed_data(self) -> list[str]:
        return [name for name in super().changed_data if self.add_prefix(name) in self.data]


def visible(text: str) -> None:
    """看得见的字 — refuses control characters, which no table and no paper can show."""
    if UNSEEN.search(text):
        raise forms.ValidationError("里面有看不见的控制字符。请重新键入，或先粘到记事本里再复制过来。")


def text_box(label: str, most: int, **more: Any) -> forms.CharField:
    """文字格 — with the sentences of what cannot be taken."""
    errors = {"max_length": f"{label}最多 {most} 个字，请写短一些。", "required": f"请填{label}。"}
    return forms.CharField(
        label=label, max_length=most, required=more.pop("required", False), error_messages=errors,
        validators=[visible], **more,
    )


def number_box(label: str, places: int, digits: int = MOST_DIGITS, least: int | None = 0) -> Amount:
    """数格 — with the sentences of what cannot be taken."""
    errors = {
        "invalid": f"{label}要写成数字，例如 12400 或 12400.5。",
        "min_value": f"{label}不能小于 0。请核对。",
        "max_decimal_places": f"{label}最多 {places} 位小数。",
        "max_digits": f"{label}太大了。请核对单位。",
        "max_whole_digits": f"{label}太大了。请核对单位。",
    }
    return Amount(
        label=label, required=False, max_digits=digits, decimal_places=places, min_value=least,
        localize=False, error_messages=errors, widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )


def year_box(label: str) -> forms.IntegerField:
    """年份格 — with the sentences of what cannot be taken."""
    wrong = f"{label}要写成四位年份，例如 2025。"
    errors = {"invalid": wrong, "min_value": wrong, "max_value": wrong}
    return forms.IntegerField(
        label=label, required=False, min_value=1980, max_value=2079, error_messages=errors,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )


class Day(forms.DateField):
    """日期 — within the lives of projects: 0202-03-15 is a slip of the hand."""

    def to_python(self, value: Any) -> Any:
        day = super().to_python(value)
        if day is not None and not EARLIEST <= day <= LATEST:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return day


def day_box(label: str, **more: Any) -> forms.DateField:
    """日期格 — with the sentences of what cannot be taken."""
    errors = {"invalid": f"看不懂{label}。请写成 2025-03-31 这样。", "required": f"请填{label}。"}
    return Day(
        label=label, required=more.pop("required", False), error_messages=errors,
        input_formats=["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}), **more,
    )


def choice_box(label: str, choices) -> forms.ChoiceField:
    """选项格 — with the sentences of what cannot be taken."""
    return forms.ChoiceField(label=label, choices=choices.choices, required=False)
