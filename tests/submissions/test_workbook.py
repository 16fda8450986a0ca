"""空表里面：公式的引用随行移动，求值和 Excel 一样，带不过去的都说出来，坏文件得到一句话。"""

from __future__ import annotations

import io
import zipfile
from decimal import Decimal

import pytest
from openpyxl import Workbook
from openpyxl.chart import BarChart, Reference

from tests.submissions import blanks
from zhaotuifu.kernel.verdict import Refused
from zhaotuifu.submissions.rules.layout import layouts_of
from zhaotuifu.submissions.rules.proposing import field_of, proposed
from zhaotuifu.submissions.workbook import asking
from zhaotuifu.submissions.workbook.evaluating import UNKNOWN, Evaluator, Fault
from zhaotuifu.submissions.workbook.filling import filled
from zhaotuifu.submissions.workbook.references import Shift, shifted

GROWN = Shift("表", 5, 9, 8)  # three more
SHRUNK = Shift("表", 5, 9, 2)  # 5 and 9 stay, 9 becomes 6
ONE = Shift("表", 5, 5, 4)  # one prepared row becomes four


@pytest.mark.parametrize(
    ("shift", "formula", "moved"),
    [
        (GROWN, "=SUM(E5:E9)", "=SUM(E5:E12)"),
        (GROWN, "=SUM($E$5:$E$9)+F10*2", "=SUM($E$5:$E$12)+F13*2"),
        (GROWN, '=IF(A4="第5行",E9,"E9")', '=IF(A4="第5行",E12,"E9")'),
        (GROWN, "=SUM(A:A)+SUM(5:9)+SUM(20:21)", "=SUM(A:A)+SUM(5:12)+SUM(23:24)"),
        (GROWN, "=别表!E9+'别 表'!E9+表!E9+'表'!$E$10", "=别表!E9+'别 表'!E9+表!E12+'表'!$E$13"),
        (GROWN, "=LOG10(E10)+E4", "=LOG10(E13)+E4"),
        (SHRUNK, "=SUM(E5:E9)/E10", "=SUM(E5:E6)/E7"),
        (SHRUNK, "=E5+E9", "=E5+E6"),
        (SHRUNK, "=E7", "=#REF!"),
        (SHRUNK, "=SUM(E6:E8)", "=SUM(E6:E6)"),
        (ONE, "=SUM(E5:E5)", "=SUM(E5:E8)"),
        (ONE, "=SUM(E4:E6)", "=SUM(E4:E9)"),
        (Shift("表", 5, 9, 1), "=SUM(E5:E9)+E10", "=SUM(E5:E5)+E6"),
    ],
)
def test_references_follow_their_rows(shift, formula, moved):
    assert shifted(formula, shift, "表") == moved


def evaluated(formula: str, **cells: object) -> object:
    book = Workbook()
    sheet = book.active
    sheet.title = "表"
    for place, value in cells.items():
        sheet[place] = value
    sheet["Z9"] = formula
    return Evaluator(book).value("表", 9, 26)


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ("=1+2*3-4/2", Decimal(5)),
        ("=(1+2)*3", Decimal(9)),
        ("=-A1+50%", Decimal("-9.5")),
        ("=SUM(A1:B2,5)", Decimal(37)),  # the text in B1 does not count
        ("=A1*B1", Fault("#VALUE!")),
        ("=A1/B3", Fault("#DIV/0!")),
        ('=IFERROR(A1/B3,"无")', "无"),
        ('=IF(B3=0,"",A1/B3)', ""),
        ('=IF(B3="","空",1)', "空"),
        ("=IF(A1>=10,1,A1/0)", Decimal(1)),
        ("=ROUND(A1/3,2)", Decimal("3.33")),
        ("=ROUND(0.125,2)", Decimal("0.13")),
        ("=COUNTA(A1:B3)", Decimal(4)),
        ("=COUNT(A1:B3)", Decimal(3)),
        ("=AVERAGE(A1:A2)", Decimal(11)),
        ("=MAX(A1:B3)-MIN(A1:B3)", Decimal(2)),
        ("=ROW()-4", Decimal(5)),
        ("=VLOOKUP(A1,A1:B2,2)", UNKNOWN),
        ("=SUM(Z9:Z10)", UNKNOWN),  # asks for itself
        ("=SUM(别处!A1)", UNKNOWN),
        ("=" + "(" * 500 + "1" + ")" * 500, UNKNOWN),
    ],
)
def test_simple_formulas_come_to_what_the_spreadsheet_says(formula, value):
    found = evaluated(formula, A1=10, A2=12, B1="文字", B2=10)
    assert found == value or found is value


def test_what_would_not_be_carried_along_is_named():
    book = Workbook()
    sheet = book.active
    sheet.append(["项目名称", "总投资", "年度计划"])
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=2, min_row=1, max_row=2))
    sheet.add_chart(chart, "E5")
    file = io.BytesIO()
    book.save(file)
    assert asking.examine(file.getvalue(), "表.xlsx")["losses"] == ["图表"]


def with_part(data: bytes, name: str, content: bytes = b"x") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w") as target:
        for info in source.infolist():
            target.writestr(info, source.read(info))
        target.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("part", "word"),
    [
        ("xl/vbaProject.bin", "宏"),
        ("xl/media/image1.png", "图片"),
        ("xl/ctrlProps/ctrlProp1.xml", "按钮、下拉框等控件"),
        ("xl/externalLinks/externalLink1.xml", "到别的工作簿的链接"),
        ("xl/pivotTables/pivotTable1.xml", "数据透视表"),
    ],
)
def test_parts_that_are_lost_are_named(part, word):
    data = with_part(blanks.monthly_list(), part, b"<x/>")
    assert asking.examine(data, "表.xlsx")["losses"] == [word]


