"""旧库 — the library of an earlier version with its demonstration, as lines of text for the upgrade test.

Made once: `python -m tools.old_library COMMIT FOLDER` builds that version's tables and demonstration
in a scratch place, asks that version for some figures, and writes every row with the migrations it
stands on. Nobody's data: the demonstration is invented.
"""

import gzip
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tools.house import ROOT, Refusal, answer, say

MANIFEST = "library.json"
NAMES = (
    "投资完成率", "年度计划投资", "本年累计完成投资", "序时差", "开工率", "竣工率", "入库数", "入库目标完成率",
)  # fmt: skip
#: what that version is asked, and the present one after the upgrade
FIGURES = tuple(
    (name, "2025", day, *scope)
    for name in NAMES
    for day in ("2025-01-31", "2025-03-31")
    for scope in ((), ("--level", "市重大"))
)
#: of no use to another version: who is signed in, what the queue has done
LEFT_OUT = ("django_session", "axes_", "django_tasks_database_")


def main() -> int:
    """依次 — that version's tree, its demonstration, its figures, its rows."""
    if len(sys.argv) != 3:
        raise Refusal("用法：python -m tools.old_library 提交号 目录")
    commit, folder = sys.argv[1], Path(sys.argv[2]).resolve()
    with tempfile.TemporaryDirectory(prefix="ztf-old-") as scratch:
        place = Path(scratch)
        tree = place / "tree"
        tree.mkdir()
        packed = subprocess.run(["git", "archive", commit], cwd=ROOT, capture_output=True, check=True)
        subprocess.run(["tar", "-x", "-C", str(tree)], input=packed.stdout, check=True)
        url = f"sqlite:///{place / 'old.sqlite3'}"
        environment = {
            **os.environ, "DEBUG": "1", "DATABASE_URL": url, "DATA_DIR": str(place / "data"),
            "PYTHONPATH": str(tree),
        }  # fmt: skip
        _run(tree, environment, "-m", "tools.prepare")
        printed = [[list(words), _figure(tree, environment, words)] for words in FIGURES]
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        os.environ |= {"DEBUG": "1", "DATABASE_URL": url, "DATA_DIR": str(place / "data")}
        rows = write(folder, commit, printed)
    say(f"{folder}：{rows} 行，{len(printed)} 个数。")
    return 0


def _run(tree: Path, environment: dict[str, str], *words: str) -> str:
    done = subprocess.run(
        [sys.executable, *words], cwd=tree, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise Refusal(f"{done.stderr[-2000:]}\n旧版本没有跑成：{' '.join(words)}")
    return done.stdout


def _figure(tree: Path, environment: dict[str, str], words: tuple[str, ...]) -> dict[str, object]:
    name, year, day, *scope = words
    said = _run(tree, environment, "manage.py", "indicator", name, "--year", year, "--as-of", day, *scope, "--json")
    found = json.loads(said)
    return {key: found[key] for key in ("value", "numerator", "denominator")} | {"rows": len(found["rows"])}


def write(folder: Path, commit: str, printed: list[list[object]]) -> int:
    """写下 — every table that has a row, with the present program's reader; how many rows."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "zhaotuifu.settings"
    import django

    django.setup()
    from django.db import connection
    from django.db.migrations.loader import MigrationLoader

    from zhaotuifu.operation import rows

    loader = MigrationLoader(connection)
    steps = rows.applied(loader)
    tables = {}
    for model in rows.tables_of(rows.apps_at(loader, steps)):
        name = model._meta.db_table
        if name.startswith(LEFT_OUT) or not model._base_manager.exists():
            continue
        with gzip.GzipFile(folder / f"{name}.jsonl.gz", "wb", 9, mtime=0) as out:
            table = rows.write_table(model, out)
        tables[name] = [table.rows, table.sha256]
    said = {"commit": commit, "migrations": steps, "tables": tables, "figures": printed}
    lines = ",\n".join(f'"{key}": {json.dumps(value, ensure_ascii=False)}' for key, value in said.items())
    (folder / MANIFEST).write_text(f"{{\n{lines}\n}}\n", "utf-8")
    return sum(count for count, _ in tables.values())


if __name__ == "__main__":
    answer(main)
