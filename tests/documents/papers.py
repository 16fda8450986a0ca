"""Papers of the tests: an invented district, plainly marked 演示数据."""

from __future__ import annotations

from zhaotuifu.documents.blocks import (
    Align,
    Attachment,
    Cell,
    Colophon,
    DataTable,
    Heading,
    Masthead,
    OfficialHead,
    Paper,
    Paragraph,
    Run,
    SignOff,
)

MASTHEAD = Masthead(
    "重点建设项目情况专报",
    "2025年第3期（总第41期）",
    "示范区重大项目办公室（演示数据）",
    "2025年4月7日",
)
COLOPHON = Colophon("区委、区政府领导。", "各板块，区各有关部门。", 45, "示范区重大项目办公室")
FULL_LINE = "国" * 28


def said(*parts: str) -> Paragraph:
    """A paragraph of plain words."""
    return Paragraph(tuple(Run(part) for part in parts))


def report(**changes) -> Paper:
    """The 专报 of the first quarter, as the office would send it."""
    parts = {
        "title": ("一季度重大项目推进有力有序", "省重大项目投资完成率高于序时进度"),
        "blocks": _report_blocks(),
        "masthead": MASTHEAD,
        "colophon": COLOPHON,
        "attachments": (
            Attachment("2025年省重大项目进度表", (progress_table(11),), is_landscape=True),
        ),
    }
    return Paper(**(parts | changes))


def notice(**changes) -> Paper:
    """The 通报 of the half-year: 发文字号, 签发人, 主送, 落款, 抄送, day of printing."""
    parts = {
        "title": ("关于上半年重大项目建设情况的通报",),
        "blocks": (
            said("现将上半年全区重大项目建设情况通报如下。"),
            Heading(1, "一、总体情况"),
            said("各板块要倒排工期，逐项销号；对进度滞后的项目逐一约谈，确保年底前完成。" * 6),
        ),
        "masthead": OfficialHead(
            "示范区重大项目办公室文件", "示重办发〔2025〕3号", "示范区重大项目办公室", "演示人"
        ),
        "colophon": Colophon(
            "", "", 30, "示范区重大项目办公室", copy_to="区委办、区政府办。", printed_on="2025年7月7日"
        ),
        "addressed_to": "各板块，区各有关部门",
        "sign_off": SignOff("示范区重大项目办公室", "2025年7月6日"),
        "attachments": (Attachment("名单", (said("演示数据。"),)), Attachment("表", (ranking(),))),
    }
    return Paper(**(parts | changes))


def full_pages(pages: int = 4) -> Paper:
    """Nothing but full lines: 22 × 28 on every page."""
    line = Paragraph((Run("国" * 28 * 22 * pages),))
    return Paper((), (line,))


def progress_table(projects: int) -> DataTable:
    """进度表 with merged heads, one section row and `projects` rows."""
    head = (
        (
            Cell("序号", rowspan=2),
            Cell("项目名称", rowspan=2),
            Cell("板块", rowspan=2),
            Cell("总投资", rowspan=2),
            Cell("年度计划", rowspan=2),
            Cell("完成投资", colspan=4),
            Cell("形象进度", colspan=2),
            Cell("存在问题", rowspan=2),
            Cell("灯色", rowspan=2),
        ),
        tuple(Cell(text) for text in ("3月", "1—3月", "完成率%", "序时差", "当前", "下月计划")),
    )
    section = (
        Cell(""),
        Cell(f"一、新建项目（{projects}个）", Align.LEFT, is_bold=True, colspan=2),
        *(
            Cell(text, Align.RIGHT, is_bold=True)
            for text in ("370,000", "131,000", "15,536", "36,130", "27.6", "+2.6")
        ),
        Cell("", colspan=3),
        Cell("●3", is_bold=True),
    )
    return DataTable(
        "",
        "单位：万元",
        head,
        (section, *(_project(n) for n in range(1, projects + 1))),
        note="注：完成率=1—3月完成投资÷年度计划；序时差=完成率−25.0%。演示数据。",
    )


def ranking() -> DataTable:
    """A small table within the text."""
    head = ((Cell("位次"), Cell("板块"), Cell("完成投资"), Cell("完成率%")),)
    rows = (("1", "云岫镇", "27,400", "28.5"), ("2", "栖川街道", "13,970", "19.4"))
    body = tuple(
        (
            Cell(place),
            Cell(zone, Align.LEFT),
            Cell(done, Align.RIGHT),
            Cell(rate, Align.RIGHT),
        )
        for place, zone, done, rate in rows
    )
    return DataTable("各板块投资完成情况", "单位：万元", head, body, (1, 3, 2, 2))


def _project(number: int) -> tuple[Cell, ...]:
    left, right = Align.LEFT, Align.RIGHT
    return (
        Cell(str(number)),
        Cell("栖川车规级功率半导体", left),
        Cell("云岫高新区", left),
        *(Cell(text, right) for text in ("318,000", "72,000", "5,920", "13,970", "19.4", "−5.6")),
        Cell("主体三层", left),
        Cell("按计划推进", left),
        Cell("110千伏接入方案未批", left),
        Cell("▲滞后"),
    )


def _report_blocks() -> tuple:
    return (
        said("今年以来，全区重大项目建设总体平稳。现将一季度情况报告如下。"),
        Heading(1, "一、总体情况"),
        Paragraph(
            (
                Run("省重大项目"),
                Run("11个", "listed.province"),
                Run("，一季度完成投资"),
                Run("16.5亿元", "done.province"),
                Run("，完成年度目标的"),
                Run("26.3%", "rate.province"),
                Run("，高于序时进度"),
                Run("1.3个百分点", "ahead.province"),
                Run(
                    "；3个新建项目已全部实现开工。市重大项目一季度入库16个，数量列全市第一。"
                    "区重点项目一季度新增入库84个，完成年度目标的36.5%。"
                ),
            )
        ),
        Heading(1, "二、存在问题"),
        Heading(2, "（一）进度滞后"),
        said(
            "完成率低于序时进度5个百分点以上的省重大项目2个：石桥港智慧物流枢纽（18.5%），"
            "主因征迁；栖川车规级功率半导体（19.4%），主因供电接入。"
        ),
        Heading(3, "1.供电接入。"),
        said("“110千伏”接入方案未批，影响设备进场。"),
        Heading(4, "（1）责任单位"),
        said("供电部门、云岫高新区。"),
        Heading(1, "三、板块情况"),
        ranking(),
        Heading(1, "四、下一步工作"),
        said("4月11日前召开专题会，确定供电接入方案；4月25日前完成剩余2户搬迁。"),
    )
