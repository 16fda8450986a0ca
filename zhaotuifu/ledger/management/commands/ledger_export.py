"""导出台账命令 — the ledger of a month as xlsx, as the account sees it."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from zhaotuifu.ledger.exporting import ledger_file
from zhaotuifu.ledger.reading import given_period
from zhaotuifu.parties.queries import actor_named

REFUSED, WRONG_USE = 1, 2


class Command(BaseCommand):
    help = "把一个月的台账导出为 xlsx；原样再导入，没有任何变更"

    def add_arguments(self, parser):
        parser.add_argument("--as", dest="username", required=True, metavar="USER", help="以哪个账号导出")
        parser.add_argument("--period", required=True, help="报告月份，例如 2025-03")
        parser.add_argument("--out", type=Path, required=True, metavar="FILE", help="写到哪个文件")
        parser.add_argument("--json", action="store_true", dest="as_json")

    def handle(self, *args, username: str, period: str, out: Path, as_json: bool, **options):
        given = given_period({"period": period})
        if given is None or given.month is None:
            raise CommandError(f"报告月份“{period}”不对。请写成 2025-03 这样。", returncode=WRONG_USE)
        actor = actor_named(username, timezone.localdate())
        if actor is None:
            raise CommandError(f"没有账号 {username}，或它已停用。", returncode=WRONG_USE)
        if not actor.posts:
            self.stderr.write(f"账号 {username} 今天没有任何岗位，看不到项目。请联系管理员。")
            sys.exit(REFUSED)
        data = ledger_file(actor=actor, year=given.year, month=given.month)
        try:
            out.write_bytes(data)
        except OSError:
            raise CommandError(f"写不了文件 {out.name}。请核对目录和权限。", returncode=WRONG_USE) from None
        text = f"已导出到 {out.name}，{len(data):,} 字节。"
        self.stdout.write(
            json.dumps({"file": str(out), "bytes": len(data)}, ensure_ascii=False) if as_json else text
        )
