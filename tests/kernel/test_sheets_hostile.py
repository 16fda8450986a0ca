"""有意弄坏的文件：炸弹、谎报大小、远处的格子、随手改坏的字节；只有读出来和拒绝两种结果。"""

from __future__ import annotations

import json
import os
import resource
import signal
import time
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.kernel import sheet_files as made
from zhaotuifu.kernel.sheets import RefusalKind, SheetRefused, delimited, read_workbook, tables
from zhaotuifu.kernel.sheets.archives import MAX_MEMBERS
from zhaotuifu.kernel.sheets.child import encode, read
from zhaotuifu.kernel.sheets.reading import MAX_UNPACKED_BYTES

SHEET = "xl/worksheets/sheet1.xml"
DOCTYPE = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
CELL = made.ods_cell("甲")


def refused(data: bytes, name: str = "a.xlsx") -> SheetRefused:
    began = time.monotonic()
    with pytest.raises(SheetRefused) as caught:
        read_workbook(data, name)
    assert time.monotonic() - began < 10
    assert caught.value.sentence.endswith("。")
    return caught.value


def in_xlsx(member: str, text: str, encoding: str = "utf-8") -> bytes:
    """A document type before the root element of one part."""
    members = made.unpacked(made.xlsx(["甲"]))
    xml = members[member].decode()
    at = xml.index("<", 5)
    changed = (xml[:at] + text + xml[at:]).replace("UTF-8", encoding.upper())
    return made.packed({**members, member: changed.encode(encoding)})


@pytest.mark.parametrize(
    "data",
    [
        in_xlsx("xl/workbook.xml", DOCTYPE),
        in_xlsx(SHEET, DOCTYPE),
        in_xlsx(SHEET, DOCTYPE, "utf-16"),
        in_xlsx("xl/sharedStrings.xml", f"<!--{'x' * 9000}-->{DOCTYPE}"),
        made.ods(made.ods_row(CELL), doctype=DOCTYPE),
        made.ods(made.ods_row(CELL), doctype=DOCTYPE, encoding="utf-16"),
        made.ods(made.ods_row(CELL), doctype=f"<!--{'x' * 9000}-->{DOCTYPE}"),
        made.ods(made.ods_row(CELL), **{"styles.xml": DOCTYPE + "<a>&b;</a>"}),
        made.packed({**made.unpacked(made.xlsb()), "xl/theme/theme1.xml": DOCTYPE + "<a/>"}),
    ],
)
def test_an_entity_bomb_is_refused_wherever_it_hides(data: bytes) -> None:
    assert refused(data).kind is RefusalKind.ENTITY_BOMB


def test_a_prolog_without_end_is_refused() -> None:
    data = in_xlsx(SHEET, "<!--" + "x" * 2_000_000 + "-->" + DOCTYPE)
    assert refused(data).kind is RefusalKind.CORRUPT


@pytest.mark.parametrize("member", [SHEET, "xl/sharedStrings.xml", "xl/styles.xml"])
def test_a_part_that_unpacks_to_more_than_it_says_is_too_large(member: str) -> None:
    members = made.unpacked(made.xlsx(["甲"]))
    members[member] += b" " * 50_000_000
    data = made.lying(made.packed(members), member, 1000)
    assert refused(data).kind is RefusalKind.TOO_LARGE


def test_a_lying_content_of_an_ods_is_too_large() -> None:
    members = made.unpacked(made.ods(made.ods_row(CELL)))
    members["content.xml"] += b" " * 50_000_000
    data = made.lying(made.packed(members), "content.xml", 1000)
    assert refused(data, "a.ods").kind is RefusalKind.TOO_LARGE


def test_members_beyond_count_are_too_large() -> None:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        for number in range(MAX_MEMBERS):
            archive.writestr(str(number), b"")
    assert refused(stream.getvalue()).kind is RefusalKind.TOO_LARGE


def test_members_that_share_their_bytes_are_corrupt() -> None:
    """Each of many members points at the same packed bytes: little file, much content."""
    members = {"xl/workbook.xml": "<workbook/>", "a": os.urandom(4000), "b": os.urandom(4000)}
    data = bytearray(made.packed(members))
    first, second = (data.rfind(b"PK\x01\x02", 0, data.rfind(name)) for name in (b"a", b"b"))
    for place in (16, 20, 24, 42):  # checksum, both sizes, offset
        data[second + place : second + place + 4] = data[first + place : first + place + 4]
    for number in range(first + 20, first + 24), range(second + 20, second + 24):
        data[number.start : number.stop] = (5000).to_bytes(4, "little")
    assert refused(bytes(data)).kind is RefusalKind.CORRUPT


