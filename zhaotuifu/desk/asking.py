"""列表条件 — what a list of projects is asked for: the address holds it, chips show it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from urllib.parse import urlencode

from zhaotuifu.projects.states import ConstructionKind, Kind, Level, Stage, Standing
from zhaotuifu.supervision.states import Lamp

UNSET = "unset"  # in an address, where an empty value would mean "all"
DEFAULT_SORT = "lamp"

# 总投资档：亿元 bands, as (key, label, from 万元, below 万元).
SIZES = (
    ("s", "1 亿元以下", None, 10000),
    ("m", "1—5 亿元", 10000, 50000),
    ("l", "5—10 亿元", 50000, 100000),
    ("xl", "10 亿元以上", 100000, None),
)
CHOICES = {
    "level": tuple((c.value or UNSET, c.label) for c in Level),
    "construction_kind": tuple((c.value or UNSET, c.label) for c in ConstructionKind),
    "kind": tuple((c.value or UNSET, c.label) for c in Kind),
    "lamp": tuple((c.value, c.label) for c in Lamp),
    # nothing in the library stands before its admission
    "stage": tuple((c.value, c.label) for c in Stage if c is not Stage.LEAD),
    "standing": tuple((c.value, c.label) for c in Standing if c != Standing.WITHDRAWN),
    "size": tuple((key, label) for key, label, _, _ in SIZES),
}
LABELS = {
    "q": "找", "level": "级别", "zone": "板块", "construction_kind": "建设性质", "kind": "大类",
    "category": "产业链", "lamp": "灯色", "stage": "阶段", "standing": "在库状态", "size": "总投资",
    "missing": "待补", "unreported": "月报", "nocause": "原因", "programme": "专项", "followed": "关注",
}
SORTS = ("lamp", "name", "total", "plan", "month", "completed", "rate", "gap")
# 分组：by what a list can be grouped, as (key in the address, label).
GROUPS = {
    "zone": "板块", "level": "级别", "kind": "大类", "category": "产业链",
    "construction_kind": "建设性质", "stage": "阶段", "lamp": "灯色", "standing": "在库状态",
    "size": "总投资", "lead_department": "牵头部门",
}


@dataclass(frozen=True, slots=True)
class Asking:
    """列表条件 — year and reporting month, conditions by name (codes as in the address), order.

    `picked` maps a name of `CHOICES` to the codes asked for; `sort` is a name of `SORTS`, with a
    minus for falling; `group` a name of `GROUPS`, `opened` the group shown with its rows.
    `columns` stand in the address only when it was made to be sent; `view_id` says which kept
    view the reader set out from.
    """

    year: int
    month: int
    picked: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    words: str = ""
    zone_id: int | None = None
    category: str = ""
    unreported: int | None = None
    is_missing: bool = False
    has_no_cause: bool = False
    sort: str = DEFAULT_SORT
    programme_id: int | None = None
    is_followed: bool = False
    group: str = ""
    view_id: int | None = None
    columns: tuple[str, ...] = ()
    opened: str = ""

    @staticmethod
    def conditions() -> frozenset[str]:
        """条件名 — what a list can be narrowed by, as in the address."""
        return frozenset(LABELS)

    @property
    def previous_year(self) -> int:
        return self.year - 1

    @property
    def next_year(self) -> int:
        return self.year + 1

    @property
    def span_label(self) -> str:
        """累计期 — the head of the completed column."""
        return f"1—{self.month}月完成" if self.month > 1 else f"{self.month or 1}月累计完成"

    def params(self) -> dict[str, str]:
        """地址参数 — everything asked, without the page number."""
        found = {name: ",".join(codes) for name, codes in self.picked.items() if codes}
        pairs = (
            ("q", self.words), ("zone", str(self.zone_id or "")), ("category", self.category),
            ("unreported", str(self.unreported or "")), ("missing", "1" if self.is_missing else ""),
            ("nocause", "1" if self.has_no_cause else ""),
            ("programme", str(self.programme_id or "")), ("followed", "1" if self.is_followed else ""),
        )
        return found | {name: value for name, value in pairs if value}

    def shape(self) -> dict[str, str]:
        """样子 — order, grouping and columns, as far as they are not the usual ones."""
        pairs = (
            ("sort", self.sort if self.sort != DEFAULT_SORT else ""), ("group", self.group),
            ("cols", ",".join(self.columns)),
        )
        return {name: value for name, value in pairs if value}

    def address(self, **changes: str | None) -> str:
        """同一列表换条件 — a query string with changes; None drops a condition."""
        parts: dict[str, str | None] = {"year": str(self.year), **self.params(), **self.shape()}
        parts["view"] = str(self.view_id or "")
        return "?" + "&".join(_pair(k, v) for k, v in (parts | changes).items() if v)


@lru_cache(maxsize=4096)
def _pair(name: str, value: str) -> str:
    """A page writes thirty addresses that differ in one condition."""
    return urlencode({name: value}, safe=",")


@dataclass(frozen=True, slots=True)
class Chip:
    """条件片 — label, value in words, the address without it."""

    label: str
    value: str
    remove_url: str


def asked(given: Mapping[str, str], *, year: int, month: int) -> Asking:
    """列表条件 — from a query string; what cannot be understood is left out, and no chip shows it."""
    picked = {}
    for name, choices in CHOICES.items():
        known = {code for code, _ in choices}
        codes = tuple(code for code in given.get(name, "").split(",") if code in known)
        if codes:
            picked[name] = codes
    sort = given.get("sort", DEFAULT_SORT)
    return Asking(
        year=year, month=month, picked=picked, words=" ".join(given.get("q", "").split())[:80],
        zone_id=number(given.get("zone")), category=given.get("category", "").strip()[:80],
        unreported=_month(given.get("unreported")), is_missing=given.get("missing") == "1",
        has_no_cause=given.get("nocause") == "1",
        sort=sort if sort.removeprefix("-") in SORTS else DEFAULT_SORT,
        programme_id=number(given.get("programme")), is_followed=given.get("followed") == "1",
        group=given.get("group", "") if given.get("group", "") in GROUPS else "",
        view_id=number(given.get("view")), columns=_keys(given.get("cols", "")),
        opened=given.get("open", "").strip()[:80],
    )


def _keys(text: str) -> tuple[str, ...]:
    """Names of columns: plain words, a few dozen at most; which of them exist is judged by `columns`."""
    words = (word for word in text.split(",")[:60] if word.isascii() and word.replace("_", "").isalpha())
    return tuple(dict.fromkeys(words))


def number(text: str | None) -> int | None:
    """整数 — from an address; None for anything else."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else None


