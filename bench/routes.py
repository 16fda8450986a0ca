"""全部网址 — server time and SQL statements of every page of the product, at any size of the library.

Walks the site map itself, so a page added tomorrow is measured tomorrow: every named address that
answers a GET, as the office, the leader and a 板块, each the median of five, wall / processor. Pages
have a limit; files are listed apart, as what takes long. What has no sample in the scratch library
is named. BENCH_ROUTES (names, comma) walks only these.
"""

from __future__ import annotations

import logging
import os
import statistics
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from itertools import product
from typing import Any

from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from bench import samples
from bench.list_page import PLAIN_FILES
from bench.scratch import LEADER, OFFICE, ZONE
from bench.timing import TIMES, Measured

LIMIT_SECONDS = 0.150
#: what a leader opens first has a limit of its own
LIMITS = {"dashboard": 0.080, "desk": 0.080, "home": 0.080}
SLOW_SECONDS = 2.0  # once is enough to know
WHO = {"重大办": OFFICE, "领导": LEADER, "板块": ZONE}
#: other states of a page that may cost more than its first one
STATES = (
    ("dashboard", "?level=province"), ("dashboard", "?year=2025&month=6"), ("dashboard", "?year=2024&month=12"),
    ("project_list", "?group=zone"), ("project_list", "?group=lead_department"),
    ("project_list", "?group=size&open=m"), ("project_list", "?q=产业园"), ("project_list", "?sort=-gap&page=900"),
    ("project_list", "?missing=1"), ("project_list", "?nocause=1"), ("project_list", "?unreported=12"),
    ("project_bulk", "?all=1&field=leader&year=2025"), ("indicator_list", "?year=2025&month=6"),
    ("progress_table", "?year=2025&month=12&level=province"),
    ("indicator_list", "?year=2025&month=12&kind=industry"), ("indicator_page", "?level=province"),
    ("indicator_page", "?year=2025&month=12&level=province&kind=industry"),
    ("indicator_difference", "?level=province"),
)
#: of nobody signed in, or asked by machines
LEFT_OUT = ("signin", "signout", "signin_code", "healthz", "readyz")


@dataclass(frozen=True, slots=True)
class Asked:
    """问一次 — median seconds and processor seconds, statements, size, how it was answered."""

    status: int
    is_file: bool
    seconds: float = 0.0
    cpu_seconds: float = 0.0
    statements: int = 0
    size: int = 0


def measure() -> Iterator[Measured]:
    """逐个 — pages in the order of the site map, then files, then the sum of it and what was not asked."""
    samples.fill()
    logging.disable(logging.WARNING)  # who may not open a page is asked too
    clients = {label: _client(username) for label, username in WHO.items()}
    count, late, files, left_out = 0, [], [], []
    with override_settings(STORAGES=PLAIN_FILES, ROSTERS_AT_ONCE=True):
        for name, address in addresses():
            if address is None:
                left_out.append(name)
                continue
            asked = {label: _asked(client, address) for label, client in clients.items()}
            told = {label: one for label, one in asked.items() if one.status == HTTPStatus.OK}
            if not told:
                continue
            found = _measured(name, address, told)
            if any(one.is_file for one in told.values()):
                files.append(found)
                continue
            count += 1
            yield found
            if not found.is_within:
                late.append(f"{name} {found.seconds * 1000:.0f} ms")
    print(f"— 文件（长活另计），{len(files)} 个")
    yield from files
    print(f"— 页面 {count} 个，超过限的 {len(late)} 个：{'、'.join(late)}")
    print(f"— 没有样本的 {len(left_out)} 个：{'、'.join(left_out)}")


def addresses() -> Iterator[tuple[str, str | None]]:
    """网址 — every named route, with a sample of each thing it names; None where there is none."""
    wanted = os.environ.get("BENCH_ROUTES", "").split(",")
    for name, keys in named_routes():
        if name in LEFT_OUT or (wanted != [""] and name not in wanted):
            continue
        choices = [samples.of(name, key) for key in keys]
        if not all(choices):
            yield name, None
            continue
        for args in product(*choices):
            yield name, reverse(name, args=args) + samples.QUERIES.get(name, "")
        for state, query in STATES:
            if state == name:
                args = ["completion_rate"] if keys else []
                yield name, reverse(name, args=args) + query


def named_routes() -> list[tuple[str, Sequence[str]]]:
    """有名字的网址 — with the names of their parameters, in the order of the site map."""
    found: dict[str, Sequence[str]] = {}

    def walk(patterns: Sequence[Any], keys: tuple[str, ...]) -> None:
        for one in patterns:
            more = (*keys, *one.pattern.converters)
            if isinstance(one, URLResolver):
                walk(one.url_patterns, more)
            elif isinstance(one, URLPattern) and one.name:
                found.setdefault(one.name, more)

    walk(get_resolver().url_patterns, ())
    return list(found.items())


def _client(username: str) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(get_user_model().objects.get(username=username))
    return client


def _asked(client: Client, address: str) -> Asked:
    client.get(address)  # what a process reads once is read
    with CaptureQueriesContext(connection) as captured:
        response = client.get(address)
        content = _content(response)
        statements = len(captured)
    is_file = not response.get("Content-Type", "").startswith("text/html")
    if response.status_code != HTTPStatus.OK:
        if response.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
            raise RuntimeError(f"{address} 应答 {response.status_code}")
        return Asked(response.status_code, is_file)
    walls, cpus = [], []
    while len(walls) < TIMES and sum(walls) < SLOW_SECONDS:
        began, spent = time.perf_counter(), time.process_time()
        _content(client.get(address))
        walls.append(time.perf_counter() - began)
        cpus.append(time.process_time() - spent)
    return Asked(
        response.status_code, is_file, statistics.median(walls), statistics.median(cpus), statements,
        len(content),
    )


def _content(response: Any) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


def _measured(name: str, address: str, told: dict[str, Asked]) -> Measured:
    worst = max(told.values(), key=lambda one: one.seconds)
    parts = [
        f"{label} {one.seconds * 1000:.0f}/{one.cpu_seconds * 1000:.0f} ms {one.statements} 条"
        for label, one in told.items()
    ]
    note = f"{'　'.join(parts)}　{worst.size / 1024:.0f} KB  {address}"
    limit = None if worst.is_file else LIMITS.get(name, LIMIT_SECONDS)
    return Measured(name, worst.seconds, note, limit)
