"""报告事件."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class ReportIssued:
    """专报已签发 — text and figures are frozen."""

    report_id: int
    title: str
    by_id: int | None
    at: datetime


@dataclass(frozen=True, slots=True)
class ErratumIssued:
    """勘误已签发 — the report it corrects does not change."""

    erratum_id: int
    title: str
    by_id: int | None
    at: datetime
