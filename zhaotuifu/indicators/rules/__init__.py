"""指标规则 — the lines of a figure and the formulas over them."""

from zhaotuifu.indicators.rules.indicators import (
    NOTHING,
    Formula,
    Indicator,
    Sum,
    admitted,
    admitted_target_rate,
    annual_plan,
    as_gap,
    as_rate,
    as_sum,
    completed,
    completion_rate,
    finish_rate,
    schedule_gap,
    start_rate,
    summed,
)
from zhaotuifu.indicators.rules.lines import (
    ONE,
    TWELVE,
    ZERO,
    Line,
    Moment,
    Row,
    Value,
    reporting_month,
    schedule_pct,
)

__all__ = [
    "NOTHING", "ONE", "TWELVE", "ZERO", "Formula", "Indicator", "Line", "Moment", "Row", "Sum", "Value",
    "admitted", "admitted_target_rate", "annual_plan", "as_gap", "as_rate", "as_sum", "completed",
    "completion_rate", "finish_rate", "reporting_month", "schedule_gap", "schedule_pct", "start_rate",
    "summed",
]
