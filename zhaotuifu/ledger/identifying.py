"""认行 — who each row of a read ledger is: its 板块, its project of the library, or a question.

All rows are looked up together, so that the library is asked once and not once for every row.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from zhaotuifu.kernel.names import comparable
from zhaotuifu.ledger import library
from zhaotuifu.ledger.access import Sender
from zhaotuifu.ledger.rules import matching, stating
from zhaotuifu.ledger.rules.fields import Field
from zhaotuifu.ledger.rules.items import (
    SKIP,
    AnswerTo,
    Item,
    ItemClass,
    ItemKind,
    Option,
    answer_key,
)
from zhaotuifu.ledger.rules.matching import How, KnownProject, Match, Wanted
from zhaotuifu.ledger.rules.placing import Place, Places, PlaceSource, Surroundings, place
from zhaotuifu.ledger.rules.similar import Neighbours
from zhaotuifu.ledger.rules.stating import Said
from zhaotuifu.ledger.rules.types import FindingClass, RowReading, Scope, Zone


@dataclass(slots=True)
class Row:
    """在认的行 — what it says, where it lies, whom it found; `is_open` while nothing withholds it."""

    row: RowReading
    said: Said
    place: Place
    project: KnownProject | None = None
    items: tuple[Item, ...] = ()
    is_open: bool = True
    is_aside: bool = False  # part of a package that is imported otherwise
    is_new: bool = False  # a person said so
    is_left_out: bool = False  # a person said so

    @property
    def project_id(self) -> int | None:
        return self.project.id if self.project else None

    @property
    def name(self) -> str:
        name = self.said.values.get(Field.NAME)
        return name if isinstance(name, str) else ""

    def key(self, about: AnswerTo) -> str:
        return answer_key(about, self.row.sheet, self.row.row)

    def refuse(self, class_: str, sentence: str) -> None:
        """拒收整行."""
        self._withhold(Item(ItemKind.REFUSAL, class_, sentence, scope=Scope.ROW))

    def ask(
        self, about: AnswerTo, class_: str, sentence: str, options: Sequence[Option] = ()
    ) -> None:
        """整行待认."""
        key = self.key(about) if options else ""
        self._withhold(
            Item(
                ItemKind.QUESTION, class_, sentence, scope=Scope.ROW, options=tuple(options), key=key
            )
        )

    def set_aside(self, sentence: str) -> None:
        """不单独导 — a note, nothing is written for the row."""
        self.items += (Item(ItemKind.NOTE, ItemClass.PACKAGE, sentence),)
        self.is_open, self.is_aside = False, True

    def _withhold(self, item: Item) -> None:
        self.items += (item,)
        self.is_open = False


def identify(
    readings: Sequence[RowReading], *, sender: Sender, zones: Sequence[Zone],
    given: Mapping[str, str], default_zone: str,
) -> list[Row]:
    """认所有行 — in the order of the file; `given` maps answer keys to answers."""
    rows = [_stated(one, given) for one in readings]
    _place(rows, sender, zones, given, default_zone)
    _match(rows, sender, given)
    return rows


def _stated(row: RowReading, given: Mapping[str, str]) -> Row:
    said = stating.state(row, answers=given, limits=library.LIMITS)
    if said.answered:
        row = replace(row, values={**row.values, **said.answered})
    found = Row(row, said, Place((), PlaceSource.UNKNOWN))
    found.is_left_out = given.get(found.key(AnswerTo.ROW), "") == SKIP
    found.is_new = given.get(found.key(AnswerTo.PROJECT), "") == matching.NEW
    if stating.is_row_withheld(said.items):
        found.is_open = False
    elif not found.name:
        found.refuse(FindingClass.MISSING_NAME, "这一行没有项目名称。请补上名称。")
    return found


def _place(
    rows: Sequence[Row], sender: Sender, zones: Sequence[Zone], given: Mapping[str, str],
    default_zone: str,
) -> None:
    """板块 of every open row; another 板块's row is refused to a 板块."""
    places = Places(zones)
    names = {zone.name for zone in zones}
    for row in rows:
        if not row.is_open:
            continue
        own = row.said.values.get(Field.ZONE)
        own_names = (own,) if isinstance(own, str) else own if isinstance(own, tuple) else ()
        answer = given.get(row.key(AnswerTo.ZONE), "")
        address = row.said.values.get(Field.ADDRESS)
        around = Surroundings(
            answer=answer if answer in names else "", default=default_zone,
            address=places.in_address(address) if isinstance(address, str) else "",
            context=row.row.context.get(Field.ZONE.value, ""), sender=sender.only_zone,
        )
        is_unclear = Field.ZONE.value in row.row.refused_fields()
        row.place = place(own_names, is_unclear, around)
        if row.place.source is PlaceSource.ANSWER:
            row.said = stating.without(row.said, Field.ZONE.value)
        if row.place.names and not sender.owns(row.place.names):
            _refuse_foreign(row, sender, row.place.names)


