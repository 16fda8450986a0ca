"""账号命令 — open, disable and enable accounts, and give or end posts, from the server."""

from __future__ import annotations

import getpass
import json
import os
import secrets
import sys
from datetime import date

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand
from django.utils import timezone

from zhaotuifu.kernel.actor import SYSTEM, Role
from zhaotuifu.kernel.verdict import Refused, no
from zhaotuifu.parties import actions
from zhaotuifu.parties.queries import organisation_named, user_named

ROLES = {role.label: role for role in Role} | {role.value: role for role in Role}


class Command(BaseCommand):
    help = "开账号、停用或启用账号、任岗或离岗"

    def add_arguments(self, parser):
        parser.add_argument("--json", action="store_true", dest="as_json")
        acts = parser.add_subparsers(dest="act", required=True, metavar="动作")
        opening = acts.add_parser("open", help="开账号并任岗；密码取自 ACCOUNT_PASSWORD，或现问，或随机")
        opening.add_argument("username", help="账号")
        opening.add_argument("--name", required=True, help="姓名或岗位")
        opening.add_argument("--phone", default="", help="电话")
        for parser_of in (opening, acts.add_parser("post", help="再任一岗")):
            if parser_of is not opening:
                parser_of.add_argument("username", help="账号")
            parser_of.add_argument("--role", required=True, choices=sorted(ROLES), help="角色")
            parser_of.add_argument("--at", required=True, metavar="ORGANISATION", help="单位名称")
            parser_of.add_argument("--from", dest="from_on", type=date.fromisoformat, help="起")
            parser_of.add_argument("--to", dest="to_on", type=date.fromisoformat, help="止")
        for act, text in (("disable", "停用"), ("enable", "启用"), ("leave", "今天起离开全部岗位")):
            acts.add_parser(act, help=text).add_argument("username", help="账号")

    def handle(self, *args, act: str, as_json: bool, **options):
        try:
            said = getattr(self, f"_{act}")(**options)
        except Refused as refusal:
            sentence = refusal.verdict.sentence
            refused = json.dumps({"refused": [sentence]}, ensure_ascii=False)
            self.stdout.write(refused if as_json else sentence)
            sys.exit(1)
        self.stdout.write(json.dumps(said, ensure_ascii=False) if as_json else said["text"])

    def _open(self, *, username, name, phone, role, at, from_on, to_on, **_) -> dict:
        organisation = organisation_named(at)
        password, is_made = _password(username)
        now = timezone.now()
        user = actions.open_account_with_post(
            username=username, name=name, phone=phone, password=password, role=ROLES[role],
            organisation=organisation, from_on=from_on or timezone.localdate(), to_on=to_on,
            by=SYSTEM, at=now,
        )
        shown = f"，密码 {password}（只显示这一次）" if is_made else ""
        return {
            "username": user.username, "password": password if is_made else None,
            "text": f"已开账号 {username}：{organisation.name} {ROLES[role].label}{shown}",
        }

    def _post(self, *, username, role, at, from_on, to_on, **_) -> dict:
        organisation = organisation_named(at)
        actions.give_post(
            user=user_named(username), organisation=organisation, role=ROLES[role],
            from_on=from_on or timezone.localdate(), to_on=to_on, by=SYSTEM, at=timezone.now(),
        )
        return {"username": username, "text": f"{username} 已任 {organisation.name} {ROLES[role].label}"}

    def _disable(self, *, username, **_) -> dict:
        actions.set_active(user=user_named(username), is_active=False, by=SYSTEM, at=timezone.now())
        return {"username": username, "text": f"{username} 已停用，已登录的也不能再用"}

    def _enable(self, *, username, **_) -> dict:
        actions.set_active(user=user_named(username), is_active=True, by=SYSTEM, at=timezone.now())
        return {"username": username, "text": f"{username} 已启用"}

    def _leave(self, *, username, **_) -> dict:
        ended = actions.end_posts(
            user=user_named(username), last_on=timezone.localdate(), by=SYSTEM, at=timezone.now()
        )
        return {"username": username, "text": f"{username} 今天是最后一天，离开 {ended} 个岗位"}


def _password(username: str) -> tuple[str, bool]:
    """From ACCOUNT_PASSWORD, else asked at a terminal, else made; the second value says it was made.

    Raises `Refused` when it breaks the password rules.
    """
    given = os.environ.get("ACCOUNT_PASSWORD", "")
    if not given and sys.stdin.isatty():
        given = getpass.getpass(f"{username} 的密码（直接回车则随机生成）：")
    if not given:
        return secrets.token_urlsafe(12), True
    try:
        validate_password(given)
    except ValidationError as problem:
        raise Refused(no("密码不合要求：" + "".join(problem.messages))) from problem
    return given, False
