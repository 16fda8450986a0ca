"""指标清单 — every indicator by code and name, with its function; the words are data (`catalogue`)."""

from __future__ import annotations

from zhaotuifu.indicators import rules
from zhaotuifu.indicators.rules import Indicator
from zhaotuifu.indicators.rules.durations import ADMITTED, Duration
from zhaotuifu.indicators.rules.parameters import BEHIND, SCHEDULE, START_SCHEDULE
from zhaotuifu.indicators.rules.signing import STEPS, Conversion, signed, signed_amount
from zhaotuifu.indicators.rules.stated import Handed, Paced
from zhaotuifu.indicators.states import IndicatorGroup as Group
from zhaotuifu.indicators.states import Source
from zhaotuifu.progress.states import Node

INVESTMENT: tuple[Indicator, ...] = (
    Indicator("annual_plan", "年度计划投资", "万元", Group.INVESTMENT, rules.annual_plan),
    Indicator(
        "plan_target", "年度投资目标", "万元", Group.INVESTMENT,
        Handed("年度投资目标", "万元", rules.INVESTMENT_TARGET),
    ),
    Indicator("completed", "本年累计完成投资", "万元", Group.INVESTMENT, rules.completed),
    Indicator(
        "completed_recognised", "列统完成投资", "万元", Group.INVESTMENT, rules.completed_recognised
    ),
    Indicator("completion_rate", "投资完成率", "%", Group.INVESTMENT, rules.completion_rate),
    Indicator(
        "target_completion_rate", "投资目标完成率", "%", Group.INVESTMENT, rules.target_completion_rate
    ),
    Indicator("recognised_rate", "列统完成率", "%", Group.INVESTMENT, rules.recognised_rate),
    Indicator("schedule", "序时进度", "%", Group.INVESTMENT, Paced("序时进度", SCHEDULE)),
    Indicator(
        "schedule_gap", "序时差", "个百分点", Group.INVESTMENT, rules.schedule_gap, uses=(SCHEDULE,)
    ),
)
WORKS: tuple[Indicator, ...] = (
    Indicator("listed", "在列项目数", "个", Group.WORKS, rules.listed),
    Indicator("started", "新开工数", "个", Group.WORKS, rules.started),
    Indicator("start_target_rate", "新开工目标完成率", "%", Group.WORKS, rules.start_target_rate),
    Indicator("start_rate", "开工率", "%", Group.WORKS, rules.start_rate),
    Indicator("early_starts", "储备提前开工数", "个", Group.WORKS, rules.early_starts),
    Indicator("start_schedule", "开工序时", "%", Group.WORKS, Paced("开工序时", START_SCHEDULE)),
    Indicator(
        "start_gap", "开工序时差", "个百分点", Group.WORKS, rules.start_gap, uses=(START_SCHEDULE,)
    ),
    Indicator("finished", "竣工数", "个", Group.WORKS, rules.finished),
    Indicator("finish_rate", "竣工率", "%", Group.WORKS, rules.finish_rate),
    Indicator("produced", "投产数", "个", Group.WORKS, rules.produced),
    Indicator("production_rate", "投产率", "%", Group.WORKS, rules.production_rate),
    Indicator("full_output", "达产数", "个", Group.WORKS, rules.full_output),
    Indicator("full_output_rate", "达产率", "%", Group.WORKS, rules.full_output_rate),
)
LAG: tuple[Indicator, ...] = (
    Indicator("not_started", "未开工数", "个", Group.LAG, rules.not_started),
    Indicator("not_started_share", "未开工占比", "%", Group.LAG, rules.not_started_share),
    Indicator("behind", "低于序时数", "个", Group.LAG, rules.behind, uses=(SCHEDULE,)),
    Indicator(
        "behind_share", "低于序时占比", "%", Group.LAG, rules.behind_share, uses=(SCHEDULE, BEHIND)
    ),
)
ADMISSION: tuple[Indicator, ...] = (
    Indicator("admitted", "入库数", "个", Group.ADMISSION, rules.admitted),
    Indicator("admitted_target_rate", "入库目标完成率", "%", Group.ADMISSION, rules.admitted_target_rate),
)
STEP_NAMES = dict(zip(STEPS, ("入库", "供地", "开工", "竣工", "投产", "达产"), strict=True))
SIGNING: tuple[Indicator, ...] = (
    Indicator("signed", "签约数", "个", Group.SIGNING, signed, Source.SIGNED),
    Indicator("signed_amount", "签约额", "万元", Group.SIGNING, signed_amount, Source.SIGNED),
    *(
        Indicator(
            f"conversion_{step}", f"签约{name}转化率", "%", Group.SIGNING,
            Conversion(f"签约{name}转化率", step), Source.SIGNED,
        )
        for step, name in STEP_NAMES.items()
    ),
)


def _duration(code: str, name: str, first: str, last: str) -> Indicator:
    return Indicator(
        code, name, "天", Group.DURATION, Duration(code, name, first, last), counts_workdays=True
    )


DURATIONS: tuple[Indicator, ...] = (
    _duration("duration_signed_start", "签约至开工时长", Node.SIGNED, Node.START),
    _duration("duration_admitted_start", "入库至开工时长", ADMITTED, Node.START),
    _duration("duration_land_permit", "供地至施工许可时长", Node.LAND, Node.PERMIT),
    _duration("duration_permit_start", "施工许可至开工时长", Node.PERMIT, Node.START),
    _duration("duration_start_finish", "开工至竣工时长", Node.START, Node.FINISH),
    _duration("duration_finish_production", "竣工至投产时长", Node.FINISH, Node.PRODUCTION),
)
ALL: tuple[Indicator, ...] = INVESTMENT + WORKS + LAG + ADMISSION + SIGNING + DURATIONS
BY_NAME = {key: indicator for indicator in ALL for key in (indicator.code, indicator.name)}


def named(name: str) -> Indicator | None:
    """按名取指标 — by code or Chinese name; None when there is none."""
    return BY_NAME.get(name.strip())
