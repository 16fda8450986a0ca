"""重建汇总命令 — the roll-ups of a year or of all, from the facts, while others go on working."""

from __future__ import annotations

import sys
import time

from django.core.management.base import BaseCommand

from zhaotuifu.indicators import actions_rebuild
from zhaotuifu.indicators.asking import year_given
from zhaotuifu.indicators.queries import listed_years
from zhaotuifu.kernel.verdict import Refused


class Command(BaseCommand):
    help = "重建汇总：从事实重新求和，不停用；--if-needed 只建没建过的和口径变了的"

    def add_arguments(self, parser):
        parser.add_argument("--year", type=int, help="年度；省略为全部")
        parser.add_argument("--if-needed", action="store_true", help="只建需要的")

    def handle(self, *args, year: int | None, if_needed: bool, **options):
        try:
            years = (year_given(year),) if year is not None else listed_years()
        except Refused as refusal:
            self.stdout.write(refusal.verdict.sentence)
            sys.exit(1)
        if if_needed:
            needed = actions_rebuild.needing()
            years = needed if year is None else tuple(one for one in needed if one == year)
        for one in years:
            began = time.monotonic()
            count = actions_rebuild.rebuild(one, anew=not if_needed, tell=self._tell)
            self.stdout.write(f"{one} 年：{count} 个项目，{time.monotonic() - began:.1f} 秒。")
        if not years:
            self.stdout.write("汇总都在，没有要建的。")

    def _tell(self, step: str, done: int, total: int) -> None:
        self.stdout.write(f"{step}：{done}/{total}")