def test_a_bomb_in_a_bomb_stays_packed() -> None:
    inner = made.packed({"0": bytes(20_000_000)})
    members = made.unpacked(made.xlsx(["甲"]))
    data = made.packed({**members, "xl/embeddings/book.xlsx": made.packed({"1": inner})})
    assert read_workbook(data, "a.xlsx").sheets[0].rows == (("甲",),)


def test_a_locked_zip_is_encrypted() -> None:
    data = bytearray(made.xlsx(["甲"]))
    at = -1
    while (at := data.find(b"PK\x01\x02", at + 1)) >= 0:
        data[at + 8] |= 1
    assert refused(bytes(data)).kind is RefusalKind.ENCRYPTED


@pytest.mark.parametrize(
    ("row", "column", "said"),
    [(1048575, 19, "T 列第 1048576 行"), (60000, 255, "IV 列第 60001 行")],
)
def test_a_stray_cell_far_away_is_named(row: int, column: int, said: str) -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet("一季度")
        sheet.write(0, 0, "甲")
        sheet.write(row, column, " x")

    found = refused(made.xlsx(fill=fill))
    assert found.kind is RefusalKind.TOO_LARGE
    assert said in found.sentence
    assert "一季度" in found.sentence


@pytest.mark.parametrize("repeated", ["16384", "1024"])
def test_a_repeated_cell_of_an_ods_takes_no_room(repeated: str) -> None:
    cell = made.ods_cell("甲", f'table:number-columns-repeated="{repeated}"')
    row = made.ods_row(cell, about='table:number-rows-repeated="1048576"')
    found = refused(made.ods(row), "a.ods")
    assert found.kind is RefusalKind.TOO_LARGE
    assert "第 1048576 行" in found.sentence


def test_formats_far_away_are_no_cells() -> None:
    """Formatting a whole column or the last row is what people do; it holds nothing."""

    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet("表")
        sheet.write(0, 0, "甲")
        sheet.write_blank(1048575, 16383, None, book.add_format({"bold": True}))

    assert read_workbook(made.xlsx(fill=fill), "a.xlsx").sheets[0].rows == (("甲",),)


def test_elements_nested_without_end_neither_crash_nor_hang() -> None:
    deep = "<a>" * 300_000 + "</a>" * 300_000
    data = made.ods(made.ods_row(CELL) + deep)
    try:
        assert read_workbook(data, "a.ods").sheets[0].rows == (("甲",),)
    except SheetRefused as found:
        assert found.kind is RefusalKind.CORRUPT


@pytest.mark.parametrize("whole", [made.xlsx(["甲", 1]), made.xlsb(), made.ods(made.ods_row(CELL))])
def test_a_truncated_zip_is_corrupt_wherever_it_ends(whole: bytes) -> None:
    for part in (0.1, 0.5, 0.9, 0.99):
        found = refused(whole[: int(len(whole) * part)])
        assert found.kind is RefusalKind.CORRUPT


# -- bytes changed at random


SEEDS = {
    "a.xlsx": made.xlsx(["项目名称", "总投资"], ["一号", 5.5], ["二号", True]),
    "a.xls": made.xls(["项目名称", "总投资"], ["一号", 5.5], ["二号", True]),
    "a.ods": made.ods(made.ods_row(CELL, made.ods_cell(5.5)) + made.ods_row(CELL)),
    "a.xlsb": made.xlsb(
        made.xlsb_row(0, made.xlsb_cell(0, "项目名称"), made.xlsb_cell(1, 5.5, 1)),
        made.xlsb_row(2, made.xlsb_cell(0, ("formula", 3)), hidden=True),
        formats=("0.00万元",), merged=((0, 0, 0, 3),),
    ),
    "a.csv": "项目名称,总投资\n\"一,号\",5\n二号,\n".encode("gb18030"),
}  # fmt: skip
MUTATION = st.tuples(
    st.floats(0, 1, exclude_max=True),
    st.sampled_from(("flip", "cut", "insert", "repeat", "end")),
    st.one_of(st.binary(min_size=1, max_size=8), st.sampled_from((b"\xff" * 4, b"\x00" * 4, b"99999999"))),
)


