"""板块的叫法 — names of a file that are no 板块, with what a person said of them, now or before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from zhaotuifu.ledger import remembered
from zhaotuifu.ledger.access import Sender
from zhaotuifu.ledger.identified import Row
from zhaotuifu.ledger.rules import zone_names
from zhaotuifu.ledger.rules.fields import Field
from zhaotuifu.ledger.rules.items import Item
from zhaotuifu.ledger.rules.questions import SKIP_ROWS, ColumnQuestion, zone_name_key
from zhaotuifu.ledger.rules.recalling import LearntAnswer
from zhaotuifu.ledger.rules.types import Finding, Zone
from zhaotuifu.ledger.states import AnswerAbout

#: a column of something else under 板块 must not fill the page
MOST_ASKED = 100
WAITS = "等上面“{text}”的答复。"


class Naming:
    """叫法 — of one file: who waits, what is asked, what was answered."""

    def __init__(
        self, rows: Sequence[Row], sender: Sender, zones: Sequence[Zone], given: Mapping[str, str]
    ) -> None:
        self._names = [zone.name for zone in zones]
        self._offered = self._names if sender.has_all else list(sender.zone_names)
        self._given = given
        self._found: dict[str, list[tuple[Row, Finding]]] = defaultdict(list)
        for row in rows:
            doubt = zone_names.doubt_in(row.row.findings)
            if doubt and row.is_open and not row.is_left_out and not self._is_settled(row):
                self._found[zone_names.name_of(doubt)].append((row, doubt))
        for text, group in list(self._found.items()):
            if not zone_names.is_for_all([doubt for _, doubt in group]):
                del self._found[text]
        self._before = remembered.of_zone_names(sender.organisation_id) if self._found else {}

    @staticmethod
    def _is_settled(row: Row) -> bool:
        """Answered in its own cell, or the cell put aside there."""
        classes = {item.class_ for item in row.said.items if item.field == Field.ZONE}
        return classes.isdisjoint(one.value for one in zone_names.DOUBTS)

    def settle(self) -> dict[int, tuple[str, ...]]:
        """定叫法 — the 板块 by `id` of a row; rows without an answer wait, or are left out."""
        settled: dict[int, tuple[str, ...]] = {}
        for text, group in self._found.items():
            for row, doubt in group:
                if zones := self._zones(text):
                    settled[id(row)] = zones
                elif self._given.get(zone_name_key(text)) == SKIP_ROWS:
                    row.is_left_out = True
                else:
                    _wait(row, doubt)
        return settled

    def questions(self) -> tuple[ColumnQuestion, ...]:
        """还要问的."""
        waiting = {
            text: [doubt for row, doubt in group if row.waits_for]
            for text, group in self._found.items()
        }
        asked = [found for found in waiting.values() if found][:MOST_ASKED]
        return tuple(zone_names.question(found, self._offered) for found in asked)

    def recalled(self) -> tuple[ColumnQuestion, ...]:
        """按以前的答复定的."""
        return tuple(
            zone_names.question([doubt for _, doubt in group], self._offered, self._zones(text))
            for text, group in self._found.items()
            if text in self._before and not self._given.get(zone_name_key(text))
            and self._zones(text)
        )

    def learnt(self, taken: Sequence[Row]) -> list[LearntAnswer]:
        """学到的 — answers of this file, of rows that go in."""
        inside = {id(row) for row in taken}
        return [
            LearntAnswer(AnswerAbout.ZONE_NAME, text, "", zone_names.TOGETHER.join(zones))
            for text, group in self._found.items()
            if self._given.get(zone_name_key(text)) and (zones := self._zones(text))
            and any(id(row) in inside for row, _ in group)
        ]

    def _zones(self, text: str) -> tuple[str, ...]:
        said = self._given.get(zone_name_key(text), "") or self._before.get(text, "")
        return zone_names.zones_in(said, self._names)


def _wait(row: Row, doubt: Finding) -> None:
    """The cell's item says for whose answer it waits, and has no list of its own."""
    key = zone_name_key(zone_names.name_of(doubt))
    row.waits_for = key
    row.said = replace(
        row.said, items=tuple(_waiting(item, doubt, key) for item in row.said.items)
    )


def _waiting(item: Item, doubt: Finding, key: str) -> Item:
    if (item.field, item.class_) != (doubt.field, doubt.class_.value):
        return item
    return replace(
        item, reason=WAITS.format(text=doubt.raw), options=(), key="", waits_for=key
    )
