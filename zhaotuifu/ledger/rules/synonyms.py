"""表头同义词 — what offices call a column, as a table: first match wins.

Patterns are searched in the head without spaces, units and brackets' marks
(本月完成（万元） → 本月完成, 项目（工程）名称 → 项目工程名称). To teach the
importer a new word, add it here; money heads are judged in `money_heads`.
"""

import re
from dataclasses import dataclass

from zhaotuifu.ledger.rules.fields import YEARS, Extra, Field, Meaning
from zhaotuifu.ledger.rules.types import ColumnRole


@dataclass(frozen=True, slots=True)
class HeadWord:
    """表头词 — a pattern, what it means, and what it must not be."""

    meaning: Meaning
    pattern: re.Pattern[str]
    unless: re.Pattern[str] | None = None

    def fits(self, head: str) -> bool:
        """The pattern is in the head and nothing speaks against it."""
        if not self.pattern.search(head):
            return False
        return self.unless is None or not self.unless.search(head)


def _field(name: str | tuple[str, ...], pattern: str, unless: str = "", rank: int = 5) -> HeadWord:
    value = name if isinstance(name, tuple) else str(name)
    return HeadWord(Meaning(field=value, rank=rank), re.compile(pattern), _maybe(unless))


def _role(role: ColumnRole, pattern: str, unless: str = "", extra: str | None = None) -> HeadWord:
    return HeadWord(Meaning(role=role, extra=extra, rank=5), re.compile(pattern), _maybe(unless))


def _maybe(pattern: str) -> re.Pattern[str] | None:
    return re.compile(pattern) if pattern else None


