"""核对汇总命令 — everything counted again from the facts; says what differs, mends nothing."""

from __future__ import annotations

import json
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
        parser.add_argument("--json", action="store_true", dest="as_json")

    def handle(self, *args, year: int | None, as_json: bool, **options):
        try:
            years = (year_given(year),) if year is not None else listed_years()
        except Refused as refusal:
            sentence = refusal.verdict.sentence
            refused = json.dumps({"refused": [sentence]}, ensure_ascii=False)
            self.stdout.write(refused if as_json else sentence)
            sys.exit(1)
        found = {one: check_year(one, at=timezone.now()) for one in years}
        if as_json:
            told = [{"year": one, "differences": wrong} for one, wrong in found.items()]
            self.stdout.write(json.dumps({"years": told}, ensure_ascii=False))
        else:
            self._say(found)
        if any(found.values()):
            sys.exit(1)

    def _say(self, found: dict[int, list[str]]) -> None:
        for year, wrong in found.items():
            self.stdout.write(f"{year} 年：{'都相符' if not wrong else f'{len(wrong)} 处不符'}。")
        sentences = [sentence for wrong in found.values() for sentence in wrong]
        for sentence in sentences[:SHOWN]:
            self.stdout.write(sentence)
        if len(sentences) > SHOWN:
            self.stdout.write(f"另有 {len(sentences) - SHOWN} 处，改正后再核对。")
        if sentences:
            self.stdout.write("请运行 rollup_rebuild 重建，再核对一次。")
