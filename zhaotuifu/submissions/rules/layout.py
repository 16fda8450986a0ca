"""空表的版面 — what was seen in the blank, as values; what a pointing may not do to it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from zhaotuifu.submissions.rules.pointing import Area, Pointings, Spot

#: 栏次 under the heads says nothing of their meaning
NUMBERING = re.compile(r"\d*|[甲乙丙丁戊]|[（(]\d+[)）]")
POINT = re.compile(r"([A-Z]+)(\d+)")


@dataclass(frozen=True, slots=True)
class SheetLayout:
    """一张表 — texts and formulas by (row, column), merged boxes, number formats."""

    name: str
    is_visible: bool
    rows: int
    columns: int
    texts: Mapping[tuple[int, int], str]
    formulas: frozenset[tuple[int, int]]
    merged: tuple[tuple[int, int, int, int], ...]
    formats: Mapping[tuple[int, int], str] = field(default_factory=dict)
    facts: tuple[str, ...] = ()

    def anchor(self, row: int, column: int) -> tuple[int, int]:
        """左上格 — of the merged box a cell lies in, or the cell itself."""
        for top, left, bottom, right in self.merged:
            if top <= row <= bottom and left <= column <= right:
                return top, left
        return row, column

    def text(self, row: int, column: int) -> str:
        """看得见的字 — merged cells read as their first."""
        return self.texts.get(self.anchor(row, column), "")

    def head(self, area: Area, column: int, between: str = "·") -> str:
        """表头 — the heads above a column from top to bottom, each once: 完成投资·本年累计."""
        found = [
            squeezed(self.text(row, column)) for row in range(area.head_first, area.head_last + 1)
        ]
        return between.join(dict.fromkeys(text for text in found if not NUMBERING.fullmatch(text)))


def squeezed(text: str) -> str:
    """去空白."""
    return re.sub(r"\s+", "", text)


def column_number(letters: str) -> int:
    """A → 1, AA → 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def column_letters(number: int) -> str:
    """1 → A, 27 → AA."""
    text = ""
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(65 + rest) + text
    return text


def place_of(cell: str) -> tuple[int, int]:
    """B7 → (7, 2)."""
    found = POINT.fullmatch(cell)
    assert found is not None
    return int(found[2]), column_number(found[1])


def layouts_of(data: Mapping[str, Any]) -> tuple[SheetLayout, ...]:
    """读版面 — of a version's examined blank."""
    return tuple(_sheet(sheet) for sheet in data.get("sheets", ()))


def _sheet(sheet: Mapping[str, Any]) -> SheetLayout:
    return SheetLayout(
        sheet["name"],
        sheet["is_visible"],
        sheet["rows"],
        sheet["columns"],
        {(row, column): text for row, column, text, _ in sheet["cells"]},
        frozenset((row, column) for row, column, _, is_formula in sheet["cells"] if is_formula),
        tuple((top, left, bottom, right) for top, left, bottom, right in sheet["merged"]),
        {(row, column): text for row, column, text in sheet["formats"]},
        tuple(sheet["facts"]),
    )


def objections(pointings: Pointings, layouts: tuple[SheetLayout, ...]) -> list[str]:
    """不能这样对应 — a sentence for each thing that would spoil the superior's table."""
    known = {layout.name: layout for layout in layouts}
    found: list[str] = []
    for area in pointings.areas:
        layout = known.get(area.sheet)
        found += [f"空表里没有工作表“{area.sheet}”。"] if layout is None else _area(area, layout)
    for spot in pointings.spots:
        layout = known.get(spot.sheet)
        found += (
            [f"空表里没有工作表“{spot.sheet}”。"]
            if layout is None
            else _spot(spot, layout, pointings)
        )
    for name in known:
        found += _overlaps([area for area in pointings.areas if area.sheet == name])
    return list(dict.fromkeys(found))


def _area(area: Area, layout: SheetLayout) -> list[str]:
    where = f"列表区（第 {area.first}—{area.last} 行）"
    found = []
    if not area.head_first <= area.head_last < area.first <= area.last:
        return [f"{where}的行号次序不对：表头在上，首行在表头下面，末行不早于首行。"]
    if area.last > layout.rows + 1:
        found.append(f"{where}超出了空表：这张表只到第 {layout.rows} 行。")
    if area.total is not None and area.first <= area.total <= area.last:
        found.append(f"{where}：合计行第 {area.total} 行落在列表里面。请改合计行或末行。")
    for top, _, bottom, _ in layout.merged:
        crosses = top <= area.last and bottom >= area.first
        if crosses and top != bottom and not (top < area.first and bottom > area.last):
            found.append(
                f"{where}里有跨行的合并单元格（第 {top}—{bottom} 行），行数一变就会错位。请改首行、末行。"
            )
    for column in area.columns:
        number = column_number(column.letter)
        rows = [row for row in range(area.first, area.last + 1) if (row, number) in layout.formulas]
        if rows:
            found.append(
                f"{column.letter} 列第 {rows[0]} 行是公式，不覆盖：这一列由公式算出，请选“不填”。"
            )
        if layout.anchor(area.first, number) != (area.first, number):
            found.append(f"{column.letter} 列在合并单元格里面，请对应到合并格最左边的一列。")
    letters = [column.letter for column in area.columns]
    found += [
        f"{letter} 列对应了两次。" for letter in dict.fromkeys(letters) if letters.count(letter) > 1
    ]
    return found


def _spot(spot: Spot, layout: SheetLayout, pointings: Pointings) -> list[str]:
    row, column = place_of(spot.cell)
    if layout.anchor(row, column) != (row, column):
        top, left = layout.anchor(row, column)
        return [f"{spot.cell} 在合并单元格里面，请写成左上角的 {column_letters(left)}{top}。"]
    if (row, column) in layout.formulas and spot.what == "text":
        return [f"{spot.cell} 是公式，不能写字。指到一个指标可以用来核对它。"]
    for area in pointings.areas:
        if area.sheet == spot.sheet and area.first <= row <= area.last:
            return [f"{spot.cell} 在列表区的第 {area.first}—{area.last} 行里，请在列上对应。"]
    same = [
        other for other in pointings.spots if (other.sheet, other.cell) == (spot.sheet, spot.cell)
    ]
    return [f"{spot.cell} 对应了两次。"] if len(same) > 1 else []


def _overlaps(areas: list[Area]) -> list[str]:
    ordered = sorted(areas, key=lambda area: area.first)
    return [
        f"两个列表区的行重叠（第 {one.first}—{one.last} 行和第 {two.first}—{two.last} 行）。请分开。"
        for one, two in pairwise(ordered)
        if two.head_first <= one.last
    ]
