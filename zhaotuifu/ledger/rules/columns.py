"""列的读法 — every column of a table: its field or role, its unit, and who wins when two mean the same."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from zhaotuifu.ledger.rules.by_rate import told_by_rate
from zhaotuifu.ledger.rules.fields import (
    MONEY_FIELDS,
    YEARS,
    Field,
    Meaning,
)
from zhaotuifu.ledger.rules.grid import Grid
from zhaotuifu.ledger.rules.heads import Head
from zhaotuifu.ledger.rules.headwords import (
    key_of,
    meaning_from_mapping,
    meaning_of,
    split_units,
)
from zhaotuifu.ledger.rules.money_heads import OTHER_MONTH
from zhaotuifu.ledger.rules.questions import IGNORE, UNCLEAR, column_key
from zhaotuifu.ledger.rules.sureness import HIGH, LOW, TIMED, UNSURE, confidence_of, marked
from zhaotuifu.ledger.rules.text import cell_text, column_letter, is_blank_word, tidy
from zhaotuifu.ledger.rules.types import (
    ColumnReading,
    ColumnRole,
    Period,
    UnitFrom,
)
from zhaotuifu.ledger.rules.units import UnitsSaid
from zhaotuifu.ledger.rules.vocab import is_construction, is_kind
from zhaotuifu.ledger.rules.zones import ZoneBook

SAMPLE_ROWS = 200
SHOWN_SAMPLES = 3
MOSTLY = 0.6
UNKNOWN = Meaning(role=ColumnRole.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What is known before the columns are: zones, period, unit line, a person's mapping."""

    zones: ZoneBook
    period: Period | None
    units: UnitsSaid
    mapping: Mapping[str, str]
    #: answers to questions, those for whole columns among them
    given: Mapping[str, str]
    #: answers of earlier ledgers by head and doubt
    recalled: Mapping[str, Mapping[str, str]] | None = None


def read_columns(grid: Grid, head: Head, around: Surroundings) -> tuple[ColumnReading, ...]:
    """表列 — all columns of the head from left to right."""
    by_column: dict[int, Meaning] = {}
    mapped: set[int] = set()
    ways, recalled = _answered(grid, head, around)
    samples = {column: _samples(grid, head, column) for column in head.paths}
    for column, path in head.paths.items():
        key = key_of(path)
        said = around.mapping.get(key)
        if UNCLEAR in ways[column]:
            said = ways[column][UNCLEAR].replace(IGNORE, "")
        if said is not None:
            mapped.add(column)
            by_column[column] = meaning_from_mapping(said)
        else:
            found = meaning_of(path, around.period) or UNKNOWN
            by_column[column] = by_values(found, path, samples[column], around.zones)
    marks = marked(by_column, head, samples)
    answered = {column for column, said in ways.items() if UNCLEAR in said}
    rivals = rivals_of(by_column, grid, head, answered, mapped)
    _tell_apart(by_column, mapped)
    _settle_duplicates(by_column, grid, mapped, answered)
    _settle_cumulative(by_column, grid, head, mapped)
    by_column.update(dict.fromkeys(marks, Meaning(field=Field.LEVEL, rank=5)))
    sureness = {
        column: LOW if column in rivals
        else HIGH if column in mapped else confidence_of(column, by_column)
        for column in by_column
    }
    return tuple(
        replace(
            _column(grid, column, head.paths[column], by_column[column], samples[column], around),
            is_mapped_by_person=column in mapped, confidence=sureness[column],
            is_unsure=by_column[column].field in MONEY_FIELDS
            and (sureness[column] is LOW or column in rivals),
            rival=rivals.get(column, ""),
            ways=tuple(ways[column].items()), mark=marks.get(column, ""),
            recalled=recalled[column],
        )
        for column in sorted(head.paths)
    )


def _ways(grid: Grid, head: Head, column: int, given: Mapping[str, str]) -> dict[str, str]:
    """What a person answered for the whole column, by doubt."""
    if not given:
        return {}
    start = column_key(grid.sheet.name, column_letter(column), head.rows[0], "")
    return {
        key.removeprefix(start): answer for key, answer in given.items() if key.startswith(start)
    }


def _answered(
    grid: Grid, head: Head, around: Surroundings
) -> tuple[dict[int, dict[str, str]], dict[int, tuple[str, ...]]]:
    """Answers for whole columns by doubt, and the doubts answered only in earlier ledgers."""
    before = _before(head, around.recalled)
    given = {column: _ways(grid, head, column, around.given) for column in head.paths}
    ways = {column: {**before.get(column, {}), **given[column]} for column in head.paths}
    return ways, {
        column: tuple(one for one in before.get(column, ()) if one not in given[column])
        for column in head.paths
    }


