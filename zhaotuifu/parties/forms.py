"""组织人员表单 — sign-in, the code, the password."""

from __future__ import annotations

from typing import Any

from django import forms


class SigninForm(forms.Form):
    """登录 — account and password."""

    username = forms.CharField(
        label="账号", max_length=60, error_messages={"required": "请填账号。"}
    )
    password = forms.CharField(
        label="密码", max_length=200, strip=False, widget=forms.PasswordInput,
        error_messages={"required": "请填密码。"},
    )


class CodeForm(forms.Form):
    """动态口令 — six digits, or a recovery code."""

    code = forms.CharField(
        label="动态口令", max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "text"}),
        error_messages={"required": "请填“动态口令”：手机上现在的六位数，或一个恢复码。",
                        "max_length": "“动态口令”是六位数，或十位的恢复码。"},
    )


def _password(label: str, autocomplete: str) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=200, strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": autocomplete}),
        error_messages={"required": f"请填“{label}”。", "max_length": f"“{label}”最多 200 位。"},
    )


class PasswordForm(forms.Form):
    """改密码 — the present one, and the new one twice."""

    old = _password("现在的密码", "current-password")
    new = _password("新密码", "new-password")
    again = _password("再写一遍新密码", "new-password")

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("new") and said.get("again") and said["new"] != said["again"]:
            self.add_error("again", "两遍不一样。请再写一遍。")
        return said
