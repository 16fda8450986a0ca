"""组织人员表单 — sign-in."""

from __future__ import annotations

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
