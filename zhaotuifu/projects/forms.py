"""项目库表单 — identity, listing, plan and profile on one page; stop, resume and withdraw."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms

from zhaotuifu.kernel.names import PERSONAL
from zhaotuifu.kernel.verdict import Verdict
from zhaotuifu.projects.boxes import FULL_WIDTH as FULL_WIDTH  # the next ones also for other forms
from zhaotuifu.projects.boxes import GROUPED as GROUPED
from zhaotuifu.projects.boxes import MOST_DIGITS as MOST_DIGITS
from zhaotuifu.projects.boxes import PLAIN as PLAIN
from zhaotuifu.projects.boxes import UNSEEN as UNSEEN
from zhaotuifu.projects.boxes import Amount as Amount
from zhaotuifu.projects.boxes import Day as Day
from zhaotuifu.projects.boxes import LongText as LongText
from zhaotuifu.projects.boxes import SaidForm as SaidForm
from zhaotuifu.projects.boxes import choice_box, day_box, number_box, text_box, year_box
from zhaotuifu.projects.boxes import visible as visible
from zhaotuifu.projects.identities import CHECKED_FIELDS, doubt_of
from zhaotuifu.projects.memberships import packages_named
from zhaotuifu.projects.packages import Packed
from zhaotuifu.projects.queries import Snapshot
from zhaotuifu.projects.sizes import Rates
from zhaotuifu.projects.states import ConstructionKind, Currency, Kind, Level

CODE = re.compile(r"(\d{4})-?(\d{6})-?(\d{2})-?(\d{2})-?(\d{6})")
GROUPS = (
    ("名单", ("name", "code", "zone_ids", "level", "construction_kind", "admitted_on",
              "parts", "package_name")),
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
    "start_year": "年", "end_year": "年", "parts": "个",
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


NO_RATES = Rates()
#: shown masked also to who edits them
MASKED = ("contact_name", "contact_phone")
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

    name = text_box("项目名称", 300, required=True)
    code = text_box("项目代码", 30, help_text="投资项目在线平台的代码，例如 2311-320412-89-01-000000")
    zone_ids = forms.TypedMultipleChoiceField(
        label="板块", coerce=int, widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "请选一个板块，说不清的选“未分”。"},
        help_text="联合项目勾几个：总数里算一个，每个板块各算一个",
    )
    level = choice_box("级别", Level)
    construction_kind = choice_box("建设性质", ConstructionKind)
    admitted_on = day_box("入库日期")
    parts = forms.IntegerField(
        label="打包子项数", required=False, min_value=2, max_value=999,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        help_text="几个小项目打成一个列入的，填含几个子项；整体算一个，拆开算子项数",
        error_messages=dict.fromkeys(
            ("invalid", "min_value", "max_value"), "打包子项数要写成 2 到 999 的整数；不是打包的留空。"
        ),
    )
    package_name = text_box("属于打包项目", 300, help_text="单列的子项填打包项目的名称；整体列入的留空")
    total_investment_wan = number_box("总投资", 6)
    plan_wan = number_box("年度计划投资", 6)
    foreign_currency = choice_box("原币币种", Currency)
    foreign_amount_wan = number_box("原币金额", 6)
    foreign_rate = number_box("汇率", 6, 12)
    foreign_rate_on = day_box("汇率日期")
    kind = choice_box("大类", Kind)
    category = text_box("产业链", 80)
    unit_name = text_box("建设单位", 200)
    uscc = text_box("统一社会信用代码", 18)
    address = text_box("建设地址", 300)
    area_mu = number_box("用地面积", 4, 14)
    start_year = year_box("起始年")
    end_year = year_box("建成年")
    scale = LongText(label="建设规模及内容", required=False, widget=forms.Textarea(attrs={"rows": 4}))
    remarks = LongText(label="备注", required=False, widget=forms.Textarea(attrs={"rows": 2}))
    leader = text_box("挂钩领导", 80, help_text="写职务，不写姓名也可以")
    lead_department = text_box("牵头部门", 120)
    responsible_unit = text_box("责任单位", 120)
    responsible_person = text_box("责任人", 80)
    contact_name = text_box("联系人", 80)
    contact_phone = text_box("联系电话", 60, help_text="隐去的原样留着就不变；要改，写完整的")
    about_from = day_box(
        "从哪天起这样算", required=True,
        help_text="更正填错的：不用改；年中调整的：填调整那天，以前的数字不动",
    )
    reason = text_box("修改原因", 300)
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

    def clean_contact_name(self) -> str:
        return self._whole("contact_name", "联系人")

    def clean_contact_phone(self) -> str:
        return self._whole("contact_phone", "联系电话")

    def _whole(self, name: str, label: str) -> str:
        """Masked as it was shown, it stays; half a mask would be kept for a number."""
        text = str(self.cleaned_data[name])
        if "*" in text and text != self.initial.get(name):
            raise forms.ValidationError(f"“{label}”里有 *。不改就原样留着；要改，请写完整的。")
        return text

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
        if given.get("parts") and given.get("package_name"):
            self.add_error("package_name", "要么是打包的整体，要么是其中的子项。请只填一样。")
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
            found = {
                name: value for name in names if (value := self._plain(name)) not in (None, "", ())
            }
        else:
            found = {
                name: self._plain(name)
                for name in names if name in self.changed_data or name in self.filled
            }
        if "package_name" in found:
            name = found["package_name"]
            found["package_id"] = packages_named([name]).get(name)
        return found

    def _plain(self, name: str) -> Any:
        value = self.cleaned_data[name]
        return tuple(value) if name == "zone_ids" else value


def initial_of(
    snapshot: Snapshot, packed: Packed, *, about_from: date, revision: str
) -> dict[str, Any]:
    """预填 — what is known of the project, for the form."""
    listing = snapshot.listing()
    profile = {name: _shown(value) for name, value in snapshot.profile.items()}
    profile |= {name: PERSONAL[name](str(profile.get(name) or "")) for name in MASKED}
    return {
        **profile, "name": snapshot.name, "code": snapshot.code,
        "zone_ids": list(snapshot.zone_ids), "plan_wan": _shown(snapshot.plan_wan),
        "level": listing.level if listing else "",
        "construction_kind": listing.construction_kind if listing else "",
        "admitted_on": listing.admitted_on if listing else None,
        "parts": packed.parts, "package_name": packed.package_name,
        "about_from": about_from, "revision": revision,
    }


def _shown(value: Any) -> Any:
    """12400 rather than 12400.000000 in a box."""
    return value.normalize() + 0 if isinstance(value, Decimal) else value


class StandingForm(forms.Form):
    """停复退 — the day and the reason."""

    on = day_box("从哪天起", required=True)
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
