"""开放文档表 — of an ods, what calamine does not tell: merged cells, hidden and filtered rows, hidden
columns, formulas without value, number formats that carry a unit, pictures.

content.xml is run through once, with document types forbidden; nothing of it is
kept but what is asked for. Dates stand in it as dates: the 1904 calendar does
not matter. Names are taken with the prefixes every office program writes.
"""

import io
import zipfile
from typing import Any
from xml.parsers import expat

from zhaotuifu.kernel.sheets.archives import Archive, normal
from zhaotuifu.kernel.sheets.biff import MOST
from zhaotuifu.kernel.sheets.number_formats import is_telling
from zhaotuifu.kernel.sheets.ooxml import MAX_UNPACKED
from zhaotuifu.kernel.sheets.sizes import MAX_CELLS, too_far
from zhaotuifu.kernel.sheets.types import RefusalKind, SheetRefused

ASKED_FOR = {
    "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
    "META-INF/manifest.xml": '<manifest xmlns="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
}
DATA_STYLES = {
    f"number:{kind}-style" for kind in ("number", "date", "currency", "percentage", "text")
}
PARTS = {
    "number:year": "yyyy", "number:month": "m", "number:day": "d", "number:hours": "h",
    "number:number": "0",
}
CELLS = {"table:table-cell", "table:covered-table-cell"}
GROUPS = {"table:table-row-group": "row", "table:table-column-group": "column"}
UNSHOWN = {"collapse", "filter"}
#: a repeated row or column is told this often at most: the rest is the empty end of the sheet
MOST_REPEATED = 1_000


def describe(data: bytes) -> dict[str, Any]:
    """{date_1904, sheets: {name: details}}, as of an xlsx."""
    archive = Archive(data, MAX_UNPACKED)
    content = Content()
    for name in ("styles.xml", "content.xml"):
        content.run_through(archive.read(name))
    return {
        "date_1904": False,
        "sheets": {sheet.name: sheet.details() for sheet in content.sheets},
        "has_macros": any(
            name.startswith("basic/") and name != "basic/script-lc.xml" for name in archive.parts
        ),
    }


def mended(data: bytes) -> bytes:
    """The file with the two small parts some programs leave out and calamine asks for."""
    archive = Archive(data, MAX_UNPACKED)
    lacking = {name: text for name, text in ASKED_FOR.items() if normal(name) not in archive.parts}
    if not lacking:
        return data
    stream = io.BytesIO(data)
    with zipfile.ZipFile(stream, "a") as whole:
        for name, text in lacking.items():
            whole.writestr(name, text)
    return stream.getvalue()


