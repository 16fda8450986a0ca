#!/usr/bin/env python3
"""管理命令 — the entrance for every command of the house."""

import json
import os
import sys

REFUSED, WRONG_USE = 1, 2
AWAY = "数据库用不了：{why}。请核对 DATABASE_URL，看数据库是否在运行；新库先运行 manage.py migrate。"


def main() -> None:
    """Hand the command line to Django."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhaotuifu.settings")
    try:
        from django.core.exceptions import ImproperlyConfigured
        from django.core.management import execute_from_command_line
        from django.db import OperationalError, ProgrammingError
    except ImportError:
        sys.exit("还没有安装依赖：请先运行 make run，或改用 .venv/bin/python manage.py …")
    if any("\ud800" <= letter <= "\udfff" for word in sys.argv for letter in word):
        refuse("命令行里有不是 UTF-8 的字（文件名也算）。请改名或重新键入。", WRONG_USE)
    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        refuse(f"设置不对：{first_line(error)}", WRONG_USE)
    except OperationalError as error:
        refuse(AWAY.format(why=first_line(error)), REFUSED)
    except ProgrammingError as error:
        if "does not exist" not in str(error):  # PostgreSQL on a database without tables
            raise
        refuse(AWAY.format(why=first_line(error)), REFUSED)


def first_line(error: Exception) -> str:
    """首行 — of what the database said; the rest is for programmers."""
    return str(error).strip().partition("\n")[0]


def refuse(sentence: str, code: int) -> None:
    """拒绝 — the sentence on stderr, for scripts also as JSON; ends with the code."""
    if "--json" in sys.argv:
        print(json.dumps({"refused": [sentence]}, ensure_ascii=False))
    print(sentence, file=sys.stderr)
    sys.exit(code)


if __name__ == "__main__":
    main()
