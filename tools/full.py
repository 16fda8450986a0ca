"""造大量演示数据 — into a library of its own beside the demonstration's; PROJECTS, MONTHS and ZONES say how much.

Runs inside the virtual environment. Stopped or killed, it goes on where it was when it is run again.
"""

import os

from tools.house import answer, data_dir, say
from tools.prepare import check_database, open_house

SIZES = {"PROJECTS": "--projects", "MONTHS": "--months", "ZONES": "--zones"}


def main() -> int:
    """依次 — tables, the data as work with its progress, how to look at it."""
    mine = f"sqlite:///{data_dir() / 'full.sqlite3'}"
    url = os.environ.setdefault("DATABASE_URL", mine)
    open_house()
    check_database()
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)
    asked = [part for name, option in SIZES.items() if name in os.environ for part in (option, os.environ[name])]
    call_command("seed_full", *asked)
    say(f"去看：make run DATABASE_URL={url}")
    return 0


if __name__ == "__main__":
    answer(main)
