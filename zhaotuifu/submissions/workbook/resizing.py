"""增减行 — the prepared rows of a list become as many as there are projects.

Styles, heights, formulas, merged cells, notes and signatures below, print area, names, validations
and conditional formats go with their rows.
"""

from __future__ import annotations

from copy import copy
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import Cell, MergedCell
from openpyxl.formatting.formatting import ConditionalFormattingList
from openpyxl.formula.translate import Translator
from openpyxl.utils import coordinate_to_tuple, get_column_letter
from openpyxl.worksheet.cell_range import CellRange, MultiCellRange
from openpyxl.worksheet.formula import ArrayFormula
from openpyxl.worksheet.merge import MergedCellRange
from openpyxl.worksheet.worksheet import Worksheet

from zhaotuifu.submissions.workbook.references import LOST, Shift, asks_for_lost, reference, shifted


def formulas(book: Workbook) -> list[tuple[Worksheet, Any]]:
    """Every formula cell with its sheet."""
    return [
        (sheet, cell)
        for sheet in book.worksheets
        for cell in sheet._cells.values()
        if formula_of(cell) is not None
    ]


def formula_of(cell: Any) -> str | None:
    """公式 — the text of a cell's formula, `=` in front; None when it has none."""
    value = getattr(cell, "value", None)
    if isinstance(value, ArrayFormula):
        return value.text
    if getattr(cell, "data_type", "") == "f" and isinstance(value, str):
        return value
    return None


def resize(book: Workbook, sheet: Worksheet, first: int, last: int, count: int) -> int:
    """增减到几行 — returns the rows there are now: never fewer than one, and as many as before when
    a formula elsewhere asks for one of the surplus rows by itself.
    """
    shift = Shift(sheet.title, first, last, max(1, count))
    if shift.delta == 0:
        return shift.old
    if shift.delta < 0 and _is_needed(book, shift):
        return shift.old
    alike = _alike_in_last(sheet, shift)
    _rewrite(book, shift)
    _move_cells(sheet, shift)
    _move_rows(sheet, shift)
    _move_merged(sheet, shift)
    _insert(sheet, shift)
    _translate_last(sheet, shift, alike)
    _move_around(book, sheet, shift)
    return shift.count


def _template(shift: Shift) -> int:
    """The row that new rows look like: the one before the last, or the only one."""
    return shift.first if shift.old == 1 else shift.last - 1


def _is_needed(book: Workbook, shift: Shift) -> bool:
    for sheet, cell in formulas(book):
        inside = sheet.title == shift.sheet and shift.first <= cell.row <= shift.last
        if not inside and asks_for_lost(formula_of(cell) or "", shift, sheet.title):
            return True
    return False


def _alike_in_last(sheet: Worksheet, shift: Shift) -> dict[int, tuple[int, str]]:
    """Columns whose formula in the last row is an upper one copied down: (its row, the formula).

    The upper one is the first row's, or the second's where the first only starts a running number.
    When one row is left, it is the last by its looks and the first by its formulas.
    """
    found = {}
    rows = (shift.first, shift.first + 1)
    for column in range(1, sheet.max_column + 1):
        own = formula_of(sheet._cells.get((shift.last, column)))
        for row in rows[: shift.count]:
            model = formula_of(sheet._cells.get((row, column)))
            if model is None or row >= shift.last:
                continue
            if shift.count == 1 or own == _copied(model, column, row, shift.last):
                found[column] = (row, model)
                break
    return found


def _copied(formula: str, column: int, row: int, to: int) -> str:
    """The formula as it reads when the cell is copied to another row."""
    letter = get_column_letter(column)
    return Translator(formula, origin=f"{letter}{row}").translate_formula(f"{letter}{to}")


def _rewrite(book: Workbook, shift: Shift) -> None:
    for sheet, cell in formulas(book):
        if isinstance(cell.value, ArrayFormula):
            cell.value.text = shifted(cell.value.text, shift, sheet.title)
            if sheet.title == shift.sheet:
                cell.value.ref = reference(cell.value.ref, shift, sheet.title)
        else:
            cell.value = shifted(cell.value, shift, sheet.title)


def _move_cells(sheet: Worksheet, shift: Shift) -> None:
    moved: dict[tuple[int, int], Any] = {}
    for (row, column), cell in sorted(sheet._cells.items()):
        place = shift.single(row)
        if place is None:
            continue
        cell.row = place
        if getattr(cell, "hyperlink", None) is not None:
            cell.hyperlink.ref = cell.coordinate
        if (place, column) in moved and formula_of(cell) is not None:
            cell.value = moved[
                place, column
            ].value  # one row left: the first, looking like the last
        moved[place, column] = cell
    sheet._cells = moved


def _move_rows(sheet: Worksheet, shift: Shift) -> None:
    kept = sorted(sheet.row_dimensions.items())
    sheet.row_dimensions.clear()
    for row, dimension in kept:
        place = shift.single(row)
        if place is not None:
            dimension.index = place
            sheet.row_dimensions[place] = dimension
    for brk in sheet.row_breaks.brk:
        brk.id = shift.end(brk.id)


def _move_merged(sheet: Worksheet, shift: Shift) -> None:
    ranges = []
    for box in sheet.merged_cells.ranges:
        is_gone = box.min_row == box.max_row and shift.single(box.min_row) is None
        if not is_gone:
            ranges.append(_box(box, shift).coord)
    sheet.merged_cells.ranges = [MergedCellRange(sheet, coord) for coord in dict.fromkeys(ranges)]


