"""认证后端 — accounts sign in by password; demonstration accounts only while DEBUG is on."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.backends import ModelBackend


class AccountBackend(ModelBackend):
    """账号认证 — refuses disabled accounts, and demonstration accounts when DEBUG is off."""

    def user_can_authenticate(self, user) -> bool:
        if user.is_demo and not settings.DEBUG:
            return False
        return bool(user.is_active)