PERSON = "责任人|负责人|联系人|联络员|领导|电话|专员"
#: everything but money
HEAD_WORDS: tuple[HeadWord, ...] = (
    _role(
        ColumnRole.SEQUENCE,
        r"^(?:项目|总|区|自然)?(?:序号|序|编号|顺序号?|排序|行号)$|^(?:no\.?|№|#)$",
    ),
    _role(ColumnRole.KNOWN_OTHER, r"容积率|税率|绿地率|利用率|列统率|到位率"),
    _role(
        ColumnRole.DERIVED,
        r"率(?:排名|\d|$)|完成比例|比例|占比|比重|百分[比点]|序时|同比|环比|增幅|增长|增速|排名|名次|%$",
        unless=r"形象",
    ),
    _role(ColumnRole.DERIVED, r"^(?:项目)?(?:个数|项目数|数量)$"),
    _role(ColumnRole.SHORT_NAME, r"简称|曾用名|别名|原名|原项目名|旧名|又名"),
    _field(Field.USCC, r"信用代码|社会信用|组织机构代码"),
    _field(
        Field.CODE,
        r"(?:项目|投资|备案|立项|在线|平台|监管|审批|国家|发改).{0,12}(?:代码|编码|赋码)|^(?:统一)?(?:代码|编码)$|赋码",
        unless=r"行业|地区|区划|产业",
    ),
    _field(Field.NAME, r"项目.{0,4}全称|^全称$", rank=9),
    _field(
        Field.NAME,
        r"^(?:[^单企公业主法人]{0,6})项目(?:工程)?(?:名称|全名|名)",
        unless=r"单位|企业|公司|群名|责任|领导|年度",
        rank=8,
    ),
    _field(
        Field.NAME,
        r"(?:工程|建设内容)(?:项目)?名称$|^(?:建设|重点|重大|工程|实施|具体)项目$",
        rank=7,
    ),
    _field(Field.NAME, r"^(?:项目|名称|工程|事项名称)$", rank=6),
    _field(Field.LEADER, r"领导|包挂人|挂钩人", unless=r"批示|意见|要求|小组"),
    _role(ColumnRole.CONTACT, r"责任人|负责人", unless=r"单位$", extra=Extra.RESPONSIBLE_PERSON),
    _role(ColumnRole.CONTACT, r"联系人.{0,3}(?:电话|方式|手机)"),
    _role(ColumnRole.CONTACT, r"电话|手机|联系方式|联络方式", extra=Extra.CONTACT_PHONE),
    _role(ColumnRole.CONTACT, r"联系人|联络人|联络员|联系员", extra=Extra.CONTACT_NAME),
    _role(
        ColumnRole.CONTACT,
        r"帮办|专员|经办人|填报人|服务员|法人代表|法定代表|秘书长|微信号|邮箱|身份证",
    ),
    _role(ColumnRole.UNKNOWN, r"微信|群名|qq"),
    _role(
        ColumnRole.KNOWN_OTHER,
        r"灯色|亮灯|红黄绿|预警|亮牌|国标行业|资金来源|资金性质|投资性质|企业性质|土地性质|用地性质|资本金|注册资本|投资来源|项目来源",
    ),
    _role(
        ColumnRole.KNOWN_OTHER,
        r"经度|纬度|坐标|工程代码|施工单位|承建单位|设计单位|勘察单位|监理单位|总包|代建单位|承包单位",
    ),
    _role(ColumnRole.KNOWN_OTHER, r"原因", extra=Extra.CAUSE),
    _role(
        ColumnRole.KNOWN_OTHER,
        r"(?:下月|次月|下一?步|下一?阶段|下季度|下周|下半月).{0,6}(?:计划|安排|打算|工作|举措|措施|目标)",
        unless=r"投资|资金|金额",
        extra=Extra.NEXT_PLAN,
    ),
    _role(ColumnRole.KNOWN_OTHER, r"入库(?:时间|日期|年月|月份)", extra=Extra.ADMITTED_ON),
    _role(
        ColumnRole.KNOWN_OTHER,
        r"(?:实际|认定|确认|已).{0,4}(?:开工|动工|开建)|(?:开工|动工).{0,6}(?:实际|认定|确认)",
        unless=r"投资|完成|是否",
        extra=Extra.ACTUAL_START_ON,
    ),
    _role(
        ColumnRole.KNOWN_OTHER,
        r"(?:实际|认定|确认|已).{0,4}(?:竣工|完工|建成)|(?:竣工|完工|建成).{0,6}(?:实际|认定|确认)",
        unless=r"投资|是否",
        extra=Extra.ACTUAL_FINISH_ON,
    ),
    _role(
        ColumnRole.KNOWN_OTHER, r"施工许可证?.{0,4}(?:时间|日期|年月)", unless=r"计划|拟|预计", extra=Extra.PERMIT_ON
    ),
    _role(
        ColumnRole.KNOWN_OTHER, r"(?:桩基|打桩).{0,6}(?:时间|日期|年月)", unless=r"计划|拟|预计",
        extra=Extra.PILE_ON,
    ),
    _role(
        ColumnRole.KNOWN_OTHER, r"(?:纳统|入统|列统)(?:时间|日期|年月|月份)", unless=r"计划|拟|预计",
        extra=Extra.STATISTICS_ON,
    ),
    _role(ColumnRole.KNOWN_OTHER, r"^(?:所属|列入)?专项(?:名称|工程|行动)?$", extra=Extra.PROGRAMMES),
    _role(ColumnRole.KNOWN_OTHER, r"是否|开工情况|竣工情况|纳统|列统|入统|入库|纳库|出库"),
    _field(
        YEARS,
        r"起止|起讫|建设(?:年限|周期|工期|期限|时限|时间)|建设期$|开、?竣工|开工.{0,4}竣工|实施(?:年限|期限|时间)|工期",
    ),
    _field(Field.START_YEAR, r"(?:开工|起始|开始|开建)年(?:份|度)?$"),
    _field(Field.END_YEAR, r"(?:竣工|完工|终止|结束|建成)年(?:份|度)?$"),
    _role(
        ColumnRole.KNOWN_OTHER,
        r"(?:投产|达产|试生产|封顶|供地|签约|备案|立项|摘牌|拿地|取得.*|审批.*)(?:时间|日期|年月|节点)",
        unless=r"竣工|完工|建成",
    ),
    _field(
        Field.PLANNED_START_ON,
        r"(?:开工|动工|开建)(?:时间|日期|年月|月份|节点|计划)?$|(?:计划|拟|预计|预期).{0,4}(?:开工|动工|开建)|开工(?:时间|日期)",
        unless=r"以来|至今|累计|投资|完成|实际|数|率",
    ),
    _field(
        Field.PLANNED_FINISH_ON,
        r"(?:竣工|完工|建成|交付)(?:时间|日期|年月|月份|节点|计划|投用|投产)?(?:时间|日期)?$|(?:竣工|完工|建成)(?:投产|投用|交付)(?:时间|日期|年月)?$|完成(?:时间|日期|时限)$|(?:计划|拟|预计|预期).{0,4}(?:竣工|完工|建成)",
        unless=r"投资|数|率|实际",
    ),
    _field(Field.ZONE, r"板块", unless=PERSON + r"|意见|排名"),
    _field(
        Field.ZONE,
        r"^(?:项目)?(?:属地|所[在属](?:地区|区域|镇|乡|街道|镇街|园区|辖区|乡镇|县区|区县|县|区)|(?:乡镇|镇区|镇街|街道|园区|辖区|区域|地区|区县|县区|镇|乡)(?:[街道园区乡镇、/板块]*)(?:名称)?$)",
        unless=PERSON + r"|单位",
    ),
    _field(
        Field.ZONE,
        r"^(?:项目)?(?:属地|所在地|落户地|归属地|填报单位|上报单位|报送单位|属地单位)",
        unless=PERSON,
        rank=3,
    ),
    _field(Field.ADDRESS, r"地点|地址|选址|坐落|位置|所在地|四至", rank=4),
    _field(
        Field.LEVEL,
        r"级别|层级|层次|^(?:项目|重点)?等级$|^(?:省市区|省、市、区).{0,4}$",
        unless=r"企业|信用|风险",
    ),
    _field(
        Field.CONSTRUCTION_KIND, r"结转|(?:新建|续建|新开工).{0,3}(?:续建|新建|结转|竣工)|新.?续建"
    ),
    _field(Field.CONSTRUCTION_KIND, r"(?:建设|项目|工程)?性质$|建设(?:类型|类别|方式)"),
    _field(Field.KIND, r"大类|^(?:项目)?门类$"),
    _field(
        Field.CATEGORY,
        r"产业链|产业(?:类别|类型|方向|领域|门类|名称)|行业|赛道|^(?:所属)?产业$|所属领域|领域|小类|细分",
        rank=6,
    ),
    _field(Field.CATEGORY, r"(?:^|项目|投资|工程|所属)(?:类别|类型|分类|种类)$|^类$"),
    _role(
        ColumnRole.UNKNOWN,
        r"(?:形象|工程|节点|建设).{0,4}(?:目标|计划|安排)|(?:年度|年内|全年|本年|今年|\d{4}年).{0,6}(?:建设目标|建设内容|工作目标|目标任务|进度目标|形象目标|主要内容)",
        unless=r"投资",
    ),
    _field(
        Field.SCALE,
        r"建设.{0,8}(?:内容|规模)|(?:主要|项目|工程)(?:内容|概况|简介|简况|规模|情况简介)|^(?:内容|规模|概况|内容及规模)|主要建设|建设任务$",
    ),
    _role(ColumnRole.KNOWN_OTHER, r"建筑面积|建设面积|厂房面积|容积"),
    _field(
        Field.AREA_MU,
        r"(?:用地|占地|土地|征地|供地)(?:总?面积|规模|情况|亩数)?$|^(?:总)?用地|占地面积|用地面积|^面积$|^亩数$",
        unless=r"性质|时间|手续|进度|批文|费",
    ),
    # one column for both: what stands first names it
    _field(Field.IMAGE_PROGRESS, r"(?:形象|进度|进展)(?:情况)?[及和与、/].{0,6}问题"),
    _field(Field.PROBLEMS, r"问题|困难|卡点|堵点|难点|痛点|制约|需.{0,8}协调|协调事项"),
    _role(ColumnRole.KNOWN_OTHER, r"牵头|主管部门|主管单位|行业部门", extra=Extra.LEAD_DEPARTMENT),
    _field(
        Field.RESPONSIBLE_UNIT,
        r"责任(?:单位|部门|主体|科室)|承办单位|落实单位|推进单位|包联单位|挂钩(?:单位|部门)|服务单位",
    ),
    _field(
        Field.UNIT_NAME,
        r"(?:建设|项目|实施|投资|申报|企业|法人|承担|用地|落户|业主|运营).{0,4}(?:单位|主体|法人|企业|公司|业主)(?:名称)?$|^(?:所属)?(?:企业|公司|业主|投资方|投资商|投资人)(?:名称|单位)?$|项目法人|业主(?:单位|名称)?$",
        unless=r"性质|施工|联系",
        rank=6,
    ),
    _field(Field.UNIT_NAME, r"单位名称$|^单位$|^法人$|^法人单位$", rank=2),
    _field(
        Field.IMAGE_PROGRESS,
        r"形象|进展|工程进度|建设进度|施工进度|项目进度|(?:目前|当前|最新|截至.*|本月|本周).{0,3}(?:进度|状态|情况)|推进情况|建设情况|实施情况|^进度(?:情况)?$|工作进度|节点进度",
        unless=r"目标|计划|投资进|手续|差|率|排名",
    ),
    _field(
        Field.REMARKS, r"^备注|备注$|^(?:其他|其它)?说明$|^附注$|^其[他它]$|情况说明$|补充说明|^注$"
    ),
)

#: leaves that mean nothing without the head above them
WEAK_LEAVES = re.compile(
    r"^(?:计划|目标|完成|完成数|完成额|完成情况|完成投资|累计|累计完成|本月|当月|本年|当年|年度|金额|投资|投资额|额|数额|时间|日期|年月|开工|竣工|"
    r"小计|合计|总计|数|数量|名称|内容|实际|预计|(?:1[-~—–至])?\d{1,2}月(?:份|底)?|[一二三四]季度|上半年|截至.*|\d{4}年?度?)$"
)
