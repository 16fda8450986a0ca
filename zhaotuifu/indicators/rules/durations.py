"""环节时长 — days from one milestone to another: median and a percentile, in days and working days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from zhaotuifu.indicators.rules import parameters as given
from zhaotuifu.indicators.rules.lines import Also, Line, Moment, Row, Value
from zhaotuifu.progress.states import Node
from zhaotuifu.worktime.rules import Calendar, Pending

ADMITTED = "admitted"  # no milestone of its own: the day on the list
TWO = Decimal(2)


@dataclass(frozen=True, slots=True)
class Duration:
    """环节时长 — of the lines that reached the last milestone in the year, up to the day asked.

    From where to where is a parameter of the definition `code`; `first` and `last` stand where
    none is loaded. The value is the median, in days; each row's days may be negative and stay so.
    """

    code: str
    name: str
    first: str
    last: str

    def ends(self, moment: Moment) -> tuple[str, str]:
        """起点和终点 — as the definition in force says."""
        first, last = (moment.parameter(self.code, name) for name in (given.FIRST, given.LAST))
        return first or self.first, last or self.last

    def __call__(self, lines: Sequence[Line], moment: Moment) -> Value:
        first, last = self.ends(moment)
        spans = []
        for line in lines:
            begun, done = day_of(line, first), day_of(line, last)
            if begun and done and done.year == moment.year and done <= moment.as_of:
                spans.append((line, begun, done))
        rows = tuple(
            Row(line.project_id, line.name, line.code, Decimal((done - begun).days), None)
            for line, begun, done in spans
        )
        return self.measured([(begun, done) for _, begun, done in spans], moment, rows)

    def measured(
        self, spans: Sequence[tuple[date, date]], moment: Moment, rows: tuple[Row, ...] = ()
    ) -> Value:
        """成数 — from the first and last days, wherever they were read."""
        days = sorted((done - begun).days for begun, done in spans)
        worked = _worked(spans, moment.calendar)
        percent = int(moment.parameter(self.code, given.PERCENTILE) or 90)
        also = (
            Also(f"第 {percent} 百分位", "天", percentile(days, percent)),
            Also("中位数", "个工作日", median(worked) if worked is not None else None),
            Also(
                f"第 {percent} 百分位", "个工作日",
                percentile(worked, percent) if worked is not None else None,
            ),
        )
        return Value(self.name, "天", median(days), None, None, rows, also)


def median(ordered: Sequence[int]) -> Decimal | None:
    """中位数 — of ordered numbers; between the two in the middle their mean."""
    if not ordered:
        return None
    half = len(ordered) // 2
    if len(ordered) % 2:
        return Decimal(ordered[half])
    return Decimal(ordered[half - 1] + ordered[half]) / TWO


def percentile(ordered: Sequence[int], percent: int) -> Decimal | None:
    """百分位 — by nearest rank: the least number that `percent` of all do not exceed."""
    if not ordered:
        return None
    rank = -(-len(ordered) * percent // 100)
    return Decimal(ordered[max(rank, 1) - 1])


def day_of(line: Line, node: str) -> date | None:
    """那个节点的日期 — recognised or actual; of the admission, the day on the list."""
    return line.admitted_on if node == ADMITTED else line.happened_on(Node(node))


def _worked(spans: Sequence[tuple[date, date]], calendar: Calendar | None) -> list[int] | None:
    """Working days, ordered; None where a year on the way has no notice yet."""
    if calendar is None:
        return None
    found = []
    for begun, done in spans:
        days = calendar.workdays_between(begun, done)
        if isinstance(days, Pending):
            return None
        found.append(days)
    return sorted(found)