def _box(box: CellRange, shift: Shift) -> CellRange:
    if box.min_row == box.max_row:
        row = shift.single(box.min_row) or shift.start(box.min_row)
        return CellRange(None, box.min_col, row, box.max_col, row)
    low, high = shift.span(box.min_row, box.max_row)
    return CellRange(None, box.min_col, low, box.max_col, high)


def _insert(sheet: Worksheet, shift: Shift) -> None:
    """New rows with the look, the height and the formulas of the template row; no values."""
    template = _template(shift)
    begin = shift.first + 1 if shift.old == 1 else shift.last
    columns = [column for row, column in sheet._cells if row == template]
    merged = [box for box in sheet.merged_cells.ranges if box.min_row == box.max_row == template]
    added = range(begin, begin + max(0, shift.delta))
    for row in added:
        for column in columns:
            _copy(sheet, template, row, column)
        if template in sheet.row_dimensions:
            dimension = copy(sheet.row_dimensions[template])
            dimension.index = row
            sheet.row_dimensions[row] = dimension
    boxes = [(row, box) for row in added for box in merged]
    sheet.merged_cells.ranges = [
        *sheet.merged_cells.ranges,
        *(
            MergedCellRange(sheet, CellRange(None, b.min_col, row, b.max_col, row).coord)
            for row, b in boxes
        ),
    ]


def _copy(sheet: Worksheet, template: int, row: int, column: int) -> None:
    model = sheet._cells[template, column]
    if isinstance(model, MergedCell):
        blank = MergedCell(sheet, row, column)
        blank._style = copy(model._style)
        sheet._cells[row, column] = blank
        return
    cell = Cell(sheet, row=row, column=column)
    cell._style = copy(model._style)
    sheet._cells[row, column] = cell
    formula = formula_of(model)
    if formula is not None and not isinstance(model.value, ArrayFormula):
        cell.value = Translator(formula, origin=model.coordinate).translate_formula(cell.coordinate)


def _translate_last(sheet: Worksheet, shift: Shift, alike: dict[int, tuple[int, str]]) -> None:
    """The last row repeats the upper formula where it did, whatever rows came between."""
    row = shift.first + shift.count - 1
    for column, (origin, model) in alike.items():
        formula = shifted(model, shift, sheet.title)
        if LOST not in formula:
            sheet.cell(row, column).value = _copied(formula, column, origin, row)


def _move_around(book: Workbook, sheet: Worksheet, shift: Shift) -> None:
    for validation in sheet.data_validations.dataValidation:
        validation.sqref = _boxes(validation.sqref, shift)
    for owner in book.worksheets:
        for validation in owner.data_validations.dataValidation:
            validation.formula1 = _bare(validation.formula1, shift, owner.title)
            validation.formula2 = _bare(validation.formula2, shift, owner.title)
        _move_conditions(owner, shift)
    _move_printing(sheet, shift)
    for table in sheet.tables.values():
        table.ref = reference(table.ref, shift, sheet.title)
        if table.autoFilter is not None:
            table.autoFilter.ref = reference(table.autoFilter.ref, shift, sheet.title)
    for scope, names in (
        (None, book.defined_names),
        *((w, w.defined_names) for w in book.worksheets),
    ):
        for name in names.values():
            own = scope.title if scope is not None else ""
            name.attr_text = _bare(name.attr_text, shift, own)


def _move_conditions(sheet: Worksheet, shift: Shift) -> None:
    is_here = sheet.title == shift.sheet
    moved = ConditionalFormattingList()
    for part in sheet.conditional_formatting:
        place = _boxes(part.sqref, shift) if is_here else part.sqref
        for rule in part.rules:
            rule.formula = [_bare(text, shift, sheet.title) for text in rule.formula]
            moved.add(str(place), rule)
    sheet.conditional_formatting = moved


def _move_printing(sheet: Worksheet, shift: Shift) -> None:
    if sheet.print_area:
        areas = sheet.print_area.replace(f"'{sheet.title}'!", "").split(",")
        sheet.print_area = ",".join(
            reference(area, shift, sheet.title).replace("$", "") for area in areas
        )
    if sheet.print_title_rows:
        sheet.print_title_rows = reference(sheet.print_title_rows, shift, sheet.title).replace(
            "$", ""
        )
    if sheet.auto_filter.ref:
        sheet.auto_filter.ref = reference(sheet.auto_filter.ref, shift, sheet.title)
    if sheet.freeze_panes:
        row, column = coordinate_to_tuple(sheet.freeze_panes)
        sheet.freeze_panes = f"{get_column_letter(column)}{shift.start(row)}"


def _boxes(ranges: MultiCellRange, shift: Shift) -> MultiCellRange:
    return MultiCellRange(
        [
            CellRange(None, b.min_col, *_rows(b, shift)[:1], b.max_col, _rows(b, shift)[1])
            for b in ranges.ranges
        ]
    )


def _rows(box: CellRange, shift: Shift) -> tuple[int, int]:
    return shift.span(box.min_row, box.max_row)


def _bare(text: str | None, shift: Shift, own_sheet: str) -> str | None:
    """A formula without its equal sign, as names, validations and conditions have it."""
    if not text:
        return text
    return shifted(f"={text}", shift, own_sheet)[1:]
