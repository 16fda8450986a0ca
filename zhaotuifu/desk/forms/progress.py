"""月报表单 — twelve months, reported and recognised apart, with the words of one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django import forms

from zhaotuifu.kernel.verdict import YES, Verdict
from zhaotuifu.progress import rules
from zhaotuifu.progress.models import MonthlyAmount, MonthlyWord, ProgressFact
from zhaotuifu.progress.queries import WordLine
from zhaotuifu.progress.states import Basis, Cause
from zhaotuifu.projects.forms import MOST_DIGITS, Amount, LongText, SaidForm, visible

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
    `sums` maps a month that holds 几个月合计 to the month its sum begins. `recognised` are the 列统
    amounts, which stand beside the reported ones and are never added to them.
    """

    year: int
    amounts: Mapping[int, Decimal]
    words: Mapping[int, WordLine]
    current: tuple[int, int]
    latest: tuple[int, int]
    word_month: int
    sums: Mapping[int, int] = field(default_factory=dict)
    recognised: Mapping[int, Decimal] = field(default_factory=dict)
    may_recognise: Verdict = YES


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
        initial |= {
            f"recognised_{m}": amount.normalize() + 0 for m, amount in known.recognised.items()
        }
        initial |= {name: getattr(word, name) for name in WORD_FIELDS} if word else {}
        super().__init__(data, initial=initial | {"revision": revision})
        self.known = known
        for month in MONTHS:
            self.fields[f"month_{month}"] = _amount(_month_label(month, known.sums))
            if known.may_recognise:
                self.fields[f"recognised_{month}"] = _amount(f"{month}月列统")

    @property
    def places(self) -> Iterator[MonthPlace]:
        """十二格 — with what each month is to the one being reported."""
        for month in MONTHS:
            at = (self.known.year, month)
            yield MonthPlace(
                month, self[f"month_{month}"], at == self.known.current, at < self.known.current
            )

    @property
    def recognised_places(self) -> Iterator[MonthPlace]:
        """列统十二格 — none for who may not fill them in."""
        for month in MONTHS if self.known.may_recognise else ():
            yield MonthPlace(month, self[f"recognised_{month}"], False, False)

    def clean(self) -> dict[str, Any]:
        super().clean()
        given = self.cleaned_data
        for kind in ("month", "recognised"):
            for month in self._changed(kind):
                if (self.known.year, month) > self.known.latest and given[f"{kind}_{month}"] is not None:
                    self.add_error(f"{kind}_{month}", f"{self.known.year}年{month}月还没到。到了再填。")
        late = {month for month in self._changed() if self._is_correction(month)}
        late |= {month for month in self._changed("recognised") if month in self.known.recognised}
        if late and not given.get("reason"):
            told = "、".join(f"{month}月" for month in sorted(late))
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
        found += [
            MonthlyAmount(
                project_id=project_id, year=year, month=month, origin=ORIGIN,
                basis=Basis.RECOGNISED, amount_wan=self.cleaned_data[f"recognised_{month}"],
            )
            for month in self._changed("recognised")
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

    def _changed(self, kind: str = "month") -> list[int]:
        return [
            month for month in MONTHS
            if f"{kind}_{month}" in self.changed_data and f"{kind}_{month}" in self.cleaned_data
        ]

    def _is_correction(self, month: int) -> bool:
        """What was said before of a month that is over; a month told late is no correction."""
        return month in self.known.amounts and (self.known.year, month) < self.known.current


def _amount(label: str) -> Amount:
    return Amount(
        label=label, required=False, max_digits=MOST_DIGITS, decimal_places=6,
        error_messages=AMOUNT_ERRORS, widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )


def _month_label(month: int, sums: Mapping[int, int]) -> str:
    """3月, or 1—3月合计 where only the sum was reported."""
    return f"{sums[month]}—{month}月合计" if month in sums else f"{month}月"
