"""题名 — how a document and its period are called, and its number is written."""

from __future__ import annotations

from zhaotuifu.documents import rules as wording
from zhaotuifu.indicators.queries import EVERYTHING, Scope
from zhaotuifu.kernel.money import round_half_up
from zhaotuifu.reports.rules.figures import Trace
from zhaotuifu.reports.rules.kinds import DocumentKind, Form
from zhaotuifu.reports.rules.material import Material, Span
from zhaotuifu.reports.rules.sentences import COMPLETED, SCHEDULE_GAP, level_name


def period_text(span: Span, month: int) -> str:
    """期间 — 一季度, 1—5月 of a monthly document, 11月15日—21日 of a weekly one."""
    if span.is_week or not month:
        return span.text
    return wording.span_text(month)


def number_text(kind: DocumentKind, year: int, number: int, total: int | None = None) -> str:
    """期号 — 2025年第3期（总第41期）, 第3期 where numbers run through; of a 通报 武重办〔2025〕3号."""
    if kind.form is Form.NOTICE:
        return f"{kind.number_word}〔{year}〕{number}号"
    if not kind.numbers_by_year:
        return f"第{number}期"
    return wording.issue_text(year, number, total)


def composed_title(trace: Trace, kind: DocumentKind, material: Material) -> tuple[str, ...]:
    """随数字生成的标题 — the second line of a monthly 简报 says how it stands to 序时.

    Of the whole district its highest level, of a narrower document all of it.
    """
    moment = material.book.moment
    places = {
        "{span}": period_text(material.span, moment.month), "{subject}": kind.subject,
        "{year}": str(moment.year),
    }
    first = kind.title
    for place, text in places.items():
        first = first.replace(place, text)
    lines = tuple(line for line in first.splitlines() if line.strip())
    level = next(iter(material.levels), None)
    if kind.form is Form.NOTICE or material.span.is_week or level is None or not moment.month:
        return lines
    scope = EVERYTHING if material.scope_words else Scope(level=level)
    gap = trace.value(SCHEDULE_GAP, scope).value
    done = trace.value(COMPLETED, scope).value
    if gap is None or done is None or done < 0:  # the text says no rate either
        return lines
    rounded = round_half_up(gap, 1)
    word = "与序时进度持平" if rounded == 0 else f"{'高于' if rounded > 0 else '低于'}序时进度"
    whose = "" if material.scope_words else f"{level_name(level)}项目"
    return (*lines, f"{whose}投资完成率{word}")
