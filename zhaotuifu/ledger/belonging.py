"""台账里的归属 — programmes a row names, packages and their parts, amounts only the office may state.

A row joins the programmes it names and leaves none: a ledger that does not say 532 says nothing
of it. 列统 amounts are taken from the office's ledgers only, as on the page.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from zhaotuifu.kernel.names import comparable
from zhaotuifu.ledger.identified import Row
from zhaotuifu.ledger.rules.fields import PACKAGE_NAME, PACKAGE_PARTS, Extra
from zhaotuifu.ledger.rules.items import Item, ItemClass, ItemKind
from zhaotuifu.ledger.rules.types import CLEAR
from zhaotuifu.projects.models import Programme

SEPARATOR = re.compile(r"[、,，;；/／\s]+")
QUOTES = re.compile(r"[“”\"'‘’《》]")
JOINT = "、"


def settle_fields(rows: Sequence[Row], *, has_all: bool) -> None:
    """归属定值 — programme names as the library writes them, 列统 only from the office; in place.

    One SQL statement, and none when no row names a programme.
    """
    if not has_all:
        for row in rows:
            if Extra.RECOGNISED_MONTH_WAN in row.said.values:
                _drop(row, Extra.RECOGNISED_MONTH_WAN, "列统数由区重大办按统计部门核定的数填，这一格没有导入。")
    if any(Extra.PROGRAMMES in row.said.values for row in rows):
        names = _names()
        for row in rows:
            _programmes(row, names)


def _names() -> dict[str, str]:
    """The library's name by every way a cell may write it."""
    found: dict[str, str] = {}
    for code, name in Programme.objects.order_by("-code").values_list("code", "name"):
        bare = QUOTES.sub("", name)
        for one in (code, name, bare, bare.removesuffix("项目"), bare.removesuffix("创新区")):
            found[_key(one)] = name
    return found


def _key(text: str) -> str:
    return comparable(QUOTES.sub("", text))


def _programmes(row: Row, names: Mapping[str, str]) -> None:
    said = row.said.values.get(Extra.PROGRAMMES)
    if said is None:
        return
    if said is CLEAR or not isinstance(said, str):
        _drop(row, Extra.PROGRAMMES, "台账不能把项目移出专项。要移出请在专项页上办，写明日期和原因。")
        return
    texts = [one for one in SEPARATOR.split(said) if one]
    unknown = [one for one in texts if _key(one) not in names]
    known = sorted({names[_key(one)] for one in texts if _key(one) in names})
    if unknown:
        told = JOINT.join(f"“{one}”" for one in unknown[:3])
        row.items += (
            Item(
                ItemKind.WARNING, ItemClass.UNKNOWN_LABEL,
                f"没有专项{told}，没有列入。请区重大办先在专项页新建，或改成已有的名称。",
                row.row.cells.get(Extra.PROGRAMMES), Extra.PROGRAMMES,
            ),
        )
    _put(row, Extra.PROGRAMMES, JOINT.join(known) or None)


def joined(known: Any, said: Any) -> str:
    """列入后的专项 — those known and those said, as one text; equal to `known` when nothing is new."""
    both = {one for text in (known, said) if isinstance(text, str) for one in text.split(JOINT) if one}
    return JOINT.join(sorted(both))


def add_known(rows: Sequence[Row], known: Mapping[int, Any]) -> None:
    """加上已列入的 — so that a row that names fewer programmes than known changes nothing; in place."""
    for row in rows:
        said = row.said.values.get(Extra.PROGRAMMES)
        if said is not None and row.project_id is not None and row.project_id in known:
            before = known[row.project_id].values.get(Extra.PROGRAMMES)
            _put(row, Extra.PROGRAMMES, joined(before, said))


def is_whole(row: Row, parts: int) -> None:
    """按整体 — the row counts one whole, and as many as its parts when packages are split."""
    if parts > 1:
        _put(row, PACKAGE_PARTS, parts)


def is_part(row: Row, package: str) -> None:
    """按子项 — the row is a part of the package."""
    _put(row, PACKAGE_NAME, package[:300])


def _put(row: Row, name: str, value: Any) -> None:
    values = {key: one for key, one in row.said.values.items() if key != name}
    if value is not None:
        values[name] = value
    row.said = replace(row.said, values=values)


def _drop(row: Row, name: str, sentence: str) -> None:
    _put(row, name, None)
    item = Item(ItemKind.WARNING, ItemClass.UNKNOWN_LABEL, sentence, row.row.cells.get(name), name)
    row.items += (item,)


def programme_ids(texts: Iterable[Any]) -> dict[str, int]:
    """专项编号 — by name, of the programmes these texts name; one SQL statement or none."""
    wanted = {one for text in texts if isinstance(text, str) for one in text.split(JOINT) if one}
    if not wanted:
        return {}
    return dict(Programme.objects.filter(name__in=wanted).order_by("id").values_list("name", "pk"))

