"""送台账 — what the tests of the import share: a person sends rows, answers, commits."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.utils import timezone

from tests.ledger.workbooks import xlsx
from tests.people import Person
from zhaotuifu.kernel.actor import SYSTEM
from zhaotuifu.ledger import actions, report
from zhaotuifu.ledger.models import LedgerImport
from zhaotuifu.parties import actions as parties
from zhaotuifu.progress.queries import months_of
from zhaotuifu.projects.models import Project

DATA = Path(__file__).parents[1] / "data"
LEDGERS = DATA / "ledgers"
HEADS = ("项目名称", "板块", "总投资（万元）", "年度计划投资（万元）", "本月完成（万元）", "形象进度")

Rows = Sequence[Sequence[Any]]


def table(*rows: Sequence[Any], heads: Sequence[str] = HEADS, title: str = "") -> bytes:
    """A ledger with these heads and rows; a title names the month if one is given."""
    return xlsx({"汇总": [*([[title]] if title else []), list(heads), *rows]})


def send(
    person: Person, data: bytes, period: str = "2025-03", name: str = "台账.xlsx", **answers: Any
) -> LedgerImport:
    """送来 — previewed, nothing written."""
    said = {"period": period, **answers} if period else answers
    return actions.send(
        data=data, name=name, by=person.actor, at=timezone.now(), answers=said
    )


def commit(person: Person, sent: LedgerImport) -> LedgerImport:
    """导入."""
    return actions.commit(ledger_import=sent, by=person.actor, at=timezone.now())


def imported(
    person: Person, data: bytes, period: str = "2025-03", **answers: Any
) -> dict[str, Any]:
    """送来并导入 — and what came of it."""
    return report.result(commit(person, send(person, data, period, **answers)))


def previewed(
    person: Person, data: bytes, period: str = "2025-03", **answers: Any
) -> dict[str, Any]:
    """送来看看."""
    return report.result(send(person, data, period, **answers))


def counted(found: Mapping[str, Any]) -> dict[str, int]:
    """How many entries each list has, without the empty ones."""
    return {name: len(found[name]) for name in report.LISTS if found[name]}


def classes(found: Mapping[str, Any], name: str) -> list[tuple[int, str]]:
    """(row, class) of the entries of a list."""
    return [(one["row"], one["class"]) for one in found[name]]


def project(name: str) -> Project:
    """按名取项目."""
    return Project.objects.get(name=name, is_void=False)


def months(name: str, year: int = 2025) -> dict[int, Decimal]:
    """逐月完成 — of a project by name."""
    one = project(name)
    return months_of([one.pk], year=year).get(one.pk, {})


def with_zones() -> None:
    """The invented district's 板块 of the shared ledgers."""
    rows = json.loads((LEDGERS / "zones.json").read_text(encoding="utf-8"))
    given = [
        parties.ZoneGiven(row["name"], row.get("kind") or "", tuple(row.get("aliases") or ()))
        for row in rows
    ]
    parties.load_zones(given, by=SYSTEM, at=timezone.now() - timedelta(days=1))


def command(capsys: Any, *words: str) -> tuple[int, dict[str, Any]]:
    """导入命令 — exit code and its JSON."""
    code = 0
    capsys.readouterr()
    try:
        call_command("ledger_import", *words, "--json")
    except SystemExit as stop:
        code = int(stop.code or 0)
    return code, json.loads(capsys.readouterr().out)
