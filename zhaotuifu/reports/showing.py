"""报告页面的内容 — the table's switches, the paper with its places, one figure with its rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.http import QueryDict

from zhaotuifu.documents.blocks import DataTable, Heading, Paper, Paragraph
from zhaotuifu.indicators.asking import Asking
from zhaotuifu.indicators.queries import Book
from zhaotuifu.kernel.money import ratio_pct
from zhaotuifu.kernel.templatetags.show import count, pct, points, wan, yi
from zhaotuifu.parties.queries import ZoneLine
from zhaotuifu.projects.states import Level
from zhaotuifu.reports.rules.brief import Section, numbered_headings
from zhaotuifu.reports.rules.figures import Figure, FigureRow, is_own_count, parts_of
from zhaotuifu.reports.rules.material import levels_in
from zhaotuifu.reports.seen import Doubt
from zhaotuifu.reports.states import Place

TITLE = "title"  # the place of the title among the places of the form
ZERO = Decimal(0)
HINTS: Mapping[str, str] = {
    Place.OPENING: "不写则用“现将……情况报告如下”",
}


@dataclass(frozen=True, slots=True)
class Switch:
    """一个切换 — a link to the same page under another condition."""

    label: str
    url: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class Controls:
    """进度表的切换 — levels, 板块, the month before and after; `query` is the address as it is."""

    levels: tuple[Switch, ...]
    zones: tuple[Switch, ...]
    previous: Switch | None
    next: Switch | None
    query: str


def controls(
    ask: Asking, book: Book, zones: Sequence[ZoneLine], given: QueryDict, through: int
) -> Controls:
    """切换 — only levels and 板块 that have projects the reader may see, and months reported.

    `through` is the month up to which the year was reported.
    """
    seen = {zone for line in book.lines for zone in line.zone_ids}
    month = book.moment.month or 1
    levels = [*levels_in(book), None]
    return Controls(
        levels=tuple(
            Switch(
                Level(entry).label if entry is not None else "全部",
                _address(given, level=entry or ""), entry == ask.scope.level,
            )
            for entry in levels
        ),
        zones=tuple(
            Switch(label, _address(given, zone=zone_id), zone_id == (ask.scope.zone_id or ""))
            for zone_id, label in (
                ("", "各板块"), *((zone.id, zone.name) for zone in zones if zone.id in seen)
            )
        ),
        previous=_month(given, ask.year, month - 1) if month > 1 else None,
        next=_month(given, ask.year, month + 1) if month < through else None,
        query=given.urlencode(),
    )


def _month(given: QueryDict, year: int, month: int) -> Switch:
    return Switch(f"{month}月", _address(given, year=year, month=month, as_of=None), False)


def _address(given: QueryDict, **changes: object) -> str:
    """The address under changed conditions; None takes one away."""
    query = given.copy()
    for name, value in changes.items():
        if value is None:
            query.pop(name, None)
        else:
            query[name] = str(value)
    return f"?{query.urlencode()}"


@dataclass(frozen=True, slots=True)
class Slot:
    """自写处 — what the writer has at a place, whether its form stands open, what may be out of date."""

    place: str
    label: str
    text: str
    hint: str
    is_open: bool
    doubt: Doubt | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """纸上一块 — exactly one of heading, paragraph, table or place."""

    heading: Heading | None = None
    paragraph: Paragraph | None = None
    table: DataTable | None = None
    slot: Slot | None = None


def printed_items(paper: Paper) -> tuple[Item, ...]:
    """定格的纸 — as issued, without places to write."""
    return tuple(_item(block) for block in paper.blocks)


@dataclass(frozen=True, slots=True)
class Writing:
    """拟稿 — what the writer has: texts and doubts by place, the place whose form is open.

    `typed` is what was typed before a refusal, if anything.
    """

    paragraphs: Mapping[str, str]
    doubts: Mapping[str, Doubt]
    opened: str = ""
    typed: str | None = None


def draft_items(sections: Sequence[Section], writing: Writing) -> tuple[Item, ...]:
    """草稿的纸 — as it would print, with every place the writer may fill."""
    items: list[Item] = []
    headings = numbered_headings(sections)
    for section in sections:
        if section.blocks and section.heading:
            items.append(Item(heading=Heading(1, headings[section.place])))
        is_open = section.place == writing.opened
        items += [
            _item(block) for block in section.blocks
            if not (is_open and block in section.written)
        ]
        if section.is_open:
            items.append(Item(slot=_slot(section, writing, is_open)))
    return tuple(items)


def _slot(section: Section, writing: Writing, is_open: bool) -> Slot:
    text, typed = writing.paragraphs.get(section.place, ""), writing.typed
    own = "不写则不印这一部分" if section.is_own else "不写则只印随数字生成的文字"
    return Slot(
        section.place, section.label, typed if is_open and typed is not None else text,
        HINTS.get(section.place, own), is_open, writing.doubts.get(section.place),
    )


def _item(block: Heading | Paragraph | DataTable) -> Item:
    if isinstance(block, Heading):
        return Item(heading=block)
    if isinstance(block, Paragraph):
        return Item(paragraph=block)
    return Item(table=block)


@dataclass(frozen=True, slots=True)
class RowView:
    """一行 — a project's part of the figure, as written."""

    project_id: int
    name: str
    zone: str
    numerator: str
    denominator: str
    rate: str


