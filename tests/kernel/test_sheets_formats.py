"""各种格式：xlsb、ods、xls、xlsx 说的是同一件事；改了名的、加密的、带宏的各有各的说法。"""

from __future__ import annotations

from datetime import date

import pytest
import xlsxwriter

from tests.kernel import sheet_files as made
from zhaotuifu.kernel.sheets import MergedRange, RefusalKind, Sheet, SheetRefused, read_workbook

WAN, MONTH = '0.00"万元"', 'yyyy"年"m"月"'
ODS_STYLES = (
    '<number:number-style style:name="N1"><number:number/><number:text>万元</number:text>'
    '</number:number-style><number:date-style style:name="N2"><number:year/><number:text>年'
    "</number:text><number:month/><number:text>月</number:text></number:date-style>"
    '<style:style style:name="wan" style:family="table-cell" style:data-style-name="N1"/>'
    '<style:style style:name="child" style:family="table-cell" style:parent-style-name="wan"/>'
    '<style:style style:name="month" style:family="table-cell" style:data-style-name="N2"/>'
)
DAY = (
    '<table:table-cell table:style-name="month" office:value-type="date"'
    ' office:date-value="2025-03-01T00:00:00"><text:p>2025年3月</text:p></table:table-cell>'
)


def read(data: bytes, name: str) -> Sheet:
    return read_workbook(data, name).sheets[0]


def refused(data: bytes, name: str) -> SheetRefused:
    with pytest.raises(SheetRefused) as caught:
        read_workbook(data, name)
    return caught.value


def an_xlsb() -> bytes:
    cell = made.xlsb_cell
    return made.xlsb(
        made.xlsb_row(0, cell(0, "标题")),
        made.xlsb_row(1, cell(0, "甲"), cell(1, 5.5, 1), cell(2, 45717, 2), hidden=True),
        made.xlsb_row(3, cell(3, ("error", 0x17)), cell(4, ("formula", 7))),
        formats=(WAN, MONTH), merged=((0, 0, 0, 2),), hidden_columns=((1, 2),), has_drawing=True,
    )  # fmt: skip


def an_ods() -> bytes:
    cell, row = made.ods_cell, made.ods_row
    error = cell("", 'calcext:value-type="error" table:formula="of:=1/0"').replace(
        "<text:p></text:p>", "<text:p>#REF!</text:p>"
    )
    return made.ods(
        '<table:table-column/><table:table-column table:number-columns-repeated="2"'
        ' table:visibility="collapse"/>'
        + row(cell("标题", 'table:number-columns-spanned="3"', "<draw:frame/>"))
        + row(cell("甲"), cell(5.5, 'table:style-name="child"'), DAY, about='table:visibility="filter"')
        + row(cell(), about='table:number-rows-repeated="1"')
        + row(cell(about='table:number-columns-repeated="3"'), error, cell(7)),
        styles=ODS_STYLES,
    )  # fmt: skip


@pytest.mark.parametrize(("data", "name"), [(an_xlsb(), "a.xlsb"), (an_ods(), "a.ods")])
def test_xlsb_and_ods_tell_all_that_an_xlsx_tells(data: bytes, name: str) -> None:
    sheet = read(data, name)
    assert sheet.rows == (
        ("标题",), ("甲", 5.5, date(2025, 3, 1)), (), (None, None, None, "#REF!", 7)
    )  # fmt: skip
    assert sheet.merged == (MergedRange(1, 1, 1, 3),)
    assert (sheet.hidden_rows, sheet.hidden_columns) == ({2}, {2, 3})
    assert sheet.cell_formats is not None
    assert "万元" in sheet.cell_formats[2, 2]
    assert sheet.cell_formats[2, 3] == MONTH
    assert len(sheet.cell_formats) == 2
    assert sheet.has_pictures
    assert sheet.formulas_without_value == set()


def test_an_xls_tells_formats_with_a_unit_and_months_without_a_day() -> None:
    import io

    import xlwt

    book = xlwt.Workbook()
    sheet = book.add_sheet("表")
    sheet.write(0, 0, 5.5, xlwt.easyxf(num_format_str=WAN))
    sheet.write(0, 1, date(2025, 3, 1), xlwt.easyxf(num_format_str=MONTH))
    sheet.write(0, 2, 3, xlwt.easyxf(num_format_str="0.0"))
    stream = io.BytesIO()
    book.save(stream)
    assert read(stream.getvalue(), "a.xls").cell_formats == {(1, 1): WAN, (1, 2): MONTH}


def test_a_formula_that_gives_an_empty_text_is_no_formula_without_value() -> None:
    cell = made.xlsb_cell
    forgotten = made.xlsb(made.xlsb_row(0, cell(0, "甲"), cell(1, ("formula", ""))))
    calculated = made.xlsb(
        made.xlsb_row(0, cell(0, ("formula", 5)), cell(1, ("formula", ""))),
    )
    assert read(forgotten, "a.xlsb").formulas_without_value == {(1, 2)}
    assert read(calculated, "a.xlsb").formulas_without_value == set()


