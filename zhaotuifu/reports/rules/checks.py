"""签发前检查 — what must hold before a document is frozen, and what its signer should know.

Each finding names the figure, where it stands and what is expected. What the composed text says
wrongly stands in the way; what a person typed is pointed out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from zhaotuifu.documents.blocks import Block, DataTable, Paragraph
from zhaotuifu.indicators.queries import Book, Scope
from zhaotuifu.kernel.money import plain, round_half_up
from zhaotuifu.kernel.templatetags.show import wan
from zhaotuifu.reports.rules.brief import Brief
from zhaotuifu.reports.rules.figures import Claim, Figure, FigureRow, Trace, adds_up
from zhaotuifu.reports.rules.laggards import unreported
from zhaotuifu.reports.rules.printed import fraction_of, is_right, keyed_in, numbers_in
from zhaotuifu.reports.rules.progress_table import ProgressTable
from zhaotuifu.reports.rules.sentences import COMPLETED
from zhaotuifu.reports.rules.typed import Own, findings_in

DIGIT = re.compile(r"[0-9０-９]")
ZERO = Decimal(0)
NAMED = 5


@dataclass(frozen=True, slots=True)
class Check:
    """一项检查 — a sentence; it passed, it stands in the way, or it is only to be known.

    `code` says what was looked at, `key` the figure found, `expected` what it should be.
    """

    sentence: str
    is_passed: bool
    is_blocking: bool = False
    code: str = ""
    key: str = ""
    expected: str = ""


def checks_of(
    brief: Brief, book: Book, paragraphs: Mapping[str, str], *,
    last: Sequence[Figure] | None = None, gone: Sequence[str] = (),
) -> tuple[Check, ...]:
    """签发前检查 — in the order a signer reads them.

    `last` are the figures of the last issue of the kind, `gone` the names of withdrawn projects.
    """
    if not book.lines:
        sentence = "这个年度还没有列入的项目，没有可签发的内容"
        return (Check(sentence, False, True, "empty"),)
    return (
        _traceable(brief), *_parts_equal_totals(brief), *_tables_equal_text(brief, book),
        *_printed_right(brief), *_fractions(brief), *_reported(brief, book),
        *_since_last(brief, last), *_typed(brief, book, paragraphs, last, gone),
        *_by_hand(brief, paragraphs), *_unwritten(brief),
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
    keys = tuple(dict.fromkeys(one.key for one in keyed_in(brief.paper)))
    lost = [key for key in keys if key not in known or not adds_up(known[key])]
    if lost:
        texts = "、".join(_called(known[key]) if key in known else key for key in lost[:NAMED])
        sentence = f"{len(lost)} 个数字追不到行：{texts}。请先核对这些项目的月份"
        return Check(sentence, False, True, "rows", lost[0])
    return Check(f"{len(keys)} 个数字都能追到行", True, code="rows")


def _called(figure: Figure) -> str:
    """省重大完成投资 16.5亿元 — how a finding names a figure."""
    return f"{figure.name}（{figure.scope_text}）{figure.text}"


def _parts_equal_totals(brief: Brief) -> tuple[Check, ...]:
    """Each project once: the rows of the parts must be those of the whole."""
    known = {figure.key: figure for figure in brief.figures}
    claims = [claim for claim in brief.claims if claim.total in known]
    failed = [check for claim in claims if (check := _unequal(claim, known)) is not None]
    if failed:
        return tuple(failed)
    notes = tuple(note for claim in claims if (note := _rounded_apart(claim, known)) is not None)
    return (Check(f"{len(claims)} 处分项相加等于合计", True, code="parts"), *notes) if claims else ()


def _rounded_apart(claim: Claim, known: Mapping[str, Figure]) -> Check | None:
    """Amounts that make the whole, but not as they are printed in 亿元: a reader will add them up."""
    total = known[claim.total]
    parts = [known[key] for key in claim.parts if key in known]
    if total.unit != "万元" or sum((one.value or ZERO for one in parts), ZERO) != total.value:
        return None  # a joint project stands in two parts: they never made the whole
    printed = [next(numbers_in(one.text), None) for one in (*parts, total)]
    amounts = [one.value for one in printed if one is not None and one.unit_written == "亿元"]
    if len(amounts) != len(printed) or sum(amounts[:-1], ZERO) == amounts[-1]:
        return None
    sentence = (
        f"{claim.words}：印出的 {'、'.join(one.text for one in parts)} 相加与 {total.text} 差在末位，"
        "是四舍五入的差别，不必改"
    )
    return Check(sentence, True, code="rounding", key=total.key)


def _unequal(claim: Claim, known: Mapping[str, Figure]) -> Check | None:
    total = known[claim.total]
    parts = [row for key in claim.parts if key in known for row in known[key].rows]
    made, whole = _by_project(parts), _by_project(total.rows)
    if made == whole and sum(whole.values(), ZERO) == (total.numerator or ZERO):
        return None
    expected, got = sum(whole.values(), ZERO), sum(made.values(), ZERO)
    sentence = f"{claim.words}是 {wan(got)}{total.unit}，应等于{_called(total)}（{wan(expected)}{total.unit}）"
    return Check(sentence, False, True, "parts", total.key, plain(expected) or "")


def _by_project(rows: Sequence[FigureRow]) -> dict[int, Decimal]:
    found: dict[int, Decimal] = {}
    for row in rows:
        found.setdefault(row.project_id, row.numerator or ZERO)
    return {project_id: amount for project_id, amount in found.items() if amount}


def _tables_equal_text(brief: Brief, book: Book) -> tuple[Check, ...]:
    if not brief.tables:
        return ()
    for table in brief.tables:
        if (failed := _table_differs(table, book)) is not None:
            return (failed,)
    return (Check("附表合计与文中一致", True, code="table"),)


def _table_differs(table: ProgressTable, book: Book) -> Check | None:
    text = book.value(COMPLETED, Scope(level=table.level or None)).value
    seen = {row.project_id: row.completed_wan or ZERO for row in table.projects}
    rows = sum(seen.values(), ZERO)
    if table.total.completed_wan == text and rows == (text or ZERO):
        return None
    sentence = (
        f"附表合计与文中不一致：附表合计 {wan(table.total.completed_wan)}、各行相加 {wan(rows)}，"
        f"文中完成投资 {wan(text)}（万元）。请刷新后再试"
    )
    return Check(sentence, False, True, "table", expected=plain(text) or "")


def _printed_right(brief: Brief) -> tuple[Check, ...]:
    """Every printed figure, in text and tables, is its value rounded, in the right direction."""
    known = {figure.key: figure for figure in brief.figures}
    wrong = [one for one in keyed_in(brief.paper) if one.key in known and not is_right(one, known[one.key])]
    return tuple(
        Check(
            f"{one.where}里的“{one.before[-12:]}{one.text}”与{_called(known[one.key])}不一致",
            False, True, "printed", one.key, known[one.key].text,
        )
        for one in wrong[:NAMED]
    )


def _fractions(brief: Brief) -> tuple[Check, ...]:
    """A percentage is its fraction; one that differs from the printed amounts' is explained."""
    found = []
    known = {figure.key: figure for figure in brief.figures}
    for figure in brief.figures:
        rate = fraction_of(figure)
        if rate is None or figure.value is None:
            continue
        if round_half_up(rate, 4) != round_half_up(figure.value, 4):
            sentence = f"{_called(figure)}不等于分子除以分母（{round_half_up(rate, 1)}{figure.unit}）"
            found.append(Check(sentence, False, True, "fraction", figure.key, str(round_half_up(rate, 1))))
        elif figure.indicator == "completion_rate" and (noted := _as_printed(figure, known)) is not None:
            found.append(noted)
    return tuple(found)


