"""项目调整 — withdrawn projects named apart (退出 after the start, 取消 before it), stopped, resumed, restored."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from zhaotuifu.documents import rules as wording
from zhaotuifu.documents.rules import amount_text
from zhaotuifu.indicators.queries import EVERYTHING
from zhaotuifu.projects.states import Standing
from zhaotuifu.reports.rules.material import Change
from zhaotuifu.reports.rules.progress_table import zone_text
from zhaotuifu.reports.rules.sections.drafting import NOTHING, Content, Drafting, told
from zhaotuifu.reports.rules.sentences import Runs, plain, sentence

ZERO = Decimal(0)
SPAN = "span"
LEFT, CANCELLED, STOPPED = "已开工后退出", "未开工取消", "停缓建"
RESUMED, RESTORED = "复工", "恢复入库"


def changes(drafting: Drafting) -> Content:
    """项目调整 — of the year, or of the span (option over: span); what did not happen is not said."""
    found = latest(drafting)
    groups = {word: [one for one in found if word_of(drafting, one) == word] for word in WORDS}
    sentences = [_told(drafting, word, ones) for word, ones in groups.items() if ones]
    if not sentences:
        return NOTHING
    gone = [one for one in found if one.standing is Standing.WITHDRAWN]
    return told(*(sentence(one) for one in sentences), sentence(_no_longer(drafting, gone)))


SAYS_NO_MORE = frozenset({"复工", "停工", "停缓建", "退库", "恢复入库", "无", "—"})
WORDS = (LEFT, CANCELLED, STOPPED, RESUMED, RESTORED)


def latest(drafting: Drafting) -> list[Change]:
    """各项目最后一次调整 — in the order of their days."""
    span = drafting.material.span
    last: dict[int, Change] = {}
    for one in drafting.material.changes:
        last[one.line.project_id] = one
    is_span = drafting.option("over") == SPAN
    return sorted(
        (one for one in last.values() if not is_span or span.takes(one.on)),
        key=lambda one: (one.on, one.line.project_id),
    )


def word_of(drafting: Drafting, change: Change) -> str:
    """怎么说 — by what it became, and of an active one by what it was before."""
    if change.standing is Standing.WITHDRAWN:
        return LEFT if change.has_started else CANCELLED
    if change.standing is Standing.STOPPED:
        return STOPPED
    before = [
        one.standing for one in drafting.material.changes
        if one.line.project_id == change.line.project_id and one is not change and one.on <= change.on
    ]
    return RESTORED if before and before[-1] is Standing.WITHDRAWN else RESUMED


def _told(drafting: Drafting, word: str, ones: Sequence[Change]) -> Runs:
    lines = [one.line for one in ones]
    code = f"changed-{WORDS.index(word)}"
    count = drafting.trace.counted(code, f"{word}的项目数", EVERYTHING, lines)
    when = f"{drafting.material.span.word}" if drafting.option("over") == SPAN else "今年以来"
    return (plain(f"{when}{word}的项目"), count, plain("："), plain("；".join(_item(one) for one in ones)))


def _item(change: Change) -> str:
    """甲厂（砚湖镇，3月5日，资金断供）."""
    reason = " ".join(change.reason.split()).rstrip("。；;.")
    reason = "" if reason in SAYS_NO_MORE else reason
    parts = [zone_text(change.line), wording.day_text(change.on), reason]
    return f"{change.line.name}（{'，'.join(part for part in parts if part)}）"


def _no_longer(drafting: Drafting, gone: Sequence[Change]) -> Runs:
    """What withdrawn projects had done: it is no longer in the sums, so the sums may have fallen."""
    parts = [(one.line, amount) for one in gone if (amount := one.line.completed_wan)]
    if not parts:
        return ()
    text = amount_text(sum((amount for _, amount in parts), ZERO))
    run = drafting.trace.amount("gone", "退出取消项目已报完成投资", EVERYTHING, parts, text)
    return (plain("退出和取消的项目此前报送完成投资"), run, plain("，已不计入以上各数"))