def test_a_formula_of_an_ods_without_value_is_said() -> None:
    cells = made.ods_cell("甲"), made.ods_cell(about='table:formula="of:=[.A1]"')
    assert read(made.ods(made.ods_row(*cells)), "a.ods").formulas_without_value == {(1, 2)}


def test_an_error_is_shown_where_the_cell_stands() -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        sheet.write(2, 1, "甲")
        sheet.write_formula(2, 2, "=1/0", None, "#DIV/0!")
        sheet.write_formula(4, 3, "=A1", None, "#REF!")

    sheet = read(made.xlsx(fill=fill), "a.xlsx")
    assert (sheet.first_row, sheet.rows[0]) == (3, (None, "甲", "#DIV/0!"))
    assert sheet.rows[2] == (None, None, None, "#REF!")


def test_repeated_rows_of_an_ods_count() -> None:
    text = (
        made.ods_row(made.ods_cell(), about='table:number-rows-repeated="5"')
        + made.ods_row(made.ods_cell(about='table:number-columns-repeated="3"'), made.ods_cell("甲"))
        + made.ods_row(made.ods_cell("乙"), about='table:number-rows-repeated="2" table:visibility="collapse"')
        + made.ods_row(
            made.ods_cell(about='table:number-columns-repeated="16384"'),
            about='table:number-rows-repeated="1048560"',
        )
    )
    sheet = read(made.ods(text), "a.ods")
    assert (sheet.first_row, sheet.rows) == (6, ((None, None, None, "甲"), ("乙",), ("乙",)))
    assert sheet.hidden_rows == {7, 8}


def test_folded_groups_of_an_ods_are_hidden() -> None:
    inner = f"<table:table-row-group>{made.ods_row(made.ods_cell('乙'))}</table:table-row-group>"
    text = (
        made.ods_row(made.ods_cell("甲"))
        + f'<table:table-row-group table:display="false">{inner}{made.ods_row(made.ods_cell("丙"))}'
        + f"</table:table-row-group>{made.ods_row(made.ods_cell('丁'))}"
    )
    sheet = read(made.ods(text), "a.ods")
    assert sheet.rows == (("甲",), ("乙",), ("丙",), ("丁",))
    assert sheet.hidden_rows == {2, 3}


def test_a_hidden_sheet_of_an_xlsb_is_hidden() -> None:
    data = made.xlsb(made.xlsb_row(0, made.xlsb_cell(0, "甲")), sheet_state=1)
    assert read(data, "a.xlsb").state == "hidden"


@pytest.mark.parametrize(("starts_1904", "shown"), [(False, date(2025, 3, 15)), (True, date(2029, 3, 16))])
def test_the_1904_calendar_moves_the_dates_of_an_xlsb_and_an_xlsx(
    starts_1904: bool, shown: date
) -> None:
    data = made.xlsb(
        made.xlsb_row(0, made.xlsb_cell(0, 45731, 1)), formats=("yyyy-mm-dd",), date_1904=starts_1904
    )
    book = read_workbook(data, "a.xlsb")
    assert (book.date_1904, book.sheets[0].rows) == (starts_1904, ((shown,),))


def test_macros_are_not_run_and_said() -> None:
    members = made.unpacked(made.xlsx(["甲"]))
    data = made.packed({**members, "xl/vbaProject.bin": b"\x00"})
    assert read_workbook(data, "a.xlsm").warnings == ("macros",)
    assert read_workbook(made.xlsx(["甲"]), "a.xlsm").warnings == ()


@pytest.mark.parametrize(
    ("data", "name", "found"),
    [
        (made.xls(["甲"]), "台账.et", "xls"),
        (made.xlsx(["甲"]), "台账.et", "xlsx"),
        (made.xls(["甲"]), "台账.xls", "xls"),
        (an_ods(), "台账.ods", "ods"),
    ],
)
def test_an_et_is_read_by_what_is_inside(data: bytes, name: str, found: str) -> None:
    book = read_workbook(data, name)
    assert (book.format, book.warnings) == (found, ())


def test_parts_with_backslashes_are_found() -> None:
    members = made.unpacked(made.xlsx(["甲", 1]))
    data = made.packed({name.replace("/", "\\"): content for name, content in members.items()})
    assert read(data, "a.xlsx").rows == (("甲", 1),)


def test_an_ods_without_its_kind_is_read_too() -> None:
    members = made.unpacked(made.ods(made.ods_row(made.ods_cell("甲"))))
    del members["mimetype"]
    assert read(made.packed(members), "a.ods").rows == (("甲",),)


