"""写法 — figures, days and people as officials write them; values stay unrounded until here.

Every filter answers 「—」 for "no value"; it never turns a missing figure into 0.
Rounding is half-up once (zhaotuifu.kernel.money); nothing is clamped: 226 % is written 226.0.
Source of the rules: design of the interface, "Words" (千分位, 万元 ≤ 2 decimals, 亿元 1–2,
rate and 百分点 1 decimal, minus sign U+2212, 2025年3月31日 in prose, 2025-03-31 in tables).
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django import template
from django.forms import BoundField
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from zhaotuifu.kernel.money import round_half_up, to_yi
from zhaotuifu.kernel.names import mask_name as masked_name
from zhaotuifu.kernel.names import mask_phone as masked_phone

register = template.Library()

DASH = "—"
MINUS = "\u2212"
WEEKDAYS = "一二三四五六日"

# Line icons on a 16 × 16 grid; one stroke, no fill, so they follow the colour of the text.
ICONS = {
    "search": '<circle cx="7" cy="7" r="4.5"/><path d="M10.5 10.5 14 14"/>',
    "person": '<circle cx="8" cy="5.5" r="2.7"/><path d="M2.8 13.8a5.3 5.3 0 0 1 10.4 0"/>',
    "down": '<path d="m4.5 6.5 3.5 3.5 3.5-3.5"/>',
    "left": '<path d="M10 3.5 5.5 8l4.5 4.5"/>',
    "right": '<path d="m6 3.5 4.5 4.5L6 12.5"/>',
    "plus": '<path d="M8 3v10M3 8h10"/>',
    "x": '<path d="m4 4 8 8M12 4l-8 8"/>',
    "check": '<path d="m3 8.5 3.2 3L13 4.5"/>',
    "warn": '<path d="M8 2.5 14.5 13.5h-13zM8 6.5v3.2M8 11.7v.1"/>',
    "columns": '<path d="M2.5 3h11v10h-11zM6.2 3v10M9.9 3v10"/>',
    "print": '<path d="M4.5 6V2.5h7V6M4.5 11.5h-2V6h11v5.5h-2M4.5 9.5h7v4h-7z"/>',
    "download": '<path d="M8 2.5v7.5M4.5 7 8 10.5 11.5 7M3 13.5h10"/>',
    "upload": '<path d="M8 10.5V3M4.5 6 8 2.5 11.5 6M3 13.5h10"/>',
    "document": '<path d="M4 2h5l3 3v9H4zM9 2v3h3"/>',
    "screen": '<path d="M2 3h12v8H2zM5.5 13.5h5M8 11v2.5"/>',
    "star": '<path d="m8 2 1.8 3.8 4.2.5-3.1 2.9.8 4.1L8 11.3 4.3 13.3l.8-4.1L2 6.3l4.2-.5z"/>',
}


def _decimal(value: Any) -> Decimal | None:
    """A number that can be written, or None: empty, unknown and not-a-number are no value."""
    if value is None or value == "" or isinstance(value, bool):
        return None
    try:
        number = value if isinstance(value, Decimal) else Decimal(str(value).replace(",", ""))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _written(number: Decimal, places: int, least: int = 0) -> str:
    """Thousands, `least` to `places` decimals, U+2212; a value that rounds to 0 has no sign."""
    rounded = round_half_up(number, places)
    whole, _, fraction = f"{abs(rounded):,f}".partition(".")
    fraction = fraction.rstrip("0").ljust(least, "0")
    sign = MINUS if rounded < 0 else ""
    return f"{sign}{whole}.{fraction}" if fraction else f"{sign}{whole}"


@register.filter
def wan(value: Any) -> str:
    """万元 — thousands, at most 2 decimals: 12,400; 1,234.5. The unit stands in the head."""
    number = _decimal(value)
    return DASH if number is None else _written(number, 2)


@register.filter
def yi(value: Any, places: int = 2) -> str:
    """亿元 — from 万元, 1 to `places` decimals (1 or 2): 165000 → 16.5."""
    number = _decimal(value)
    return DASH if number is None else _written(to_yi(number), int(places), least=1)


@register.filter
def pct(value: Any, unit: str = "") -> str:
    """百分数 — 1 decimal, half-up, never clamped: 26.3; `pct:"%"` adds the sign, but not to —."""
    number = _decimal(value)
    return DASH if number is None else _written(number, 1, least=1) + unit


@register.filter
def points(value: Any) -> str:
    """百分点 — signed, 1 decimal: +1.3, −5.6, 0.0."""
    number = _decimal(value)
    if number is None:
        return DASH
    text = _written(number, 1, least=1)
    return f"+{text}" if round_half_up(number, 1) > 0 else text


@register.filter
def updown(value: Any) -> str:
    """升降 — the css class of a signed figure as it is written: up, down, or nothing for 0.0."""
    number = _decimal(value)
    rounded = round_half_up(number, 1) if number is not None else 0
    if not rounded:
        return ""
    return "up" if rounded > 0 else "down"


@register.filter
def count(value: Any) -> str:
    """个数 — a whole number with thousands."""
    number = _decimal(value)
    return DASH if number is None else _written(number, 0)


@register.filter
def bar_width(value: Any, scale: Any = 100) -> str:
    """条长 — the length of a bar in percent of its track: it stops at both ends.

    Only the bar is cut; the figure beside it is written in full.
    """
    number, full = _decimal(value), _decimal(scale)
    if number is None or not full:
        return "0"
    length = min(max(number * 100 / full, Decimal(0)), Decimal(100))
    return f"{round_half_up(length, 2):f}"


def _day(value: Any) -> date | None:
    """A date; of an aware moment, the day in the office's time zone."""
    if isinstance(value, datetime):
        return timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    return value if isinstance(value, date) else None


