"""核对汇总命令 — everything counted again from the facts; says what differs, mends nothing."""

from __future__ import annotations

import sys

from django.core.management.base import BaseCommand
from django.utils import timezone

from zhaotuifu.indicators.actions_check import check_year
from zhaotuifu.indicators.asking import year_given
from zhaotuifu.indicators.queries import listed_years
from zhaotuifu.kernel.verdict import Refused

SHOWN = 50


class Command(BaseCommand):
    help = "核对汇总：从事实重算每个数，有不符的逐条列出并以 1 退出；要改正用 rollup_rebuild"

    def add_arguments(self, parser):
        parser.add_argument("--year", type=int, help="年度；省略为全部")

    def handle(self, *args, year: int | None, **options):
        try:
            years = (year_given(year),) if year is not None else listed_years()
        except Refused as refusal:
            self.stdout.write(refusal.verdict.sentence)
            sys.exit(1)
        found = []
        for one in years:
            wrong = check_year(one, at=timezone.now())
            self.stdout.write(f"{one} 年：{'都相符' if not wrong else f'{len(wrong)} 处不符'}。")
            found += wrong
        for sentence in found[:SHOWN]:
            self.stdout.write(sentence)
        if len(found) > SHOWN:
            self.stdout.write(f"另有 {len(found) - SHOWN} 处，改正后再核对。")
        if found:
            self.stdout.write("请运行 rollup_rebuild 重建，再核对一次。")
            sys.exit(1)
