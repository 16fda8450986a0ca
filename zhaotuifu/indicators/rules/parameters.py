"""口径参数 — the numbers inside the definitions: what stands here is used where no definition is loaded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

SCHEDULE, START_SCHEDULE, BEHIND = "schedule", "start_schedule", "behind"
SIZE_BANDS, COMPARISON = "size_bands", "comparison"
PACED_MONTHS, TOLERANCE, BANDS = "paced_months", "tolerance_points", "bands"
PERCENTILE, FIRST, LAST = "percentile", "from", "to"

#: by (definition, parameter); by level "" is 全部
Parameters = Mapping[tuple[str, str], Any]

DEFAULTS: Parameters = {
    (SCHEDULE, PACED_MONTHS): {"": 12},
    (START_SCHEDULE, PACED_MONTHS): {"": 12, "province": 9},
    (BEHIND, TOLERANCE): 0,
}


@dataclass(frozen=True, slots=True)
class Size:
    """规模档 — from a total investment on, in 万元 or, for a project in dollars, in 万美元; reaching one is enough."""

    code: str
    name: str
    from_wan: Decimal | None = None
    from_usd_wan: Decimal | None = None

    def takes(self, total_wan: Decimal | None, usd_wan: Decimal | None) -> bool:
        """够不够 — the threshold itself is enough; without a total investment a project is smaller."""
        pairs = ((self.from_wan, total_wan), (self.from_usd_wan, usd_wan))
        return any(
            least is not None and given is not None and given >= least for least, given in pairs
        )


def sizes(parameters: Parameters) -> tuple[Size, ...]:
    """规模各档 — in the order of the definition."""
    return tuple(
        Size(row["code"], row["name"], _decimal(row.get("from_wan")), _decimal(row.get("from_usd_wan")))
        for row in parameters.get((SIZE_BANDS, BANDS), ())
    )


def _decimal(given: object) -> Decimal | None:
    return None if given is None else Decimal(str(given))
