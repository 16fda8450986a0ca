"""指标的行 — roll-ups."""

from zhaotuifu.indicators.models.rollups import Cell as Cell
from zhaotuifu.indicators.models.rollups import RollUp as RollUp
from zhaotuifu.indicators.models.rollups import YearLine as YearLine
