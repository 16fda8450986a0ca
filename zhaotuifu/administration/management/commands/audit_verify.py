"""验链命令 — the audit chain, row by row, and against the heads kept outside; exit 1 when it is broken."""

from __future__ import annotations

import json
import sys

from django.core.management.base import BaseCommand

from zhaotuifu.kernel import chain


class Command(BaseCommand):
    help = "逐笔核对审计链，并和库外记下的链头比；有不符则逐处说明，退出码 1"

    def add_arguments(self, parser):
        parser.add_argument("--json", action="store_true", dest="as_json")

    def handle(self, *args, as_json: bool, **options):
        found = chain.verify()
        if as_json:
            said = {
                "whole": found.is_whole, "rows": found.rows, "heads": found.heads,
                "findings": [{"number": one.number, "sentence": one.sentence} for one in found.findings],
            }
            self.stdout.write(json.dumps(said, ensure_ascii=False))
        else:
            self.stdout.write(found.sentence)
            for one in found.findings:
                self.stdout.write(f"· {one.sentence}")
        if not found.is_whole:
            sys.exit(1)
