"""滞后 — who reached 序时 and who did not, what is behind by cause, and the named list of a 通报."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from zhaotuifu.documents.blocks import Align, Attachment, Cell, DataTable, Paragraph, Row
from zhaotuifu.indicators.queries import EVERYTHING, Scope
from zhaotuifu.indicators.rules import Line
from zhaotuifu.kernel.money import ratio_pct
from zhaotuifu.kernel.templatetags.show import pct, wan
from zhaotuifu.projects.states import ConstructionKind
from zhaotuifu.reports.rules.figures import Trace
from zhaotuifu.reports.rules.laggards import by_cause, cause_text, problem_paragraphs
from zhaotuifu.reports.rules.progress_table import span_head
from zhaotuifu.reports.rules.sections.drafting import (
    NOTHING,
    Content,
    Drafting,
    told,
)
from zhaotuifu.reports.rules.sections.overall import overview
from zhaotuifu.reports.rules.sections.tables import LAGGARD_HEAD, heads, laggard_rows, words
from zhaotuifu.reports.rules.sentences import (
    ANNUAL_PLAN,
    COMPLETED,
    COMPLETION_RATE,
    Runs,
    has_started,
    joined,
    partial_pct_text,
    plain,
    sentence,
)
from zhaotuifu.supervision.states import Scale

ZERO = Decimal(0)
NAMED = 5
BEHIND, NOT_STARTED, BOTH = "低于序时", "未开工", "低于序时、未开工"


@dataclass(frozen=True, slots=True)
class Attained:
    """序时达到情况 — planned projects by how they stand; `limit` says what 基本达到 means, empty: no such class."""

    reached: tuple[Line, ...]
    nearly: tuple[Line, ...]
    missed: tuple[Line, ...]
    limit: str

    @property
    def all(self) -> tuple[Line, ...]:
        return (*self.reached, *self.nearly, *self.missed)

    @property
    def groups(self) -> tuple[tuple[str, str, tuple[Line, ...]], ...]:
        """各类 — code, words, lines."""
        nearly = (("nearly", "基本达到", self.nearly),) if self.limit else ()
        return (("reached", "达到", self.reached), *nearly, ("missed", "未达到", self.missed))


def problems(drafting: Drafting) -> Content:
    """存在问题 — behind 序时 by level with causes, late starts, what is not reported."""
    if not drafting.lines or not drafting.material.book.moment.month:
        return NOTHING
    return Content(problem_paragraphs(drafting.trace, drafting.material.ground.thresholds))


def gap_of(drafting: Drafting, line: Line) -> Decimal | None:
    """一个项目的序时差 — at its own level's 序时; None without a plan."""
    rate = ratio_pct(line.completed_wan or ZERO, line.plan_wan) if (line.plan_wan or 0) > 0 else None
    if rate is None:
        return None
    return rate - replace(drafting.material.book.moment, level=line.level).schedule_pct


def attained(drafting: Drafting) -> Attained:
    """分三类 — 基本达到 by the option basic_points, else by the yellow line of the lamp rule in force."""
    reached: list[Line] = []
    nearly: list[Line] = []
    missed: list[Line] = []
    is_near, limit = _near(drafting)
    for line in drafting.lines:
        gap = gap_of(drafting, line)
        if gap is None:
            continue
        (reached if gap >= 0 else nearly if is_near(line, gap) else missed).append(line)
    return Attained(tuple(reached), tuple(nearly), tuple(missed), limit)


def _near(drafting: Drafting):
    """Whether a gap is small, and the words of the rule."""
    thresholds = drafting.material.ground.thresholds
    given = drafting.option("basic_points")
    if given is None and thresholds is not None and thresholds.scale == Scale.RATIO:
        least = thresholds.yellow_from
        moment = drafting.material.book.moment

        def in_ratio(line: Line, gap: Decimal) -> bool:
            paced = replace(moment, level=line.level).schedule_pct
            return bool(paced) and (paced + gap) * 100 / paced >= least

        return in_ratio, f"完成率达到序时进度{least.normalize():f}%以上、不足100%"
    if given is None and thresholds is None:
        return (lambda line, gap: False), ""
    if given is not None:
        most = Decimal(str(given))
    else:
        most = thresholds.yellow_from if thresholds is not None else ZERO
    is_strict = given is None  # the lamp turns yellow at the line itself
    text = f"低于序时进度{'不足' if is_strict else '不超过'}{most.normalize():f}个百分点"
    return (lambda line, gap: gap > -most if is_strict else gap >= -most), text


