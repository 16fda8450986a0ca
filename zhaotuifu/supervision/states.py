"""督查状态 — lamps and the scales they are judged by."""

from __future__ import annotations

from django.db import models


class Lamp(models.TextChoices):
    """灯色 — colour, shape and word are one."""

    RED = "red", "逾期"
    YELLOW = "yellow", "滞后"
    GREEN = "green", "正常"
    NONE = "none", "未亮灯"


class Scale(models.TextChoices):
    """尺度 — two scales are in use: a gap in percentage points, or a ratio to 序时."""

    POINTS = "points", "百分点差"
    RATIO = "ratio", "序时之比"
