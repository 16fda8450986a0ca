"""台账字段 — the canonical names of a ledger's values and how each is read."""

from dataclasses import dataclass
from enum import StrEnum


class Field(StrEnum):
    """Canonical field names; the same words as in the ledgers' README."""

    NAME = "name"
    CODE = "code"
    UNIT_NAME = "unit_name"
    USCC = "uscc"
    ZONE = "zone"
    ADDRESS = "address"
    LEVEL = "level"
    KIND = "kind"
    CATEGORY = "category"
    CONSTRUCTION_KIND = "construction_kind"
    SCALE = "scale"
    AREA_MU = "area_mu"
    START_YEAR = "start_year"
    END_YEAR = "end_year"
    TOTAL_INVESTMENT_WAN = "total_investment_wan"
    ANNUAL_PLAN_WAN = "annual_plan_wan"
    COMPLETED_MONTH_WAN = "completed_month_wan"
    COMPLETED_YEAR_WAN = "completed_year_wan"
    COMPLETED_TOTAL_WAN = "completed_total_wan"
    PLANNED_START_ON = "planned_start_on"
    PLANNED_FINISH_ON = "planned_finish_on"
    IMAGE_PROGRESS = "image_progress"
    PROBLEMS = "problems"
    LEADER = "leader"
    RESPONSIBLE_UNIT = "responsible_unit"
    REMARKS = "remarks"


class Extra(StrEnum):
    """Values the library knows although the canonical list does not."""

    RESPONSIBLE_PERSON = "responsible_person"
    CONTACT_NAME = "contact_name"
    CONTACT_PHONE = "contact_phone"
    LEAD_DEPARTMENT = "lead_department"
    NEXT_PLAN = "next_plan"
    CAUSE = "cause"
    ADMITTED_ON = "admitted_on"
    ACTUAL_START_ON = "actual_start_on"
    ACTUAL_FINISH_ON = "actual_finish_on"
    PERMIT_ON = "permit_on"
    PILE_ON = "pile_on"
    STATISTICS_ON = "statistics_on"
    RECOGNISED_MONTH_WAN = "recognised_month_wan"
    PROGRAMMES = "programmes"


class Shape(StrEnum):
    """How the cells of a field are read."""

    TEXT = "text"
    PERSON = "person"
    NAME = "name"
    MONEY = "money"
    AREA = "area"
    DATE = "date"
    YEARS = "years"
    YEAR = "year"
    ZONE = "zone"
    LEVEL = "level"
    KIND = "kind"
    CODE = "code"
    USCC = "uscc"


#: 总投资 in foreign money stands under this name instead
TOTAL_INVESTMENT_FOREIGN = "total_investment_foreign"
#: of a package: how many parts it has; of a part: its package. No column says them, rows do.
PACKAGE_PARTS, PACKAGE_NAME = "parts", "package_name"
YEARS = (Field.START_YEAR.value, Field.END_YEAR.value)

SHAPES: dict[str, Shape] = {
    Field.NAME: Shape.NAME,
    Field.CODE: Shape.CODE,
    Field.USCC: Shape.USCC,
    Field.ZONE: Shape.ZONE,
    Field.LEVEL: Shape.LEVEL,
    Field.KIND: Shape.KIND,
    Field.AREA_MU: Shape.AREA,
    Field.START_YEAR: Shape.YEAR,
    Field.END_YEAR: Shape.YEAR,
    Field.TOTAL_INVESTMENT_WAN: Shape.MONEY,
    Field.ANNUAL_PLAN_WAN: Shape.MONEY,
    Field.COMPLETED_MONTH_WAN: Shape.MONEY,
    Field.COMPLETED_YEAR_WAN: Shape.MONEY,
    Field.COMPLETED_TOTAL_WAN: Shape.MONEY,
    Field.PLANNED_START_ON: Shape.DATE,
    Field.PLANNED_FINISH_ON: Shape.DATE,
    Extra.ADMITTED_ON: Shape.DATE,
    Extra.ACTUAL_START_ON: Shape.DATE,
    Extra.ACTUAL_FINISH_ON: Shape.DATE,
    Extra.CONTACT_NAME: Shape.PERSON,
    Extra.CONTACT_PHONE: Shape.PERSON,
    Extra.PERMIT_ON: Shape.DATE,
    Extra.PILE_ON: Shape.DATE,
    Extra.STATISTICS_ON: Shape.DATE,
    Extra.RECOGNISED_MONTH_WAN: Shape.MONEY,
}
MONEY_FIELDS = frozenset(name for name, shape in SHAPES.items() if shape is Shape.MONEY)


def shape_of(name: str) -> Shape:
    """How the cells of a field or extra are read; plain text unless said otherwise."""
    return SHAPES.get(name, Shape.TEXT)


#: Chinese labels for sentences and for the page where a clerk maps columns
LABELS: dict[str, str] = {
    Field.NAME: "项目名称",
    Field.CODE: "项目代码",
    Field.UNIT_NAME: "建设单位",
    Field.USCC: "统一社会信用代码",
    Field.ZONE: "板块",
    Field.ADDRESS: "建设地点",
    Field.LEVEL: "级别",
    Field.KIND: "大类",
    Field.CATEGORY: "类别或产业链",
    Field.CONSTRUCTION_KIND: "建设性质",
    Field.SCALE: "建设规模及内容",
    Field.AREA_MU: "用地面积",
    Field.START_YEAR: "起始年",
    Field.END_YEAR: "终止年",
    Field.TOTAL_INVESTMENT_WAN: "总投资",
    Field.ANNUAL_PLAN_WAN: "年度计划投资",
    Field.COMPLETED_MONTH_WAN: "本月完成投资",
    Field.COMPLETED_YEAR_WAN: "本年累计完成投资",
    Field.COMPLETED_TOTAL_WAN: "开工以来累计完成投资",
    Field.PLANNED_START_ON: "计划开工时间",
    Field.PLANNED_FINISH_ON: "计划竣工时间",
    Field.IMAGE_PROGRESS: "形象进度",
    Field.PROBLEMS: "存在问题",
    Field.LEADER: "挂钩领导",
    Field.RESPONSIBLE_UNIT: "责任单位",
    Field.REMARKS: "备注",
    Extra.RESPONSIBLE_PERSON: "责任人",
    Extra.CONTACT_NAME: "联系人",
    Extra.CONTACT_PHONE: "联系电话",
    Extra.LEAD_DEPARTMENT: "牵头部门",
    Extra.NEXT_PLAN: "下月计划",
    Extra.CAUSE: "原因",
    Extra.ADMITTED_ON: "入库时间",
    Extra.ACTUAL_START_ON: "实际开工时间",
    Extra.ACTUAL_FINISH_ON: "实际竣工时间",
    Extra.PERMIT_ON: "施工许可时间",
    Extra.PILE_ON: "桩基施工时间",
    Extra.STATISTICS_ON: "纳统时间",
    Extra.RECOGNISED_MONTH_WAN: "本月列统投资",
    Extra.PROGRAMMES: "专项",
    TOTAL_INVESTMENT_FOREIGN: "总投资（外币）",
}


@dataclass(frozen=True, slots=True)
class Meaning:
    """列的含义 — a canonical field, or a role with perhaps an extra."""

    field: str | tuple[str, ...] | None = None
    role: str | None = None
    extra: str | None = None
    #: how sure: of two columns of one meaning the higher wins
    rank: int = 0
    #: an amount that is known but not imported; it has a unit all the same
    is_amount: bool = False
