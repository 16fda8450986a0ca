"""认行 — who each row of a read ledger is: its 板块, its project of the library, or a question.

All rows are looked up together, so that the library is asked once and not once for every row.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from zhaotuifu.kernel.names import comparable
from zhaotuifu.ledger import candidates, library, renamed, resembling
from zhaotuifu.ledger.access import Sender
from zhaotuifu.ledger.identified import Row
from zhaotuifu.ledger.library import Period
from zhaotuifu.ledger.naming import Naming
from zhaotuifu.ledger.rules import matching, stating
from zhaotuifu.ledger.rules.fields import Field
from zhaotuifu.ledger.rules.items import SKIP, AnswerTo, Item, ItemClass, ItemKind, Option
from zhaotuifu.ledger.rules.matching import NEW, How, KnownProject, Match, Shelf, Wanted
from zhaotuifu.ledger.rules.placing import Place, Places, PlaceSource, Surroundings, place
from zhaotuifu.ledger.rules.types import FindingClass, RowReading, Scope, Zone

__all__ = ["Row", "identify"]


def identify(
    readings: Sequence[RowReading], *, sender: Sender, zones: Sequence[Zone],
    given: Mapping[str, str], default_zone: str, when: Period,
) -> tuple[list[Row], Naming]:
    """认所有行 — in the order of the file; `given` maps answer keys to answers."""
    rows = [_stated(one, given) for one in readings]
    naming = Naming(rows, sender, zones, given)
    _place(rows, sender, zones, given, default_zone, naming.settle())
    _place_as_elsewhere(rows)
    _match(rows, sender, given, when)
    return rows, naming


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
    default_zone: str, named: Mapping[int, tuple[str, ...]],
) -> None:
    """板块 of every open row; another 板块's row is refused to a 板块. `named`: by what was said of
    the text in its cell.
    """
    places = Places(zones)
    names = {zone.name for zone in zones}
    for row in rows:
        if not row.is_open:
            continue
        own = row.said.values.get(Field.ZONE)
        own_names = (own,) if isinstance(own, str) else own if isinstance(own, tuple) else ()
        answer = given.get(row.key(AnswerTo.ZONE), "")
        if not own_names and answer not in names:
            own_names = named.get(id(row), ())
            if own_names:
                row.said = stating.without(row.said, Field.ZONE.value)
        address = row.said.values.get(Field.ADDRESS)
        around = Surroundings(
            answer=answer if answer in names else "", default=default_zone,
            address=places.in_address(address) if isinstance(address, str) else "",
            context=row.row.context.get(Field.ZONE.value, ""), sender=sender.only_zone,
        )
        is_unclear = Field.ZONE.value in row.row.refused_fields()
        row.place = place(own_names, is_unclear, around)
        if row.place.source is PlaceSource.ANSWER:
            row.said, row.waits_for = stating.without(row.said, Field.ZONE.value), ""
        if row.place.names and not sender.owns(row.place.names):
            _refuse_foreign(row, sender, row.place.names)


def _place_as_elsewhere(rows: Sequence[Row]) -> None:
    """照别处 — a row that says nothing lies where another row of the same project does.

    A second sheet without a 板块 column speaks of the projects of the first. Where that row waits
    for an answer, this one waits for the same.
    """
    said: dict[str, set[tuple[str, ...]]] = defaultdict(set)
    waits: dict[str, str] = {}
    for row in rows:
        for key in _identities(row) if row.is_open else ():
            if row.place.names:
                said[key].add(tuple(sorted(row.place.names)))
            elif row.waits_for:
                waits.setdefault(key, row.waits_for)
    codes: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        if row.said.code:
            codes[comparable(row.name)].add(row.said.code)
    for row in rows:
        if not row.is_open or row.place.names or row.place.between or row.waits_for:
            continue
        if Field.ZONE.value in row.row.refused_fields() or len(codes[comparable(row.name)]) > 1:
            continue
        found = next((said[key] for key in _identities(row) if key in said), set())
        if len(found) == 1:
            row.place = Place(next(iter(found)), PlaceSource.ELSEWHERE)
        elif not found:
            row.waits_for = next((waits[key] for key in _identities(row) if key in waits), "")


def _identities(row: Row) -> tuple[str, ...]:
    """Code, then name."""
    return tuple(one for one in (row.said.code, comparable(row.name)) if one)


def _refuse_foreign(row: Row, sender: Sender, names: Sequence[str]) -> None:
    """The one sentence a 板块 reads of another one's project."""
    own = "、".join(sender.zone_names)
    row.refuse(ItemClass.OTHER_ZONE, f"这个项目属于{'、'.join(names)}，{own}不能改。")


