"""计划 — one row of an import decided: its project, its outcome, what it would change.

Everything here is a value; reading the library is done before, writing after.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from zhaotuifu.ledger.rules import comparing, months
from zhaotuifu.ledger.rules.comparing import Difference
from zhaotuifu.ledger.rules.fields import Field
from zhaotuifu.ledger.rules.items import Item, ItemClass, ItemKind
from zhaotuifu.ledger.rules.months import Settled
from zhaotuifu.ledger.rules.types import RowReading, Scope
from zhaotuifu.ledger.states import Outcome

MONTH, CUMULATIVE = comparing.MONTH_FIELDS
#: not told month by month: an older ledger takes none of them back
HELD = frozenset(
    one.value
    for one in (Field.NAME, Field.CODE, Field.ZONE, Field.LEVEL, Field.CONSTRUCTION_KIND)
)


@dataclass(frozen=True, slots=True)
class Known:
    """已知 — of one project at the period: values by canonical field, and the year's months.

    `sums` maps a month that holds 几个月合计 to the month its sum begins; `later` a field of `HELD`
    to who said it of a later time than this ledger speaks of; `zones_now` is where it lies today.
    """

    values: Mapping[str, Any] = field(default_factory=dict)
    months: Mapping[int, Decimal] = field(default_factory=dict)
    zone_names: tuple[str, ...] = ()
    sums: Mapping[int, int] = field(default_factory=dict)
    later: Mapping[str, str] = field(default_factory=dict)
    zones_now: tuple[str, ...] = ()


NOBODY = Known()


@dataclass(frozen=True, slots=True)
class Decided:
    """已定的行 — what becomes of a row.

    `project_id` None creates. `zone_names` is set where the row gives or moves the 板块.
    `same_as` is the index of the earlier row that speaks of the same project.
    """

    row: RowReading
    outcome: Outcome
    items: tuple[Item, ...]
    values: Mapping[str, Any] = field(default_factory=dict)
    project_id: int | None = None
    changes: tuple[Difference, ...] = ()
    settled: Settled = months.NOTHING
    zone_names: tuple[str, ...] | None = None
    same_as: int | None = None

    @property
    def is_taken(self) -> bool:
        """要写的 — the row creates or changes something."""
        return self.outcome in (Outcome.CREATED, Outcome.CHANGED)

    @property
    def has_question(self) -> bool:
        """有待认 — a question of its own."""
        return any(item.kind is ItemKind.QUESTION and not item.waits_for for item in self.items)

    @property
    def has_refusal(self) -> bool:
        return any(item.kind is ItemKind.REFUSAL and not item.waits_for for item in self.items)

    @property
    def is_waiting(self) -> bool:
        """在等 — nothing is asked of the row itself: a question of the file or a column answers it."""
        return any(item.waits_for for item in self.items) and not self.has_question

    @property
    def position(self) -> int:
        """次序 — what needs a person comes first."""
        if self.outcome is Outcome.REFUSED:
            return 0
        if self.outcome is Outcome.QUESTIONED:
            return 1
        if self.has_question or self.has_refusal or self.is_waiting:
            return 2
        places = {Outcome.CHANGED: 3, Outcome.CREATED: 4, Outcome.UNCHANGED: 5, Outcome.LEFT_OUT: 6}
        return places[self.outcome]


def left_out(row: RowReading, project_id: int | None) -> Decided:
    """不导的行 — a person said so; its questions and refusals no longer matter."""
    note = Item(ItemKind.NOTE, ItemClass.LEFT_OUT, "按您的意思，这一行不导。", scope=Scope.ROW)
    return Decided(row, Outcome.LEFT_OUT, (note,), project_id=project_id)


def withheld(row: RowReading, items: Sequence[Item]) -> Decided:
    """整行不导 — refused if anything of it refuses, else waiting for an answer."""
    is_refused = any(item.kind is ItemKind.REFUSAL and item.withholds_row for item in items)
    outcome = Outcome.REFUSED if is_refused else Outcome.QUESTIONED
    return Decided(row, outcome, tuple(items))


def decide(
    row: RowReading, values: Mapping[str, Any], items: Sequence[Item], *, known: Known,
    project_id: int | None, number: int, year: int, zone_names: tuple[str, ...] | None,
    is_first: bool = True,
) -> Decided:
    """定一行 — compare with what is known; `number` is the reporting month.

    `is_first` False: an earlier row of the file speaks of the same project and has created it.
    """
    settled = months.settle(
        values.get(MONTH), values.get(CUMULATIVE), known.months, number, known.sums
    )
    said = list(items) + _about_months(row, settled)
    changes, held = _held(row, comparing.differences(known.values, values), known)
    said += held
    is_new = project_id is None and is_first
    if zone_names is not None and _holds_zone(known, zone_names):
        said.append(_hold(row, Field.ZONE.value, "、".join(known.zones_now), known))
        zone_names = None
    if is_new or (zone_names is not None and set(zone_names) != set(known.zone_names)):
        changes.insert(0, _moved(known.zone_names, zone_names or ()))
    else:
        zone_names = None
    if project_id is not None and not _is_listed(known):
        changes.insert(0, Difference(comparing.LISTED_YEAR, None, str(year)))
    settled = _changed(settled, known)
    monthly = _monthly(settled, known, number)
    if is_new:
        outcome = Outcome.CREATED
    elif changes or monthly:
        outcome = Outcome.CHANGED
        said += [_change(row, one) for one in changes]
        said += [_month_change(row, one, settled, known, number) for one in monthly]
    else:
        outcome = Outcome.UNCHANGED
    return Decided(
        row, outcome, tuple(said), values, project_id, tuple(changes), settled, zone_names
    )


def _moved(old: Sequence[str], new: Sequence[str]) -> Difference:
    return Difference(Field.ZONE.value, "、".join(old) or None, "、".join(new))


def _is_listed(known: Known) -> bool:
    """On the year's list, now or by what was said of a later month."""
    return known.values.get(comparing.LISTED_YEAR) is not None or Field.LEVEL in known.later


