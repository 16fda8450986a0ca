"""演示账号命令 — the table of demonstration accounts, while DEBUG is on."""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Sequence

from django.conf import settings
from django.core.management.base import BaseCommand

from zhaotuifu.desk.seed.accounts import ACCOUNTS
from zhaotuifu.parties.models import User

HEAD = ("角色", "岗位", "账号", "密码")


class Command(BaseCommand):
    help = "列出演示账号和密码（只在 DEBUG 打开时）"

    def handle(self, *args, **options):
        if not settings.DEBUG:
            self.stdout.write("不能列出演示账号：DEBUG 已关，演示账号不能登录。请用正式账号。")
            sys.exit(1)
        there = set(User.objects.filter(is_demo=True).values_list("username", flat=True))
        rows = [
            (account.role.label, account.name, account.username, account.password)
            for account in ACCOUNTS
            if account.username in there
        ]
        if not rows:
            self.stdout.write("这个库里没有演示账号。空库可以运行 manage.py seed_demo 载入演示数据。")
            return
        for row in (HEAD, *rows):
            self.stdout.write(_aligned(row))


def _aligned(row: Sequence[str]) -> str:
    return "  ".join(text + " " * (16 - _width(text)) for text in row).rstrip()


def _width(text: str) -> int:
    """Columns on a terminal: a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)
