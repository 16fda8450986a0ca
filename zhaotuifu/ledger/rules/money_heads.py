"""投资列 — which amount a head means: total, this year's plan, this month, this year, since the start.

A head speaks in words (本月, 累计), months (1-9月) and years; a column of
another year or month than the report's is known but not imported.
"""

import re

from zhaotuifu.ledger.rules.fields import Field, Meaning
from zhaotuifu.ledger.rules.periods import cumulative_month, single_month, years_in
from zhaotuifu.ledger.rules.types import ColumnRole, Period

#: rank of 1-2月累计 in a ledger of March: asked, whatever stands beside it
OTHER_MONTH = 2
OTHER = Meaning(role=ColumnRole.KNOWN_OTHER, rank=5, is_amount=True)
#: amounts that are part of another or not of the project's investment
PARTS = re.compile(
    r"其中|列统|纳统|入统|固定资产|固投|设备|建安|土建|安装工程|资本金|注册资本|到位|到账|到资|贷款|债券|自筹|税收|产值|"
    r"销售|营收|利润|土地款|征地|拆迁|合同|支付|拨付|(?<!投)资金|专项债|中央|上级|外资|利用外资|土地出让|工程量|工作量|费用|年初(?:计划|目标|下达|数|安排)|原计划|调整前|节余|剩余|缺口|差额|下月|下季|下一?年|明年|次年|后续|去年|上年|往年|上月|往期|截至上|至上"
)
COMPLETED = re.compile(r"完成|已投|实际投资|实绩|投入|实投")
PLAN = re.compile(r"计划|目标|任务")
THIS_YEAR = re.compile(r"本年|当年|今年|年度|全年|年内|20\d\d年|^年")
SINCE_START = re.compile(
    r"开工以来|自开工|开工至|开工后|开建以来|建设以来|启动以来|历年|历史累计|总累计|项目累计|投资累计总|开工起"
)
SINCE_JANUARY = re.compile(
    r"年初以来|今年以来|年初至今|自年初|本年累计|当年累计|今年累计|年度累计|全年累计|年累计"
)
#: 三季度完成 is part of the year; 一季度 and 前三季度 are the year so far
ONE_QUARTER = re.compile(r"(?<!前)[二三四2-4]季度|下半年")
THIS_MONTH = re.compile(r"本月|当月|本期")
TOTAL = re.compile(
    r"总投资|投资总额|投资总量|投资总规模|总概算|概算总|概算|估算总|总额|投资规模|计划投资总|总造价"
)
MONEY_WORD = re.compile(
    r"投资|金额|完成|计划|累计|资金|概算|造价|投入|万元|亿元|本月|当月|本年|月|总额|合同额"
)
#: 完成年度计划: a rate or an amount, as the office likes; nobody can tell
PLAN_DONE = re.compile(r"完成(?:年度?|全年|当年|本年|总)?(?:投资)?(?:计划|目标|任务)(?:情况|数)?")
#: words of text columns that stand near money words
NOT_MONEY = re.compile(
    r"形象|内容|情况说明|节点|时间|日期|问题|名称|主体|单位$|地点|方式|来源|性质|措施|手续|工作|开工$|竣工$|事项"
)


def money_meaning(
    leaf: str, path: str, period: Period | None, *, has_money_unit: bool
) -> Meaning | None:
    """投资列含义 — of the last head (`leaf`) inside its whole path; None if it is no amount."""
    if not MONEY_WORD.search(leaf) and not has_money_unit:
        return None
    if NOT_MONEY.search(leaf) and not has_money_unit:
        return None
    if PLAN_DONE.fullmatch(leaf):
        return OTHER
    if PARTS.search(leaf) and not SINCE_START.search(leaf):
        return OTHER
    if _is_other_year(leaf, path, period):
        return OTHER
    if TOTAL.search(leaf) and not COMPLETED.search(leaf):
        return Meaning(field=Field.TOTAL_INVESTMENT_WAN, rank=8 if "总投资" in leaf else 6)
    return _by_time(leaf, path, period)


def _is_other_year(leaf: str, path: str, period: Period | None) -> bool:
    """2024年完成投资 in a ledger of 2025; 截至2024年底累计 too."""
    if period is None:
        return False
    years = years_in(leaf) or years_in(path)
    return bool(years) and period.year not in years


def _by_time(leaf: str, path: str, period: Period | None) -> Meaning | None:
    if SINCE_START.search(path):
        return Meaning(field=Field.COMPLETED_TOTAL_WAN, rank=8)
    if PLAN.search(leaf) or (PLAN.search(path) and not COMPLETED.search(leaf)):
        return _plan(leaf, path)
    cumulative = cumulative_month(leaf) or cumulative_month(path)
    if cumulative is not None or SINCE_JANUARY.search(path):
        matches = period is None or cumulative in (None, period.month) or period.month is None
        return Meaning(field=Field.COMPLETED_YEAR_WAN, rank=8 if matches else OTHER_MONTH)
    if ONE_QUARTER.search(leaf):
        return OTHER
    month = single_month(leaf)
    if month is not None or THIS_MONTH.search(leaf):
        return _month(month, period)
    return _completed(leaf, path)


def _plan(leaf: str, path: str) -> Meaning | None:
    if single_month(leaf) or cumulative_month(leaf) or re.search(r"本月|当月|月度|季度|半年", leaf):
        return OTHER
    if re.search(r"总计划|计划总", leaf):
        return Meaning(field=Field.TOTAL_INVESTMENT_WAN, rank=5)
    rank = 8 if THIS_YEAR.search(path) else 5
    return Meaning(field=Field.ANNUAL_PLAN_WAN, rank=rank + ("调整" in leaf))


def _month(month: int | None, period: Period | None) -> Meaning:
    if month is None:
        return Meaning(field=Field.COMPLETED_MONTH_WAN, rank=8)
    if period is None or period.month is None or month == period.month:
        return Meaning(field=Field.COMPLETED_MONTH_WAN, rank=7)
    return OTHER


def _completed(leaf: str, path: str) -> Meaning | None:
    if "累计" in leaf or "至今" in leaf or "目前" in leaf:
        if THIS_YEAR.search(path):
            return Meaning(field=Field.COMPLETED_YEAR_WAN, rank=7)
        # 累计完成 alone: since the start, unless it stands beside this month's only
        return Meaning(field=Field.COMPLETED_TOTAL_WAN, rank=4)
    if COMPLETED.search(leaf):
        if "总" in leaf:
            return Meaning(field=Field.COMPLETED_TOTAL_WAN, rank=6)
        if leaf.startswith("已") and not THIS_YEAR.search(path):
            return Meaning(field=Field.COMPLETED_TOTAL_WAN, rank=4)  # 已完成投资: so far
        return Meaning(field=Field.COMPLETED_YEAR_WAN, rank=7 if THIS_YEAR.search(path) else 4)
    if re.search(r"年度投资|年投资", leaf):
        return Meaning(field=Field.ANNUAL_PLAN_WAN, rank=4)
    if re.fullmatch(r"(?:项目)?(?:投资|投资额|投资金额|总额|金额)", leaf):
        return Meaning(field=Field.TOTAL_INVESTMENT_WAN, rank=3)
    return None
