"""对应 — which project of the library a row speaks of.

By 项目代码; else by exact name in the same 板块; else asked: a project of that name elsewhere, two
of that name, a code that contradicts, names that are near. A row with no such doubt is a new
project. Another 板块's project is never shown to a 板块, only that it is not theirs.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from zhaotuifu.ledger.rules.items import Option

NEW = "new"


class How(StrEnum):
    """How a row found its project, or that it did not."""

    CODE = "code"
    NAME = "name"
    ANSWER = "answer"
    NEW = "new"
    ASK = "ask"
    FOREIGN = "foreign"


@dataclass(frozen=True, slots=True)
class KnownProject:
    """库内项目 — what matching looks at; `is_visible`: the sender may see it."""

    id: int
    name: str
    name_key: str
    code: str
    zone_names: tuple[str, ...]
    is_visible: bool = True
    is_withdrawn: bool = False

    @property
    def label(self) -> str:
        """As it stands in a question: name, 板块, code."""
        inside = "、".join(self.zone_names)
        return f"{self.name}（{inside}{'，' + self.code if self.code else ''}）"


@dataclass(frozen=True, slots=True)
class Wanted:
    """要找的 — what a row says of its identity."""

    name: str
    name_key: str
    code: str
    zone_names: tuple[str, ...]
    answer: str = ""


@dataclass(frozen=True, slots=True)
class Match:
    """对应结果 — a project, a new one, a question with options, or not the sender's to change."""

    how: How
    project: KnownProject | None = None
    sentence: str = ""
    options: tuple[Option, ...] = ()


@dataclass(frozen=True, slots=True)
class Shelf:
    """书架 — the projects that may be meant, by code and by comparable name."""

    by_code: Mapping[str, KnownProject]
    by_name: Mapping[str, Sequence[KnownProject]]
    by_id: Mapping[int, KnownProject]


CREATED = Match(How.NEW)


def match(wanted: Wanted, shelf: Shelf) -> Match | None:
    """对应一行 — None when nothing bears the name or code: near names are to be looked for."""
    by_code = shelf.by_code.get(wanted.code) if wanted.code else None
    if by_code is not None and not by_code.is_visible:
        return Match(How.FOREIGN, by_code)
    named = [one for one in shelf.by_name.get(wanted.name_key, ()) if one.is_visible]
    if wanted.answer:
        answered = _answered(wanted, by_code, shelf)
        if answered is not None:
            return answered
    here = [one for one in named if set(one.zone_names) & set(wanted.zone_names)]
    if by_code is not None:
        return _with_code(by_code, wanted, here)
    if len(here) == 1:
        return _with_name(here[0], wanted)
    if here:
        return _ask(f"本板块有 {len(here)} 个同名项目，分不清是哪一个。", here)
    if named:
        where = "、".join(dict.fromkeys(name for one in named for name in one.zone_names))
        return _ask(f"{where}有同名项目，这一行属于{'、'.join(wanted.zone_names)}。", named)
    return None


def _answered(wanted: Wanted, by_code: KnownProject | None, shelf: Shelf) -> Match | None:
    """A person's answer; one that no longer fits (a foreign or vanished project) is asked again."""
    if wanted.answer == NEW:
        # A code belongs to one project: calling its bearer new is no answer.
        return CREATED if by_code is None else None
    chosen = shelf.by_id.get(int(wanted.answer)) if wanted.answer.isdecimal() else None
    if chosen is None or not chosen.is_visible:
        return None
    return Match(How.ANSWER, chosen)


def _with_code(by_code: KnownProject, wanted: Wanted, here: Sequence[KnownProject]) -> Match:
    others = [one for one in here if one.id != by_code.id]
    if by_code.name_key == wanted.name_key or not others:
        return Match(How.CODE, by_code)
    return _ask(
        f"项目代码是“{by_code.name}”的，名称却与另一个项目相同。", [by_code, *others], is_new=False
    )


def _with_name(known: KnownProject, wanted: Wanted) -> Match:
    if wanted.code and known.code and wanted.code != known.code:
        return _ask(f"名称相同，项目代码不同：库里是 {known.code}，这一行是 {wanted.code}。", [known])
    return Match(How.NAME, known)


def ask_near(found: Sequence[tuple[KnownProject, int]]) -> Match:
    """相近的 — a question with the near projects, nearest first."""
    nearest, pct = found[0]
    return _ask(f"与“{nearest.name}”相似 {pct}%。", [project for project, _ in found])


def _ask(
    sentence: str, projects: Sequence[KnownProject], *, is_new: bool = True
) -> Match:
    options = [Option(str(one.id), f"是“{one.label}”") for one in projects]
    if is_new:
        options.append(Option(NEW, "是新项目"))
    return Match(How.ASK, None, sentence + "请选一个。", tuple(options))
