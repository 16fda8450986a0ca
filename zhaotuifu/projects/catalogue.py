"""项目库目录 — programmes, exchange rates and thresholds of a preset: dated, with source, renewed, audited."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import models, transaction

from zhaotuifu.kernel import audit
from zhaotuifu.kernel.actor import Actor
from zhaotuifu.kernel.catalogue import load_row
from zhaotuifu.projects.models import AdmissionThreshold, ExchangeRate, Programme

Rows = Iterable[Mapping[str, Any]]


@transaction.atomic
def load_catalogue(
    *, programmes: Rows = (), rates: Rows = (), thresholds: Rows = (), source: str = "",
    is_example: bool = False, by: Actor, at: datetime,
) -> int:
    """载入目录 — create or renew rows by code and first day; returns how many changed.

    A programme that a person has changed since stays as the person left it. `source` stands where
    a row names none of its own.
    """
    at = audit.take_turn(at)
    changed = 0
    for row in programmes:
        changed += _programme(programme_values(row, is_example), by=by, at=at)
    for row in rates:
        values = rate_values(row, source, is_example)
        changed += _load(ExchangeRate, ("currency", "valid_from"), values, "汇率", by=by, at=at)
    for row in thresholds:
        values = threshold_values(row, is_example)
        changed += _load(AdmissionThreshold, ("code", "valid_from"), values, "入库门槛", by=by, at=at)
    return changed


def programme_values(row: Mapping[str, Any], is_example: bool) -> dict[str, Any]:
    """一个专项 — an entry of a preset as the values of a row."""
    return dict(row) | {"is_example": is_example}


def rate_values(row: Mapping[str, Any], source: str, is_example: bool) -> dict[str, Any]:
    """一个汇率 — yuan for one unit; `source` stands where the row names none."""
    return {"source": source} | dict(row) | {"rate": Decimal(str(row["rate"])), "is_example": is_example}


def threshold_values(row: Mapping[str, Any], is_example: bool) -> dict[str, Any]:
    """一个门槛 — 万元 and 万美元."""
    usd = row.get("at_least_usd_wan")
    return dict(row) | {
        "is_example": is_example, "at_least_wan": Decimal(str(row["at_least_wan"])),
        "at_least_usd_wan": None if usd is None else Decimal(str(usd)),
    }


def _programme(values: Mapping[str, Any], *, by: Actor, at: datetime) -> bool:
    if Programme.objects.filter(code=values["code"], changed_at__isnull=False).exists():
        return False
    return _load(Programme, ("code",), values, "专项", by=by, at=at)


def _load(
    model: type[models.Model], key: tuple[str, ...], values: Mapping[str, Any], word: str, *,
    by: Actor, at: datetime,
) -> bool:
    kind = str(model._meta.model_name)
    return load_row(model, key, values, deed=f"载入{word}", kind=kind, by=by, at=at)