def test_an_old_manifest_with_a_document_type_is_no_bomb() -> None:
    manifest = '<!DOCTYPE manifest:manifest PUBLIC "-//OOo//DTD 1.0//EN" "Manifest.dtd"><manifest/>'
    row = made.ods_row(made.ods_cell("甲"))
    data = made.ods(row, **{"META-INF/manifest.xml": manifest})
    assert read(data, "a.ods").rows == (("甲",),)
    defining = manifest.replace(' "Manifest.dtd">', ' "M" [<!ENTITY a "b">]>')
    data = made.ods(row, **{"META-INF/manifest.xml": defining})
    assert refused(data, "a.ods").kind is RefusalKind.ENTITY_BOMB


ROW = made.ods_row(made.ods_cell("甲"))
LOCKED = {"META-INF/manifest.xml": "<manifest><manifest:encryption-data/></manifest>"}
XML_2003 = '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook/>'


@pytest.mark.parametrize(
    ("data", "name", "kind", "said"),
    [
        (made.encrypted_xls(), "a.xls", RefusalKind.ENCRYPTED, "密码"),
        (made.xls_with_stream("EncryptedPackage"), "a.xlsx", RefusalKind.ENCRYPTED, "密码"),
        (made.ods(ROW, **LOCKED), "a.ods", RefusalKind.ENCRYPTED, "密码"),
        (made.packed({"encrypted-package": "x"}), "a.ods", RefusalKind.ENCRYPTED, "密码"),
        (made.xls_with_stream("WpsContents"), "a.et", RefusalKind.UNSUPPORTED, "另存为 xlsx"),
        (b"\x01\x02\x03wps", "a.et", RefusalKind.UNSUPPORTED, "另存为 xlsx"),
        (made.xls_with_stream("WordDocument"), "a.wps", RefusalKind.UNSUPPORTED, "另存为 xlsx"),
        (made.xls_with_stream("WordDocument"), "a.doc", RefusalKind.NOT_A_SPREADSHEET, "xlsx"),
        (made.packed({"word/document.xml": "<a/>"}), "a.xlsx", RefusalKind.NOT_A_SPREADSHEET, "xlsx"),
        (made.packed({"一季度/台账.xlsx": made.xlsx(["甲"])}), "a.zip",
         RefusalKind.NOT_A_SPREADSHEET, "解压"),
        (b"Rar!\x1a\x07\x00", "a.rar", RefusalKind.NOT_A_SPREADSHEET, "解压"),
        (XML_2003.encode(), "a.xls", RefusalKind.UNSUPPORTED, "XML"),
        (XML_2003.encode("utf-16"), "a.xls", RefusalKind.UNSUPPORTED, "XML"),
        ("\n<TABLE><tr><td>甲</td></tr></TABLE>".encode("gb18030"), "a.xls",
         RefusalKind.UNSUPPORTED, "网页"),
        (b"MIME-Version: 1.0\r\nContent-Type: multipart/related", "a.xls",
         RefusalKind.UNSUPPORTED, "网页"),
        (made.packed({"mimetype": "application/vnd.sun.xml.calc", "content.xml": "<a/>"}), "a.sxc",
         RefusalKind.UNSUPPORTED, "另存为 xlsx"),
        (made.packed({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<a/>"}),
         "a.ods", RefusalKind.NOT_A_SPREADSHEET, "xlsx"),
        (made.packed({"index/document.iwa": "x"}), "a.xlsx", RefusalKind.UNSUPPORTED, "xlsx"),
        (made.packed({}), "a.xlsx", RefusalKind.CORRUPT, "另存为 xlsx"),
        (made.ods("<table:table-row"), "a.ods", RefusalKind.CORRUPT, "另存为 xlsx"),
    ],
)  # fmt: skip
def test_what_is_no_readable_workbook_says_why_and_the_way_out(
    data: bytes, name: str, kind: RefusalKind, said: str
) -> None:
    found = refused(data, name)
    assert found.kind is kind
    assert said in found.sentence


@pytest.mark.parametrize(
    "change",
    [
        (b'r="B1" s="1"', b's="1" r="B1"'),
        (b'r="B1" s="1"', b'r="B1" cm="1" s="1"'),
        (b'<c r="B1" s="1"', b'<c\n  r="B1" s="1"'),
        (b'r="B1" s="1"', b'r="B1" s="1"'),
    ],
)
def test_a_unit_in_a_format_is_found_in_any_order_of_attributes(change: tuple[bytes, bytes]) -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        sheet.write(0, 0, "甲")
        sheet.write(0, 1, 5.5, book.add_format({"num_format": WAN}))
        sheet.write_blank(0, 2, None, book.add_format({"num_format": WAN}))

    data = made.rewritten(made.xlsx(fill=fill), "xl/worksheets/sheet1.xml", change)
    assert read(data, "a.xlsx").cell_formats == {(1, 2): WAN}
