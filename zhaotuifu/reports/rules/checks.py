"""签发前检查 — what must hold before a 专报 is frozen, and what its signer should know."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from zhaotuifu.documents.blocks import Block, DataTable, Paragraph
from zhaotuifu.indicators.queries import EVERYTHING, Book, Scope
from zhaotuifu.reports.rules.brief import Brief, levels_in
from zhaotuifu.reports.rules.figures import Trace, adds_up
from zhaotuifu.reports.rules.laggards import unreported
from zhaotuifu.reports.rules.sentences import COMPLETED
from zhaotuifu.reports.states import Place

DIGIT = re.compile(r"[0-9０-９]")


@dataclass(frozen=True, slots=True)
class Check:
    """一项检查 — a sentence; it passed, it stands in the way, or it is only to be known."""

    sentence: str
    is_passed: bool
    is_blocking: bool = False


def checks_of(brief: Brief, book: Book, paragraphs: Mapping[str, str]) -> tuple[Check, ...]:
    """签发前检查 — in the order a signer reads them."""
    if not book.lines:
        return (Check("这个年度还没有列入的项目，没有可签发的内容", False, True),)
    return (
        _traceable(brief), _parts_equal_total(book), _table_equals_text(brief, book),
        _reported(book), *_by_hand(paragraphs), _next_work(paragraphs),
    )


def stands_in_the_way(checks: tuple[Check, ...]) -> str:
    """不能签发的原因 — empty when nothing blocks."""
    return "；".join(check.sentence for check in checks if check.is_blocking and not check.is_passed)


def keys_in(blocks: tuple[Block, ...]) -> tuple[str, ...]:
    """文中的记号 — of every figure in paragraphs and tables, in order."""
    keys: list[str | None] = []
    for block in blocks:
        if isinstance(block, Paragraph):
            keys += [run.key for run in block.runs]
        elif isinstance(block, DataTable):
            keys += [cell.key for row in block.body for cell in row]
    return tuple(dict.fromkeys(key for key in keys if key))


def _traceable(brief: Brief) -> Check:
    known = {figure.key: figure for figure in brief.figures}
    keys = keys_in(brief.paper.blocks)
    lost = [key for key in keys if key not in known or not adds_up(known[key])]
    if lost:
        texts = "、".join(known[key].text if key in known else key for key in lost[:5])
        return Check(f"{len(lost)} 个数字追不到行：{texts}。请先核对这些项目的月份", False, True)
    return Check(f"{len(keys)} 个数字都能追到行", True)


def _parts_equal_total(book: Book) -> Check:
    """Level by level with each project once: the parts must make the whole."""
    whole = book.value(COMPLETED, EVERYTHING)
    seen: set[int] = set()
    total = Decimal(0)
    for level in levels_in(book):
        for row in book.value(COMPLETED, Scope(level=level)).rows:
            if row.project_id not in seen:
                seen.add(row.project_id)
                total += row.numerator or 0
    if total == (whole.value or 0) and len(seen) == len(whole.rows):
        return Check("各级别相加等于全区", True)
    return Check("各级别相加不等于全区。请核对项目的级别", False, True)


def _table_equals_text(brief: Brief, book: Book) -> Check:
    table = brief.table
    text = book.value(COMPLETED, Scope(level=table.level or None)).value
    rows = sum((row.completed_wan or 0 for row in table.projects), 0)
    if table.total.completed_wan == text and rows == (text or 0):
        return Check("附表合计与文中一致", True)
    return Check("附表合计与文中不一致。请刷新后再试", False, True)


def _reported(book: Book) -> Check:
    month = book.moment.month
    lines = unreported(Trace(book, {}))
    if not lines:
        return Check(f"有年度计划的项目都报了{month}月", True)
    first = "、".join(line.name for line in lines[:3])
    more = " 等" if len(lines) > 3 else ""
    return Check(f"{len(lines)} 个项目还没有报{month}月：{first}{more}", False)


def _by_hand(paragraphs: Mapping[str, str]) -> tuple[Check, ...]:
    """Figures a person typed cannot be opened into rows: the signer is told where they stand."""
    return tuple(
        Check(f"“{place.label}”里有人填写的数字，不随台账更新，请核对出处", False)
        for place in Place
        if DIGIT.search(paragraphs.get(place, ""))
    )


def _next_work(paragraphs: Mapping[str, str]) -> Check:
    if paragraphs.get(Place.NEXT, "").strip():
        return Check("写了下一步工作", True)
    return Check("还没有写下一步工作，不写则不印这一部分", False)
