"""别的版式：多级表头、分段、打包、旧表、横排、两张表……都不许读错一个数。"""

from __future__ import annotations

import pytest

from tests.ledger.workbooks import (
    by_name,
    delimited,
    fields,
    kinds,
    problems,
    reading,
    sheet_of,
    values,
    xlsx,
)
from zhaotuifu.ledger.rules import CLEAR, Period


def test_three_levels_of_merged_heads_with_numbered_sections() -> None:
    rows = [
        ["2025年全区重点项目推进情况表"],
        ["填报单位：区重大办", None, None, None, None, "填报日期：2025年4月3日"],
        ["序号", "项目基本情况", None, None, "投资情况（亿元）", None, None, None, "工程进展"],
        [None, "名称", "所属镇街", "业主", "计划总投资", "2025年", None, None, "进展"],
        [None, None, None, None, None, "年度投资目标", "1-3月累计", "完成率"],
        ["一", "省重大项目（1个）", None, None, 10.5, 2, 0.5, 0.25],
        [1, "甲乙智能工厂", "东湖镇", "虚州甲乙公司", 10.5, 2, 0.5, 0.25, "主体施工"],
        ["二", "市重点项目（1个）", None, None, 5, 1, 0.3, 0.3],
        [2, "丙丁产业园", "南桥", "虚州丙丁公司", 5, 1, 0.3, 0.3, "桩基"],
        [None, "合计", None, None, 15.5, 3, 0.8],
        ["填报人：某甲", None, None, "审核人：某乙"],
    ]
    merged = ["A3:A5", "B3:D3", "E3:H3", "F4:H4", "B4:B5", "C4:C5", "D4:D5", "E4:E5", "I4:I5"]
    got = reading(xlsx({"表": rows}, merged={"表": merged}))
    assert got.period == Period(2025, 3, "head")
    assert values(got)["甲乙智能工厂"] == {
        "name": "甲乙智能工厂",
        "zone": "东湖镇",
        "unit_name": "虚州甲乙公司",
        "total_investment_wan": "105000",
        "annual_plan_wan": "20000",
        "completed_year_wan": "5000",
        "image_progress": "主体施工",
    }
    assert by_name(got)["丙丁产业园"].context == {"level": "市重大"}
    assert kinds(got) == {
        1: "title",
        2: "unit_line",
        3: "header",
        4: "header",
        5: "header",
        6: "section",
        8: "section",
        10: "grand_total",
        11: "signature",
    }


def test_two_levels_without_merged_cells_and_a_row_of_units() -> None:
    heads = ["序号", "项目名称", "总投资", "年度计划", "本月完成", "累计完成", "开工时间", None, "责任人"]
    rows = [
        ["南桥镇重大项目台账（2025年9月）"],
        heads,
        [None, None, "万元", "万元", "万元", "万元", "计划", "实际"],
        [1, "庚辛项目", 12000, 5000, 300, 2800, "2025.3", "2025年4月", "某甲"],
        [2],
        ["合计", None, 12000],
    ]
    got = sheet_of(rows)
    row = by_name(got)["庚辛项目"]
    assert [(one.key, one.count) for one in got.questions()] == [
        ("columns/Sheet1!F2/column_unclear", 1)
    ]
    got = sheet_of(rows, given={"columns/Sheet1!F2/column_unclear": "completed_year_wan"})
    assert values(got)["庚辛项目"] == {
        "name": "庚辛项目",
        "total_investment_wan": "12000",
        "annual_plan_wan": "5000",
        "completed_month_wan": "300",
        "completed_year_wan": "2800",
        "planned_start_on": {"value": "2025-03", "precision": "month"},
    }
    assert row.extras["responsible_person"] == "某甲"
    assert row.extras["actual_start_on"].value == "2025-04"  # type: ignore[union-attr]
    assert kinds(got)[5] == "empty_numbered"
    assert row.context == {"zone": "南桥镇"}


def test_columns_of_other_years_and_months_are_known_but_not_imported() -> None:
    heads = (
        "项目名称 所属板块 总投资 其中：设备投资 2024年完成投资 截至2024年底累计完成投资 "
        "2025年计划投资 2月完成 3月完成 1-3月累计 2026年计划投资 列统投资"
    )
    row = ["甲项目", "东湖镇", 10, 5, 1, 2, 3, 0.2, 0.3, 0.6, 4, 1]
    got = sheet_of([["2025年3月项目表（单位：亿元）"], heads.split(), row])
    assert values(got)["甲项目"] == {
        "name": "甲项目",
        "zone": "东湖镇",
        "total_investment_wan": "100000",
        "annual_plan_wan": "30000",
        "completed_month_wan": "3000",
        "completed_year_wan": "6000",
    }
    others = [head for head, said in fields(got).items() if said == "known_other"]
    assert len(others) == 6