class _Sheet:
    """What has been met on one sheet."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.row = self.column = self.columns = 0
        self.rows_alike = 1
        self.hidden_rows: list[int] = []
        self.hidden_columns: list[int] = []
        self.merged: list[list[int]] = []
        self.empty: list[tuple[int, int]] = []
        self.formats: list[tuple[int, int, str]] = []
        self.errors: list[tuple[int, int, str]] = []
        self.column_styles: list[tuple[int, str]] = []
        self.has_pictures = False
        self.last_row = self.last_column = 0

    def used(self, row: int, column: int) -> None:
        """A few bytes can say a billion cells: refused before anybody makes room for them."""
        self.last_row = max(self.last_row, row)
        self.last_column = max(self.last_column, column)
        if self.last_row * self.last_column > MAX_CELLS:
            raise too_far(self.name, self.last_row, self.last_column)

    def details(self) -> dict[str, Any]:
        return {
            "hidden_rows": self.hidden_rows,
            "hidden_columns": self.hidden_columns,
            "merged": self.merged,
            "formulas_without_value": self.empty,
            "errors": self.errors,
            "cell_formats": self.formats,
            "has_pictures": self.has_pictures,
        }

    def style_of_column(self, column: int) -> str:
        return next((style for last, style in self.column_styles if column <= last), "")


class Content:
    """内容 — the walk through content.xml (and styles.xml before it)."""

    def __init__(self) -> None:
        self.sheets: list[_Sheet] = []
        self.sheet: _Sheet | None = None
        self.depth = 0
        self.hidden_groups = {"row": 0, "column": 0}
        self.codes: dict[str, str] = {}
        self.cell_styles: dict[str, str] = {}
        self.style_name, self.code = "", ""
        self.parser: Any = None
        self.blank_formula: list[tuple[int, int]] = []

    def run_through(self, xml: bytes) -> None:
        if not xml:
            return
        self.parser = expat.ParserCreate()
        self.parser.StartDoctypeDeclHandler = _refuse
        self.parser.EntityDeclHandler = _refuse
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        try:
            self.parser.Parse(xml, True)
        except (expat.ExpatError, ValueError, LookupError):
            raise SheetRefused(RefusalKind.CORRUPT) from None

    def start(self, name: str, about: dict[str, str]) -> None:
        if self.sheet is None:
            if name == "table:table":
                self.sheet = _Sheet(about.get("table:name", ""))
                self.sheets.append(self.sheet)
                self.depth = 1
            else:
                self._style(name, about)
        elif name in CELLS:
            if self.depth == 1:
                self._cell(self.sheet, about)
        elif name == "text:p":
            self.blank_formula = []  # an empty paragraph is an empty text: IF(…, "")
        elif name == "table:table":
            self.depth += 1  # a table inside a cell
        elif name.startswith("draw:"):
            self.sheet.has_pictures = True
        elif self.depth == 1:
            self._line(self.sheet, name, about)

    def end(self, name: str) -> None:
        if self.sheet is None:
            if name in DATA_STYLES:
                self.codes[self.style_name] = self.code
                self.parser.CharacterDataHandler = None
            return
        if name == "table:table":
            self.depth -= 1
            if not self.depth:
                self.sheet = None
                self.hidden_groups = {"row": 0, "column": 0}
        elif name in CELLS:
            self.parser.CharacterDataHandler = None
            if self.blank_formula and len(self.sheet.empty) < MOST:
                self.sheet.empty += self.blank_formula
            self.blank_formula = []
        elif name == "table:table-row" and self.depth == 1:
            self.sheet.row += self.sheet.rows_alike - 1
        elif name in GROUPS and self.hidden_groups[GROUPS[name]]:
            self.hidden_groups[GROUPS[name]] -= 1

    def _style(self, name: str, about: dict[str, str]) -> None:
        """Number formats are spelt as elements: put together to the code Excel would show."""
        if name in DATA_STYLES:
            self.style_name, self.code = about.get("style:name", ""), ""
            self.parser.CharacterDataHandler = self._text
        elif name in PARTS:
            self.code += PARTS[name]
        elif name == "style:style":
            code = self.codes.get(about.get("style:data-style-name", ""), "")
            inherited = self.cell_styles.get(about.get("style:parent-style-name", ""), "")
            code = code if "style:data-style-name" in about else inherited
            if code and is_telling(code):
                self.cell_styles[about.get("style:name", "")] = code

    def _text(self, text: str) -> None:
        if text.strip():
            self.code += f'"{text.strip()}"'

    def _error(self, text: str) -> None:
        """What an error shows is its text; its value says nothing."""
        if self.sheet is not None and text.strip():
            row, column, _ = self.sheet.errors[-1]
            self.sheet.errors[-1] = (row, column, text.strip())

    def _line(self, sheet: _Sheet, name: str, about: dict[str, str]) -> None:
        if name in GROUPS:
            kind = GROUPS[name]
            if self.hidden_groups[kind] or about.get("table:display") == "false":
                self.hidden_groups[kind] += 1
        elif name == "table:table-row":
            repeated = _count(about, "table:number-rows-repeated")
            sheet.row, sheet.column, sheet.rows_alike = sheet.row + 1, 0, repeated
            if self.hidden_groups["row"] or about.get("table:visibility") in UNSHOWN:
                sheet.hidden_rows += range(sheet.row, sheet.row + min(repeated, MOST_REPEATED))
        elif name == "table:table-column":
            repeated = _count(about, "table:number-columns-repeated")
            first, sheet.columns = sheet.columns + 1, sheet.columns + repeated
            style = about.get("table:default-cell-style-name", "")
            sheet.column_styles.append((sheet.columns, self.cell_styles.get(style, "")))
            if self.hidden_groups["column"] or about.get("table:visibility") in UNSHOWN:
                sheet.hidden_columns += range(first, first + min(repeated, MOST_REPEATED))

    def _cell(self, sheet: _Sheet, about: dict[str, str]) -> None:
        first = sheet.column + 1
        repeated = _count(about, "table:number-columns-repeated")
        sheet.column += repeated
        if len(about) == (repeated > 1):
            return
        kind = about.get("office:value-type", "")
        if about.get("calcext:value-type") == "error":
            sheet.errors.append((sheet.row, first, "#N/A"))
            self.parser.CharacterDataHandler = self._error
        if kind:
            sheet.used(sheet.row + sheet.rows_alike - 1, sheet.column)
        if "table:formula" in about and not kind:
            self.blank_formula = [(sheet.row, at) for at in _span(first, repeated)]
        down = _count(about, "table:number-rows-spanned")
        across = _count(about, "table:number-columns-spanned")
        if (down > 1 or across > 1) and len(sheet.merged) < MOST:
            sheet.merged.append([sheet.row, first, sheet.row + down - 1, first + across - 1])
        if kind and kind != "string" and self.cell_styles:
            own = about.get("table:style-name")
            code = self.cell_styles.get(own, "") if own else sheet.style_of_column(first)
            if code:
                rows = _span(sheet.row, sheet.rows_alike)
                sheet.formats += [(row, at, code) for row in rows for at in _span(first, repeated)]


def _span(first: int, count: int) -> range:
    return range(first, first + min(count, MOST_REPEATED))


def _count(about: dict[str, str], name: str) -> int:
    text = about.get(name, "1")
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 9 else 1


def _refuse(*_: object) -> None:
    raise SheetRefused(RefusalKind.ENTITY_BOMB)
