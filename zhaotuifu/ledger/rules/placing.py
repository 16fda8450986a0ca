"""归属 — the 板块 of a row, from what is surest to what is least.

Own cell (or what a person said its text means); a person's answer; a fixed 板块 a person set for the
whole file; a unique 板块 named in the place; title, sheet or section; the sender's own 板块; another
row of the same project. Place and surroundings that name two different 板块 are asked, never guessed.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from zhaotuifu.ledger.rules.text import squash
from zhaotuifu.ledger.rules.types import Zone

#: 东湖 in 东湖路 is a road, not the town
ROAD = "路街巷道弄桥河湖港塘浜村"


class PlaceSource(StrEnum):
    """Where the 板块 of a row comes from; only OWN and ANSWER may move a known project."""

    OWN = "own"
    ANSWER = "answer"
    DEFAULT = "default"
    ADDRESS = "address"
    CONTEXT = "context"
    SENDER = "sender"
    ELSEWHERE = "elsewhere"  # another row of the same project says it
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Place:
    """归属 — names of 板块 (several for a joint project) and where they come from."""

    names: tuple[str, ...]
    source: PlaceSource
    #: the 板块 between which place and title disagree
    between: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Surroundings:
    """周边 — what a row may be placed by when its own cell says nothing."""

    answer: str = ""
    default: str = ""
    address: str = ""
    context: str = ""
    sender: str = ""


class Places:
    """地名 — finds the one 板块 an address names; every text is looked up once."""

    def __init__(self, zones: Sequence[Zone]) -> None:
        texts: dict[str, str] = {}
        for zone in zones:
            for text in (zone.name, *zone.aliases):
                if len(squash(text)) > 1:
                    texts.setdefault(squash(text), zone.name)
        self._texts: Mapping[str, str] = texts
        longest = sorted(texts, key=len, reverse=True)
        self._pattern = (
            re.compile(f"(?:{'|'.join(map(re.escape, longest))})(?![{ROAD}])") if longest else None
        )
        self._found: dict[str, str] = {}

    def in_address(self, address: str) -> str:
        """The one 板块 named in an address; empty for none or several."""
        if not address or self._pattern is None:
            return ""
        known = self._found.get(address)
        if known is None:
            names = {self._texts[text] for text in self._pattern.findall(squash(address))}
            known = self._found[address] = names.pop() if len(names) == 1 else ""
        return known


def place(own: tuple[str, ...], is_own_unclear: bool, around: Surroundings) -> Place:
    """定归属 — by the order above; an own cell that cannot be read is asked, not overruled."""
    if own:
        return Place(own, PlaceSource.OWN)
    if around.answer:
        return Place((around.answer,), PlaceSource.ANSWER)
    if is_own_unclear:
        return Place((), PlaceSource.UNKNOWN)
    if around.default:
        return Place((around.default,), PlaceSource.DEFAULT)
    if around.address and around.context and around.address != around.context:
        return Place((), PlaceSource.UNKNOWN, between=(around.address, around.context))
    for name, source in (
        (around.address, PlaceSource.ADDRESS),
        (around.context, PlaceSource.CONTEXT),
        (around.sender, PlaceSource.SENDER),
    ):
        if name:
            return Place((name,), source)
    return Place((), PlaceSource.UNKNOWN)
