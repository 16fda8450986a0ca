"""csv：分隔符、引号、换行、编码各种写法，读出来一格不多一格不少；读不准的不硬读。"""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhaotuifu.kernel.sheets import RefusalKind, SheetRefused, Workbook, read_workbook
from zhaotuifu.kernel.sheets.delimited import MAX_FIELD, delimiter_of, read


def rows(text: str | bytes) -> list[list[Any]]:
    """In this process: the same reading as in the child, without starting one each time."""
    data = text.encode() if isinstance(text, str) else text
    return read(data)["sheets"][0]["rows"]


def refused(data: str | bytes) -> SheetRefused:
    with pytest.raises(SheetRefused) as caught:
        rows(data)
    return caught.value


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a,b,c\n1,2,3\n", [["a", "b", "c"], ["1", "2", "3"]]),
        ("a,b,c\r\n1,2,3\r\n", [["a", "b", "c"], ["1", "2", "3"]]),
        ("a,b,c\r1,2,3\r", [["a", "b", "c"], ["1", "2", "3"]]),
        ("a,b\r\n1,2\n3,4\r5,6", [["a", "b"], ["1", "2"], ["3", "4"], ["5", "6"]]),
        ('路,"一号, 二号",三\n', [["路", "一号, 二号", "三"]]),
        ('a,b\n1,"ha ""ha"" ha"\n', [["a", "b"], ["1", 'ha "ha" ha']]),
        ('a,b\n1,"once\nupon\r\na time"\n5,6\n', [["a", "b"], ["1", "once\nupon\r\na time"], ["5", "6"]]),
        ('a,b,c\n1,"",""\n2,,3\n', [["a", "b", "c"], ["1"], ["2", None, "3"]]),
        ('k,v\n1,"{""type"": ""Point"", ""at"": [1,2]}"\n', [["k", "v"], ["1", '{"type": "Point", "at": [1,2]}']]),
        ("a,b\n1,ʤ\n2,𠮷野\n", [["a", "b"], ["1", "ʤ"], ["2", "𠮷野"]]),
        ("\ufeffa,b\n", [["a", "b"]]),
        ("a,b\n\n\n1,2\n\n\n", [["a", "b"], [], [], ["1", "2"]]),
        (" , \n甲,\t\n", [[], ["甲"]]),
        ('="00320",="ab"\n甲,1\n', [["00320", "ab"], ["甲", "1"]]),
        ("甲\x00乙,1\n丙,2\n", [["甲乙", "1"], ["丙", "2"]]),
        ("只有一列\n甲\n乙\n", [["只有一列"], ["甲"], ["乙"]]),
    ],
)  # fmt: skip
def test_quotes_breaks_and_blanks_read_as_they_were_meant(text: str, expected: list[Any]) -> None:
    assert rows(text) == expected


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        ("名称,总投资,说明\n甲,1,a;b;c;d\n乙,2,a;b\n", ","),
        ("名称\t说明\n甲\t一,二,三\n乙\t一,二,三,四\n", "\t"),
        ("名称;额;率\n甲;1,5;2,5\n乙;3,5;4,5\n", ";"),
        ("名称;额\n甲;1,234,567\n乙;2,345,678\n", ";"),
        ('名称;说明\n甲;"a,b,c,d,e"\n乙;"a,b,c,d,e"\n', ";"),
        ('名称,说明\n甲,"a;b\nc;d;e;f;g"\n乙,"a;b;c;d;e;f;g"\n', ","),
        ("名称|额\n甲|1\n乙|2\n", "|"),
        ("1,2,3\n4,5,6\n", ","),
        ("标题行没有分隔符\n名称;额\n甲;1\n", ";"),
        ("甲\n乙\n", ","),
        ("", ","),
    ],
)
def test_the_delimiter_is_the_one_that_cuts_alike_whatever_stands_in_quotes(
    text: str, delimiter: str
) -> None:
    assert delimiter_of(text) == delimiter


@pytest.mark.parametrize("line", ["sep=;\n", "sep=;\r\n", '"sep=;"\r\n', "SEP=;\n"])
def test_the_line_that_names_the_delimiter_is_honoured_and_no_data(line: str) -> None:
    sheet = read((line + "名称;额\n甲;1,5\n").encode())["sheets"][0]
    assert sheet["rows"] == [["名称", "额"], ["甲", "1,5"]]
    assert sheet["first_row"] == 2


def test_a_first_cell_that_only_begins_like_it_is_data() -> None:
    assert rows("sep=甲乙,2\n丙,3\n")[0] == ["sep=甲乙", "2"]


TABLE = "项目名称,总投资\n一号,5\n二号,6\n"


