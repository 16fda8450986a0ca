"""汇率表单."""

from __future__ import annotations

from django import forms

from zhaotuifu.desk.forms.programmes import FORMATS
from zhaotuifu.projects.forms import Amount, Day, visible
from zhaotuifu.projects.states import Currency

TOO_LARGE = "汇率太大了。请核对，这里是 1 单位外币折多少元。"


class RateForm(forms.Form):
    """汇率 — a currency, the day from which it holds, yuan for one unit, and where it is published."""

    currency = forms.ChoiceField(
        label="币种", choices=[("", "请选"), *((one.value, one.label) for one in Currency if one.value)],
        error_messages={"required": "请选币种。", "invalid_choice": "没有这个币种。请在选项里选一个。"},
    )
    valid_from = Day(
        label="从哪天起", input_formats=FORMATS,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"required": "请填从哪天起。", "invalid": "看不懂从哪天起。请写成 2025-03-31 这样。"},
    )
    rate = Amount(
        label="1 单位折多少元", max_digits=12, decimal_places=6,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
        error_messages={
            "required": "请填 1 单位折多少元。", "invalid": "汇率要写成数字，例如 7.19。",
            "max_decimal_places": "汇率最多 6 位小数。", "max_digits": TOO_LARGE, "max_whole_digits": TOO_LARGE,
        },
    )
    source = forms.CharField(
        label="依据", max_length=300, validators=[visible], help_text="例如 中国外汇交易中心当日中间价",
        error_messages={"required": "请填依据：哪里公布的。", "max_length": "依据最多 300 个字，请写短一些。"},
    )

    def clean_rate(self):
        rate = self.cleaned_data["rate"]
        if rate <= 0:
            raise forms.ValidationError("汇率要大于 0。请核对。")
        return rate
