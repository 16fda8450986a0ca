"""长活种类 — what each area can be asked to do beside the pages."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.apps import apps

from zhaotuifu.kernel.work.running import Running


@dataclass(frozen=True, slots=True)
class Work:
    """长活种类 — a unique kind (area.verb), what it is called, and the function that does it.

    The function may answer with a result for the page: {"url": where to see it}. What it raises as
    `Refused` is told to the person as it stands.
    """

    kind: str
    title: str
    function: Callable[[Running], Mapping[str, Any] | None]


def declared() -> dict[str, Work]:
    """全部种类 — from the `jobs` module of every area that has one."""
    found: dict[str, Work] = {}
    for config in apps.get_app_configs():
        name = f"{config.name}.jobs"
        if not config.name.startswith("zhaotuifu.") or config.label == "kernel":
            continue
        if importlib.util.find_spec(name) is None:
            continue
        for work in getattr(importlib.import_module(name), "WORKS", ()):
            found[work.kind] = work
    return found
