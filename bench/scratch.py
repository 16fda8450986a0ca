"""草稿库 — the database the benches run in: never the one of the demonstration, never a real one."""

from __future__ import annotations

import os
import tempfile
from datetime import date
from pathlib import Path

OFFICE, ZONE, LEADER = "bench-office", "bench-zone", "bench-leader"
FIRST_DAY = date(2024, 1, 1)


class Unfit(Exception):
    """不能用 — the sentence says why and what to do."""


def enter() -> None:
    """进草稿库 — settings of production speed, and a database of our own; loads Django.

    With DATABASE_URL the benches run there; else in a SQLite file beside the demonstration's.
    """
    home = Path(os.environ.get("DATA_DIR") or "var")
    home.mkdir(parents=True, exist_ok=True)
    os.environ.setdefault("DATABASE_URL", f"sqlite:///{(home / 'bench.sqlite3').resolve()}")
    os.environ["DATA_DIR"] = tempfile.mkdtemp(prefix="zhaotuifu-bench-")
    os.environ |= {"DEBUG": "0", "BEHIND_TLS": "0", "SECRET_KEY": "bench" * 12, "ALLOWED_HOSTS": "*"}
    os.environ |= {"LOG_REQUESTS": "0", "LOG_LEVEL": "ERROR", "RATE_LIMITS": "0"}  # what is measured is the page
    os.environ["DJANGO_SETTINGS_MODULE"] = "zhaotuifu.settings"
    import django

    django.setup()


def fill(projects: int, months: int) -> None:
    """备数据 — the scale data once; a database that holds anything else is refused (`Unfit`)."""
    from django.core.management import call_command

    from zhaotuifu.desk.seed.scale import NAME
    from zhaotuifu.parties.queries import district
    from zhaotuifu.projects.models import Project

    call_command("migrate", interactive=False, verbosity=0)
    there = district()
    if there is None:
        call_command("seed_scale", projects=projects, months=months)
        _settle()
        there = district()
    if there is None or there.name != NAME:
        name = there.name if there else ""
        raise Unfit(f"库里的“{name}”不是规模示范区。请用 DATABASE_URL 给一个空的数据库。")
    _open_accounts()
    found = Project.objects.count()
    if found < projects:
        raise Unfit(f"草稿库只有 {found:,} 个项目，要 {projects:,} 个。请删掉草稿库再来。")


def _settle() -> None:
    """PostgreSQL does this by itself within minutes of a load; a bench does not wait for it."""
    from django.db import connection

    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")


def _open_accounts() -> None:
    """Demonstration accounts are refused with DEBUG off: some of our own, without a password."""
    from django.utils import timezone

    from zhaotuifu.kernel.actor import SYSTEM, Role
    from zhaotuifu.parties import actions
    from zhaotuifu.parties.models import Organisation, User

    at = timezone.now()
    first_zone = Organisation.objects.zones().in_order()[0]
    office = Organisation.objects.get(name="区重大办")
    for username, role, organisation in (
        (OFFICE, Role.OFFICE, office), (ZONE, Role.ZONE, first_zone), (LEADER, Role.LEADER, office),
    ):
        if User.objects.filter(username=username).exists():
            continue
        user = actions.open_account(
            username=username, name="对比用账号", password=None, by=SYSTEM, at=at
        )
        actions.give_post(
            user=user, organisation=organisation, role=role, from_on=FIRST_DAY, by=SYSTEM, at=at
        )
