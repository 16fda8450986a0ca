"""公文种类目录 — the kinds as dated rows, loaded from a preset; what is in force on a day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from zhaotuifu.evidence.actions import content
from zhaotuifu.kernel import audit
from zhaotuifu.kernel.actor import Actor
from zhaotuifu.kernel.catalogue import load_row
from zhaotuifu.reports import kinds
from zhaotuifu.reports.models import KindTemplate, KindVersion, Report
from zhaotuifu.reports.rules.kinds import DocumentKind, kind_of
from zhaotuifu.reports.rules.sections import ensure_composable

Given = Mapping[str, Any]


def from_preset(content: Given) -> tuple[Given, ...]:
    """读公文种类 — every document of a preset's documents file as the values of a row.

    Raises `KindError`, with a sentence naming the field, for a kind that cannot be used.
    """
    found = []
    for place, row in enumerate(content["documents"]):
        ensure_composable(kind_of(row))
        data = {name: value for name, value in row.items() if name not in ("valid_from", "valid_to")}
        found.append({
            "code": row["code"], "name": row["name"], "data": data,
            "source": row.get("source") or content["source"],
            "is_example": bool(row.get("is_example", content.get("is_example", False))),
            "valid_from": row.get("valid_from") or content["valid_from"],
            "valid_to": row.get("valid_to"), "position": place,
        })  # fmt: skip
    return tuple(found)


@transaction.atomic
def load_kinds(*, rows: tuple[Given, ...], by: Actor, at: datetime) -> int:
    """载入公文种类 — create or renew versions by code and first day; returns how many changed."""
    at = audit.take_turn(at)
    return sum(
        load_row(
            KindVersion, ("code", "valid_from"), row, deed="载入公文种类", kind="document_kind",
            by=by, at=at,
        )
        for row in rows
    )


def versions_on(day: date) -> tuple[KindVersion, ...]:
    """各种类在用的版本 — on the day, in order; one SQL statement."""
    rows = (
        KindVersion.objects.filter(valid_from__lte=day)
        .filter(Q(valid_to__isnull=True) | Q(valid_to__gte=day))
        .order_by("position", "code", "valid_from", "id")
    )
    newest = {row.code: row for row in rows}
    return tuple(sorted(newest.values(), key=lambda row: (row.position, row.code)))


def version_on(code: str, day: date) -> KindVersion | None:
    """在用的版本 — of one kind; None when no row was loaded."""
    return next((row for row in versions_on(day) if row.code == code), None)


def versions_of(code: str) -> tuple[KindVersion, ...]:
    """一种公文的各版 — newest first."""
    return tuple(KindVersion.objects.filter(code=code).order_by("-valid_from", "-id"))


def kinds_on(day: date) -> tuple[DocumentKind, ...]:
    """能编的公文 — in force on the day; of a library without rows those of the preset."""
    found = tuple(kind_of(row.data) for row in versions_on(day))
    return found or kinds.kinds()


def kind_named(text: str, day: date) -> DocumentKind | None:
    """按名取种类 — by code, name, short name or another name; None when there is none."""
    for kind in kinds_on(day):
        if text.strip() in (kind.code, kind.name, kind.short_name, *kind.aliases):
            return kind
    return None


def kind_opened(report: Report) -> DocumentKind:
    """拟稿时的种类 — the version the report was opened under.

    One without a version is read as the preset says, or by its code alone.
    """
    if report.kind_version is not None:
        return kind_of(report.kind_version.data)
    return _preset_kind(settings.PRESET, report.kind)


def preset_name(code: str) -> str:
    """预置里的名称 — of a kind whose reports are older than the versions; else its code."""
    return _preset_kind(settings.PRESET, code).name


@lru_cache(maxsize=64)
def _preset_kind(preset: str, code: str) -> DocumentKind:
    """The file is read once by a process: a register may hold hundreds of such reports."""
    return kinds.kind_named(code) or DocumentKind(code, code, code, "", "", "", 0, True)


def templates_of(code: str) -> tuple[KindTemplate, ...]:
    """一种公文的模板 — newest first, ended ones too."""
    rows = KindTemplate.objects.filter(kind=code).select_related("file", "uploaded_by")
    return tuple(rows.order_by("-valid_from", "-id"))


def template_on(code: str, day: date) -> bytes | None:
    """在用的模板 — its bytes; None when the kind has none and the house's own layout is used."""
    row = (
        KindTemplate.objects.filter(kind=code, valid_from__lte=day, ended_at__isnull=True)
        .select_related("file").order_by("-valid_from", "-id").first()
    )
    return None if row is None else content(row.file)
