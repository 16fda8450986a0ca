"""认证后端 — accounts sign in by password; demonstration accounts only while DEBUG is on."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.db import connection
from django.db.models import QuerySet

from zhaotuifu.kernel.prepared import rows_of
from zhaotuifu.parties.models import User

FIELDS = tuple(field.attname for field in User._meta.concrete_fields)


class AccountBackend(ModelBackend):
    """账号认证 — refuses disabled accounts, and demonstration accounts when DEBUG is off."""

    def user_can_authenticate(self, user) -> bool:
        if user.is_demo and not settings.DEBUG:
            return False
        return bool(user.is_active)

    def get_user(self, user_id: int) -> User | None:
        """是谁 — of a session; asked on every page."""
        for values in rows_of(_user, user_id):
            user = User.from_db(connection.alias, FIELDS, values)
            return user if self.user_can_authenticate(user) else None
        return None


def _user(user_id: int) -> QuerySet:
    return User.objects.filter(pk=user_id).order_by("pk").values_list(*FIELDS)[:1]
