"""接线 — the one page that draws every upward arrow: event → reaction."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.apps import AppConfig

from zhaotuifu.kernel.verdict import YES, Verdict

if TYPE_CHECKING:
    from zhaotuifu.carryover.models import CarryOver
    from zhaotuifu.ledger.models import LedgerImport


class WiringConfig(AppConfig):
    """接线应用 — wires once, when all areas are loaded."""

    name = "zhaotuifu"
    label = "wiring"

    def ready(self) -> None:
        from zhaotuifu.administration import handing_over
        from zhaotuifu.carryover import access as carryover
        from zhaotuifu.collection import queries as collection
        from zhaotuifu.desk import handing_over as desk_kept
        from zhaotuifu.desk import reactions as desk
        from zhaotuifu.indicators import difference_asking
        from zhaotuifu.indicators import reactions as indicators
        from zhaotuifu.kernel import work
        from zhaotuifu.kernel.events import react
        from zhaotuifu.ledger.access import UNDO_GUARDS
        from zhaotuifu.ledger.events import LedgerCommitted
        from zhaotuifu.parties.queries import actor_with_id
        from zhaotuifu.progress.events import ProgressRecorded
        from zhaotuifu.projects.events import ProjectsRecorded, StandingChanged
        from zhaotuifu.reports import occasions
        from zhaotuifu.reports.actions import preparing
        from zhaotuifu.reports.events import ErratumIssued, ReportIssued
        from zhaotuifu.supervision import reactions as supervision

        react(ProjectsRecorded, indicators.roll_up_projects)
        react(ProgressRecorded, indicators.roll_up_progress)
        react(ProjectsRecorded, supervision.refresh_after_projects)
        react(ProgressRecorded, supervision.refresh_after_progress)
        react(StandingChanged, desk.tell_of_standing)
        react(LedgerCommitted, desk.tell_of_ledger)
        react(ReportIssued, desk.tell_of_report)
        react(ErratumIssued, desk.tell_of_erratum)
        work.ACTORS[:] = [actor_with_id]
        preparing.CLOSING[:] = [collection.closes_on]
        difference_asking.OCCASIONS[:] = [occasions.issued]
        for guard in (no_report_stands_on, no_submission_stands_on):
            if guard not in UNDO_GUARDS:
                UNDO_GUARDS.append(guard)
        handing_over.PARTS[1:] = desk_kept.PARTS
        if nothing_stands_on_carry not in carryover.UNDO_GUARDS:
            carryover.UNDO_GUARDS.append(nothing_stands_on_carry)


def no_report_stands_on(ledger_import: LedgerImport) -> Verdict:
    """没有专报引用 — the ledger and the reports share a line and do not know each other: asked here.

    Yes, or no because a 专报 was issued on what this import wrote.
    """
    from zhaotuifu.reports.access import no_issue_builds_on

    if ledger_import.committed_at is None:
        return YES
    return no_issue_builds_on(ledger_import.committed_at, _written_by(ledger_import))


def no_submission_stands_on(ledger_import: LedgerImport) -> Verdict:
    """没有上报引用 — or no because a 上报表 was sent on what this import wrote."""
    from zhaotuifu.submissions.access import no_submission_builds_on

    if ledger_import.committed_at is None:
        return YES
    return no_submission_builds_on(ledger_import.committed_at, _written_by(ledger_import))


def nothing_stands_on_carry(carry: CarryOver) -> Verdict:
    """没有引用结转 — or no because a 专报 or a 上报表 of the new year was made of what it wrote."""
    from zhaotuifu.reports.access import no_issue_builds_on
    from zhaotuifu.submissions.access import no_submission_builds_on

    if carry.committed_at is None:
        return YES
    written = carry.lines.filter(is_written=True).order_by("project_id")
    ids = set(written.values_list("project_id", flat=True))
    return no_issue_builds_on(
        carry.committed_at, ids, from_year=carry.next_year
    ) and no_submission_builds_on(carry.committed_at, ids, from_year=carry.next_year)


def _written_by(ledger_import: LedgerImport) -> Iterable[int]:
    """Projects that the import made or changed."""
    from zhaotuifu.ledger.states import Outcome

    written = ledger_import.rows.filter(
        project__isnull=False, outcome__in=[Outcome.CREATED, Outcome.CHANGED]
    )
    return written.order_by("id").values_list("project_id", flat=True)
