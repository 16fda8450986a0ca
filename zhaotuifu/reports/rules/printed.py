"""印出的数 — whether a printed text is its figure, rightly rounded and with the right direction.

Texts are those of `sentences`, the tables and people: 16.5亿元, 8,140万元, 26.3%, 1.3个百分点, 11个, 持平.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from zhaotuifu.documents.blocks import DataTable, Paper, Paragraph
from zhaotuifu.kernel.money import WAN_PER_YI, ratio_pct, round_half_up
from zhaotuifu.reports.rules.figures import Figure

ZERO = Decimal(0)
NUMBER = re.compile(
    r"(?P<sign>[−\-+]?)(?P<digits>\d[\d,]*(?:\.\d+)?)\s*(?P<unit>亿元|万元|个百分点|%|％|个|亿|万)?"
)
SCALES = {"亿元": WAN_PER_YI, "亿": WAN_PER_YI}
UNITS = {
    "亿元": "万元", "亿": "万元", "万": "万元", "％": "%", "万元": "万元", "%": "%", "个": "个",
    "个百分点": "个百分点",
}
UPWARD = re.compile(r"(高于|增长|增加)[^，。；]*$")
DOWNWARD = re.compile(r"(低于|下降|减少)[^，。；]*$")
EVEN = ("持平", "基本持平")


@dataclass(frozen=True, slots=True)
class Written:
    """写出的一个数 — its size in the figure's unit, how many decimals it shows, its unit, where it stands."""

    text: str
    value: Decimal
    step: Decimal
    unit: str
    start: int = 0

    def is_rounding_of(self, value: Decimal) -> bool:
        """是否这个值的四舍五入 — compared without its sign: a word may say the direction."""
        scale = SCALES.get(self.unit_written, Decimal(1))
        places = max(0, -int(self.step.as_tuple().exponent))
        return round_half_up(abs(value) / scale, places) == abs(self.value) / scale

    @property
    def unit_written(self) -> str:
        return "亿元" if self.text.rstrip("元").endswith("亿") else self.unit


def numbers_in(text: str) -> Iterator[Written]:
    """文中的数 — with a sign and unit; years, dates and numbers of issues are left to the caller."""
    for match in NUMBER.finditer(text):
        digits = Decimal(match["digits"].replace(",", ""))
        unit = match["unit"] or ""
        scale = SCALES.get(unit, Decimal(1))
        value = digits * scale * (-1 if match["sign"] in ("−", "-") else 1)
        step = Decimal(1).scaleb(int(digits.as_tuple().exponent))
        yield Written(match[0].strip(), value, step, UNITS.get(unit, unit), match.start())


@dataclass(frozen=True, slots=True)
class Keyed:
    """带记号的一处 — the text, the figure's key, what stands before it, and where."""

    text: str
    key: str
    before: str
    where: str


def keyed_in(paper: Paper) -> Iterator[Keyed]:
    """文中和表中带记号的数 — in print order, attachments included."""
    parts = [("", block) for block in paper.blocks]
    parts += [(f"附件“{one.title}”", block) for one in paper.attachments for block in one.blocks]
    for where, block in parts:
        if isinstance(block, Paragraph):
            before = ""
            for run in block.runs:
                if run.key is not None:
                    yield Keyed(run.text, run.key, before, "正文")
                before += run.text
        elif isinstance(block, DataTable):
            place = where or f"表“{block.title}”"
            for row in block.body:
                yield from (Keyed(cell.text, cell.key, "", place) for cell in row if cell.key is not None)


def is_right(keyed: Keyed, figure: Figure) -> bool:
    """印得对不对 — the right rounding, and the direction that its words or its sign say."""
    if figure.value is None:
        return False
    if keyed.text in EVEN:
        return round_half_up(figure.value, 1) == 0
    written = next(numbers_in(keyed.text), None)
    if written is None or not written.is_rounding_of(figure.value):
        return False
    if has_direction(figure) and UPWARD.search(keyed.before):
        return figure.value > 0
    if has_direction(figure) and DOWNWARD.search(keyed.before):
        return figure.value < 0
    is_negative = written.value < 0
    return is_negative == (figure.value < 0) or written.value == 0 or says_size(figure)


def has_direction(figure: Figure) -> bool:
    """有没有方向 — a gap, a growth or a difference: a word before it says up or down."""
    return figure.unit == "个百分点" or figure.indicator.startswith("growth.") or (
        figure.indicator.endswith("-difference")
    )


def says_size(figure: Figure) -> bool:
    """只写大小 — amounts whose words already say that they are cuts."""
    return figure.indicator.startswith("amount.cut")


def fraction_of(figure: Figure) -> Decimal | None:
    """按分子分母算 — the percentage its own parts make, less what is taken off; None for other figures."""
    if figure.denominator is None:
        return None
    rate = ratio_pct(figure.numerator or ZERO, figure.denominator)
    return None if rate is None else rate - figure.minus
