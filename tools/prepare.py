"""备库 — migrate, load the demonstration into an empty database, show its accounts.

Runs inside the virtual environment, in one process, because each start of Django costs a second.
"""

import os
import sys

from tools.house import Refusal, answer, say


def open_house() -> None:
    """进门 — load Django; refused with the setting that is missing or wrong."""
    import django
    from django.core.exceptions import ImproperlyConfigured

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhaotuifu.settings")
    try:
        django.setup()  # reads the settings
    except ImproperlyConfigured as problem:
        raise Refusal(f"设置不对，请改正环境变量后重来：{problem}") from problem


def check_database() -> None:
    """连库 — refused with what to look at when the database does not answer."""
    from django.db import Error, connection

    try:
        connection.ensure_connection()
    except Error as problem:
        reason = str(problem).strip().splitlines()[0]
        if connection.vendor == "sqlite":
            place = connection.settings_dict["NAME"]
            raise Refusal(f"打不开数据库文件 {place}：请确认目录可写（{reason}）。") from problem
        raise Refusal(
            "连不上数据库：请确认 PostgreSQL 已启动，DATABASE_URL 中的主机、端口、库名、"
            f"用户和口令都对（{reason}）。"
        ) from problem


def main() -> int:
    """依次 — database, demonstration (DEBUG only), static files (otherwise), accounts."""
    open_house()
    check_database()
    from django.conf import settings
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)
    if not settings.DEBUG:
        call_command("collectstatic", interactive=False, verbosity=0)
        say("DEBUG 已关：不载入演示数据，演示账号不能登录。")
        return 0
    call_command("seed_demo", "--if-empty")
    call_command("demo_accounts")
    sys.stdout.flush()
    return 0


if __name__ == "__main__":
    answer(main)
