"""上次来 — since when a page tells what changed."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils.dateparse import parse_date

from zhaotuifu.parties.access import ActedRequest
from zhaotuifu.parties.views import PREVIOUS_VISIT_ON

A_WEEK = timedelta(days=7)


def last_visit(request: ActedRequest, today: date) -> date:
    """上次来的日子 — the visit before this one, remembered at sign-in; without one, a week ago."""
    told = request.session.get(PREVIOUS_VISIT_ON, "")
    return (parse_date(told) if told else None) or today - A_WEEK
