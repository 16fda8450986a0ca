"""角色和权限的工作簿 — the matrix, the finer rules, who holds what on the day."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import BinaryIO

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from zhaotuifu.administration.queries.roles import Right, Rule
from zhaotuifu.kernel.actor import Role
from zhaotuifu.parties.accounts import Holder

YES, DEPENDS = "●", "○"


def write_roles(
    book_file: BinaryIO, rights: Sequence[Right], rules: Sequence[Rule], holders: Sequence[Holder], day: date
) -> None:
    """写工作簿 — three sheets; every cell is text."""
    with Workbook(book_file, {"in_memory": True, "strings_to_formulas": False}) as book:
        bold = book.add_format({"bold": True})
        heads = ("区", "什么", "看或办", *(role.label for role in Role), "地址")
        _sheet(
            book.add_worksheet("角色和权限"), heads, (14, 40, 8, *(10 for _ in Role), 44), bold,
            (
                (one.area, one.what, one.sort, *(_tick(one, role) for role in Role), one.address)
                for one in rights
            ),
        )
        _sheet(
            book.add_worksheet("细则"), ("区", "什么"), (14, 80), bold, ((one.area, one.what) for one in rules)
        )
        _sheet(
            book.add_worksheet(f"{day:%Y%m%d}在岗"),
            ("角色", "单位", "账号", "姓名或岗位", "从", "到", "状态"), (12, 24, 16, 24, 12, 12, 10), bold,
            (
                (
                    one.role.label, one.organisation, one.username, one.name, one.from_on.isoformat(),
                    one.to_on.isoformat() if one.to_on else "", "在用" if one.is_active else "已停用",
                )
                for one in holders
            ),
        )


def _tick(right: Right, role: Role) -> str:
    """● by the role; ○ open to who is signed in, the rest is judged."""
    if right.is_everybody:
        return DEPENDS
    return YES if right.has(role) else ""


def _sheet(
    sheet: Worksheet, heads: Sequence[str], widths: Sequence[int], bold: Format, rows: Iterable[Sequence[str]]
) -> None:
    for column, (head, width) in enumerate(zip(heads, widths, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, head, bold)
    sheet.freeze_panes(1, 0)
    for place, row in enumerate(rows, 1):
        for column, text in enumerate(row):
            sheet.write_string(place, column, text)
