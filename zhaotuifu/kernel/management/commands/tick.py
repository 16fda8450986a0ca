"""走表命令 — once, or as a loop beside the web process."""

from __future__ import annotations

import logging
import os
import socket
import time

from django.core.management.base import BaseCommand
from django.db import Error, close_old_connections
from django.utils import timezone

from zhaotuifu.kernel import beats, jobs, work
from zhaotuifu.kernel.states import Process

log = logging.getLogger(__name__)
#: long work that a killed process left is taken up this soon
LOOK_SECONDS = 10


class Command(BaseCommand):
    help = "把到点的定时作业放入任务队列；--loop 每分钟一次"

    def add_arguments(self, parser):
        parser.add_argument("--loop", action="store_true", help="一直运行，每分钟一次")

    def handle(self, *args, loop: bool, **options):
        minute, steady = None, beats.Steady()
        key = f"{socket.gethostname()[:50]}-{os.getpid()}"
        while True:
            now = timezone.now()
            try:
                beats.beat(Process.TICKER, key, now)
                work.revive(now)
                if steady.is_at(now) or not loop:
                    beats.rescue(now)
                if minute != (minute := now.replace(second=0, microsecond=0)):
                    for name in jobs.tick(now):
                        self.stdout.write(name)
            except Error:  # the database is away: the next look tries again
                if not loop:
                    raise
                minute = None
                log.exception("tick failed")
            if not loop:
                return
            close_old_connections()
            time.sleep(LOOK_SECONDS - time.time() % LOOK_SECONDS)
