"""表格内容 — what a spreadsheet file holds once it has been read: plain cells, no meaning yet."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

#: numbers stay int or float as the file has them; blank cells are None
Cell = str | int | float | bool | date | datetime | None


class RefusalKind(StrEnum):
    """Why a file cannot be read at all."""

    ENCRYPTED = "encrypted"
    CORRUPT = "corrupt"
    NOT_A_SPREADSHEET = "not_a_spreadsheet"
    UNSUPPORTED = "unsupported"
    TOO_LARGE = "too_large"
    TIMEOUT = "timeout"
    ENTITY_BOMB = "entity_bomb"
    NO_ROWS = "no_rows"


SENTENCES = {
    RefusalKind.ENCRYPTED: (
        "文件加了密。请在 Excel 或 WPS 中打开，去掉打开密码和“保护工作簿”后另存，再上传。"
    ),
    RefusalKind.CORRUPT: "文件损坏，读不出内容。请用 Excel 或 WPS 打开，另存为 xlsx 后再上传。",
    RefusalKind.NOT_A_SPREADSHEET: "这不是表格文件。请上传 xlsx、xls、xlsb、ods、et 或 csv。",
    RefusalKind.UNSUPPORTED: "不支持这种格式，请另存为 xlsx 后再上传。",
    RefusalKind.TOO_LARGE: "表格太大或有内容落在很远的行列。请删去多余的行列，或拆成几个文件再上传。",
    RefusalKind.TIMEOUT: "读这个文件用时过长，已停止。请删去多余的工作表和格式，另存为 xlsx 后再上传。",
    RefusalKind.ENTITY_BOMB: "文件里含有不安全的内容，没有读入。请用 Excel 打开，另存为新的 xlsx 后再上传。",
    RefusalKind.NO_ROWS: "文件里没有任何内容。请检查是否选错了文件。",
}


class SheetRefused(Exception):
    """读不了的文件 — carries `kind` and a Chinese `sentence` that says the way out."""

    def __init__(self, kind: RefusalKind, sentence: str = "") -> None:
        self.kind = kind
        self.sentence = sentence or SENTENCES[kind]
        super().__init__(self.sentence)


@dataclass(frozen=True, slots=True)
class Glimpse:
    """一瞥 — a few rows (1-based) of the sheets whose names begin so; the rest stays in the child."""

    sheet: str
    rows: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class MergedRange:
    """合并区域 — 1-based, both ends included."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """工作表 — cells as read. `rows[0]` is sheet row `first_row`; columns start at A.

    Rows are ragged: trailing blank cells are cut. Positions in the sets are
    (row, column), 1-based. `cell_formats` holds only number formats that say
    something of the meaning (a unit in the format, a date without a day).
    """

    name: str
    is_visible: bool
    first_row: int
    rows: tuple[tuple[Cell, ...], ...]
    merged: tuple[MergedRange, ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    formulas_without_value: frozenset[tuple[int, int]] = frozenset()
    cell_formats: dict[tuple[int, int], str] | None = None
    has_pictures: bool = False

    @property
    def state(self) -> str:
        """visible or hidden."""
        return "visible" if self.is_visible else "hidden"


@dataclass(frozen=True, slots=True)
class Workbook:
    """工作簿 — `format` is what the bytes are (xlsx, xls, xlsb, ods, csv).

    `warnings` are codes: wrong_extension, macros, encoding_guessed.
    """

    format: str
    encoding: str
    sheets: tuple[Sheet, ...]
    warnings: tuple[str, ...] = ()
    date_1904: bool = False
