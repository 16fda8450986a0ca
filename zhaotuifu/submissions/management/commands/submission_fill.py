"""填上报表命令 — a superior's table of a month into a file, with its checks, for scripts."""

from __future__ import annotations

import json
import re
import sys
from dataclasses import asdict
from pathlib import Path

from django.core.management.base import BaseCommand
from django.utils import timezone

from zhaotuifu.indicators.asking import year_given
from zhaotuifu.kernel.verdict import Refused, Unclear, ensure, no
from zhaotuifu.parties.queries import actor_named
from zhaotuifu.submissions import access, queries
from zhaotuifu.submissions.composing import Filled, composed
from zhaotuifu.submissions.rules.checks import stands_in_the_way

WRONG = 2  # the file is there, and a sum in it does not agree


class Command(BaseCommand):
    help = "按现在的台账填一张上报表，存成 xlsx：表名、月份、账号、存到哪里"

    def add_arguments(self, parser):
        parser.add_argument("name", help="上报表的名称")
        parser.add_argument("--month", required=True, metavar="MONTH", help="2025-03")
        parser.add_argument("--as", required=True, dest="username", metavar="USER", help="账号")
        parser.add_argument("--out", required=True, metavar="FILE", help="存到这个文件")
        parser.add_argument("--json", action="store_true", dest="as_json")

    def handle(self, *args, as_json: bool, **options):
        try:
            made = fill(*(options[name] for name in ("name", "month", "username")))
            write(options["out"], made.data)
        except Refused as refusal:
            sentence = refusal.verdict.sentence
            said = json.dumps({"refused": [sentence]}, ensure_ascii=False)
            self.stdout.write(said if as_json else sentence)
            sys.exit(1)
        findings = [asdict(one) for one in made.findings]
        if as_json:
            answer = {
                "file": options["out"],
                "projects": len(made.project_ids),
                "findings": findings,
            }
            self.stdout.write(json.dumps(answer, ensure_ascii=False))
        else:
            self.stdout.write(f"已存到 {options['out']}，{len(made.project_ids)} 个项目。")
            for one in made.findings:
                self.stdout.write(f"  {one.place} {one.sentence}")
        if stands_in_the_way(made.findings):
            sys.exit(WRONG)


def fill(name: str, month: str, username: str) -> Filled:
    """填一份 — raises `Refused` for an unknown table, month or account, or one that may not."""
    actor = actor_named(username, timezone.localdate())
    if actor is None:
        raise Refused(no(f"没有在用的账号“{username}”。请核对账号。"))
    ensure(access.can_keep(actor))
    found = re.fullmatch(r"([0-9]{4})-(0[1-9]|1[0-2])", month)
    if found is None:
        raise Unclear(f"看不懂月份“{month[:20]}”。请写成 2025-03 这样。")
    year = year_given(int(found[1]))
    table = queries.table_named(name)
    if table is None:
        known = "、".join(line.name for line in queries.tables()) or "还没有"
        raise Refused(no(f"没有上报表“{name[:60]}”。现有：{known}。"))
    version = queries.version_for(table, year)
    if version is None:
        raise Refused(no(f"“{table.name}”没有 {year} 年能用的空表。请先上传、对应、启用。"))
    return composed(version, year=year, month=int(found[2]), on=timezone.localdate())


def write(out: str, data: bytes) -> None:
    """存文件."""
    try:
        Path(out).write_bytes(data)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "名称不对"
        raise Refused(no(f"写不进 {out[:200]}：{reason}。请换一个文件或文件夹。")) from error
