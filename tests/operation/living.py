"""过日子 — run in an installation of a test: it is laid out, written to without a pause, and looked at.

python -m tests.operation.living WHAT …: the last line of stdout is JSON.
"""

from __future__ import annotations

import hashlib
import io
import json
import sys
import threading
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import django

ZONE, YEAR = "砚湖镇", 2025


def lay() -> object:
    """布置 — a district with some projects and files, in tables that are there."""
    from django.utils import timezone

    from tests import people
    from zhaotuifu.desk.seed.preset import load_rules
    from zhaotuifu.evidence.actions import store
    from zhaotuifu.kernel.actor import SYSTEM, Role
    from zhaotuifu.projects.actions import Statement, state_projects

    at = timezone.now()
    people.found_district(at)
    load_rules("wujin", by=SYSTEM, at=at)
    people.person("office", Role.OFFICE, "区重大办", at)
    zone = people.organisation(ZONE).pk
    said = [
        Statement({"name": f"云岭第{n}号厂房", "zone_ids": (zone,), "plan_wan": 1000 + n})
        for n in range(40)
    ]
    state_projects(said, year=YEAR, about_from=date(YEAR, 1, 1), by=SYSTEM, at=at)
    for n in range(20):
        store(data=f"原件{n}".encode() * 1000, name=f"台账{n}.xlsx", by=SYSTEM, at=at)
    return {}


def write() -> object:
    """一直写 — months and files, each told once it is committed; until stdin closes."""
    from django.utils import timezone

    from zhaotuifu.evidence.actions import store
    from zhaotuifu.kernel.actor import SYSTEM
    from zhaotuifu.progress.actions import record_progress
    from zhaotuifu.progress.models import MonthlyAmount
    from zhaotuifu.projects.models import Project

    over = threading.Event()
    threading.Thread(target=lambda: (sys.stdin.read(), over.set()), daemon=True).start()
    projects = list(Project.objects.order_by("id").values_list("id", flat=True))
    number = 0
    while not over.is_set():
        number += 1
        at, project = timezone.now(), projects[number % len(projects)]
        amount = MonthlyAmount(
            project_id=project, year=YEAR, month=1 + number % 9, amount_wan=Decimal(number)
        )
        record_progress([amount], years=[YEAR], by=SYSTEM, at=at)
        store(data=f"边写边存{number}".encode(), name=f"{number}.txt", by=SYSTEM, at=at)
        print(number, flush=True)
    return {"written": number}


def look() -> object:
    """看看 — everything that must hold of a library, and how much is in it."""
    from django.conf import settings
    from django.utils import timezone

    from zhaotuifu.evidence.models import StoredFile
    from zhaotuifu.indicators.actions_check import check_year
    from zhaotuifu.indicators.queries import listed_years
    from zhaotuifu.kernel import audit
    from zhaotuifu.kernel.models import AuditRow
    from zhaotuifu.progress.models import MonthlyAmount

    lost = [
        file.name for file in StoredFile.objects.all()
        if not _is_whole(Path(settings.MEDIA_ROOT) / file.sha256[:2] / file.sha256, file.sha256)
    ]  # fmt: skip
    return {
        "broken_at": audit.first_break(AuditRow.objects.order_by("number").iterator()),
        "lost_files": lost, "files": StoredFile.objects.count(),
        "amounts": [int(one) for one in MonthlyAmount.objects.values_list("amount_wan", flat=True)],
        "differences": [said for year in listed_years() for said in check_year(year, at=timezone.now())],
        "last_deeds": list(AuditRow.objects.order_by("-number").values_list("action", flat=True)[:2]),
        "kept": sorted(
            path.relative_to(settings.MEDIA_ROOT).as_posix()
            for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()
        ),
    }  # fmt: skip


def _is_whole(path: Path, sha256: str) -> bool:
    return path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == sha256


def prove(backup: str, again: str) -> object:
    """证明 — backed up once more, looked at, and written to; where the second backup lies."""
    from django.conf import settings
    from django.utils import timezone

    from zhaotuifu.kernel.actor import SYSTEM
    from zhaotuifu.operation import actions

    second = actions.take(into=Path(again), by=SYSTEM, at=timezone.now())
    found = look()  # behind the backup: counting the roll-ups again notes when that was done
    kept = Path(settings.DATA_DIR, "secret_key").read_text() == Path(backup, "secret_key").read_text()
    return {"found": found, "again": str(second), "is_same_secret": kept, "is_next": _is_next()}


def _is_next() -> bool:
    """A new row gets a number of its own after a restore."""
    from zhaotuifu.parties.models import Organisation

    highest = Organisation.objects.order_by("-id").values_list("id", flat=True)[0]
    root = Organisation.objects.order_by("id")[0]
    made = Organisation.objects.create(name="新来的单位", kind=root.kind, parent_id=root.pk)
    return bool(made.pk == highest + 1)


def upgrade(folder: str) -> object:
    """升级 — the rows of an earlier version into its own tables, then all migrations since."""
    import gzip

    from django.core.management import call_command
    from django.db import connection, transaction
    from django.db.migrations.executor import MigrationExecutor

    from zhaotuifu.operation import rows

    place = Path(folder)
    said = json.loads((place / "library.json").read_text("utf-8"))
    apps = rows.build(MigrationExecutor(connection), [tuple(step) for step in said["migrations"]])
    found = {model._meta.db_table: model for model in rows.tables_of(apps)}
    with transaction.atomic():
        rows.empty_tables(found.values())
        for name, (count, sha256) in said["tables"].items():
            with gzip.open(place / f"{name}.jsonl.gz", "rb") as lines:
                read = rows.read_table(found[name], iter(lines))
            assert (read.rows, read.sha256) == (count, sha256), name
        rows.number_on(found.values())
    call_command("migrate", interactive=False, verbosity=0)
    return _upgraded(said)


def _upgraded(said: dict[str, Any]) -> object:
    from django.core.management import call_command
    from django.db import connection

    from zhaotuifu.indicators import actions_rebuild

    for year in actions_rebuild.needing():
        actions_rebuild.rebuild(year, anew=False)
    there = set(connection.introspection.table_names())
    counts = {}
    with connection.cursor() as cursor:
        for name in said["tables"]:
            if name in there:
                cursor.execute(f"SELECT COUNT(*) FROM {connection.ops.quote_name(name)}")
                counts[name] = cursor.fetchone()[0]
    figures = []
    for (name, year, day, *scope), _ in said["figures"]:
        out = io.StringIO()
        call_command("indicator", name, "--year", year, "--as-of", day, *scope, "--json", stdout=out)
        answer = json.loads(out.getvalue())
        figures.append({key: answer[key] for key in ("value", "numerator", "denominator")}
                       | {"rows": len(answer["rows"])})
    return {"counts": counts, "figures": figures, **look()}  # type: ignore[dict-item]


WHAT: dict[str, Callable[..., object]] = {
    "lay": lay, "write": write, "look": look, "prove": prove, "upgrade": upgrade,
}

if __name__ == "__main__":
    django.setup()
    print(json.dumps(WHAT[sys.argv[1]](*sys.argv[2:]), ensure_ascii=False))