def _before(
    head: Head, recalled: Mapping[str, Mapping[str, str]] | None
) -> dict[int, Mapping[str, str]]:
    """What was answered of a head in earlier ledgers; two columns of one head cannot be told apart."""
    if not recalled:
        return {}
    keys = {column: key_of(path) for column, path in head.paths.items()}
    seen = list(keys.values())
    return {
        column: recalled[key] for column, key in keys.items()
        if key in recalled and seen.count(key) == 1
    }


def _samples(grid: Grid, head: Head, column: int) -> list[object]:
    found: list[object] = []
    for row in range(head.last_row + 1, min(grid.last_row, head.last_row + SAMPLE_ROWS) + 1):
        value = grid.raw(row, column)
        if value is None or (isinstance(value, str) and is_blank_word(value)):
            continue
        found.append(value)
    return found


def by_values(
    meaning: Meaning, path: tuple[str, ...], values: Sequence[object], zones: ZoneBook
) -> Meaning:
    """Heads that may mean several things (性质, 类别, 单位, 所在地) are told by their values."""
    texts = [value for value in values if isinstance(value, str)]
    if meaning.field in (Field.CONSTRUCTION_KIND, Field.CATEGORY, Field.KIND) and meaning.rank <= 5:
        return _class_by_values(meaning, texts)
    if meaning.field in (Field.UNIT_NAME, Field.ZONE, Field.ADDRESS) and meaning.rank <= 3:
        if _share(texts, lambda text: zones.find(text) is not None) >= MOSTLY:
            return replace(meaning, field=Field.ZONE)
        if meaning.field == Field.ZONE:
            return replace(meaning, field=Field.ADDRESS) if "地" in path[-1] else UNKNOWN
    if meaning.field in MONEY_FIELDS and meaning.rank <= 4 and _are_words(texts, len(values)):
        return UNKNOWN
    return meaning


def _are_words(texts: Sequence[str], count: int) -> bool:
    """Mostly texts, and mostly without a digit: no column of amounts (完成情况)."""
    return len(texts) >= 2 and _share(texts, _has_digit) < 0.5 and len(texts) * 2 > count


def _class_by_values(meaning: Meaning, texts: Sequence[str]) -> Meaning:
    if _share(texts, is_construction) >= MOSTLY:
        return replace(meaning, field=Field.CONSTRUCTION_KIND)
    if _share(texts, is_kind) >= 0.9:
        return replace(meaning, field=Field.KIND)
    if meaning.field == Field.CONSTRUCTION_KIND and texts and _share(texts, is_construction) == 0:
        return replace(meaning, field=Field.CATEGORY, rank=3)
    return meaning


def _share(texts: Sequence[str], holds: Callable[[str], bool]) -> float:
    return sum(map(holds, texts)) / len(texts) if texts else 0.0


def _has_digit(text: str) -> bool:
    return any(char.isdigit() for char in text)


def _tell_apart(by_column: dict[int, Meaning], mapped: set[int]) -> None:
    """累计完成 beside 开工以来累计完成 is the year's: an unsure amount makes way for a sure one.

    完成投资 beside 本年累计 may be the month's as well as since the start: it is asked.
    """
    for field, other in (TIMED, TIMED[::-1]):
        same = [column for column, one in by_column.items() if one.field == field]
        is_free = all(
            one.field != other or (other == Field.COMPLETED_YEAR_WAN and one.rank <= UNSURE)
            for one in by_column.values()
        )
        unsure = [
            column for column in same
            if OTHER_MONTH < by_column[column].rank <= UNSURE and column not in mapped
        ]
        if is_free and len(unsure) == 1 and len(same) == 2:
            rank = OTHER_MONTH if other == Field.COMPLETED_TOTAL_WAN else UNSURE + 1
            by_column[unsure[0]] = replace(by_column[unsure[0]], field=other, rank=rank)


def rivals_of(
    by_column: Mapping[int, Meaning], grid: Grid, head: Head, answered: set[int], mapped: set[int]
) -> dict[int, str]:
    """争同一字段的列 — amounts with the same right to a field that differ: column → the other's letter.

    Nobody can tell which of them holds; a person's answer for one of them does.
    """
    by_field: dict[object, list[int]] = {}
    for column, meaning in sorted(by_column.items()):
        if meaning.field in MONEY_FIELDS:
            by_field.setdefault(meaning.field, []).append(column)
    found: dict[int, str] = {}
    for columns in by_field.values():
        best = max((column in mapped, by_column[column].rank) for column in columns)
        equal = [one for one in columns if (one in mapped, by_column[one].rank) == best]
        if len(equal) > 1 and not answered & set(columns):
            for one, other in ((equal[0], equal[1]), *((later, equal[0]) for later in equal[1:])):
                if any(_differ(grid, head, equal[0], later) for later in equal[1:]):
                    found[one] = column_letter(other)
    return found


