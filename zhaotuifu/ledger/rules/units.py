"""计量单位 — 万元, 亿元, 亿美元, 亩, 平方米 …: found in heads, unit lines and number formats."""

import re
from dataclasses import dataclass
from decimal import Decimal

from zhaotuifu.ledger.rules.text import squash

SCALES = {
    "": Decimal(1),
    "十": Decimal(10),
    "百": Decimal(100),
    "千": Decimal(1000),
    "万": Decimal(10) ** 4,
    "十万": Decimal(10) ** 5,
    "百万": Decimal(10) ** 6,
    "千万": Decimal(10) ** 7,
    "亿": Decimal(10) ** 8,
    "十亿": Decimal(10) ** 9,
    "百亿": Decimal(10) ** 10,
    "千亿": Decimal(10) ** 11,
    "万亿": Decimal(10) ** 12,
}
CURRENCIES = {
    "元": "CNY",
    "人民币": "CNY",
    "块": "CNY",
    "rmb": "CNY",
    "cny": "CNY",
    "美元": "USD",
    "美金": "USD",
    "usd": "USD",
    "us$": "USD",
    "$": "USD",
    "欧元": "EUR",
    "eur": "EUR",
    "€": "EUR",
    "港元": "HKD",
    "港币": "HKD",
    "hkd": "HKD",
    "日元": "JPY",
    "日圆": "JPY",
    "jpy": "JPY",
    "英镑": "GBP",
    "gbp": "GBP",
    "韩元": "KRW",
    "新台币": "TWD",
    "台币": "TWD",
    "新加坡元": "SGD",
    "新元": "SGD",
    "澳元": "AUD",
    "加元": "CAD",
    "瑞士法郎": "CHF",
}
FOREIGN_NAMES = "|".join(
    sorted((re.escape(name) for name, code in CURRENCIES.items() if code != "CNY"), key=len)[::-1]
)
SCALE_NAMES = "万亿|千亿|百亿|十亿|千万|百万|十万|亿|万|千|百"
MONEY_TOKEN = re.compile(
    rf"(?P<scale>{SCALE_NAMES})?(?:(?P<foreign>{FOREIGN_NAMES})|(?P<yuan>元)(?:人民币)?)"
    rf"|(?P<bare>亿|万)(?![亩平方㎡m元美欧港日千瓦台套吨辆件人户])"
)
#: 1 亩 = 2000/3 ㎡
MU_PER = {
    "亩": Decimal(1),
    "公顷": Decimal(15),
    "ha": Decimal(15),
    "平方公里": Decimal(1500),
    "km2": Decimal(1500),
    "平方米": Decimal(3) / Decimal(2000),
    "平米": Decimal(3) / Decimal(2000),
    "平方": Decimal(3) / Decimal(2000),
    "m2": Decimal(3) / Decimal(2000),
    "m²": Decimal(3) / Decimal(2000),
}
AREA_NAMES = "平方公里|平方米|平米|公顷|km2|m2|ha|亩|平方"
AREA_TOKEN = re.compile(rf"(?P<scale>万|千|百)?(?P<name>{AREA_NAMES})", re.I)
BRACKETS = re.compile(r"[(\[【〔{]([^()\[\]【】〔〕{}]*)[)\]】〕}]")
#: 单位：万元 · 金额单位:亿元、亩 · (万元) · 以万元计
UNIT_PHRASE = re.compile(r"(?:单位(?:均|都|统一)?[:：为是]?|金额[:：])(?=(.{1,24}))|以(.{1,6}?)(?:为单位|计)")
MONEY_UNIT = re.compile(rf"(?:人民币)?(?:{SCALE_NAMES})?(?:元|{FOREIGN_NAMES})(?:人民币)?|亿|万")
PERCENT = frozenset(("%", "百分比", "％"))


@dataclass(frozen=True, slots=True)
class MoneyUnit:
    """金额单位 — scale and currency; `name` as it was written."""

    name: str
    scale: Decimal
    currency: str

    @property
    def is_foreign(self) -> bool:
        """Not 人民币."""
        return self.currency != "CNY"


@dataclass(frozen=True, slots=True)
class AreaUnit:
    """面积单位 — how many 亩 one of it is."""

    name: str
    mu: Decimal


WAN_YUAN = MoneyUnit("万元", SCALES["万"], "CNY")
YI_YUAN = MoneyUnit("亿元", SCALES["亿"], "CNY")
YUAN = MoneyUnit("元", SCALES[""], "CNY")
MU = AreaUnit("亩", Decimal(1))
SQUARE_METRE = AreaUnit("平方米", MU_PER["平方米"])


