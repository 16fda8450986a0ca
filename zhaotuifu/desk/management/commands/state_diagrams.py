"""状态图命令 — docs/states/ drawn from the move tables, so that no picture outlives its table."""

from __future__ import annotations

import importlib
import importlib.util
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand
from django.db.models import TextChoices

from zhaotuifu.kernel.moves import Move, MoveTable, diagram

MADE = "由 `manage.py state_diagrams` 按流转表生成，不要手改。"


@dataclass(frozen=True, slots=True)
class Machine:
    """状态机 — one move table of an area, and the states it runs between."""

    area: str
    area_text: str
    table_name: str
    states: type[TextChoices]
    table: MoveTable

    @property
    def title(self) -> str:
        """中文名 — from the first words of the states' own docstring."""
        return re.split(r" — |[.。]", self.states.__doc__ or self.states.__name__)[0].strip()

    @property
    def file_name(self) -> str:
        """文件名 — projects-standing.md."""
        words = re.sub(r"(?<!^)(?=[A-Z])", "-", self.states.__name__).lower()
        return f"{self.area}-{words}.md"


def machines() -> list[Machine]:
    """全部状态机 — every move table in the `states` module of an area, in the order of areas."""
    found = []
    for config in apps.get_app_configs():
        name = f"{config.name}.states"
        if not config.name.startswith("zhaotuifu.") or importlib.util.find_spec(name) is None:
            continue
        text = (importlib.import_module(config.name).__doc__ or "").split(" — ")[0]
        for table_name, table in vars(importlib.import_module(name)).items():
            if states := _states_of(table):
                found.append(Machine(config.label, text, table_name, states, table))
    return found


def _states_of(thing: object) -> type[TextChoices] | None:
    """The states a move table runs between; None for a thing that is no move table."""
    if not isinstance(thing, Mapping) or not thing:
        return None
    if not all(isinstance(move, Move) for move in thing.values()):
        return None
    states = type(next(iter(thing))[0])
    return states if issubclass(states, TextChoices) else None


def pages() -> dict[str, str]:
    """各页 — file name → text, the index with them."""
    found = {machine.file_name: page(machine) for machine in machines()}
    return {"README.md": _index(machines()), **found}


def page(machine: Machine) -> str:
    """一页 — the states with their codes, the moves with who may make them, the diagram."""
    labels = {state.value: state.label for state in machine.states}
    source = f"zhaotuifu/{machine.area}/states.py"
    return "\n".join([
        f"# {machine.title}（{machine.area_text}）",
        "",
        f"{MADE}流转表：`{machine.table_name}`，在 [{source}](../../{source})。",
        "",
        "```mermaid",
        diagram(machine.table, labels).rstrip(),
        "```",
        "",
        "| 从 | 到 | 动作 | 谁可以办 |",
        "|---|---|---|---|",
        *_move_lines(machine.table, labels),
        "",
        "状态与代码：" + "，".join(f"{label} `{code}`" for code, label in labels.items()) + "。",
        "",
    ])  # fmt: skip


def _move_lines(table: MoveTable, labels: Mapping[str, str]) -> Iterator[str]:
    for (source, target), move in table.items():
        who = "、".join(sorted(role.label for role in move.who))
        yield f"| {labels[source]} | {labels[target]} | {move.verb} | {who} |"


def _index(found: list[Machine]) -> str:
    lines = [f"- [{m.title}]({m.file_name})：{m.area_text}" for m in found]
    return "\n".join(["# 状态图", "", MADE, "", *lines, ""])


class Command(BaseCommand):
    help = "按流转表重画 docs/states/；--check 只查是否最新"
    requires_system_checks = ()  # it reads tables of the code, neither site nor database

    def add_arguments(self, parser):
        parser.add_argument("--check", action="store_true", help="不写，过时就以 1 退出")

    def handle(self, *args, check: bool, **options):
        folder = Path(settings.BASE_DIR) / "docs" / "states"
        fresh = pages()
        there = {path.name: path.read_text("utf-8") for path in sorted(folder.glob("*.md"))}
        stale = sorted(
            name for name in there.keys() | fresh.keys() if there.get(name) != fresh.get(name)
        )
        if check:
            self.stdout.write(f"过时：{'、'.join(stale)}" if stale else "状态图都是最新的。")
            sys.exit(1 if stale else 0)
        folder.mkdir(parents=True, exist_ok=True)
        for name in stale:
            if name in fresh:
                (folder / name).write_text(fresh[name], "utf-8")
            else:
                (folder / name).unlink()
        self.stdout.write(f"已重画：{'、'.join(stale)}" if stale else "状态图都是最新的。")