@dataclass(frozen=True, slots=True)
class FigureView:
    """打开的数字 — its name and scope, how it is made, its rows and their sum."""

    key: str
    text: str
    name: str
    scope_text: str
    how: str
    numerator_head: str
    denominator_head: str
    unit: str
    has_rate: bool
    rows: tuple[RowView, ...]
    total: RowView
    indicator: str
    version: int | None
    anchor: str


def opened_figure(figures: Sequence[Figure], key: str, paper: Paper) -> FigureView | None:
    """打开一个数字 — largest part first; None when there is no such figure.

    `anchor` is where it stands on the page: in a sentence of the paper, else in a table.
    """
    figure = next((figure for figure in figures if figure.key == key), None)
    if figure is None:
        return None
    parts = parts_of(figure)
    has_parts = any(row.denominator is not None for row in figure.rows)
    rows = sorted(figure.rows, key=lambda row: (-(row.numerator or ZERO), row.project_id))
    total = FigureRow(0, "", "合计", "", figure.numerator, figure.denominator)
    return FigureView(
        key=figure.key, text=figure.text, name=figure.name, scope_text=figure.scope_text,
        how=how_text(figure), numerator_head=parts.top,
        denominator_head=parts.bottom if has_parts else "", unit=parts.unit,
        has_rate=has_parts and parts.unit == "万元",
        rows=tuple(_row_view(row) for row in rows), total=_row_view(total),
        indicator="" if is_own_count(figure) else figure.indicator,
        version=figure.version,
        anchor=f"{'f' if key in _told(paper) else 't'}-{key}",
    )


def _told(paper: Paper) -> set[str | None]:
    """Keys of figures that stand in sentences."""
    return {
        run.key for block in paper.blocks if isinstance(block, Paragraph) for run in block.runs
    }


def _row_view(row: FigureRow) -> RowView:
    rate = ratio_pct(row.numerator or ZERO, row.denominator) if row.denominator else None
    return RowView(
        row.project_id, row.name, row.zone, wan(row.numerator), wan(row.denominator), pct(rate)
    )


def how_text(figure: Figure) -> str:
    """怎么来的 — 11 个项目相加 = 165,000 万元 = 16.5 亿元; 完成 … ÷ 计划 … = 26.3%."""
    number = f"{count(len(figure.rows))} 个项目"
    parts = parts_of(figure)
    if figure.denominator is None:
        if parts.unit != "万元":
            return number
        text = f"{number}相加 = {wan(figure.numerator)} 万元"
        is_large = abs(figure.numerator or ZERO) >= 10000
        return f"{text} = {yi(figure.numerator)} 亿元" if is_large else text
    rate = ratio_pct(figure.numerator or ZERO, figure.denominator)
    above = f"{parts.top} {wan(figure.numerator or ZERO)} {parts.unit}"
    text = f"{above} ÷ {parts.bottom} {wan(figure.denominator)} {parts.unit} = {pct(rate, '%')}"
    if not figure.minus:
        return text
    if figure.unit == "%":
        return f"{text}，减 100% = {pct(figure.value, '%')}"
    return f"{text}，减序时 {pct(figure.minus, '%')} = {points(figure.value)} 个百分点"