def money_unit(text: str) -> MoneyUnit | None:
    """The money unit a token is (万元, 亿美元, 亿); None when it is none."""
    bare = squash(text).lower().removeprefix("人民币").removesuffix("人民币")
    if not bare or not MONEY_UNIT.fullmatch(bare):
        return None
    match = MONEY_TOKEN.fullmatch(bare) or MONEY_TOKEN.match(bare)
    if match is None:
        return None
    scale = match["scale"] or match["bare"] or ""
    currency = CURRENCIES[match["foreign"]] if match["foreign"] else "CNY"
    name = bare if bare.endswith(("元", "镑", "郎", "币", "金")) else bare + "元"
    return MoneyUnit(name, SCALES[scale], currency)


def area_unit(text: str) -> AreaUnit | None:
    """The land unit a token is (亩, 万㎡); None when it is none."""
    bare = squash(text).lower()
    match = AREA_TOKEN.fullmatch(bare)
    if match is None:
        return None
    scale = SCALES[match["scale"] or ""]
    name = "平方米" if match["name"] in ("m2", "平米", "平方") else match["name"]
    return AreaUnit((match["scale"] or "") + name, MU_PER[match["name"]] * scale)


def tokens_of(text: str) -> tuple[str, ...]:
    """A unit expression cut into its parts: 亿元、％ → 亿元, %."""
    return tuple(part for part in re.split(r"[、,，/;；:：|和及]", squash(text)) if part)


@dataclass(frozen=True, slots=True)
class UnitsSaid:
    """What a text says of units; a thing said in two ways is not said."""

    money: MoneyUnit | None = None
    area: AreaUnit | None = None
    is_percent: bool = False

    def __bool__(self) -> bool:
        return bool(self.money or self.area or self.is_percent)


def _collect(tokens: tuple[str, ...]) -> UnitsSaid:
    money = {unit for token in tokens if (unit := money_unit(token))}
    area = {land for token in tokens if (land := area_unit(token))}
    return UnitsSaid(
        money=money.pop() if len(money) == 1 else None,
        area=area.pop() if len(area) == 1 else None,
        is_percent=any(token in PERCENT for token in tokens),
    )


def units_in_head(segment: str) -> tuple[UnitsSaid, str]:
    """(units, the head without them): 总投资（亿元） → 亿元, 总投资; 总投资_万元 likewise."""
    bare = squash(segment)
    tokens: list[str] = []

    def take(match: re.Match[str]) -> str:
        found = tokens_of(match[1].replace("单位", ""))
        if found and all(_is_unit(token) for token in found):
            tokens.extend(found)
            return ""
        inner = [token for token in found if _is_unit(token)]
        tokens.extend(inner)
        return match[0]

    rest = BRACKETS.sub(take, bare)
    if (
        tail := re.search(
            rf"(?:[_\-/:：,，]|单位[:：]?)({MONEY_UNIT.pattern}|{AREA_NAMES}|%)$", rest
        )
    ) or (
        (tail := re.search(r"(?<=[^\W\d_])((?:亿|万|千)(?:元|美元)|亩)$", rest))
        and len(rest) > len(tail[1])
    ):
        tokens.append(tail[1])
        rest = rest[: tail.start()]
    return _collect(tuple(tokens)), rest


def _is_unit(token: str) -> bool:
    return token in PERCENT or money_unit(token) is not None or area_unit(token) is not None


def is_unit_only(segment: str) -> bool:
    """A head cell that says nothing but a unit (a row of units under the head)."""
    bare = squash(segment).strip("()[]【】")
    found = tokens_of(bare)
    return bool(found) and all(_is_unit(token) for token in found)


def units_in_line(text: str) -> UnitsSaid:
    """Units a free line says (单位：亿元、％ · （万元） · 金额以万元计)."""
    bare = squash(text)
    if is_unit_only(bare):
        return _collect(tokens_of(bare.strip("()[]【】")))
    tokens: list[str] = []
    for match in UNIT_PHRASE.finditer(bare):
        tokens += _leading_units(match[1] or match[2] or "")
    for inner in BRACKETS.findall(bare):
        found = tokens_of(inner)
        if found and all(_is_unit(token) for token in found):
            tokens += found
    return _collect(tuple(tokens))


def _leading_units(text: str) -> list[str]:
    """Units at the beginning of a phrase; a unit after other words is about something else."""
    found = []
    for token in tokens_of(text.lstrip("(（")):
        token = token.rstrip(")）。.")
        if not _is_unit(token):
            break
        found.append(token)
    if found:
        return found
    words = [match.group() for match in re.finditer(r"(?:亿|万|千)(?:美元|元)", text)]
    return words if len(set(words)) > 1 else []
