"""文书 — what README and docs/ say is held against the code."""

from __future__ import annotations

import argparse
import importlib
import pkgutil
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import get_commands, load_command_class
from django.db.models import TextChoices

import zhaotuifu
from zhaotuifu.desk.management.commands import state_diagrams
from zhaotuifu.indicators import definitions
from zhaotuifu.kernel.actor import Role
from zhaotuifu.kernel.events import wired
from zhaotuifu.ledger.rules.fields import LABELS

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
ADRS = sorted(path for path in (DOCS / "adr").glob("*.md") if path.name != "README.md")
PAGES = sorted([
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")),
    *DOCS.rglob("*.md"),
])  # fmt: skip
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]
ONE_PAGE = 45  # lines of a decision
COMMAND = re.compile(r"manage\.py ([a-z_]+)((?: +[^\s`|）)。，、；]+)*)")
DOTTED = re.compile(r"`([a-z_]+(?:\.\w+)+)(?<!\.py)(?<!\.yaml)(?<!\.sqlite3)(?:\([^`]*\))?`")
PATH = re.compile(r"`((?:zhaotuifu|tests|docs|tools|bench)/[\w/.\-]+)`")


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _glossary_rows() -> list[str]:
    return [
        line for line in (DOCS / "glossary.md").read_text("utf-8").splitlines() if line[:1] == "|"
    ]


def _built_areas() -> set[str]:
    """The areas of the import contract that do not stand in brackets, files of the house apart."""
    layers = CONTRACTS["contracts"][0]["layers"]
    names = {name.strip() for layer in layers for name in layer.split("|")}
    files = {"settings", "settings_test", "urls", "wiring", "wsgi"}
    return {name for name in names if not name.startswith("(")} - files


def _choices() -> Iterator[type[TextChoices]]:
    """Every enum of states or kinds that the house itself defines."""
    for module in pkgutil.walk_packages(zhaotuifu.__path__, "zhaotuifu."):
        if not module.name.endswith((".states", ".models")):
            continue
        yield from (
            thing
            for thing in vars(importlib.import_module(module.name)).values()
            if isinstance(thing, type)
            and issubclass(thing, TextChoices)
            and thing.__module__ == module.name
        )


CHOICES = sorted(_choices(), key=lambda choices: f"{choices.__module__}.{choices.__name__}")


def test_the_state_diagrams_are_those_of_the_move_tables():
    """If this is red: manage.py state_diagrams."""
    drawn = {path.name: path.read_text("utf-8") for path in (DOCS / "states").glob("*.md")}
    assert drawn == state_diagrams.pages()


def test_a_move_and_who_may_make_it_stand_on_the_page_of_its_states():
    page = state_diagrams.pages()["projects-standing.md"]
    assert "  在库 --> 已退库: 退库\n" in page
    assert "| 在库 | 已退库 | 退库 | 区重大办 |" in page


@pytest.mark.parametrize("choices", CHOICES, ids=lambda one: f"{one.__module__}.{one.__name__}")
def test_the_glossary_names_every_label_and_code_of(choices: type[TextChoices]):
    rows = [row for row in _glossary_rows() if f"`{choices.__name__}`" in row]
    said = "\n".join(rows)
    missing = [one.label for one in choices if one.label not in said]
    missing += [one.value for one in choices if one.value and f"`{one.value}`" not in said]
    assert missing == []


def test_the_enums_of_the_house_were_found():
    assert {choices.__name__ for choices in CHOICES} >= {
        "Level",
        "Lamp",
        "ImportState",
        "ReportState",
    }


def test_the_glossary_names_every_role_indicator_and_ledger_field():
    said = "\n".join(_glossary_rows())
    pairs = [(role.label, role.value) for role in Role]
    pairs += [(one.name, one.code) for one in definitions.ALL]
    pairs += [(label, str(name)) for name, label in LABELS.items()]
    assert [pair for pair in pairs if pair[0] not in said or f"`{pair[1]}`" not in said] == []


def test_the_map_shows_every_area_and_no_other():
    text = (DOCS / "map.md").read_text("utf-8")
    listed = set(re.findall(r"^\| `([a-z]+)` \|", text, re.MULTILINE))
    drawn = set(re.findall(r'^ +([a-z]+)\["\1 ', text, re.MULTILINE))
    assert listed == drawn | {"desk"} == _built_areas()


