"""公文种类 — which documents this district issues, as its preset says."""

from __future__ import annotations

from functools import lru_cache

from django.conf import settings

from zhaotuifu import presets
from zhaotuifu.reports.rules.kinds import DocumentKind, kind_of
from zhaotuifu.reports.rules.sections import ensure_composable


def kinds() -> tuple[DocumentKind, ...]:
    """能编的公文 — in the order of the preset."""
    return _kinds(settings.PRESET)


@lru_cache(maxsize=8)
def _kinds(preset: str) -> tuple[DocumentKind, ...]:
    """The file of a preset is read once by a process."""
    rows = presets.load(preset, "documents")["documents"]
    return tuple(ensure_composable(kind_of(row)) for row in rows)


def kind_named(text: str) -> DocumentKind | None:
    """按名取种类 — by code, name, short name or another name; None when there is none."""
    for kind in kinds():
        if text.strip() in (kind.code, kind.name, kind.short_name, *kind.aliases):
            return kind
    return None


def issuer_of(kind: DocumentKind, district: str) -> str:
    """编发单位 — the preset's office, under the name of the district that is really served."""
    own = presets.load(settings.PRESET, "district")["demo_name"]
    return kind.issuer.replace(own, district) if district else kind.issuer


def office_name() -> str:
    """编制单位 — 区重大办."""
    return presets.load(settings.PRESET, "district")["office"]["name"]
