"""名册 — the positions of one year in memory, so that any choice of them is counted, summed and paged at once.

It holds no page and no answer: only what the rows say, place by place. Who uses it makes sure
that it stands as the database does (`desk.queries.rostered`).
"""

from __future__ import annotations

import bisect
from array import array
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import compress, islice
from operator import itemgetter
from typing import Any, NamedTuple

from zhaotuifu.desk.bitmaps import Slices, by_value, flags, of_flags, of_places, places_of

AMOUNTS = ("total", "plan", "in_month", "completed")
CODES = (
    "level", "construction_kind", "kind", "category", "stage", "standing", "lamp_rank", "rank_before", "size",
    "is_first", "is_missing",
)
FAR = 10**30  # beyond every figure
FEW = 4000  # a choice this small is searched by itself


class Entry(NamedTuple):
    """名册一条 — a position: amounts in millionths of 万元, rate and gap in ten-thousandths."""

    pk: int
    project_id: int
    level: str
    is_first: bool
    construction_kind: str
    kind: str
    category: str
    stage: str
    standing: str
    lamp_rank: int
    rank_before: int | None
    size: str
    is_missing: bool
    total: int | None
    plan: int | None
    in_month: int | None
    completed: int | None
    rate: int | None
    gap: int | None
    text: str


