"""表格读取：在子进程里读，有时限和内存限，读不了就说出路。"""

from __future__ import annotations

import io
import subprocess
import sys
import zipfile
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter
import xlwt

from zhaotuifu.kernel.sheets import RefusalKind, SheetRefused, Workbook, read_workbook
from zhaotuifu.kernel.sheets.reading import _child_environment

LEDGERS = Path(__file__).parents[1] / "data" / "ledgers"


def xlsx(*rows: list[object]) -> bytes:
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    sheet = book.add_worksheet("表")
    for at, row in enumerate(rows):
        sheet.write_row(at, 0, row)
    book.close()
    return stream.getvalue()


def rewritten(data: bytes, member: str, change: tuple[bytes, bytes]) -> bytes:
    """The archive with one piece of one part replaced."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w") as new:
        for info in old.infolist():
            content = old.read(info)
            if info.filename == member:
                assert change[0] in content
                content = content.replace(*change)
            new.writestr(info.filename, content, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def refusal(data: bytes, name: str = "a.xlsx", **limits: float) -> SheetRefused:
    with pytest.raises(SheetRefused) as caught:
        read_workbook(data, name, **limits)  # type: ignore[arg-type]
    return caught.value


def test_cells_come_as_they_are_numbers_text_dates_and_blanks() -> None:
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    sheet = book.add_worksheet("表")
    sheet.write_row(1, 1, ["文字", 3, 2025.1, True])
    sheet.write_datetime(1, 5, date(2025, 3, 15), book.add_format({"num_format": "yyyy-mm-dd"}))
    book.close()
    read = read_workbook(stream.getvalue(), "a.xlsx").sheets[0]
    assert (read.first_row, read.rows) == (2, ((None, "文字", 3, 2025.1, True, date(2025, 3, 15)),))


def test_hidden_rows_columns_sheets_merges_and_empty_formulas_of_an_xlsx() -> None:
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    sheet = book.add_worksheet("一")
    sheet.merge_range("A1:C1", "标题")
    sheet.write_row(1, 0, [1, 2, 3])
    sheet.write_formula(2, 0, "=A2+B2", None, "")
    sheet.write_formula(2, 1, "=A2+B2", None, 3)
    sheet.set_row(1, None, None, {"hidden": True})
    sheet.set_column("B:B", 10, None, {"hidden": True})
    book.add_worksheet("二").hide()
    book.close()
    read = read_workbook(stream.getvalue(), "a.xlsx")
    first = read.sheets[0]
    assert [sheet.state for sheet in read.sheets] == ["visible", "hidden"]
    assert (first.hidden_rows, first.hidden_columns) == ({2}, {2})
    assert [(box.first_column, box.last_column) for box in first.merged] == [(1, 3)]
    assert first.formulas_without_value == {(3, 1)}


def test_hidden_rows_and_columns_and_empty_formulas_of_an_xls() -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("表")
    for column, value in enumerate(["甲", 1, 2]):
        sheet.write(0, column, value)
    sheet.write(1, 0, "乙")
    sheet.write(1, 1, xlwt.Formula("B1+C1"))
    sheet.row(1).hidden = True
    sheet.col(2).hidden = True
    stream = io.BytesIO()
    book.save(stream)
    read = read_workbook(stream.getvalue(), "a.xls").sheets[0]
    assert (read.hidden_rows, read.hidden_columns) == ({2}, {3})
    assert read.formulas_without_value == {(2, 2)}


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        ("名称,数\n甲,1\n".encode(), "utf-8"),
        ("名称,数\n甲,1\n".encode("utf-8-sig"), "utf-8"),
        ("名称;数\n甲;1\n".encode("gb18030"), "gb18030"),
        ("名称\t数\n甲\t1\n".encode("utf-16"), "utf-16"),
        ("名称,数\n甲,1\n".encode("utf-16-le"), "utf-16-le"),
    ],
)
def test_a_csv_is_read_in_any_usual_encoding(content: bytes, encoding: str) -> None:
    read = read_workbook(content, "a.csv")
    assert (read.encoding, read.sheets[0].rows) == (encoding, (("名称", "数"), ("甲", "1")))


def test_a_csv_record_may_span_lines_and_blank_records_count() -> None:
    rows = read_workbook('甲,乙\n\n"一\n二","a,b"\n'.encode(), "a.csv").sheets[0].rows
    assert rows == (("甲", "乙"), (), ("一\n二", "a,b"))


@pytest.mark.parametrize(
    ("data", "name", "kind"),
    [
        (b"", "a.xlsx", RefusalKind.NO_ROWS),
        (xlsx(), "a.xlsx", RefusalKind.NO_ROWS),
        (b"%PDF-1.7 ....", "a.xlsx", RefusalKind.NOT_A_SPREADSHEET),
        (b"\x00\x01\x02garbage", "a.xlsx", RefusalKind.CORRUPT),
        (xlsx(["a"])[:300], "a.xlsx", RefusalKind.CORRUPT),
        (b"<html><table><tr><td>1</td></tr></table></html>", "a.xls", RefusalKind.UNSUPPORTED),
        (b"\x09\x04\x06\x00" + bytes(40), "a.xls", RefusalKind.UNSUPPORTED),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_way_out(
    data: bytes, name: str, kind: RefusalKind
) -> None:
    refused = refusal(data, name)
    assert refused.kind is kind
    assert refused.sentence.endswith("。")


def test_an_entity_bomb_is_refused_before_anything_is_unpacked() -> None:
    doctype = b'<!DOCTYPE x [<!ENTITY a "aaaa">]>'
    data = rewritten(xlsx(["a"]), "xl/workbook.xml", (b"<workbook", doctype + b"<workbook"))
    assert refusal(data).kind is RefusalKind.ENTITY_BOMB


def test_a_zip_bomb_is_refused_by_its_unpacked_size() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"<workbook/>")
        for number in range(5):
            archive.writestr(f"xl/media/{number}.bin", bytes(100 * 1024 * 1024))
    assert refusal(stream.getvalue()).kind is RefusalKind.TOO_LARGE


def test_cells_in_the_farthest_corner_are_too_large_not_a_crash() -> None:
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    sheet = book.add_worksheet()
    sheet.write(0, 0, "甲")
    sheet.write(1048575, 16383, "乙")
    book.close()
    assert refusal(stream.getvalue()).kind is RefusalKind.TOO_LARGE


def test_reading_stops_at_its_time_limit() -> None:
    assert refusal(xlsx(["a"]), timeout_seconds=0.001).kind is RefusalKind.TIMEOUT
    long = b"1,2\n" * 900_000  # more than a second of the processor
    assert refusal(long, "a.csv", timeout_seconds=0.9).kind is RefusalKind.TIMEOUT


def test_a_wrong_extension_is_read_by_its_content_and_said() -> None:
    read = read_workbook(xlsx(["甲"]), "台账.xls")
    assert (read.format, read.warnings) == ("xlsx", ("wrong_extension",))


def test_the_child_starts_without_django_and_without_our_environment() -> None:
    code = (
        "import sys, zhaotuifu.kernel.sheets.child, zhaotuifu.kernel.sheets.tables;"
        "sys.exit(any(name.split('.')[0] == 'django' or name == 'zhaotuifu.settings'"
        " for name in sys.modules))"
    )
    environment = dict(_child_environment())
    assert "DATABASE_URL" not in environment
    assert "SECRET_KEY" not in environment
    assert (
        subprocess.run([sys.executable, "-c", code], env=environment, check=False).returncode == 0
    )


def test_the_invented_ledgers_are_all_read() -> None:
    books: list[Workbook] = [
        read_workbook(path.read_bytes(), path.name)
        for path in sorted(LEDGERS.iterdir())
        if path.suffix in (".xlsx", ".xls", ".csv")
    ]
    assert [book.format for book in books].count("xlsx") == 8
    assert len(books) == 10
