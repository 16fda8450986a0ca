"""走一步 — what every act on a paper leaves behind: compare-and-set, step, audit row, notice."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import F

from zhaotuifu.kernel import audit
from zhaotuifu.kernel.actor import Actor
from zhaotuifu.kernel.verdict import Conflict
from zhaotuifu.notices import actions as notices
from zhaotuifu.reports import queries, steps
from zhaotuifu.reports.models import Erratum, Report, ReportStep

Paper = Report | Erratum


def revise(paper: Paper, revision: int, **changes: Any) -> None:
    """改这一稿 — only the one that was seen, in the state it was seen in; raises `Conflict`."""
    rows: Any = type(paper)._default_manager
    done = rows.filter(pk=paper.pk, state=paper.state, revision=revision).update(
        revision=F("revision") + 1, **changes
    )
    if not done:
        raise Conflict
    paper.refresh_from_db()


def take_step(paper: Paper, verb: str, *, words: str = "", by: Actor, at: datetime) -> None:
    """记一步 — under the state the paper has now."""
    erratum = paper if isinstance(paper, Erratum) else None
    ReportStep.objects.create(
        report=report_of(paper), erratum=erratum, verb=verb, state=paper.state, words=words,
        name=by.name, post=by.role_text[:80], taken_at=at, taken_by_id=by.user_id,
    )


def note(
    paper: Paper, deed: str, *, by: Actor, at: datetime, before: dict | None = None,
    after: dict | None = None,
) -> None:
    """审计一笔 — in `deed` {} is 公文 or 勘误: what was done is readable without its object."""
    kind, word = ("erratum", "勘误") if isinstance(paper, Erratum) else ("report", "公文")
    audit.record(
        by=by, at=at, action=deed.replace("{}", word), object_kind=kind, object_id=paper.pk,
        object_name=queries.name_of(paper), before=before, after=after,
    )


def report_of(paper: Paper) -> Report:
    """哪一期 — the report itself, or the one an erratum corrects."""
    return paper.report if isinstance(paper, Erratum) else paper


def tell(paper: Paper, people: Iterable[int], what: str, *, by: Actor, at: datetime) -> None:
    """提醒 — these people, never the doer: “2025年1—3月专报”待审核."""
    others = [user_id for user_id in people if user_id != by.user_id]
    sentence = f"“{queries.name_of(paper)}”{what}"
    notices.send(to=others, sentence=sentence, link=steps.url_of(paper), at=at)
