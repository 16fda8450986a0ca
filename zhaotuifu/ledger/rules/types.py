"""台账读数 — the shapes a ledger is read into: periods, columns, rows, findings.

All are values: no row of the database, no clock. The words follow the ledgers' README.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import Enum, StrEnum
from typing import Final

from zhaotuifu.ledger.rules.questions import ColumnQuestion, Confidence


class Clear(Enum):
    """「清空」 — the one word that empties a recorded value; an empty cell never does."""

    CLEAR = "清空"


CLEAR: Final = Clear.CLEAR


class SheetRole(StrEnum):
    """What a sheet is; only LEDGER gives rows."""

    LEDGER = "ledger"
    REFUSED = "refused"
    NOTES = "notes"
    EMPTY = "empty"
    PICTURE = "picture"
    TITLE_ONLY = "title_only"
    TRANSPOSED = "transposed"
    STALE = "stale"


class SheetState(StrEnum):
    """Whether the sheet is shown in the file."""

    VISIBLE = "visible"
    HIDDEN = "hidden"


class ColumnRole(StrEnum):
    """What a column without a canonical field is."""

    SEQUENCE = "sequence"
    DERIVED = "derived"
    CONTACT = "contact"
    SHORT_NAME = "short_name"
    KNOWN_OTHER = "known_other"
    UNKNOWN = "unknown"
    #: put aside by a person's mapping to ""
    IGNORED = "ignored"


class UnitFrom(StrEnum):
    """Where a money or area column has its unit from."""

    HEAD = "head"
    UNIT_LINE = "unit_line"
    SECTION_LINE = "section_line"
    CELL = "cell"


class Outcome(StrEnum):
    """What becomes of a row."""

    ACCEPT = "accept"
    REFUSE = "refuse"


class FindingKind(StrEnum):
    """拒绝 / 待问 / 提醒."""

    REFUSED = "refused"
    QUESTIONED = "questioned"
    WARNED = "warned"


class Scope(StrEnum):
    """How far a finding reaches."""

    CELL = "cell"
    ROW = "row"


class Precision(StrEnum):
    """How much of a date was written."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"


class IgnoredKind(StrEnum):
    """Non-blank rows that are no project."""

    TITLE = "title"
    UNIT_LINE = "unit_line"
    PERIOD = "period"
    HEADER = "header"
    HEADER_REPEAT = "header_repeat"
    NUMBERING_ROW = "numbering_row"
    SECTION = "section"
    SUBTOTAL = "subtotal"
    GRAND_TOTAL = "grand_total"
    NOTE = "note"
    SIGNATURE = "signature"
    EMPTY_NUMBERED = "empty_numbered"
    ROW_OF_REFUSED_SHEET = "row_of_refused_sheet"


