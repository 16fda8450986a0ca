"""项目库表单 — identity, listing, plan and profile on one page; stop, resume and withdraw."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.functional import cached_property

from zhaotuifu.kernel.verdict import Verdict
from zhaotuifu.projects.identities import CHECKED_FIELDS, doubt_of
from zhaotuifu.projects.queries import Snapshot
from zhaotuifu.projects.sizes import Rates
from zhaotuifu.projects.states import ConstructionKind, Currency, Kind, Level

CODE = re.compile(r"(\d{4})-?(\d{6})-?(\d{2})-?(\d{2})-?(\d{6})")
# As typed: full-width digits and signs; a grouped number; a plain number.
FULL_WIDTH = str.maketrans("０１２３４５６７８９，．－＋−", "0123456789,.-+-")
GROUPED = re.compile(r"[+-]?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]*)?")
PLAIN = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)")
LINE_END = re.compile(r"\r\n|[\r\v\f\u2028\u2029]")
UNSEEN = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ufffe\uffff]")
MOST_DIGITS = 15  # SQLite and Excel keep no more of a number
LONGEST_CELL = 32767  # characters in a cell of Excel
EARLIEST, LATEST = date(1980, 1, 1), date(2099, 12, 31)
GROUPS = (
    ("名单", ("name", "code", "zone_ids", "level", "construction_kind", "admitted_on")),
    ("投资", ("total_investment_wan", "plan_wan", "foreign_currency", "foreign_amount_wan",
              "foreign_rate", "foreign_rate_on")),
    ("概况", ("kind", "category", "unit_name", "uscc", "address", "area_mu", "start_year",
              "end_year", "scale", "remarks")),
    ("人员", ("leader", "lead_department", "responsible_unit", "responsible_person",
              "contact_name", "contact_phone")),
    ("这次修改", ("about_from", "reason")),
)
UNITS = {
    "total_investment_wan": "万元", "plan_wan": "万元", "foreign_amount_wan": "万", "area_mu": "亩",
    "start_year": "年", "end_year": "年",
}
CHECKED = {f"{name}_checked": name for name in CHECKED_FIELDS}
NOT_SAID = frozenset({"about_from", "reason", "revision", *CHECKED})


@dataclass(frozen=True, slots=True)
class Place:
    """表单一行 — a bound field with its unit and class."""

    field: forms.BoundField
    unit: str
    css: str
    ask: str = ""
    ask_field: forms.BoundField | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """表单一段."""

    title: str
    places: tuple[Place, ...]


class Amount(forms.DecimalField):
    """数 — also as people type it: 12,400, １２４００; nothing else that Python would take for a number.

    Refused are 1e5, 1_000, ², NaN and commas that do not part thousands.
    """

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str):
            value = value.translate(FULL_WIDTH).strip()
            if GROUPED.fullmatch(value):
                value = value.replace(",", "")
            if value and not PLAIN.fullmatch(value):
                raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        found = super().to_python(value)
        return abs(found) if found == 0 else found  # there is no minus zero in a ledger


class LongText(forms.CharField):
    """长文 — a browser sends its own line ends, Word its own line breaks; they are no change.

    Refused is what no cell of a table could hold.
    """

    def __init__(self, **kwargs: Any):
        most = kwargs.pop("max_length", LONGEST_CELL)
        super().__init__(max_length=most, validators=[visible], **kwargs)
        self.error_messages["max_length"] = f"{self.label or '这一段'}最多 {most:,} 个字，请写短一些。"

    def to_python(self, value: Any) -> str:
        return LINE_END.sub("\n", super().to_python(value) or "")


class SaidForm(forms.Form):
    """说了才算 — a field that was not sent says nothing; one that was sent empty clears."""

    @cached_property
    def changed_data(self) -> list[str]:
        return [name for name in super().changed_data if self.add_prefix(name) in self.data]


def visible(text: str) -> None:
    """看得见的字 — refuses control characters, which no table and no paper can show."""
    if UNSEEN.search(text):
        raise forms.ValidationError("里面有看不见的控制字符。请重新键入，或先粘到记事本里再复制过来。")


def _text(label: str, most: int, **more: Any) -> forms.CharField:
    errors = {"max_length": f"{label}最多 {most} 个字，请写短一些。", "required": f"请填{label}。"}
    return forms.CharField(
        label=label, max_length=most, required=more.pop("required", False), error_messages=errors,
        validators=[visible], **more,
    )


def _number(label: str, places: int, digits: int = MOST_DIGITS, least: int | None = 0) -> Amount:
    errors = {
        "invalid": f"{label}要写成数字，例如 12400 或 12400.5。",
        "min_value": f"{label}不能小于 0。请核对。",
        "max_decimal_places": f"{label}最多 {places} 位小数。",
        "max_digits": f"{label}太大了。请核对单位。",
        "max_whole_digits": f"{label}太大了。请核对单位。",
    }
    return Amount(
        label=label, required=False, max_digits=digits, decimal_places=places, min_value=least,
        localize=False, error_messages=errors, widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )


def _year(label: str) -> forms.IntegerField:
    wrong = f"{label}要写成四位年份，例如 2025。"
    errors = {"invalid": wrong, "min_value": wrong, "max_value": wrong}
    return forms.IntegerField(
        label=label, required=False, min_value=1980, max_value=2079, error_messages=errors,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )


class Day(forms.DateField):
    """日期 — within the lives of projects: 0202-03-15 is a slip of the hand."""

    def to_python(self, value: Any) -> Any:
        day = super().to_python(value)
        if day is not None and not EARLIEST <= day <= LATEST:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return day


def _day(label: str, **more: Any) -> forms.DateField:
    errors = {"invalid": f"看不懂{label}。请写成 2025-03-31 这样。", "required": f"请填{label}。"}
    return Day(
        label=label, required=more.pop("required", False), error_messages=errors,
        input_formats=["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}), **more,
    )


def _choice(label: str, choices) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=choices.choices, required=False)


NO_RATES = Rates()
FOREIGN = frozenset({"foreign_currency", "foreign_amount_wan", "foreign_rate", "foreign_rate_on"})


def rate_help(rates: Rates, today: date) -> str:
    """汇率的提示 — what an empty box will stand for."""
    told = [
        f"1 {currency.label} = {row.rate.normalize():f} 元（{row.valid_from:%Y-%m-%d} 起）"
        for currency in Currency if (row := rates.on(currency, today))
    ]
    return f"留空按汇率表折算：{'，'.join(told)}" if told else "1 单位外币折多少元"


class ProjectForm(SaidForm):
    """项目 — one page; errors name the field and the way out, and what was typed stays."""

    name = _text("项目名称", 300, required=True)
    code = _text("项目代码", 30, help_text="投资项目在线平台的代码，例如 2311-320412-89-01-000000")
    zone_ids = forms.TypedMultipleChoiceField(
        label="板块", coerce=int, widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "请选一个板块，说不清的选“未分”。"},
    )
    level = _choice("级别", Level)
    construction_kind = _choice("建设性质", ConstructionKind)
    admitted_on = _day("入库日期")
    total_investment_wan = _number("总投资", 6)
    plan_wan = _number("年度计划投资", 6)
    foreign_currency = _choice("原币币种", Currency)
    foreign_amount_wan = _number("原币金额", 6)
    foreign_rate = _number("汇率", 6, 12)
    foreign_rate_on = _day("汇率日期")
    kind = _choice("大类", Kind)
    category = _text("产业链", 80)
    unit_name = _text("建设单位", 200)
    uscc = _text("统一社会信用代码", 18)
    address = _text("建设地址", 300)
    area_mu = _number("用地面积", 4, 14)
    start_year = _year("起始年")
    end_year = _year("建成年")
    scale = LongText(label="建设规模及内容", required=False, widget=forms.Textarea(attrs={"rows": 4}))
    remarks = LongText(label="备注", required=False, widget=forms.Textarea(attrs={"rows": 2}))
    leader = _text("挂钩领导", 80, help_text="写职务，不写姓名也可以")
    lead_department = _text("牵头部门", 120)
    responsible_unit = _text("责任单位", 120)
    responsible_person = _text("责任人", 80)
    contact_name = _text("联系人", 80)
    contact_phone = _text("联系电话", 60)
    about_from = _day(
        "从哪天起这样算", required=True,
        help_text="更正填错的：不用改；年中调整的：填调整那天，以前的数字不动",
    )
    reason = _text("修改原因", 300)
    revision = forms.CharField(widget=forms.HiddenInput, required=False)
    code_checked = forms.BooleanField(label="核对过，就是这样", required=False)
    uscc_checked = forms.BooleanField(label="核对过，就是这样", required=False)

    def __init__(
        self, *args: Any, zones: Iterable[tuple[int, str]], not_before: date | None,
        may_place: Verdict, today: date, checked: frozenset[tuple[str, str]] = frozenset(), rates: Rates = NO_RATES,
        **kwargs: Any,
    ):
        super().__init__(*args, **kwargs)
        self.not_before, self.today, self.checked, self.rates = not_before, today, checked, rates
        self.filled: dict[str, Any] = {}  # of an amount in foreign money: by the table of rates
        self.fields["foreign_rate"].help_text = rate_help(rates, today)
        self.asks: dict[str, str] = {}  # doubts a person is asked about, by field
        placing = self.fields["zone_ids"]
        if may_place and isinstance(placing, forms.MultipleChoiceField):
            placing.choices = list(zones)
        else:
            del self.fields["zone_ids"]
        if not_before is None:  # a new project is described from the first day of its year
            for name in ("about_from", "reason"):
                del self.fields[name]

    @property
    def groups(self) -> Iterator[Group]:
        """分段 — the fields as the page shows them."""
        for title, names in GROUPS:
            shown = tuple(
                Place(
                    self[name], UNITS.get(name, ""), "num" if name in UNITS else "",
                    self.asks.get(name, ""), self[f"{name}_checked"] if name in self.asks else None,
                )
                for name in names
                if name in self.fields
            )
            if shown:
                yield Group(title, shown)

    def clean_code(self) -> str:
        text = self.cleaned_data["code"].strip()
        found = CODE.fullmatch(text)
        return "-".join(found.groups()) if found else text

    def clean_uscc(self) -> str:
        return self.cleaned_data["uscc"].strip().upper()

    def _ask_of_doubts(self, given: Mapping[str, Any]) -> None:
        """A doubtful code is asked about once; ticked as looked at, it stands (what stood may stay)."""
        for name in CHECKED_FIELDS:
            value = given.get(name) or ""
            doubt = doubt_of(name, value, self.today)
            if not doubt or value == self.initial.get(name, "") or (name, value) in self.checked:
                continue
            self.asks[name] = doubt
            if not given.get(f"{name}_checked"):
                self.add_error(name, f"{doubt}请对照原件改正，或先留空；核对无误的，勾选“核对过，就是这样”再保存。")

    @property
    def confirmed(self) -> dict[str, str]:
        """核对过的值 — doubtful, and ticked; only after `is_valid`."""
        return {name: self.cleaned_data[name] for name in self.asks}

    def clean_about_from(self) -> date:
        day = self.cleaned_data["about_from"]
        if self.not_before and day < self.not_before:
            told = f"{self.not_before:%Y-%m-%d}"
            raise forms.ValidationError(f"{told} 起已有更新的记录。请填 {told} 或以后的一天。")
        if day > max(self.today, self.not_before or self.today):
            raise forms.ValidationError("还没到这一天。请填今天或以前的一天。")
        return day

    def clean(self) -> dict[str, Any]:
        super().clean()
        given = self.cleaned_data
        start, end = given.get("start_year"), given.get("end_year")
        if start and end and end < start:
            self.add_error("end_year", f"建成年 {end} 早于起始年 {start}。请核对其中一个。")
        if given.get("foreign_amount_wan") is not None and not given.get("foreign_currency"):
            self.add_error("foreign_currency", "填了原币金额，请选币种；人民币的直接填总投资。")
        self._ask_of_doubts(given)
        self._convert(given)
        return given

    def _convert(self, given: dict[str, Any]) -> None:
        """A rate left empty is that of the day, a total in yuan left empty the amount at that rate."""
        currency, amount = given.get("foreign_currency"), given.get("foreign_amount_wan")
        is_said = self.not_before is None or FOREIGN & set(self.changed_data)
        if not is_said or not currency or amount is None or "foreign_rate" not in given:
            return
        rate, day = given["foreign_rate"], given.get("foreign_rate_on")
        if rate is None:
            row = self.rates.on(currency, day or self.today)
            if row is None:
                return
            rate, day = row.rate, day or row.valid_from
            self.filled |= {"foreign_rate": rate, "foreign_rate_on": day}
        if given.get("total_investment_wan") is None and "total_investment_wan" not in self.errors:
            total = (amount * rate).quantize(Decimal("0.000001"))
            self.filled["total_investment_wan"] = total.normalize() + 0
        given.update(self.filled)

    @property
    def filled_words(self) -> str:
        """按汇率折算了什么 — for the message after saving; empty when nothing was."""
        if not self.filled:
            return ""
        given, label = self.cleaned_data, Currency(self.cleaned_data["foreign_currency"]).label
        day = given["foreign_rate_on"] or self.today
        told = f"按 {day:%Y-%m-%d} 1 {label} = {given['foreign_rate'].normalize():f} 元"
        total = self.filled.get("total_investment_wan")
        return f"{told}折算，总投资 {total:,f} 万元。" if total is not None else f"汇率没有填，{told}记下。"

    def said(self) -> dict[str, Any]:
        """说了什么 — only what differs from what was shown; a new project says all that is filled."""
        names = [name for name in self.cleaned_data if name not in NOT_SAID]
        if self.not_before is None:
            return {
                name: value for name in names if (value := self._plain(name)) not in (None, "", ())
            }
        return {
            name: self._plain(name)
            for name in names if name in self.changed_data or name in self.filled
        }

    def _plain(self, name: str) -> Any:
        value = self.cleaned_data[name]
        return tuple(value) if name == "zone_ids" else value


def initial_of(snapshot: Snapshot, *, about_from: date, revision: str) -> dict[str, Any]:
    """预填 — what is known of the project, for the form."""
    listing = snapshot.listing()
    profile = {name: _shown(value) for name, value in snapshot.profile.items()}
    return {
        **profile, "name": snapshot.name, "code": snapshot.code,
        "zone_ids": list(snapshot.zone_ids), "plan_wan": _shown(snapshot.plan_wan),
        "level": listing.level if listing else "",
        "construction_kind": listing.construction_kind if listing else "",
        "admitted_on": listing.admitted_on if listing else None,
        "about_from": about_from, "revision": revision,
    }


def _shown(value: Any) -> Any:
    """12400 rather than 12400.000000 in a box."""
    return value.normalize() + 0 if isinstance(value, Decimal) else value


class StandingForm(forms.Form):
    """停复退 — the day and the reason."""

    on = _day("从哪天起", required=True)
    reason = forms.CharField(
        label="原因", max_length=300, validators=[visible], widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "请写明原因。原因会留在项目的记录里。",
                        "max_length": "原因最多 300 个字，请写短一些。"},
    )
    was = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, not_before: date | None, today: date, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.not_before, self.today = not_before, today

    def clean_on(self) -> date:
        day = self.cleaned_data["on"]
        if day > self.today:
            raise forms.ValidationError("还没到这一天。请填今天或以前的一天。")
        if self.not_before and day < self.not_before:
            told = f"{self.not_before:%Y-%m-%d}"
            raise forms.ValidationError(f"上一次变动是 {told}。请填这一天或以后的一天。")
        return day
