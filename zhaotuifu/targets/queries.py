"""目标查询 — the targets in force."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from zhaotuifu.targets.models import Target


def targets_of(
    year: int, known_at: datetime | None = None
) -> dict[tuple[str, str, int | None], Decimal]:
    """年度目标 — by (indicator, level, zone id or None for the district); one SQL statement."""
    rows = Target.objects.known(known_at).filter(year=year).order_by("recorded_at", "id")
    return {(row.indicator, row.level, row.zone_id): row.target_value for row in rows}
