"""相像 — why a project of the library may be the one a row speaks of, what differs, and whether to ask.

A reason is named from the surest to the least. Near names of the row's own 板块 are asked; of
another 板块, or under another 项目代码, only with a second thing in common. Where many projects share
a trunk, it is a kind of works and no doubt.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import takewhile

from rapidfuzz.fuzz import ratio

from zhaotuifu.kernel.money import plain
from zhaotuifu.kernel.names import comparable
from zhaotuifu.ledger.rules.similar import alike_pct
from zhaotuifu.projects.rules import FILLING, core, in_brackets, numbers, trunk, without_brackets
from zhaotuifu.projects.states import Level

MOST_SHOWN = 5
SAME_PLACE_PCT, SAME_OWNER_PCT = 60.0, 70.0
#: characters that the cores of two names of one project begin with alike, when it changed its name
#: over the year, and their share of the shorter core
BEGINNING, BEGINNING_PCT = 6, 60
SHORTEST_ADDRESS = 6  # a place that says more than a road
LEVELS = {one.value: one.label for one in Level if one.value}
DASH = "—"


@dataclass(frozen=True, slots=True)
class Portrait:
    """画像 — what is compared of a row and of a project. `is_former`: the name is no longer borne."""

    name: str
    name_key: str
    code: str = ""
    zone_names: tuple[str, ...] = ()
    level: str = ""
    total_wan: Decimal | None = None
    unit_name: str = ""
    uscc: str = ""
    address: str = ""
    start_year: int | None = None
    end_year: int | None = None
    last_year_wan: Decimal | None = None
    is_former: bool = False
    since_year: int = 0


@dataclass(frozen=True, slots=True)
class Likeness:
    """相像 — reasons from the surest on; `is_asked`: a person must say."""

    reasons: tuple[str, ...]
    is_asked: bool
    weight: int
    evidence: tuple[str, ...] = field(default=())

    @property
    def sentence(self) -> str:
        return "，".join(self.reasons)


def are_numbered_apart(one: str, other: str) -> bool:
    """编号不同 — each bears a number that the other does not: two projects.

    12英寸芯片 and 12英寸芯片SN1 are not apart: one only says more than the other.
    """
    left, right = Counter(numbers(one)), Counter(numbers(other))
    return bool(left - right and right - left)


def begins_alike(one: str, other: str) -> bool:
    """开头相同 — of two cores: 民用飞机航电系统集成平台, 民用飞机航电系统三中心一总部."""
    same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
    return same >= BEGINNING and same * 100 >= BEGINNING_PCT * min(len(one), len(other))


def name_reason(one: str, other: str) -> str:
    """名称哪里像 — of two comparable names that are near."""
    if one == other:
        return "名称相同"
    if core(one) == core(other):
        return _words_apart(one, other)
    if trunk(one) and trunk(one) == trunk(other):
        if numbers(one) != numbers(other):
            return "只差期号或编号"
        if without_brackets(one) == without_brackets(other):
            return "只差括号内容"
        return "去掉括号和“建设、扩建”这类字后相同"
    left, right = core(one), core(other)
    if left in right or right in left:
        return "名称包含"
    return f"相似 {alike_pct(one, other)}%"


def _words_apart(one: str, other: str) -> str:
    """Equal but for filling words, or for a remark in brackets."""
    if in_brackets(one) != in_brackets(other) and without_brackets(one) == without_brackets(other):
        return "只差括号内容"
    apart = set(FILLING.findall(one)) ^ set(FILLING.findall(other))
    return f"只差“{'、'.join(sorted(apart))}”" if apart else "只差标点"


def in_common(row: Portrait, other: Portrait) -> tuple[str, ...]:
    """另有相同 — what row and project share beside the name."""
    unit = comparable(row.unit_name)
    shared = (
        ("项目代码相同", bool(row.code) and row.code == other.code),
        ("统一社会信用代码相同", bool(row.uscc) and row.uscc == other.uscc),
        ("建设地址相同", is_same_place(row.address, other.address)),
        ("建设单位相同", bool(unit) and unit == comparable(other.unit_name)),
        ("总投资相同", bool(row.total_wan) and row.total_wan == other.total_wan),
    )
    return tuple(text for text, holds in shared if holds)


def is_same_place(one: str, other: str) -> bool:
    return len(one) >= SHORTEST_ADDRESS and comparable(one) == comparable(other)


def has_new_owner(row: Portrait, other: Portrait) -> bool:
    """投资主体变了 — both name who builds it, and it is not the same."""
    if row.uscc and other.uscc:
        return row.uscc != other.uscc
    units = comparable(row.unit_name), comparable(other.unit_name)
    return all(units) and units[0] != units[1]


def liken(row: Portrait, other: Portrait, *, is_near: bool, is_family: bool) -> Likeness | None:
    """判断相像 — None when it is nothing. `is_near` by name; `is_family`: many share the trunk."""
    if are_numbered_apart(row.name_key, other.name_key):
        return None
    evidence = in_common(row, other)
    if not is_near and not _is_alike_by_trace(row, other):
        return None
    reasons = [name_reason(row.name_key, other.name_key) if is_near else _pct(row, other)]
    if other.is_former:
        year = f" {other.since_year} 年" if other.since_year else ""
        is_it = row.name_key == other.name_key
        reasons[0] = f"{year}的曾用名相同" if is_it else f"{year}的曾用名“{other.name}”{reasons[0]}"
    if has_new_owner(row, other) and evidence:
        reasons.append(f"投资主体变了（原“{other.unit_name or other.uscc}”）")
    reasons += evidence
    is_exact = row.name_key == other.name_key
    is_here = bool(set(row.zone_names) & set(other.zone_names)) or not row.zone_names
    has_other_code = bool(row.code and other.code) and row.code != other.code
    is_doubt = is_here and not has_other_code and not is_family
    weight = round(ratio(row.name_key, other.name_key)) + 20 * len(evidence) + 100 * is_exact
    return Likeness(tuple(reasons), bool(is_doubt or evidence or is_exact), weight, evidence)


def _is_alike_by_trace(row: Portrait, other: Portrait) -> bool:
    """Same place or same owner, and the names have much in common."""
    pct = ratio(core(row.name_key), core(other.name_key))
    if is_same_place(row.address, other.address):
        return pct >= SAME_PLACE_PCT
    has_two_codes = bool(row.code and other.code) and row.code != other.code
    return bool(row.uscc) and row.uscc == other.uscc and pct >= SAME_OWNER_PCT and not has_two_codes


def _pct(row: Portrait, other: Portrait) -> str:
    return f"相似 {alike_pct(row.name_key, other.name_key)}%"


def detail(row: Portrait, other: Portrait, reason: str) -> tuple[tuple[str, str, str], ...]:
    """对照 — (what, in the file, in the library), for a person to decide by; the reason first."""
    pairs = (
        ("名称", row.name, other.name),
        ("项目代码", row.code, other.code),
        ("板块", "、".join(row.zone_names), "、".join(other.zone_names)),
        ("级别", LEVELS.get(row.level, ""), LEVELS.get(other.level, "")),
        ("总投资（万元）", _wan(row.total_wan), _wan(other.total_wan)),
        ("建设单位", row.unit_name, other.unit_name),
        ("起止年限", _years(row), _years(other)),
        ("上年完成（万元）", _wan(row.last_year_wan), _wan(other.last_year_wan)),
    )
    lines = [("像在哪里", "", reason)] if reason else []
    return (
        *lines,
        *((label, here or DASH, there or DASH) for label, here, there in pairs if here or there),
    )


def _wan(amount: Decimal | None) -> str:
    return plain(amount) or ""


def _years(one: Portrait) -> str:
    if one.start_year is None and one.end_year is None:
        return ""
    return f"{one.start_year or ''}-{one.end_year or ''}"


def families(trunks: Mapping[str, int]) -> frozenset[str]:
    """通名 — trunks that more projects share than anybody would look through."""
    return frozenset(one for one, count in trunks.items() if count > MOST_SHOWN)


def strongest(found: Sequence[tuple[int, Likeness]]) -> list[tuple[int, Likeness]]:
    """最像的几个 — by weight, then by project; the first reason of a project wins."""
    best: dict[int, Likeness] = {}
    for project_id, one in sorted(found, key=lambda pair: (-pair[1].weight, pair[0])):
        best.setdefault(project_id, one)
    return list(best.items())[:MOST_SHOWN]
