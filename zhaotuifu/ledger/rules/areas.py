"""面积 — one cell of land as 亩 (1 亩 = 2000/3 ㎡), or the reason why it is none."""

import re
from datetime import date
from decimal import Decimal

from zhaotuifu.ledger.rules.amounts import (
    ABOUT_AFTER,
    ABOUT_BEFORE,
    ABSURD,
    GROUPED,
    NUMBER,
    PLAIN_NUMBER,
    number_of,
)
from zhaotuifu.ledger.rules.answers import BLANK, Answer, refused
from zhaotuifu.ledger.rules.text import is_blank_word, is_error, squash
from zhaotuifu.ledger.rules.types import Choice, FindingClass
from zhaotuifu.ledger.rules.units import (
    AREA_NAMES,
    MU,
    MU_PER,
    SCALES,
    SQUARE_METRE,
    AreaUnit,
)

AREA = re.compile(rf"(?P<number>{NUMBER})(?P<scale>万|千|百)?(?P<name>{AREA_NAMES})", re.I)
RANGE = re.compile(rf"({NUMBER})(?:[-~—–―]|至|到)+({NUMBER})((?:万|千|百)?(?:{AREA_NAMES})?)", re.I)
LEADING_WORDS = re.compile(r"^(?:项目|总|新增|规划)?(?:用地|占地|土地)(?:面积|规模)?[:为]*")
#: two statements of one area may differ by rounding
SAME_WITHIN = Decimal("0.03")


def read_area(value: object, unit: AreaUnit | None) -> Answer:
    """用地面积 — a cell in 亩; a unit in the cell wins over the head's.

    Refused or asked: unit_missing, amount_range, not_an_amount, negative_amount,
    formula_error. Warned: approximate_area.
    """
    if value is None:
        return BLANK
    if isinstance(value, bool | date):
        return refused(FindingClass.NOT_AN_AMOUNT)
    if isinstance(value, int | float):
        return _number(number_of(value), unit)
    text = str(value)
    if is_error(text):
        return refused(FindingClass.FORMULA_ERROR)
    if is_blank_word(text):
        return BLANK
    bare = GROUPED.sub(lambda match: match[0].replace(",", ""), squash(text).lower())
    return _text(bare, unit)


def _number(number: Decimal, unit: AreaUnit | None) -> Answer:
    if not number.is_finite() or abs(number) >= ABSURD:
        return refused(FindingClass.NOT_AN_AMOUNT)
    if number < 0:
        return refused(FindingClass.NEGATIVE_AMOUNT)
    if unit is None:
        if number == 0:
            return Answer(value=Decimal(0))
        asked = tuple(
            Choice(f"{number}{one.name}", {"value": number * one.mu}, one.name)
            for one in (MU, SQUARE_METRE)
        )
        return refused(FindingClass.UNIT_MISSING, asked)
    return Answer(value=number * unit.mu)


def _text(bare: str, unit: AreaUnit | None) -> Answer:
    if PLAIN_NUMBER.fullmatch(bare):
        return _number(Decimal(bare.rstrip(".")), unit)
    bare = LEADING_WORDS.sub("", bare)
    core = ABOUT_AFTER.sub("", ABOUT_BEFORE.sub("", bare))
    if PLAIN_NUMBER.fullmatch(core):
        answer = _number(Decimal(core), unit)
        return answer if answer.is_refused else _about(answer)
    if RANGE.fullmatch(core):
        return refused(FindingClass.AMOUNT_RANGE)
    found = [_mu_of(match) for match in AREA.finditer(core)]
    if not found or not AREA.match(core):
        return refused(FindingClass.NOT_AN_AMOUNT)
    if any(abs(mu - found[0]) > found[0] * SAME_WITHIN for mu in found[1:]):
        choices = tuple(Choice(f"{mu.normalize():f}亩", {"value": mu}) for mu in found[:4])
        return refused(FindingClass.NOT_AN_AMOUNT, choices)
    rest = AREA.sub("", core).strip("(),，;；、即约合折")
    if re.search(r"\d", rest):
        return refused(FindingClass.NOT_AN_AMOUNT)
    answer = Answer(value=found[0], has_own_unit=True)
    return _about(answer) if core != bare else answer


def _about(answer: Answer) -> Answer:
    return Answer(answer.value, FindingClass.APPROXIMATE_AREA, has_own_unit=answer.has_own_unit)


def _mu_of(match: re.Match[str]) -> Decimal:
    scale = SCALES[match["scale"] or ""]
    return Decimal(match["number"]) * scale * MU_PER[match["name"].lower()]