def attainment(drafting: Drafting) -> Content:
    """进展情况 — what was completed, then how many reached 序时, by 板块 in a table."""
    if not drafting.lines or not drafting.material.book.moment.month:
        return NOTHING
    done = overview(drafting, is_counted=False)
    found = attained(drafting)
    if not found.all:
        words_ = (plain("没有项目有年度计划，不与序时进度比较。"),)
        return Content((*done.blocks, Paragraph(words_)))
    if all(line.completed_wan is None for line in found.all):
        total = drafting.trace.counted("planned", "有年度计划的项目数", EVERYTHING, found.all)
        unsaid = (plain("有年度计划的项目"), total, plain("，还没有报送，不与序时进度比较。"))
        return Content((*done.blocks, Paragraph(unsaid)))
    table = _zone_table(drafting, found)
    runs = Paragraph(_attained_words(drafting, found))
    return Content((*done.blocks, runs, *((table,) if table else ())))


def _attained_words(drafting: Drafting, found: Attained) -> Runs:
    trace, whole = drafting.trace, found.all
    total = trace.counted("planned", "有年度计划的项目数", EVERYTHING, whole)
    only = [group for group in found.groups if group[2]]
    if len(only) == 1:
        code, label, lines = only[0]
        count = trace.counted(code, f"{label}序时进度的项目数", EVERYTHING, lines)
        trace.claim("按序时进度分类相加", [count.key], total.key)
        word = "" if len(whole) == 1 else ("均" if code == "missed" else "全部")
        return (plain("有年度计划的项目"), total, plain(f"，{word}{label}序时进度。"), *_limit(found, lines))
    parts: list[Runs] = []
    keys: list[str | None] = []
    for code, label, lines in only:
        count = trace.counted(code, f"{label}序时进度的项目数", EVERYTHING, lines)
        rate = ratio_pct(Decimal(len(lines)), Decimal(len(whole)))
        share = trace.share(code, f"{label}序时进度的占比", EVERYTHING, lines, whole, partial_pct_text(rate))
        noun = "序时进度的" if not parts else "的"
        parts.append((plain(f"{label}{noun}"), count, plain("，占"), share))
        keys.append(count.key)
    trace.claim("按序时进度分类相加", keys, total.key)
    return (
        plain("有年度计划的项目"), total, plain("，其中"), *joined(parts, "；"), plain("。"),
        *_limit(found, found.nearly),
    )


def _limit(found: Attained, lines: Sequence[Line]) -> Runs:
    """What 基本达到 means, said where it is used."""
    if not found.limit or not found.nearly or not lines:
        return ()
    return (plain(f"基本达到指{found.limit}。"),)


def _zone_table(drafting: Drafting, found: Attained) -> DataTable | None:
    trace, material = drafting.trace, drafting.material
    places = [
        (name, Scope(zone_id=zone_id)) for zone_id, name in material.zones
        if any(zone_id in line.zone_ids for line in found.all)
    ]
    if len(places) < 2:
        return None
    body = tuple(_zone_row(drafting, name, scope, found) for name, scope in (*places, ("合计", EVERYTHING)))
    has_all = all(line.zone_ids for line in found.all)
    for column in range(1, len(body[0]) - 1) if has_all else ():
        trace.claim(
            "各板块序时进度完成情况表各行相加", [row[column].key for row in body[:-1]], body[-1][column].key
        )
    head = heads("板块", "有计划项目", *(label for _, label, _ in found.groups), "达到占比 %")
    note = "注：联建项目在各相关板块各计一次，合计只计一次。"
    return DataTable("各板块序时进度完成情况", "单位：个", head, body, note=note)


def _zone_row(drafting: Drafting, name: str, scope: Scope, found: Attained) -> Row:
    trace = drafting.trace

    def here(lines: Sequence[Line]) -> list[Line]:
        return [line for line in lines if scope == EVERYTHING or scope.zone_id in line.zone_ids]

    whole = here(found.all)
    cells = [_count_cell(trace.counted("planned", "有年度计划的项目数", scope, whole).key, whole)]
    for code, label, lines in found.groups:
        inside = here(lines)
        run = trace.counted(code, f"{label}序时进度的项目数", scope, inside)
        cells.append(_count_cell(run.key, inside))
    reached = here(found.reached)
    rate = pct(ratio_pct(Decimal(len(reached)), Decimal(len(whole))))
    share = trace.share("reached", "达到序时进度的占比", scope, reached, whole, rate)
    return (words(name), *cells, Cell(rate, Align.RIGHT, key=share.key))


def _count_cell(key: str | None, lines: Sequence[Line]) -> Cell:
    return Cell(str(len(lines)), Align.RIGHT, key=key)


def unstarted(drafting: Drafting) -> tuple[Line, ...]:
    """未开工 — new projects of the year without a recognised start."""
    return tuple(
        line for line in drafting.lines
        if line.construction_kind == ConstructionKind.NEW and not has_started(line, drafting.trace)
    )


