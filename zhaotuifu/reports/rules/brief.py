"""编公文 — a document of any kind, composed from its material between the writer's own paragraphs.

No kind has code here: its data names its sections, and each is a function by code (`sections`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from zhaotuifu.documents import rules as wording
from zhaotuifu.documents.blocks import (
    Block,
    Colophon,
    ColophonPlace,
    DataTable,
    Heading,
    Masthead,
    OfficialHead,
    Paper,
    Paragraph,
    SignOff,
)
from zhaotuifu.reports.rules.figures import Claim, Figure, Trace
from zhaotuifu.reports.rules.kinds import OWN, DocumentKind, Form, KindSection
from zhaotuifu.reports.rules.material import Material
from zhaotuifu.reports.rules.progress_table import ProgressTable
from zhaotuifu.reports.rules.sections import SECTIONS
from zhaotuifu.reports.rules.sections.drafting import Content, Drafting
from zhaotuifu.reports.rules.sentences import plain
from zhaotuifu.reports.rules.titles import composed_title


@dataclass(frozen=True, slots=True)
class Heads:
    """报头各项 — finished texts; `title` of the writer, line by line, empty for the composed one."""

    issue_no: str
    issued_on: str
    title: str = ""
    secrecy: str = ""
    urgency: str = ""
    signer: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """一部分 — heading text without its number, what the figures say, what the writer adds.

    `place` names the writer's paragraph in it, `label` says that place to people; `is_own` parts are
    only the writer's, `is_open` tells whether there is a place at all.
    """

    place: str
    heading: str
    label: str
    live: tuple[Block, ...]
    written: tuple[Paragraph, ...]
    is_own: bool = False
    is_open: bool = True

    @property
    def blocks(self) -> tuple[Block, ...]:
        """内容 — the writer's paragraphs stand behind the composed text, before its table."""
        tables = tuple(block for block in self.live if isinstance(block, DataTable))
        words = tuple(block for block in self.live if not isinstance(block, DataTable))
        return (*words, *self.written, *tables)


@dataclass(frozen=True, slots=True)
class Brief:
    """编好的公文 — the paper, its sections for the page, its figures with rows, what must be equal."""

    paper: Paper
    sections: tuple[Section, ...]
    figures: tuple[Figure, ...]
    tables: tuple[ProgressTable, ...]
    claims: tuple[Claim, ...] = ()

    @property
    def table(self) -> ProgressTable | None:
        """附表 — the first progress table; None where the kind has none."""
        return next(iter(self.tables), None)


def compose(
    material: Material, kind: DocumentKind, heads: Heads, paragraphs: Mapping[str, str]
) -> Brief:
    """编公文 — from the material alone; `paragraphs` maps a section's key to the writer's text.

    Sections with nothing to say are left out, and the headings are numbered after that. Without a
    project in its scope a document says so and nothing else.
    """
    trace = Trace(material.book, material.zone_names, material.scope, material.scope_words)
    drafted = [_drafted(trace, material, kind, section, paragraphs) for section in kind.sections]
    sections = tuple(section for section, _ in drafted if section.is_open or section.live)
    if not material.book.lines:
        sections = (_nothing_listed(kind), *(one for one in sections if one.is_own))
    contents = [content for _, content in drafted]
    is_demo = any(line.is_demo for line in material.book.lines)
    paper = Paper(
        title=tuple(heads.title.splitlines()) or composed_title(trace, kind, material),
        blocks=_numbered(sections),
        masthead=_masthead(kind, heads, is_demo),
        colophon=_colophon(kind, heads),
        attachments=tuple(one for content in contents for one in content.attachments),
        # Behind a landscape table the closing lines would stand alone on a page of their own.
        colophon_place=ColophonPlace.AFTER_TEXT,
        addressed_to=kind.addressed_to.rstrip("：:") if kind.form is Form.NOTICE else "",
        sign_off=_sign_off(kind, heads, is_demo),
    )
    tables = tuple(table for content in contents for table in content.tables)
    return Brief(paper, sections, trace.figures, tables, tuple(dict.fromkeys(trace.claims)))


