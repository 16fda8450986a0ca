"""指标状态 — along which line the roll-ups are divided."""

from __future__ import annotations

from django.db import models


class Axis(models.TextChoices):
    """按什么分 — everything, 板块 (a joint project in each of its own), or 产业链."""

    ALL = "all", "全部"
    ZONE = "zone", "板块"
    CATEGORY = "category", "产业链"


class CountBy(models.TextChoices):
    """打包项目怎么计 — as they stand on the list, each package once, or each sub-project once."""

    LISTED = "listed", "按名单"
    WHOLE = "whole", "整包计"
    SPLIT = "split", "拆分计"


class IndicatorGroup(models.TextChoices):
    """指标分组 — the headings of the overview."""

    INVESTMENT = "investment", "投资"
    WORKS = "works", "开工竣工"
    LAG = "lag", "滞后"
    ADMISSION = "admission", "入库"
    SIGNING = "signing", "签约转化"
    DURATION = "duration", "环节时长"


class Source(models.TextChoices):
    """从哪些行数 — the projects on the year's lists, or all that were signed in the year."""

    LISTED = "listed", "名单上的项目"
    SIGNED = "signed", "当年签约的项目"


class Comparison(models.TextChoices):
    """跟什么比."""

    YEAR = "yoy", "同比"
    MONTH = "mom", "环比"


class Answered(models.TextChoices):
    """从哪里取数."""

    CELLS = "cells", "汇总格"
    LINES = "lines", "年行"
    BOOK = "book", "账本"
