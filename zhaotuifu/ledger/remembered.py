"""记住的名称 — what persons decided of names, for the page that shows and takes back what was learnt."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from zhaotuifu.kernel.actor import Actor
from zhaotuifu.kernel.pages import Page
from zhaotuifu.ledger.models import NameDecision

SHOWN = 50


@dataclass(frozen=True, slots=True)
class NameLine:
    """记住的一条 — this sender's name in this 板块 is, or is not, the project."""

    id: int
    sender: str
    name: str
    zones: str
    is_same: bool
    project_id: int
    project_name: str
    taught_at: datetime
    taught_by: str
    import_id: int
    file_name: str

    @property
    def sentence(self) -> str:
        """一句话 — as a person said it."""
        return f"是“{self.project_name}”" if self.is_same else f"不是“{self.project_name}”"


def remembered(actor: Actor, number: int = 1) -> Page[NameLine]:
    """记住的名称 — of all senders for the office, of the own 板块 for a 板块; two SQL statements."""
    found = NameDecision.objects.visible_to(actor).in_force()
    start = (number - 1) * SHOWN
    rows = found.select_related("sender", "project", "taught_by", "learnt_from__file")
    return Page(
        [_line(one) for one in rows.order_by("sender_id", "name", "id")[start : start + SHOWN]],
        number, SHOWN, found.count(),
    )


def _line(one: NameDecision) -> NameLine:
    return NameLine(
        one.pk, one.sender.name if one.sender else "系统", one.name, one.zone_text, one.is_same,
        one.project_id, one.project.name, one.taught_at,
        one.taught_by.name if one.taught_by else "系统", one.learnt_from_id,
        one.learnt_from.file.name,
    )


def find_decision(actor: Actor, decision_id: int) -> NameDecision | None:
    """找一条 — None when it is not there for this actor, or no longer in force; one SQL statement."""
    rows = NameDecision.objects.visible_to(actor).in_force()
    return rows.select_related("project").filter(pk=decision_id).first()