@pytest.mark.parametrize(
    ("data", "encoding", "guessed"),
    [
        (TABLE.encode(), "utf-8", False),
        (TABLE.encode("utf-8-sig"), "utf-8", False),
        (TABLE.encode("utf-16"), "utf-16", False),
        (b"\xfe\xff" + TABLE.encode("utf-16-be"), "utf-16", False),
        (TABLE.encode("utf-32"), "utf-32", False),
        (TABLE.encode("utf-16-le"), "utf-16-le", True),
        (TABLE.encode("utf-16-be"), "utf-16-be", True),
        (TABLE.encode("utf-32-le"), "utf-32-le", True),
        (TABLE.encode("utf-32-be"), "utf-32-be", True),
        (TABLE.encode("gb18030"), "gb18030", True),
        (b"name,sum\na,5\n", "utf-8", False),
    ],
)
def test_every_usual_encoding_is_read_and_a_guess_is_said(
    data: bytes, encoding: str, guessed: bool
) -> None:
    answer = read(data)
    expected = "name" if data.startswith(b"name") else "项目名称"
    assert answer["encoding"] == encoding
    assert answer["sheets"][0]["rows"][0][0] == expected
    assert answer["warnings"] == (["encoding_guessed"] if guessed else [])


@given(st.lists(st.sampled_from("甲乙丙龥㐀，。（）一二三3.5"), min_size=1, max_size=30).map("".join))
@settings(max_examples=60, deadline=None)
def test_utf16_without_a_mark_is_told_from_gb18030(name: str) -> None:
    text = f"名称,额\n{name},1\n乙,2\n"
    for encoding in ("utf-16-le", "utf-16-be", "utf-8", "gb18030"):
        assert rows(text.encode(encoding))[1][0] == name, encoding


def test_utf8_with_a_broken_byte_is_not_read_as_something_else() -> None:
    data = bytearray("项目名称,总投资\n智能装备产业园,5\n新能源电池基地,6\n".encode())
    del data[4]
    found = refused(bytes(data))
    assert found.kind is RefusalKind.CORRUPT
    assert "编码" in found.sentence


def test_binary_under_the_name_of_a_csv_is_refused() -> None:
    assert refused(bytes(range(1, 32)) * 20).kind is RefusalKind.CORRUPT


def test_a_missing_quotation_mark_never_swallows_the_rest_in_silence() -> None:
    text = '名称,额\n甲,1\n"乙,2\n丙,3\n丁,4\n'
    found = refused(text)
    assert found.kind is RefusalKind.CORRUPT
    assert "第 3 条记录" in found.sentence


def test_a_field_beyond_all_measure_is_refused_and_a_long_one_is_kept() -> None:
    assert rows(f"名称,额\n{'长' * 40_000},1\n")[1][0] == "长" * 40_000
    found = refused(f"名称,额\n甲,1\n{'长' * (MAX_FIELD + 1)},1\n")
    assert found.kind is RefusalKind.TOO_LARGE
    assert "第 3 条记录" in found.sentence


FIELD = st.text(st.sampled_from('甲乙a1 ,;\t|"\n='), max_size=6)


@given(st.lists(st.lists(FIELD, min_size=3, max_size=3), min_size=1, max_size=5), st.sampled_from(",;\t|"))
@settings(max_examples=150, deadline=None)
def test_what_a_program_writes_comes_back_cell_by_cell(
    table: list[list[str]], delimiter: str
) -> None:
    stream = io.StringIO()
    stream.write(f"sep={delimiter}\n")
    csv.writer(stream, delimiter=delimiter).writerows(table)
    expected = [_without_end([_seen(value) for value in record]) for record in table]
    assert rows(stream.getvalue()) == _without_end(expected)


def _seen(value: str) -> str | None:
    """Blank is blank; ="…" is a text that a program protected from Excel."""
    if len(value) > 2 and value.startswith('="') and value.rstrip()[2:].count('"') == 1:
        body = value.rstrip()
        value = body[2:-1] if body.endswith('"') else value
    return value if value.strip() else None


def _without_end(values: list[Any]) -> list[Any]:
    while values and not values[-1]:
        values = values[:-1]
    return values


def test_a_text_named_xls_is_read_as_text_and_said() -> None:
    text = "项目名称\t总投资\n" + "智能装备产业园\t5\n" * 5
    book: Workbook = read_workbook(text.encode("gb18030"), "导出.xls")
    assert (book.format, book.warnings) == ("csv", ("encoding_guessed", "wrong_extension"))
    assert book.sheets[0].rows[1] == ("智能装备产业园", "5")
