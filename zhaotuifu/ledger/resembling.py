"""认相近 — rows no code or name settles: asked when a name of the library is near, told when they
are near to each other.

All rows are looked up together: the names of the library are read once, whatever the file's length.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from zhaotuifu.ledger import candidates
from zhaotuifu.ledger.access import Sender
from zhaotuifu.ledger.candidates import Borne
from zhaotuifu.ledger.identified import Row
from zhaotuifu.ledger.library import Period
from zhaotuifu.ledger.rules import likeness, matching
from zhaotuifu.ledger.rules.fields import Field
from zhaotuifu.ledger.rules.items import AnswerTo, Item, ItemClass, ItemKind, Option
from zhaotuifu.ledger.rules.likeness import Likeness, Portrait, are_numbered_apart
from zhaotuifu.ledger.rules.matching import NEW, KnownProject, Wanted
from zhaotuifu.ledger.rules.similar import Keys, Neighbours, keys_of
from zhaotuifu.ledger.rules.types import RowReading, Scope


@dataclass(frozen=True, slots=True)
class Seeking:
    """在找的 — a row, what it wants, and its keys."""

    row: Row
    wanted: Wanted
    keys: Keys


def seek(
    unknown: Sequence[tuple[Row, Wanted]], taken: set[int], sender: Sender, when: Period
) -> None:
    """找相近的 — asks the rows that need it; `taken` are projects other rows of the file found.

    A row that a person called new is not asked: what it would have been asked is learnt as refused.
    """
    sought = [Seeking(row, wanted, keys_of(wanted.name_key)) for row, wanted in unknown]
    if not sought:
        return
    named = _named(sought, taken, sender)
    traced = _traced(sought, taken)
    near = [[hit for hit in hits if not _is_apart(one, hit)] for one, hits in zip(sought, named, strict=True)]
    ids = {hit.project_id for hits in near for hit in hits} | {pk for hits in traced for pk in hits}
    known = candidates.projects(ids, sender)
    portraits = candidates.portraits(known, when)
    found = [
        _judged(one, hits, traces, portraits)
        for one, hits, traces in zip(sought, near, traced, strict=True)
    ]
    offers = Counter(pk for one in found for pk, likeness_ in one if likeness_.is_asked)
    for one, hits, judged in zip(sought, named, found, strict=True):
        _tell(one, hits, judged, known, offers)


def _is_apart(one: Seeking, hit: Borne) -> bool:
    return are_numbered_apart(one.wanted.name_key, hit.name_key)


def _named(sought: Sequence[Seeking], taken: set[int], sender: Sender) -> list[list[Borne]]:
    """Near names of the library for each row; two SQL statements."""
    keys, owners = candidates.names(sender)
    neighbours = Neighbours([one.keys for one in sought], keys)
    numbers = [
        [
            n for n in neighbours.near(one.keys)
            if owners[n][0] not in taken and owners[n][0] not in one.wanted.refused
        ]
        for one in sought
    ]
    borne = candidates.borne({owners[n][1] for found in numbers for n in found})
    return [
        [borne[owners[n][1]] for n in found if owners[n][1] in borne] for found in numbers
    ]


def _traced(sought: Sequence[Seeking], taken: set[int]) -> list[set[int]]:
    """Projects of the same credit code or address for each row; two SQL statements or none."""
    usccs = [_text(one.row, Field.USCC) for one in sought]
    places = [_text(one.row, Field.ADDRESS) for one in sought]
    by_trace = candidates.by_trace(
        {one for one in usccs if one},
        {one for one in places if len(one) >= likeness.SHORTEST_ADDRESS},
    )
    return [
        (by_trace.get(uscc, set()) | by_trace.get(place, set())) - taken - one.wanted.refused
        for one, uscc, place in zip(sought, usccs, places, strict=True)
    ]


def _text(row: Row, name: Field) -> str:
    value = row.said.values.get(name)
    return value if isinstance(value, str) else ""


def _judged(
    one: Seeking, hits: Sequence[Borne], traces: set[int], portraits: Mapping[int, Portrait]
) -> list[tuple[int, Likeness]]:
    """What is like the row, the likeliest first."""
    if not hits and not traces:
        return []
    row = portrait_of(one.row, one.wanted)
    kin = {
        hit.project_id for hit in hits
        if one.keys.trunk and hit.keys != one.keys and hit.keys.trunk == one.keys.trunk
    }
    found = []
    for hit in hits:
        if hit.project_id not in portraits:
            continue
        is_family = len(kin) > likeness.MOST_SHOWN and hit.project_id in kin
        other = candidates.under(portraits[hit.project_id], hit)
        found.append((hit.project_id, likeness.liken(row, other, is_near=True, is_family=is_family)))
    for project_id in traces - {hit.project_id for hit in hits}:
        if project_id in portraits:
            other = portraits[project_id]
            found.append((project_id, likeness.liken(row, other, is_near=False, is_family=False)))
    return likeness.strongest([(pk, one) for pk, one in found if one is not None])


def _tell(
    one: Seeking, named: Sequence[Borne], judged: Sequence[tuple[int, Likeness]],
    known: Mapping[int, KnownProject], offers: Mapping[int, int],
) -> None:
    """Asked, or told what was seen and not asked."""
    asked = [(known[pk], found.sentence) for pk, found in judged if found.is_asked]
    if one.wanted.answer:
        for project, _ in asked:
            one.row.learn(one.wanted.name_key, project.id, is_same=False)
        return
    if asked:
        is_split = any(offers[project.id] > 1 for project, _ in asked)
        more = "台账里不止一行像它，也许是拆开报的。" if is_split else ""
        question = matching.ask_near(asked, more)
        one.row.ask(
            AnswerTo.PROJECT, ItemClass.WHICH_PROJECT, question.sentence, question.options
        )
        one.row.reasons = {project.id: reason for project, reason in asked}
        return
    other = next((found for _, found in judged), None)
    if other is not None and set(one.wanted.zone_names) & set(known[judged[0][0]].zone_names):
        text = f"库里有相近的“{known[judged[0][0]].name}”，{other.sentence}；项目代码不同，按新项目。"
        one.row.note(ItemClass.ALIKE_OTHER_CODE, text)
    kin = [hit for hit in named if one.keys.trunk and hit.keys.trunk == one.keys.trunk]
    apart = [hit for hit in kin if _is_apart(one, hit)]
    if apart:
        text = f"库里有“{apart[0].name}”，编号不同，按两个项目。"
        one.row.note(ItemClass.NUMBERED_APART, text)


def compare_in_file(there: Sequence[tuple[Row, Wanted]]) -> None:
    """同一份台账里 — a new row near to another row is told which; both are imported all the same."""
    fresh = [
        Seeking(row, wanted, keys_of(wanted.name_key)) for row, wanted in there
        if row.is_open and row.project is None and not wanted.answer
    ]
    if not fresh:
        return
    everyone = [(row, wanted, keys_of(wanted.name_key)) for row, wanted in there]
    neighbours = Neighbours([one.keys for one in fresh], [keys for _, _, keys in everyone])
    for one in fresh:
        for n in neighbours.near(one.keys):
            row, wanted, _ = everyone[n]
            if row.row.row > one.row.row.row and row.project is None and row.is_open:
                continue  # said at the later row
            if row is not one.row and _is_twin(one, row, wanted):
                _say_twin(one.row, row)
                break


def _is_twin(one: Seeking, row: Row, wanted: Wanted) -> bool:
    if wanted.name_key == one.wanted.name_key:
        return False  # the same name twice is judged with the whole file in view
    if _are_of_one_package(one.row.row, row.row):
        return False
    mine, other = portrait_of(one.row, one.wanted), portrait_of(row, wanted)
    found = likeness.liken(mine, other, is_near=True, is_family=False)
    return found is not None and found.is_asked


def _are_of_one_package(one: RowReading, other: RowReading) -> bool:
    """A package and its part, or two of its parts: alike by right."""
    if one.sheet != other.sheet:
        return False
    is_in_other = one.parent_row in (other.row, other.parent_row) and one.parent_row is not None
    return is_in_other or other.parent_row == one.row


def _say_twin(row: Row, other: Row) -> None:
    place = f"第 {other.row.row} 行" if other.row.sheet == row.row.sheet else (
        f"“{other.row.sheet}”第 {other.row.row} 行"
    )
    text = f"与{place}“{other.name}”相近，可能是同一个项目。是同一个，请只留一行。"
    row.items += (
        Item(
            ItemKind.WARNING, ItemClass.ALIKE_IN_FILE, text,
            row.row.cells.get(Field.NAME.value), Field.NAME.value, scope=Scope.ROW,
        ),
    )


def portrait_of(row: Row, wanted: Wanted) -> Portrait:
    """台账里的画像 — what the row says of itself."""
    values = row.said.values
    total = values.get(Field.TOTAL_INVESTMENT_WAN)
    return Portrait(
        wanted.name, wanted.name_key, wanted.code, wanted.zone_names, _text(row, Field.LEVEL),
        total if isinstance(total, Decimal) else None, _text(row, Field.UNIT_NAME),
        _text(row, Field.USCC), _text(row, Field.ADDRESS),
        start_year=_year(row, Field.START_YEAR), end_year=_year(row, Field.END_YEAR),
    )


def _year(row: Row, name: Field) -> int | None:
    value = row.said.values.get(name)
    return value if isinstance(value, int) else None


def add_details(
    rows: Sequence[Row], wanted: Mapping[int, Wanted], sender: Sender, when: Period
) -> None:
    """对照 — every project a question offers, beside what the row says."""
    asked = [n for n in wanted if any(_offers(item) for item in rows[n].items)]
    ids = {pk for n in asked for item in rows[n].items if _offers(item) for pk in _ids(item)}
    if not ids:
        return
    known = candidates.projects(ids, sender)
    portraits = candidates.portraits(known, when)
    for n in asked:
        mine, row = portrait_of(rows[n], wanted[n]), rows[n]
        row.items = tuple(
            replace(item, options=tuple(
                _detailed(option, mine, portraits, row.reasons) for option in item.options
            )) if _offers(item) else item
            for item in row.items
        )


def _offers(item: Item) -> bool:
    return item.class_ in (ItemClass.WHICH_PROJECT, ItemClass.REMEMBERED)


def _ids(item: Item) -> list[int]:
    return [int(option.value) for option in item.options if option.value != NEW]


def _detailed(
    option: Option, mine: Portrait, portraits: Mapping[int, Portrait], reasons: Mapping[int, str]
) -> Option:
    other = None if option.value == NEW else portraits.get(int(option.value))
    if other is None:
        return option
    reason = reasons.get(int(option.value), "")
    return replace(option, detail=likeness.detail(mine, other, reason.strip()))
