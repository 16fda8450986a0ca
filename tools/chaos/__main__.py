"""make chaos — MINUTES of work (10) while every few seconds a process is killed; then the count.

DATABASE_URL as for make run, else a SQLite file of its own; SEED makes the same dice fall again;
KILLS=5,12 says how many seconds lie between two kills; CHAOS_DIR keeps what there was to see.
Ends with 1 when anything that was told as done is missing, or there twice, or the library is not whole.
"""

import json
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from tools.chaos import verdict
from tools.chaos.house import House, Process, keep, kill, wait_open
from tools.chaos.people import Founder, Memory, Person, Reporter, Sender
from tools.chaos.visitor import Visitor
from tools.house import ROOT, Refusal, answer, say
from tools.postgres import free_port

KILLS = "2,6"  # a pause between two kills, seconds: from, to; "no" for none
PARENT_ONE_IN = 15  # of the kills
REPORTERS, SENDERS, FOUNDERS = 3, 2, 1


@dataclass(slots=True)
class Run:
    """一场 — where, for how long, and what was seen."""

    minutes: float
    seed: int
    folder: Path
    port: int
    kills: Counter[str] = field(default_factory=Counter)


def main() -> int:
    """依次 — a demonstration, the house, the people, the killing, the count."""
    if sys.argv[1:2] == ["house"]:
        keep("127.0.0.1", int(sys.argv[2]))
        return 0
    with tempfile.TemporaryDirectory(prefix="ztf-chaos-") as scratch:
        folder = Path(os.environ.get("CHAOS_DIR") or scratch)
        run = Run(
            float(os.environ.get("MINUTES") or 10), int(os.environ.get("SEED") or time.time()), folder,
            free_port(),
        )  # fmt: skip
        say(f"断电演练 {run.minutes:g} 分钟，种子 {run.seed}，{folder}")
        return _held(run)


def _held(run: Run) -> int:
    environment = _surroundings(run)
    os.environ |= environment
    prepared = subprocess.run(
        [sys.executable, "-m", "tools.prepare"], cwd=ROOT, stdout=subprocess.DEVNULL, check=False
    )
    if prepared.returncode:
        raise Refusal("演示数据没有备好：原因见上面。")
    projects = _projects()
    house = House(run.port, environment, run.folder / "house.log")
    memory, over = Memory(), threading.Event()
    house.look_after()
    try:
        if not wait_open(run.port):
            raise Refusal(f"网站没有起来：看 {run.folder / 'log'}。")
        people = _people(run, memory, over, projects)
        for person in people:
            person.start()
        _kill_now_and_then(run, house)
        over.set()
        _until_quiet(house, people)
        return _told(run, memory, _after(house))
    finally:
        house.end()


def _surroundings(run: Run) -> dict[str, str]:
    url = os.environ.get("DATABASE_URL") or f"sqlite:///{run.folder / 'chaos.sqlite3'}"
    return {
        **os.environ, "DEBUG": "1", "DATABASE_URL": url, "DATA_DIR": str(run.folder / "data"),
        "PYTHONUNBUFFERED": "1", "DJANGO_SETTINGS_MODULE": "zhaotuifu.settings",
        "LOG_REQUESTS": "0",
    }  # fmt: skip


def _projects() -> list[tuple[int, str]]:
    """Projects of 砚湖镇 that its clerk may report on: number and name."""
    import django

    django.setup()
    from zhaotuifu.parties.models import Organisation
    from zhaotuifu.projects.models import Project, ProjectZone, Standing

    zone = Organisation.objects.get(name="砚湖镇")
    lying = ProjectZone.objects.filter(zone_id=zone.pk, superseded_at__isnull=True)
    found = Project.objects.filter(
        pk__in=lying.values("project_id"), is_void=False, standing=Standing.ACTIVE
    ).order_by("-id")
    return list(found.values_list("id", "name")[: REPORTERS + SENDERS])


def _people(
    run: Run, memory: Memory, over: threading.Event, projects: list[tuple[int, str]]
) -> list[Person]:
    def given(username: str, number: int) -> tuple[Visitor, Memory, threading.Event, int]:
        return Visitor("127.0.0.1", run.port, username), memory, over, number

    reporters = [
        Reporter(*given("yanhu", n), project=projects[n][0]) for n in range(REPORTERS)
    ]
    senders = [
        Sender(*given("yanhu", 10 + n), project=projects[REPORTERS + n][1], zone="砚湖镇")
        for n in range(SENDERS)
    ]
    founders = [Founder(*given("office", 20 + n)) for n in range(FOUNDERS)]
    return [*reporters, *senders, *founders]


def _kill_now_and_then(run: Run, house: House) -> None:
    """Every few seconds one process, by kind first, so that the many of the site do not take it all."""
    dice = random.Random(run.seed)
    until = time.monotonic() + run.minutes * 60
    said = os.environ.get("KILLS") or KILLS
    least, most = (1e9, 1e9) if said == "no" else map(float, said.split(","))
    while time.monotonic() < until:
        pause = time.monotonic() + dice.uniform(least, most)
        while time.monotonic() < min(pause, until):
            house.look_after()
            time.sleep(0.1)
        if time.monotonic() >= until:
            return
        if (victim := _victim(dice, house.processes())) is not None and kill(victim):
            run.kills[victim.kind] += 1


def _victim(dice: random.Random, running: list[Process]) -> Process | None:
    kinds = sorted({one.kind for one in running} - {"父进程"})
    if "父进程" in {one.kind for one in running} and dice.randrange(PARENT_ONE_IN) == 0:
        kinds = ["父进程"]
    if not kinds:
        return None
    kind = dice.choice(kinds)
    return dice.choice([one for one in running if one.kind == kind])


def _until_quiet(house: House, people: list[Person]) -> None:
    """No more killing: everybody comes to the end of what is begun."""
    until = time.monotonic() + 420
    while any(one.is_alive() for one in people) and time.monotonic() < until:
        house.look_after()
        time.sleep(0.3)


def _after(house: House) -> list[str]:
    stopped = threading.Event()

    def keep_up() -> None:
        while not stopped.is_set():
            house.look_after()
            time.sleep(0.5)

    keeper = threading.Thread(target=keep_up, daemon=True)
    keeper.start()
    try:
        return verdict.settle(say)
    finally:
        stopped.set()
        keeper.join()
        house.end()


def _told(run: Run, memory: Memory, left: list[str]) -> int:
    found = [*left, *verdict.findings(memory)]
    killed = "、".join(f"{kind} {count}" for kind, count in run.kills.most_common())
    said = {
        "月报": len(memory.months), "新项目": len(memory.projects), "送来的台账": len(memory.sent),
        "导入的台账": len(memory.imports), "没有答复": memory.lost, "没有答复但办了": memory.found_done,
        "被拒": memory.refused,
    }  # fmt: skip
    say(f"杀了 {run.kills.total()} 次：{killed}。")
    say(f"答复过的：{json.dumps(said, ensure_ascii=False)}")
    for sentence in found:
        say(f"不对：{sentence}")
    if not (memory.months and memory.imports and memory.projects):
        found.append("有一种活一件也没有办成，这一场不算。")
        say(found[-1])
    say("都在，一件不少，一件不重。" if not found else f"有 {len(found)} 处不对。")
    return 1 if found else 0


if __name__ == "__main__":
    answer(main)
