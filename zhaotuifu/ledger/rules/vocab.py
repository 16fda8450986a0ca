"""级别、大类、建设性质 — the few words a ledger classifies projects with, in cells and headings."""

import re
from functools import lru_cache

from zhaotuifu.ledger.rules.answers import BLANK, Answer, refused
from zhaotuifu.ledger.rules.fields import Field
from zhaotuifu.ledger.rules.text import is_blank_word, is_error, squash, tidy
from zhaotuifu.ledger.rules.types import FindingClass
from zhaotuifu.ledger.rules.zones import ZoneBook

PROVINCE, CITY, DISTRICT = "省重大", "市重大", "区重点"
LEVEL_OF = {"省": PROVINCE, "市": CITY, "区": DISTRICT, "县": DISTRICT}
LEVEL_CELL = re.compile(
    r"(省|市|区|县)级?(?:重大|重点)?(?:产业)?(?:实施|储备|推进)?(?:类|项目|工程)*"
)
#: a word for a level inside a title: 全区重大 and 武进区重大 are no levels
LEVEL_IN_TITLE = re.compile(
    r"(?:(?<![\u4e00-\u9fff])|(?<=[年月度季批和及]))(?:列入|纳入)?(省|市|区|县)级?(?:重大|重点)"
    r"(?!办|(?:项目)?(?:推进|工作)?(?:领导|办公室|办|指挥))"
)
KINDS = ("产业", "基础设施", "民生")
KIND_WORD = re.compile(rf"({'|'.join(KINDS)})(?:类)?(?:项目|工程|建设项目)?")
CONSTRUCTION_WORDS = (
    "新建", "续建", "扩建", "改建", "改扩建", "新扩建", "技改", "技术改造", "迁建", "结转", "储备",
    "前期", "新开工", "竣工", "在建", "重建", "恢复", "单纯购置", "拟建", "计划新开工", "实施", "预备",
)  # fmt: skip
CONSTRUCTION_CELL = re.compile(
    rf"(?:{'|'.join(sorted(CONSTRUCTION_WORDS, key=len, reverse=True))})(?:类)?(?:项目|工程)?"
    rf"(?:[、/及和+](?:{'|'.join(CONSTRUCTION_WORDS)}))*"
)
#: what a section says of the projects below it
CONTEXT_CONSTRUCTION = re.compile(r"(新建|续建|结转|储备|前期)(?:类)?(?:项目|工程)?")
ORDINAL = re.compile(
    r"^(?:第?[一二三四五六七八九十]+[、.．批类部]|[(（][一二三四五六七八九十\d]+[)）]|\d+[、.．](?!\d)|[★☆◆●■▲※]|[ⅠⅡⅢⅣⅤIV]+[、.．])+"
)
COUNT = re.compile(r"[(（:：,，]?(?:共|合计|计)?(\d+)\s*(?:个|项|家)(?:项目)?[)）]?")
UNIT_BRACKET = re.compile(r"[(（]?(?:金额)?单位[:：][^)）]*[)）]?")
QUOTES = str.maketrans("", "", "【】[]《》“”\"'「」")


def read_level(value: object) -> Answer:
    """级别 — 省重大, 市重大, 区重点; asked when a cell names two or none of them."""
    if value is None:
        return BLANK
    return _level(str(value))


@lru_cache(maxsize=1024)
def _level(text: str) -> Answer:
    if is_error(text):
        return refused(FindingClass.FORMULA_ERROR)
    if is_blank_word(text):
        return BLANK
    bare = squash(text)
    if match := LEVEL_CELL.fullmatch(bare):
        return Answer(value=LEVEL_OF[match[1]])
    found = {LEVEL_OF[char] for char in re.findall(r"(省|市|区|县)级?(?:重大|重点)", bare)}
    if len(found) == 1:
        return Answer(value=found.pop())
    return refused(FindingClass.LEVEL_UNCLEAR)


def read_kind(value: object) -> Answer:
    """大类 — 产业, 基础设施, 民生 without the word 项目 behind it; other words are kept."""
    if value is None:
        return BLANK
    text = str(value)
    if is_error(text):
        return refused(FindingClass.FORMULA_ERROR)
    if is_blank_word(text):
        return BLANK
    match = KIND_WORD.fullmatch(squash(text))
    return Answer(value=match[1] if match else tidy(text))


def is_kind(text: str) -> bool:
    """A cell that says one of the large classes."""
    return bool(KIND_WORD.fullmatch(squash(text)))


def is_construction(text: str) -> bool:
    """A cell that says 新建, 续建 …"""
    return bool(CONSTRUCTION_CELL.fullmatch(squash(text)))


def level_in(text: str, zones: ZoneBook | None = None) -> str | None:
    """The one level a title, sheet name or section names; None for none or several."""
    bare = squash(text)
    for name in zones.names if zones else ():
        bare = bare.replace(squash(name), "、")
    found = {LEVEL_OF[one] for one in LEVEL_IN_TITLE.findall(bare)}
    return found.pop() if len(found) == 1 else None


def count_in(text: str) -> int | None:
    """（9个） in a section or total."""
    match = COUNT.search(squash(text))
    return int(match[1]) if match else None


def heading_core(text: str) -> str:
    """A section's words without its number, count and quotes: 一、产业项目（9个） → 产业项目."""
    bare = ORDINAL.sub("", UNIT_BRACKET.sub("", squash(text)).translate(QUOTES))
    return re.sub(r"[:：(（]+$", "", COUNT.sub("", bare)).strip("()（）:：,，")


def heading_context(text: str, zones: ZoneBook) -> dict[str, str]:
    """板块, 级别, 大类, 建设性质 a section row gives to the rows below it."""
    core = heading_core(text)
    found: dict[str, str] = {}
    if zone := zones.find(core) or zones.find(core.removesuffix("项目")):
        found[Field.ZONE.value] = zone
    if level := level_in(core):
        found[Field.LEVEL.value] = level
    if match := KIND_WORD.fullmatch(core):
        found[Field.KIND.value] = match[1]
    if match := CONTEXT_CONSTRUCTION.fullmatch(core):
        found[Field.CONSTRUCTION_KIND.value] = match[1]
    return found


def title_context(text: str, zones: ZoneBook) -> dict[str, str]:
    """板块 and 级别 a title, sheet name or file name gives to all rows."""
    found: dict[str, str] = {}
    mentioned = zones.titled(text)
    if len(mentioned) == 1:
        found[Field.ZONE.value] = mentioned[0]
    if level := level_in(text, zones):
        found[Field.LEVEL.value] = level
    return found
