"""房屋规矩 — the house rules that can be checked by a machine."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models
from django.urls import URLPattern, URLResolver, get_resolver

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "zhaotuifu"
SOURCES = sorted(
    path for path in PACKAGE.rglob("*.py") if "migrations" not in path.parts
)
AREAS = sorted(path.parent.name for path in PACKAGE.glob("*/apps.py"))

# A longer file or function needs its reason here; the list may only shrink.
LONG_FILES: dict[str, str] = {}
LONG_FUNCTIONS: dict[str, str] = {}


def _relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def _routes(resolver: URLResolver | None = None) -> Iterator[URLPattern]:
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            yield from _routes(entry)
        else:
            yield entry


def test_every_route_declares_who_may_open_it():
    routes = list(_routes())
    assert len(routes) > 20
    undeclared = [str(route.pattern) for route in routes if not hasattr(route.callback, "access")]
    assert undeclared == []


def test_only_the_sign_in_page_and_what_machines_ask_are_public():
    public = {route.name for route in _routes() if route.callback.access.is_public}
    assert public <= {"signin", "signin_code", "healthz", "readyz"}


@pytest.mark.parametrize("path", SOURCES, ids=_relative)
def test_files_stay_under_400_lines_and_functions_under_40(path):
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= 400 or _relative(path) in LONG_FILES
    long = [
        f"{_relative(path)}:{node.name}"
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.end_lineno - node.lineno > 40
    ]
    assert [name for name in long if name not in LONG_FUNCTIONS] == []


def test_views_call_no_orm():
    guilty = []
    for path in SOURCES:
        if path.stem != "views" and "views" not in path.parts:
            continue
        for node in ast.walk(_tree(path)):
            if isinstance(node, ast.Attribute) and node.attr == "objects":
                guilty.append(f"{_relative(path)}:{node.lineno}")
    assert guilty == []


def test_no_signals_anywhere():
    guilty = [
        _relative(path)
        for path in SOURCES
        if re.search(r"django\.(dispatch|db\.models\.signals)", path.read_text(encoding="utf-8"))
    ]
    assert guilty == []


def test_rules_know_neither_clock_nor_request_nor_rows():
    guilty = []
    for path in SOURCES:
        if path.stem != "rules" and "rules" not in path.parts:
            continue
        for node in ast.walk(_tree(path)):
            if isinstance(node, ast.ImportFrom) and node.module and (
                node.module.startswith("django.http")
                or node.module in ("django.utils.timezone", "django.db")
                or node.module.endswith(".models")
            ):
                guilty.append(f"{_relative(path)}:{node.lineno} {node.module}")
            if _reads_the_clock(node):
                guilty.append(f"{_relative(path)}:{node.lineno} clock")
    assert guilty == []


def _reads_the_clock(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Attribute)
        and node.attr in ("now", "today", "localdate")
        and isinstance(node.value, ast.Name)
        and node.value.id in ("datetime", "date", "timezone")
    )


def _our_models() -> list[type[models.Model]]:
    return [m for m in apps.get_models() if m.__module__.startswith("zhaotuifu.")]


def test_every_model_is_in_the_glossary():
    glossary = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    missing = [m.__name__ for m in _our_models() if f"`{m.__name__}`" not in glossary]
    assert missing == []


def test_who_and_when_go_together():
    """A nullable `x_by` beside a nullable `x_at` stands under a check constraint naming both."""
    unpaired = []
    for model in _our_models():
        fields = {field.name: field for field in model._meta.get_fields() if hasattr(field, "null")}
        for name, field in fields.items():
            when = fields.get(name[:-3] + "_at")
            if not name.endswith("_by") or when is None or not (field.null and when.null):
                continue
            named = [
                c for c in model._meta.constraints
                if isinstance(c, models.CheckConstraint)
                and name in str(c.condition) and when.name in str(c.condition)
            ]
            if not named:
                unpaired.append(f"{model.__name__}.{name}")
    assert unpaired == []


def test_nothing_cascades_to_or_from_a_project():
    cascading = [
        (model.__name__, field.related_model.__name__)
        for model in _our_models()
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignKey) and field.remote_field.on_delete is models.CASCADE
    ]
    assert cascading
    assert [pair for pair in cascading if "Project" in pair] == []


def test_no_template_is_unused():
    """Every page and partial is rendered, included or extended by its name somewhere."""
    templates = sorted(PACKAGE.rglob("templates/**/*.html"))
    everything = "\n".join(
        path.read_text(encoding="utf-8") for path in [*SOURCES, *templates]
    )
    by_django = {"400.html", "403.html", "404.html", "500.html", "403_csrf.html"}
    unused = []
    for path in templates:
        name = path.as_posix().rpartition("/templates/")[2]
        if name not in by_django and f'"{name}"' not in everything:
            unused.append(name)
    assert unused == []


def test_templates_carry_no_inline_style_or_script():
    guilty = []
    for path in PACKAGE.rglob("templates/**/*.html"):
        text = path.read_text(encoding="utf-8")
        if re.search(r"\sstyle=|\son[a-z]+=\"|<script(?![^>]*\bsrc=)(?![^>]*application/json)", text):
            guilty.append(_relative(path))
    assert guilty == []


def test_every_area_says_what_it_is():
    for area in AREAS:
        line = (ast.get_docstring(_tree(PACKAGE / area / "__init__.py")) or "").splitlines()[0]
        assert re.match(r"[\u4e00-\u9fff].* — .+", line), area


def test_every_module_says_what_it_is_in_chinese_first():
    guilty = [
        _relative(path)
        for path in SOURCES
        if path.read_text(encoding="utf-8").strip()
        and not re.match(r"[\u4e00-\u9fffA-Z]", ast.get_docstring(_tree(path)) or "")
    ]
    assert guilty == []


def test_no_path_of_a_machine_and_no_registry_address_is_committed():
    pattern = re.compile(r"/work/(main|shared|\.library)|/tmp/bash_[j]obs|index-url|find-links")
    guilty = []
    for path in [*SOURCES, *ROOT.glob("requirements*.txt"), *ROOT.glob("docs/**/*.md"), ROOT / "README.md"]:
        if path.exists() and pattern.search(path.read_text(encoding="utf-8")):
            guilty.append(_relative(path))
    assert guilty == []