def shape_of(kind: DocumentKind) -> Paper:
    """空文面 — head, closing lines and signature of a kind without a word in them: for a template."""
    heads = Heads(issue_no="", issued_on="—", signer="")
    return Paper(
        title=("",), blocks=(), masthead=_masthead(kind, heads, is_demo=False),
        colophon=_colophon(kind, heads), colophon_place=ColophonPlace.AFTER_TEXT,
        addressed_to=kind.addressed_to, sign_off=_sign_off(kind, heads, is_demo=False),
    )


def _drafted(
    trace: Trace, material: Material, kind: DocumentKind, section: KindSection,
    paragraphs: Mapping[str, str],
) -> tuple[Section, Content]:
    """One part; figures are traced in the order they are read."""
    told = written(paragraphs, section.key)
    known = SECTIONS[section.code]
    content = known.function(Drafting(trace, material, kind, section, bool(told)))
    made = Section(
        section.key, section.heading, section.label, content.blocks, told,
        is_own=section.code == OWN, is_open=not known.is_attached,
    )
    return made, content


def _nothing_listed(kind: DocumentKind) -> Section:
    words = Paragraph((plain(f"目前没有列入的{kind.subject}。"),))
    return Section("", "", "", (words,), (), is_open=False)


def _masthead(kind: DocumentKind, heads: Heads, is_demo: bool) -> Masthead | OfficialHead:
    issuer = _marked(kind.issuer, is_demo)
    if kind.form is Form.NOTICE:
        return OfficialHead(
            f"{kind.issuer}文件", heads.issue_no, issuer, heads.signer, heads.secrecy, heads.urgency
        )
    return Masthead(
        kind.name, heads.issue_no, issuer, heads.issued_on, heads.secrecy, heads.urgency
    )


def _colophon(kind: DocumentKind, heads: Heads) -> Colophon:
    if kind.form is Form.NOTICE:
        return Colophon(
            "", "", kind.copies, kind.issuer, copy_to=_stopped(kind.report_to), printed_on=heads.issued_on
        )
    return Colophon(
        _stopped(kind.report_to), _stopped(kind.send_to), kind.copies, kind.issuer,
        _stopped(kind.distribute_to),
    )


def _sign_off(kind: DocumentKind, heads: Heads, is_demo: bool) -> SignOff | None:
    if kind.form is not Form.NOTICE:
        return None
    return SignOff(_marked(kind.issuer, is_demo), heads.issued_on)


def _marked(issuer: str, is_demo: bool) -> str:
    return f"{issuer}（演示数据）" if is_demo else issuer


def written(paragraphs: Mapping[str, str], place: str) -> tuple[Paragraph, ...]:
    """自写段落 — one paragraph for each line the writer typed."""
    lines = (line.strip() for line in paragraphs.get(place, "").splitlines())
    return tuple(Paragraph((plain(line),)) for line in lines if line)


def _numbered(sections: Sequence[Section]) -> tuple[Block, ...]:
    blocks: list[Block] = []
    headings = numbered_headings(sections)
    for section in sections:
        if section.blocks and section.heading:
            blocks.append(Heading(1, headings[section.place]))
        blocks += section.blocks
    return tuple(blocks)


def numbered_headings(sections: Sequence[Section]) -> dict[str, str]:
    """各部分标题 — with its number where the section is printed, without where it is empty."""
    found: dict[str, str] = {}
    number = 0
    for section in sections:
        is_printed = bool(section.blocks and section.heading)
        number += is_printed
        found[section.place] = (
            wording.heading_text(1, number, section.heading) if is_printed else section.heading
        )
    return found




def _stopped(text: str) -> str:
    return text if not text or text.endswith("。") else f"{text}。"
