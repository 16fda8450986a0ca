"""列表单元格 — rows of the list as HTML, for any choice of columns.

Written here and not in a template: fifty rows of sixteen cells are most of the work of the page,
and a template takes ten times as long for them. What a person typed is escaped, always.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from zhaotuifu.desk import columns as kinds
from zhaotuifu.desk.asking import Asking
from zhaotuifu.desk.columns import Column
from zhaotuifu.desk.list_rows import ListRow, Subtotal, Totals
from zhaotuifu.kernel.templatetags import show

LONG = 9  # characters beyond which a text says itself whole under the pointer
Cell = Callable[[ListRow], str]


@dataclass(frozen=True, slots=True)
class Look:
    """写法 — the year links lead to, whether rows can be ticked, whether the page is for paper."""

    ask: Asking
    has_picks: bool = False
    is_paper: bool = False


def body(rows: Iterable[ListRow], columns: Sequence[Column], look: Look) -> SafeString:
    """表体 — every row as one `tr`."""
    cells = _cells(columns, look)
    return mark_safe("".join(_row(row, cells, look) for row in rows))


def grouped_body(
    groups: Iterable[Subtotal], columns: Sequence[Column], look: Look
) -> SafeString:
    """分组表体 — a `tbody` for each group: its subtotal above its rows."""
    cells = _cells(columns, look)
    parts = []
    for number, group in enumerate(groups):
        rows = "".join(_row(row, cells, look) for row in group.rows)
        head = _group_head(group, number, columns, look)
        rest = _rest(group, columns, look)
        parts.append(
            f'<tbody class="grp1" data-group>{head}</tbody><tbody id="g{number}">{rows}{rest}</tbody>'
        )
    return mark_safe("".join(parts))


def heads(columns: Sequence[Column], look: Look) -> SafeString:
    """表头 — two rows: bands merged above, columns below; what can be sorted is a link."""
    upper, lower = [_tick_head()] if look.has_picks else [], []
    for band in kinds.bands(columns):
        if not band.label:
            upper.append(_head(band.columns[0], look, ' rowspan="2"', ""))
            continue
        unit = f' <span class="u">{band.unit}</span>' if band.unit else ""
        upper.append(
            f'<th colspan="{band.width}" scope="colgroup" class="grp">{band.label}{unit}</th>'
        )
        for place, column in enumerate(band.columns):
            lower.append(_head(column, look, "", band.unit, begins=place == 0))
    return mark_safe(f"<tr>{''.join(upper)}</tr><tr>{''.join(lower)}</tr>")


def _tick_head() -> str:
    return (
        '<th rowspan="2" scope="col" class="fz fzp"><span class="sr">选中</span><label class="tickbox" hidden'
        ' data-live><input type="checkbox" aria-label="全选本页" data-all></label></th>'
    )


def _head(column: Column, look: Look, span: str, said_unit: str, *, begins: bool = False) -> str:
    place = {kinds.LAMP: "fz fz0", kinds.NAME: "fz fz1 fzl"}.get(column.kind, "")
    css = " ".join(name for name in (place, "n" if column.is_number else "", "gl" if begins else "") if name)
    unit = f' <span class="u">{column.unit}</span>' if column.unit not in ("", said_unit, "百分点") else ""
    start = f'<th scope="col"{span} class="{css}"'
    said = f"{escape(column.head(look.ask))}{unit}"
    if not column.sort or look.is_paper:
        return f"{start}>{said}</th>"
    order, falling = look.ask.sort, f"-{column.sort}"
    now = {column.sort: "ascending", falling: "descending"}.get(order, "none")
    mark = {"ascending": " asc", "descending": " desc"}.get(now, "")
    address = escape(look.ask.address(sort=falling if order == column.sort else column.sort))
    return f'{start} aria-sort="{now}"><a class="sort{mark}" href="{address}">{said}</a></th>'


def total_cells(totals: Totals, columns: Sequence[Column], look: Look) -> SafeString:
    """合计格 — the figures under the columns behind the fixed two."""
    cells = (_sum_cell(column, totals, look) for column in columns[len(kinds.FIXED):])
    return mark_safe("".join(cells))


def column_list(choices: Iterable[tuple[Column, bool]]) -> SafeString:
    """选列单 — every column with its tick; what stands fixed cannot be taken out or moved."""
    return mark_safe("".join(_choice(column, is_shown) for column, is_shown in choices))


def _choice(column: Column, is_shown: bool) -> str:
    label = f"当月{column.label}" if column.span == "month" else column.label
    tick = f'<input type="checkbox" name="col" value="{column.key}"{" checked" if is_shown else ""}'
    if column.is_fixed:
        return f'<li class="fixed"><label>{tick} disabled>{label}</label></li>'
    moves = "".join(
        f'<button type="button" data-move="{step}" aria-label="{label} {word}">{mark}</button>'
        for step, word, mark in ((-1, "往前", "↑"), (1, "往后", "↓"))
    )
    return f'<li><label>{tick}>{label}</label><span class="mv" hidden data-live>{moves}</span></li>'


def _row(row: ListRow, cells: Sequence[Cell], look: Look) -> str:
    return f"<tr>{_tick(row) if look.has_picks else ''}{''.join([cell(row) for cell in cells])}</tr>"


def _tick(row: ListRow) -> str:
    plan = format(row.plan_wan, "f") if row.plan_wan is not None else "0"
    return (
        f'<td class="fz fzp"><label class="tickbox"><input type="checkbox" name="id" value="{row.project_id}"'
        f' form="bulk" aria-label="选中 {escape(row.name)}" autocomplete="off" data-row data-sum="{plan}">'
        "</label></td>"
    )


def _cells(columns: Sequence[Column], look: Look) -> list[Cell]:
    """One writer for each column, made once for a page."""
    runs = {band.columns[0].key for band in kinds.bands(columns) if band.label}
    return [_writer(column, look, column.key in runs) for column in columns]


def _writer(column: Column, look: Look, begins: bool) -> Cell:
    if column.kind == kinds.LAMP:
        return _lamp
    if column.kind == kinds.NAME:
        return _name_writer(look)
    if column.kind == kinds.LEVEL:
        label = _label(column, look)
        return lambda row: f'<td{label}><span class="tag {row.level_tag}">{row.level_label}</span></td>'
    css = " ".join(name for name, has in (("n", column.is_number), ("gl", begins)) if has)
    start = f'<td{f" class={chr(34)}{css}{chr(34)}" if css else ""}{_label(column, look)}>'
    if column.key == "completed" and not look.is_paper:
        return _completed_writer(start, look)
    value, write = column.value, _WRITERS.get(column.kind, _text)
    return lambda row: f"{start}{write(value(row))}</td>"


def _label(column: Column, look: Look) -> str:
    """What a card on the phone says before the value."""
    return f' data-l="{escape(column.head(look.ask))}"'


def _lamp(row: ListRow) -> str:
    title = f' title="{escape(row.lamp_reason)}"' if row.lamp_reason else ""
    return f'<td class="fz fz0"><span class="lamp {row.lamp}"{title}>{row.lamp_label}</span></td>'


def _name_writer(look: Look) -> Cell:
    address = reverse("project_page", args=[0]).replace("0", "{}") + f"?year={look.ask.year}"
    if look.is_paper:
        return lambda row: f'<th scope="row" class="name">{escape(row.name)}{_stopped(row)}</th>'

    def cell(row: ListRow) -> str:
        name = escape(row.name)
        return (
            f'<th scope="row" class="fz fz1 fzl name"><a href="{address.format(row.project_id)}"'
            f' title="{name}">{name}</a>{_stopped(row)}</th>'
        )

    return cell


def _stopped(row: ListRow) -> str:
    return ' <span class="state stop">停缓建</span>' if row.is_stopped else ""


def _completed_writer(start: str, look: Look) -> Cell:
    address = reverse("project_page", args=[0]).replace("0", "{}") + f"?year={look.ask.year}#months"
    return lambda row: (
        f'{start}<a href="{address.format(row.project_id)}">{show.wan(row.completed_wan)}</a></td>'
    )


def _text(value: Any) -> str:
    if value is None or value == "":
        return show.DASH
    said = escape(str(value))
    title = f' title="{said}"' if len(said) > LONG else ""
    return f'<span class="ell"{title}>{said}</span>'


def _points(value: Any) -> str:
    css = show.updown(value)
    return f'<span class="{css}">{show.points(value)}</span>' if css else show.points(value)


_WRITERS: dict[str, Callable[[Any], str]] = {
    kinds.WAN: show.wan, kinds.RATE: show.pct, kinds.POINTS: _points, kinds.DAY: show.day,
}


def _sum_cell(column: Column, totals: Totals, look: Look) -> str:
    if not column.total:
        return "<td></td>"
    write = _WRITERS[column.kind]
    return f'<td class="n"{_label(column, look)}>{write(getattr(totals, column.total))}</td>'


def _group_head(group: Subtotal, number: int, columns: Sequence[Column], look: Look) -> str:
    tick = '<td class="fz fzp"></td>' if look.has_picks else ""
    behind = f'<span class="late">红黄 {group.totals.behind:,}</span>' if group.totals.behind else ""
    said = f"{escape(group.label)}　{group.totals.count:,} 个"
    return (
        f'<tr class="sub">{tick}<td class="fz fz0">{behind}</td>'
        f'<th scope="rowgroup" class="fz fz1 fzl name">{_handle(group, number, said, look)}</th>'
        f"{total_cells(group.totals, columns, look)}</tr>"
    )


def _handle(group: Subtotal, number: int, said: str, look: Look) -> str:
    """A group whose rows are here folds; one whose rows are not is a link that brings them."""
    if look.is_paper:
        return said
    if group.is_open:
        return f'<button type="button" class="fold" aria-expanded="true" aria-controls="g{number}">{said}</button>'
    address = escape(look.ask.address(open=group.key))
    return f'<a class="fold" href="{address}#g{number}">{said}</a>'


def _rest(group: Subtotal, columns: Sequence[Column], look: Look) -> str:
    """How many rows of an opened group are not here, and where they are."""
    left = group.totals.count - len(group.rows)
    if not group.is_open or left <= 0:
        return ""
    where = f'<a href="{escape(group.url)}">看这一组的全部</a>' if group.url else "导出 Excel 可看全部"
    span = len(columns) + (1 if look.has_picks else 0)
    return f'<tr class="rest"><td colspan="{span}">还有 {left:,} 个没有列出。{where}</td></tr>'
