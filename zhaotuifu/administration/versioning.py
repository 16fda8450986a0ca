"""规则的新版 — a new row from a later day on; a row that was in force is never edited."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction

from zhaotuifu.administration.access import can_keep_system
from zhaotuifu.administration.catalogues import Catalogue, Values
from zhaotuifu.kernel import audit
from zhaotuifu.kernel.actor import Actor
from zhaotuifu.kernel.verdict import Refused, ensure, no


@dataclass(frozen=True, slots=True)
class Version:
    """一版 — its name, days, source, and what it says, field by field; whether it is in force."""

    name: str
    valid_from: date | None
    valid_to: date | None
    source: str
    said: tuple[tuple[str, str], ...]
    is_in_force: bool
    is_to_come: bool
    is_example: bool


@dataclass(frozen=True, slots=True)
class Versions:
    """各版 — those in force or to come, and those that were."""

    now: tuple[Version, ...]
    past: tuple[Version, ...]

    @property
    def count(self) -> int:
        """几版."""
        return len(self.now) + len(self.past)


def parted(found: tuple[Version, ...]) -> Versions:
    """分开 — what counts today or later stands first; the rest is folded away."""
    now = tuple(one for one in found if one.is_in_force or one.is_to_come)
    return Versions(now, tuple(one for one in found if one not in now)) if now else Versions(found, ())


HEAD = ("name", "source", "valid_from", "valid_to", "is_example", "code")


def versions(catalogue: Catalogue, today: date) -> tuple[Version, ...]:
    """各版 — the newest first; one SQL statement."""
    order = ["-valid_from"] if has_days(catalogue) else ["position"]
    rows = list(catalogue.model._default_manager.order_by(*order, "-pk"))
    in_force: set[tuple[Any, ...]] = set()
    found = []
    for row in rows:
        series = tuple(getattr(row, name) for name in catalogue.series)
        first, last = getattr(row, "valid_from", None), getattr(row, "valid_to", None)
        is_current = (first is None or first <= today) and (last is None or last >= today)
        is_in_force = is_current and series not in in_force
        if is_in_force:
            in_force.add(series)
        found.append(
            Version(
                _name(row), first, last, getattr(row, "source", ""), _said(catalogue, row), is_in_force,
                first is not None and first > today, bool(getattr(row, "is_example", False)),
            )
        )
    return tuple(found)


def has_days(catalogue: Catalogue) -> bool:
    """有起止日."""
    return any(field.name == "valid_from" for field in catalogue.model._meta.concrete_fields)


def latest(catalogue: Catalogue) -> models.Model | None:
    """最后一版 — what a new one begins with; one SQL statement."""
    return catalogue.model._default_manager.order_by("-valid_from", "-pk").first()


@transaction.atomic
def add_version(
    *, catalogue: Catalogue, values: Values, reason: str, by: Actor, at: datetime, today: date
) -> None:
    """录新版 — from a day on. Earlier rows stay as they are.

    Raises `Refused` for who may not, without a reason, for a day before today (what was judged then
    stays judged), for one not after the last version of its series, and where the table refuses.
    """
    ensure(can_keep_system(by))
    at = audit.take_turn(at)
    if not catalogue.takes_versions:
        raise Refused(no(f"{catalogue.label}不在这里录。请到它自己的页上办。"))
    if not reason.strip():
        raise Refused(no("请写明原因。原因会留在审计记录里。"))
    first: date = values["valid_from"]
    if first < today:
        raise Refused(no("“自”不能早于今天：过去的日子按当时的规则算过了，不改。请填今天或以后。"))
    series = {name: values[name] for name in catalogue.series}
    last = catalogue.model._default_manager.filter(**series).order_by("-valid_from", "-pk").first()
    if last is not None and first <= last.valid_from:  # type: ignore[attr-defined]
        begun = last.valid_from  # type: ignore[attr-defined]
        raise Refused(no(f"“自”要晚于最后一版的 {begun}。录了的不改，请填更晚的一天。"))
    try:
        catalogue.model(**values).full_clean()
    except ValidationError as problem:
        raise Refused(no("；".join(problem.messages))) from None
    row = catalogue.load([values], by=by, at=at)
    audit.record(
        by=by, at=at, action="录规则新版", object_kind=catalogue.kind, object_id=catalogue.code,
        object_name=str(values.get("name") or catalogue.label),
        after={"valid_from": first, "reason": reason.strip(), "rows": row},
    )


def _name(row: models.Model) -> str:
    if hasattr(row, "get_currency_display"):
        return str(row.get_currency_display())
    return str(getattr(row, "name", ""))


def _said(catalogue: Catalogue, row: models.Model) -> tuple[tuple[str, str], ...]:
    found = []
    for field in catalogue.fields:
        if field.name in HEAD:
            continue
        value = field.value_from_object(row)
        display = getattr(row, f"get_{field.name}_display", None)
        found.append((str(field.verbose_name), _written(display() if display else value)))
    return tuple(found)


def _written(value: Any) -> str:
    if value is None or value == "" or value == []:
        return "—"
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list):
        return "、".join(map(str, value))
    return f"{value:f}".rstrip("0").rstrip(".") if hasattr(value, "normalize") else str(value)
