"""对应 — which project of the library a row speaks of.

By 项目代码; else as a person decided before of this sender's name; else by exact name in the same
板块; else asked: a project of that name elsewhere, two of that name, a code or a number that
contradicts, names that are near. A row with no such doubt is a new project. A pair a person said
no to is not offered again. Another 板块's project is never shown to a 板块, only that it is not theirs.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from zhaotuifu.ledger.rules.items import Option
from zhaotuifu.ledger.rules.likeness import are_numbered_apart

NEW = "new"


class How(StrEnum):
    """How a row found its project, or that it did not."""

    CODE = "code"
    NAME = "name"
    ANSWER = "answer"
    REMEMBERED = "remembered"
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
    #: the project this sender's name meant before, and those it did not
    remembered: int | None = None
    refused: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Learnt:
    """学到的 — a name of the file is that project, or is not: what a commit remembers."""

    name: str
    name_key: str
    zone_text: str
    project_id: int
    is_same: bool


def zone_text(names: Sequence[str]) -> str:
    """板块写法 — under which a decision is kept."""
    return "、".join(sorted(names))[:200]


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
    named = [
        one for one in shelf.by_name.get(wanted.name_key, ())
        if one.is_visible and one.id not in wanted.refused
    ]
    if wanted.answer:
        answered = _answered(wanted, by_code, shelf)
        if answered is not None:
            return answered
    here = [one for one in named if set(one.zone_names) & set(wanted.zone_names)]
    if by_code is not None:
        return _with_code(by_code, wanted, here)
    meant = shelf.by_id.get(wanted.remembered or 0)
    if meant is not None and meant.is_visible and not _has_other_code(wanted, meant):
        return Match(How.REMEMBERED, meant)
    if len(here) == 1:
        return _with_name(here[0], wanted)
    if here:
        return _ask(f"本板块有 {len(here)} 个同名项目，分不清是哪一个。", here)
    if named:
        where = "、".join(dict.fromkeys(name for one in named for name in one.zone_names))
        return _ask(f"{where}有同名项目，这一行属于{'、'.join(wanted.zone_names)}。", named)
    return None


def offered(wanted: Wanted, shelf: Shelf) -> tuple[int, ...]:
    """问过的 — the projects a question on this row offers when nobody has answered."""
    unanswered = match(replace(wanted, answer=""), shelf)
    if unanswered is None:
        return ()
    return tuple(int(one.value) for one in unanswered.options if one.value.isdecimal())


def _has_other_code(wanted: Wanted, known: KnownProject) -> bool:
    return bool(wanted.code and known.code) and wanted.code != known.code


def _answered(wanted: Wanted, by_code: KnownProject | None, shelf: Shelf) -> Match | None:
    """A person's answer; one that no longer fits (a foreign or vanished project) is asked again."""
    if wanted.answer == NEW:
        # A code belongs to one project: calling its bearer new is no answer.
        return CREATED if by_code is None else None
    is_id = wanted.answer.isascii() and wanted.answer.isdecimal()
    chosen = shelf.by_id.get(int(wanted.answer)) if is_id else None
    if chosen is None or not chosen.is_visible:
        return None
    return Match(How.ANSWER, chosen)


def _with_code(by_code: KnownProject, wanted: Wanted, here: Sequence[KnownProject]) -> Match:
    others = [one for one in here if one.id != by_code.id]
    if by_code.name_key == wanted.name_key or (
        not others and not are_numbered_apart(wanted.name_key, by_code.name_key)
    ):
        return Match(How.CODE, by_code)
    if wanted.remembered == by_code.id:
        return Match(How.REMEMBERED, by_code)
    if not others:
        return _ask(
            f"项目代码是“{by_code.name}”的，编号却不同。如果是另一个项目，请在台账里改正项目代码。",
            [by_code], is_new=False,
        )
    return _ask(
        f"项目代码是“{by_code.name}”的，名称却与另一个项目相同。", [by_code, *others], is_new=False
    )


def _with_name(known: KnownProject, wanted: Wanted) -> Match:
    if _has_other_code(wanted, known):
        return _ask(f"名称相同，项目代码不同：库里是 {known.code}，这一行是 {wanted.code}。", [known])
    return Match(How.NAME, known)


def ask_near(found: Sequence[tuple[KnownProject, str]], more: str = "") -> Match:
    """相近的 — a question with the near projects, nearest first, each with its reason."""
    nearest, reason = found[0]
    return _ask(f"与“{nearest.name}”{reason}。{more}", [project for project, _ in found])


def _ask(sentence: str, projects: Sequence[KnownProject], *, is_new: bool = True) -> Match:
    options = [Option(str(one.id), f"是“{one.label}”") for one in projects]
    if is_new:
        options.append(Option(NEW, "是新项目"))
    return Match(How.ASK, None, sentence + "请选一个。", tuple(options))
