"""载入预置命令 — a preset's rules into the database; again changes nothing."""

from __future__ import annotations

import sys

from django.core.management.base import BaseCommand
from django.utils import timezone

from zhaotuifu.desk.seed.preset import load_rules
from zhaotuifu.kernel.actor import SYSTEM
from zhaotuifu.presets import PresetError


class Command(BaseCommand):
    help = "载入一套预置：灯色规则、填报期限、指标定义、放假通知。重复载入不改变什么"

    def add_arguments(self, parser):
        parser.add_argument("name", help="预置名称，例如 wujin")

    def handle(self, *args, name: str, **options):
        try:
            loaded = load_rules(name, by=SYSTEM, at=timezone.now())
        except PresetError as problem:
            self.stdout.write(str(problem))
            sys.exit(1)
        years = "、".join(map(str, loaded.holiday_years)) or "无"
        self.stdout.write(
            f"{name} 已载入。灯色规则变更 {loaded.lamp_rules} 条，"
            f"填报期限变更 {loaded.round_rules} 条，指标定义变更 {loaded.definitions} 条，"
            f"新录放假通知：{years}。"
        )
