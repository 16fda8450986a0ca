"""台账事件."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class LedgerCommitted:
    """台账已导入 — its facts stand in the library."""

    import_id: int
    sender: str
    year: int
    month: int
    created: int
    changed: int
    by_id: int | None
    at: datetime