def test_a_section_may_change_the_unit_and_the_head_may_repeat() -> None:
    head = ["序号", "项目名称", "所属板块", "总投资", "年度计划投资"]
    got = sheet_of(
        [
            ["2025年3月项目表"],
            head,
            ["一、省重大项目（单位：亿元）"],
            [1, "甲项目", "东湖镇", 10, 3],
            head,
            ["二、区重点项目（单位：万元）"],
            [2, "乙项目", "南桥镇", 10000, 300],
        ]
    )
    assert values(got)["甲项目"]["total_investment_wan"] == "100000"
    assert values(got)["乙项目"]["total_investment_wan"] == "10000"
    assert by_name(got)["乙项目"].context == {"level": "区重点"}
    assert kinds(got)[5] == "header_repeat"


def test_a_second_table_below_is_read_with_its_own_heads() -> None:
    got = sheet_of(
        [
            ["东湖镇2025年3月新建项目表"],
            ["单位：亿元"],
            ["序号", "项目名称", "总投资", "1-3月完成"],
            [1, "甲项目", 1.2, 0.3],
            ["合计", None, 1.2, 0.3],
            [],
            ["东湖镇2025年3月续建项目表"],
            ["序号", "项目名称", "建设单位", "总投资（万元）", "1-3月完成（万元）"],
            [1, "乙项目", "虚州乙公司", 3000, 100],
            [],
            ["板块", "个数", "总投资"],
            ["东湖镇", 2, 15000],
        ]
    )
    assert values(got)["乙项目"]["total_investment_wan"] == "3000"
    assert values(got)["乙项目"]["completed_year_wan"] == "100"
    assert [row.table for row in got.rows] == [1, 2]
    assert {kinds(got)[11], kinds(got)[12]} == {"row_of_refused_sheet"}
    assert [one.class_ for one in got.sheets[0].warnings] == ["second_table"]


def test_packages_keep_their_children_and_a_wrong_sum_is_warned() -> None:
    got = sheet_of(
        [
            ["序号", "项目名称", "板块", "总投资（万元）"],
            [1, "老旧小区打包项目", "东湖镇", 300],
            [None, "（1）子项甲", "东湖镇", 100],
            [None, "（2）子项乙", "东湖镇", 150],
            [2, "独立项目", "东湖镇", 10],
        ]
    )
    names = by_name(got)
    assert (names["子项甲"].package, names["子项乙"].parent_row) == ("child", 2)
    assert problems(names["老旧小区打包项目"]) == [
        ("warned", "package_sum_differs", "total_investment_wan")
    ]
    assert names["独立项目"].package is None


def test_the_word_clear_empties_and_an_empty_cell_does_nothing() -> None:
    got = sheet_of(
        [
            ["项目名称", "板块", "年度计划（万元）", "计划开工时间", "存在问题", "总投资（万元）"],
            ["甲项目", "东湖镇", "清空", "「清空」", "清空", None],
        ]
    )
    row = by_name(got)["甲项目"]
    assert [row.values[name] for name in ("annual_plan_wan", "planned_start_on", "problems")] == [
        CLEAR
    ] * 3
    assert "total_investment_wan" not in row.values


def test_older_copies_and_hidden_sheets_are_shown_but_not_read() -> None:
    def month(number: int) -> list[list[object]]:
        return [
            [f"东湖镇2025年{number}月项目进度表"],
            ["单位：万元"],
            ["序号", "项目名称", "总投资", f"1-{number}月完成"],
            [1, "甲乙项目", 1000, 10 * number],
            [2, "丙丁项目", 2000, 11 * number],
        ]

    content = xlsx({"2月": month(2), "3月": month(3), "底稿": month(1)}, hidden=["底稿"])
    got = reading(content)
    assert [sheet.role.value for sheet in got.sheets] == ["stale", "ledger", "stale"]
    assert values(got)["甲乙项目"]["completed_year_wan"] == "30"
    assert got.period == Period(2025, 3, "title")
    assert [row.sheet for row in reading(content, only_sheet="2月").rows] == ["2月", "2月"]