def _differ(grid: Grid, head: Head, one: int, other: int) -> bool:
    rows = range(head.last_row + 1, grid.last_row + 1)
    return any(grid.raw(row, one) != grid.raw(row, other) for row in rows)


def _settle_duplicates(
    by_column: dict[int, Meaning], grid: Grid, mapped: set[int], answered: set[int]
) -> None:
    """Of two columns of one field the surer wins; the other is shown as known or as a short name."""
    hidden = grid.sheet.hidden_columns
    fields = {meaning.field for meaning in by_column.values()}
    taken: dict[str, int] = {}
    order = sorted(
        by_column,
        key=lambda column: (
            column not in answered,
            column not in mapped,
            -by_column[column].rank,
            column in hidden,
            column,
        ),
    )
    for column in order:
        meaning = by_column[column]
        if meaning.field is None:
            continue
        names = meaning.field if isinstance(meaning.field, tuple) else (meaning.field,)
        if any(name in taken for name in names):
            is_unsure = meaning.field in TIMED and OTHER_MONTH < meaning.rank <= UNSURE
            if not is_unsure or Field.COMPLETED_MONTH_WAN in fields:
                by_column[column] = _loser(meaning)
                continue
            # 完成投资 beside the year's and the whole may be the month's: asked, not dropped
            meaning = Meaning(field=Field.COMPLETED_MONTH_WAN, rank=OTHER_MONTH)
            by_column[column], names = meaning, (Field.COMPLETED_MONTH_WAN,)
            fields.add(Field.COMPLETED_MONTH_WAN)
        taken.update(dict.fromkeys(names, column))


def _loser(meaning: Meaning) -> Meaning:
    if meaning.field == Field.NAME:
        return Meaning(role=ColumnRole.UNKNOWN)
    if meaning.field in MONEY_FIELDS or meaning.field == YEARS:
        return Meaning(role=ColumnRole.KNOWN_OTHER, is_amount=meaning.field in MONEY_FIELDS)
    return UNKNOWN


def _settle_cumulative(
    by_column: dict[int, Meaning], grid: Grid, head: Head, mapped: set[int]
) -> None:
    """累计完成, 完成投资 without a word on the time: the year's or since the start.

    The rate beside it tells (see `by_rate`); else 累计完成 beside 本月完成 and no other column of
    the year is the year's.
    """
    fields = {meaning.field: column for column, meaning in by_column.items()}
    for field, other in (TIMED[::-1], TIMED):
        column = fields.get(field)
        if column is None or column in mapped or other in fields or by_column[column].rank > UNSURE:
            continue
        told, rank = told_by_rate(grid, head, by_column, column), UNSURE + 1
        if told is None and field == Field.COMPLETED_TOTAL_WAN and Field.COMPLETED_MONTH_WAN in fields:
            told, rank = Field.COMPLETED_YEAR_WAN, by_column[column].rank
        if told is not None:
            by_column[column] = replace(by_column[column], field=told, rank=rank)
        return


def _column(
    grid: Grid,
    column: int,
    path: tuple[str, ...],
    meaning: Meaning,
    values: Sequence[object],
    around: Surroundings,
) -> ColumnReading:
    unit, unit_from = unit_of(path, meaning, around.units)
    field = meaning.field
    return ColumnReading(
        letter=column_letter(column),
        index=column,
        head=path,
        key=key_of(path),
        field=field if field is None or isinstance(field, tuple) else str(field),
        role=ColumnRole(meaning.role) if meaning.role and field is None else None,
        extra=str(meaning.extra) if meaning.extra else None,
        unit=unit,
        unit_from=unit_from,
        hidden=column in grid.sheet.hidden_columns,
        samples=tuple(tidy(cell_text(value))[:40] for value in values[:SHOWN_SAMPLES]),
    )


def unit_of(
    path: tuple[str, ...], meaning: Meaning, line: UnitsSaid
) -> tuple[str | None, UnitFrom | None]:
    """Unit of an amount or area column: of its head, else of the unit line, else of each cell."""
    said = split_units(path)[1]
    is_recognised = meaning.extra in MONEY_FIELDS
    if meaning.field in MONEY_FIELDS or is_recognised or meaning.is_amount:
        if said.money:
            return said.money.name, UnitFrom.HEAD
        if line.money:
            return line.money.name, UnitFrom.UNIT_LINE
        return None, None if meaning.is_amount else UnitFrom.CELL
    if meaning.field == Field.AREA_MU:
        if said.area:
            return said.area.name, UnitFrom.HEAD
        if line.area:
            return line.area.name, UnitFrom.UNIT_LINE
        return None, UnitFrom.CELL
    return None, None
