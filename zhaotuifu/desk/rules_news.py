"""动态规则 — what happened to followed projects, in words; one sentence for a day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from zhaotuifu.desk.states import News


@dataclass(frozen=True, slots=True)
class NewsLine:
    """一条动态 — which project, what kind, in words, when, by whom (None: by rule)."""

    project_id: int
    name: str
    kind: str
    sentence: str
    at: datetime
    by_id: int | None = None

    @property
    def kind_label(self) -> str:
        return News(self.kind).label


def digest(news: Sequence[NewsLine]) -> str:
    """一天一句 — how many projects, and how many of each kind; a single one by its name."""
    projects = {line.project_id for line in news}
    if len(news) == 1:
        return f"您关注的“{news[0].name}”：{news[0].sentence}。"
    counted = Counter(line.kind for line in news)
    kinds = "、".join(f"{kind.label} {counted[kind]}" for kind in News if counted[kind])
    if len(projects) == 1:
        return f"您关注的“{news[0].name}”有 {len(news)} 处变化：{kinds}。"
    return f"您关注的项目有 {len(projects)} 个有变化：{kinds}。"