@pytest.mark.parametrize(
    ("rows", "role", "refusal"),
    [
        (
            [
                ["项目名称", "甲项目", "乙项目"],
                ["总投资（万元）", 100, 200],
                ["建设单位", "甲", "乙"],
            ],
            "transposed",
            "transposed_table",
        ),
        (
            [["序号", "板块", "总投资", "年度计划"], [1, "东湖镇", 100, 50]],
            "refused",
            "missing_mandatory_column",
        ),
        ([[1, "甲项目", 100], [2, "乙项目", 200]], "refused", "no_header_found"),
        (
            [
                ["序号", "项目名称", "总投资", None, "序号", "项目名称", "总投资"],
                [1, "甲", 1, None, 2, "乙", 2],
            ],
            "refused",
            "second_table",
        ),
        ([["序号", "项目名称", "总投资（万元）"]], "refused", "no_rows"),
    ],
)
def test_a_table_that_cannot_be_read_is_refused_with_its_reason(
    rows: list[list[object]], role: str, refusal: str
) -> None:
    got = sheet_of(rows)
    assert got.sheets[0].role == role
    assert got.file_refusal is not None
    assert (got.file_refusal.class_, got.rows) == (refusal, ())
    assert got.file_refusal.sentence


def test_a_clerk_can_point_out_the_name_column_and_ignore_another() -> None:
    rows = [
        ["序号", "事项", "板块", "总投资（万元）", "微信群"],
        [1, "甲项目", "东湖镇", 100, "群"],
    ]
    refused = sheet_of(rows)
    assert [column.key for column in refused.sheets[0].tables[0].columns][1] == "事项"
    got = sheet_of(
        rows, mapping={"事项": "name", "微信群": "", "总投资（万元）": "annual_plan_wan"}
    )
    assert values(got)["甲项目"] == {"name": "甲项目", "zone": "东湖镇", "annual_plan_wan": "100"}
    assert fields(got)["微信群"] == "ignored"


def test_defaults_fill_only_what_a_row_does_not_say() -> None:
    rows = [["项目名称", "板块"], ["甲项目", "东湖镇"], ["乙项目", None], ["丙项目", "北湖镇"]]
    got = sheet_of(rows, defaults={"zone": "未分"})
    assert [row.values.get("zone") for row in got.rows] == ["东湖镇", "未分", None]


def test_a_row_without_name_is_refused_as_a_whole() -> None:
    got = sheet_of(
        [
            ["序号", "项目名称", "板块", "总投资（万元）"],
            [1, "甲项目", "东湖镇", 5],
            [2, None, "南桥镇", 8],
        ]
    )
    assert [row.outcome.value for row in got.rows] == ["accept", "refuse"]
    assert ("refused", "missing_name", "name") in problems(got.rows[1])


def test_the_same_project_twice_is_refused_by_code_and_asked_by_name() -> None:
    code = "2401-329999-04-01-128256"
    got = sheet_of(
        [
            ["项目名称", "所属板块", "项目代码", "总投资（万元）"],
            ["甲项目", "东湖镇", code, 100],
            ["甲项目（变更）", "东湖镇", code, 100],
            ["乙项目", "东湖镇", None, 100],
            ["乙项目", "东湖镇", None, 200],
            ["乙项目", "南桥镇", None, 200],
        ]
    )
    assert [problems(row) for row in got.rows] == [
        [],
        [("refused", "duplicate_in_file", "code")],
        [],
        [("questioned", "duplicate_in_file", "name")],
        [],
    ]
    assert [row.outcome.value for row in got.rows] == [
        "accept",
        "refuse",
        "accept",
        "accept",
        "accept",
    ]


def test_a_total_on_top_is_no_project_and_a_project_called_total_is_one() -> None:
    got = sheet_of(
        [
            ["序号", "项目名称", "板块", "总投资（万元）"],
            [None, "合计（2个）", None, 30],
            [1, "甲项目", "东湖镇", 10],
            [2, "会计小计", "南桥镇", 20],
            [None, "小计", None, 30],
        ]
    )
    assert [row.values["name"] for row in got.rows] == ["甲项目", "会计小计"]
    assert (kinds(got)[2], kinds(got)[5]) == ("grand_total", "subtotal")


