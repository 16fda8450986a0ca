"""更正说明 — what a new submission says differently from the one sent before, cell by cell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from zhaotuifu.submissions.rules.fields import NUMBER
from zhaotuifu.submissions.rules.filling import FilledArea, FilledSpot, Value
from zhaotuifu.submissions.rules.pointing import FIGURES, TEXT

BLANK = ""


@dataclass(frozen=True, slots=True)
class Change:
    """一处变化 — before and after as texts; blank is no value."""

    where: str
    what: str
    before: str
    after: str


def said(value: Value) -> str:
    """一格成文字."""
    return BLANK if value is None else next(iter(value.values()))


def content_of(areas: Sequence[FilledArea], spots: Sequence[FilledSpot]) -> dict[str, Any]:
    """填了什么 — as plain data: rows by project, cells by address."""
    return {
        "areas": [
            {
                "sheet": one.area.sheet,
                "first": one.area.first,
                "heads": _heads(one),
                "rows": [
                    [line.project_id, line.name, [said(value) for value in _values(one, row)]]
                    for line, row in zip(one.lines, one.rows, strict=True)
                ],
            }
            for one in areas
        ],
        "spots": [
            [
                one.spot.sheet,
                one.spot.cell,
                "文字" if one.spot.what == TEXT else FIGURES[one.spot.what],
                said(one.value),
            ]
            for one in spots
        ],
    }


def _heads(one: FilledArea) -> list[str]:
    """The heads without 序号: a row's place is not what is reported."""
    return [
        head
        for head, column in zip(one.heads, one.area.columns, strict=True)
        if column.field != NUMBER
    ]


def _values(one: FilledArea, row: Sequence[Value]) -> list[Value]:
    return [
        value for value, column in zip(row, one.area.columns, strict=True) if column.field != NUMBER
    ]


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[Change, ...]:
    """变化 — added and dropped projects, changed cells."""
    found = list(_spots(before["spots"], after["spots"]))
    old = {(area["sheet"], number): area for number, area in enumerate(before["areas"])}
    for number, area in enumerate(after["areas"]):
        found += _rows(old.pop((area["sheet"], number), None), area)
    for (sheet, _), area in old.items():
        found += [Change(name, sheet, "列入", "不再列入") for _, name, _ in area["rows"]]
    return tuple(found)


def _spots(before: Sequence, after: Sequence) -> Iterator[Change]:
    old = {(sheet, cell): (label, value) for sheet, cell, label, value in before}
    for sheet, cell, label, value in after:
        _, was = old.pop((sheet, cell), (label, BLANK))
        if was != value:
            yield Change(f"{sheet}!{cell}", label, was, value)
    for (sheet, cell), (label, was) in old.items():
        yield Change(f"{sheet}!{cell}", label, was, BLANK)


def _rows(before: Mapping[str, Any] | None, after: Mapping[str, Any]) -> Iterator[Change]:
    heads = before["heads"] if before else []
    old = {row[0]: row for row in before["rows"]} if before else {}
    for project_id, name, values in after["rows"]:
        was = old.pop(project_id, None)
        if was is None:
            yield Change(name, after["sheet"], "没有列入", "列入")
            continue
        then = dict(zip(heads, was[2], strict=True))
        for head, value in zip(after["heads"], values, strict=True):
            if then.get(head, BLANK) != value:
                yield Change(name, head, then.get(head, BLANK), value)
    for _, name, _ in old.values():
        yield Change(name, after["sheet"], "列入", "不再列入")
