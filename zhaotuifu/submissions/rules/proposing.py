"""建议对应 — what the heads of a blank probably mean; a person confirms every one of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from zhaotuifu.projects.states import Level
from zhaotuifu.submissions.rules.fields import BY_CODE, FIELDS, NUMBER, Sort
from zhaotuifu.submissions.rules.layout import SheetLayout, column_letters, column_number, squeezed
from zhaotuifu.submissions.rules.pointing import (
    Area,
    Column,
    DayForm,
    Filter,
    Order,
    Pointings,
    Spot,
    Unit,
)

TOTALS = re.compile(r"^(合计|总计|小计|全区合计|合\s*计|总\s*计)")
YI, YUAN = re.compile(r"亿元"), re.compile(r"(?<![万亿])元")
MONTHS = re.compile(r"(?<![\d—\-－~至])(1[0-2]|[1-9])月(?!\d|底)")
SPAN = re.compile(r"1\s*[—\-－~～至]\s*\d*\s*月|累计")
SHORTEST = 2
DEEPEST_HEAD = 30  # rows from the top in which a head is looked for
SUM_FIGURES = {
    "total_wan": "sum_total_wan",
    "plan_wan": "annual_plan",
    "month_wan": "sum_month_wan",
    "completed_wan": "completed",
}
SURE, LIKELY = "认得准", "大概是"


@dataclass(frozen=True, slots=True)
class Proposal:
    """建议 — a pointing with how sure it is, by (sheet, letter)."""

    pointings: Pointings
    sureness: dict[tuple[str, str], str]


def field_of(head: str) -> tuple[str, str]:
    """(字段, 把握) — of a head; ("", "") when no word of it is known.

    The longest known word decides; a head that is that word and nothing more is sure.
    """
    bare = re.sub(r"[（(].*?[)）]", "", squeezed(head))
    best, code = "", ""
    for field in FIELDS:
        for word in field.words:
            if word in bare and len(word) > len(best):
                best, code = word, field.code
    if not code:
        return "", ""
    is_span = bool(SPAN.search(bare))
    if code == "month_wan" and is_span:
        return "completed_wan", LIKELY  # 1—3月完成
    if code == "completed_wan" and MONTHS.search(bare) and not is_span:
        return "month_wan", LIKELY  # 完成投资 above, 3月 below
    return code, SURE if bare.endswith(best) and len(best) >= SHORTEST else LIKELY


def proposed(layouts: tuple[SheetLayout, ...]) -> Proposal:
    """建议对应 — one list area a sheet, where a row of heads is recognised."""
    areas: list[Area] = []
    spots: list[Spot] = []
    sureness = {}
    for layout in layouts:
        if not layout.is_visible:
            continue
        area = _area(layout)
        if area is None:
            continue
        columns: list[Column] = []
        for number in range(1, layout.columns + 1):
            column, how = _column(layout, area, number)
            if column is not None and column.field not in {
                c.field for c in columns if c.month == column.month
            }:
                columns.append(column)
                sureness[layout.name, column.letter] = how
        whole = _with_columns(area, tuple(columns), layout)
        areas.append(whole)
        spots += _sums(whole, layout)
    return Proposal(Pointings(tuple(areas), tuple(spots)), sureness)


def _sums(area: Area, layout: SheetLayout) -> Iterator[Spot]:
    """Blank cells of the sum row, where the superior has no formula: they take our indicator."""
    if area.total is None:
        return
    for column in area.columns:
        place = (area.total, column_number(column.letter))
        is_free = place not in layout.formulas and layout.anchor(*place) == place
        if column.field in SUM_FIGURES and is_free and not layout.texts.get(place):
            yield Spot(
                area.sheet,
                f"{column.letter}{area.total}",
                SUM_FIGURES[column.field],
                filter=area.filter,
                unit=column.unit,
                places=column.places,
                month=column.month,
            )


def _with_columns(area: Area, columns: tuple[Column, ...], layout: SheetLayout) -> Area:
    return Area(
        area.sheet,
        area.head_first,
        area.head_last,
        area.first,
        area.last,
        area.total,
        Filter(level=_level(layout, area)),
        Order.ZONE,
        columns,
    )


def _level(layout: SheetLayout, area: Area) -> str:
    """The level a title above the heads speaks of: 市重大项目 lists 市重大."""
    above = "".join(layout.text(row, 1) for row in range(1, area.head_first))
    found = [
        level.value
        for level in Level
        if level.value and (level.label in above or level.label[:2] in above)
    ]
    return found[0] if len(found) == 1 else ""


def _area(layout: SheetLayout) -> Area | None:
    """The row whose heads are known best is the last of the heads; upper ones are merged into it."""
    best, last = 2, 0
    for row in range(1, min(layout.rows, DEEPEST_HEAD) + 1):
        known = sum(
            bool(field_of(layout.text(row, column))[0]) for column in range(1, layout.columns + 1)
        )
        if known > best:
            best, last = known, row
    if not last:
        return None
    bottom = max([last, *(b for t, _, b, _ in layout.merged if t <= last <= b)])
    top = min([last, *(t for t, _, b, _ in layout.merged if t <= bottom and b >= last)])
    if _is_numbering(layout, bottom + 1):
        bottom += 1
    first = bottom + 1
    above = _is_total(layout, first)
    if above:
        first += 1
    end, total = _end(layout, first)
    return Area(layout.name, top, bottom, first, end, bottom + 1 if above else total)


def _is_numbering(layout: SheetLayout, row: int) -> bool:
    """栏次 — a row 甲 乙 1 2 3 that numbers the columns belongs to the heads."""
    texts = [text for (at, _), text in sorted(layout.texts.items()) if at == row]
    numbers = [int(text) for text in texts if text.isascii() and text.isdigit()]
    steps = [two - one for one, two in pairwise(numbers)]
    return len(numbers) >= 3 and set(steps) == {1}


def _end(layout: SheetLayout, first: int) -> tuple[int, int | None]:
    """Last prepared row and sum row: up to 合计, or to the first row with words of its own."""
    row = first
    while row <= layout.rows:
        if _is_total(layout, row):
            return max(first, row - 1), row
        words = [
            text
            for (at, column), text in layout.texts.items()
            if at == row and (at, column) not in layout.formulas
        ]
        is_prepared = all(re.fullmatch(r"[\d.…]*", squeezed(text)) for text in words)
        if not is_prepared:
            break
        row += 1
    return max(first, row - 1), None


def _is_total(layout: SheetLayout, row: int) -> bool:
    return any(
        TOTALS.match(squeezed(text))
        for (at, column), text in layout.texts.items()
        if at == row and column <= 4
    )


def _column(layout: SheetLayout, area: Area, number: int) -> tuple[Column | None, str]:
    if any((row, number) in layout.formulas for row in range(area.first, area.last + 1)):
        return None, ""
    if layout.anchor(area.first, number) != (area.first, number):
        return None, ""
    head = layout.head(area, number)
    code, how = field_of(layout.text(area.head_last, number))
    if not code or (how != SURE and head):
        whole, whole_how = field_of(head)
        code, how = (whole, whole_how) if whole else (code, how)
    if not code:
        return None, ""
    field = BY_CODE[code]
    month = MONTHS.search(head)
    format_ = layout.formats.get((area.first, number), "")
    return Column(
        letter=column_letters(number),
        field=code,
        unit=unit_of(field.sort, head, layout, area, format_),
        places=_places(field.sort, format_),
        day_form=_day_form(format_) if field.sort is Sort.DAY else DayForm.DATE,
        month=int(month[1]) if month and field.code == "month_wan" else None,
        is_required=code in ("name", "plan_wan", "completed_wan") and code != NUMBER,
    ), how


def unit_of(sort: Sort, head: str, layout: SheetLayout, area: Area, format_: str = "") -> str:
    """单位 — said by the head, else above the heads; 万元 when nothing says it."""
    if sort is Sort.RATE:
        return Unit.FRACTION if "%" in format_ else Unit.POINTS
    if sort is not Sort.MONEY:
        return ""
    above = "".join(text for (row, _), text in layout.texts.items() if row < area.first)
    for said in (head, above):
        if "万元" in said:
            return Unit.WAN
        if YI.search(said):
            return Unit.YI
        if YUAN.search(said):
            return Unit.YUAN
    return Unit.WAN


def _places(sort: Sort, format_: str) -> int | None:
    if sort not in (Sort.MONEY, Sort.RATE):
        return None
    found = re.search(r"0\.(0+)", format_)
    if found:
        return len(found[1]) + (2 if "%" in format_ else 0)
    if format_ and re.search(r"0", format_):
        return 2 if "%" in format_ else 0
    return 2


def _day_form(format_: str) -> str:
    return DayForm.DATE if re.search(r"[yd]", format_, re.IGNORECASE) else DayForm.DAY_DOTS
