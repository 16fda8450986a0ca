"""出公文命令 — a live document as Word, with its figures and their rows, for scripts."""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path

from django.core.management.base import BaseCommand
from django.utils import timezone

from zhaotuifu.documents.blocks import DataTable, Heading
from zhaotuifu.documents.writer import write_docx
from zhaotuifu.indicators.asking import day_given
from zhaotuifu.kernel.actor import Actor
from zhaotuifu.kernel.money import plain
from zhaotuifu.kernel.verdict import Refused, ensure, no
from zhaotuifu.parties.queries import actor_named
from zhaotuifu.reports import access, actions, catalogue, queries
from zhaotuifu.reports.queries import Composed


class Command(BaseCommand):
    help = "出一份公文（Word），数字取自现在的台账：种类、年度、数据截至日、账号、存到哪里"

    def add_arguments(self, parser):
        parser.add_argument("kind", help="公文种类，例如 专报、建设情况专报、progress_brief")
        parser.add_argument("--year", type=int, required=True)
        parser.add_argument("--as-of", required=True, metavar="DAY", help="数据截至 2025-03-31")
        parser.add_argument("--as", required=True, dest="username", metavar="USER", help="账号")
        parser.add_argument("--out", required=True, metavar="FILE", help="存到这个文件")
        parser.add_argument("--json", action="store_true", dest="as_json")

    def handle(self, *args, as_json: bool, **options):
        try:
            result = answer(**{name: options[name] for name in ASKED})
        except Refused as refusal:
            sentence = refusal.verdict.sentence
            refused = json.dumps({"refused": [sentence]}, ensure_ascii=False)
            self.stdout.write(refused if as_json else sentence)
            sys.exit(1)
        if as_json:
            self.stdout.write(json.dumps(result, ensure_ascii=False))
        else:
            self.stdout.write(f"{result['title']}：已存到 {result['file']}")


ASKED = ("kind", "year", "as_of", "username", "out")


def answer(*, kind: str, year: int, as_of: str, username: str, out: str) -> dict[str, object]:
    """出公文 — writes the file and says what is in it.

    Raises `Refused` for an unknown kind, account, day or folder, and for a 板块's account: the
    document speaks of the whole district.
    """
    actor = _actor(username)
    ensure(access.can_read_all(actor))
    document = actions.kind_or_refuse(kind)
    day = day_given(as_of)
    actions.ensure_period(year, day, document)
    made = queries.composed(document, year=year, as_of=day)
    if not made.book.lines:
        raise Refused(no(f"{year} 年还没有列入的项目，没有可写的内容。请先导入台账。"))
    data = write_docx(made.brief.paper, catalogue.template_on(document.code, timezone.localdate()))
    try:
        Path(out).write_bytes(data)
    except OSError as error:
        raise Refused(no(f"写不进 {out}：{error.strerror}。请换一个文件或文件夹。")) from error
    return {
        "kind": document.code, "name": document.name, "year": year, "as_of": day.isoformat(),
        "file": out, "sha256": hashlib.sha256(data).hexdigest(),
    } | _content(made)


def _actor(username: str) -> Actor:
    actor = actor_named(username, timezone.localdate())
    if actor is None:
        raise Refused(no(f"没有在用的账号“{username}”。请核对账号。"))
    return actor


def _content(made: Composed) -> dict[str, object]:
    """Title, text paragraph by paragraph, figures with rows, checks before issuing."""
    blocks = [block for block in made.brief.paper.blocks if not isinstance(block, DataTable)]
    return {
        "title": "".join(made.brief.paper.title),
        "text": [block.text for block in blocks],
        "headings": [block.text for block in blocks if isinstance(block, Heading)],
        "figures": [
            {
                "key": figure.key, "text": figure.text, "name": figure.name, "unit": figure.unit,
                "scope": figure.scope_text, "value": plain(figure.value),
                "numerator": plain(figure.numerator), "denominator": plain(figure.denominator),
                "rows": [
                    {
                        "project": row.name, "code": row.code, "zone": row.zone,
                        "numerator": plain(row.numerator), "denominator": plain(row.denominator),
                    }
                    for row in figure.rows
                ],
            }
            for figure in made.brief.figures
        ],
        "checks": [
            {"sentence": check.sentence, "passed": check.is_passed} for check in made.checks
        ],
    }
