"""差额说明命令 — the difference of an indicator between two moments, project by project, for scripts."""

from __future__ import annotations

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand

from zhaotuifu.indicators import asking, definitions
from zhaotuifu.indicators.difference import Difference, When, explain
from zhaotuifu.indicators.difference_asking import when_given
from zhaotuifu.indicators.queries import Scope
from zhaotuifu.indicators.rules.difference import Part
from zhaotuifu.kernel.money import plain
from zhaotuifu.kernel.verdict import Refused, no
from zhaotuifu.parties.queries import zones

ASKED = ("name", "first", "last", "known_from", "known_to", "year", "level", "zone")


class Command(BaseCommand):
    help = "一个指标在两个时点之间差多少，差在哪些项目：逐项目、逐原因，加起来正好等于差额"

    def add_arguments(self, parser):
        parser.add_argument("name", help="指标名，例如 投资完成率")
        when = "统计日 2025-02-28；带所知时刻：2025-02-28@2025-03-05T10:00；单写时刻就是那一刻所知的那一天"
        parser.add_argument("--from", required=True, dest="first", metavar="T1", help=when)
        parser.add_argument("--to", required=True, dest="last", metavar="T2", help="同上")
        parser.add_argument("--known-from", metavar="TIME", help="T1 的所知时刻，省略为现在")
        parser.add_argument("--known-to", metavar="TIME", help="T2 的所知时刻，省略为现在")
        parser.add_argument("--year", type=int, help="看哪一年的名单，省略为统计日的年度")
        parser.add_argument("--level", help="省重大、市重大、区重点")
        parser.add_argument("--zone", help="板块名称")
        parser.add_argument("--json", action="store_true", dest="as_json")

    def handle(self, *args, as_json: bool, **options):
        try:
            found = answer(**{key: options[key] for key in ASKED})
        except Refused as refusal:
            sentence = refusal.verdict.sentence
            refused = json.dumps({"refused": [sentence]}, ensure_ascii=False)
            self.stdout.write(refused if as_json else sentence)
            sys.exit(1)
        if as_json:
            self.stdout.write(json.dumps(_plain(found), ensure_ascii=False))
        else:
            for line in _words(found):
                self.stdout.write(line)


def answer(
    *, name: str, first: str, last: str, known_from: str | None, known_to: str | None,
    year: int | None, level: str | None, zone: str | None,
) -> Difference:
    """差额 — raises `Refused` for an unknown name, level, zone or moment."""
    indicator = definitions.named(name)
    if indicator is None:
        known = "、".join(found.name for found in definitions.ALL)
        raise Refused(no(f"没有指标“{name}”。现有：{known}。"))
    if year is not None:
        asking.year_given(year)
    ends = when_given(first, known_from, year), when_given(last, known_to, year)
    return explain(indicator, *ends, scope=_scope(level, zone))


def _scope(level: str | None, zone: str | None) -> Scope:
    level_code = asking.level_named(level) if level else None
    if level and level_code is None:
        raise Refused(no(f"没有级别“{level}”。现有：省重大、市重大、区重点。"))
    found = asking.zone_named(zone, zones()) if zone else None
    if zone and found is None:
        raise Refused(no(f"没有板块“{zone}”。请核对板块名称。"))
    return Scope(level=level_code, zone_id=found.id if found else None)


def _plain(found: Difference) -> dict[str, Any]:
    return {
        "name": found.indicator.name,
        "unit": found.after.unit,
        "from": _end(found.first) | {"value": plain(found.before.value)},
        "to": _end(found.last) | {"value": plain(found.after.value)},
        "difference": plain(found.value),
        "numerator": plain(found.numerator),
        "denominator": plain(found.denominator),
        "parts": [_part(part) for part in found.parts],
    }


def _end(when: When) -> dict[str, Any]:
    return {
        "year": when.of_year, "as_of": when.as_of.isoformat(),
        "known_at": when.known_at.isoformat() if when.known_at else None,
    }


def _part(part: Part) -> dict[str, Any]:
    return {
        "step": part.step.label, "cause": part.cause.label, "project": part.name,
        "project_id": part.project_id, "detail": part.detail, "effect": plain(part.effect),
        "numerator": plain(part.numerator), "denominator": plain(part.denominator),
    }


def _words(found: Difference) -> list[str]:
    unit = found.after.unit
    ends = f"{_shown(found.before.value)} → {_shown(found.after.value)} {unit}"
    lines = [f"{found.indicator.name}：{ends}，差 {_shown(found.value)}"]
    for group in found.groups:
        lines.append(f"{group.step.label} · {group.cause.label}：{_shown(group.effect)}（{len(group.parts)} 笔）")
        lines += [f"  {part.name or '—'}　{part.detail}　{_shown(part.effect)}" for part in group.parts]
    if not found.parts:
        lines.append("两个时点之间没有变动。")
    return lines


def _shown(value: Any) -> str:
    return "—" if value is None else str(plain(value))