@register.filter
def day(value: Any) -> str:
    """日期（表内）— 2025-03-31."""
    on = _day(value)
    return DASH if on is None else on.isoformat()


@register.filter
def prose_day(value: Any) -> str:
    """日期（行文）— 2025年3月31日."""
    on = _day(value)
    return DASH if on is None else f"{on.year}年{on.month}月{on.day}日"


@register.filter
def short_day(value: Any) -> str:
    """日期（当年）— 4月8日."""
    on = _day(value)
    return DASH if on is None else f"{on.month}月{on.day}日"


@register.filter
def weekday(value: Any) -> str:
    """星期 — 星期一."""
    on = _day(value)
    return DASH if on is None else f"星期{WEEKDAYS[on.weekday()]}"


@register.filter
def month(value: Any) -> str:
    """月份 — 2025年3月; takes a day of it or the text 2025-03."""
    on = _day(value)
    if on is not None:
        return f"{on.year}年{on.month}月"
    year, _, number = str(value or "").partition("-")
    if year.isdigit() and number.isdigit() and 1 <= int(number) <= 12:
        return f"{int(year)}年{int(number)}月"
    return DASH


@register.filter
def moment(value: Any) -> str:
    """时刻 — 2025-04-03 17:42, in the office's time zone."""
    if not isinstance(value, datetime):
        return DASH
    local = timezone.localtime(value) if timezone.is_aware(value) else value
    return f"{local:%Y-%m-%d %H:%M}"


@register.filter
def span(value: Any) -> str:
    """累计期 — the months of a year up to one: 3 → 1—3月, 1 → 1月; takes a month or a day of it."""
    on = _day(value)
    last = on.month if on is not None else _decimal(value)
    if last is None or not 1 <= last <= 12:
        return DASH
    return "1月" if last == 1 else f"1{DASH}{int(last)}月"


@register.filter
def mask_phone(value: Any) -> str:
    """电话掩码 — 138****0000."""
    return masked_phone(str(value)) if value else DASH


@register.filter
def mask_name(value: Any) -> str:
    """姓名掩码 — the family name, the rest as stars."""
    return masked_name(str(value)) if value else DASH


@register.filter
def dash(value: Any) -> Any:
    """无值 — 「—」 for nothing (None, empty text); 0 is a value and stays."""
    return DASH if value is None or value == "" else value


@register.filter
def control(field: BoundField, css: str = "") -> SafeString:
    """控件 — the widget of a form field with a css class added ("num" for right-aligned figures)."""
    known = field.field.widget.attrs.get("class", "")
    classes = f"{known} {css}".strip()
    return field.as_widget(attrs={"class": classes} if classes else None)


@register.simple_tag
def icon(name: str) -> SafeString:
    """图标 — a decorative line icon by name; an unknown name is a KeyError, not an empty picture."""
    # The drawing is a constant of this module, nothing a person typed.
    return format_html(
        '<svg class="i" viewBox="0 0 16 16" aria-hidden="true">{}</svg>', mark_safe(ICONS[name])
    )


@register.simple_block_tag
def slot(content: str) -> str:
    """一段 — a piece of a page kept under a name, to hand to a component: {% slot as text %}…{% endslot %}."""
    return content
