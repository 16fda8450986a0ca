"""重建汇总命令 — the roll-ups of a year or of all, from the facts, while others go on working."""

from __future__ import annotations

import json
import sys
import time
from typing import Any

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
        parser.add_argument("--json", action="store_true", dest="as_json")

    def handle(self, *args, year: int | None, if_needed: bool, as_json: bool, **options):
        try:
            years = (year_given(year),) if year is not None else listed_years()
        except Refused as refusal:
            sentence = refusal.verdict.sentence
            refused = json.dumps({"refused": [sentence]}, ensure_ascii=False)
            self.stdout.write(refused if as_json else sentence)
            sys.exit(1)
        if if_needed:
            needed = actions_rebuild.needing()
            years = needed if year is None else tuple(one for one in needed if one == year)
        found = [self._rebuilt(one, not if_needed, as_json) for one in years]
        if as_json:
            self.stdout.write(json.dumps({"years": found}, ensure_ascii=False))
        elif not found:
            self.stdout.write("汇总都在，没有要建的。")

    def _rebuilt(self, year: int, anew: bool, as_json: bool) -> dict[str, Any]:
        began = time.monotonic()
        tell = actions_rebuild.silent if as_json else self._tell
        count = actions_rebuild.rebuild(year, anew=anew, tell=tell)
        seconds = round(time.monotonic() - began, 1)
        if not as_json:
            self.stdout.write(f"{year} 年：{count} 个项目，{seconds} 秒。")
        return {"year": year, "projects": count, "seconds": seconds}

    def _tell(self, step: str, done: int, total: int) -> None:
        self.stdout.write(f"{step}：{done}/{total}")