def _refuse_foreign(row: Row, sender: Sender, names: Sequence[str]) -> None:
    """The one sentence a 板块 reads of another one's project."""
    own = "、".join(sender.zone_names)
    row.refuse(ItemClass.OTHER_ZONE, f"这个项目属于{'、'.join(names)}，{own}不能改。")


def _match(rows: Sequence[Row], sender: Sender, given: Mapping[str, str]) -> None:
    wanted = {
        n: Wanted(
            row.name, comparable(row.name)[:300], row.said.code, row.place.names,
            given.get(row.key(AnswerTo.PROJECT), ""),
        )
        for n, row in enumerate(rows) if row.is_open
    }
    shelf = library.shelf(
        {one.code for one in wanted.values() if one.code},
        {one.name_key for one in wanted.values()},
        {int(one.answer) for one in wanted.values() if one.answer.isdecimal()}, sender,
    )
    unknown = []
    for n, one in wanted.items():
        found = matching.match(one, shelf)
        if found is None and not one.zone_names:
            _ask_zone(rows[n])
        elif found is None:
            unknown.append(n)
        else:
            _apply(rows[n], found, sender)
    taken = {row.project_id for row in rows if row.project_id is not None}
    _ask_near([(rows[n], wanted[n]) for n in unknown if not wanted[n].answer], taken)


def _apply(row: Row, found: Match, sender: Sender) -> None:
    if found.how is How.FOREIGN and found.project is not None:
        _refuse_foreign(row, sender, found.project.zone_names)
    elif found.how is How.ASK:
        row.ask(AnswerTo.PROJECT, ItemClass.WHICH_PROJECT, found.sentence, found.options)
    elif found.project is not None:
        row.project = found.project
        if found.project.is_withdrawn:
            sentence = "这个项目已退库：数照记，不进清单。要恢复，请到项目页办理。"
            row.items += (Item(ItemKind.WARNING, ItemClass.WITHDRAWN, sentence),)
    elif not row.place.names:
        _ask_zone(row)


def _ask_zone(row: Row) -> None:
    """A new project needs a 板块; a 板块 cell with choices of its own asks there."""
    if any(item.field == Field.ZONE and item.options for item in row.said.items):
        row.ask(AnswerTo.ZONE, ItemClass.ZONE_NEEDED, "先选定板块，这一行才能导入。")
        return
    between = row.place.between
    if between:
        sentence = f"建设地点在{between[0]}，表名或分组写的是{between[1]}。请选这个项目属于哪个板块。"
    else:
        sentence = "看不出这个项目属于哪个板块。请选一个板块，或在台账里加上“板块”列。"
    options = tuple(Option(name, name) for name in between)
    row.ask(AnswerTo.ZONE, ItemClass.ZONE_NEEDED, sentence, options or (Option("", "选板块"),))


def _ask_near(unknown: Sequence[tuple[Row, Wanted]], taken: set[int]) -> None:
    """相近名称 — asked when the library's 板块 holds a name like this one under no other row."""
    by_zone: dict[str, list[tuple[Row, Wanted]]] = defaultdict(list)
    for row, wanted in unknown:
        for name in wanted.zone_names:
            by_zone[name].append((row, wanted))
    if not by_zone:
        return
    for zone, projects in library.in_zones(by_zone).items():
        free = {one.id: one for one in projects if one.id not in taken}
        near = Neighbours(
            {wanted.name_key for _, wanted in by_zone[zone]},
            ((one.id, one.name_key) for one in free.values()),
        )
        for row, wanted in by_zone[zone]:
            found = [
                (free[one.project_id], one.pct)
                for one in near.near(wanted.name_key)
                if not (wanted.code and free[one.project_id].code)  # two codes are two projects
            ]
            if found and row.is_open:
                asked = matching.ask_near(found)
                row.ask(
                    AnswerTo.PROJECT, ItemClass.WHICH_PROJECT, asked.sentence, asked.options
                )
