"""相近名称 — library names near to a row's name: to be asked, never to be guessed.

Near are two names of which one contains the other's core, or which begin alike and agree to
85 %. Names that differ in a number (一期 and 二期, 3号 and 5号) are two projects.
The search goes by shared pairs of characters, rarest first, never all against all.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.fuzz import ratio

from zhaotuifu.kernel.names import comparable

BRACKETS = re.compile(r"[(\[【〔][^()\[\]【】〔〕]*(?:结转|续建|变更|新建|暂定名|调整)[^()\[\]【】〔〕]*[)\]】〕]")
FILLING = re.compile(r"建设|项目|工程")
PUNCTUATION = re.compile(r"[()\[\]【】〔〕《》<>“”\"'·,,、;;::。.\-—_/]")
NUMBER = re.compile(r"[一二三四五六七八九十]+(?=[期号标栋幢区批]|地块)|\d+")
NEAR_PCT = 85.0
RAREST = 4
MOST_COMPARED = 60
SHORTEST_CORE = 4
MOST_SHOWN = 5
CHINESE_DIGITS = {one: str(value) for value, one in enumerate("零一二三四五六七八九十")}


@dataclass(frozen=True, slots=True)
class Near:
    """相近 — a library project and how alike the names are, in percent."""

    project_id: int
    name: str
    pct: int


@lru_cache(maxsize=200_000)
def _core(key: str) -> str:
    """The part of a comparable name that tells projects apart."""
    if "(" in key or "[" in key or "【" in key or "〔" in key:
        key = BRACKETS.sub("", key)
    bare = PUNCTUATION.sub("", key)
    short = FILLING.sub("", bare)
    return short if len(short) >= SHORTEST_CORE else bare


@lru_cache(maxsize=65536)
def numbers(key: str) -> tuple[str, ...]:
    """Numbers that make two projects of one name: 一期, 3号, 12英寸."""
    found = NUMBER.findall(key)
    return tuple(sorted(CHINESE_DIGITS.get(one, one) for one in found))


def nearness(one: str, other: str) -> int:
    """相近度 — of the names as written, in percent; 0 for names that are not near (see the module)."""
    return _nearness(comparable(one), comparable(other))


def _nearness(one: str, other: str) -> int:
    left, right = _core(one), _core(other)
    shorter, longer = (left, right) if len(left) <= len(right) else (right, left)
    # The cheapest test first: this runs for every pair of names that share two rare characters.
    begins_alike = left[:2] == right[:2]
    is_part = len(shorter) >= SHORTEST_CORE and shorter in longer
    if not is_part and not (begins_alike and ratio(left, right) >= NEAR_PCT):
        return 0
    if numbers(one) and numbers(other) and numbers(one) != numbers(other):
        return 0
    return max(round(ratio(one, other)), 1)


class Neighbours:
    """近邻 — library names indexed by the pairs of characters the asked names have.

    Names are given as their comparable form (`kernel.names.comparable`), which the library keeps.
    """

    def __init__(self, asked: Iterable[str], library: Iterable[tuple[int, str]]) -> None:
        wanted = {pair for key in asked for pair in pairs(key)}
        self._keys: dict[int, str] = {}
        self._by_pair: dict[str, list[int]] = defaultdict(list)
        for project_id, key in library:
            shared = wanted.intersection(pairs(key))
            if shared:
                self._keys[project_id] = key
                for pair in shared:
                    self._by_pair[pair].append(project_id)

    def near(self, key: str) -> Sequence[Near]:
        """The nearest library names, nearest first; empty when none is near."""
        held = sorted(
            (pair for pair in pairs(key) if pair in self._by_pair),
            key=lambda pair: (len(self._by_pair[pair]), pair),
        )[:RAREST]
        counted: Counter[int] = Counter()
        for pair in held:
            counted.update(self._by_pair[pair][:MOST_COMPARED])
        # A near name shares nearly all pairs, so it shares more than one of the rarest.
        least = min(2, len(held))
        found = [
            Near(project_id, self._keys[project_id], pct)
            for project_id, shared in counted.items()
            if shared >= least and (pct := _nearness(key, self._keys[project_id]))
        ]
        found.sort(key=lambda near: (-near.pct, near.project_id))
        return found[:MOST_SHOWN]


def pairs(key: str) -> set[str]:
    """Neighbouring characters of a name's core."""
    bare = _core(key)
    return {bare[at : at + 2] for at in range(len(bare) - 1)}