@pytest.mark.parametrize(
    ("data", "name", "way_out"),
    [
        (b"PK\x03\x04 broken", "表.xlsx", "损坏"),
        ("序号,项目名称\n1,甲\n".encode(), "表.csv", "另存为 xlsx"),
        (b"%PDF-1.4", "表.pdf", "不是表格"),
        (b"", "表.xlsx", "没有任何内容"),
    ],
)
def test_a_file_that_is_no_blank_is_refused_with_the_way_out(data, name, way_out):
    with pytest.raises(Refused, match=way_out):
        asking.examine(data, name)


def test_a_bomb_is_refused_and_the_server_stays():
    out = io.BytesIO(blanks.monthly_list())
    with (
        zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive,
        archive.open("xl/b.xml", "w") as part,
    ):
        for _ in range(450):
            part.write(b"0" * 1_000_000)
    data = out.getvalue()
    assert len(data) < 1_000_000
    with pytest.raises(Refused):
        asking.examine(data, "表.xlsx")


@pytest.mark.parametrize(
    ("head", "field", "sureness"),
    [
        ("年度计划投资（万元）", "plan_wan", "认得准"),
        ("1—3月累计完成投资", "completed_wan", "认得准"),
        ("3月完成投资", "month_wan", "认得准"),
        ("1-3月完成", "completed_wan", "大概是"),
        ("占年度计划比重", "rate_pct", "大概是"),
        ("天气", "", ""),
        ("完成投资·3月", "month_wan", ""),
        ("完成投资·1—3月", "completed_wan", ""),
        ("投资·总投资", "total_wan", "认得准"),
    ],
)
def test_heads_are_recognised_or_left_to_a_person(head, field, sureness):
    found, how = field_of(head)
    assert found == field and (not sureness or how == sureness)


def test_the_list_is_found_under_two_levels_of_heads():
    proposal = proposed(layouts_of(asking.examine(blanks.monthly_list(), "表.xlsx")))
    (area,) = proposal.pointings.areas
    assert (area.head_first, area.head_last, area.first, area.last, area.total) == (3, 5, 6, 10, 11)
    assert area.filter.level == "city"
    assert {column.letter: column.field for column in area.columns} == {
        "A": "number", "B": "name", "C": "zone", "D": "total_wan", "E": "plan_wan", "F": "month_wan",
        "G": "completed_wan", "I": "image_progress",
    }  # fmt: skip


def test_blank_cells_of_a_sum_row_are_offered_our_indicators():
    book = opened_blank()
    for letter in "EG":
        book["进度月报"][f"{letter}11"] = None
    file = io.BytesIO()
    book.save(file)
    spots = proposed(layouts_of(asking.examine(file.getvalue(), "表.xlsx"))).pointings.spots
    assert [(spot.cell, spot.what, spot.filter.level, spot.places) for spot in spots] == [
        ("E11", "annual_plan", "city", 2),
        ("G11", "completed", "city", 2),
    ]


def opened_blank() -> Workbook:
    from openpyxl import load_workbook

    return load_workbook(io.BytesIO(blanks.monthly_list()))


def order(**changes: object) -> dict:
    rows = [[{"t": f"项目{n}"}] for n in range(4)]
    one = {"sheet": "表", "first": 3, "last": 5, "letters": ["A"], "rows": rows}
    return {"areas": [one | changes], "spots": [], "ask": []}


def small(**cells: object) -> bytes:
    book = Workbook()
    sheet = book.active
    sheet.title = "表"
    for place, value in ({"A1": "名称", "A6": "完"} | cells).items():
        sheet[place] = value
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def cells_of(data: bytes, column: str = "A") -> list[object]:
    from openpyxl import load_workbook

    return [cell.value for cell in load_workbook(io.BytesIO(data))["表"][column]]


def test_surplus_rows_that_others_ask_for_are_kept_blank():
    rows = [[{"t": "甲"}]]
    answer, data = filled(small(C1="=A4"), order(rows=rows))
    assert answer["areas"][0]["count"] == 3
    assert (
        cells_of(data) == ["名称", None, "甲", None, None, "完"] and cells_of(data, "C")[0] == "=A4"
    )


def test_a_running_number_by_formula_goes_on_in_new_rows():
    _, data = filled(small(B3=1, B4="=B3+1", B5="=B4+1"), order())
    assert cells_of(data, "B") == [None, None, 1, "=B3+1", "=B4+1", "=B5+1", None]


@pytest.mark.parametrize(
    ("count", "numbers"), [(1, [1]), (2, [1, "=B3+1"]), (3, [1, "=B3+1", "=B4+1"])]
)
def test_a_running_number_goes_on_when_rows_go(count, numbers):
    rows = [[{"t": "甲"}]] * count
    book = small(A6=None, B3=1, **{f"B{row}": f"=B{row - 1}+1" for row in range(4, 9)})
    _, data = filled(book, order(last=8, rows=rows))
    assert cells_of(data, "B")[2:] == numbers


def test_two_lists_on_one_sheet_both_grow():
    book = small(A8="=1", A10="末")
    two = {"sheet": "表", "first": 7, "last": 7, "letters": ["A"], "rows": [[{"t": "乙"}]] * 3}
    both = order()
    both["areas"].append(two)
    _, data = filled(book, both)
    assert cells_of(data) == [
        "名称",
        None,
        *(f"项目{n}" for n in range(4)),
        "完",
        "乙",
        "乙",
        "乙",
        "=1",
        None,
        "末",
    ]
