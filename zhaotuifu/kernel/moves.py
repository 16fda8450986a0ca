"""流转 — small state machines as tables: (from, to) → Move."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from zhaotuifu.kernel.actor import Actor, Role
from zhaotuifu.kernel.verdict import YES, Verdict, no


@dataclass(frozen=True, slots=True)
class Move:
    """一步 — the verb of the button, a label, and the roles that may make it."""

    verb: str
    who: frozenset[Role]


MoveTable = Mapping[tuple[str, str], Move]


def can_move(table: MoveTable, source: str, target: str, actor: Actor) -> Verdict:
    """能否流转 — by the table alone; the system itself (no user) may make every listed move."""
    move = table.get((source, target))
    if move is None:
        return no(f"现在的状态不能做这一步：{source} → {target}。")
    if actor.user_id is not None and not actor.holds(*move.who):
        who = "、".join(sorted(role.label for role in move.who))
        return no(f"不能{move.verb}：这一步由{who}办理。")
    return YES


def diagram(table: MoveTable, labels: Mapping[str, str]) -> str:
    """状态图 — Mermaid text generated from the table."""
    lines = ["stateDiagram-v2"]
    for (source, target), move in table.items():
        lines.append(f"  {labels[source]} --> {labels[target]}: {move.verb}")
    return "\n".join(lines) + "\n"
