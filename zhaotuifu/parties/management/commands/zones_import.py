"""载入板块命令 — 板块 and departments from a JSON file [{name, kind, aliases}]."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from django.core.management.base import BaseCommand
from django.utils import timezone

from zhaotuifu.kernel.actor import SYSTEM
from zhaotuifu.kernel.verdict import Refused, no
from zhaotuifu.parties import actions


class Command(BaseCommand):
    help = "从 JSON 文件载入板块和部门：[{name, kind, aliases}]"

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--json", action="store_true", dest="as_json")

    def handle(self, *args, file: Path, as_json: bool, **options):
        try:
            created, changed = actions.load_zones(_read(file), by=SYSTEM, at=timezone.now())
        except Refused as refusal:
            sentence = refusal.verdict.sentence
            self.stdout.write(
                json.dumps({"refused": [sentence]}, ensure_ascii=False) if as_json else sentence
            )
            sys.exit(1)
        result = {"created": created, "changed": changed}
        text = f"新建 {created} 个，变更 {changed} 个。"
        self.stdout.write(json.dumps(result, ensure_ascii=False) if as_json else text)


def _read(file: Path) -> list[actions.ZoneGiven]:
    """The file's 板块; raises `Refused` naming what is wrong with it."""
    try:
        rows = json.loads(file.read_text(encoding="utf-8-sig"))
    except OSError:
        raise Refused(no(f"打不开文件 {file.name}。请核对文件名和路径。")) from None
    except (ValueError, RecursionError):
        raise Refused(no(f"{file.name} 不是 JSON 文件。请用 [{{name, kind, aliases}}] 的形式。")) from None
    if not isinstance(rows, list):
        raise Refused(no(f"{file.name} 应是一个列表 [{{name, kind, aliases}}]。"))
    return [_zone(row, number) for number, row in enumerate(rows, start=1)]


def _zone(given: object, number: int) -> actions.ZoneGiven:
    row = given if isinstance(given, dict) else {}
    name = row.get("name")
    if not isinstance(name, str) or not name.strip():
        raise Refused(no(f"第 {number} 项没有名称（name）。请补上再载入。"))
    aliases = row.get("aliases") or []
    if not isinstance(aliases, list) or not all(isinstance(alias, str) for alias in aliases):
        raise Refused(no(f"第 {number} 项“{name}”的别名（aliases）应是文字列表。"))
    return actions.ZoneGiven(name.strip(), str(row.get("kind") or ""), tuple(aliases))
