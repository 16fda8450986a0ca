"""自写的话 — what a writer typed, held against the paper: figures, last issue's figures, dates, names.

Nothing here stands in the way of issuing: a person may mean something else. Each finding names the
place, what stands there and what was expected.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from zhaotuifu.projects.states import Level
from zhaotuifu.reports.rules.figures import Figure
from zhaotuifu.reports.rules.printed import Written, numbers_in

CLAUSE = re.compile(r"[^。；;！？\n]+")
LAST = re.compile(r"上(?:一)?(?:期|月|周|次)(?!.*同比)")
DAY = re.compile(r"(?:(?P<year>20\d\d)年)?(?P<month>\d{1,2})月(?P<day>\d{1,2})日")
NOT_AMOUNTS = re.compile(
    r"20\d\d年(?:\d{1,2}月)?(?:\d{1,2}日)?|\d{1,2}月(?:\d{1,2}日)?|\d{1,2}日|第\d+[期号季]|\d+[—\-~至]\d+月"
)
DONE = re.compile(r"已|截至|截止|完成了|实现|召开了|开工了")
LEAVING = re.compile(r"退出|退库|取消|不再|调出|停")
NEAR = Decimal("0.02")  # so close to a figure of the paper, it is taken for it
OF_LINE = re.compile(r"\.p\d")  # the key of a single project's figure
SHORTEST = 5  # a shorter name is too much like common words
#: words of a clause → indicators they speak of
SPOKEN: Mapping[str, tuple[str, ...]] = {
    "完成投资": ("completed",), "完成率": ("completion_rate",), "年度计划的": ("completion_rate",),
    "序时": ("schedule_gap",), "开工率": ("start_rate",), "滞后": ("count.behind",),
    "低于序时进度的项目": ("count.below", "count.behind"), "未开工": ("count.not-started",),
    "入库": ("admitted",), "新开工": ("count.year-started", "count.span-started"),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """发现 — what kind, the whole sentence, the figure's key, and what was expected."""

    code: str
    sentence: str
    key: str = ""
    expected: str = ""


@dataclass(frozen=True, slots=True)
class Own:
    """自写的一处 — what it is called, its text, and whether it tells of what is to come."""

    label: str
    text: str
    is_ahead: bool = False


def findings_in(
    owns: Sequence[Own], figures: Sequence[Figure], *, as_of: date, names: Sequence[str],
    gone: Sequence[str], last: Sequence[Figure] | None = None,
) -> tuple[Finding, ...]:
    """自写处的发现 — place by place, in reading order."""
    found: list[Finding] = []
    for own in owns:
        for clause in CLAUSE.findall(own.text):
            found += _numbers(own, clause, figures, last)
            found += _dates(own, clause, as_of)
            found += _gone(own, clause, gone)
        found += _misspelt(own, names, gone)
    return tuple(found)


def _numbers(
    own: Own, clause: str, figures: Sequence[Figure], last: Sequence[Figure] | None
) -> Iterator[Finding]:
    quoted = LAST.search(clause)
    plain = NOT_AMOUNTS.sub(lambda match: "　" * len(match[0]), clause)
    for written in numbers_in(plain):
        if not written.unit:
            continue
        is_last = quoted is not None and quoted.start() < written.start
        if is_last and last is not None:
            yield from _quoted(own, clause, written, last)
        elif not is_last:
            yield from _unlike(own, clause, written, figures)


def _quoted(own: Own, clause: str, written: Written, last: Sequence[Figure]) -> Iterator[Finding]:
    """What is said of the last issue must have stood there."""
    meant = _meant(clause, written, last)
    held = meant or [one for one in last if one.unit == written.unit]
    if any(_is(written, one) for one in held) or not held:
        return
    nearest = min(held, key=lambda one: abs(abs(one.value or Decimal(0)) - abs(written.value)))
    yield Finding(
        "last",
        f"“{own.label}”里说上期“{written.text}”，上期印的{nearest.name}（{nearest.scope_text}）"
        f"是 {nearest.text}。请核对",
        nearest.key, nearest.text,
    )


