"""演示数据命令 — the demonstration district into an empty database."""

from __future__ import annotations

import sys
import time

from django.core.management.base import BaseCommand

from zhaotuifu.desk.seed.district import seed
from zhaotuifu.kernel.verdict import Refused
from zhaotuifu.parties.queries import district


class Command(BaseCommand):
    help = "向空库载入示范区（演示数据）"

    def add_arguments(self, parser):
        parser.add_argument("--if-empty", action="store_true", help="库里已有一个区就什么也不做")

    def handle(self, *args, if_empty: bool, **options):
        there = district()
        if if_empty and there is not None:
            self.stdout.write(f"库里已有“{there.name}”，不再载入演示数据。")
            return
        began = time.monotonic()
        try:
            seeded = seed(self._tell)
        except Refused as refusal:
            self.stdout.write(refusal.verdict.sentence)
            sys.exit(1)
        seconds = time.monotonic() - began
        self.stdout.write(
            f"已载入“{seeded.district}”（演示数据）：{seeded.zones} 个板块，"
            f"{seeded.projects} 个项目，用时 {seconds:.0f} 秒。"
        )

    def _tell(self, phase: str, done: int, total: int) -> None:
        """进度 — on one line of a terminal; a log gets none of it."""
        if self.stdout.isatty():
            self.stdout.write(f"\r载入演示数据：{phase} {done * 100 // total}%  ", ending="")
            self.stdout.flush()
            if done == total:
                self.stdout.write("")