def _as_printed(figure: Figure, known: Mapping[str, Figure]) -> Check | None:
    """What a reader with a calculator finds: the printed amounts may make another last digit."""
    scope = figure.key.removeprefix("completion_rate.")
    above, below = known.get(f"completed.{scope}"), known.get(f"annual_plan.{scope}")
    if above is None or below is None:
        return None
    pair = [next(numbers_in(one.text), None) for one in (above, below)]
    if pair[0] is None or pair[1] is None or not pair[1].value:
        return None
    by_print = round_half_up(pair[0].value * 100 / pair[1].value, 1)
    printed = next(numbers_in(figure.text), None)
    if printed is None or by_print == round_half_up(printed.value, 1):
        return None
    sentence = (
        f"{_called(figure)}按未舍入的数计算；按印出的 {above.text} ÷ {below.text} 会算成 {by_print}%，"
        "是四舍五入的差别，不必改"
    )
    return Check(sentence, True, code="rounding", key=figure.key)


def _reported(brief: Brief, book: Book) -> tuple[Check, ...]:
    """Who has not reported, where the document speaks of investment."""
    month = book.moment.month
    if not month or not (brief.tables or any(one.indicator == COMPLETED.code for one in brief.figures)):
        return ()
    lines = unreported(Trace(book, {}))
    if not lines:
        return (Check(f"有年度计划的项目都报了{month}月", True, code="reported"),)
    first = "、".join(line.name for line in lines[:3])
    more = " 等" if len(lines) > 3 else ""
    return (Check(f"{len(lines)} 个项目还没有报{month}月：{first}{more}", False, code="reported"),)


