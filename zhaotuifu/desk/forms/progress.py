"""进展表单 — twelve months with the words of one, and the milestones of a project."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms

from zhaotuifu.kernel.verdict import Verdict
from zhaotuifu.ledger.rules.dates import read_date
from zhaotuifu.ledger.rules.types import DateValue
from zhaotuifu.progress import rules
from zhaotuifu.progress.models import Milestone, MonthlyAmount, MonthlyWord, ProgressFact
from zhaotuifu.progress.queries import MilestoneLine, WordLine
from zhaotuifu.progress.states import Cause, Node
from zhaotuifu.projects.forms import MOST_DIGITS, Amount, LongText, SaidForm, visible
from zhaotuifu.projects.states import Precision
from zhaotuifu.supervision.queries import month_end

ORIGIN = "页面填报"
MONTHS = range(1, 13)
WORD_FIELDS = ("image_progress", "problems", "cause", "next_plan")
AMOUNT_ERRORS = {
    "invalid": "金额要写成数字，例如 1200 或 1200.5，单位万元。",
    "max_decimal_places": "最多 6 位小数。", "max_digits": "金额太大了。请核对单位，这里是万元。",
    "max_whole_digits": "金额太大了。请核对单位，这里是万元。",
}


@dataclass(frozen=True, slots=True)
class Known:
    """已知的月报 — amounts by month, words by month, and the moment the form is for.

    `current` is the (year, month) being reported, `latest` the last one that may be stated.
    `sums` maps a month that holds 几个月合计 to the month its sum begins.
    """

    year: int
    amounts: Mapping[int, Decimal]
    words: Mapping[int, WordLine]
    current: tuple[int, int]
    latest: tuple[int, int]
    word_month: int
    sums: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MonthPlace:
    """一个月的格子."""

    month: int
    field: forms.BoundField
    is_current: bool
    is_correction: bool


class MonthsForm(SaidForm):
    """月报 — blank is no statement; changing an earlier month is a correction and says why."""

    image_progress = LongText(label="形象进度", required=False, widget=forms.Textarea(attrs={"rows": 2}))
    problems = LongText(label="存在问题", required=False, widget=forms.Textarea(attrs={"rows": 2}))
    cause = forms.ChoiceField(label="滞后原因", choices=Cause.choices, required=False)
    next_plan = LongText(label="下月计划", required=False, widget=forms.Textarea(attrs={"rows": 2}))
    reason = forms.CharField(
        label="更正原因", required=False, max_length=300, validators=[visible],
        help_text="改了以前月份的数字时必填，会留在记录里",
    )
    revision = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, known: Known, revision: str):
        word = known.words.get(known.word_month)
        initial = {f"month_{m}": amount.normalize() + 0 for m, amount in known.amounts.items()}
        initial |= {name: getattr(word, name) for name in WORD_FIELDS} if word else {}
        super().__init__(data, initial=initial | {"revision": revision})
        self.known = known
        for month in MONTHS:
            self.fields[f"month_{month}"] = Amount(
                label=_month_label(month, known.sums), required=False, max_digits=MOST_DIGITS,
                decimal_places=6,
                error_messages=AMOUNT_ERRORS, widget=forms.TextInput(attrs={"inputmode": "decimal"}),
            )

    @property
    def places(self) -> Iterator[MonthPlace]:
        """十二格 — with what each month is to the one being reported."""
        for month in MONTHS:
            at = (self.known.year, month)
            yield MonthPlace(
                month, self[f"month_{month}"], at == self.known.current, at < self.known.current
            )

    def clean(self) -> dict[str, Any]:
        super().clean()
        given = self.cleaned_data
        for month in self._changed():
            if (self.known.year, month) > self.known.latest and given[f"month_{month}"] is not None:
                self.add_error(f"month_{month}", f"{self.known.year}年{month}月还没到。到了再填。")
        late = [month for month in self._changed() if self._is_correction(month)]
        if late and not given.get("reason"):
            told = "、".join(f"{month}月" for month in late)
            self.add_error("reason", f"改了以前报过的 {told}。请用一句话写明更正原因。")
        self._check_sums()
        return given

    def _check_sums(self) -> None:
        """A month cannot hold more than the sum it was reported in."""
        kept = self._kept()
        if kept.broken is None:
            return
        first, last = kept.broken
        told = [one for one in self._stated() if first <= one <= last]
        self.add_error(
            f"month_{told[0]}",
            f"{first}—{last}月合计已报 {kept.sum_wan.normalize():f}，这里就有 "
            f"{kept.said_wan.normalize():f}，比合计还多。请核对这两个数。",
        )

    def _stated(self) -> dict[int, rules.Amount]:
        """The months that differ; a box that shows a sum states the sum."""
        return {
            month: rules.Amount(
                self.cleaned_data[f"month_{month}"],
                None if self.cleaned_data[f"month_{month}"] is None else self.known.sums.get(month),
            )
            for month in self._changed()
        }

    def _kept(self) -> rules.Kept:
        held = {
            month: rules.Amount(amount, self.known.sums.get(month))
            for month, amount in self.known.amounts.items()
        }
        return rules.keep_sums(held, self._stated())

    def facts(self, project_id: int) -> list[ProgressFact]:
        """陈述 — one amount for each month that differs, with the sums it is taken off; the words
        if they do.
        """
        year = self.known.year
        amounts = {**self._kept().changed, **self._stated()}
        found: list[ProgressFact] = [
            MonthlyAmount(
                project_id=project_id, year=year, month=month, origin=ORIGIN,
                amount_wan=amount.wan, covers_from=amount.covers_from,
            )
            for month, amount in sorted(amounts.items())
        ]
        if set(WORD_FIELDS) & set(self.changed_data):
            old = self.known.words.get(self.known.word_month)
            found.append(
                MonthlyWord(
                    project_id=project_id, year=year, month=self.known.word_month, origin=ORIGIN,
                    completed_total_wan=old.completed_total_wan if old else None,
                    **{name: self._word(name) for name in WORD_FIELDS},
                )
            )
        return found

    def _word(self, name: str) -> str:
        """What was sent, else what stood there."""
        sent = name in self.data
        return self.cleaned_data[name] if sent else self.get_initial_for_field(self.fields[name], name) or ""

    def _changed(self) -> list[int]:
        return [
            month for month in MONTHS
            if f"month_{month}" in self.changed_data and f"month_{month}" in self.cleaned_data
        ]

    def _is_correction(self, month: int) -> bool:
        """What was said before of a month that is over; a month told late is no correction."""
        return month in self.known.amounts and (self.known.year, month) < self.known.current


def _month_label(month: int, sums: Mapping[int, int]) -> str:
    """3月, or 1—3月合计 where only the sum was reported."""
    return f"{sums[month]}—{month}月合计" if month in sums else f"{month}月"


class PartialDay(forms.CharField):
    """日期 — a day, a month or a year, as people write it; the precision is kept."""

    def __init__(self, **kwargs: Any):
        super().__init__(max_length=40, **kwargs)

    def clean(self, value: Any) -> tuple[date | None, str]:
        text = super().clean(value).strip()
        answer = read_date(text or None)
        if answer.is_refused and answer.choices:
            told = "还是".join(choice.label for choice in answer.choices)
            raise forms.ValidationError(f"分不清“{text}”是 {told}。请写成 2025-03-31 或 2025年3月 这样。")
        if not text:
            return None, ""
        if not isinstance(answer.value, DateValue):
            raise forms.ValidationError(f"看不懂“{text}”。请写成 2025-03-31、2025年3月 或 2025年。")
        return _last_day(answer.value)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return (initial or "").strip() != (data or "").strip()


def _last_day(value: DateValue) -> tuple[date, str]:
    """A month or a year stands as its last day for comparing."""
    first = value.first_day()
    precision = Precision(value.precision.value)
    if precision == Precision.YEAR:
        return date(first.year, 12, 31), precision
    if precision == Precision.MONTH:
        return month_end(first.year, first.month), precision
    return first, precision


def as_typed(day: date | None, precision: str) -> str:
    """预填的日期 — as precisely as it is known."""
    if day is None:
        return ""
    text = day.isoformat()
    return {Precision.YEAR: text[:4], Precision.MONTH: text[:7]}.get(Precision(precision or ""), text)


@dataclass(frozen=True, slots=True)
class NodePlace:
    """一个节点的三格."""

    label: str
    planned: forms.BoundField
    actual: forms.BoundField
    recognised: forms.BoundField | None
    recognised_on: date | None


NOTHING = MilestoneLine("", None, "", None, "", None)


class MilestonesForm(SaidForm):
    """节点 — planned and actual with their precision; the recognised day only by the office."""

    revision = forms.CharField(widget=forms.HiddenInput)

    def __init__(
        self, data: Any = None, *, known: Mapping[str, MilestoneLine], may_recognise: Verdict,
        revision: str, today: date,
    ):
        self.known, self.today = known, today
        initial: dict[str, Any] = {"revision": revision}
        for node in Node:
            line = known.get(node.value, NOTHING)
            initial[f"planned_{node.value}"] = as_typed(line.planned_on, line.planned_precision)
            initial[f"actual_{node.value}"] = as_typed(line.actual_on, line.actual_precision)
            initial[f"recognised_{node.value}"] = as_typed(line.recognised_on, Precision.DAY)
        super().__init__(data, initial=initial)
        for node in Node:
            self.fields[f"planned_{node.value}"] = PartialDay(label=f"{node.label} 计划", required=False)
            self.fields[f"actual_{node.value}"] = PartialDay(label=f"{node.label} 实际", required=False)
            if may_recognise:
                self.fields[f"recognised_{node.value}"] = PartialDay(
                    label=f"{node.label} 认定", required=False
                )

    @property
    def places(self) -> Iterator[NodePlace]:
        """七个节点 — a row each."""
        for node in Node:
            name = f"recognised_{node.value}"
            yield NodePlace(
                node.label, self[f"planned_{node.value}"], self[f"actual_{node.value}"],
                self[name] if name in self.fields else None,
                self.known.get(node.value, NOTHING).recognised_on,
            )

    def clean(self) -> dict[str, Any]:
        super().clean()
        given = self.cleaned_data
        for node in Node:
            for kind, word in (("actual", "实际"), ("recognised", "认定")):
                day, precision = given.get(f"{kind}_{node.value}") or (None, "")
                if day is not None and _begins(day, precision) > self.today:
                    self.add_error(f"{kind}_{node.value}", f"{word}日期还没到。没发生的请填在计划里。")
            day, precision = given.get(f"recognised_{node.value}") or (None, "")
            if day is not None and precision != Precision.DAY:
                self.add_error(f"recognised_{node.value}", "认定日期要写到日，例如 2025-03-31。")
        return given

    def facts(self, project_id: int) -> list[ProgressFact]:
        """陈述 — the whole line of each node that differs."""
        return [
            Milestone(
                project_id=project_id, node=node.value, origin=ORIGIN,
                planned_on=line.planned_on, planned_precision=line.planned_precision,
                actual_on=line.actual_on, actual_precision=line.actual_precision,
                recognised_on=line.recognised_on,
            )
            for node in Node
            if (line := self._said(node)) is not None
        ]

    def _said(self, node: Node) -> MilestoneLine | None:
        kinds = [kind for kind in ("planned", "actual", "recognised")
                 if f"{kind}_{node.value}" in self.changed_data]
        if not kinds:
            return None
        line = replace(self.known.get(node.value, NOTHING), node=node.value)
        for kind in kinds:
            day, precision = self.cleaned_data[f"{kind}_{node.value}"]
            if kind == "recognised":
                line = replace(line, recognised_on=day)
            else:
                line = replace(line, **{f"{kind}_on": day, f"{kind}_precision": precision})
        return line


def _begins(day: date, precision: str) -> date:
    """2025年12月 is not in the future while December 2025 has begun."""
    if precision == Precision.YEAR:
        return date(day.year, 1, 1)
    return day.replace(day=1) if precision == Precision.MONTH else day
