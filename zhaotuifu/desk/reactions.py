"""工作台反应 — news of the areas becomes notices to the people it concerns, never to the doer."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone

from zhaotuifu.kernel.actor import Role
from zhaotuifu.ledger.events import LedgerCommitted
from zhaotuifu.notices import actions as notices
from zhaotuifu.parties.queries import holders
from zhaotuifu.projects.events import StandingChanged
from zhaotuifu.projects.states import Standing
from zhaotuifu.reports.events import ErratumIssued, ReportIssued


def tell_of_ledger(event: LedgerCommitted) -> None:
    """台账已导入 — to the 区重大办."""
    sentence = (
        f"{event.sender}导入了{event.year}年{event.month}月台账："
        f"新增 {event.created} 个，变更 {event.changed} 个。"
    )
    _send((Role.OFFICE,), sentence, reverse("ledger_preview", args=[event.import_id]), event)


def tell_of_report(event: ReportIssued) -> None:
    """专报已签发 — to the leaders and the 区重大办."""
    link = reverse("report_page", args=[event.report_id])
    _send((Role.LEADER, Role.OFFICE), f"{event.title}已签发。", link, event)


def tell_of_erratum(event: ErratumIssued) -> None:
    """勘误已签发 — to whom the report itself was told of."""
    link = reverse("erratum_page", args=[event.erratum_id])
    _send((Role.LEADER, Role.OFFICE), f"{event.title}已签发，原来的一期不变。", link, event)


def tell_of_standing(event: StandingChanged) -> None:
    """停复退 — to the 区重大办 and to the clerks of the project's own 板块."""
    label = Standing(event.standing).label
    sentence = f"“{event.name}”改为{label}：{event.reason}"
    link = reverse("project_page", args=[event.project_id])
    _send((Role.OFFICE,), sentence, link, event)
    _send((Role.ZONE,), sentence, link, event, event.zone_ids)


def _send(roles, sentence: str, link: str, event, organisation_ids=None) -> None:
    today = timezone.localdate(event.at)
    people = holders(*roles, today=today, organisation_ids=organisation_ids)
    others = [user_id for user_id in people if user_id != event.by_id]
    notices.send(to=others, sentence=sentence, link=link, at=event.at)
