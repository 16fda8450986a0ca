"""相近名称 — library names near to a row's name: to be asked, never to be guessed.

Near are two names
- of one trunk (`projects.rules`: without brackets, 一期, 建设, 扩建 and their like), or
- of which one's core contains the other's, of 4 characters or more, or
- whose cores begin with the same 2 characters and agree to 85 %.
All such names of the library are found, by keys, without comparing all with all and without a
limit: an equal trunk by itself, a contained core by its pieces of four characters, 85 % within the
names of the same beginning and a fitting length. Where many begin alike, by pieces of two: names
that differ in d places share at least one of any d + 1 pieces that do not overlap.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz.fuzz import ratio
from rapidfuzz.process import extract

from zhaotuifu.projects.rules import SHORTEST, core, trunk

NEAR_PCT = 85.0
BEGINNING = 2
PIECE = SHORTEST  # the shortest core that counts as contained
MANY = 200  # names of one beginning and length, from which on pieces are worth their making


class Keys(NamedTuple):
    """检索键 — of a name: its core, and its trunk where it has one."""

    core: str
    trunk: str


@lru_cache(maxsize=32_768)
def keys_of(key: str) -> Keys:
    """检索键 — of a comparable name."""
    return Keys(core(key), trunk(key))


def is_near(one: Keys, other: Keys) -> bool:
    """相近 — the definition; the search finds exactly these."""
    if one.trunk and one.trunk == other.trunk:
        return True
    shorter, longer = sorted((one.core, other.core), key=len)
    if len(shorter) >= PIECE and shorter in longer:
        return True
    if len(one.core) < BEGINNING or one.core[:BEGINNING] != other.core[:BEGINNING]:
        return False
    return ratio(one.core, other.core) >= NEAR_PCT


def alike_pct(one: str, other: str) -> int:
    """相似度 — of two comparable names as written, in percent."""
    return max(round(ratio(one, other)), 1)


class Neighbours:
    """近邻 — library names by the keys that the asked names have; `near` answers with their numbers."""

    def __init__(self, asked: Iterable[Keys], library: Sequence[Keys]) -> None:
        wanted = list(asked)
        trunks = {one.trunk for one in wanted if one.trunk}
        beginnings = {one.core[:BEGINNING] for one in wanted}
        asked_pieces = {piece for one in wanted for piece in _pieces(one.core)}
        self._library = library
        self._by_trunk: dict[str, list[int]] = defaultdict(list)
        self._by_core: dict[str, list[int]] = defaultdict(list)
        self._by_piece: dict[str, list[int]] = defaultdict(list)
        alike: dict[str, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
        for number, (whole, stem) in enumerate(library):
            if stem in trunks:
                self._by_trunk[stem].append(number)
            if (beginning := whole[:BEGINNING]) in beginnings:
                alike[beginning][len(whole)].append(number)
            if whole[:PIECE] in asked_pieces:  # else no asked core can contain it
                self._by_core[whole].append(number)
            for at in range(len(whole) - PIECE + 1):
                if (piece := whole[at : at + PIECE]) in asked_pieces:
                    self._by_piece[piece].append(number)
        self._fitting: dict[tuple[str, int], tuple[dict[int, str], list[tuple[_Shelf, int]]]] = {}
        self._alike = {
            beginning: {length: _Shelf(library, found) for length, found in lengths.items()}
            for beginning, lengths in alike.items()
        }

    def near(self, one: Keys) -> list[int]:
        """Numbers of all near names of the library, in its order."""
        found = set(self._by_trunk.get(one.trunk, ())) if one.trunk else set()
        found |= self._contained(one.core)
        found |= self._containing(one.core)
        found |= self._alike_85(one.core)
        return sorted(found)

    def _contained(self, whole: str) -> set[int]:
        """Library cores that are part of this one."""
        found: set[int] = set()
        by_core = self._by_core
        for start in range(len(whole) - PIECE + 1):
            for end in range(start + PIECE, len(whole) + 1):
                if (part := whole[start:end]) in by_core:
                    found.update(by_core[part])
        return found

    def _containing(self, whole: str) -> set[int]:
        """Library cores this one is part of: sought under its rarest piece."""
        if len(whole) < PIECE:
            return set()
        rarest = min((self._by_piece.get(piece, ()) for piece in _pieces(whole)), key=len)
        return {number for number in rarest if whole in self._library[number].core}

    def _alike_85(self, whole: str) -> set[int]:
        """Library cores of the same beginning that agree to 85 %."""
        place = (whole[:BEGINNING], len(whole))
        if len(whole) < BEGINNING:
            return set()
        if place not in self._fitting:
            self._fitting[place] = self._fit(*place)
        few, many = self._fitting[place]
        choices = few
        if many:
            choices = dict(few)
            for shelf, most in many:
                choices.update(shelf.candidates(whole, most))
        if not choices:
            return set()
        close = extract(whole, choices, scorer=ratio, score_cutoff=NEAR_PCT, limit=None)
        return {number for _, _, number in close}

    def _fit(self, beginning: str, size: int) -> tuple[dict[int, str], list[tuple[_Shelf, int]]]:
        """Names of a length that 85 % allows: those of short shelves at once, and the long shelves
        with the places that may differ.
        """
        few: dict[int, str] = {}
        many: list[tuple[_Shelf, int]] = []
        for length, shelf in self._alike.get(beginning, {}).items():
            # 100 · (1 - d / both lengths) ≥ 85, and d is even or odd as the lengths' difference is.
            most = int((size + length) * (100 - NEAR_PCT) / 100 + 1e-9)
            most -= (most - (size - length)) % 2
            if most < abs(size - length):
                continue
            if shelf.is_long:
                many.append((shelf, most))
            else:
                few.update(shelf.cores)
        return few, many


class _Shelf:
    """一格 — library cores of one beginning and one length; by pieces of two where they are many."""

    def __init__(self, library: Sequence[Keys], numbers: Sequence[int]) -> None:
        self.cores = {number: library[number].core for number in numbers}
        self.is_long = len(numbers) > MANY
        self._by_pair: dict[str, list[int]] | None = None

    def candidates(self, whole: str, most: int) -> dict[int, str]:
        """All that can differ from this core in `most` places or fewer, and some beside them."""
        if self._by_pair is None:
            self._by_pair = defaultdict(list)
            for number, one in self.cores.items():
                for pair in {one[at : at + 2] for at in range(BEGINNING, len(one) - 1)}:
                    self._by_pair[pair].append(number)
        pairs = _cheapest(whole[BEGINNING:], most + 1, self._by_pair)
        if pairs is None:
            return self.cores
        return {number: self.cores[number] for pair in pairs for number in self._by_pair.get(pair, ())}


def _cheapest(text: str, count: int, held: dict[str, list[int]]) -> list[str] | None:
    """So many pieces of two that do not overlap, under which the fewest names stand; None if too short.

    Read from the left: the best choice of n pieces among the first characters is the best without
    the last character, or the best of n - 1 without the last two and the piece they make.
    """
    if len(text) < 2 * count:
        return None
    nothing: tuple[int, tuple[str, ...]] = (0, ())
    endless: tuple[int, tuple[str, ...]] = (1 << 60, ())
    rows = [[nothing] + [endless] * count] * 2
    for end in range(2, len(text) + 1):
        pair = text[end - 2 : end]
        cost = len(held.get(pair, ()))
        skipped, before = rows[-1], rows[-2]
        rows.append([
            min(
                skipped[n],
                (before[n - 1][0] + cost, (*before[n - 1][1], pair)) if n else skipped[n],
                key=lambda one: one[0],
            )
            for n in range(count + 1)
        ])
    return list(rows[-1][count][1])


def _pieces(whole: str) -> list[str]:
    return [whole[at : at + PIECE] for at in range(len(whole) - PIECE + 1)]
