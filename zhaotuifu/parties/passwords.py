"""密码规则 — what a password must be: pure judgement, and the validator that asks the rule in force."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.contrib.auth.hashers import check_password
from django.core.exceptions import ValidationError
from django.utils import timezone

from zhaotuifu.kernel.actor import Role
from zhaotuifu.kernel.verdict import YES, Verdict, no
from zhaotuifu.parties.models import SigninRule, User


@dataclass(frozen=True, slots=True)
class PasswordRule:
    """密码规则 — lengths in characters, classes of 大写、小写、数字、符号; a long phrase needs no classes."""

    min_length: int = 12
    min_classes: int = 4
    phrase_length: int = 16
    remembered: int = 5
    most_days: int | None = None
    factor_roles: frozenset[Role] = field(default_factory=frozenset)

    @property
    def text(self) -> str:
        """一句话 — for the form."""
        again = f"，不能和最近 {self.remembered} 个密码相同" if self.remembered else ""
        ends = f"，最多用 {self.most_days} 天" if self.most_days else ""
        return (
            f"至少 {self.min_length} 位，大写字母、小写字母、数字、符号里至少 {self.min_classes} 类；"
            f"{self.phrase_length} 位以上不限几类，比如几个不相干的词。不能含账号{again}{ends}。"
        )


def rule_in_force() -> PasswordRule:
    """现行规则 — the dated row of today, or the defaults above before any was loaded; one SQL."""
    row = SigninRule.objects.in_force(timezone.localdate()).first()
    if row is None:
        return PasswordRule()
    # By code or label; a word that is no role must not keep everybody out at the door.
    asked = frozenset(role for role in Role if {role.value, role.label} & {*map(str, row.factor_roles)})
    return PasswordRule(
        row.min_length, row.min_classes, row.phrase_length, row.remembered, row.most_days, asked
    )


def classes_in(password: str) -> int:
    """几类字符 — capitals, small letters, digits, everything else (Chinese characters are signs)."""
    is_plain = [(one.isascii() and one.isupper(), one.isascii() and one.islower(), one.isdigit())
                for one in password]
    found = [any(column) for column in zip(*is_plain, strict=True)] if is_plain else []
    return sum(found) + any(not any(one) for one in is_plain)


def is_strong(password: str, rule: PasswordRule, *, username: str = "") -> Verdict:
    """够不够强 — by length, classes and what it may not hold."""
    if len(password) < rule.min_length:
        return no(f"密码有 {len(password)} 位，至少 {rule.min_length} 位。请加长。")
    if username and username.lower() in password.lower():
        return no("密码里有账号。请换一个不含账号的。")
    if len(set(password)) < 5:
        return no("密码总是那几个字符。请换一个不重复的。")
    found = classes_in(password)
    if len(password) < rule.phrase_length and found < rule.min_classes:
        return no(
            f"密码只有 {found} 类字符，{rule.phrase_length} 位以下至少 {rule.min_classes} 类"
            "（大写字母、小写字母、数字、符号）。请加上缺的，或写长一些。"
        )
    return YES


def is_new(password: str, user: User, rule: PasswordRule) -> Verdict:
    """没有用过 — neither the present one nor one of the last."""
    past = user.past_passwords.order_by("-replaced_at", "-id")
    kept = [user.password, *past.values_list("password", flat=True)[: rule.remembered]]
    if rule.remembered and any(check_password(password, one) for one in kept[: rule.remembered]):
        return no(f"这个密码用过。请换一个和最近 {rule.remembered} 个都不同的。")
    return YES


def is_too_old(user: User, rule: PasswordRule, at: datetime) -> bool:
    """到期 — used for longer than the rule allows; a password of unknown age is not."""
    if rule.most_days is None or user.password_changed_at is None:
        return False
    return at - user.password_changed_at > timedelta(days=rule.most_days)


class RuleValidator:
    """按规则 — for everything that asks Django whether a password will do: pages, commands."""

    def validate(self, password: str, user: User | None = None) -> None:
        rule = rule_in_force()
        verdict = is_strong(password, rule, username=user.username if user else "")
        if verdict and user is not None and user.pk:
            verdict = is_new(password, user, rule)
        if not verdict:
            raise ValidationError(verdict.sentence)

    def get_help_text(self) -> str:
        return rule_in_force().text
