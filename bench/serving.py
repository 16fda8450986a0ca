"""并发 — the list page from the server `make run` starts: sixteen signed-in connections, distinct conditions.

No answer is ever asked for twice in a round; nothing between the browser and the database keeps
answers. The client is our own, on the same machine: its share of the processors is in the figure.
Limits: 150 pages a second, and what the rivals of the design papers reached is printed beside it
(a plain Django page 194 without sign-in, Redmine's list 18).
"""

from __future__ import annotations

import asyncio
import itertools
import os
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from urllib.parse import quote

from bench.scratch import OFFICE, ZONE
from bench.timing import Measured

CONNECTIONS, WARM, LEAST_PER_SECOND = 16, 64, 150
PAGES = int(os.environ.get("BENCH_PAGES", "1600"))
PORT = int(os.environ.get("BENCH_PORT", "8477"))
SEED = 20250331


def measure() -> Iterator[Measured]:
    """对比 — one server, one warm-up, one round of distinct pages."""
    server = _start()
    try:
        cookies = [_signed_in(OFFICE if number % 4 else ZONE) for number in range(CONNECTIONS)]
        asyncio.run(_until_rosters_stand(cookies[1]))
        asyncio.run(_round(cookies, _addresses(WARM, SEED + 1)))
        began = time.perf_counter()
        seconds = asyncio.run(_round(cookies, _addresses(PAGES, SEED)))
        took = time.perf_counter() - began
    finally:
        server.terminate()
        server.wait(timeout=20)
    each = sorted(seconds)
    rate = len(each) / took
    note = (
        f"{rate:.0f} 页/秒（限 {LEAST_PER_SECOND}；普通 Django 页 194，不登录；Redmine 18），"
        f"中位 {statistics.median(each) * 1000:.0f} ms，九五分位 {each[int(len(each) * 0.95)] * 1000:.0f} ms"
    )
    name = f"{CONNECTIONS} 个连接，{len(each):,} 个不同条件，每页"
    yield Measured(name, took / len(each), note, 1 / LEAST_PER_SECOND)


def _start() -> subprocess.Popen[bytes]:
    """The web processes as `make run` starts them, on the scratch database."""
    from tools.run import Address, web_command

    environment = dict(os.environ) | {"DEBUG": "0", "BEHIND_TLS": "0", "RATE_LIMITS": "0", "ALLOWED_HOSTS": "*"}
    manage = [sys.executable, "manage.py", "collectstatic", "--noinput", "-v0"]
    subprocess.run(manage, env=environment, check=True)
    command = web_command(Path(sys.executable), Address("127.0.0.1", PORT))
    server = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    asyncio.run(_until_open())
    return server


async def _until_open() -> None:
    for _ in range(150):
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", PORT)
        except OSError:
            await asyncio.sleep(0.2)
            continue
        writer.close()
        return
    raise RuntimeError(f"网站没有在端口 {PORT} 起来")


async def _until_rosters_stand(cookie: str) -> None:
    """Each web process reads the year once, beside its first answers: asked until every one has."""
    for _ in range(10):
        await _round([cookie] * 4, ["/projects/?year=2025"] * 8)
        await asyncio.sleep(1.0)


def _signed_in(username: str) -> str:
    """A session of its own for each connection, as signing in makes it."""
    from django.conf import settings
    from django.contrib.auth import (
        BACKEND_SESSION_KEY,
        HASH_SESSION_KEY,
        SESSION_KEY,
        get_user_model,
    )

    user = get_user_model().objects.get(username=username)
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[-1]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"


def _addresses(count: int, seed: int) -> list[str]:
    """So many different lists: levels, 板块, kinds, lamps, stages, sizes, words, orders, depths."""
    from zhaotuifu.desk.asking import CHOICES, SORTS
    from zhaotuifu.parties.queries import zones

    chance = random.Random(seed)
    places = [zone.id for zone in zones()]
    words = ["云仓", "jghc", "二期", "智能", "产业园", "zn", "水厂", "一期 智能", "扩建", "cy"]
    found: dict[str, None] = {}
    for number in itertools.count():
        parts = [f"sort={chance.choice(('', '-'))}{chance.choice(SORTS)}", f"page={chance.randrange(1, 400)}"]
        for name in chance.sample(sorted(CHOICES), chance.randrange(0, 3)):
            parts.append(f"{name}={chance.choice(CHOICES[name])[0]}")
        if chance.random() < 0.4:
            parts.append(f"zone={chance.choice(places)}")
        if number % 8 == 0:
            parts.append(f"q={quote(chance.choice(words))}")
        found[f"/projects/?year=2025&{'&'.join(parts)}"] = None
        if len(found) == count:
            return list(found)
    raise AssertionError("count never ends")


async def _round(cookies: list[str], addresses: list[str]) -> list[float]:
    """All pages, each connection taking the next one as soon as it has read its last."""
    waiting, seconds = iter(addresses), []

    async def connection(cookie: str) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", PORT)
        for address in waiting:
            began = time.perf_counter()
            writer.write(
                f"GET {address} HTTP/1.1\r\nHost: 127.0.0.1:{PORT}\r\nCookie: {cookie}\r\n\r\n".encode()
            )
            await _read_page(reader, address)
            seconds.append(time.perf_counter() - began)
        writer.close()

    await asyncio.gather(*(connection(cookie) for cookie in cookies))
    return seconds


async def _read_page(reader: asyncio.StreamReader, address: str) -> None:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
    if " 200 " not in head.partition("\r\n")[0]:
        raise RuntimeError(f"{address} 应答 {head.partition(chr(13))[0]}")
    lines = dict(line.split(": ", 1) for line in head.split("\r\n")[1:] if ": " in line)
    if "content-length" in lines:
        await reader.readexactly(int(lines["content-length"]))
        return
    while size := int((await reader.readuntil(b"\r\n")).strip() or b"0", 16):
        await reader.readexactly(size + 2)
    await reader.readuntil(b"\r\n")
