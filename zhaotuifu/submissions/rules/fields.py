"""可填的字段 — what a column of the superior's list may be pointed at, and how it reads a project."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from zhaotuifu.indicators.rules import Line, schedule_pct
from zhaotuifu.kernel.money import ratio_pct
from zhaotuifu.kernel.names import mask_phone
from zhaotuifu.progress.states import Cause, Node
from zhaotuifu.projects.states import ConstructionKind, Kind, Level, Stage, Standing

Found = str | Decimal | date | None


class Sort(StrEnum):
    """字段种类 — decides which of unit, places, month and date form apply."""

    TEXT = "text"
    MONEY = "money"
    RATE = "rate"
    NUMBER = "number"
    DAY = "day"


@dataclass(frozen=True, slots=True)
class Field:
    """字段 — code, label, sort, the head words it is known by, whether it can be added up, and how it
    is read: (line, month) → value. Money in 万元, rates in percent.
    """

    code: str
    label: str
    sort: Sort
    words: tuple[str, ...]
    read: Callable[[Line, int], Found]
    is_monthly: bool = False
    is_summed: bool = False


def _profile(name: str) -> Callable[[Line, int], Found]:
    def read(line: Line, month: int) -> Found:
        value = line.profile.get(name)
        if isinstance(value, Decimal | date):
            return value
        return str(value).strip() if value not in (None, "") else None

    return read


def _label(choices, name: str) -> Callable[[Line, int], Found]:
    labels = {value: label for value, label in choices.choices if value}

    def read(line: Line, month: int) -> Found:
        return labels.get(getattr(line, name))

    return read


def completed(line: Line, month: int) -> Decimal | None:
    """1 月至某月累计 — None when nothing was reported, or a sum of months reaches beyond the month."""
    if any(first <= month < last for last, first in line.sums.items()):
        return None
    found = [amount for number, amount in line.months.items() if number <= month]
    return sum(found, Decimal(0)) if found else None


def _month(line: Line, month: int) -> Decimal | None:
    return line.month_wan(month)


def _rate(line: Line, month: int) -> Decimal | None:
    return ratio_pct(completed(line, month), line.plan_wan)


def _gap(line: Line, month: int) -> Decimal | None:
    rate = _rate(line, month)
    return None if rate is None else rate - schedule_pct(month)


def _milestone(node: Node, name: str) -> Callable[[Line, int], Found]:
    def read(line: Line, month: int) -> Found:
        found = line.milestones.get(node)
        return getattr(found, name) if found else None

    return read


def _years(line: Line, month: int) -> Found:
    first, last = line.profile.get("start_year"), line.profile.get("end_year")
    if not first and not last:
        return None
    return f"{first or ''}-{last or ''}" if first != last else str(first)


def _year(name: str) -> Callable[[Line, int], Found]:
    def read(line: Line, month: int) -> Found:
        value = line.profile.get(name)
        return Decimal(str(value)) if value else None

    return read


def _number(line: Line, month: int) -> Found:
    return None  # 序号 is the row's place, filled where rows are laid out


def _phone(line: Line, month: int) -> Found:
    phone = str(line.profile.get("contact_phone") or "")
    return mask_phone(phone) if phone else None


def _cause(line: Line, month: int) -> Found:
    return dict(Cause.choices).get(line.word.cause) if line.word.cause else None


def _word(name: str) -> Callable[[Line, int], Found]:
    def read(line: Line, month: int) -> Found:
        return getattr(line.word, name) or None

    return read


NUMBER = "number"
PHONE = "contact_phone"
T, M, R, N, D = Sort.TEXT, Sort.MONEY, Sort.RATE, Sort.NUMBER, Sort.DAY
FIELDS: tuple[Field, ...] = (
    Field(NUMBER, "序号", N, ("序号", "编号"), _number),
    Field(
        "name",
        "项目名称",
        T,
        ("项目名称", "项目名", "工程名称"),
        lambda line, month: line.name or None,
    ),
    Field(
        "code",
        "项目代码",
        T,
        ("项目代码", "统一代码", "赋码", "备案号"),
        lambda line, month: line.code or None,
    ),
    Field("level", "级别", T, ("项目级别", "级别", "层级"), _label(Level, "level")),
    Field(
        "construction_kind",
        "建设性质",
        T,
        ("建设性质", "建设类型", "性质"),
        _label(ConstructionKind, "construction_kind"),
    ),
    Field("kind", "大类", T, ("项目大类", "大类", "项目类别", "项目类型"), _label(Kind, "kind")),
    Field(
        "category",
        "类别（产业链）",
        T,
        ("产业链", "所属行业", "行业", "类别"),
        lambda line, month: line.category or None,
    ),
    Field(
        "zone",
        "板块",
        T,
        ("所属板块", "板块", "镇街道", "属地", "所在地", "镇", "街道"),
        lambda line, month: "、".join(line.zone_names) or None,
    ),
    Field(
        "unit_name",
        "建设单位",
        T,
        ("建设单位", "项目单位", "业主单位", "项目业主", "实施主体"),
        _profile("unit_name"),
    ),
    Field("uscc", "统一社会信用代码", T, ("统一社会信用代码", "信用代码"), _profile("uscc")),
    Field(
        "address", "建设地址", T, ("建设地址", "建设地点", "项目地点", "地址"), _profile("address")
    ),
    Field(
        "scale",
        "建设规模及内容",
        T,
        ("建设规模及内容", "建设内容及规模", "建设规模", "建设内容", "项目概况"),
        _profile("scale"),
    ),
    Field(
        "area_mu",
        "用地面积（亩）",
        N,
        ("用地面积", "占地面积", "用地"),
        _profile("area_mu"),
        is_summed=True,
    ),
    Field(
        "years",
        "建设年限",
        T,
        ("建设年限", "建设起止年限", "起止年限", "建设周期", "建设起止"),
        _years,
    ),
    Field("start_year", "起始年", N, ("起始年", "开工年份"), _year("start_year")),
    Field("end_year", "建成年", N, ("建成年", "竣工年份"), _year("end_year")),
    Field(
        "total_wan",
        "总投资",
        M,
        ("总投资", "计划总投资", "投资总额"),
        lambda line, month: line.total_wan,
        is_summed=True,
    ),
    Field(
        "plan_wan",
        "年度计划投资",
        M,
        (
            "年度计划投资",
            "年度计划",
            "年度投资计划",
            "当年计划",
            "今年计划",
            "本年计划",
            "计划投资",
            "目标",
        ),
        lambda line, month: line.plan_wan,
        is_summed=True,
    ),
    Field(
        "month_wan",
        "当月完成投资",
        M,
        (
            "当月完成投资",
            "本月完成投资",
            "当月完成",
            "本月完成",
            "月完成投资",
            "月完成",
            "当月",
            "本月",
        ),
        _month,
        is_monthly=True,
        is_summed=True,
    ),
    Field(
        "completed_wan",
        "本年累计完成投资",
        M,
        ("累计完成投资", "本年累计", "累计完成", "年累计", "完成投资", "累计"),
        completed,
        is_monthly=True,
        is_summed=True,
    ),
    Field(
        "since_start_wan",
        "开工以来累计完成投资",
        M,
        ("开工以来累计", "开工累计", "自开工"),
        lambda line, month: line.word.completed_total_wan,
        is_summed=True,
    ),
    Field(
        "rate_pct",
        "投资完成率",
        R,
        ("投资完成率", "完成率", "完成比例", "占年度计划", "完成年度计划", "占比"),
        _rate,
        is_monthly=True,
    ),
    Field(
        "gap_points", "序时差（百分点）", R, ("序时差", "超序时", "与序时"), _gap, is_monthly=True
    ),
    Field(
        "admitted_on",
        "入库日期",
        D,
        ("入库日期", "入库时间", "列入时间"),
        lambda line, month: line.admitted_on,
    ),
    Field(
        "start_planned",
        "计划开工",
        D,
        ("计划开工时间", "计划开工", "拟开工", "预计开工"),
        _milestone(Node.START, "planned_on"),
    ),
    Field(
        "start_actual",
        "实际开工",
        D,
        ("实际开工时间", "实际开工"),
        _milestone(Node.START, "actual_on"),
    ),
    Field(
        "start_recognised",
        "开工认定",
        D,
        ("开工认定", "开工时间", "开工日期"),
        _milestone(Node.START, "recognised_on"),
    ),
    Field(
        "finish_planned",
        "计划竣工",
        D,
        ("计划竣工时间", "计划竣工", "预计竣工", "拟竣工"),
        _milestone(Node.FINISH, "planned_on"),
    ),
    Field(
        "finish_recognised",
        "竣工认定",
        D,
        ("竣工认定", "竣工时间", "竣工日期"),
        _milestone(Node.FINISH, "recognised_on"),
    ),
    Field(
        "image_progress",
        "形象进度",
        T,
        ("形象进度", "工程进度", "进展情况", "进度情况", "目前进展", "当前进展"),
        _word("image_progress"),
    ),
    Field(
        "problems", "存在问题", T, ("存在问题", "存在的问题", "主要问题", "问题"), _word("problems")
    ),
    Field("cause", "滞后原因", T, ("滞后原因", "原因"), _cause),
    Field(
        "next_plan",
        "下月计划",
        T,
        ("下月计划", "下一步计划", "下步计划", "下一步工作", "下步工作"),
        _word("next_plan"),
    ),
    Field("stage", "阶段", T, ("项目阶段", "所处阶段", "阶段"), _label(Stage, "stage")),
    Field("standing", "在库状态", T, ("在库状态", "状态"), _label(Standing, "standing")),
    Field("leader", "挂钩领导", T, ("挂钩领导", "联系领导", "包联领导"), _profile("leader")),
    Field(
        "lead_department",
        "牵头部门",
        T,
        ("牵头部门", "牵头单位", "主管部门"),
        _profile("lead_department"),
    ),
    Field(
        "responsible_unit", "责任单位", T, ("责任单位", "责任主体"), _profile("responsible_unit")
    ),
    Field("responsible_person", "责任人", T, ("责任人",), _profile("responsible_person")),
    Field("contact_name", "联系人", T, ("联系人",), _profile("contact_name")),
    Field(PHONE, "联系电话", T, ("联系电话", "联系方式", "电话", "手机"), _phone),
    Field("remarks", "备注", T, ("备注", "说明"), _profile("remarks")),
)
BY_CODE = {field.code: field for field in FIELDS}
