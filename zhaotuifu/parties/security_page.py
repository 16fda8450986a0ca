"""账号安全页 — what a person reads about her own password, 动态口令 and sessions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from zhaotuifu.kernel.actor import Actor
from zhaotuifu.parties import factors
from zhaotuifu.parties.models import RecoveryCode, SecondFactor, SigninSession, User
from zhaotuifu.parties.passwords import rule_in_force


@dataclass(frozen=True, slots=True)
class SessionLine:
    """一次登录 — one browser; `is_this` is the one that reads the page."""

    id: int
    device: str
    address: str
    began_at: datetime
    seen_at: datetime
    is_this: bool


@dataclass(frozen=True, slots=True)
class FactorPage:
    """动态口令 — in force since when and how many recovery codes are left, or what is being enrolled."""

    confirmed_at: datetime | None
    codes_left: int
    is_required: bool
    picture: str
    secret: str


@dataclass(frozen=True, slots=True)
class SecurityPage:
    """账号安全."""

    password_changed_at: datetime | None
    rule_text: str
    factor: FactorPage
    sessions: tuple[SessionLine, ...]

    @property
    def others(self) -> int:
        return sum(not one.is_this for one in self.sessions)


def security_page(user: User, actor: Actor, session_key: str | None, now: datetime) -> SecurityPage:
    """账号安全页 — of the person herself; a fixed number of SQL statements."""
    rows = SigninSession.objects.filter(user=user, expires_at__gte=now).order_by("-seen_at", "-id")
    lines = tuple(
        SessionLine(
            row.pk, row.device, row.address, row.began_at, row.seen_at, row.session_key == session_key
        )
        for row in rows
    )
    rule = rule_in_force()
    factor = factor_page(user, is_required=actor.holds(*rule.factor_roles))
    return SecurityPage(user.password_changed_at, rule.text, factor, lines)


def factor_page(user: User, *, is_required: bool) -> FactorPage:
    """动态口令页 — the picture only while it is being enrolled: afterwards nobody is shown the secret."""
    factor = SecondFactor.objects.filter(user=user).first()
    if factor is None:
        return FactorPage(None, 0, is_required, "", "")
    if factor.confirmed_at:
        left = RecoveryCode.objects.filter(factor=factor, used_at__isnull=True).count()
        return FactorPage(factor.confirmed_at, left, is_required, "", "")
    secret = factors.unseal(factor.sealed_secret) or ""
    picture = factors.picture(secret, user.username) if secret else ""
    return FactorPage(None, 0, is_required, picture, factors.in_groups(secret))
