"""规模数据命令 — many invented projects and months into a scratch database, for measuring."""

from __future__ import annotations

import sys
import time

from django.core.management.base import BaseCommand

from zhaotuifu.desk.seed.scale import scale
from zhaotuifu.kernel.verdict import Refused


class Command(BaseCommand):
    help = "向空库或演示库造规模数据，供性能对比"

    def add_arguments(self, parser):
        parser.add_argument("--projects", type=int, required=True, help="项目数")
        parser.add_argument("--months", type=int, required=True, help="月数，至 2025年12月")
        parser.add_argument("--zones", type=int, default=20, help="板块数，默认 20")

    def handle(self, *args, projects: int, months: int, zones: int, **options):
        began = time.monotonic()
        try:
            made = scale(projects=projects, months=months, zones=zones)
        except Refused as refusal:
            self.stdout.write(refusal.verdict.sentence)
            sys.exit(1)
        self.stdout.write(
            f"已造 {made.projects} 个项目 × {made.months} 个月，{made.zones} 个板块，"
            f"用时 {time.monotonic() - began:.0f} 秒。"
        )
