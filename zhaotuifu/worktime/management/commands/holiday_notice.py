"""放假通知命令 — the text of the yearly notice from a file; shown first, recorded with --commit."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from django.core.management.base import BaseCommand
from django.utils import timezone

from zhaotuifu.kernel.actor import SYSTEM
from zhaotuifu.kernel.verdict import Refused, Verdict, no
from zhaotuifu.worktime import actions
from zhaotuifu.worktime.reading import read_notice
from zhaotuifu.worktime.rules import Notice


class Command(BaseCommand):
    help = "从通知全文（文本文件）录入一年的放假安排；不加 --commit 只看不录"

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="国务院办公厅放假通知全文，UTF-8 文本")
        parser.add_argument("--commit", action="store_true", help="录入")
        parser.add_argument("--json", action="store_true", dest="as_json")

    def handle(self, *args, file: Path, commit: bool, as_json: bool, **options):
        try:
            notice = _read(file)
            if commit:
                actions.record_notice(
                    by=SYSTEM,
                    at=timezone.now(),
                    year=notice.year,
                    source=notice.source,
                    issued_on=notice.issued_on,
                    days=notice.days,
                )
        except Refused as refusal:
            sentence = refusal.verdict.sentence
            self._say(as_json, {"refused": [sentence]}, sentence)
            sys.exit(1)
        self._say(as_json, _facts(notice, commit), _words(notice, commit))

    def _say(self, as_json: bool, result: dict, text: str) -> None:
        self.stdout.write(json.dumps(result, ensure_ascii=False) if as_json else text)


def _read(file: Path) -> Notice:
    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        raise Refused(no(f"打不开 {file.name}。请核对路径，并存成 UTF-8 文本。")) from None
    read = read_notice(text)
    if isinstance(read, Verdict):
        raise Refused(read)
    return read


def _facts(notice: Notice, is_recorded: bool) -> dict:
    return {
        "year": notice.year,
        "source": notice.source,
        "issued_on": notice.issued_on.isoformat(),
        "recorded": is_recorded,
        "days": [
            {"on": day.on.isoformat(), "is_workday": day.is_workday, "name": day.name}
            for day in sorted(notice.days, key=lambda each: each.on)
        ],
    }


def _words(notice: Notice, is_recorded: bool) -> str:
    off = sum(not day.is_workday for day in notice.days)
    worked = "、".join(
        f"{day.on.month}月{day.on.day}日"
        for day in sorted(notice.days, key=lambda each: each.on)
        if day.is_workday
    )
    end = "已录入。" if is_recorded else "还没有录入；核对无误后加 --commit。"
    return f"{notice.source}：放假 {off} 天，调休上班 {worked or '无'}。{end}"
