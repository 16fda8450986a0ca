"""恢复命令 — a backup into an empty database and an empty store; or only looked at."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from django.core.management.base import BaseCommand
from django.utils import timezone

from zhaotuifu.kernel.actor import SYSTEM
from zhaotuifu.kernel.verdict import Refused
from zhaotuifu.operation import actions
from zhaotuifu.operation.progress import Lines
from zhaotuifu.operation.rules import Manifest

REFUSED = 1


class Command(BaseCommand):
    help = "恢复：把一份备份放进空库和空的 DATA_DIR，逐表逐文件核对；--look 只核对备份，什么也不写"

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path, help="备份目录里“ztf-”开头的那一个")
        parser.add_argument("--look", action="store_true", help="只核对备份是否完好")
        parser.add_argument(
            "--other-secret", action="store_true", help="原来的 SECRET_KEY 找不回来了，照样恢复"
        )
        parser.add_argument("--json", action="store_true", dest="as_json")

    def handle(self, *args, folder: Path, look: bool, other_secret: bool, as_json: bool, **options):
        tell = Lines(self.stderr)
        try:
            if look:
                manifest = actions.look(folder=folder, tell=tell)
            else:
                manifest = actions.restore(
                    folder=folder, by=SYSTEM, at=timezone.now(), tell=tell,
                    is_other_secret=other_secret,
                )
        except Refused as refusal:
            sentence = refusal.verdict.sentence
            self.stdout.write(json.dumps({"refused": [sentence]}, ensure_ascii=False) if as_json else sentence)
            sys.exit(REFUSED)
        if as_json:
            said = {"taken_at": manifest.taken_at.isoformat(), "rows": manifest.rows, "files": manifest.files}
            self.stdout.write(json.dumps(said, ensure_ascii=False))
        else:
            self.stdout.write(("完好" if look else "已恢复") + _told(manifest))


def _told(manifest: Manifest) -> str:
    taken = timezone.localtime(manifest.taken_at)
    return (
        f"：{taken:%Y-%m-%d %H:%M} 的备份，{len(manifest.tables)} 张表 {manifest.rows} 行，"
        f"{manifest.files} 个文件，逐表逐文件和备份相同。"
    )
