"""编写一部分 — what a section's function is given, what it answers, and the groups it may count by."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from zhaotuifu.documents.blocks import Attachment, Block, Paragraph, Run
from zhaotuifu.indicators.queries import EVERYTHING, Scope
from zhaotuifu.indicators.rules import Line
from zhaotuifu.projects.states import Level
from zhaotuifu.reports.rules.figures import UNSAID_ZONE, Trace
from zhaotuifu.reports.rules.kinds import DocumentKind, KindSection
from zhaotuifu.reports.rules.material import Material
from zhaotuifu.reports.rules.progress_table import ProgressTable
from zhaotuifu.reports.rules.sentences import Runs, joined, plain


@dataclass(frozen=True, slots=True)
class Drafting:
    """正在编的一部分 — the trace, the material, the kind and this section of it."""

    trace: Trace
    material: Material
    kind: DocumentKind
    section: KindSection
    has_own: bool = False

    def option(self, name: str, default: Any = None) -> Any:
        """选项 — of the section, as the kind's data gives it."""
        return self.section.options.get(name, default)

    @property
    def subject(self) -> str:
        """说的是什么项目 — 重大项目, 民生实事项目."""
        return self.kind.subject

    @property
    def lines(self) -> tuple[Line, ...]:
        """全部项目 — each once."""
        return self.trace.within(EVERYTHING)


@dataclass(frozen=True, slots=True)
class Content:
    """一部分的内容 — blocks of the text, attachments behind it, and the progress tables among them."""

    blocks: tuple[Block, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    tables: tuple[ProgressTable, ...] = field(default=())


NOTHING = Content()
SectionFunction = Callable[[Drafting], Content]


def told(*sentences: Runs) -> Content:
    """成段 — a paragraph for each sentence that says something."""
    return Content(tuple(Paragraph(runs) for runs in sentences if runs))


def by_level(trace: Trace, code: str, name: str, lines: Sequence[Line], when: str = "") -> Runs:
    """按级别 — 省重大1个、市重大2个; nothing where all are of one level."""
    groups = [
        (Scope(level=level), Level(level).label, [line for line in lines if line.level == level])
        for level in Level.values
    ]
    return _grouped(trace, code, name, lines, groups, when)


def by_zone(trace: Trace, code: str, name: str, lines: Sequence[Line], when: str = "") -> Runs:
    """按板块 — 砚湖镇2个、苔溪镇1个; a joint project counts in each."""
    names = {
        zone_id: zone_name
        for line in lines for zone_id, zone_name in zip(line.zone_ids, line.zone_names, strict=True)
    }
    order = [zone_id for zone_id in trace.zone_names if zone_id in names]
    order += [zone_id for zone_id in names if zone_id not in order]
    groups = [
        (Scope(zone_id=zone_id), names[zone_id], [line for line in lines if zone_id in line.zone_ids])
        for zone_id in order
    ]
    if unsaid := [line for line in lines if not line.zone_ids]:
        groups.append((Scope(zone_id=0), UNSAID_ZONE, unsaid))
    return _grouped(trace, code, name, lines, groups, when)


def _grouped(
    trace: Trace, code: str, name: str, lines: Sequence[Line],
    groups: Iterable[tuple[Scope, str, Sequence[Line]]], when: str,
) -> Runs:
    found = [group for group in groups if group[2]]
    if len(found) < 2:
        return ()
    total = trace.counted(code, name, EVERYTHING, lines, when)
    parts = []
    keys = []
    for scope, label, members in found:
        run = trace.counted(code, name, scope, members, when)
        parts.append((plain(label), run))
        keys.append(run.key)
    trace.claim(f"{name}各部分相加", keys, total.key)
    return joined(parts, "、")


def has_joint(lines: Iterable[Line]) -> bool:
    """有没有联建项目 — of several 板块."""
    return any(len(line.zone_ids) > 1 for line in lines)


def joint_note(lines: Iterable[Line]) -> Run:
    """联建的说明 — where the parts of 板块 add up to more than the whole."""
    return plain("（联建项目在各相关板块各计一次）" if has_joint(lines) else "")