def test_the_map_draws_the_arrows_of_wiring_and_no_other():
    text = (DOCS / "map.md").read_text("utf-8")
    drawn = set(re.findall(r"^\| `(\w+\.events\.\w+)` \| `(\w+(?:\.\w+)+)` \|", text, re.MULTILINE))

    def short(thing: type | object) -> str:
        return f"{thing.__module__}.{thing.__qualname__}".removeprefix("zhaotuifu.")

    assert drawn == {
        (short(event), short(one)) for event, found in wired().items() for one in found
    }


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_every_link_leads_somewhere(page: Path):
    text = re.sub(r"```.*?```", "", page.read_text("utf-8"), flags=re.DOTALL)
    links = re.findall(r"\]\(([^)#\s]+)[^)]*\)", text)
    inside = [link for link in links if "://" not in link]
    assert [link for link in inside if not (page.parent / link).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_every_name_of_the_code_exists(page: Path):
    text = page.read_text("utf-8")
    areas = _built_areas()
    names = [
        name
        for name in DOTTED.findall(text)
        if name.split(".")[0] in areas | {"zhaotuifu", "wiring"}
    ]
    assert [name for name in names if not _is_there(name)] == []
    assert [path for path in PATH.findall(text) if not (ROOT / path).exists()] == []


def _is_there(name: str) -> bool:
    """A module of the house, or something in one; a file of an area by its path."""
    parts = name.removeprefix("zhaotuifu.").split(".")
    for end in range(len(parts), 0, -1):
        try:
            thing = importlib.import_module(".".join(["zhaotuifu", *parts[:end]]))
        except ModuleNotFoundError:
            continue
        for part in parts[end:]:
            if not hasattr(thing, part):
                return False
            thing = getattr(thing, part)
        return True
    return False


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_every_command_exists_with_its_options(page: Path):
    text = page.read_text("utf-8")
    known = get_commands()
    said = [(name, rest) for name, rest in COMMAND.findall(text)]
    said += [
        (name, rest) for name, rest in re.findall(r"^\|.*?`([a-z_]+) ([^`]+)`", text, re.MULTILINE)
        if name in known
    ]  # fmt: skip
    assert [name for name, _ in said if name not in known] == []
    wrong = [
        f"{name} {option}"
        for name, rest in said
        for option in re.findall(r"--[a-z][a-z-]*", rest)
        if option not in _options(known[name], name)
    ]
    assert wrong == []


def _options(app: str, name: str) -> set[str]:
    return _options_of(load_command_class(app, name).create_parser("manage.py", name))


def _options_of(parser) -> set[str]:
    """The options of a command and of its sub-commands."""
    found = {option for action in parser._actions for option in action.option_strings}
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for inner in action.choices.values():
                found |= _options_of(inner)
    return found


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_every_make_target_exists(page: Path):
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    said = re.findall(r"(?:`|^)make ([a-z]+)", page.read_text("utf-8"), re.MULTILINE)
    assert [name for name in said if name not in targets] == []


def test_every_setting_from_outside_is_in_the_table_for_the_operator():
    settings = (ROOT / "zhaotuifu" / "settings.py").read_text("utf-8")
    table = re.findall(r"^\| (.+?) \|", (DOCS / "operate.md").read_text("utf-8"), re.MULTILINE)
    read = re.findall(r"env\.\w+\(\s*\"([A-Z_]+)\"", settings)
    assert len(read) > 5
    assert [name for name in read if f"`{name}`" not in "\n".join(table)] == []


@pytest.mark.parametrize("page", ADRS, ids=lambda path: path.stem[:4])
def test_a_decision_is_one_page_with_background_decision_and_consequences(page: Path):
    text = page.read_text("utf-8")
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == ["背景", "决定", "后果"]
    assert text.startswith(f"# {page.stem[:4]} ")
    assert text.count("\n") <= ONE_PAGE


def test_decisions_are_numbered_without_gaps_and_all_listed():
    assert [path.stem[:4] for path in ADRS] == [f"{n:04}" for n in range(1, len(ADRS) + 1)]
    listed = re.findall(r"\]\((\d{4}-[^)]+)\)", (DOCS / "adr" / "README.md").read_text("utf-8"))
    assert listed == [path.name for path in ADRS]


def test_the_readme_is_chinese_first_and_fits_on_a_screen():
    text = (ROOT / "README.md").read_text("utf-8")
    assert text.index("## 两条命令") < text.index("## In English")
    assert text.count("\n") <= 90
