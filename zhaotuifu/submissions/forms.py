"""上报表表单 — the blank, a new version, the month, what is sent; the pointings of a sheet."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.http import QueryDict

from zhaotuifu.kernel.verdict import Unclear
from zhaotuifu.parties.queries import zones
from zhaotuifu.projects.forms import visible
from zhaotuifu.projects.states import ConstructionKind, Kind, Level, Stage
from zhaotuifu.submissions.rules.fields import BY_CODE, Sort
from zhaotuifu.submissions.rules.layout import SheetLayout, column_letters
from zhaotuifu.submissions.rules.pointing import (
    CELL,
    FIGURES,
    LAST_ROW,
    TEXT,
    Area,
    Column,
    DayForm,
    Filter,
    Order,
    Pointings,
    Spot,
    unit_in,
)
from zhaotuifu.submissions.states import Cadence

MOST_AREAS, MOST_SPOTS, LONGEST_WORDS = 12, 500, 400
NO_FILE = {
    "required": "还没有选文件。请选上级发来的空表（xlsx）。",
    "empty": "这个文件是空的。请检查是否选错了文件。",
}
YEAR_ERRORS = {"invalid": "年度要写成数字，例如 2025。", "required": "请填年度。"}
MONTHS = [(month, f"{month}月") for month in range(1, 13)]


def _blank() -> forms.FileField:
    return forms.FileField(
        label="空表",
        help_text="上级发来的空白 Excel（xlsx），原样上传，不用改",
        error_messages=NO_FILE,
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xlsm"}),
    )


def _year(help_text: str = "") -> forms.IntegerField:
    return forms.IntegerField(
        label="年度",
        min_value=2000,
        max_value=2100,
        help_text=help_text,
        error_messages=YEAR_ERRORS,
    )


class NewTableForm(forms.Form):
    """新的上报表."""

    name = forms.CharField(
        label="表名", max_length=120, validators=[visible], help_text="例如 市重大项目进度月报"
    )
    recipient = forms.CharField(
        label="报给谁", max_length=120, validators=[visible], help_text="例如 市发展改革委投资处"
    )
    cadence = forms.ChoiceField(label="多久报一次", choices=Cadence.choices)
    year = _year("这份空表从哪年起用；以后没有新空表的年度接着用它")
    file = _blank()


class NewVersionForm(forms.Form):
    """新版空表."""

    year = _year()
    file = _blank()


class YearForm(forms.Form):
    """年度."""

    year = _year()


class PeriodForm(forms.Form):
    """填哪个月."""

    year = _year()
    month = forms.TypedChoiceField(label="月", coerce=int, choices=MONTHS)


class UseForm(forms.Form):
    """启用."""

    revision = forms.IntegerField(min_value=0)
    is_loss_known = forms.BooleanField(required=False)


class SendForm(forms.Form):
    """报送."""

    revision = forms.IntegerField(min_value=0)
    method = forms.CharField(
        label="怎么报的",
        validators=[visible],
        max_length=120,
        help_text="例如 市平台上传、政务邮箱、纸质盖章",
        error_messages={"required": "请写怎么报的，例如 市平台上传。"},
    )
    reason = forms.CharField(
        label="不一致的说明", max_length=400, required=False, validators=[visible]
    )


class AskForm(forms.Form):
    """登记条件 — wrong ones are no condition."""

    table = forms.IntegerField(required=False, min_value=1, max_value=2**31)
    year = forms.IntegerField(required=False, min_value=2000, max_value=2100)
    month = forms.IntegerField(required=False, min_value=1, max_value=12)


def conditions(given: QueryDict) -> dict[str, Any]:
    """登记条件 — those that can be understood."""
    form = AskForm(given)
    form.is_valid()
    return {name: value for name, value in form.cleaned_data.items() if value}


def pointings_in(posted: QueryDict, layout: SheetLayout) -> Pointings:
    """一张表的对应关系 — as posted; raises `Unclear` naming the place that cannot be understood."""
    areas = tuple(
        area
        for number in range(_count(posted, "areas", MOST_AREAS))
        if (area := _area(posted, f"a{number}.", layout)) is not None
    )
    spots = tuple(
        spot
        for number in range(_count(posted, "spots", MOST_SPOTS))
        if (spot := _spot(posted, f"s{number}.", layout.name)) is not None
    )
    return Pointings(areas, spots)


def _count(posted: QueryDict, name: str, most: int) -> int:
    return _number(posted.get(name), "这一页", 0, most) or 0


def _number(text: str | None, place: str, low: int, high: int) -> int | None:
    text = (text or "").strip()
    if not text:
        return None
    if not re.fullmatch(r"[0-9]{1,6}", text) or not low <= int(text) <= high:
        raise Unclear(f"{place}：“{text[:20]}”不对，请写 {low} 到 {high} 之间的数。")
    return int(text)


def _needed(text: str | None, place: str) -> int:
    found = _number(text, place, 1, LAST_ROW)
    if found is None:
        raise Unclear(f"{place}还没有填。请写表上的行号。")
    return found


def _area(posted: QueryDict, mark: str, layout: SheetLayout) -> Area | None:
    """An area; None when all its rows were emptied or it was ticked to be dropped."""
    rows = ("head_first", "head_last", "first", "last")
    if posted.get(f"{mark}drop") or not any(posted.get(mark + name, "").strip() for name in rows):
        return None
    labels = dict(zip(rows, ("表头首行", "表头末行", "列表首行", "列表末行"), strict=True))
    columns = tuple(
        column
        for number in range(1, layout.columns + 1)
        if (column := _column(posted, f"{mark}{column_letters(number)}.", column_letters(number)))
        is not None
    )
    head_first, head_last, first, last = (
        _needed(posted.get(mark + name), labels[name]) for name in rows
    )
    return Area(
        layout.name,
        head_first,
        head_last,
        first,
        last,
        total=_number(posted.get(f"{mark}total"), "合计行", 1, LAST_ROW),
        filter=_filter(posted, mark),
        order=_choice(posted.get(f"{mark}order"), Order, "次序") or Order.LISTED,
        columns=columns,
    )


def _column(posted: QueryDict, mark: str, letter: str) -> Column | None:
    code = posted.get(f"{mark}field", "")
    if not code:
        return None
    if code not in BY_CODE:
        raise Unclear(f"{letter} 列：没有“{code[:20]}”这个字段。请从页面上选。")
    style, field = posted.get(f"{mark}style", ""), BY_CODE[code]
    is_day = field.sort is Sort.DAY and style in set(DayForm)
    has_places = field.sort in (Sort.MONEY, Sort.RATE, Sort.NUMBER)
    places = _number(posted.get(f"{mark}places"), f"{letter} 列的小数位", 0, 6)
    return Column(
        letter,
        code,
        unit_in(code, style),
        places if has_places else None,
        _number(posted.get(f"{mark}month"), f"{letter} 列的月份", 1, 12)
        if field.is_monthly
        else None,
        style if is_day else DayForm.DATE,
        bool(posted.get(f"{mark}required")),
    )


def _filter(posted: QueryDict, mark: str) -> Filter:
    return Filter(
        level=_choice(posted.get(f"{mark}level"), Level, "级别"),
        zone_id=_zone(posted.get(f"{mark}zone")),
        kind=_choice(posted.get(f"{mark}kind"), Kind, "大类"),
        construction_kind=_choice(
            posted.get(f"{mark}construction_kind"), ConstructionKind, "建设性质"
        ),
        stage=_choice(posted.get(f"{mark}stage"), Stage, "阶段"),
    )


def _choice(text: str | None, choices, what: str) -> str:
    if not text:
        return ""
    if text not in set(choices):
        raise Unclear(f"没有“{text[:20]}”这个{what}。请从页面上选。")
    return text


def _zone(text: str | None) -> int | None:
    if not text:
        return None
    for zone in zones():
        if str(zone.id) == text:
            return zone.id
    raise Unclear(f"没有板块“{text[:20]}”。请从页面上选。")


def _spot(posted: QueryDict, mark: str, sheet: str) -> Spot | None:
    cell, what = posted.get(f"{mark}cell", "").strip().upper(), posted.get(f"{mark}what", "")
    if not cell:
        return None
    if not CELL.fullmatch(cell):
        raise Unclear(f"单元格“{cell[:20]}”看不懂。请写成 B7 这样。")
    if what != TEXT and what not in FIGURES:
        raise Unclear(f"{cell} 还没有选填什么。请选一个指标，或选“文字”；不要这一格就把格子清空。")
    text = posted.get(f"{mark}text", "").strip()
    if what == TEXT and not text:
        raise Unclear(f"{cell} 选了“文字”，还没有写填什么。可以写“截至{{年}}年{{月}}月底”。")
    try:
        visible(text)
    except forms.ValidationError as unseen:
        raise Unclear(f"{cell} 的文字{unseen.messages[0]}") from None
    if len(text) > LONGEST_WORDS:
        raise Unclear(f"{cell} 的文字有 {len(text):,} 字，最多 {LONGEST_WORDS} 字。")
    is_words = what == TEXT
    return Spot(
        sheet,
        cell,
        what,
        text if is_words else "",
        Filter() if is_words else _filter(posted, mark),
        unit_in(what, posted.get(f"{mark}style", "")),
        None if is_words else _number(posted.get(f"{mark}places"), f"{cell} 的小数位", 0, 6),
        None if is_words else _number(posted.get(f"{mark}month"), f"{cell} 的月份", 1, 12),
    )
