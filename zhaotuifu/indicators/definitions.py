"""指标定义 — the written definitions; the same ones feed pages, 进度表, 专报 and commands."""

from __future__ import annotations

from zhaotuifu.indicators import rules
from zhaotuifu.indicators.rules import Indicator

ALL: tuple[Indicator, ...] = (
    Indicator(
        "annual_plan", "年度计划投资", "万元",
        "统计日在列项目的年度计划投资之和。",
        "Σ 年度计划投资",
        "随项目入库而增加的滚动合计；上级下达的固定目标另存，文件写明用的是哪一个。",
        rules.annual_plan,
    ),
    Indicator(
        "completed", "本年累计完成投资", "万元",
        "在列项目本年 1 月至报告月的当月完成投资之和，含调整。",
        "Σ 1 月至报告月当月完成投资",
        "上报口径；列统口径另计，两者不相加。",
        rules.completed,
    ),
    Indicator(
        "completion_rate", "投资完成率", "%",
        "本年累计完成投资与年度计划投资之比。",
        "本年累计完成投资 ÷ 年度计划投资 × 100",
        "不封顶，超过 100% 如实显示；没有计划显示「—」。",
        rules.completion_rate,
    ),
    Indicator(
        "schedule_gap", "序时差", "个百分点",
        "投资完成率与序时进度之差。",
        "投资完成率 − 报告月份 ÷ 12 × 100",
        "正数为高于序时，负数为低于序时，保留 1 位小数。",
        rules.schedule_gap,
    ),
    Indicator(
        "start_rate", "开工率", "%",
        "计划新开工项目中，统计日前已认定开工的比例。",
        "已认定开工的新建项目数 ÷ 新建项目数 × 100",
        "以认定日期为准，不以施工许可证日期为准；储备项目提前开工另列，不计入。",
        rules.start_rate,
    ),
    Indicator(
        "finish_rate", "竣工率", "%",
        "本年计划竣工的项目中，统计日前已认定竣工的比例。",
        "已认定竣工项目数 ÷ 计划竣工项目数 × 100",
        "以认定日期为准。",
        rules.finish_rate,
    ),
    Indicator(
        "admitted", "入库数", "个",
        "本年 1 月 1 日至统计日入库的项目数。",
        "入库日期在期内的项目数",
        "按入库到该级别名单的日期计；年中升级的按新级别入库日期计。",
        rules.admitted,
    ),
    Indicator(
        "admitted_target_rate", "入库目标完成率", "%",
        "本年入库数与年度入库目标之比。",
        "入库数 ÷ 年度入库目标 × 100",
        "没有下达目标显示「—」。",
        rules.admitted_target_rate,
    ),
)
BY_NAME = {key: indicator for indicator in ALL for key in (indicator.code, indicator.name)}


def named(name: str) -> Indicator | None:
    """按名取定义 — by code or Chinese name; None when there is none."""
    return BY_NAME.get(name.strip())