def _held(
    row: RowReading, changes: Sequence[Difference], known: Known
) -> tuple[list[Difference], list[Item]]:
    """What a later ledger said of a field holds; of a level that holds, the listing does too."""
    stale = [one for one in changes if one.field in known.later]
    return (
        [one for one in changes if one.field not in known.later],
        [_hold(row, one.field, one.old, known, one.new) for one in stale],
    )


def _holds_zone(known: Known, names: Sequence[str]) -> bool:
    """A move is held back; where it lies today may be said of an earlier day."""
    return Field.ZONE.value in known.later and set(names) not in (
        set(known.zones_now), set(known.zone_names)
    )


def _hold(row: RowReading, name: str, old: Any, known: Known, new: Any = None) -> Item:
    who = known.later[name]
    return Item(
        ItemKind.WARNING, ItemClass.SAID_LATER,
        f"这份台账的月份更早，{who}已有新的说法，不改。", row.cells.get(name), name, old=old,
        new=row.values.get(name) if new is None else new,
    )


def _about_months(row: RowReading, settled: Settled) -> list[Item]:
    if settled.refusal is not None:
        name = settled.about.value
        return [
            Item(
                ItemKind.REFUSAL, settled.refusal, settled.sentence, row.cells.get(name), name,
                old=settled.recorded, new=row.values.get(name),
            )
        ]
    if not settled.note:
        return []
    is_opening = settled.opening_month is not None
    class_ = ItemClass.OPENING_AMOUNT if is_opening else ItemClass.MONTHS_MISSING
    return [
        Item(
            ItemKind.NOTE, class_, settled.note + "。",
            row.cells.get(CUMULATIVE), CUMULATIVE,
        )
    ]


def _changed(settled: Settled, known: Known) -> Settled:
    """Only the months that come out otherwise than recorded, in amount or in what they cover.

    A month that stands as it is, is not stated again.
    """
    amounts = {
        month: amount
        for month, amount in settled.amounts.items()
        if known.months.get(month) != amount
        or known.sums.get(month) != settled.covers.get(month)
    }
    covers = {month: first for month, first in settled.covers.items() if month in amounts}
    return replace(settled, amounts=amounts, covers=covers)


def _monthly(settled: Settled, known: Known, number: int) -> list[Difference]:
    return [
        Difference(month_field(month, number), known.months.get(month), amount)
        for month, amount in sorted(settled.amounts.items())
    ]


def month_field(month: int, number: int) -> str:
    """The reporting month under its canonical name, another one by its number."""
    return MONTH if month == number else f"month_{month}"


def _change(row: RowReading, one: Difference) -> Item:
    name = one.field
    column = row.cells.get(name)
    if column is None and name == MONTH:
        column = row.cells.get(CUMULATIVE)
    return Item(
        ItemKind.CHANGE, ItemClass.VALUE, "", column, name, old=one.old, new=one.new
    )


def _month_change(
    row: RowReading, one: Difference, settled: Settled, known: Known, number: int
) -> Item:
    """A month's change; of one that holds 几个月合计, before or after, with what it covers."""
    month = number if one.field == MONTH else int(one.field.removeprefix("month_"))
    was, now = (found.get(month) for found in (known.sums, settled.covers))
    item = _change(row, one)
    if was is None and now is None:
        return item
    old, new = (months.covered(first, month) for first in (was, now))
    text = f"这是{new}" if one.old is None or old == new else f"原来是{old}，现在是{new}"
    return replace(item, reason=f"{text}。")
