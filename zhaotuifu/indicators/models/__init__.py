"""指标的行 — written definitions and roll-ups."""

from zhaotuifu.indicators.models.definitions import IndicatorDefinition as IndicatorDefinition
from zhaotuifu.indicators.models.rollups import COLUMNS as COLUMNS
from zhaotuifu.indicators.models.rollups import Cell as Cell
from zhaotuifu.indicators.models.rollups import RollUp as RollUp
from zhaotuifu.indicators.models.rollups import YearLine as YearLine
from zhaotuifu.indicators.models.rollups import YearLineQuerySet as YearLineQuerySet
