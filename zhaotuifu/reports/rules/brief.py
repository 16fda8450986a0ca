"""建设情况专报 — the paper of a period, composed from the book between the writer's own paragraphs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from zhaotuifu.documents import rules as wording
from zhaotuifu.documents.blocks import (
    Attachment,
    Block,
    Colophon,
    ColophonPlace,
    DataTable,
    Heading,
    Masthead,
    Paper,
    Paragraph,
)
from zhaotuifu.indicators.queries import EVERYTHING, Book, Scope
from zhaotuifu.kernel.money import round_half_up
from zhaotuifu.projects.states import ConstructionKind, Level
from zhaotuifu.reports.rules.figures import Figure, Trace
from zhaotuifu.reports.rules.grid import data_table
from zhaotuifu.reports.rules.kinds import DocumentKind
from zhaotuifu.reports.rules.laggards import problem_paragraphs
from zhaotuifu.reports.rules.progress_table import Ground, ProgressTable, span_head, table_of
from zhaotuifu.reports.rules.ranking import ranking_blocks, ranks_of
from zhaotuifu.reports.rules.sentences import (
    SCHEDULE_GAP,
    Runs,
    admission_clause,
    joined,
    level_name,
    plain,
    progress_clause,
    sentence,
    start_clause,
)
from zhaotuifu.reports.states import Place


@dataclass(frozen=True, slots=True)
class Heads:
    """报头各项 — finished texts; `title` of the writer, line by line, empty for the composed one."""

    issue_no: str
    issued_on: str
    title: str = ""
    secrecy: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """一部分 — heading text without its number, what the figures say, what the writer adds."""

    place: Place
    heading: str
    live: tuple[Block, ...]
    written: tuple[Paragraph, ...]

    @property
    def blocks(self) -> tuple[Block, ...]:
        """内容 — the writer's paragraphs stand behind the composed text, before its table."""
        tables = tuple(block for block in self.live if isinstance(block, DataTable))
        words = tuple(block for block in self.live if not isinstance(block, DataTable))
        return (*words, *self.written, *tables)


@dataclass(frozen=True, slots=True)
class Brief:
    """专报 — the paper, its sections for the page, its figures with rows, the attached table."""

    paper: Paper
    sections: tuple[Section, ...]
    figures: tuple[Figure, ...]
    table: ProgressTable


def compose(
    book: Book, kind: DocumentKind, heads: Heads, ground: Ground,
    zones: Sequence[tuple[int, str]], ranked_zones: frozenset[int],
    paragraphs: Mapping[str, str],
) -> Brief:
    """编专报 — from the book alone; `paragraphs` maps a place to the writer's text.

    `zones` are (id, name) in order, `ranked_zones` those that take part in the ranking. Sections
    with nothing to say are left out, and the headings are numbered after that.
    """
    trace = Trace(book, dict(zones))
    sections = _sections(trace, ground, zones, ranked_zones, paragraphs)
    level = attached_level(book)
    table = table_of(book, Scope(level=level), ground)
    is_demo = any(line.is_demo for line in book.lines)
    paper = Paper(
        title=tuple(heads.title.splitlines()) or composed_title(trace, level),
        blocks=_numbered(sections),
        masthead=Masthead(
            kind.name, heads.issue_no, f"{kind.issuer}（演示数据）" if is_demo else kind.issuer,
            heads.issued_on, heads.secrecy,
        ),
        colophon=Colophon(_stopped(kind.report_to), _stopped(kind.send_to), kind.copies, kind.issuer),
        attachments=(
            Attachment(_table_title(book, level), (data_table(table),), is_landscape=True),
        ),
        # Behind a landscape table the closing lines would stand alone on a page of their own.
        colophon_place=ColophonPlace.AFTER_TEXT,
    )
    return Brief(paper, sections, trace.figures, table)


def _sections(
    trace: Trace, ground: Ground, zones: Sequence[tuple[int, str]], ranked_zones: frozenset[int],
    paragraphs: Mapping[str, str],
) -> tuple[Section, ...]:
    """The parts in print order, so that the figures are traced in the order they are read."""
    ranks = ranks_of(trace, [zone for zone in zones if zone[0] in ranked_zones])
    composed: tuple[tuple[Place, str, tuple[Block, ...]], ...] = (
        (Place.OPENING, "", _opening(trace.book, paragraphs)),
        (Place.OVERVIEW, "总体情况", _overview(trace)),
        (Place.STARTS, "开工和入库", _starts(trace)),
        (Place.PROBLEMS, "存在问题", problem_paragraphs(trace, ground.thresholds)),
        (Place.ZONES, "板块情况", ranking_blocks(trace, ranks)),
        (Place.NEXT, "下一步工作", ()),
    )
    return tuple(
        Section(place, heading, live, written(paragraphs, place))
        for place, heading, live in composed
    )


