"""同一本台账存成 xlsx、xls、et、xlsb、ods、csv 送来：预览一样，导入一样；读不了的一行不写。"""

from __future__ import annotations

import csv
import io
from decimal import Decimal

import pytest

from tests.kernel import sheet_files as made
from tests.ledger.sending import HEADS, commit, counted, months, previewed, send, with_zones
from tests.people import Person
from zhaotuifu.ledger import report
from zhaotuifu.ledger.models import LedgerImport
from zhaotuifu.ledger.reading import FileRefused

ROWS = [
    list(HEADS),
    ["虚构一号产业园", "高新园区", 12000, 3000, 250.5, "主体施工"],
    ["虚构二号产业园", "东湖镇", 8000, 2000, 100, "基础施工"],
]


def as_csv() -> bytes:
    stream = io.StringIO()
    csv.writer(stream, delimiter=";").writerows(ROWS)
    return stream.getvalue().encode("gb18030")


def as_ods() -> bytes:
    return made.ods("".join(made.ods_row(*map(made.ods_cell, row)) for row in ROWS))


def as_xlsb() -> bytes:
    return made.xlsb(*(
        made.xlsb_row(at, *(made.xlsb_cell(column, value) for column, value in enumerate(row)))
        for at, row in enumerate(ROWS)
    ))


FILES = {
    "台账.xlsx": made.xlsx(*ROWS),
    "台账.xls": made.xls(*ROWS),
    "台账.et": made.xls(*ROWS),
    "台账.xlsb": as_xlsb(),
    "台账.ods": as_ods(),
    "台账.csv": as_csv(),
}


@pytest.fixture(autouse=True)
def _zones(district: object) -> None:
    with_zones()


@pytest.mark.parametrize("name", FILES)
def test_a_ledger_goes_in_whatever_its_format(office: Person, name: str) -> None:
    sent = send(office, FILES[name], name=name)
    found = report.result(commit(office, sent))
    assert counted(found)["created"] == 2
    assert months("虚构一号产业园") == {3: Decimal("250.5")}
    assert months("虚构二号产业园") == {3: Decimal(100)}


def test_an_error_in_an_amount_is_never_taken_for_a_blank(office: Person) -> None:
    cells = [made.xlsb_cell(column, value) for column, value in enumerate(ROWS[1])]
    cells[4] = made.xlsb_cell(4, ("error", 0x17))
    head = [made.xlsb_cell(column, value) for column, value in enumerate(ROWS[0])]
    found = previewed(office, made.xlsb(made.xlsb_row(0, *head), made.xlsb_row(1, *cells)))
    assert "#REF!" in str(found["questioned"] + found["refused"])


@pytest.mark.parametrize("data", [made.encrypted_xls(), made.xls_with_stream("WpsContents")])
def test_what_cannot_be_read_leaves_nothing(office: Person, data: bytes) -> None:
    with pytest.raises(FileRefused, match="另存"):
        send(office, data, name="台账.et")
    assert not LedgerImport.objects.exists()