class FindingClass(StrEnum):
    """Classes of refusals, questions and warnings (README of the ledgers)."""

    MISSING_NAME = "missing_name"
    AMBIGUOUS_DATE = "ambiguous_date"
    INVALID_DATE = "invalid_date"
    IMPRECISE_DATE = "imprecise_date"
    NOT_AN_AMOUNT = "not_an_amount"
    AMOUNT_RANGE = "amount_range"
    NEGATIVE_AMOUNT = "negative_amount"
    UNIT_MISSING = "unit_missing"
    FORMULA_WITHOUT_VALUE = "formula_without_value"
    FORMULA_ERROR = "formula_error"
    CODE_MALFORMED = "code_malformed"
    CODE_PRECISION_LOST = "code_precision_lost"
    USCC_MALFORMED = "uscc_malformed"
    USCC_PRECISION_LOST = "uscc_precision_lost"
    UNKNOWN_ZONE = "unknown_zone"
    FINISH_BEFORE_START = "finish_before_start"
    DUPLICATE_IN_FILE = "duplicate_in_file"
    # whole sheet or file
    MISSING_MANDATORY_COLUMN = "missing_mandatory_column"
    TRANSPOSED_TABLE = "transposed_table"
    ENCRYPTED = "encrypted"
    PICTURE_ONLY = "picture_only"
    NO_HEADER_FOUND = "no_header_found"
    NO_ROWS = "no_rows"
    SECOND_TABLE = "second_table"
    # warnings
    COMPLETED_EXCEEDS_PLAN = "completed_exceeds_plan"
    COMPLETED_EXCEEDS_TOTAL = "completed_exceeds_total"
    PLAN_EXCEEDS_TOTAL = "plan_exceeds_total"
    PLAN_IS_ZERO = "plan_is_zero"
    PACKAGE_SUM_DIFFERS = "package_sum_differs"
    FOREIGN_CURRENCY_NEEDS_RATE = "foreign_currency_needs_rate"
    APPROXIMATE_AMOUNT = "approximate_amount"
    APPROXIMATE_AREA = "approximate_area"
    AMOUNT_PENDING = "amount_pending"
    UNIT_IN_CELL_DIFFERS = "unit_in_cell_differs"
    DATE_IS_STATUS = "date_is_status"
    USCC_CHECK_DIGIT = "uscc_check_digit"
    ZONE_NEEDS_LOOK = "zone_needs_look"
    HIDDEN_ROW = "hidden_row"
    SECTION_COUNT_DIFFERS = "section_count_differs"
    SUBTOTAL_DIFFERS = "subtotal_differs"
    WRONG_EXTENSION = "wrong_extension"
    MISSING_COLUMN = "missing_column"
    AMBIGUOUS_NAME_COLUMN = "ambiguous_name_column"
    # of our own, beside the README's
    LEVEL_UNCLEAR = "level_unclear"
    PERIOD_DIFFERS = "period_differs"
    FUTURE_PERIOD = "future_period"
    COLUMN_UNCLEAR = "column_unclear"
    STALE_SHEET = "stale_sheet"
    MACROS = "macros"
    ENCODING_GUESSED = "encoding_guessed"


@dataclass(frozen=True, slots=True)
class Zone:
    """板块 — one name of the district's zones list with its other names."""

    name: str
    kind: str = ""
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Period:
    """报告期 — year and month a ledger is about; month None is the whole year.

    `source` says where it was read: title, sheet_name, file_name, head, or given.
    """

    year: int
    month: int | None
    source: str


@dataclass(frozen=True, slots=True)
class DateValue:
    """日期 — `value` is 2025-03-15, 2025-03 or 2025 as far as it was written."""

    value: str
    precision: Precision

    def first_day(self) -> date:
        """The first day this date can mean."""
        parts = [int(part) for part in self.value.split("-")]
        return date(*([*parts, 1, 1])[:3])


@dataclass(frozen=True, slots=True)
class ForeignMoney:
    """外币金额 — stays in its currency; `amount_wan` in 万 of it, no rate applied."""

    currency: str
    amount_wan: Decimal


