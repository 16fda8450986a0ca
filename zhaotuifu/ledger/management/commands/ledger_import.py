"""导入台账命令 — the same import as on the page, for scripts."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from zhaotuifu.kernel.actor import Actor
from zhaotuifu.kernel.verdict import Refused
from zhaotuifu.ledger import actions, report
from zhaotuifu.ledger.models import LedgerImport
from zhaotuifu.ledger.reading import FileRefused
from zhaotuifu.parties.queries import actor_named

DONE, REFUSED, WRONG_USE = 0, 1, 2
NO_MONTH = "不知道这份台账是哪个月的。请用 --period 2025-03 这样给出报告月份。"
TEXTS = (
    ("created", "新增"), ("changed", "变更"), ("unchanged", "不变"), ("missing", "台账没有"),
    ("questioned", "待认"), ("refused", "拒收"),
)


class Command(BaseCommand):
    help = "读一份台账（xlsx、xls、xlsb、ods、et、csv），逐行说明会新增、变更什么；加 --commit 才写入"

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--as", dest="username", required=True, metavar="USER", help="以哪个账号导入")
        parser.add_argument("--period", help="报告月份，例如 2025-03；不给则从标题和表头里看")
        parser.add_argument("--sheet", help="只读这张工作表")
        parser.add_argument("--commit", action="store_true", help="写入；没有这一项只预览")
        parser.add_argument(
            "--answers", type=Path, metavar="JSONFILE",
            help='答复：{"mapping": {表头: 字段}, "defaults": {"zone": 板块}, "given": {键: 选项}}',
        )
        parser.add_argument("--json", action="store_true", dest="as_json")

    def handle(self, *args, file: Path, username: str, commit: bool, as_json: bool, **options):
        try:
            data = file.read_bytes()
        except OSError:
            raise CommandError(f"打不开文件 {file.name}。请核对文件名和路径。", returncode=WRONG_USE) from None
        answers = _answers(options["answers"])
        answers |= {name: options[name] for name in ("period", "sheet") if options[name]}
        now = timezone.now()
        actor = actor_named(username, timezone.localdate(now))
        if actor is None:
            raise CommandError(f"没有账号 {username}，或它已停用。", returncode=WRONG_USE)
        try:
            found, reasons = self._run(data, file.name, actor, answers, commit, now)
        except FileRefused as refusal:
            found, reasons = _file_refused(refusal), [refusal.verdict.sentence]
        except Refused as refusal:
            found = {name: [] for name in report.LISTS}
            reasons = [refusal.verdict.sentence]
        self._say(found, reasons, commit, as_json)
        if reasons:
            sys.exit(REFUSED)

    def _run(
        self, data: bytes, name: str, actor: Actor, answers: dict[str, Any], commit: bool, now
    ) -> tuple[dict[str, Any], list[str]]:
        sent = actions.send(data=data, name=name, by=actor, at=now, answers=answers)
        reasons = _reasons(sent)
        if commit and not reasons:
            try:
                sent = actions.commit(ledger_import=sent, by=actor, at=timezone.now())
            except Refused as refusal:
                reasons = [refusal.verdict.sentence]
        return report.result(sent), reasons

    def _say(self, found: dict[str, Any], reasons: list[str], commit: bool, as_json: bool) -> None:
        if as_json:
            found["reasons"] = reasons
            self.stdout.write(json.dumps(found, ensure_ascii=False, indent=1))
            return
        for name, label in TEXTS:
            self.stdout.write(f"{label} {len(found.get(name, ()))}")
        for name in ("questioned", "refused"):
            for one in found.get(name, ()):
                place = f"{one['sheet'] or ''} 第 {one['row']} 行 {one['column'] or ''}".strip()
                self.stdout.write(f"  {place} {one['name']}：{one['reason']}（{one['class']}）")
        for reason in reasons:
            self.stderr.write(reason)
        if not reasons:
            self.stdout.write("已写入。" if commit else "这是预览，什么也没有写入。加 --commit 写入。")


def _reasons(sent: LedgerImport) -> list[str]:
    refusal = sent.summary.get("refusal")
    if refusal:
        return [refusal["sentence"]]
    return [] if sent.year and sent.month else [NO_MONTH]


def _file_refused(refusal: FileRefused) -> dict[str, Any]:
    found: dict[str, Any] = {name: [] for name in report.LISTS}
    entry = {
        "sheet": None, "row": None, "column": None, "name": "", "field": None, "old": None,
        "new": None, "class": refusal.class_, "reason": refusal.verdict.sentence,
    }
    found["refused"] = [entry]
    return found | {
        "file_outcome": "refused", "sheets": [], "rows": [],
        "file_refusal": {"class": refusal.class_, "sentence": refusal.verdict.sentence},
    }


def _answers(file: Path | None) -> dict[str, Any]:
    if file is None:
        return {}
    try:
        answers = json.loads(file.read_text(encoding="utf-8-sig"))
    except OSError:
        raise CommandError(f"打不开答复文件 {file.name}。", returncode=WRONG_USE) from None
    except (ValueError, RecursionError):
        raise CommandError(f"{file.name} 不是 JSON 文件。", returncode=WRONG_USE) from None
    if not isinstance(answers, dict):
        raise CommandError(f"{file.name} 应是一个对象。", returncode=WRONG_USE)
    return answers
