"""演示词库 — invented stems, products and phrases; no place, company or person of this world."""

from __future__ import annotations

from decimal import Decimal

from zhaotuifu.progress.states import Cause
from zhaotuifu.projects.states import Kind

# Two-character stems: first × second. 川, 原, 石 and the like are left out: too many towns bear them.
FIRST = "岚澄听霁衡砺翎弦朔琢璟湛漪铎蔚黛槿棠绯筠"
SECOND = "岫汀砚澜羽桐弧域衍晟擎屿珩煦"

PRODUCTS: dict[str, tuple[str, ...]] = {
    "智能装备": ("五轴数控机床", "激光切割装备", "工业视觉检测装备", "柔性装配线", "精密主轴", "智能仓储装备"),
    "机器人": ("协作机器人", "巡检机器人", "谐波减速器", "伺服电机", "机器人关节模组", "移动搬运机器人"),
    "新型储能": ("液流储能系统", "储能变流器", "钠离子电池", "储能温控系统", "电池回收利用", "固态电解质"),
    "半导体": ("功率模块封装", "碳化硅衬底", "传感器芯片", "半导体清洗设备", "光刻胶", "引线框架"),
    "新材料": ("碳纤维预浸料", "特种工程塑料", "高温合金", "气凝胶毡", "光学膜", "纳米涂层"),
    "新能源汽车零部件": ("电驱动总成", "车载充电机", "一体化压铸件", "热管理系统", "线控制动", "车用线束"),
    "生命健康": ("重组蛋白药", "体外诊断试剂", "骨科植入物", "康复器械", "高端影像部件", "细胞培养基"),
    "光电": ("光通信模块", "激光雷达", "微型显示屏", "光学镜头", "红外探测器", "光纤器件"),
    "绿色建材": ("装配式构件", "节能门窗", "再生骨料", "保温一体板", "低碳水泥制品", "光伏瓦"),
    "现代物流": ("冷链物流中心", "城市配送中心", "供应链云仓", "保税仓储中心", "多式联运中心", "智慧物流园"),
}
SUFFIXES = ("生产项目", "产业化项目", "智能工厂", "生产基地", "一期", "二期", "扩能项目", "研发制造基地")
#: what is large enough for over 100 亿元: chain and product
GIANTS = (("新型储能", "钠离子电池"), ("半导体", "碳化硅衬底"), ("新能源汽车零部件", "电驱动总成"))
LOGISTICS = "现代物流"  # its products are places already and take only a phase

WORKS: dict[Kind, tuple[str, ...]] = {
    Kind.INFRASTRUCTURE: (
        "路建设工程", "路快速化改造", "片区雨污分流工程", "污水处理站扩建", "变电站", "河道整治工程",
        "大桥改建", "综合管廊", "停车场（公交首末站）", "片区道路网",
    ),
    Kind.LIVELIHOOD: (
        "实验小学", "初级中学", "社区卫生中心", "养老服务中心", "安置房小区", "幼儿园", "文体活动中心",
        "农贸市场改造", "人才公寓",
    ),
}
WORK_CATEGORY = {Kind.INFRASTRUCTURE: "城市基础设施", Kind.LIVELIHOOD: "社会民生"}

COMPANY_TAIL: dict[str, str] = {
    "智能装备": "装备", "机器人": "机器人", "新型储能": "储能科技", "半导体": "半导体", "新材料": "新材料",
    "新能源汽车零部件": "汽车零部件", "生命健康": "生物科技", "光电": "光电", "绿色建材": "建材",
    "现代物流": "物流",
}

PHASES: dict[Kind, tuple[str, ...]] = {
    Kind.INDUSTRY: (
        "办理前期手续", "场地平整", "桩基施工", "基础承台施工", "主体一层施工", "主体三层施工", "主体封顶",
        "钢构吊装", "外墙围护施工", "机电安装", "设备进场安装", "设备调试", "试生产",
    ),
    Kind.INFRASTRUCTURE: (
        "办理前期手续", "管线迁改", "桩基施工", "箱涵施工", "下部结构施工", "主体结构施工", "基层摊铺",
        "面层摊铺", "附属工程施工", "交工检测",
    ),
    Kind.LIVELIHOOD: (
        "办理前期手续", "场地平整", "桩基施工", "地下室施工", "主体三层施工", "主体六层施工", "主体封顶",
        "二次结构砌筑", "装饰装修", "室外配套施工", "竣工验收准备",
    ),
}
FIRST_BUILDING_PHASE = 2  # 场地平整 and 管线迁改 are no start

PROBLEMS_BEFORE: dict[Cause, tuple[str, ...]] = {
    Cause.LAND: ("地块内 {n} 户未搬迁，供地推迟", "地块内 {n} 亩苗木未清表，不能交地"),
    Cause.QUOTA: ("用地指标缺 {n} 亩，等待区级统筹", "补充耕地指标缺 {n} 亩，未能组件报批"),
    Cause.FUNDS: ("资本金未到位，桩基合同未签", "项目贷款审批未完成，总包合同未签"),
    Cause.PERMITS: ("施工许可证未办结，缺消防设计审查意见", "环评批复未下达，不能进场"),
}
PROBLEMS: dict[Cause, tuple[str, ...]] = {
    Cause.LAND: ("北侧 {n} 户未搬迁，场地不能全部移交", "东侧 {n} 亩用地未移交，围墙不能合拢"),
    Cause.FUNDS: ("资本金未到位，工程款支付推迟", "项目贷款审批未完成，设备款未付"),
    Cause.OTHER: ("进口设备到货推迟，厂房等待安装", "电力接入方案未批，设备不能调试"),
}
STOP_REASONS = (
    "资金链紧张，施工单位撤场", "股东调整投资方案，暂停施工", "设计变更报审，暂缓施工",
)
WITHDRAW_REASONS = ("企业调整布局，不再实施", "选址与规划不符，终止实施", "投资协议解除")


def phase_at(phases: tuple[str, ...], share: Decimal, is_building: bool) -> int:
    """形象进度到哪一步 — from the share completed of the total; nothing is built before the start."""
    if not is_building:
        return FIRST_BUILDING_PHASE - 1
    place = FIRST_BUILDING_PHASE + int(share * (len(phases) - FIRST_BUILDING_PHASE))
    return min(place, len(phases) - 1)