#: what a cell can mean; a tuple of names is a joint project of several 板块
Value = str | int | Decimal | DateValue | ForeignMoney | tuple[str, ...] | Clear


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer a clerk may pick for a questioned cell; `values` are set when picked.

    `way` says how the cell is read then (日在前, 万元): the same for all cells of a column.
    """

    label: str
    values: Mapping[str, Value]
    way: str = ""
    #: what is kept as the answer; the label when empty
    key: str = ""

    @property
    def answer(self) -> str:
        """What is kept when it is picked."""
        return self.key or self.label


@dataclass(frozen=True, slots=True)
class Finding:
    """拒绝、待问、提醒 — what is wrong or odd with a cell or a row, in one sentence."""

    kind: FindingKind
    class_: FindingClass
    sheet: str
    row: int
    column: str | None
    field: str | None
    scope: Scope
    sentence: str
    raw: str = ""
    choices: tuple[Choice, ...] = ()
    same_as_row: int | None = None
    #: the key of the question for the whole column that answers this cell too
    asked_by: str = ""


@dataclass(frozen=True, slots=True)
class ColumnReading:
    """表列 — how one column was understood.

    `field` is the canonical name, a tuple of names (起止年限), or None with a `role`. `extra` names a
    value the library knows although the canonical list does not (责任人, 实际开工时间 …); it fills
    `RowReading.extras`. `key` is the normalised head path under which a mapping is remembered.
    """

    letter: str
    index: int
    head: tuple[str, ...]
    key: str
    field: str | tuple[str, ...] | None
    role: ColumnRole | None = None
    extra: str | None = None
    unit: str | None = None
    unit_from: UnitFrom | None = None
    hidden: bool = False
    samples: tuple[str, ...] = ()
    is_mapped_by_person: bool = False
    #: an amount whose head does not say of which time it is: asked before it is taken
    is_unsure: bool = False
    confidence: Confidence = Confidence.HIGH
    #: what a person answered for the whole column, by doubt
    ways: tuple[tuple[str, str], ...] = ()
    #: the doubts whose answer was given in an earlier ledger
    recalled: tuple[str, ...] = ()
    #: a column of marks (√): what a mark in it says
    mark: str = ""
    #: another column with the same right to the field and other values
    rival: str = ""


@dataclass(frozen=True, slots=True)
class TableReading:
    """表 — one table on a sheet."""

    number: int
    header_rows: tuple[int, ...]
    columns: tuple[ColumnReading, ...]
    last_row: int


@dataclass(frozen=True, slots=True)
class SheetReading:
    """工作表 — its role, tables, and what title and name say of all its rows."""

    name: str
    role: SheetRole
    state: SheetState
    tables: tuple[TableReading, ...] = ()
    context: Mapping[str, str] = field(default_factory=dict)
    refusal: FindingClass | None = None
    sentence: str = ""
    warnings: tuple[Finding, ...] = ()
    period: Period | None = None
    #: of columns; those with an `answer` are settled by one of an earlier ledger
    questions: tuple[ColumnQuestion, ...] = ()


@dataclass(frozen=True, slots=True)
class RowReading:
    """项目行 — the canonical values of one row.

    `values` holds own cells only; `context` what title, sheet name or section say (a column's own
    value wins). `extras` are values of known_other columns. `cells` gives the column letter of
    every field. A field that is absent was blank or refused. `package` is parent or child.
    """

    sheet: str
    row: int
    table: int
    outcome: Outcome
    values: Mapping[str, Value]
    context: Mapping[str, str]
    cells: Mapping[str, str]
    findings: tuple[Finding, ...] = ()
    extras: Mapping[str, Value] = field(default_factory=dict)
    hidden: bool = False
    package: str | None = None
    parent_row: int | None = None

    def with_context(self) -> dict[str, Value]:
        """Own values over what the surroundings say."""
        return {**self.context, **self.values}

    def refused_fields(self) -> frozenset[str]:
        """Fields whose cell was refused or is still questioned."""
        return frozenset(
            finding.field
            for finding in self.findings
            if finding.field and finding.kind is not FindingKind.WARNED
        )


@dataclass(frozen=True, slots=True)
class IgnoredRow:
    """非项目行 — a non-blank row that is no project, and what it is."""

    sheet: str
    row: int
    kind: IgnoredKind
    context: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SheetRead:
    """One sheet read, before staleness and duplicates are judged."""

    reading: SheetReading
    rows: tuple[RowReading, ...] = ()
    ignored: tuple[IgnoredRow, ...] = ()


@dataclass(frozen=True, slots=True)
class FileRefusal:
    """整个文件不收 — why nothing of the file can be read, and the way out."""

    class_: str
    sentence: str
    sheet: str | None = None


@dataclass(frozen=True, slots=True)
class Understood:
    """读懂的台账 — everything an import needs; `period` is a proposal unless given."""

    period: Period | None
    sheets: tuple[SheetReading, ...]
    rows: tuple[RowReading, ...]
    ignored: tuple[IgnoredRow, ...]
    file_refusal: FileRefusal | None = None
    warnings: tuple[Finding, ...] = ()

    def questions(self) -> tuple[ColumnQuestion, ...]:
        """Open questions for whole columns, of the sheets that are read or could be."""
        asked = (SheetRole.LEDGER, SheetRole.REFUSED)
        found = (one for sheet in self.sheets if sheet.role in asked for one in sheet.questions)
        return tuple(one for one in found if not one.answer)

    def findings(self) -> tuple[Finding, ...]:
        """Every finding of the rows, in the order of the file."""
        return tuple(finding for row in self.rows for finding in row.findings)
