"""各部分 — every section a kind may be composed of, by code: what it is called and the options it takes.

An office composes another kind by naming these in its data; a section of its own is one function more.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from zhaotuifu.projects.states import Level
from zhaotuifu.reports.rules.kinds import OWN, DocumentKind, KindError
from zhaotuifu.reports.rules.sections import adjusted, lags, monthly, overall, tables, works
from zhaotuifu.reports.rules.sections.drafting import NOTHING, Content, Drafting, SectionFunction

YES_NO = (True, False)
COUNT = range(1, 101)


@dataclass(frozen=True, slots=True)
class SectionKind:
    """一种部分 — its name for people, its function, allowed values by option, and what it needs read."""

    label: str
    function: SectionFunction
    options: Mapping[str, object] = field(default_factory=dict)
    needs_last_year: bool = False
    needs_changes: bool = False
    is_attached: bool = False  # by itself it has no text, so no place for its writer


def own(drafting: Drafting) -> Content:
    """自写 — nothing is composed; left out while nobody writes it."""
    return NOTHING


LEVELS = ("highest", "all", *(level.value for level in Level))
SECTIONS: Mapping[str, SectionKind] = {
    "opening": SectionKind("前言", overall.opening),
    "overview": SectionKind("总体情况", overall.overview, {"by": ("level", "none")}),
    "outline": SectionKind("项目概况", overall.outline),
    "month": SectionKind("当月进展，环比和同比", monthly.month, needs_last_year=True),
    "starts": SectionKind("开工和入库", overall.starts),
    "span_starts": SectionKind("本期开工项目", works.span_starts),
    "year_starts": SectionKind("今年以来开工", works.year_starts),
    "late_starts": SectionKind("逾期未开工", works.late_start_section),
    "happened": SectionKind("本期到达的节点", works.happened, {"named": COUNT}),
    "next_nodes": SectionKind("近期节点", works.next_nodes, {"named": COUNT, "days": range(1, 367)}),
    "problems": SectionKind("存在问题，按级别点名", lags.problems),
    "attainment": SectionKind(
        "序时进度达到情况", lags.attainment, {"by": ("level", "none"), "basic_points": COUNT}
    ),
    "shortfalls": SectionKind("未开工和低于序时，按原因", lags.shortfalls, {"named": COUNT}),
    "zones": SectionKind("板块情况和排名", tables.zones),
    "changes": SectionKind(
        "退出、取消、停缓建、复工", adjusted.changes, {"over": ("year", "span")}, needs_changes=True
    ),
    "progress_table": SectionKind(
        "进度表", tables.progress_table, {"level": LEVELS, "attached": YES_NO, "title": str},
        is_attached=True,
    ),
    "laggard_list": SectionKind("未开工和低于序时清单", lags.laggard_list, is_attached=True),
    OWN: SectionKind("自写", own),
}


def ensure_composable(kind: DocumentKind) -> DocumentKind:
    """能不能编 — every section and option is known. Raises `KindError` naming the one that is not."""
    for number, section in enumerate(kind.sections, start=1):
        where = f"公文种类“{kind.code}”的 sections 第 {number} 部分"
        if section.code not in SECTIONS:
            known = "、".join(f"{code}（{found.label}）" for code, found in SECTIONS.items())
            raise KindError(f"{where}的 code 不认识“{section.code}”，可以写：{known}。")
        allowed = SECTIONS[section.code].options
        for name, value in section.options.items():
            if name not in allowed:
                raise KindError(f"{where}没有选项 {name}，可以写：{'、'.join(allowed) or '没有选项'}。")
            if not _is_allowed(value, allowed[name]):
                raise KindError(f"{where}的选项 {name} 不能是“{value}”，可以写：{_said(allowed[name])}。")
    return kind


def places(kind: DocumentKind) -> dict[str, str]:
    """自写处 — key of the place → what it is called, in print order; an attached table has none."""
    return {
        one.key: one.label for one in kind.sections
        if one.code not in SECTIONS or not SECTIONS[one.code].is_attached
    }


def _is_allowed(value: object, allowed: object) -> bool:
    if allowed is str:
        return isinstance(value, str)
    is_number = isinstance(value, int) and not isinstance(value, bool)
    if isinstance(allowed, range):
        return is_number and value in allowed
    return isinstance(allowed, tuple) and value in allowed and (allowed == YES_NO) == isinstance(value, bool)


def _said(allowed: object) -> str:
    if allowed is str:
        return "文字"
    if isinstance(allowed, range):
        return f"{allowed.start} 到 {allowed.stop - 1} 的整数"
    return "、".join(str(one).lower() for one in allowed if one != "") if isinstance(allowed, tuple) else ""
