"""签发的时点 — when the last 专报 was issued: its day, and what was known then."""

from __future__ import annotations

from zhaotuifu.indicators.difference_asking import Occasion
from zhaotuifu.kernel.actor import Actor
from zhaotuifu.reports.models import Report
from zhaotuifu.reports.states import ReportState

MOST = 2


def issued(actor: Actor) -> tuple[Occasion, ...]:
    """最近几期 — of those the actor may read, the latest first; one SQL statement."""
    found = Report.objects.visible_to(actor).filter(state=ReportState.ISSUED)
    rows = found.order_by("-as_of", "-id").values_list("number", "as_of", "known_at")[:MOST]
    return tuple(
        Occasion(f"{'上期专报' if place == 0 else '再上期'}（第{number}期）", as_of, known_at)
        for place, (number, as_of, known_at) in enumerate(rows)
    )