@dataclass(slots=True)
class Roster:
    """名册 — of one year as it stood at `stamp`; places of rows that are gone stay empty."""

    year: int
    stamp: str
    are_nulls_first: bool
    entries: list[Entry | None] = field(default_factory=list)
    living: int = 0
    codes: dict[str, dict] = field(default_factory=dict)
    zones: dict[int, int] = field(default_factory=dict)
    sums: dict[str, Slices] = field(default_factory=dict)
    places: dict[int, list[int]] = field(default_factory=dict)
    orders: dict[str, array[int]] = field(default_factory=dict)
    ranks: dict[str, array[int]] = field(default_factory=dict)
    derived: dict[tuple, int] = field(default_factory=dict)
    texts: list[str] = field(default_factory=list)

    @classmethod
    def of(
        cls, year: int, stamp: str, entries: Sequence[Entry], lying: Iterable[tuple[int, int]],
        *, are_nulls_first: bool,
    ) -> Roster:
        """建名册 — all at once; `lying` are pairs of project and 板块."""
        made = cls(year, stamp, are_nulls_first, list(entries), (1 << len(entries)) - 1)
        for name, column in zip(Entry._fields, zip(*entries, strict=True), strict=True):
            if name in CODES:
                made.codes[name] = by_value(column)
            elif name in AMOUNTS:
                made.sums[name] = Slices.of(column)
        made.texts = [entry.text for entry in entries]
        for place, entry in enumerate(entries):
            made.places.setdefault(entry.project_id, []).append(place)
        held: dict[int, list[int]] = {}
        for project_id, zone_id in lying:
            held.setdefault(zone_id, []).extend(made.places.get(project_id, ()))
        made.zones = {zone_id: of_places(places, len(entries)) for zone_id, places in held.items()}
        return made

    def renew(
        self, ids: Iterable[int], entries: Sequence[Entry], lying: Iterable[tuple[int, int]], stamp: str
    ) -> bool:
        """换几条 — of these projects; False, and nothing is right any more, when it must be built anew."""
        gone = [place for pk in set(ids) for place in self.places.pop(pk, ())]
        self._take_out(gone)
        where = list(lying)
        for entry in entries:
            if not all(self.sums[name].takes(getattr(entry, name)) for name in AMOUNTS):
                return False
            self._put_in(entry, [zone_id for pk, zone_id in where if pk == entry.project_id])
        self.stamp = stamp
        for kept in self.derived:  # what is said of the new ones is asked by who keeps it
            self.derived[kept] &= self.living
        self.ranks.clear()
        self.orders.pop("name", None)
        self.orders.pop("-name", None)
        return len(self.entries) < 2 * max(self.living.bit_count(), 1000)

    def _take_out(self, places: Sequence[int]) -> None:
        for order, held in self.orders.items():
            key = self._key(order)
            if key is not None:
                for place in places:
                    at = bisect.bisect_left(held, key(place), key=key)
                    del held[at]
        for place in places:
            self.entries[place], self.texts[place] = None, ""
        self.living &= ~sum(1 << place for place in places)
        for values in (*self.codes.values(), self.zones):
            for value in values:
                values[value] &= self.living
        for slices in self.sums.values():
            slices.clear(self.living)

    def _put_in(self, entry: Entry, zone_ids: Iterable[int]) -> None:
        place = len(self.entries)
        bit = 1 << place
        self.entries.append(entry)
        self.texts.append(entry.text)
        self.living |= bit
        self.places.setdefault(entry.project_id, []).append(place)
        for name in CODES:
            value = getattr(entry, name)
            self.codes[name][value] = self.codes[name].get(value, 0) | bit
        for zone_id in zone_ids:
            self.zones[zone_id] = self.zones.get(zone_id, 0) | bit
        for name in AMOUNTS:
            self.sums[name].put(place, getattr(entry, name))
        for order, held in self.orders.items():
            key = self._key(order)
            if key is not None:
                bisect.insort_right(held, place, key=key)

    # -- asking

    def having(self, name: str, values: Iterable) -> int:
        """取值为 — the places where the field has one of the values."""
        held, found = self.codes[name], 0
        for value in values:
            found |= held.get(value, 0)
        return found

    def split(self, name: str, chosen: int) -> dict[Any, int]:
        """分开数 — how many of the chosen have each value of the field; those with any."""
        counted = {value: (bits & chosen).bit_count() for value, bits in self.codes[name].items()}
        return {value: count for value, count in counted.items() if count}

    def lying_in(self, zone_ids: Iterable[int]) -> int:
        """在板块 — in one of them, joint projects too."""
        found = 0
        for zone_id in zone_ids:
            found |= self.zones.get(zone_id, 0)
        return found

    def of_projects(self, ids: Iterable[int]) -> int:
        """这些项目 — every row of them."""
        places = (place for pk in ids for place in self.places.get(pk, ()))
        return of_places(places, len(self.entries))

    def saying(self, chosen: int, words: Sequence[Sequence[str]]) -> int:
        """说到 — of the chosen, those whose text holds one form of every word."""
        texts, size = self.texts, len(self.entries)
        for forms in words:
            if chosen.bit_count() > FEW:
                chosen &= of_flags(_holding(texts, forms))
            else:
                places = places_of(chosen)
                said = _holding([texts[place] for place in places], forms)
                chosen = of_places(compress(places, said), size)
        return chosen

    def totals(self, chosen: int) -> tuple[int | None, ...]:
        """合计 — the amounts in the order of `AMOUNTS`."""
        return tuple(self.sums[name].total(chosen) for name in AMOUNTS)

    def page(self, chosen: int, order: str, start: int, size: int) -> list[Entry]:
        """一页 — the chosen in the order, from the `start`-th."""
        places = self._in_order(order)
        if chosen == self.living:
            held: Iterable[int] = places[start : start + size]
        elif chosen.bit_count() <= FEW:
            rank = self._ranks(order)
            held = sorted(places_of(chosen), key=rank.__getitem__)[start : start + size]
        else:
            held = self._from_the_nearer_end(places, chosen, start, size)
        return [entry for place in held if (entry := self.entries[place]) is not None]

    def _from_the_nearer_end(
        self, places: array[int], chosen: int, start: int, size: int
    ) -> list[int]:
        marks, total = flags(chosen, len(self.entries)), chosen.bit_count()
        if start <= total // 2:
            return list(islice(compress(places, map(marks.__getitem__, places)), start, start + size))
        back = places[::-1]
        found = compress(back, map(marks.__getitem__, back))
        return list(islice(found, max(total - start - size, 0), max(total - start, 0)))[::-1]

    def _ranks(self, order: str) -> array[int]:
        """The other way round: where in the order each place stands."""
        if order not in self.ranks:
            rank = array("I", bytes(4 * len(self.entries)))
            for number, place in enumerate(self._in_order(order)):
                rank[place] = number
            self.ranks[order] = rank
        return self.ranks[order]

    def _in_order(self, order: str) -> array[int]:
        if order not in self.orders:
            if self._key(order) is None:
                raise KeyError(order)
            alive = compress(range(len(self.entries)), flags(self.living, len(self.entries)))
            # Places rise with the ids of the rows, and sorting keeps the order of equals.
            self.orders[order] = array("I", sorted(alive, key=self._figures(order).__getitem__))
        return self.orders[order]

    def _figures(self, order: str) -> list[int]:
        """One number for each place, that sorts as `_key` does: far quicker for all of them at once."""
        name, sign = order.removeprefix("-"), -1 if order.startswith("-") else 1
        if name == "lamp":
            none = -FAR if self.are_nulls_first else FAR
            return [
                0 if entry is None
                else entry.lamp_rank * 4 * FAR + (none if entry.gap is None else entry.gap)
                for entry in self.entries
            ]
        column = Entry._fields.index({"month": "in_month"}.get(name, name))
        said: list[Any] = [None if entry is None else entry[column] for entry in self.entries]
        return [FAR if value is None else sign * value for value in said]

    def set_order(self, order: str, pks: Iterable[int]) -> None:
        """定次序 — as the database sorts texts, by the ids of the rows."""
        where = {entry.pk: place for place, entry in enumerate(self.entries) if entry is not None}
        self.orders[order] = array("I", (where[pk] for pk in pks if pk in where))

    def _key(self, order: str) -> Callable[[int], tuple] | None:
        """What places are sorted by; None for 名称, which the database sorts."""
        name, falling = order.removeprefix("-"), order.startswith("-")
        entries: list[Any] = self.entries
        if name == "name":
            return None
        if name == "lamp":
            none = -1 if self.are_nulls_first else 1
            get = itemgetter(Entry._fields.index("lamp_rank"), Entry._fields.index("gap"), 0)

            def by_lamp(place: int) -> tuple:
                rank, gap, pk = get(entries[place])
                return (rank, none if gap is None else 0, gap or 0, pk)

            return by_lamp
        column = Entry._fields.index({"month": "in_month"}.get(name, name))
        sign = -1 if falling else 1

        def by_figure(place: int) -> tuple:
            entry = entries[place]
            value = entry[column]
            return (value is None, sign * (value or 0), entry[0])

        return by_figure


def _holding(texts: Sequence[str], forms: Sequence[str]) -> list[bool]:
    if len(forms) == 1:
        (form,) = forms
        return [form in text for text in texts]
    upper, lower = forms  # as a name is compared, and as initials stand
    return [upper in text or lower in text for text in texts]
