"""金额 — one cell of money as 万元, or the reason why it is none.

Nothing is guessed: a range, two amounts in one cell or an amount without unit
is asked, with the possible answers.
"""

import re
import unicodedata
from dataclasses import replace
from datetime import date
from decimal import Decimal

from zhaotuifu.ledger.rules.answers import BLANK, Answer, refused
from zhaotuifu.ledger.rules.text import (
    CHINESE_NUMBER,
    chinese_to_int,
    is_blank_word,
    is_error,
    is_pending,
    squash,
)
from zhaotuifu.ledger.rules.types import Choice, FindingClass, ForeignMoney
from zhaotuifu.ledger.rules.units import (
    CURRENCIES,
    FOREIGN_NAMES,
    SCALE_NAMES,
    SCALES,
    WAN_YUAN,
    YI_YUAN,
    YUAN,
    MoneyUnit,
)

WAN = Decimal(10000)
#: 元; no district spends more, and Excel keeps no more digits
ABSURD = Decimal(10) ** 15
NUMBER = r"(?:\d+(?:\.\d+)?|\.\d+)"
PLAIN_NUMBER = re.compile(rf"[+-]?{NUMBER}(?:e[+-]?\d+)?\.?", re.I)
GROUPED = re.compile(r"(?<![\d.,])\d{1,3}(?:,\d{3})+(?![\d,])")
GROUPED_BY_SPACE = re.compile(r"[^\d\s]*\d{1,3}(?: \d{3})+(?:\.\d+)?\D*")
ABOUT_BEFORE = re.compile(
    r"^(?:约为?|大约|近|将近|超过?|逾|不低于|不少于|不超过|不小于|大于|小于|至少|预计|估算|暂定|暂估|拟|[≥>≤<~≈])+"
)
ABOUT_AFTER = re.compile(
    r"(?:左右|上下|以上|以下|以内|之内|余|多|许|起|\(暂定\)|\(估算\)|\(预计\))+$"
)
CURRENCY_WORDS = rf"{FOREIGN_NAMES}|元|人民币|rmb|cny"
AMOUNT = re.compile(
    rf"(?P<symbol>{FOREIGN_NAMES}|us\$|¥|人民币|rmb|cny)?(?P<number>{NUMBER})"
    rf"(?P<more>余|多)?(?P<scale>{SCALE_NAMES})?(?P<currency>{CURRENCY_WORDS})?(?:整|人民币)?",
    re.I,
)
RANGE = re.compile(
    rf"(?P<low>{NUMBER})(?P<low_unit>(?:{SCALE_NAMES})?(?:{CURRENCY_WORDS})?)"
    rf"(?:[-~—–―]|至|到)+(?P<high>{NUMBER})(?P<unit>(?:{SCALE_NAMES})?(?:{CURRENCY_WORDS})?)",
    re.I,
)
ACCOUNTING_NEGATIVE = re.compile(rf"\(({NUMBER}(?:{SCALE_NAMES})?元?)\)(.*)")
#: 17.81（亿元）: the unit in brackets is the amount's
UNIT_BRACKET = re.compile(rf"\(((?:{SCALE_NAMES})?(?:{CURRENCY_WORDS})|{SCALE_NAMES})\)")
#: 1200 3400 are two amounts, 12 345 may be one: white space inside a figure is asked
SPACED = re.compile(r"(?<=[\d.])\s+(?=[\d.])")
WORDY_BRACKET = re.compile(r"\([^()\d]*\)$")
CHINESE_AMOUNT = re.compile(rf"[{CHINESE_NUMBER}]+(?=亿|万|元)")
LEADING_WORDS = re.compile(
    r"^(?:项目|计划|估算)?(?:总投资额?|投资额?|金额|合计|共计|共|总额)[:为]*(?=[^,;]*$)"
)
UNITS_ASKED = (WAN_YUAN, YI_YUAN, YUAN)


def number_of(value: int | float) -> Decimal:
    """A number of a cell; 15 digits are all that Excel keeps, the rest is noise."""
    return Decimal(value) if isinstance(value, int) else Decimal(format(value, ".15g"))


