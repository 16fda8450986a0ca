"""角色查询 — what each role may open and do, read from the declarations themselves, not from a list.

Routes say who may open them (`parties.access`), moves say who may make them (`states`), and each
area's `access.py` says in words what is judged beyond the role. So the matrix cannot be out of date.
"""

from __future__ import annotations

import importlib
import importlib.util
import inspect
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import ModuleType

from django.apps import apps
from django.db import models
from django.urls import URLPattern, URLResolver, get_resolver

from zhaotuifu.kernel.actor import Role
from zhaotuifu.kernel.moves import Move
from zhaotuifu.kernel.verdict import Verdict

OPEN, ACT, MOVE = "看", "办", "流转"


@dataclass(frozen=True, slots=True)
class Right:
    """一项 — area, what, page or deed, which roles; `beyond` says that more than the role decides."""

    area: str
    what: str
    sort: str
    roles: frozenset[Role]
    address: str = ""
    is_everybody: bool = False

    def has(self, role: Role) -> bool:
        """这个角色能不能."""
        return self.is_everybody or role in self.roles


@dataclass(frozen=True, slots=True)
class Rule:
    """细则 — what an area judges beyond the role, in its own words."""

    area: str
    what: str


@lru_cache(maxsize=1)
def rights() -> tuple[Right, ...]:
    """全部 — routes and moves; the programme does not change while it runs."""
    found = [*_of_routes(), *_of_moves()]
    order = {config.verbose_name: place for place, config in enumerate(_areas())}
    return tuple(sorted(found, key=lambda one: (order.get(one.area, 99), one.sort == MOVE, one.address)))


@lru_cache(maxsize=1)
def rules() -> tuple[Rule, ...]:
    """细则 — every judgement of an area's access that answers with a verdict."""
    found = []
    for config in _areas():
        for module in _modules(config.name, "access"):
            for _, one in inspect.getmembers(module, inspect.isfunction):
                is_own = one.__module__ == module.__name__ and not one.__name__.startswith("_")
                if is_own and inspect.get_annotations(one, eval_str=False).get("return") in ("Verdict", Verdict):
                    found.append(Rule(str(config.verbose_name), _words(one)))
    return tuple(found)


def _areas():
    return [config for config in apps.get_app_configs() if config.name.startswith("zhaotuifu.")]


def _of_routes() -> Iterator[Right]:
    for pattern, address in _routes(get_resolver()):
        view = pattern.callback
        access = getattr(view, "access", None)
        if access is None or access.is_public:
            continue
        area = _area_of(view.__module__)
        is_everybody = not access.roles
        if "GET" in access.methods:
            yield Right(area, _name(view), OPEN, access.roles, address, is_everybody)
        if "POST" in access.methods:
            yield Right(area, _name(view), ACT, access.roles, address, is_everybody)


def _routes(resolver: URLResolver, before: str = "/") -> Iterator[tuple[URLPattern, str]]:
    for entry in resolver.url_patterns:
        address = before + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from _routes(entry, address)
        else:
            yield entry, address


def _of_moves() -> Iterator[Right]:
    for config in _areas():
        for module in _modules(config.name, "states"):
            labels = _labels(module)
            for name, table in inspect.getmembers(module):
                if name.startswith("_") or not _is_moves(table):
                    continue
                for (source, target), move in table.items():
                    what = f"{move.verb}（{labels.get(source, source)} → {labels.get(target, target)}）"
                    yield Right(str(config.verbose_name), what, MOVE, frozenset(move.who))


def _is_moves(table: object) -> bool:
    return (
        isinstance(table, Mapping) and bool(table)
        and all(isinstance(move, Move) for move in table.values())
    )


def _labels(module: ModuleType) -> dict[str, str]:
    found: dict[str, str] = {}
    for _, one in inspect.getmembers(module, inspect.isclass):
        if issubclass(one, models.TextChoices):
            found |= {value: str(label) for value, label in one.choices}
    return found


def _modules(area: str, name: str) -> Iterator[ModuleType]:
    path = f"{area}.{name}"
    if importlib.util.find_spec(path) is not None:
        yield importlib.import_module(path)


def _area_of(module: str) -> str:
    name = ".".join(module.split(".")[:2])
    return next((str(one.verbose_name) for one in _areas() if one.name == name), name)


def _name(view: Callable[..., object]) -> str:
    return _words(view)


def _words(one: Callable[..., object]) -> str:
    """The Chinese head of its docstring."""
    return (one.__doc__ or one.__name__).split("\n")[0].split("—")[0].strip().rstrip(".")
