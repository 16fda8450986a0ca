"""表头含义 — from the path of a head to its meaning, by the tables of synonyms and money heads."""

import re
from collections.abc import Sequence
from functools import lru_cache

from zhaotuifu.ledger.rules.fields import MONEY_FIELDS, Extra, Field, Meaning
from zhaotuifu.ledger.rules.money_heads import money_meaning
from zhaotuifu.ledger.rules.synonyms import HEAD_WORDS, WEAK_LEAVES
from zhaotuifu.ledger.rules.text import squash
from zhaotuifu.ledger.rules.types import ColumnRole, Period
from zhaotuifu.ledger.rules.units import UnitsSaid, is_unit_only, units_in_head

MARKS = re.compile(r"[()（）\[\]【】*※：:。]")
BRACKETED = re.compile(r"[(（\[【][^()（）\[\]【】]*[)）\]】]")
LONGEST_HEAD = 40
PLAIN_NAME = re.compile(r"(?:重点|重大|建设)?项目名称[(（\[【](?![^)）]*(?:简称|原名|曾用))[^()（）]*[)）\]】]")
#: figures, sentences, lists and numbered sections are no heads
NO_HEAD = re.compile(
    r"^[\d.,%-]+$|[。;；|]|,.*,|^\d+[.、](?!\d)|[:：].{6,}"
    r"|^[一二三四五六七八九十]+[、.]|^\([一二三四五六七八九十]+\)|\d+[个项家]"
)
DERIVED = Meaning(role=ColumnRole.DERIVED, rank=5)
#: 本月列统投资, 列统当月完成: what statistics recognised of the month, apart from what is reported
RECOGNISED = re.compile(
    r"^(?:本月|当月)份?(?:完成)?(?:列统|纳统|入统)(?:完成)?(?:投资|额)|^(?:列统|纳统|入统)(?:本月|当月)(?:完成|投资)"
)
RECOGNISED_MONTH = Meaning(role=ColumnRole.KNOWN_OTHER, extra=Extra.RECOGNISED_MONTH_WAN, rank=8)


@lru_cache(maxsize=4096)
def meaning_of(path: tuple[str, ...], period: Period | None) -> Meaning | None:
    """列含义 — of a head path from top to bottom; None when nobody knows the words.

    The last head decides; the heads above it are asked when it is weak (计划,
    完成) or when they change it (实际/开工时间, 2024年/完成投资).
    """
    segments, units = split_units(path)
    if not segments:
        return None
    if PLAIN_NAME.fullmatch(squash(path[-1])):
        # 项目名称（企业）: the remark does not make it the name of an enterprise
        return meaning_of((*path[:-1], BRACKETED.sub("", squash(path[-1]))), period)
    found = _meaning(segments, units, period)
    if found is None and BRACKETED.search(path[-1]):
        # 建设单位（必填）: what stands in brackets is a remark
        return meaning_of((*path[:-1], BRACKETED.sub("", path[-1])), period)
    return found


def _meaning(segments: list[str], units: UnitsSaid, period: Period | None) -> Meaning | None:
    leaf, joined = segments[-1], "".join(segments)
    if units.is_percent and not units.money and not re.search(r"亿|万", leaf):
        return DERIVED
    if RECOGNISED.search(leaf):
        return RECOGNISED_MONTH
    has_unit = units.money is not None
    is_weak = bool(WEAK_LEAVES.match(leaf))
    if has_unit and (found := money_meaning(leaf, joined, period, has_money_unit=True)):
        return _unless_derived(leaf, found)
    candidates = (joined, leaf) if is_weak or _changes(joined, leaf) else (leaf, joined)
    for candidate in dict.fromkeys(candidates):
        if found := _word(candidate):
            return found
        if candidate == leaf or is_weak:
            found = money_meaning(leaf, joined, period, has_money_unit=False)
            if found is not None:
                return found
    return None


def split_units(path: tuple[str, ...]) -> tuple[list[str], UnitsSaid]:
    """(heads without units and marks, units; the lowest head's unit wins)."""
    segments: list[str] = []
    money = area = None
    is_percent = False
    for segment in path:
        if is_unit_only(segment):
            said, bare = units_in_head(f"({squash(segment).strip('()')})")[0], ""
        else:
            said, bare = units_in_head(segment)
        money, area = said.money or money, said.area or area
        is_percent = said.is_percent or (is_percent and not said.money)
        bare = MARKS.sub("", bare).lower()
        if bare:
            segments.append(bare)
    return segments, UnitsSaid(money, area, is_percent)


def _word(head: str) -> Meaning | None:
    for word in HEAD_WORDS:
        if word.fits(head):
            return word.meaning
    return None


def _unless_derived(leaf: str, found: Meaning) -> Meaning:
    """完成率（万元） does not exist, 完成投资占比 does."""
    word = _word(leaf)
    return word if word and word.role == ColumnRole.DERIVED else found


def _changes(joined: str, leaf: str) -> bool:
    """The heads above turn a planned date into an actual one."""
    return "实际" in joined and "实际" not in leaf


@lru_cache(maxsize=16384)
def is_known_head(text: str) -> bool:
    """A cell that could stand in a head row."""
    bare = squash(text)
    if not bare or len(bare) > LONGEST_HEAD or NO_HEAD.search(bare):
        return False
    return meaning_of((text,), None) is not None


@lru_cache(maxsize=16384)
def is_name_head(text: str) -> bool:
    """A cell that heads the project names."""
    bare = squash(text)
    if len(bare) > LONGEST_HEAD or NO_HEAD.search(bare):
        return False
    found = meaning_of((text,), None)
    return found is not None and found.field == Field.NAME


def is_name_path(path: tuple[str, ...]) -> bool:
    """A head that, read as a whole, is the project name (建设单位/名称 is not)."""
    found = meaning_of(path, None)
    return found is not None and found.field == Field.NAME


def meaning_from_mapping(target: str) -> Meaning:
    """What a person's or a remembered mapping says: a field, an extra, or "" to ignore."""
    if not target:
        return Meaning(role=ColumnRole.IGNORED, rank=10)
    if target in set(Extra):
        return Meaning(role=ColumnRole.KNOWN_OTHER, extra=target, rank=10)
    names = tuple(part for part in re.split(r"[,/+ ]+", target) if part)
    known = set(Field)
    if not names or any(name not in known for name in names):
        return Meaning(role=ColumnRole.UNKNOWN, rank=0)
    return Meaning(field=names if len(names) > 1 else names[0], rank=10)


def key_of(path: Sequence[str]) -> str:
    """The key under which a mapping of this column is remembered: 投资完成情况/3月完成."""
    return "/".join(squash(segment) for segment in path)


def is_money(meaning: Meaning | None) -> bool:
    """The column holds amounts of a canonical field."""
    return meaning is not None and meaning.field in MONEY_FIELDS
