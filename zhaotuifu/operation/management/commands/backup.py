"""备份命令 — rows and files into a folder, while people go on working."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from zhaotuifu.kernel.actor import SYSTEM
from zhaotuifu.kernel.verdict import Refused
from zhaotuifu.operation import actions
from zhaotuifu.operation.progress import Lines
from zhaotuifu.operation.queries import manifest_in

REFUSED, WRONG_USE = 1, 2


class Command(BaseCommand):
    help = "备份：数据库和存档文件取同一时刻，不停用；打印做成的目录"

    def add_arguments(self, parser):
        parser.add_argument("into", type=Path, nargs="?", help="备份目录；省略用 BACKUP_DIR")
        parser.add_argument("--json", action="store_true", dest="as_json")

    def handle(self, *args, into: Path | None, as_json: bool, **options):
        if into is None and not settings.BACKUP_DIR:
            raise CommandError("没有说备到哪里：请给出目录，或设 BACKUP_DIR。", returncode=WRONG_USE)
        tell = Lines(self.stderr)
        try:
            made = actions.take(
                into=into or Path(settings.BACKUP_DIR), by=SYSTEM, at=timezone.now(), tell=tell
            )
        except (Refused, OSError) as refusal:
            sentence = _sentence(refusal)
            self.stdout.write(json.dumps({"refused": [sentence]}, ensure_ascii=False) if as_json else sentence)
            sys.exit(REFUSED)
        manifest = manifest_in(made)
        if as_json:
            said = {"folder": str(made), "rows": manifest.rows, "files": manifest.files}
            self.stdout.write(json.dumps(said, ensure_ascii=False))
            return
        self.stdout.write(f"{made}")
        self.stdout.write(
            f"{len(manifest.tables)} 张表 {manifest.rows} 行，{manifest.files} 个文件"
            f" {manifest.files_bytes / 2**20:.1f} MB。"
        )


def _sentence(refusal: Refused | OSError) -> str:
    if isinstance(refusal, Refused):
        return refusal.verdict.sentence
    return f"没有备份成：{refusal.strerror or refusal}（{refusal.filename}）。请核对备份目录能不能写、满没满。"