def _match(
    rows: Sequence[Row], sender: Sender, given: Mapping[str, str], when: Period
) -> None:
    said = candidates.decided(sender.organisation_id)
    wanted = {
        n: _wanted(row, given.get(row.key(AnswerTo.PROJECT), ""), said)
        for n, row in enumerate(rows) if row.is_open
    }
    shelf = library.shelf(
        {one.code for one in wanted.values() if one.code},
        {one.name_key for one in wanted.values()},
        {int(one.answer) for one in wanted.values() if is_id(one.answer)}
        | {one.remembered for one in wanted.values() if one.remembered}, sender,
    )
    unknown = []
    for n, one in wanted.items():
        found = matching.match(one, shelf)
        if rows[n].is_left_out:  # whom it speaks of is known, nothing of it is asked
            if found is not None and found.how is not How.FOREIGN:
                rows[n].project = found.project
        elif found is None and not one.zone_names:
            _ask_zone(rows[n])
        elif found is None:
            unknown.append(n)
        else:
            _apply(rows[n], found, sender)
            if one.answer:
                _learn(rows[n], one, found, shelf)
            if one.answer == NEW and found.how is How.NEW and one.zone_names:
                unknown.append(n)
    taken = {row.project_id for row in rows if row.project_id is not None}
    resembling.seek([(rows[n], wanted[n]) for n in unknown], taken, sender, when)
    renamed.seek([(rows[n], wanted[n]) for n in unknown], taken, sender, when)
    wanted = {n: one for n, one in wanted.items() if not rows[n].is_left_out}
    resembling.compare_in_file([(rows[n], wanted[n]) for n in wanted])
    resembling.add_details(rows, wanted, sender, when)


def _wanted(row: Row, answer: str, said: candidates.Said) -> Wanted:
    key = comparable(row.name)[:300]
    place = (key, matching.zone_text(row.place.names))
    return Wanted(
        row.name, key, row.said.code, row.place.names, answer, said.meant.get(place),
        said.refused.get(place, frozenset()),
    )


def is_id(answer: str) -> bool:
    """An answer that names a project."""
    return answer.isascii() and answer.isdecimal() and len(answer) < 19


def _learn(row: Row, wanted: Wanted, found: Match, shelf: Shelf) -> None:
    """What the answer teaches: which project the name is, or which of those offered it is not."""
    if found.how is How.ANSWER and found.project is not None:
        row.learn(wanted.name_key, found.project.id, is_same=True)
    elif found.how is How.NEW:
        for project_id in matching.offered(wanted, shelf):
            row.learn(wanted.name_key, project_id, is_same=False)


def _apply(row: Row, found: Match, sender: Sender) -> None:
    if found.how is How.FOREIGN and found.project is not None:
        _refuse_foreign(row, sender, found.project.zone_names)
    elif found.how is How.ASK:
        row.ask(AnswerTo.PROJECT, ItemClass.WHICH_PROJECT, found.sentence, found.options)
    elif found.project is not None:
        row.project = found.project
        if found.how is How.REMEMBERED:
            _say_remembered(row, found.project)
        if found.project.is_withdrawn:
            sentence = "这个项目已退库：数照记，不进清单。要恢复，请到项目页办理。"
            row.items += (Item(ItemKind.WARNING, ItemClass.WITHDRAWN, sentence),)
    elif not row.place.names:
        _ask_zone(row)


def _say_remembered(row: Row, project: KnownProject) -> None:
    """By an answer of earlier months; the person may say otherwise in place."""
    row.keeps_name = True
    options = (Option(str(project.id), f"是“{project.label}”"), Option(NEW, "是新项目"))
    row.items += (
        Item(
            ItemKind.NOTE, ItemClass.REMEMBERED,
            f"按以前的答复，这是“{project.name}”，名称不改。", scope=Scope.ROW, options=options,
            key=row.key(AnswerTo.PROJECT),
        ),
    )


def _ask_zone(row: Row) -> None:
    """A new project needs a 板块; a 板块 cell with choices of its own asks there."""
    if row.waits_for:
        row.wait(ItemClass.ZONE_NEEDED)
        return
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
