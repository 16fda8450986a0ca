"""选中的项目 — those ticked on a page of the list, or all that match its conditions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count

from zhaotuifu.desk import asking
from zhaotuifu.desk.asking import Asking
from zhaotuifu.desk.queries.conditions import matching
from zhaotuifu.kernel.actor import Actor
from zhaotuifu.projects.bulk import MOST


@dataclass(frozen=True, slots=True)
class Chosen:
    """选中 — the ids (none when there are too many), how many, and how they were chosen in words."""

    project_ids: tuple[int, ...]
    count: int
    words: str


def chosen(
    actor: Actor, ask: Asking, ticked: Sequence[str], *, is_whole: bool, zone_name: str
) -> Chosen:
    """选中的 — at most two SQL statements; whether a ticked one may be seen is judged later."""
    if not is_whole:
        ids = tuple(dict.fromkeys(pk for text in ticked if (pk := asking.number(text)) is not None))
        return Chosen(ids, len(ids), f"{ask.year}年的列表上选了 {len(ids)} 个")
    found = matching(actor, ask).order_by()
    count = found.aggregate(n=Count("project_id", distinct=True))["n"]
    said = asking.in_words(asking.chips(ask, zone_name)) or "全部项目"
    words = f"{ask.year}年，条件是“{said}”的 {count:,} 个"
    if count > MOST:
        return Chosen((), count, words)
    ids = tuple(found.order_by("project_id").values_list("project_id", flat=True).distinct())
    return Chosen(ids, count, words)
