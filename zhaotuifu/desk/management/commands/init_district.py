"""设立本区命令 — a fresh database becomes a district with its first account."""

from __future__ import annotations

import getpass
import json
import os
import secrets
import sys
from datetime import timedelta

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone

from zhaotuifu.desk.seed.preset import load_rules
from zhaotuifu.kernel.actor import SYSTEM, Role
from zhaotuifu.kernel.verdict import Refused
from zhaotuifu.parties import actions
from zhaotuifu.parties.models import Organisation, OrganisationKind


class Command(BaseCommand):
    help = "在空库里设立一个区，并开出第一个账号（管理员兼区重大办）"

    def add_arguments(self, parser):
        parser.add_argument("name", help="区名，例如 示范区")
        parser.add_argument("--admin", required=True, metavar="USER", help="第一个账号")
        parser.add_argument("--json", action="store_true", dest="as_json")

    def handle(self, *args, name: str, admin: str, as_json: bool, **options):
        password, is_made = _password()
        try:
            with transaction.atomic():
                self._set_up(name, admin, password)
        except Refused as refusal:
            self._say(as_json, {"refused": [refusal.verdict.sentence]}, refusal.verdict.sentence)
            sys.exit(1)
        text = f"{name}已设立。账号 {admin}" + (f"，密码 {password}（只显示这一次）" if is_made else "")
        result = {"district": name, "admin": admin, "password": password if is_made else None}
        self._say(as_json, result, text)

    def _set_up(self, name: str, admin: str, password: str) -> None:
        now = timezone.now()
        district = actions.init_district(name=name, by=SYSTEM, at=now)
        load_rules(settings.PRESET, by=SYSTEM, at=now)
        user = actions.open_account(
            username=admin, name="管理员", password=password, by=SYSTEM, at=now
        )
        office = Organisation.objects.get(kind=OrganisationKind.DEPARTMENT, parent=district)
        # From yesterday, so that the account works whatever the clock's zone says today is.
        first_day = timezone.localdate() - timedelta(days=1)
        for role, organisation in ((Role.ADMIN, district), (Role.OFFICE, office)):
            actions.give_post(
                user=user, organisation=organisation, role=role, from_on=first_day, by=SYSTEM, at=now
            )

    def _say(self, as_json: bool, result: dict, text: str) -> None:
        self.stdout.write(json.dumps(result, ensure_ascii=False) if as_json else text)


def _password() -> tuple[str, bool]:
    """From ADMIN_PASSWORD, else asked at a terminal, else made; the second value says it was made."""
    given = os.environ.get("ADMIN_PASSWORD")
    if given:
        return given, False
    if sys.stdin.isatty():
        typed = getpass.getpass("第一个账号的密码（直接回车则随机生成）：")
        if typed:
            return typed, False
    return secrets.token_urlsafe(12), True