def test_number_formats_hidden_rows_and_wrong_sums_are_noticed() -> None:
    rows = [
        ["2025年3月项目表", None, None],
        ["序号", "项目名称", "总投资"],
        [1, "甲项目", 3.5],
        [2, "乙项目", "1亿元"],
        ["合计", None, "9亿元"],
    ]
    got = reading(xlsx({"东湖镇": rows}, formats={"C3": '0.00"亿元"'}, hidden_rows=[4]))
    assert values(got)["甲项目"]["total_investment_wan"] == "35000"
    assert by_name(got)["乙项目"].hidden
    assert problems(by_name(got)["乙项目"]) == [("warned", "hidden_row", None)]


def test_a_wrong_total_and_a_wrong_count_are_warned_on_the_sheet() -> None:
    got = sheet_of(
        [
            ["单位：万元"],
            ["序号", "项目名称", "板块", "总投资"],
            ["一、产业项目（3个）"],
            [1, "甲项目", "东湖镇", 100],
            [2, "乙项目", "东湖镇", 200],
            [None, "合计", None, 900],
        ]
    )
    assert {one.class_.value for one in got.sheets[0].warnings} == {
        "section_count_differs",
        "subtotal_differs",
    }


def test_a_head_for_another_month_than_the_report_is_warned() -> None:
    rows = [["项目名称", "板块", "1-3月完成（万元）"], ["甲项目", "东湖镇", 5]]
    got = sheet_of(rows, period=Period(2025, 4, "given"))
    assert "period_differs" in {one.class_.value for one in got.sheets[0].warnings}


def test_a_csv_with_semicolons_in_utf16_and_one_called_xls() -> None:
    rows = [["序号", "项目名称", "板块", "总投资（亿元）"], [1, "甲项目", "东湖", 1.5]]
    for content, name in (
        (delimited(rows, encoding="utf-16", delimiter=";"), "表.csv"),
        (delimited(rows, encoding="gb18030", delimiter="\t"), "表.xls"),
    ):
        got = reading(content, name)
        assert values(got)["甲项目"]["total_investment_wan"] == "15000"
        warned = [one.class_.value for one in got.warnings]
        odd = ["encoding_guessed", "wrong_extension"] if name.endswith("xls") else []
        assert warned == odd


def test_negative_money_is_a_correction_only_in_a_month() -> None:
    rows = [
        ["单位：万元"],
        ["项目名称", "板块", "总投资", "本月完成", "当年完成"],
        ["甲项目", "东湖镇", -5, -3, -1],
    ]
    row = sheet_of(rows).rows[0]
    assert "total_investment_wan" not in row.values
    assert problems(row) == [
        ("refused", "negative_amount", "total_investment_wan"),
        ("warned", "negative_amount", "completed_month_wan"),
        ("refused", "negative_amount", "completed_year_wan"),
    ]


def test_a_summary_beside_the_table_does_not_lend_it_its_columns() -> None:
    got = sheet_of(
        [
            ["东湖镇2025年3月项目表（单位：万元）"],
            ["序号", "项目名称", "总投资", None, "板块", "个数", "总投资"],
            [1, "甲项目", 100, None, "南桥镇", 2, 300],
            [2, "乙项目", 200],
        ]
    )
    assert values(got)["甲项目"] == {"name": "甲项目", "total_investment_wan": "100"}
    assert by_name(got)["甲项目"].context == {"zone": "东湖镇"}
    assert "second_table" in {one.class_.value for one in got.sheets[0].warnings}


def test_remarks_in_brackets_do_not_hide_what_a_head_means() -> None:
    heads = [
        "序号",
        "项目名称（必填）",
        "建设单位（必填）",
        "所属板块（下拉选择）",
        "总投资（万元，含税）",
    ]
    got = sheet_of([heads, [1, "甲项目", "虚州甲公司", "东湖镇", 5]])
    assert list(fields(got).values()) == [
        "sequence",
        "name",
        "unit_name",
        "zone",
        "total_investment_wan",
    ]


@pytest.mark.parametrize(
    ("title", "zone"),
    [
        ("城北快速路工程2025年项目表", None),
        ("城北重点项目表", "城北街道"),
        ("经开区2025年项目表", "经开园区"),
        ("东湖镇、南桥镇项目表", None),
    ],
)
def test_a_title_gives_its_zone_only_when_it_is_about_one(title: str, zone: str | None) -> None:
    got = sheet_of([[title], ["序号", "项目名称", "总投资（万元）"], [1, "甲项目", 5]])
    assert got.rows[0].context.get("zone") == zone
