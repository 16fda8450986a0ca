"""事件 — upward news without signals: an action publishes, `wiring.py` draws the arrows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any

_reactions: dict[type, list[Callable[[Any], None]]] = defaultdict(list)


def react(event_type: type, reaction: Callable[[Any], None]) -> None:
    """接线 — `reaction` runs for every `event_type`, in the order of wiring."""
    if reaction not in _reactions[event_type]:
        _reactions[event_type].append(reaction)


def publish(event: object) -> None:
    """发布 — runs the wired reactions in order, in the caller's transaction."""
    for reaction in _reactions[type(event)]:
        reaction(event)


def wired() -> dict[type, tuple[Callable[[Any], None], ...]]:
    """接线图 — event type → reactions, for the map and its test."""
    return {event: tuple(found) for event, found in _reactions.items()}
