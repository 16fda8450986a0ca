"""预置对照 — each catalogue's rows in the library beside those of the preset's files, field by field."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from django.db import models, transaction

from zhaotuifu import presets
from zhaotuifu.administration.access import can_keep_system
from zhaotuifu.administration.catalogues import BY_CODE, CATALOGUES, Catalogue, Values
from zhaotuifu.indicators.catalogue import load_definitions
from zhaotuifu.indicators.defined import preset_rows
from zhaotuifu.indicators.models import IndicatorDefinition
from zhaotuifu.kernel import audit
from zhaotuifu.kernel.actor import Actor
from zhaotuifu.kernel.models import AuditRow
from zhaotuifu.kernel.verdict import Refused, ensure, no
from zhaotuifu.worktime.actions import record_preset_notices
from zhaotuifu.worktime.models import HolidayNotice
from zhaotuifu.worktime.preset import preset_notices

DEFINITIONS, HOLIDAYS = "definitions", "holidays"


class Likeness(StrEnum):
    """比下来."""

    SAME = "same"
    ONLY_FILE = "only_file"
    ONLY_LIBRARY = "only_library"
    DIFFERENT = "different"

    @property
    def label(self) -> str:
        return {
            Likeness.SAME: "相同", Likeness.ONLY_FILE: "只在文件里", Likeness.ONLY_LIBRARY: "只在库里",
            Likeness.DIFFERENT: "不同",
        }[self]


@dataclass(frozen=True, slots=True)
class Difference:
    """一项不同 — what it is called, in the file, in the library."""

    label: str
    file: str
    library: str


@dataclass(frozen=True, slots=True)
class Row:
    """一行 — how it is called, how it compares, what differs; `key` chooses it."""

    key: str
    name: str
    likeness: Likeness
    differences: tuple[Difference, ...] = ()

    @property
    def can_load(self) -> bool:
        """文件里有，库里没有或不同."""
        return self.likeness in (Likeness.ONLY_FILE, Likeness.DIFFERENT)


@dataclass(frozen=True, slots=True)
class Compared:
    """一个目录比下来."""

    code: str
    label: str
    rows: tuple[Row, ...]
    loaded_at: datetime | None
    error: str = ""
    note: str = ""

    @property
    def open(self) -> tuple[Row, ...]:
        """不一样的."""
        return tuple(row for row in self.rows if row.likeness is not Likeness.SAME)


def compared(preset: str) -> tuple[Compared, ...]:
    """对照全部目录 — a fixed number of SQL statements; a file that cannot be read says why."""
    found = [_catalogue(one, preset) for one in CATALOGUES]
    return (*found, _definitions(preset), _holidays())


def _catalogue(catalogue: Catalogue, preset: str) -> Compared:
    loaded = _loaded_at(catalogue.kind)
    try:
        given = {_key(catalogue, row): row for row in catalogue.given(preset)}
    except (presets.PresetError, KeyError, ValueError) as problem:
        return Compared(catalogue.code, catalogue.label, (), loaded, f"文件读不出来：{problem}")
    stands = {
        _key(catalogue, row): row for row in map(_values, catalogue.model._default_manager.order_by("pk"))
    }
    labels = {field.name: str(field.verbose_name) for field in catalogue.model._meta.concrete_fields}
    rows = []
    for key in dict.fromkeys([*given, *stands]):
        file, library = given.get(key), stands.get(key)
        row: Values = file or library or {}
        name = " ".join(
            _called(catalogue, part, row[part]) for part in ("name", "currency", "valid_from")
            if row.get(part) not in (None, "")
        )
        rows.append(_row(key, name, file, library, labels))
    note = "人改过的专项不再随文件变。" if catalogue.code == "programmes" else ""
    return Compared(catalogue.code, catalogue.label, tuple(rows), loaded, note=note)


def _row(
    key: str, name: str, file: Values | None, library: Values | None, labels: dict[str, str]
) -> Row:
    if library is None:
        return Row(key, name, Likeness.ONLY_FILE)
    if file is None:
        return Row(key, name, Likeness.ONLY_LIBRARY)
    different = tuple(
        one for field, value in file.items() if value != library.get(field)
        for one in _differences(labels.get(field, field), value, library.get(field))
    )
    return Row(key, name, Likeness.DIFFERENT if different else Likeness.SAME, different)


def _differences(label: str, file: Any, library: Any) -> list[Difference]:
    """One, or one for every part of a value that is made of parts."""
    if not (isinstance(file, dict) and isinstance(library, dict)):
        return [Difference(label, _text(file), _text(library))]
    names = [name for name in dict.fromkeys([*file, *library]) if file.get(name) != library.get(name)]
    return [Difference(f"{label} {name}", _text(file.get(name)), _text(library.get(name))) for name in names]


def _definitions(preset: str) -> Compared:
    """Written definitions are facts in versions: one that is new or worded anew is recorded."""
    rows = []
    stands = {(row.code, row.version): row for row in IndicatorDefinition.objects.known()}
    try:
        given = {(row.code, row.version): row for row in preset_rows(preset)}
    except (presets.PresetError, Refused) as problem:
        return Compared(DEFINITIONS, "指标定义", (), None, f"文件读不出来：{problem}")
    labels = {field.name: str(field.verbose_name) for field in IndicatorDefinition._meta.concrete_fields}
    for key in dict.fromkeys([*given, *stands]):
        file, library = given.get(key), stands.get(key)
        code, version = key
        name = (file or stands[key]).name
        rows.append(
            _row(f"{code}/{version}", f"{name} 第{version}版", _said(file), _said(library), labels)
        )
    return Compared(DEFINITIONS, "指标定义", tuple(rows), _loaded_at("indicator_definition"))


def _said(row: IndicatorDefinition | None) -> Values | None:
    return None if row is None else dict(zip(row.FACT_VALUES, row.fact_value(), strict=True))


def _holidays() -> Compared:
    """A year that is known stays as it is: what an administrator recorded outranks the file."""
    known = {
        row.year: row for row in HolidayNotice.objects.known().order_by("year").prefetch_related("special_days")
    }
    rows = []
    given = {notice.year: notice for notice in preset_notices()}
    for year in sorted({*given, *known}):
        file, library = given.get(year), known.get(year)
        said = None if file is None else {
            "source": file.source, "issued_on": file.issued_on,
            "days": sorted((day.on, day.is_workday) for day in file.days),
        }
        stands = None if library is None else {
            "source": library.source, "issued_on": library.issued_on,
            "days": sorted((day.on, day.is_workday) for day in library.special_days.all()),
        }
        labels = {"source": "通知", "issued_on": "发布日期", "days": "放假和调休的日子"}
        rows.append(_row(str(year), f"{year}年", said, stands, labels))
    return Compared(
        HOLIDAYS, "放假通知", tuple(rows), _loaded_at("holiday_notice"),
        note="库里已有的年份不随文件变；要改，在放假通知页录更正的通知。",
    )


@transaction.atomic
def load_chosen(
    *, preset: str, code: str, keys: Collection[str], reason: str, by: Actor, at: datetime
) -> int:
    """载入选中的 — rows of one catalogue, as the file says them; returns how many changed.

    Raises `Refused` for who may not, without a choice or a reason, and for a row the file lacks.
    """
    ensure(can_keep_system(by))
    at = audit.take_turn(at)
    if not keys:
        raise Refused(no("还没有选行。请勾选要按文件载入的行。"))
    if not reason.strip():
        raise Refused(no("请写明原因。原因会留在审计记录里。"))
    changed = _load(preset, code, set(keys), by=by, at=at)
    audit.record(
        by=by, at=at, action="按预置载入", object_kind="preset", object_id=code, object_name=preset,
        after={"rows": sorted(keys), "changed": changed, "reason": reason.strip()},
    )
    return changed


def _load(preset: str, code: str, keys: set[str], *, by: Actor, at: datetime) -> int:
    if code == DEFINITIONS:
        chosen = [row for row in preset_rows(preset) if f"{row.code}/{row.version}" in keys]
        return load_definitions(definitions=chosen, by=by, at=at)
    if code == HOLIDAYS:
        return len(record_preset_notices(by=by, at=at, years={int(key) for key in keys if key.isdecimal()}))
    catalogue = BY_CODE.get(code)
    if catalogue is None:
        raise Refused(no("没有这个目录。请刷新后再选。"))
    given = {_key(catalogue, row): row for row in catalogue.given(preset)}
    if missing := keys - set(given):
        raise Refused(no(f"文件里没有这一行：{'、'.join(sorted(missing))}。请刷新后再选。"))
    return catalogue.load([given[key] for key in sorted(keys)], by=by, at=at)


def _key(catalogue: Catalogue, row: Values) -> str:
    return "/".join(_text(row[name]) for name in catalogue.key)


def _called(catalogue: Catalogue, name: str, value: Any) -> str:
    """A choice by its label."""
    choices = catalogue.model._meta.get_field(name).choices  # type: ignore[union-attr]
    return str(dict(choices).get(value, value)) if choices else str(value)


def _values(row: models.Model) -> Values:
    return {field.name: field.value_from_object(row) for field in row._meta.concrete_fields}


def _loaded_at(kind: str) -> datetime | None:
    """The last deed that put a row of the kind there or changed it; one SQL statement."""
    rows = AuditRow.objects.filter(object_kind=kind).order_by("-number")
    return rows.values_list("at", flat=True).first()


def _text(value: Any) -> str:
    if value is None or value == "":
        return "—"
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return "、".join(map(_text, value)) or "—"
    return str(value)
