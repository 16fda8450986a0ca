"""加条件 — the sheet of conditions of the list: a GET form; what is not in it rides along hidden.

Written without Django's widgets: ten selects of a library page cost more than all its SQL.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from django.utils.safestring import SafeString, mark_safe

from zhaotuifu.desk.asking import CHOICES, LABELS, Asking
from zhaotuifu.parties.queries import ZoneLine

ANY = ("", "不限")
HIDDEN = ("q", "missing", "unreported", "nocause", "followed", "sort", "group", "cols", "view")
CODED = ("level", "construction_kind", "kind", "lamp", "stage", "standing", "size")
Choices = Sequence[tuple[str, str]]


def sheet(ask: Asking, zones: Iterable[ZoneLine], programmes: Iterable[tuple[int, str]]) -> SafeString:
    """条件单 — fields with what is asked chosen in them."""
    given = said(ask)
    year = f'<input type="number" name="year" id="by_year" min="1990" max="2100" value="{ask.year}">'
    parts = [_one("year", "年度", year)]
    offered: dict[str, Choices] = {"zone": tuple((str(zone.id), zone.name) for zone in zones)}
    offered |= {name: _with_current(CHOICES[name], given.get(name)) for name in CODED}
    known = tuple((str(pk), name) for pk, name in programmes)
    offered |= {"programme": known} if known else {}
    parts += [_one(name, LABELS[name], _select(name, held, given.get(name, ""))) for name, held in offered.items()]
    category = escape(given.get("category", ""))
    parts.append(_one("category", LABELS["category"], f'<input name="category" id="by_category" value="{category}">'))
    hidden = [
        f'<input type="hidden" name="{name}" value="{escape(given[name])}">'
        for name in (*HIDDEN, *(() if known else ("programme",))) if name in given
    ]
    return mark_safe(f'<div class="fset">{"".join(parts)}</div>{"".join(hidden)}')


def said(ask: Asking) -> dict[str, str]:
    """问过的 — every part of the address by name, without year and page."""
    view = {"view": str(ask.view_id)} if ask.view_id else {}
    return {**ask.params(), **ask.shape(), **view}


def _one(name: str, label: str, control: str) -> str:
    return f'<div class="fone"><label for="by_{name}">{label}</label><div class="inp">{control}</div></div>'


def _select(name: str, choices: Choices, current: str) -> str:
    options = "".join(
        f'<option value="{escape(code)}"{" selected" if code == current else ""}>{escape(label)}</option>'
        for code, label in (ANY, *choices)
    )
    return f'<select name="{name}" id="by_{name}">{options}</select>'


def _with_current(choices: Choices, current: str | None) -> Choices:
    """Several codes at once (红黄灯) are one more choice, so that the form does not lose them."""
    if not current or "," not in current:
        return choices
    label = "、".join(dict(choices)[code] for code in current.split(","))
    return (*choices, (current, label))
