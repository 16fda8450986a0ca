"""系统管理表单 — what the administrator types; every refusal names the field and the way out."""

from __future__ import annotations

from datetime import date

from django import forms

from zhaotuifu.administration.queries.audit_rows import Asked
from zhaotuifu.administration.queries.audit_words import kinds
from zhaotuifu.kernel.actor import Role
from zhaotuifu.kernel.names import mask_phone
from zhaotuifu.parties.accounts import Sought, places
from zhaotuifu.projects.boxes import LongText, day_box, text_box

ROLES = [(role.value, role.label) for role in Role]
PLEASE: list[tuple[int | str, str]] = [("", "请选")]


def reason_box(help_text: str = "原因会留在审计记录里") -> forms.CharField:
    """原因."""
    return text_box("原因", 300, required=True, help_text=help_text)


class KindField(forms.ChoiceField):
    """对象类 — one of those known, or any code an earlier version wrote."""

    def valid_value(self, value: object) -> bool:
        return super().valid_value(value) or str(value).isidentifier()


def _kinds() -> list[tuple[str, str]]:
    """Each called once, by its usual code."""
    found = {label: code for code, label in reversed(kinds().items())}
    return [("", "全部"), *sorted(((code, label) for label, code in found.items()), key=lambda one: one[1])]


class AuditForm(forms.Form):
    """找审计记录 — every condition may be left out."""

    who = text_box("谁", 80, help_text="姓名或岗位")
    action = text_box("动作", 60, help_text="例如 签发")
    kind = KindField(label="对象类", required=False, choices=_kinds)
    object = text_box("对象编号", 40)
    q = text_box("字词", 80, help_text="对象名、动作、单位里的字")
    since = day_box("从哪天")
    until = day_box("到哪天")
    before = forms.IntegerField(required=False, min_value=1, max_value=10**15, widget=forms.HiddenInput)

    def asked(self) -> Asked:
        """问的 — what could be read; what could not is left out, and stands at its field."""
        given = self.cleaned_data if self.is_bound and hasattr(self, "cleaned_data") else {}
        who, action, kind, object_id, words = (
            str(given.get(name) or "").strip() for name in ("who", "action", "kind", "object", "q")
        )
        return Asked(
            who, action, kind, object_id, words, given.get("since"), given.get("until"), given.get("before")
        )


class SeekForm(forms.Form):
    """找账号."""

    q = text_box("账号、姓名或单位", 60)
    role = forms.ChoiceField(label="角色", required=False, choices=[("", "全部角色"), *ROLES])
    state = forms.ChoiceField(
        label="状态", required=False,
        choices=[("", "全部"), ("active", "在用"), ("closed", "已停用"), ("none", "没有岗位")],
    )

    def sought(self) -> Sought:
        """找的 — what could be read."""
        given = self.cleaned_data if self.is_valid() else getattr(self, "cleaned_data", {})
        return Sought(given.get("q", ""), given.get("role", ""), given.get("state", ""))


class PostForm(forms.Form):
    """任岗 — a role at an organisation from a day to a day."""

    role = forms.ChoiceField(
        label="角色", choices=[*PLEASE, *ROLES],
        error_messages={"required": "请选角色。", "invalid_choice": "没有这个角色。请在选项里选。"},
    )
    organisation = forms.TypedChoiceField(
        label="单位", coerce=int,
        error_messages={"required": "请选单位。", "invalid_choice": "没有这个单位。请在选项里选。"},
    )
    from_on = day_box("从哪天起", required=True)
    to_on = day_box("到哪天止", help_text="不写就是一直任着")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["organisation"].choices = PLEASE + places()  # type: ignore[attr-defined]


class AccountForm(PostForm):
    """开账号 — with the first post."""

    username = text_box("账号", 60, required=True, help_text="登录用，开了不改；字母、数字最好打")
    name = text_box("姓名或岗位", 60, required=True)
    phone = text_box("电话", 30)
    field_order = ("username", "name", "phone", "role", "organisation", "from_on", "to_on")


class CorrectForm(forms.Form):
    """更正账号 — the telephone is shown masked; left as it is shown, it stays."""

    name = text_box("姓名或岗位", 60, required=True)
    phone = text_box("电话", 30, help_text="隐去的原样留着就不变；要改，写完整的")

    def __init__(self, *args, kept: str = "", **kwargs):
        super().__init__(*args, **kwargs)
        self.kept = kept

    def clean_phone(self) -> str:
        text = self.cleaned_data["phone"].strip()
        if "*" not in text:
            return text
        if text != mask_phone(self.kept):
            raise forms.ValidationError("“电话”里有 *。不改就原样留着；要改，请写完整的。")
        return self.kept


class ReasonForm(forms.Form):
    """原因."""

    reason = reason_box()


class EndForm(forms.Form):
    """离岗."""

    last_on = day_box("最后一天", required=True)


class HandOverForm(forms.Form):
    """交接."""

    taker = text_box("交给哪个账号", 60, required=True, help_text="写账号，不是姓名")
    from_on = day_box("从哪天起", required=True)
    reason = reason_box()


class HolidayForm(forms.Form):
    """放假通知 — the whole text as published."""

    text = LongText(
        label="通知全文", required=True, max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 14}),
        help_text="从政府网站复制“国务院办公厅关于某年部分节假日安排的通知”全文，连标题和发布日期",
        error_messages={"required": "请粘贴通知全文。"},
    )


class DayForm(forms.Form):
    """哪一天."""

    on = day_box("哪一天")

    def day(self, today: date) -> date:
        """那天 — today when nothing, or nothing readable, is given."""
        return (self.cleaned_data.get("on") if self.is_valid() else None) or today


class RenameForm(forms.Form):
    """改名."""

    name = text_box("新名称", 120, required=True)
    type_name = text_box("形态", 20, help_text="镇、街道、园区")
    on = day_box("从哪天起", required=True)
    source = text_box("依据", 300, required=True, help_text="批复或通知的名称和文号")


class MergeForm(forms.Form):
    """并入."""

    taker = forms.TypedChoiceField(
        label="并入哪个单位", coerce=int,
        error_messages={"required": "请选承接的单位。", "invalid_choice": "没有这个单位。请在选项里选。"},
    )
    on = day_box("从哪天起", required=True)
    source = text_box("依据", 300, required=True, help_text="批复或通知的名称和文号")

    def __init__(self, *args, takers: list[tuple[int, str]], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["taker"].choices = PLEASE + takers  # type: ignore[attr-defined]
