"""大量演示数据命令 — asks for the work, and does it here when no task process takes it up."""

from __future__ import annotations

import sys
import threading
import time

from django.core.management.base import BaseCommand
from django.db import connection
from django.utils import timezone

from zhaotuifu.desk.seed import full
from zhaotuifu.kernel import work
from zhaotuifu.kernel.actor import SYSTEM
from zhaotuifu.kernel.models import WorkRun
from zhaotuifu.kernel.states import WorkState
from zhaotuifu.kernel.verdict import Refused

PATIENCE_SECONDS, LOOK_SECONDS = 3.0, 1.0
ENDED = (WorkState.DONE, WorkState.FAILED, WorkState.STOPPED)


class Command(BaseCommand):
    help = "向空库造大量演示数据（规模示范区）；中断后再运行，接着造"

    def add_arguments(self, parser):
        parser.add_argument("--projects", type=int, default=100_000, help="共多少个项目，默认 100000")
        parser.add_argument("--months", type=int, default=24, help="月数，至 2025年12月，默认 24")
        parser.add_argument("--zones", type=int, default=20, help="板块数，默认 20")

    def handle(self, *args, projects: int, months: int, zones: int, **options):
        began = time.monotonic()
        work.revive(timezone.now())
        try:
            run = full.ask(projects=projects, months=months, zones=zones, at=timezone.now())
        except Refused as refusal:
            self.stdout.write(refusal.verdict.sentence)
            sys.exit(1)
        self._see_done(run)
        if run.state != WorkState.DONE:
            self.stdout.write(run.sentence)
            sys.exit(1)
        made = run.result
        self.stdout.write(
            f"已有 {made['projects']} 个项目 × {made['months']} 个月（规模数据，虚构），"
            f"用时 {time.monotonic() - began:.0f} 秒。"
        )

    def _see_done(self, run: WorkRun) -> None:
        """Waits for a task process; when none takes it up, does it in this one."""
        if connection.in_atomic_block:  # nobody else would see the run
            work.perform(run.pk)
            run.refresh_from_db()
        try:
            self._follow(run)
        except KeyboardInterrupt:
            work.stop(run, by=SYSTEM, at=timezone.now())
            self.stdout.write("停下了。再运行一次，接着造。")
            sys.exit(1)

    def _follow(self, run: WorkRun) -> None:
        said, waited = "", 0.0
        here: threading.Thread | None = None
        while run.state not in ENDED:
            is_here = here is not None and here.is_alive()
            if run.state == WorkState.QUEUED and waited >= PATIENCE_SECONDS and not is_here:
                here, waited = threading.Thread(target=_perform, args=(run.pk,), daemon=True), 0.0
                here.start()
            now = f"{run.phase} {run.done}/{run.total}" if run.total else run.phase
            if now and now != said:
                self.stdout.write(now)
                said = now
            time.sleep(LOOK_SECONDS)
            waited += LOOK_SECONDS
            if not is_here:  # what runs here is not lost, however slow the machine is
                work.revive(timezone.now())
            run.refresh_from_db()


def _perform(run_id: int) -> None:
    try:
        work.perform(run_id)
    finally:
        connection.close()
