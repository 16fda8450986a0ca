"""文面 — what a paper says, before anyone decides how it looks.

Plain values: the same `Paper` feeds the page on the screen and the Word file.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

DEEPEST_LEVEL = 4  # 一、 （一） 1. （1）: GB/T 9704-2012, 7.3.3


class Align(StrEnum):
    """对齐 — of the text in a cell."""

    LEFT = "left"
    CENTER = "center"
    RIGHT = "right"


class ColophonPlace(StrEnum):
    """版记位置 — where the closing lines stand."""

    AT_END = "at_end"  # foot of the last page, after the attachments (GB/T 9704-2012, 7.3.4)
    AFTER_TEXT = "after_text"  # foot of the last page of the text, attachments follow


@dataclass(frozen=True, slots=True)
class Masthead:
    """报头 — name in red, number of the issue, who issues it and when.

    `issue_no` and `issued_on` are finished texts (2025年第3期（总第41期）, 2025年4月7日);
    `secrecy` and `urgency` are the marks at the top left, empty for none.
    """

    name: str
    issue_no: str
    issuer: str
    issued_on: str
    secrecy: str = ""
    urgency: str = ""


@dataclass(frozen=True, slots=True)
class OfficialHead:
    """版头 of a 公文 — 发文机关标志 in red, 发文字号 below it, a red line (GB/T 9704-2012, 7.2).

    `name` is the whole mark (示范区重大项目办公室文件), `doc_no` the finished number
    (武重办发〔2025〕3号); `signer` is named only on a paper that goes upwards. `issuer` is the
    file's author and is not printed here: the paper signs at its end (`SignOff`).
    """

    name: str
    doc_no: str
    issuer: str
    signer: str = ""
    secrecy: str = ""
    urgency: str = ""


@dataclass(frozen=True, slots=True)
class Run:
    """文段 — a piece of a paragraph; `key` names the figure behind it, None for plain words.

    On the page a keyed run is a link to its rows; on paper it looks like its neighbours.
    """

    text: str
    key: str | None = None


@dataclass(frozen=True, slots=True)
class Heading:
    """层次标题 — level 1 to 4; the text carries its own number (一、总体情况).

    Raises ValueError for another level.
    """

    level: int
    text: str

    def __post_init__(self) -> None:
        if not 1 <= self.level <= DEEPEST_LEVEL:
            raise ValueError(f"heading level {self.level}, known are 1 to {DEEPEST_LEVEL}")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """正文段落 — set with an indent of two characters."""

    runs: tuple[Run, ...]

    @property
    def text(self) -> str:
        """The words without the figures' keys."""
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True, slots=True)
class Cell:
    """单元格 — text with its place in the grid; a newline breaks the line."""

    text: str
    align: Align = Align.CENTER
    is_bold: bool = False
    colspan: int = 1
    rowspan: int = 1
    key: str | None = None

    def __post_init__(self) -> None:
        if self.colspan < 1 or self.rowspan < 1:
            raise ValueError("a cell covers at least one column and one row")


Row = tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class DataTable:
    """表格 — title, unit, merged head rows (repeated on every page), body rows, column widths.

    `widths` are shares of the text width, one per column; empty lets the layout measure the
    texts. A row names only the cells that begin in it. Raises ValueError when a row does not fill
    the columns exactly, or a span reaches beyond the head or the body: a figure under the wrong
    head must not be printable.
    """

    title: str
    unit_text: str
    head: tuple[Row, ...]
    body: tuple[Row, ...]
    widths: tuple[int, ...] = ()
    note: str = ""

    def __post_init__(self) -> None:
        if self.widths and len(self.widths) != self.columns:
            raise ValueError(f"{len(self.widths)} widths for {self.columns} columns")
        grid_of(self.head, self.columns)
        grid_of(self.body, self.columns)

    @property
    def columns(self) -> int:
        """Number of columns, as the first row of the head says."""
        return sum(cell.colspan for cell in self.head[0]) if self.head else len(self.widths)


@dataclass(frozen=True, slots=True)
class Slot:
    """格位 — where a cell stands; `is_start` is False in the rows it is merged down into."""

    cell: Cell
    column: int
    is_start: bool


def grid_of(rows: Sequence[Row], columns: int) -> tuple[tuple[Slot, ...], ...]:
    """排格 — every row as slots from left to right, merged cells repeated downwards.

    Raises ValueError when the rows do not cover a grid of `columns` exactly.
    """
    hanging: dict[int, tuple[Cell, int]] = {}  # column → cell that reaches down, rows still to go
    grid = []
    for number, row in enumerate(rows):
        slots, hanging = _row_slots(row, hanging, columns)
        if sum(slot.cell.colspan for slot in slots) != columns:
            raise ValueError(f"row {number + 1} does not fill {columns} columns")
        grid.append(slots)
    if hanging:
        raise ValueError("a merged cell reaches below the last row")
    return tuple(grid)


def _row_slots(
    row: Row, hanging: dict[int, tuple[Cell, int]], columns: int
) -> tuple[tuple[Slot, ...], dict[int, tuple[Cell, int]]]:
    slots: list[Slot] = []
    below: dict[int, tuple[Cell, int]] = {}
    waiting = list(row)
    column = 0
    while column < columns and (waiting or column in hanging):
        is_start = column not in hanging
        cell, left = (waiting[0], waiting.pop(0).rowspan) if is_start else hanging[column]
        if is_start and any(taken in hanging for taken in range(column, column + cell.colspan)):
            raise ValueError("two merged cells overlap")
        slots.append(Slot(cell, column, is_start))
        if left > 1:
            below[column] = (cell, left - 1)
        column += cell.colspan
    if waiting:
        raise ValueError(f"a row has more cells than {columns} columns")
    return tuple(slots), below


Block = Heading | Paragraph | DataTable


@dataclass(frozen=True, slots=True)
class Attachment:
    """附件 — starts a page of its own; `is_landscape` turns the sheet for a wide table."""

    title: str
    blocks: tuple[Block, ...]
    is_landscape: bool = False


@dataclass(frozen=True, slots=True)
class Colophon:
    """报尾（版记） — 报, 送, 发, who printed it, when and how many.

    An empty text leaves its line out, no copies leave out 共印N份. `copy_to` is the 抄送 of a
    公文, `printed_on` its 印发日期 (2025年4月7日).
    """

    report_to: str
    send_to: str
    copies: int
    issuer: str
    distribute_to: str = ""
    copy_to: str = ""
    printed_on: str = ""


@dataclass(frozen=True, slots=True)
class SignOff:
    """落款 — 发文机关署名 and 成文日期 below the text (GB/T 9704-2012, 7.3.5)."""

    issuer: str
    signed_on: str


@dataclass(frozen=True, slots=True)
class Paper:
    """公文 — one whole paper. `title` is given line by line, broken where the sense breaks.

    `addressed_to` is the 主送机关 without its colon; a 简报 has none and no `sign_off`.
    """

    title: tuple[str, ...]
    blocks: tuple[Block, ...]
    masthead: Masthead | OfficialHead | None = None
    colophon: Colophon | None = None
    attachments: tuple[Attachment, ...] = ()
    colophon_place: ColophonPlace = ColophonPlace.AT_END
    addressed_to: str = ""
    sign_off: SignOff | None = None