def behind(drafting: Drafting) -> tuple[Line, ...]:
    """低于序时 — worst first."""
    gaps = [(gap, line.project_id, line) for line in drafting.lines if (gap := gap_of(drafting, line)) is not None]
    return tuple(line for gap, _, line in sorted(gaps, key=lambda one: one[:2]) if gap < 0)


def shortfalls(drafting: Drafting) -> Content:
    """存在问题 of a 通报 — not started and below 序时, each by cause; the slowest named."""
    if not drafting.lines or not drafting.material.book.moment.month:
        return NOTHING
    idle, slow = unstarted(drafting), behind(drafting)
    if not idle and not slow:
        return told((plain("没有未开工的新建项目，没有低于序时进度的项目。"),))
    waiting = _ids(idle)
    both = [line for line in slow if line.project_id in waiting]
    note: Runs = ()
    if both:
        count = drafting.trace.counted("idle-behind", "未开工且低于序时进度的项目数", EVERYTHING, both)
        note = (plain("其中既未开工又低于序时进度的"), count, plain("，两处各计一次"))
    return told(
        sentence(_short(drafting, "not-started", "未开工的新建项目", idle)),
        sentence(_short(drafting, "below", "低于序时进度的项目", slow)),
        sentence(_slowest(drafting, slow)), sentence(note),
    )


def _ids(lines: Sequence[Line]) -> frozenset[int]:
    return frozenset(line.project_id for line in lines)


def _short(drafting: Drafting, code: str, what: str, lines: Sequence[Line]) -> Runs:
    if not lines:
        return (plain(f"没有{what}"),)
    count = drafting.trace.counted(code, f"{what}数", EVERYTHING, lines)
    if len(lines) == 1:
        return (plain(what), count, plain(f"：{lines[0].name}，{cause_text(lines[0])}"))
    return (plain(what), count, plain("。"), *by_cause(drafting.trace, code, f"{what}数", lines))


def _slowest(drafting: Drafting, slow: Sequence[Line]) -> Runs:
    """The slowest by name, where somebody has reported."""
    limit = int(drafting.option("named", NAMED))
    if len(slow) <= 1 or all(line.completed_wan is None for line in slow):
        return ()
    trace = drafting.trace
    items: list[Runs] = []
    for line in slow[:limit]:
        if line.completed_wan is None:
            items.append((plain(f"{line.name}（尚未报送）"),))
            continue
        rate = ratio_pct(line.completed_wan, line.plan_wan)
        run = trace.of_line(COMPLETION_RATE, line, pct(rate, "%"))
        items.append((plain(f"{line.name}（"), run, plain("）")))
    head = "进度最慢的是：" if len(slow) > limit else "按完成率从低到高："
    return (plain(head), *joined(items, "、"))


def laggard_list(drafting: Drafting) -> Content:
    """未开工和低于序时进度项目清单 — attached, every project with its figures and the cause."""
    material = drafting.material
    if not material.book.moment.month:
        return NOTHING
    idle, slow = unstarted(drafting), behind(drafting)
    late, waiting = _ids(slow), _ids(idle)
    lines = [*slow, *(line for line in idle if line.project_id not in late)]
    if not lines:
        return NOTHING
    said = {(True, True): BOTH, (True, False): BEHIND, (False, True): NOT_STARTED}
    kinds = [said[line.project_id in late, line.project_id in waiting] for line in lines]
    trace = drafting.trace
    table = DataTable(
        "", "单位：万元", heads(*LAGGARD_HEAD), (*laggard_rows(trace, lines, kinds), _total(trace, lines)),
        note="注：按序时差从大到小排列；有年度计划、没有报送的按完成0计。",
    )
    month = span_head(material.book.moment.month)
    title = f"{material.book.moment.year}年未开工和低于序时进度项目清单（{month}）"
    return Content((), (Attachment(title, (table,), is_landscape=True),))


def _total(trace: Trace, lines: Sequence[Line]) -> Row:
    plans = [(line, line.plan_wan) for line in lines if line.plan_wan is not None]
    done = [(line, line.completed_wan) for line in lines if line.completed_wan is not None]
    cells = []
    for code, name, indicator, parts in (
        ("short-plan", "清单项目年度计划", ANNUAL_PLAN, plans), ("short-done", "清单项目完成投资", COMPLETED, done)
    ):
        text = wan(sum((amount for _, amount in parts), ZERO)) if parts else wan(None)
        run = trace.amount(code, name, EVERYTHING, parts, text) if parts else None
        if run:
            keys = [f"{indicator.code}.p{line.project_id}.{line.level or 'unset'}" for line, _ in parts]
            trace.claim("清单各行相加", keys, run.key)
        cells.append(Cell(text, Align.RIGHT, is_bold=True, key=run.key if run else None))
    label = Cell(f"合计（{len(lines)}个）", Align.LEFT, is_bold=True, colspan=5)
    return (label, *cells, Cell("", colspan=3))
