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
MOST_COMPARED = 400
SHORTEST_CORE = 4
MOST_SHOWN = 5
CHINESE_DIGITS = {one: str(value) for value, one in enumerate("零一二三四五六七八九十")}


@dataclass(frozen=True, slots=True)
class Near:
    """相近 — a library project and how alike the names are, in percent."""

    project_id: int
    name: str
    pct: int


@lru_cache(maxsize=65536)
def core(name: str) -> str:
    """The part of a name that tells projects apart."""
    bare = PUNCTUATION.sub("", BRACKETS.sub("", comparable(name)))
    short = FILLING.sub("", bare)
    return short if len(short) >= SHORTEST_CORE else bare


@lru_cache(maxsize=65536)
def numbers(name: str) -> tuple[str, ...]:
    """Numbers that make two projects of one name: 一期, 3号, 12英寸."""
    found = NUMBER.findall(comparable(name))
    return tuple(sorted(CHINESE_DIGITS.get(one, one) for one in found))


def nearness(one: str, other: str) -> int:
    """相近度 — of the names as written, in percent; 0 for names that are not near (see the module)."""
    if numbers(one) and numbers(other) and numbers(one) != numbers(other):
        return 0
    left, right = core(one), core(other)
    shorter, longer = sorted((left, right), key=len)
    is_part = len(shorter) >= SHORTEST_CORE and shorter in longer
    is_alike = left[:2] == right[:2] and ratio(left, right) >= NEAR_PCT
    return max(round(ratio(comparable(one), comparable(other))), 1) if is_part or is_alike else 0


class Neighbours:
    """近邻 — library names indexed by the pairs of characters the asked names have."""

    def __init__(self, asked: Iterable[str], library: Iterable[tuple[int, str]]) -> None:
        wanted = {pair for name in asked for pair in pairs(name)}
        self._names: dict[int, str] = {}
        self._by_pair: dict[str, list[int]] = defaultdict(list)
        for project_id, name in library:
            shared = wanted.intersection(pairs(name))
            if shared:
                self._names[project_id] = name
                for pair in shared:
                    self._by_pair[pair].append(project_id)

    def near(self, name: str) -> Sequence[Near]:
        """The nearest library names, nearest first; empty when none is near."""
        held = sorted(
            (pair for pair in pairs(name) if pair in self._by_pair),
            key=lambda pair: (len(self._by_pair[pair]), pair),
        )
        counted: Counter[int] = Counter()
        for pair in held[:RAREST]:
            counted.update(self._by_pair[pair][:MOST_COMPARED])
        found = [
            Near(project_id, self._names[project_id], pct)
            for project_id, _ in counted.most_common(MOST_COMPARED)
            if (pct := nearness(name, self._names[project_id]))
        ]
        found.sort(key=lambda near: (-near.pct, near.project_id))
        return found[:MOST_SHOWN]


@lru_cache(maxsize=65536)
def pairs(name: str) -> frozenset[str]:
    """Neighbouring characters of a name's core."""
    bare = core(name)
    return frozenset(bare[at : at + 2] for at in range(len(bare) - 1))
