"""制定计划 — a read ledger against the library: every row decided, nothing written.

Rows are decided in the order of the file, because a later row may speak of the same project as an
earlier one. Such a row adds what the earlier left open and is counted as matched; where the two
contradict each other the later one is refused with both values, as nobody can say which holds.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from zhaotuifu.kernel.names import comparable
from zhaotuifu.ledger import belonging, library, newer
from zhaotuifu.ledger.access import Sender
from zhaotuifu.ledger.identifying import Row, identify
from zhaotuifu.ledger.library import Period
from zhaotuifu.ledger.rules import recalling
from zhaotuifu.ledger.rules.comparing import LISTED_YEAR, Difference, contradictions
from zhaotuifu.ledger.rules.fields import Field
from zhaotuifu.ledger.rules.items import AnswerTo, Item, ItemClass, ItemKind, Option
from zhaotuifu.ledger.rules.matching import NEW, Learnt
from zhaotuifu.ledger.rules.placing import PlaceSource
from zhaotuifu.ledger.rules.planning import NOBODY, Decided, Known, decide, left_out, withheld
from zhaotuifu.ledger.rules.questions import ColumnQuestion
from zhaotuifu.ledger.rules.recalling import LearntAnswer
from zhaotuifu.ledger.rules.showing import shown
from zhaotuifu.ledger.rules.stating import label
from zhaotuifu.ledger.rules.types import FindingClass, Scope, Understood, Zone
from zhaotuifu.ledger.states import Outcome

#: only these say that a known project lies elsewhere; a title says nothing of one row
MOVING = (PlaceSource.OWN, PlaceSource.ANSWER)
WHOLE, PARTS = "whole", "parts"


@dataclass(frozen=True, slots=True)
class Plan:
    """计划 — the rows decided, the projects the file lacks, and what a commit learns of names."""

    period: Period
    rows: tuple[Decided, ...]
    lacking_ids: tuple[int, ...]
    learnt: tuple[Learnt, ...] = ()
    #: of the whole file: still to be answered, settled by an earlier answer, learnt by a commit
    questions: tuple[ColumnQuestion, ...] = ()
    recalled: tuple[ColumnQuestion, ...] = ()
    answers: tuple[LearntAnswer, ...] = ()
    #: sheets without a 板块 column whose rows all lie where another sheet says
    placed_sheets: frozenset[str] = frozenset()


def plan(
    understood: Understood, *, sender: Sender, zones: Sequence[Zone], answers: Mapping[str, Any],
    when: Period,
) -> Plan:
    """制定计划 — see the module. `answers` as kept with the import: given, defaults."""
    given: Mapping[str, str] = answers.get("given", {})
    rows, naming = identify(
        understood.rows, sender=sender, zones=zones, given=given,
        default_zone=answers.get("defaults", {}).get(Field.ZONE.value, ""), when=when,
    )
    _settle_packages(rows, given)
    belonging.settle_fields(rows, has_all=sender.has_all)
    decided = _decide(rows, when)
    named = {row.project_id for row in rows if row.project_id is not None} | _asked_about(rows)
    spoken_of = {name for row in rows for name in row.place.names}
    levels = library.level_values([row.said.values for row in rows])
    lacking = library.lacking(
        spoken_of if sender.has_all else sender.zone_names, levels, _years(decided, when), named
    )
    taken = [
        row for row, outcome in zip(rows, decided, strict=True)
        if outcome.is_taken or outcome.outcome is Outcome.UNCHANGED
    ]
    return Plan(
        when, tuple(decided), lacking, _learnt(rows, decided), naming.questions(),
        naming.recalled(), (*naming.learnt(taken), *recalling.learnt(understood.sheets)), _placed_sheets(rows),
    )


def _placed_sheets(rows: Sequence[Row]) -> frozenset[str]:
    placed = {row.row.sheet for row in rows if row.place.source is PlaceSource.ELSEWHERE}
    return frozenset(placed) - {
        row.row.sheet for row in rows
        if any(item.class_ == ItemClass.ZONE_NEEDED for item in row.items)
    }


def _learnt(rows: Sequence[Row], decided: Sequence[Decided]) -> tuple[Learnt, ...]:
    """学到的 — of the rows that go in; a name two rows are given two meanings for teaches nothing."""
    found = dict.fromkeys(
        one for row, outcome in zip(rows, decided, strict=True)
        if outcome.is_taken or outcome.outcome is Outcome.UNCHANGED for one in row.learnt
    )
    meant: dict[tuple[str, str], set[int]] = defaultdict(set)
    for one in found:
        if one.is_same:
            meant[one.name_key, one.zone_text].add(one.project_id)
    return tuple(
        one for one in found
        if len(same := meant.get((one.name_key, one.zone_text), set())) < 2
        and (one.is_same or one.project_id not in same)
    )


def _asked_about(rows: Sequence[Row]) -> set[int]:
    """Projects an open question offers: whether the file lacks them is not known yet."""
    return {
        int(option.value)
        for row in rows for item in row.items for option in item.options
        if item.class_ == ItemClass.WHICH_PROJECT and option.value.isdecimal()
    }


def _years(decided: Sequence[Decided], when: Period) -> tuple[int, ...]:
    """年度 whose projects a ledger may lack: its own; with 结转 rows also the year before."""
    carries = any(one.field == LISTED_YEAR for row in decided for one in row.changes)
    return (when.year - 1, when.year) if carries else (when.year,)


def _settle_packages(rows: Sequence[Row], given: Mapping[str, str]) -> None:
    """打包项目 — counted whole or by its parts, never both: asked, unless the library knows."""
    children: dict[tuple[str, int], list[Row]] = defaultdict(list)
    for row in rows:
        if row.row.parent_row is not None:
            children[row.row.sheet, row.row.parent_row].append(row)
    parents = {(row.row.sheet, row.row.row): row for row in rows}
    for place, parts in children.items():
        parent = parents.get(place)
        if parent is not None and parent.is_open and not parent.is_left_out:
            wanted = [part for part in parts if part.is_open and not part.is_left_out]
            _settle_package(parent, wanted, len(parts), given)


def _settle_package(
    parent: Row, parts: Sequence[Row], count: int, given: Mapping[str, str]
) -> None:
    number = parent.row.row
    answer = given.get(parent.key(AnswerTo.PACKAGE), "")
    knows_parts = any(part.project for part in parts)
    if answer not in (WHOLE, PARTS) and knows_parts != bool(parent.project):
        answer = PARTS if knows_parts else WHOLE
    if answer == WHOLE:
        belonging.is_whole(parent, count)
        for part in parts:
            part.set_aside(f"第 {number} 行的打包项目按整体入库，这个子项不单列。")
    elif answer == PARTS:
        for part in parts:
            belonging.is_part(part, parent.name)
        parent.set_aside(f"打包项目按 {len(parts)} 个子项入库，这一行不单列。")
    elif not knows_parts:
        options = (Option(PARTS, f"按 {len(parts)} 个子项"), Option(WHOLE, "按整体 1 个"))
        parent.ask(
            AnswerTo.PACKAGE, ItemClass.PACKAGE,
            "这是打包项目，整体和子项只能算一次。请选按整体还是按子项入库。", options,
        )
        for part in parts:
            part.ask(AnswerTo.PACKAGE, ItemClass.PACKAGE, f"等第 {number} 行打包项目的答复。")


def _decide(rows: Sequence[Row], when: Period) -> list[Decided]:
    levels = {
        row.project_id: row.said.values.get(Field.LEVEL.value) or ""
        for row in rows if row.is_open and row.project_id is not None
    }
    known = library.known_of(
        {one: level if isinstance(level, str) else "" for one, level in levels.items()}, when
    )
    later = newer.said_after(levels, when)
    belonging.add_known(rows, known)
    for row in rows:
        if row.project is not None and row.project.id in later and row.project.id in known:
            known[row.project.id] = replace(
                known[row.project.id], later=later[row.project.id],
                zones_now=row.project.zone_names,
            )
    seen = _Seen()
    return [_decide_row(row, index, seen, known, when) for index, row in enumerate(rows)]


def _decide_row(
    row: Row, index: int, seen: _Seen, known: Mapping[int, Known], when: Period
) -> Decided:
    if row.is_left_out:
        return left_out(row.row, row.project_id)
    if not row.is_open:
        return _unwritten(row)
    first = seen.first(row)
    if first is not None and not _is_another(row, first):
        return _again(row, first, when)
    decided = _first(row, known, when)
    base = known.get(row.project_id or 0, NOBODY)
    seen.add(row, _Spoken(row, index, dict(row.said.values), _with(base, decided)))
    return decided


def _unwritten(row: Row) -> Decided:
    if row.is_aside:
        return Decided(row.row, Outcome.UNCHANGED, (*row.said.items, *row.items))
    return withheld(row.row, (*row.said.items, *row.items))


def _first(row: Row, known: Mapping[int, Known], when: Period) -> Decided:
    moves = row.place.source in MOVING or row.project is None
    values = row.said.values
    if row.keeps_name:
        values = {name: value for name, value in values.items() if name != Field.NAME}
    return decide(
        row.row, values, (*row.said.items, *row.items),
        known=known.get(row.project_id or 0, NOBODY), project_id=row.project_id,
        number=when.month, year=when.year, zone_names=_moved(row, known) if moves else None,
    )


def _moved(row: Row, known: Mapping[int, Known]) -> tuple[str, ...] | None:
    """The 板块 a row gives; a joint project stays joint when one of its 板块 names only itself."""
    names = row.place.names
    lies_in = known.get(row.project_id or 0, NOBODY).zone_names
    is_part = len(lies_in) > 1 and set(names) < set(lies_in)
    return None if is_part and row.place.source is not PlaceSource.ANSWER else names or None


def _is_another(row: Row, first: _Spoken) -> bool:
    """另一个项目 — of the same name, when its code differs and a person said that it is new."""
    codes = {row.said.code, first.row.said.code}
    return row.is_new and len(codes) == 2 and "" not in codes


def _again(row: Row, first: _Spoken, when: Period) -> Decided:
    """A later row of the same project: refused when it contradicts, else it adds what is new."""
    place = {Field.ZONE.value: "、".join(sorted(first.row.place.names))}
    own_place = {Field.ZONE.value: "、".join(sorted(row.place.names))}
    clash = contradictions(first.said | place, {**row.said.values, **own_place})
    if clash and clash[0].field == Field.CODE and row.project is None:
        number = first.row.row.row
        sentence = f"与第 {number} 行同名，项目代码不同。如果是另一个项目，请确认；否则请改台账。"
        another = (Option(NEW, "是另一个项目"),)
        row.ask(AnswerTo.PROJECT, FindingClass.DUPLICATE_IN_FILE, sentence, another)
        return _unwritten(row)
    if clash:
        row.refuse(FindingClass.DUPLICATE_IN_FILE, _clash_sentence(first.row, clash[0]))
        return _unwritten(row)
    note = Item(
        ItemKind.WARNING, FindingClass.DUPLICATE_IN_FILE,
        f"与第 {first.row.row.row} 行是同一个项目，内容不矛盾，合为一个。",
        row.row.cells.get(Field.NAME.value), Field.NAME.value, scope=Scope.ROW,
    )
    found = decide(
        row.row, row.said.values, (*row.said.items, *row.items, note), known=first.known,
        project_id=row.project_id, number=when.month, year=when.year, zone_names=None,
        is_first=False,
    )
    first.said.update(row.said.values)
    first.known = _with(first.known, found)
    return replace(found, same_as=first.index)


def _with(known: Known, decided: Decided) -> Known:
    """What is known once a row is written."""
    values = {one.field: one.new for one in decided.changes}
    months_said = decided.settled.amounts
    months = {**known.months, **months_said}
    recorded = {month: amount for month, amount in months.items() if amount is not None}
    sums = {month: first for month, first in known.sums.items() if month not in months_said}
    sums |= decided.settled.covers
    return replace(known, values={**known.values, **values}, months=recorded, sums=sums)


def _clash_sentence(first: Row, clash: Difference) -> str:
    number = first.row.row
    return (
        f"与第 {number} 行是同一个项目，但{label(clash.field)}不同：第 {number} 行是"
        f"“{shown(clash.field, clash.old)}”，这一行是“{shown(clash.field, clash.new)}”。"
        "请只留一行，或改成一致。"
    )


@dataclass(slots=True)
class _Spoken:
    """已说 — the first row of a project, all that rows said of it so far, and what is known then."""

    row: Row
    index: int
    said: dict[str, Any]
    known: Known


class _Seen:
    """已见 — the projects earlier rows of the file spoke of: by id, by code, by name in a 板块."""

    def __init__(self) -> None:
        self._rows: dict[tuple, _Spoken] = {}

    def first(self, row: Row) -> _Spoken | None:
        """The first row of the same project; None when this is the first."""
        return next((self._rows[key] for key in _keys(row) if key in self._rows), None)

    def add(self, row: Row, spoken: _Spoken) -> None:
        for key in _keys(row):
            self._rows.setdefault(key, spoken)


def _keys(row: Row) -> list[tuple]:
    if row.project_id is not None:
        return [("project", row.project_id)]
    code = row.said.code
    named = ("name", comparable(row.name), *sorted(row.place.names))
    return [("code", code), named] if code else [named]