def _unlike(own: Own, clause: str, written: Written, figures: Sequence[Figure]) -> Iterator[Finding]:
    """A number that is meant as a figure of this paper, or is all but equal to one, and is not it."""
    same_unit = [one for one in figures if one.unit == written.unit and one.value is not None]
    meant = _meant(clause, written, figures)
    piece = clause[: written.start].rpartition("，")[2]
    names_level = any(level.label in piece for level in Level if level)
    # Where its own words name a level the number must be that level's; else it may be any figure.
    if any(_is(written, one) for one in (meant if meant and names_level else same_unit)):
        return
    near = meant or [one for one in same_unit if written.unit != "个" and _is_near(written, one)]
    if not near:
        return
    nearest = min(near, key=lambda one: abs(abs(one.value or Decimal(0)) - abs(written.value)))
    yield Finding(
        "typed",
        f"“{own.label}”里写“{written.text}”，文中{nearest.name}（{nearest.scope_text}）"
        f"是 {nearest.text}。请核对",
        nearest.key, nearest.text,
    )


def _meant(clause: str, written: Written, figures: Sequence[Figure]) -> list[Figure]:
    """Figures that the words before the number speak of: the indicator, and the level where one is named."""
    before = clause[: written.start]
    told = [(before.rfind(words), codes) for words, codes in SPOKEN.items() if words in before]
    if not told:
        return []
    codes = max(told)[1]
    levels = [level.value for level in Level if level and level.label in before]
    level = levels[-1] if levels else None
    return [
        one for one in figures
        if one.indicator in codes and one.unit == written.unit and one.value is not None
        and one.scope.get("level") == level and "zone_id" not in one.scope and not OF_LINE.search(one.key)
    ]


def _is(written: Written, figure: Figure) -> bool:
    return figure.value is not None and written.is_rounding_of(figure.value)


def _is_near(written: Written, figure: Figure) -> bool:
    value = abs(figure.value or Decimal(0))
    return bool(value) and not OF_LINE.search(figure.key) and abs(abs(written.value) - value) <= value * NEAR


def _dates(own: Own, clause: str, as_of: date) -> Iterator[Finding]:
    for match in DAY.finditer(clause):
        year = int(match["year"] or as_of.year)
        try:
            day = date(year, int(match["month"]), int(match["day"]))
        except ValueError:
            yield Finding("date", f"“{own.label}”里的“{match[0]}”没有这一天。请核对")
            continue
        if day > as_of and not own.is_ahead and DONE.search(clause[: match.start() + 12]):
            yield Finding(
                "date", f"“{own.label}”里的“{match[0]}”在数据截至日 {as_of} 之后，却说成已经发生。请核对",
                expected=as_of.isoformat(),
            )


def _gone(own: Own, clause: str, gone: Sequence[str]) -> Iterator[Finding]:
    for name in gone:
        if name in clause and not LEAVING.search(clause):
            yield Finding("gone", f"“{own.label}”里的项目“{name}”已退库，不在本期各数之内。请核对")


def _misspelt(own: Own, names: Sequence[str], gone: Sequence[str]) -> Iterator[Finding]:
    """A name that differs from a known one by a single character."""
    text = own.text
    known = [name for name in {*names, *gone} if len(name) >= SHORTEST]
    for name in sorted((one for one in known if one in text), key=len, reverse=True):
        text = text.replace(name, "\0" * len(name))
    told: set[str] = set()
    for name in sorted(known):
        half = len(name) // 2
        if name[:half] not in text and name[half:] not in text:
            continue
        for window in _windows(text, name, half):
            if window not in told and _differ_by_one(window, name):
                told.add(window)
                yield Finding(
                    "name", f"“{own.label}”里的“{window}”与项目“{name}”差一个字。请核对", expected=name
                )


def _windows(text: str, name: str, half: int) -> Iterator[str]:
    """Pieces of the text about as long as the name, where one of its halves stands."""
    size = len(name)
    for match in re.finditer(re.escape(name[:half]), text):
        yield from (text[match.start() : match.start() + size + more] for more in (0, -1, 1))
    for match in re.finditer(re.escape(name[half:]), text):
        yield from (text[max(match.end() - size - more, 0) : match.end()] for more in (0, -1, 1))


def _differ_by_one(window: str, name: str) -> bool:
    """One character replaced, left out or put in within the name; not at its end, where words go on."""
    if "\0" in window or window == name:
        return False
    if len(window) == len(name):
        return sum(a != b for a, b in zip(window, name, strict=True)) == 1
    shorter, longer = sorted((window, name), key=len)
    if len(longer) - len(shorter) != 1:
        return False
    return any(longer[:at] + longer[at + 1 :] == shorter for at in range(1, len(longer) - 1))