def _since_last(brief: Brief, last: Sequence[Figure] | None) -> tuple[Check, ...]:
    """周报: last issue's starts of the year and this one's must make this year's, or it is said which do not."""
    key, span_key = "count.year-started.all", "count.span-started.all"
    before = next((one for one in last or () if one.key == key), None)
    known = {figure.key: figure for figure in brief.figures}
    if before is None or key not in known:
        return ()
    span = {row.project_id for row in known[span_key].rows} if span_key in known else set()
    old = {row.project_id for row in before.rows}
    late = [row.name for row in known[key].rows if row.project_id not in span | old]
    left = [row.name for row in before.rows if row.project_id not in {r.project_id for r in known[key].rows}]
    found = []
    if late:
        sentence = f"{len(late)} 个项目认定在上期之前、上期没有计入：{'、'.join(late[:NAMED])}。累计数含这些项目"
        found.append(Check(sentence, False, code="since", key=key))
    if left:
        sentence = f"{len(left)} 个项目上期计入、本期不再计入：{'、'.join(left[:NAMED])}。请说明"
        found.append(Check(sentence, False, code="since", key=key))
    return tuple(found)


def _typed(
    brief: Brief, book: Book, paragraphs: Mapping[str, str], last: Sequence[Figure] | None,
    gone: Sequence[str],
) -> tuple[Check, ...]:
    owns = [
        Own(section.label, text, section.is_own)
        for section in brief.sections
        if (text := paragraphs.get(section.place, "").strip())
    ]
    if not owns:
        return ()
    found = findings_in(
        owns, brief.figures, as_of=book.moment.as_of, last=last, gone=gone,
        names=sorted({line.name for line in book.lines}),
    )
    return tuple(
        Check(one.sentence, False, code=one.code, key=one.key, expected=one.expected) for one in found
    )


def _by_hand(brief: Brief, paragraphs: Mapping[str, str]) -> tuple[Check, ...]:
    """Figures a person typed cannot be opened into rows: the signer is told where they stand."""
    return tuple(
        Check(f"“{section.label}”里有人填写的数字，不随台账更新，请核对出处", False, code="by-hand")
        for section in brief.sections
        if DIGIT.search(paragraphs.get(section.place, ""))
    )


def _unwritten(brief: Brief) -> tuple[Check, ...]:
    """Parts that only a writer fills."""
    return tuple(
        Check(f"写了{one.heading}", True, code="own") if one.written
        else Check(f"还没有写{one.heading}，不写则不印这一部分", False, code="own")
        for one in brief.sections if one.is_own
    )
