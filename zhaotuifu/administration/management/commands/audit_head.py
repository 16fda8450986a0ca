"""记链头命令 — the head of the audit chain into the file outside the database, and on the screen."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict

from django.core.management.base import BaseCommand
from django.utils import timezone

from zhaotuifu.kernel import chain
from zhaotuifu.kernel.verdict import Refused


class Command(BaseCommand):
    help = "把审计链头记到库外的文件（AUDIT_HEADS_DIR）；--print 只打印，由您另存"

    def add_arguments(self, parser):
        parser.add_argument("--print", action="store_true", dest="only_print", help="只打印，不写文件")
        parser.add_argument("--json", action="store_true", dest="as_json")

    def handle(self, *args, only_print: bool, as_json: bool, **options):
        now = timezone.now()
        try:
            head = chain.head_now(now) if only_print else chain.note_head(at=now)
        except Refused as refusal:
            sentence = refusal.verdict.sentence
            said = json.dumps({"refused": [sentence]}, ensure_ascii=False) if as_json else sentence
            self.stdout.write(said)
            sys.exit(1)
        text = f"{head.moment}　第 {head.count:,} 笔　{head.hash}"
        self.stdout.write(json.dumps(asdict(head), ensure_ascii=False) if as_json else text)
