"""签约和转化 — what was signed in the year, and how far along the life it has come by the day asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from zhaotuifu.indicators.rules.lines import ONE, ZERO, Line, Moment, Row, Value
from zhaotuifu.kernel.money import ratio_pct
from zhaotuifu.progress.states import Node

ADMITTED = "admitted"
#: the life after signing, in order; whoever came further has been there
STEPS = (ADMITTED, Node.LAND, Node.START, Node.FINISH, Node.PRODUCTION, Node.FULL_OUTPUT)
BY_FACT = (Node.LAND,)  # nobody recognises a supply of land: the actual day counts


def signed(lines: Sequence[Line], moment: Moment) -> Value:
    """签约数 — one for each of the lines: they are those signed in the year up to the day."""
    rows = tuple(Row(line.project_id, line.name, line.code, ONE, None) for line in lines)
    return Value("签约数", "个", Decimal(len(rows)), Decimal(len(rows)), None, rows)


def signed_amount(lines: Sequence[Line], moment: Moment) -> Value:
    """签约额 — total investments as known of the day, 万元; None when none has one."""
    rows = tuple(Row(line.project_id, line.name, line.code, line.total_wan, None) for line in lines)
    found = [row.numerator for row in rows if row.numerator is not None]
    total = sum(found, ZERO) if found else None
    return Value("签约额", "万元", total, total, None, rows)


def has_come_to(line: Line, step: str, moment: Moment) -> bool:
    """走到没有 — the step itself or any later one, by the day asked."""
    return any(_is_there(line, one, moment) for one in STEPS[STEPS.index(step):])


def _is_there(line: Line, step: str, moment: Moment) -> bool:
    if step == ADMITTED:
        on = line.admitted_on
    else:
        on = line.happened_on(Node(step)) if step in BY_FACT else line.reached_on(Node(step))
    return on is not None and on <= moment.as_of


@dataclass(frozen=True, slots=True)
class Conversion:
    """转化率 — of those signed in the year, the share that has come to the step; None when none was signed."""

    name: str
    step: str

    def __call__(self, lines: Sequence[Line], moment: Moment) -> Value:
        rows = tuple(
            Row(
                line.project_id, line.name, line.code,
                ONE if has_come_to(line, self.step, moment) else ZERO, ONE,
            )
            for line in lines
        )
        if not rows:
            return Value(self.name, "%", None, None, None, ())
        come = sum((row.numerator or ZERO for row in rows), ZERO)
        whole = Decimal(len(rows))
        return Value(self.name, "%", ratio_pct(come, whole), come, whole, rows)
