"""范围条件 — words of a page or a script as a scope: 级别, 板块, 大类, 产业链, 性质, 规模, 专项."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal

from django.db.models import TextChoices

from zhaotuifu.indicators.defined import in_force
from zhaotuifu.indicators.queries import Scope
from zhaotuifu.indicators.rules.parameters import Size
from zhaotuifu.indicators.states import CountBy
from zhaotuifu.kernel.actor import Actor, Role
from zhaotuifu.kernel.money import WAN_PER_YI
from zhaotuifu.kernel.remembered import remembered
from zhaotuifu.kernel.verdict import Unclear
from zhaotuifu.parties.queries import ZoneLine
from zhaotuifu.projects.belonging import Programme
from zhaotuifu.projects.models import Profile, Project
from zhaotuifu.projects.states import ConstructionKind, Kind, Level

SIZE = re.compile(r"(\d{1,6}(?:\.\d{1,4})?)(亿|万)(美元)?元?")
#: the parts of a scope as they are named in an address and a command
PARTS = ("level", "zone", "kind", "category", "construction_kind", "size", "programme")


def scope_of(
    given: Mapping[str, str | None], *, zones: Sequence[ZoneLine], as_of: date,
    known_at: datetime | None = None, actor: Actor | None = None,
) -> Scope:
    """范围 — from texts by name (`PARTS`); what is not given is not narrowed.

    Raises `Unclear` naming what is not known and what there is, as far as the actor may see it. No
    SQL unless a size, a programme or a category is given: then one statement each.
    """
    zone = _zone(given.get("zone"), zones)
    return Scope(
        level=_choice(given.get("level"), Level, "级别"),
        zone_id=zone.id if zone else None,
        kind=_choice(given.get("kind"), Kind, "大类"),
        category=_category(given.get("category"), actor),
        construction_kind=_choice(given.get("construction_kind"), ConstructionKind, "建设性质"),
        size=size_named(given.get("size"), as_of, known_at),
        programme_id=_programme(given.get("programme")),
    )


def count_by_of(text: str | None) -> CountBy:
    """打包计数 — by code or label; as listed when nothing is said. Raises `Unclear`."""
    return CountBy(_choice(text, CountBy, "计数方式") or CountBy.LISTED)


def zone_named(text: str, zones: Sequence[ZoneLine]) -> ZoneLine | None:
    """板块 — by name, other name or id; None when there is none."""
    for zone in zones:
        if text in (zone.name, str(zone.id), *zone.aliases):
            return zone
    return None


def size_named(text: str | None, as_of: date, known_at: datetime | None = None) -> Size | None:
    """规模 — a band by code or name, or any threshold (5亿, 3000万, 2亿美元); raises `Unclear` otherwise."""
    if not text:
        return None
    bands = in_force(as_of, known_at).sizes
    asked = _bare(text)
    for band in bands:
        if text == band.code or asked == _bare(band.name):
            return band
    found = SIZE.fullmatch(asked)
    if found is None:
        names = "、".join(band.name for band in bands)
        raise Unclear(f"看不懂规模“{shortened(text)}”。请写 5亿、3000万、1亿美元 这样，或用：{names}。")
    amount = Decimal(found[1]) * (WAN_PER_YI if found[2] == "亿" else 1)
    name = f"{asked}{'' if found[3] else '元'}以上"
    return Size(asked, name, None, amount) if found[3] else Size(asked, name, amount)


def _bare(text: str) -> str:
    """1 亿元以上, ≥1亿 and 1亿 are one."""
    bare = re.sub(r"[\s≥]|以上|及|含", "", text)
    return bare.removesuffix("元") if bare.endswith(("亿元", "万元")) else bare


def _programme(text: str | None) -> int | None:
    if not text:
        return None
    rows = list(Programme.objects.order_by("code", "id"))
    for row in rows:
        if text in (row.code, row.name, str(row.pk)):
            return row.pk
    known = "、".join(row.name for row in rows) or "还没有建专项"
    raise Unclear(f"没有专项“{shortened(text)}”。现有：{known}。")


def categories(actor: Actor | None = None) -> tuple[str, ...]:
    """用到的产业链 — as the projects that the actor may see say it, in order; one SQL statement."""
    sees_all = actor is None or actor.sees_all
    whose = None if sees_all else actor.organisations(Role.ZONE)  # type: ignore[union-attr]
    return remembered(("categories", whose), lambda: _categories(None if sees_all else actor))


def _categories(actor: Actor | None) -> tuple[str, ...]:
    rows = Profile.objects.known().exclude(category="").order_by("category")
    if actor is not None:
        rows = rows.filter(project__in=Project.objects.visible_to(actor).order_by().values("pk"))
    return tuple(rows.values_list("category", flat=True).distinct())


def _category(text: str | None, actor: Actor | None) -> str | None:
    if not text:
        return None
    known = categories(actor)
    if text not in known:
        some = "、".join(known[:12]) or "还没有项目填产业链"
        raise Unclear(f"没有项目的产业链是“{shortened(text)}”。用到的有：{some}。")
    return text


def _choice(text: str | None, choices: type[TextChoices], what: str) -> str | None:
    if not text:
        return None
    for choice in choices:
        if text in (choice.value, choice.label):
            return choice.value
    known = "、".join(choice.label for choice in choices if choice.value)
    raise Unclear(f"没有{what}“{shortened(text)}”。现有：{known}。")


def _zone(text: str | None, zones: Sequence[ZoneLine]) -> ZoneLine | None:
    if not text:
        return None
    zone = zone_named(text, zones)
    if zone is None:
        raise Unclear(f"没有板块“{shortened(text)}”。请核对板块名称。")
    return zone


def shortened(text: str) -> str:
    """说回去的话 — what was typed, said back: never a page of it."""
    return text if len(text) <= 40 else f"{text[:40]}…"
