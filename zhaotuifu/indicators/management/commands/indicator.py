"""取指标命令 — one indicator with its rows, for scripts."""

from __future__ import annotations

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand

from zhaotuifu.indicators import asking, definitions
from zhaotuifu.indicators.queries import Scope, open_book
from zhaotuifu.indicators.rules import Value
from zhaotuifu.kernel.money import plain
from zhaotuifu.kernel.verdict import Refused, no
from zhaotuifu.parties.queries import zones


class Command(BaseCommand):
    help = "取一个指标：名称、年度、统计日，可加所知时刻、级别、板块"

    def add_arguments(self, parser):
        parser.add_argument("name", help="指标名，例如 投资完成率")
        parser.add_argument("--year", type=int, required=True)
        parser.add_argument("--as-of", required=True, metavar="DAY", help="统计日 2025-03-31")
        parser.add_argument("--known-at", metavar="TIME", help="所知时刻，省略为现在")
        parser.add_argument("--level", help="省重大、市重大、区重点")
        parser.add_argument("--zone", help="板块名称")
        parser.add_argument("--json", action="store_true", dest="as_json")

    def handle(self, *args, as_json: bool, **options):
        try:
            result = answer(**{key: options[key] for key in ASKED})
        except Refused as refusal:
            sentence = refusal.verdict.sentence
            refused = json.dumps({"refused": [sentence]}, ensure_ascii=False)
            self.stdout.write(refused if as_json else sentence)
            sys.exit(1)
        if as_json:
            self.stdout.write(json.dumps(result, ensure_ascii=False))
        else:
            shown = "—" if result["value"] is None else f"{result['value']} {result['unit']}"
            self.stdout.write(f"{result['name']}：{shown}（{len(result['rows'])} 个项目）")


ASKED = ("name", "year", "as_of", "known_at", "level", "zone")


def answer(
    *, name: str, year: int, as_of: str, known_at: str | None, level: str | None, zone: str | None
) -> dict[str, Any]:
    """取数 — the figure as plain values; raises `Refused` for an unknown name, level, zone or day."""
    indicator = definitions.named(name)
    if indicator is None:
        known = "、".join(found.name for found in definitions.ALL)
        raise Refused(no(f"没有指标“{name}”。现有：{known}。"))
    asking.year_given(year)
    day = asking.day_given(as_of)
    moment = asking.moment_given(known_at) if known_at else None
    book = open_book(year=year, as_of=day, known_at=moment)
    value = book.value(indicator, _scope(level, zone))
    return _plain(value) | {
        "as_of": day.isoformat(), "known_at": moment.isoformat() if moment else None,
    }


def _scope(level: str | None, zone: str | None) -> Scope:
    level_code = asking.level_named(level) if level else None
    if level and level_code is None:
        raise Refused(no(f"没有级别“{level}”。现有：省重大、市重大、区重点。"))
    found = asking.zone_named(zone, zones()) if zone else None
    if zone and found is None:
        raise Refused(no(f"没有板块“{zone}”。请核对板块名称。"))
    return Scope(level=level_code, zone_id=found.id if found else None)


def _plain(value: Value) -> dict[str, Any]:
    return {
        "name": value.name,
        "value": plain(value.value),
        "numerator": plain(value.numerator),
        "denominator": plain(value.denominator),
        "unit": value.unit,
        "rows": [
            {
                "project": row.name, "code": row.code, "numerator": plain(row.numerator),
                "denominator": plain(row.denominator),
            }
            for row in value.rows
        ],
    }