def levels_in(book: Book) -> tuple[str, ...]:
    """有项目的级别 — highest first."""
    return tuple(level for level in Level.values if any(line.level == level for line in book.lines))


def attached_level(book: Book) -> str | None:
    """附表的级别 — the highest that has projects; None when nothing is listed."""
    return next(iter(levels_in(book)), None)


def composed_title(trace: Trace, level: str | None) -> tuple[str, ...]:
    """随数字生成的标题 — its second line says how the highest level stands to 序时."""
    span = wording.span_text(trace.book.moment.month)
    first = f"{span}重大项目建设情况"
    gap = trace.book.value(SCHEDULE_GAP, Scope(level=level)).value if level is not None else None
    if gap is None:
        return (first,)
    rounded = round_half_up(gap, 1)
    word = "与序时进度持平" if rounded == 0 else f"{'高于' if rounded > 0 else '低于'}序时进度"
    return (first, f"{level_name(level or '')}项目投资完成率{word}")


def written(paragraphs: Mapping[str, str], place: Place) -> tuple[Paragraph, ...]:
    """自写段落 — one paragraph for each line the writer typed."""
    lines = (line.strip() for line in paragraphs.get(place, "").splitlines())
    return tuple(Paragraph((plain(line),)) for line in lines if line)


def _opening(book: Book, paragraphs: Mapping[str, str]) -> tuple[Block, ...]:
    """The writer's own 前言 takes the place of the composed one."""
    if written(paragraphs, Place.OPENING):
        return ()
    span = wording.span_text(book.moment.month)
    return (Paragraph((plain(f"现将{book.moment.year}年{span}重大项目建设情况报告如下。"),)),)


def _overview(trace: Trace) -> tuple[Block, ...]:
    """总体情况 — the whole district if there are several levels, then level by level."""
    levels = levels_in(trace.book)
    parts: list[Runs] = []
    if len(levels) > 1:
        parts.append(_whole(trace))
    for level in levels:
        scope = Scope(level=level)
        lines = trace.book.within(scope)
        subject = (
            trace.counted("listed", "项目数", scope, lines), plain(f"{level_name(level)}项目"),
        )
        clauses = (progress_clause(trace, scope, subject), start_clause(trace, scope))
        parts.append(sentence(joined(clauses, "；")))
    return tuple(Paragraph(runs) for runs in parts if runs)


def _whole(trace: Trace) -> Runs:
    """全区 — each project once, although it may be listed at two levels."""
    lines = trace.book.within(EVERYTHING)
    count = trace.counted("listed", "项目数", EVERYTHING, lines)
    subject = (plain("全区重大项目共"), count, plain("，"))
    twice = len(trace.book.lines) > len(lines)
    note: Runs = (plain("（同时列入两级的只计一次）"),) if twice else ()
    return sentence((*progress_clause(trace, EVERYTHING, subject), *note))


def _starts(trace: Trace) -> tuple[Block, ...]:
    """开工和入库 — starts of the district, then admissions by level with their target."""
    levels = levels_in(trace.book)
    if not levels:
        return ()
    admissions = [sentence(admission_clause(trace, level)) for level in levels]
    told = tuple(run for runs in admissions for run in runs)
    if not told:
        told = (plain(f"{wording.span_text(trace.book.moment.month)}没有新入库项目。"),)
    return tuple(Paragraph(runs) for runs in (_start_words(trace), told) if runs)


def _start_words(trace: Trace) -> Runs:
    """The district's starts, unless they are those of one level and said there already."""
    new = [line for line in trace.book.lines if line.construction_kind == ConstructionKind.NEW]
    if not new:
        return (plain("本年没有计划新建项目。"),)
    if len({line.level for line in new}) == 1:
        return ()
    return sentence((plain("全区"), *start_clause(trace, EVERYTHING, "计划新建项目")))


def _numbered(sections: Sequence[Section]) -> tuple[Block, ...]:
    blocks: list[Block] = []
    number = 0
    for section in sections:
        if not section.blocks:
            continue
        if section.heading:
            number += 1
            blocks.append(Heading(1, wording.heading_text(1, number, section.heading)))
        blocks += section.blocks
    return tuple(blocks)


def numbered_headings(sections: Sequence[Section]) -> dict[Place, str]:
    """各部分标题 — with its number where the section is printed, without where it is empty."""
    found: dict[Place, str] = {}
    number = 0
    for section in sections:
        is_printed = bool(section.blocks and section.heading)
        number += is_printed
        found[section.place] = (
            wording.heading_text(1, number, section.heading) if is_printed else section.heading
        )
    return found


def _table_title(book: Book, level: str | None) -> str:
    name = level_name(level) if level else "重大"
    return f"{book.moment.year}年{name}项目进度表（{span_head(book.moment.month)}）"


def _stopped(text: str) -> str:
    return text if not text or text.endswith("。") else f"{text}。"
