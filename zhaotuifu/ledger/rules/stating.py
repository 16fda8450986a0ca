"""说法 — a row's values in the library's words, with what cannot be taken and why.

Labels become the library's values (省重大 → province), dates get their day (a month stands as its
last day, a year as 31 December, as everywhere in the library), texts are held to their length.
A refused or open cell keeps only itself out; the rest of the row stands.
"""

import calendar
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from zhaotuifu.ledger.rules.fields import (
    LABELS,
    Extra,
    Field,
)
from zhaotuifu.ledger.rules.items import AnswerTo, Item, ItemClass, ItemKind, Option, answer_key
from zhaotuifu.ledger.rules.text import squash
from zhaotuifu.ledger.rules.types import (
    CLEAR,
    DateValue,
    Finding,
    FindingClass,
    FindingKind,
    ForeignMoney,
    Precision,
    RowReading,
    Value,
)
from zhaotuifu.progress.states import Cause
from zhaotuifu.projects.states import ConstructionKind, Kind, Level

#: what title, sheet and section may say of a row
FROM_CONTEXT = (Field.LEVEL, Field.KIND, Field.CONSTRUCTION_KIND)
NOT_CLEARED = frozenset((Field.NAME, Field.ZONE))
WORDS_FOR_KIND = {
    "新开工": ConstructionKind.NEW, "计划新开工": ConstructionKind.NEW,
    "结转": ConstructionKind.CONTINUED, "在建": ConstructionKind.CONTINUED,
    "预备": ConstructionKind.RESERVE, "拟建": ConstructionKind.PRELIMINARY,
    "改扩建": ConstructionKind.EXTENSION, "新扩建": ConstructionKind.EXTENSION,
    "技术改造": ConstructionKind.RENEWAL,
}
LABELLED: Mapping[str, Mapping[str, str]] = {
    Field.LEVEL: {one.label: one.value for one in Level if one.value},
    Field.KIND: {one.label: one.value for one in Kind if one.value},
    Field.CONSTRUCTION_KIND: {one.label: one.value for one in ConstructionKind if one.value}
    | {word: one.value for word, one in WORDS_FOR_KIND.items()},
    Extra.CAUSE: {one.label: one.value for one in Cause if one.value},
}
CHOSEN_FROM: Mapping[str, tuple[str, ...]] = {
    Field.LEVEL: tuple(one.label for one in Level if one.value),
    Field.KIND: tuple(one.label for one in Kind if one.value),
    Field.CONSTRUCTION_KIND: tuple(one.label for one in ConstructionKind if one.value),
    Extra.CAUSE: tuple(one.label for one in Cause if one.value),
}
#: decimals the library keeps: more would come back as a difference that is none
PLACES: Mapping[str, int] = {Field.AREA_MU: 4}
MONEY_PLACES = 6
MOST_WAN = Decimal(10) ** 11
IGNORE = "ignore"


@dataclass(frozen=True, slots=True)
class Said:
    """说法 — library values by canonical field name, and the items beside them."""

    values: Mapping[str, Any]
    items: tuple[Item, ...]
    answered: Mapping[str, Value] = field(default_factory=dict)  # by a person, as the reader has it

    @property
    def code(self) -> str:
        code = self.values.get(Field.CODE)
        return code if isinstance(code, str) else ""


def state(row: RowReading, *, answers: Mapping[str, str], limits: Mapping[str, int]) -> Said:
    """说法一行 — see the module. `answers` by answer key; `limits` lengths by field name."""
    values: dict[str, Any] = {
        name: row.context[name] for name in FROM_CONTEXT if name in row.context
    }
    values.update(row.extras)
    values.update(row.values)
    items = []
    answered: dict[str, Value] = {}
    for finding in row.findings:
        item = _of_finding(row, finding, values, answers, answered)
        if item is not None:
            items.append(item)
    values.update(answered)
    for name in list(values):
        item = _settle(row, name, values, answers, limits)
        if item is not None:
            values.pop(name, None)
            items.append(item)
    return Said(values, tuple(items), answered)


def _of_finding(
    row: RowReading, finding: Finding, values: dict[str, Any], answers: Mapping[str, str],
    answered: dict[str, Value],
) -> Item | None:
    """A finding as an item; an answered one puts its value in and is gone."""
    if finding.class_ is FindingClass.DUPLICATE_IN_FILE:
        return None  # judged with the whole file in view
    if finding.kind is FindingKind.WARNED:
        return _item(ItemKind.WARNING, finding)
    key = answer_key(AnswerTo.CELL, row.sheet, row.row, finding.column)
    if finding.field:
        values.pop(finding.field, None)
    options = tuple(Option(choice.answer, choice.label) for choice in finding.choices)
    if options:
        answer = answers.get(key, "")
        if answer == IGNORE:
            return None
        for choice in finding.choices:
            if answer in (choice.answer, choice.label):
                answered.update(_chosen(choice.values, finding.field))
                return None
        options += (Option(IGNORE, "这一格先不导"),)
    is_question = bool(options) or finding.kind is FindingKind.QUESTIONED
    return _item(
        ItemKind.QUESTION if is_question else ItemKind.REFUSAL, finding, options,
        key if options else "",
    )


