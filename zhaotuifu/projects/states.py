"""项目库状态 — levels, construction kinds, large classes, standing of a project."""

from __future__ import annotations

from django.db import models

from zhaotuifu.kernel.actor import Role
from zhaotuifu.kernel.moves import Move, MoveTable


class Level(models.TextChoices):
    """级别."""

    PROVINCE = "province", "省重大"
    CITY = "city", "市重大"
    DISTRICT = "district", "区重点"
    UNSET = "", "未定级"


class ConstructionKind(models.TextChoices):
    """建设性质 — what the project is in the year of the listing."""

    NEW = "new", "新建"
    CONTINUED = "continued", "续建"
    RESERVE = "reserve", "储备"
    PRELIMINARY = "preliminary", "前期"
    FINISHING = "finishing", "竣工"
    EXTENSION = "extension", "扩建"
    RENEWAL = "renewal", "技改"
    UNSET = "", "未填"


class Kind(models.TextChoices):
    """大类."""

    INDUSTRY = "industry", "产业"
    INFRASTRUCTURE = "infrastructure", "基础设施"
    LIVELIHOOD = "livelihood", "民生"
    UNSET = "", "未填"


class Precision(models.TextChoices):
    """日期精度 — a month or year stands as its last day for comparing, and is shown as given."""

    DAY = "day", "日"
    MONTH = "month", "月"
    YEAR = "year", "年"
    UNSET = "", "无"


class Standing(models.TextChoices):
    """在库状态 — changed only by stop, resume, withdraw and restore."""

    ACTIVE = "active", "在库"
    STOPPED = "stopped", "停缓建"
    WITHDRAWN = "withdrawn", "已退库"


class Currency(models.TextChoices):
    """币种 of a total investment that is not in yuan."""

    USD = "USD", "美元"
    EUR = "EUR", "欧元"
    HKD = "HKD", "港元"
    JPY = "JPY", "日元"
    UNSET = "", "人民币"


class BulkField(models.TextChoices):
    """可批量改的字段 — named as in a `Statement`; amounts and dates are each project's own, so none is here."""

    ZONE = "zone_ids", "板块"
    LEVEL = "level", "级别"
    CONSTRUCTION_KIND = "construction_kind", "建设性质"
    KIND = "kind", "大类"
    CATEGORY = "category", "产业链"
    LEAD_DEPARTMENT = "lead_department", "牵头部门"
    RESPONSIBLE_UNIT = "responsible_unit", "责任单位"
    LEADER = "leader", "挂钩领导"
    RESPONSIBLE_PERSON = "responsible_person", "责任人"
    PROGRAMME = "programmes", "专项"


class Stage(models.TextChoices):
    """阶段 — computed from reached milestones, never pushed by hand."""

    LEAD = "lead", "招引"
    ADMITTED = "admitted", "入库"
    LAND = "land", "供地"
    STARTED = "started", "开工"
    BUILDING = "building", "在建"
    FINISHED = "finished", "竣工"
    PRODUCING = "producing", "投产"
    FULL = "full", "达产"


#: built: the year's investment is told, what comes now is no more than a correction
BUILT = (Stage.FINISHED, Stage.PRODUCING, Stage.FULL)


STANDING_LABELS = dict(Standing.choices)
_OFFICE = frozenset({Role.OFFICE})
_BOTH = frozenset({Role.OFFICE, Role.ZONE})
STANDING_MOVES: MoveTable = {
    (Standing.ACTIVE, Standing.STOPPED): Move("停缓建", _BOTH),
    (Standing.STOPPED, Standing.ACTIVE): Move("复工", _BOTH),
    (Standing.ACTIVE, Standing.WITHDRAWN): Move("退库", _OFFICE),
    (Standing.STOPPED, Standing.WITHDRAWN): Move("退库", _OFFICE),
    (Standing.WITHDRAWN, Standing.ACTIVE): Move("恢复入库", _OFFICE),
}