def mutated(data: bytes, changes: list[tuple[float, str, bytes]]) -> bytes:
    for place, kind, piece in changes:
        at = int(place * len(data))
        match kind:
            case "flip":
                data = data[:at] + piece + data[at + len(piece) :]
            case "cut":
                data = data[:at] + data[at + len(piece) :]
            case "insert":
                data = data[:at] + piece + data[at:]
            case "repeat":
                data = data[:at] + data[at : at + 40] * 3 + data[at + 40 :]
            case "end":
                data = data[: max(at, 1)]
    return data


def mutated_part(data: bytes, part: float, changes: list[tuple[float, str, bytes]]) -> bytes:
    """The same inside one member, packed again: past the checksum, into the readers."""
    members = made.unpacked(data)
    name = sorted(members)[int(part * len(members))]
    return made.packed({**members, name: mutated(members[name], changes)}, zipfile.ZIP_STORED)


def answered(data: bytes, name: str) -> str:
    """What the child's reading of it comes to, in a fork that bears its limits and its crash."""
    out, into = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(out)
        _read_and_leave(data, name, into)
    os.close(into)
    said = b""
    while piece := os.read(out, 65536):
        said += piece
    os.close(out)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        # out of memory in native code; the parent calls it too_large or corrupt
        assert os.WTERMSIG(status) in (signal.SIGABRT, signal.SIGSEGV, signal.SIGKILL)
        return "died"
    return said.decode()


def _read_and_leave(data: bytes, name: str, into: int) -> None:
    """Never returns into the test."""
    signal.alarm(10)
    quiet = os.open(os.devnull, os.O_WRONLY)
    os.dup2(quiet, 2)
    size = 2 * 1024**3  # what pytest itself holds stands beside it
    resource.setrlimit(resource.RLIMIT_AS, (size, size))
    order = {"filename": name, "max_unpacked": MAX_UNPACKED_BYTES}
    try:
        json.dumps(read(data, order), default=encode)
        said = "rows"
    except SheetRefused as found:
        said = found.kind.value
    except MemoryError:
        said = "died"
    except BaseException as problem:
        said = f"unexpected {type(problem).__name__}: {problem}"
    os.write(into, said.encode())
    os._exit(0)


#: a fork inherits what is loaded: the readers once, not in each of the forks
LOADED = (tables, delimited)
ANSWERS = {"rows", "died", *(kind.value for kind in RefusalKind)}


@pytest.mark.parametrize("name", SEEDS)
def test_the_unharmed_files_are_read(name: str) -> None:
    assert answered(SEEDS[name], name) == "rows"


@given(st.sampled_from(sorted(SEEDS)), st.lists(MUTATION, min_size=1, max_size=4))
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@example("a.xls", [(0.02, "flip", b"\xff\xff\xff\xff")])
def test_changed_bytes_give_rows_or_a_refusal(
    name: str, changes: list[tuple[float, str, bytes]]
) -> None:
    assert answered(mutated(SEEDS[name], changes), name) in ANSWERS


@given(
    st.sampled_from(("a.xlsx", "a.ods", "a.xlsb")),
    st.floats(0, 1, exclude_max=True),
    st.lists(MUTATION, min_size=1, max_size=4),
)
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_changed_parts_give_rows_or_a_refusal(
    name: str, part: float, changes: list[tuple[float, str, bytes]]
) -> None:
    assert answered(mutated_part(SEEDS[name], part, changes), name) in ANSWERS


@given(st.sampled_from(sorted(SEEDS)), st.lists(MUTATION, min_size=1, max_size=4))
@settings(max_examples=8, deadline=None)
def test_changed_bytes_through_the_real_child_too(
    name: str, changes: list[tuple[float, str, bytes]]
) -> None:
    try:
        assert read_workbook(mutated(SEEDS[name], changes), name).sheets
    except SheetRefused as found:
        assert found.kind in RefusalKind


def test_reading_leaves_no_file_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    for name, data in SEEDS.items():
        assert read_workbook(data, name).sheets
    assert list(tmp_path.iterdir()) == []