def _chosen(values: Mapping[str, Value], name: str | None) -> dict[str, Value]:
    """A choice names its fields, or means the field it stands at."""
    return {(name or "") if one == "value" else one: value for one, value in values.items()}


def _item(
    kind: ItemKind, finding: Finding, options: tuple[Option, ...] = (), key: str = ""
) -> Item:
    return Item(
        kind, finding.class_.value, finding.sentence, finding.column, finding.field,
        new=finding.raw or None, scope=finding.scope, options=options, key=key,
        waits_for=finding.asked_by,
    )


def _settle(
    row: RowReading, name: str, values: dict[str, Any], answers: Mapping[str, str],
    limits: Mapping[str, int],
) -> Item | None:
    """One value in the library's form, put in place; an item when it cannot be taken."""
    value = values[name]
    column = row.cells.get(name)
    if value is CLEAR:
        if name in NOT_CLEARED:
            return _refusal(ItemClass.CANNOT_CLEAR, name, column, f"{label(name)}不能清空。")
        return None
    if name in LABELLED:
        return _labelled(row, name, values, answers)
    if isinstance(value, DateValue):
        values[name] = (last_day(value), value.precision.value)
        return None
    if isinstance(value, Decimal):
        return _number(name, column, values)
    if isinstance(value, ForeignMoney):
        amount = value.amount_wan.quantize(Decimal(1).scaleb(-MONEY_PLACES)).normalize()
        values[name] = ForeignMoney(value.currency, amount)
        return None
    limit = limits.get(name)
    if isinstance(value, str) and limit and len(value) > limit:
        text = f"{label(name)}有 {len(value)} 个字，最多 {limit} 个。请缩短，多的写进备注。"
        return _refusal(ItemClass.TOO_LONG, name, column, text)
    return None


def _number(name: str, column: str | None, values: dict[str, Any]) -> Item | None:
    value = values[name]
    if abs(value) >= MOST_WAN:
        text = f"{label(name)}大得不合理：{value:,.0f}。请核对单位。"
        return _refusal(ItemClass.OUT_OF_RANGE, name, column, text)
    values[name] = value.quantize(Decimal(1).scaleb(-PLACES.get(name, MONEY_PLACES)))
    return None


def _labelled(
    row: RowReading, name: str, values: dict[str, Any], answers: Mapping[str, str]
) -> Item | None:
    text = str(values[name])
    known = LABELLED[name]
    key = answer_key(AnswerTo.CELL, row.sheet, row.row, row.cells.get(name))
    found = known.get(squash(text)) or known.get(answers.get(key, ""))
    if found:
        values[name] = found
        return None
    if answers.get(key) == IGNORE or name not in row.cells:
        del values[name]
        return None
    options = tuple(Option(one, one) for one in CHOSEN_FROM[name])
    return Item(
        ItemKind.QUESTION, ItemClass.UNKNOWN_LABEL, f"{label(name)}“{text}”不在选项里。请选一个。",
        row.cells.get(name), name, new=text, key=key,
        options=(*options, Option(IGNORE, "这一格先不导")),
    )


def _refusal(class_: ItemClass, name: str, column: str | None, sentence: str) -> Item:
    return Item(ItemKind.REFUSAL, class_, sentence, column, name)


def label(name: str | None) -> str:
    """字段名 — as the screen says it."""
    return LABELS.get(name or "", name or "")


def last_day(value: DateValue) -> date:
    """The day a date stands as: a month's last, a year's 31 December."""
    first = value.first_day()
    if value.precision is Precision.YEAR:
        return date(first.year, 12, 31)
    if value.precision is Precision.MONTH:
        return first.replace(day=calendar.monthrange(first.year, first.month)[1])
    return first


def without(said: Said, name: str) -> Said:
    """The same statement without what was wrong with one field: it was answered elsewhere."""
    return replace(said, items=tuple(item for item in said.items if item.field != name))


def is_row_withheld(items: tuple[Item, ...]) -> bool:
    """整行不导 — by a refusal or an open question of the whole row."""
    return any(item.withholds_row for item in items)


