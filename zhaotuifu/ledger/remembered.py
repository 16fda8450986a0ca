"""记住的 — what persons decided of names and answered for whole files and columns, to show and recall."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from zhaotuifu.kernel.actor import Actor
from zhaotuifu.kernel.pages import Page
from zhaotuifu.ledger.models import AnswerDecision, NameDecision
from zhaotuifu.ledger.rules import recalling
from zhaotuifu.ledger.states import AnswerAbout

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


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """记住的答复 — of a name that is no 板块, or of a head's doubt."""

    id: int
    sender: str
    text: str
    about: str
    answer: str
    taught_at: datetime
    taught_by: str
    import_id: int
    file_name: str


def answers(actor: Actor, number: int = 1) -> Page[AnswerLine]:
    """记住的答复 — of all senders for the office, of the own 板块 for a 板块; two SQL statements."""
    found = AnswerDecision.objects.visible_to(actor).in_force()
    start = (number - 1) * SHOWN
    rows = found.select_related("sender", "taught_by", "learnt_from__file")
    part = rows.order_by("sender_id", "about", "text", "id")[start : start + SHOWN]
    return Page([_answer_line(one) for one in part], number, SHOWN, found.count())


def _answer_line(one: AnswerDecision) -> AnswerLine:
    is_zone = one.about == AnswerAbout.ZONE_NAME
    return AnswerLine(
        one.pk, one.sender.name if one.sender else "系统", one.text.replace("\n", " / "),
        "是哪个板块" if is_zone else recalling.label(one.doubt),
        one.answer if is_zone else recalling.said(one.answer), one.taught_at,
        one.taught_by.name if one.taught_by else "系统", one.learnt_from_id,
        one.learnt_from.file.name,
    )


def find_answer(actor: Actor, decision_id: int) -> AnswerDecision | None:
    """找一条答复 — None when it is not there for this actor, or no longer in force; one SQL statement."""
    return AnswerDecision.objects.visible_to(actor).in_force().filter(pk=decision_id).first()


def of_columns(sender_id: int | None) -> dict[str, dict[str, str]]:
    """整列的答复 — in force of the sender, by head and doubt; one SQL statement."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    rows = AnswerDecision.objects.in_force().filter(
        sender_id=sender_id, about=AnswerAbout.COLUMN
    )
    for head, doubt, answer in rows.order_by("id").values_list("text", "doubt", "answer"):
        found[head][doubt] = answer
    return dict(found)


def of_zone_names(sender_id: int | None) -> dict[str, str]:
    """名称的答复 — which 板块 a name means to the sender; one SQL statement."""
    rows = AnswerDecision.objects.in_force().filter(
        sender_id=sender_id, about=AnswerAbout.ZONE_NAME
    )
    return dict(rows.order_by("id").values_list("text", "answer"))
