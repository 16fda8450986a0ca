"""网址去处命令 — from an address on the screen to the code behind it (`make where URL=/…`)."""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.urls import Resolver404, resolve

HOUSE = "zhaotuifu."


class Command(BaseCommand):
    help = "一个网址由哪个视图回答、谁能打开、用到什么"

    def add_arguments(self, parser):
        parser.add_argument("url", help="网址或路径，例如 /projects/12/")

    def handle(self, *args, url: str, **options):
        path = urlsplit(url).path
        try:
            found = resolve(path)
        except Resolver404 as unknown:
            raise CommandError(
                f"没有视图回答 {path or '空网址'}：请给出路径，例如 URL=/signin/。"
            ) from unknown
        view = inspect.unwrap(found.func)
        access = getattr(found.func, "access", None)
        self.stdout.write(f"网址　{found.route}（名称 {found.view_name}）")
        self.stdout.write(f"视图　{view.__module__}.{view.__qualname__}　{place_of(view)}")
        self.stdout.write(f"说明　{(inspect.getdoc(view) or '—').splitlines()[0]}")
        self.stdout.write(
            f"谁能　{access.text + '　' + '/'.join(access.methods) if access else '未声明'}"
        )
        for used in uses_of(view):
            self.stdout.write(f"用到　{used}")


def place_of(thing: Callable) -> str:
    """位置 — file:line within the checkout, so that an editor can jump there."""
    file = Path(inspect.getsourcefile(thing) or "")
    line = inspect.getsourcelines(thing)[1]
    inside = file.relative_to(settings.BASE_DIR) if file.is_relative_to(settings.BASE_DIR) else file
    return f"{inside}:{line}"


def uses_of(view: Callable) -> list[str]:
    """用到的 — the queries, actions, forms and templates that a view names, in their order."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(view)))
    function = tree.body[0]
    assert isinstance(function, ast.FunctionDef)
    body = [node for statement in function.body for node in ast.walk(statement)]
    found = [_named(node, view.__globals__) for node in body]
    own = f"{view.__module__}.{view.__name__}"
    return list(dict.fromkeys(name for name in found if name and name != own))


def _named(node: ast.AST, names: dict[str, object]) -> str:
    """所指 — "" for a node that names nothing of ours."""
    if isinstance(node, ast.Constant):
        text = node.value if isinstance(node.value, str) else ""
        return f"模板 {text}" if text.endswith(".html") else ""
    thing: Any = None
    if isinstance(node, ast.Name):
        thing = names.get(node.id)
    elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        thing = getattr(names.get(node.value.id), node.attr, None)
    if not callable(thing) or not str(getattr(thing, "__module__", "")).startswith(HOUSE):
        return ""
    thing = inspect.unwrap(thing)
    return f"{thing.__module__}.{thing.__qualname__}"
