"""取指标命令 — one indicator with its rows, in any scope, as of any day, for scripts."""

from __future__ import annotations

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand

from zhaotuifu.indicators import asking, definitions
from zhaotuifu.indicators.asking import Asking
from zhaotuifu.indicators.comparing import Compared
from zhaotuifu.indicators.figures_asked import Asked, answered
from zhaotuifu.indicators.rules import Also, Indicator, Value
from zhaotuifu.indicators.scoping import PARTS, count_by_of, scope_of
from zhaotuifu.indicators.states import Comparison
from zhaotuifu.indicators.wording import days, signed_text, with_unit
from zhaotuifu.kernel.money import plain
from zhaotuifu.kernel.templatetags.show import pct
from zhaotuifu.kernel.verdict import Refused, Unclear, no
from zhaotuifu.parties.queries import zones

ASKED = ("name", "year", "as_of", "known_at", "count_by", "compare", *PARTS)


class Command(BaseCommand):
    help = "取一个指标：名称、年度、统计日，可加所知时刻、各种范围、打包计数、同比或环比；list 列出全部名称"

    def add_arguments(self, parser):
        parser.add_argument("name", help="指标名或代码，例如 投资完成率；list 列出全部")
        parser.add_argument("--year", type=int, help="年度；省略为统计日的年份")
        parser.add_argument("--as-of", metavar="DAY", help="统计日 2025-03-31")
        parser.add_argument("--known-at", metavar="TIME", help="所知时刻，省略为现在")
        parser.add_argument("--level", help="省重大、市重大、区重点")
        parser.add_argument("--zone", help="板块名称")
        parser.add_argument("--kind", help="产业、基础设施、民生")
        parser.add_argument("--category", help="类别或产业链")
        parser.add_argument("--construction-kind", help="新建、续建、储备、前期、竣工……")
        parser.add_argument("--size", help="总投资在此以上：1亿、10亿、100亿、1亿美元、5000万……")
        parser.add_argument("--programme", help="专项名称或代号，例如 532")
        parser.add_argument("--count-by", help="打包项目：listed 按名单、whole 整包计、split 拆分计")
        parser.add_argument("--compare", help="yoy 同比、mom 环比")
        parser.add_argument("--json", action="store_true", dest="as_json")

    def handle(self, *args, as_json: bool, **options):
        if options["name"] == "list":
            self._list(as_json)
            return
        try:
            asked, told = answer(**{key: options[key] for key in ASKED})
        except Refused as refusal:
            sentence = refusal.verdict.sentence
            refused = json.dumps({"refused": [sentence]}, ensure_ascii=False)
            self.stdout.write(refused if as_json else sentence)
            sys.exit(1)
        self.stdout.write(json.dumps(told, ensure_ascii=False) if as_json else said(asked))

    def _list(self, as_json: bool) -> None:
        rows = [
            {"code": one.code, "name": one.name, "unit": one.unit, "group": one.group.label}
            for one in definitions.ALL
        ]
        if as_json:
            self.stdout.write(json.dumps(rows, ensure_ascii=False))
            return
        for row in rows:
            self.stdout.write(f"{row['name']}（{row['unit']}）  {row['code']}  {row['group']}")


def answer(
    *, name: str, year: int | None = None, as_of: str | None = None, known_at: str | None = None,
    count_by: str | None = None, compare: str | None = None, **parts: str | None,
) -> tuple[Asked, dict[str, Any]]:
    """取数 — the figure, and as plain values; raises `Refused` for a name, a scope or a day not understood."""
    indicator = _named(name)
    if not as_of:
        raise Unclear("没有写统计日。请加 --as-of，例如 --as-of 2025-03-31。")
    day = asking.day_given(as_of)
    asked_year = asking.year_given(year if year is not None else day.year)
    moment = asking.moment_given(known_at) if known_at else None
    scope = scope_of(parts, zones=zones(), as_of=day, known_at=moment)
    comparison = _comparison(compare)
    asked = answered(
        indicator, Asking(asked_year, day, moment, scope, count_by_of(count_by)), comparison
    )
    told = {"as_of": day.isoformat(), "known_at": moment.isoformat() if moment else None}
    return asked, _plain(asked) | told


def _named(name: str) -> Indicator:
    found = definitions.named(name)
    if found is None:
        known = "、".join(one.name for one in definitions.ALL)
        raise Refused(no(f"没有指标“{name}”。现有：{known}。"))
    return found


def _comparison(text: str | None) -> Comparison | None:
    if not text:
        return None
    for one in Comparison:
        if text in (one.value, one.label):
            return one
    raise Unclear(f"看不懂 --compare“{text[:40]}”。请写 yoy（同比）或 mom（环比）。")


def _plain(asked: Asked) -> dict[str, Any]:
    value = asked.value
    return {
        "name": value.name,
        "value": plain(value.value),
        "numerator": plain(value.numerator),
        "denominator": plain(value.denominator),
        "unit": value.unit,
        "share_pct": plain(asked.share_pct),
        "version": asked.version,
        "also": [
            {"name": one.name, "unit": one.unit, "value": plain(one.value)} for one in value.also
        ],
        "compared": _compared(asked.compared),
        "rows": _rows(value),
    }


def _rows(value: Value) -> list[dict[str, Any]]:
    return [
        {
            "project": row.name, "code": row.code, "numerator": plain(row.numerator),
            "denominator": plain(row.denominator),
        }
        for row in value.rows
    ]


def _compared(found: Compared | None) -> dict[str, Any] | None:
    if found is None:
        return None
    return {
        "with": found.comparison.label,
        "as_of": found.as_of.isoformat() if found.as_of else None,
        "value": plain(found.then.value) if found.then else None,
        "difference": plain(found.difference),
        "unit": found.unit,
        "growth_pct": plain(found.growth_pct),
        "reason": found.reason,
    }


def said(asked: Asked) -> str:
    """一句话 — the figure as lines for people, written as the pages write it."""
    value = asked.value
    lines = [f"{value.name}：{with_unit(value.value, value.unit)}（{len(value.rows)} 个项目）"]
    lines += [f"  {one.name}：{_also_text(one)}" for one in value.also]
    if asked.share_pct is not None:
        lines.append(f"  占上一层范围：{pct(asked.share_pct)}%")
    found = asked.compared
    if found and found.difference is None:
        lines.append(f"  {found.label}：—（{found.reason}）")
    elif found and found.then:
        growth = "" if found.growth_pct is None else f"，{pct(found.growth_pct)}%"
        lines.append(
            f"  {found.label}：{signed_text(found.difference, found.unit)} {found.unit}{growth}"
            f"（{found.as_of}：{with_unit(found.then.value, value.unit)}）"
        )
    return "\n".join(lines)


def _also_text(one: Also) -> str:
    return "—" if one.value is None else f"{days(one.value)} {one.unit}"