def in_wan(number: Decimal, unit: MoneyUnit) -> Decimal | ForeignMoney:
    """金额换算 — in 万元, or in 万 of its own currency; no rate is applied."""
    amount = (number * unit.scale / WAN).normalize()
    amount = amount.quantize(Decimal(1)) if amount == amount.to_integral() else amount
    return ForeignMoney(unit.currency, amount) if unit.is_foreign else amount


def read_money(value: object, unit: MoneyUnit | None) -> Answer:
    """金额 — a cell in 万元 (or in 万 of a foreign currency, with a warning).

    `unit` is what head, unit line or number format say; a unit in the cell wins
    and is warned when it differs. Refused or asked: unit_missing, amount_range,
    not_an_amount, formula_error. The sign is judged by the caller.
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
        return replace(BLANK, problem=FindingClass.AMOUNT_PENDING) if is_pending(text) else BLANK
    spaced = unicodedata.normalize("NFKC", text.strip())
    if SPACED.search(spaced):
        return _joined(spaced, unit)
    return _text(squash(text).lower(), unit)


def _joined(text: str, unit: MoneyUnit | None) -> Answer:
    """12 345 as one figure is offered; 1200 3400, or figures in two lines, are two."""
    if "\n" in text or not GROUPED_BY_SPACE.fullmatch(text):
        return refused(FindingClass.NOT_AN_AMOUNT)
    answer = _text(squash(text).lower(), unit)
    if answer.is_refused or answer.value is None:
        return refused(FindingClass.NOT_AN_AMOUNT)
    return refused(
        FindingClass.NOT_AN_AMOUNT, (Choice(squash(text), {"value": answer.value}, "thousands"),)
    )


def _number(number: Decimal, unit: MoneyUnit | None) -> Answer:
    if not number.is_finite() or abs(number) >= ABSURD:
        return refused(FindingClass.NOT_AN_AMOUNT)
    if unit is None:
        if number == 0:
            return Answer(value=Decimal(0))
        choices = tuple((f"{_plain(number)}{one.name}", number, one) for one in UNITS_ASKED)
        return refused(FindingClass.UNIT_MISSING, tuple(
            replace(choice, way=one.name)
            for choice, one in zip(_choices(choices), UNITS_ASKED, strict=True)
        ))
    return _worded(in_wan(number, unit))


def _worded(amount: Decimal | ForeignMoney) -> Answer:
    if isinstance(amount, ForeignMoney):
        return Answer(value=amount, problem=FindingClass.FOREIGN_CURRENCY_NEEDS_RATE)
    return Answer(value=amount)


def _text(bare: str, unit: MoneyUnit | None) -> Answer:
    bare = GROUPED.sub(lambda match: match[0].replace(",", ""), bare)
    bare = CHINESE_AMOUNT.sub(_in_digits, bare)
    if PLAIN_NUMBER.fullmatch(bare):
        return _number(Decimal(bare.rstrip(".")), unit)
    bare = UNIT_BRACKET.sub(r"\1", bare)
    bare = WORDY_BRACKET.sub(lambda match: _keep_hint(match[0]), bare)
    if negative := ACCOUNTING_NEGATIVE.fullmatch(bare):
        bare = f"-{negative[1]}{negative[2]}"
    core = LEADING_WORDS.sub("", bare)
    short = ABOUT_AFTER.sub("", ABOUT_BEFORE.sub("", core))
    is_about = short != core
    if found := RANGE.fullmatch(short):
        return _range(found, unit)
    answer = _amounts(short, unit)
    if answer is None:
        return refused(FindingClass.NOT_AN_AMOUNT, _mentioned(bare, unit))
    if not answer.is_refused and (is_about or re.search(r"\d[余多]", short)):
        about, own = FindingClass.APPROXIMATE_AMOUNT, answer.has_own_unit
        return Answer(answer.value, about, also=answer.problem, has_own_unit=own)
    return answer


def _in_digits(match: re.Match[str]) -> str:
    """Chinese figures that are no number (五六百) stay what they are."""
    number = chinese_to_int(match[0])
    return match[0] if number is None else str(number)


def _keep_hint(bracket: str) -> str:
    """(暂定) says that the amount is not final; other words after an amount say nothing of it."""
    return bracket if ABOUT_AFTER.fullmatch(bracket) else ""


def _amounts(text: str, unit: MoneyUnit | None) -> Answer | None:
    """1亿6000万元: parts from large to small that make up the whole text."""
    sign = -1 if text.startswith("-") else 1
    text = text[1:] if text[:1] in ("+", "-") else text
    at, parts = 0, []
    while at < len(text):
        match = AMOUNT.match(text, at)
        if match is None or not match[0]:
            return None
        parts.append(match)
        at = match.end()
    if not parts or len(parts) > 2:
        return None
    if len(parts) == 1 and not _has_unit(parts[0]):
        return _number(sign * Decimal(parts[0]["number"]), unit)
    units = [_unit_of(part, unit) for part in parts]
    if len(parts) == 2 and not _descends(parts, units):
        return None
    whole = units[-1].currency if parts[-1]["currency"] else units[0].currency
    total = sum(
        (Decimal(p["number"]) * u.scale for p, u in zip(parts, units, strict=True)), WAN * 0
    )
    if abs(total) >= ABSURD:
        return None
    own = MoneyUnit("", Decimal(1), whole)
    said = _worded(in_wan(sign * total, own))
    problem = said.problem
    if problem is None and unit is not None and _differs(units[0], unit, len(parts)):
        problem = FindingClass.UNIT_IN_CELL_DIFFERS
    return Answer(said.value, problem, has_own_unit=True)


def _differs(own: MoneyUnit, unit: MoneyUnit, parts: int) -> bool:
    return parts > 1 or (own.scale, own.currency) != (unit.scale, unit.currency)


def _has_unit(part: re.Match[str]) -> bool:
    return bool(part["scale"] or part["currency"])


def _descends(parts: list[re.Match[str]], units: list[MoneyUnit]) -> bool:
    if not (parts[0]["scale"] and _has_unit(parts[1])) or parts[0]["currency"]:
        return False
    return units[0].scale > Decimal(parts[1]["number"]) * units[1].scale


def _unit_of(part: re.Match[str], unit: MoneyUnit | None) -> MoneyUnit:
    word = (part["currency"] or part["symbol"] or "").lower().replace("¥", "元")
    currency = CURRENCIES.get(word) or (unit.currency if unit else "CNY")
    scale = part["scale"] or ""
    if not scale and not part["currency"] and unit is not None:
        return MoneyUnit(unit.name, unit.scale, currency)
    return MoneyUnit(scale + (part["currency"] or "元"), SCALES[scale], currency)


def _range(found: re.Match[str], unit: MoneyUnit | None) -> Answer:
    """1.2-1.5亿元: both ends are offered, none is taken."""
    tail = found["unit"]
    low = _amounts(found["low"] + (found["low_unit"] or tail), unit)
    high = _amounts(found["high"] + tail, unit)
    ends = [
        Choice(label, {"value": answer.value})
        for label, answer in (("取低值", low), ("取高值", high))
        if answer is not None and answer.value is not None
    ]
    return refused(FindingClass.AMOUNT_RANGE, tuple(ends))


def _mentioned(text: str, unit: MoneyUnit | None) -> tuple[Choice, ...]:
    """Amounts with a unit inside a sentence: what may be meant."""
    found: list[tuple[str, Decimal, MoneyUnit]] = []
    for match in AMOUNT.finditer(text):
        if _has_unit(match) and len(found) < 4 and len(match["number"]) < 14:
            own = _unit_of(match, unit)
            if match["scale"] or own.is_foreign or match["currency"] == "元":
                found.append((match[0], Decimal(match["number"]), own))
    return _choices(tuple(found)) if len(found) > 1 or len(text) < 40 else ()


def _choices(found: tuple[tuple[str, Decimal, MoneyUnit], ...]) -> tuple[Choice, ...]:
    return tuple(Choice(label, {"value": in_wan(number, unit)}) for label, number, unit in found)


def _plain(number: Decimal) -> str:
    return format(number.normalize(), "f")