def year_asked(given: Mapping[str, str]) -> int | None:
    """年度 — from an address; None when none or none possible was given."""
    year = number(given.get("year"))
    return year if year and 1990 <= year <= 2100 else None


def month_asked(given: Mapping[str, str]) -> int | None:
    """月份 — from an address; None when none or none possible was given."""
    return _month(given.get("month"))


def _month(text: str | None) -> int | None:
    month = number(text)
    return month if month and 1 <= month <= 12 else None


def chips(ask: Asking, zone_name: str, programme_name: str = "") -> tuple[Chip, ...]:
    """条件片 — one for each condition, in words."""
    words = {
        name: "、".join(dict(CHOICES[name])[code] for code in codes)
        for name, codes in ask.picked.items()
    }
    words |= {
        "q": f"“{ask.words}”" if ask.words else "", "zone": zone_name, "category": ask.category,
        "missing": "还缺数据" if ask.is_missing else "",
        "unreported": f"{ask.unreported}月未报" if ask.unreported else "",
        "nocause": "逾期没写原因" if ask.has_no_cause else "", "programme": programme_name,
        "followed": "我关注的" if ask.is_followed else "",
    }
    return tuple(
        Chip(LABELS[name], words[name], ask.address(**{name: None}))
        for name in LABELS
        if words.get(name)
    )


def in_words(found: tuple[Chip, ...]) -> str:
    """条件一句话 — for the empty list."""
    return "、".join(chip.value.strip("“”") for chip in found)
