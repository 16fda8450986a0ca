"""结转规则 — where a listed project goes in the next year, and what plan it is proposed.

The cases are asked in order (`CASES`), the first that fits decides. What an office would see
otherwise stands in `Terms`, which come from a dated rule (presets, `CarryRule`). Sources: 某省项目
分类正式文本 (竣工: 往年或上年开工、当年竣工; 续建: 往年开工、当年不能竣工); 常州 2023 年通报
(储备项目提前开工另列). Amounts in 万元.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from zhaotuifu.carryover.states import PLANNED, Outcome, Why
from zhaotuifu.kernel.verdict import YES, Verdict, no

ZERO = Decimal(0)
WAITING = frozenset({Outcome.RESERVE.value, Outcome.PRELIMINARY.value})
#: kinds whose start lies before the list, whether or not anybody recorded it
UNDER_WAY = frozenset({Outcome.CONTINUED.value, Outcome.FINISHING.value})


@dataclass(frozen=True, slots=True)
class Terms:
    """口径 — what a district's rule may say otherwise.

    `follows_until`: "" (a finished project leaves the list), "production" or "full_output" (it
    stays as 竣工 until that is recognised). `uses_finishing`: whether a project that will finish in
    the year is listed as 竣工. `new_years_most`: as 新建 so many years without a start is asked.
    `done_pct`: of the total done without being finished is asked from there on. `spreads`: what is
    left is divided among the years to the planned finish.
    """

    name: str = "没有载入结转规则，按通行做法"
    source: str = ""
    follows_until: str = ""
    uses_finishing: bool = True
    new_years_most: int = 2
    done_pct: Decimal = Decimal(100)
    spreads: bool = True


UNRULED = Terms()


@dataclass(frozen=True, slots=True)
class Standing:
    """一个项目的年末情况 — what the rule looks at, of one listing of year `year`."""

    year: int
    kind: str
    is_withdrawn: bool = False
    stopped_for: str | None = None
    start_on: date | None = None
    start_seen_on: date | None = None
    finish_on: date | None = None
    finish_seen_on: date | None = None
    production_on: date | None = None
    full_output_on: date | None = None
    planned_start_on: date | None = None
    planned_finish_on: date | None = None
    end_year: int | None = None
    total_wan: Decimal | None = None
    done_wan: Decimal = ZERO
    year_done_wan: Decimal = ZERO
    plan_wan: Decimal | None = None
    next_plan_wan: Decimal | None = None
    new_years: int = 1
    is_listed: bool = False

    def by_year_end(self, day: date | None) -> bool:
        """年底前."""
        return day is not None and day <= date(self.year, 12, 31)

    def in_next_year(self, day: date | None) -> bool:
        return day is not None and day.year == self.year + 1

    @property
    def finish_year(self) -> int | None:
        """计划建成年 — of the planned finish, else as the profile says."""
        return self.planned_finish_on.year if self.planned_finish_on else self.end_year

    @property
    def is_started(self) -> bool:
        return self.by_year_end(self.start_on)


@dataclass(frozen=True, slots=True)
class Proposal:
    """提出 — an outcome with its reason; `is_asked`: the rule is not sure, a person says."""

    outcome: Outcome
    why: Why
    sentence: str
    is_asked: bool = False
    plan_wan: Decimal | None = None
    plan_sentence: str = ""


def propose(one: Standing, terms: Terms = UNRULED) -> Proposal:
    """提出去向 — the first case that fits; with the plan where the outcome has one."""
    for case in CASES:
        found = case(one, terms)
        if found is not None:
            return _planned(found, one, terms)
    raise AssertionError("the last case always fits")


def _planned(found: Proposal, one: Standing, terms: Terms) -> Proposal:
    if found.outcome not in PLANNED:
        return found
    plan, sentence = plan_of(one, found.outcome, terms)
    return replace(found, plan_wan=plan, plan_sentence=sentence)


def _listed(one: Standing, terms: Terms) -> Proposal | None:
    if not one.is_listed:
        return None
    return Proposal(Outcome.LISTED, Why.LISTED, f"{one.year + 1}年的名单上已经有了，不动。")


def _withdrawn(one: Standing, terms: Terms) -> Proposal | None:
    if not one.is_withdrawn:
        return None
    return Proposal(Outcome.END, Why.WITHDRAWN, "已退库，不再列入。")


def _finished(one: Standing, terms: Terms) -> Proposal | None:
    if one.by_year_end(one.finish_on):
        reached = {"production": one.production_on, "full_output": one.full_output_on}
        until = reached.get(terms.follows_until)
        if terms.follows_until and not one.by_year_end(until):
            what = "投产" if terms.follows_until == "production" else "达产"
            return Proposal(
                Outcome.FINISHING, Why.FOLLOWED, f"{_day(one.finish_on)}认定竣工，跟踪到{what}。"
            )
        return Proposal(Outcome.END, Why.FINISHED, f"{_day(one.finish_on)}认定竣工，不再列入。")
    if not one.by_year_end(one.finish_seen_on):
        return None
    return Proposal(
        Outcome.END, Why.FINISH_UNRECOGNISED,
        f"{_day(one.finish_seen_on)}竣工，还没有认定。当年补认定的不再列入；没有的仍列竣工。", is_asked=True,
    )


def _stopped(one: Standing, terms: Terms) -> Proposal | None:
    if one.stopped_for is None:
        return None
    kept = Outcome.CONTINUED if one.is_started or one.kind in UNDER_WAY else _kind_of(one)
    why = f"：{one.stopped_for}" if one.stopped_for else ""
    return Proposal(kept, Why.STOPPED, f"停缓建{why}。继续列入，还是不列入？", is_asked=True)


def _started(one: Standing, terms: Terms) -> Proposal | None:
    if not one.is_started and one.kind not in UNDER_WAY:
        return None
    if one.kind in WAITING:
        return Proposal(
            Outcome.CONTINUED, Why.STARTED_EARLY, f"{_day(one.start_on)}认定开工，储备、前期转续建。"
        )
    if one.total_wan and one.done_wan * 100 >= one.total_wan * terms.done_pct:
        return Proposal(
            Outcome.CONTINUED, Why.DONE_UNFINISHED,
            f"累计完成 {_wan(one.done_wan)} 万元，总投资 {_wan(one.total_wan)} 万元，没有竣工。是否已竣工？",
            is_asked=True,
        )
    finish = one.finish_year
    if finish == one.year + 1 and terms.uses_finishing:
        return Proposal(Outcome.FINISHING, Why.LAST_YEAR, f"已开工，计划 {finish}年竣工。")
    if finish is not None and finish <= one.year:
        return Proposal(Outcome.CONTINUED, Why.LATE, f"计划 {finish}年竣工，没有竣工，续建。")
    if one.is_started:
        return Proposal(Outcome.CONTINUED, Why.STARTED, f"{_day(one.start_on)}认定开工，没有竣工。")
    return Proposal(Outcome.CONTINUED, Why.GOES_ON, "往年已开工，没有竣工。")


def _start_unclear(one: Standing, terms: Terms) -> Proposal | None:
    if one.by_year_end(one.start_seen_on):
        return Proposal(
            Outcome.CONTINUED, Why.START_UNRECOGNISED,
            f"{_day(one.start_seen_on)}开工，还没有认定。当年补认定的列续建；没有的列{_kind_of(one).label}。",
            is_asked=True,
        )
    if one.year_done_wan > 0:
        return Proposal(
            Outcome.CONTINUED, Why.DONE_UNSTARTED,
            f"当年报了完成 {_wan(one.year_done_wan)} 万元，却没有开工时间。开工了没有？", is_asked=True,
        )
    return None


def _waiting(one: Standing, terms: Terms) -> Proposal | None:
    if one.kind not in WAITING:
        return None
    if one.in_next_year(one.planned_start_on):
        return Proposal(
            Outcome.NEW, Why.READY, f"计划 {_month(one.planned_start_on)}开工，可以转新建。", is_asked=True
        )
    return Proposal(Outcome(one.kind), Why.KEPT, f"没有开工，继续{Outcome(one.kind).label}。")


def _not_started(one: Standing, terms: Terms) -> Proposal | None:
    kind = _kind_of(one)
    if not one.kind:
        return Proposal(kind, Why.UNSAID, "没写建设性质，也没有开工。列为什么？", is_asked=True)
    if one.new_years >= terms.new_years_most and kind == Outcome.NEW:
        return Proposal(
            kind, Why.LONG_NEW, f"列为新建已 {one.new_years} 年，没有开工。继续新建、退回储备，还是不列入？",
            is_asked=True,
        )
    return Proposal(kind, Why.NOT_STARTED, f"没有开工，下一年仍列{kind.label}。")


Case = Callable[[Standing, Terms], Proposal | None]
CASES: tuple[Case, ...] = (
    _listed, _withdrawn, _finished, _stopped, _started, _start_unclear, _waiting, _not_started,
)


def _kind_of(one: Standing) -> Outcome:
    """As it is listed now; without a kind as 新建."""
    return Outcome(one.kind) if one.kind else Outcome.NEW


def plan_of(one: Standing, outcome: Outcome, terms: Terms) -> tuple[Decimal | None, str]:
    """下一年计划 — 万元, to the whole 万元 (half up), and how it was found.

    What the library holds for the next year already; else, of a project that has not begun, its
    plan again; else what is left of the total, divided among the years to the planned finish.
    """
    if one.next_plan_wan is not None:
        return one.next_plan_wan, f"库里已有 {one.year + 1}年计划"
    if one.total_wan is None:
        return None, "没有总投资，请填"
    left = one.total_wan - one.done_wan
    if left <= 0:
        return None, "累计完成已到总投资，请填"
    if outcome not in (Outcome.CONTINUED, Outcome.FINISHING) and one.plan_wan:
        return min(one.plan_wan, left), f"没有开工，仍用 {one.year}年计划"
    finish = one.finish_year
    years = finish - one.year if finish and terms.spreads and outcome != Outcome.FINISHING else 1
    if years <= 1:
        return _whole(left), "总投资减累计完成"
    return _whole(left / years), f"余 {_wan(left)} 万元，分 {years} 年（到 {finish}年）"


def _whole(amount: Decimal) -> Decimal:
    return amount.quantize(Decimal(1), ROUND_HALF_UP)


def _wan(amount: Decimal) -> str:
    """As it would be written: without zeros that say nothing."""
    return f"{amount.quantize(Decimal('0.01'), ROUND_HALF_UP):,f}".rstrip("0").rstrip(".")


def _day(day: date | None) -> str:
    return f"{day.year}年{day.month}月{day.day}日" if day else ""


def _month(day: date | None) -> str:
    return f"{day.year}年{day.month}月" if day else ""


@dataclass(frozen=True, slots=True)
class Said:
    """谁怎么说 — an outcome and a plan somebody wrote; None where nothing was said."""

    outcome: str | None = None
    plan_wan: Decimal | None = None


@dataclass(frozen=True, slots=True)
class InForce:
    """算数的 — where the line goes if it is written now, and whether it still waits for the office."""

    outcome: Outcome
    plan_wan: Decimal | None
    is_open: bool


def in_force(proposal: Proposal, zone: Said, office: Said, *, is_moved: bool = False) -> InForce:
    """算数的 — the office before the 板块 before the rule.

    A 板块 settles a question by saying the same as the rule; what it says otherwise waits for the
    office. A plan of the 板块 counts at once, and is shown beside what was proposed.
    """
    outcome = Outcome(office.outcome or zone.outcome or proposal.outcome)
    plan = _first(office.plan_wan, zone.plan_wan, proposal.plan_wan)
    is_open = is_moved
    if office.outcome is None:
        differs = zone.outcome is not None and zone.outcome != proposal.outcome
        is_open = is_open or differs or (proposal.is_asked and zone.outcome is None)
    return InForce(outcome, plan if outcome in PLANNED else None, is_open)


def _first(*amounts: Decimal | None) -> Decimal | None:
    return next((one for one in amounts if one is not None), None)


def can_choose(proposal: Proposal, outcome: str, note: str) -> Verdict:
    """能否这样定 — another outcome than proposed wants its reason, when the rule was sure."""
    if proposal.outcome == Outcome.LISTED:
        return no("这个项目已在下一年的名单上。要改，请到下一年的项目页上改。")
    if outcome == proposal.outcome or proposal.is_asked or note.strip():
        return YES
    return no(
        f"去向从“{proposal.outcome.label}”改为“{Outcome(outcome).label}”，请在说明里写原因。"
    )
