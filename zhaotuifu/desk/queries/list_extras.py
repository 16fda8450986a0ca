"""列表另读 — what chosen columns need beyond the position: profile, milestones, words, 列统, 专项.

One SQL statement for each kind of source, and only for those a shown column asks for.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from zhaotuifu.desk.asking import Asking
from zhaotuifu.desk.columns import Column, sources
from zhaotuifu.desk.list_rows import ListRow
from zhaotuifu.progress import queries as progress
from zhaotuifu.progress.states import Basis, Cause, Node
from zhaotuifu.projects import queries as projects
from zhaotuifu.projects.memberships import programmes_of

CAUSES = dict(Cause.choices) | {"": ""}
More = dict[int, dict[str, Any]]


def with_more(
    rows: Sequence[ListRow], columns: Sequence[Column], ask: Asking
) -> tuple[ListRow, ...]:
    """补上另读的 — the same rows, each with what the columns need."""
    wanted = sources(columns)
    if not wanted or not rows:
        return tuple(rows)
    ids = [row.project_id for row in rows]
    found: More = defaultdict(dict)
    for name in sorted(wanted):
        for project_id, values in READERS[name](ids, ask).items():
            found[project_id].update(values)
    return tuple(replace(row, more=found[row.project_id]) for row in rows)


def _profiles(ids: Sequence[int], ask: Asking) -> More:
    read = projects.latest_profiles(ids, as_of=date(ask.year, 12, 31), known_at=None)
    return {pk: {**said, "years": _years(said)} for pk, said in read.items()}


def _years(said: Mapping[str, object]) -> str:
    start, end = said["start_year"], said["end_year"]
    return f"{start or ''}—{end or ''}" if start or end else ""


def _milestones(ids: Sequence[int], ask: Asking) -> More:
    found: More = {}
    for pk, nodes in progress.milestones_of(ids).items():
        start, finish = nodes.get(Node.START), nodes.get(Node.FINISH)
        found[pk] = {
            "planned_start": start and start.planned_on,
            "recognised_start": start and start.recognised_on,
            "planned_finish": finish and finish.planned_on,
            "recognised_finish": finish and finish.recognised_on,
        }
    return found


def _words(ids: Sequence[int], ask: Asking) -> More:
    read = progress.words_of(ids, year=ask.year, through=ask.month or 12)
    return {
        pk: {
            "problems": word.problems, "cause": CAUSES[word.cause], "next_plan": word.next_plan,
            "completed_total_wan": word.completed_total_wan,
        }
        for pk, word in read.items()
    }


def _recognised(ids: Sequence[int], ask: Asking) -> More:
    read = progress.months_of(
        ids, year=ask.year, through=ask.month or 12, basis=Basis.RECOGNISED
    )
    return {
        pk: {"recognised": sum(months.values(), Decimal(0))} for pk, months in read.items() if months
    }


def _programmes(ids: Sequence[int], ask: Asking) -> More:
    read = programmes_of(ids, as_of=date(ask.year, 12, 31))
    return {pk: {"programmes": "、".join(line.name for line in lines)} for pk, lines in read.items()}


READERS: Mapping[str, Callable[[Sequence[int], Asking], More]] = {
    "profile": _profiles, "milestones": _milestones, "word": _words, "recognised": _recognised,
    "programmes": _programmes,
}
