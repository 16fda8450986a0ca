#!/usr/bin/env python3
"""管理命令 — the entrance for every command of the house."""

import os
import sys


def main() -> None:
    """Hand the command line to Django."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhaotuifu.settings")
    try:
        from django.core.management import execute_from_command_line
    except ImportError:
        sys.exit("还没有安装依赖：请先运行 make run，或改用 .venv/bin/python manage.py …")
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
