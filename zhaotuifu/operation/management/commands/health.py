"""体检命令 — as /readyz, in sentences: for an operator at the server and for cron."""

from __future__ import annotations

import json
import sys

from django.core.management.base import BaseCommand
from django.utils import timezone

from zhaotuifu.operation.queries import missed_backup, troubles

UNWELL = 1


class Command(BaseCommand):
    help = "体检：数据库、表、任务进程、定时进程、磁盘、夜间备份；有毛病以 1 退出"

    def add_arguments(self, parser):
        parser.add_argument("--json", action="store_true", dest="as_json")

    def handle(self, *args, as_json: bool, **options):
        now = timezone.now()
        found = troubles(now)
        sentences = [f"{trouble.label}。" for trouble in found]
        if missed := missed_backup(now):
            sentences.append(missed)
        if as_json:
            said = {"ok": not sentences, "wrong": [one.value for one in found], "told": sentences}
            self.stdout.write(json.dumps(said, ensure_ascii=False))
        else:
            self.stdout.write("\n".join(sentences or ["都正常。"]))
        if sentences:
            sys.exit(UNWELL)
