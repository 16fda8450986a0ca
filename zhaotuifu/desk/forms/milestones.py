"""节点表单 — planned, actual and recognised days of a project's milestones."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django import forms

from zhaotuifu.desk.forms.progress import ORIGIN
from zhaotuifu.kernel.verdict import Verdict
from zhaotuifu.ledger.rules.dates import read_date
from zhaotuifu.ledger.rules.types import DateValue
from zhaotuifu.progress.models import Milestone, ProgressFact
from zhaotuifu.progress.queries import MilestoneLine
from zhaotuifu.progress.states import Node
from zhaotuifu.projects.forms import SaidForm
from zhaotuifu.projects.states import Precision
from zhaotuifu.supervision.queries import month_end


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
        """各节点 — a row each, in the order of a life."""
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
