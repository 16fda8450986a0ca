"""板块 — names of the district's zones list, found in a cell or in a title."""

import re
from collections.abc import Sequence

from zhaotuifu.ledger.rules.answers import BLANK, Answer, refused
from zhaotuifu.ledger.rules.text import is_blank_word, is_error, squash, tidy
from zhaotuifu.ledger.rules.types import Choice, FindingClass, Zone

SEPARATORS = re.compile(r"[、,，;；/\\+&|\n和与及]|联合|会同")
OFFICES = re.compile(
    r"(?:人民政府|政府|管委会|管理委员会|办事处|街道办|党工委|党委|重大办|经发局|经发办|公司)+$"
)
BRACKET = re.compile(r"^(.+?)[(（\[【](.+?)[)）\]】](.*)$")
PLACE_WORD = re.compile(
    r"(?:镇|乡|街道|街道办|办事处|园区|区|园|局|委|办|管委会|政府|中心|集团|公司)$"
)
TITLE_GOES_ON = re.compile(
    r"$|\d|二|[一第上前]|全|重点|重大|项目|年|报|表|台账|清单|进度|情况|产业|工业|[_\-—(（《·：:]"
)
HELPING = re.compile(r"(?:配合|协助|参与|共建|联合|为主|牵头)+$")


class ZoneBook:
    """板块表 — finds a zone by name, alias, or with an office's suffix; remembers every text."""

    def __init__(self, zones: Sequence[Zone]) -> None:
        self.names = [zone.name for zone in zones]
        self._by_text: dict[str, str] = {}
        for zone in zones:
            for text in (zone.name, *zone.aliases):
                self._by_text.setdefault(squash(text), zone.name)
        #: longest first, so that 东湖镇 is found before 东湖
        self._longest = sorted(self._by_text, key=len, reverse=True)
        self._answers: dict[str, Answer] = {}

    def find(self, text: str) -> str | None:
        """The zone a text names as a whole; None when it names none."""
        bare = squash(text)
        if found := self._by_text.get(bare):
            return found
        return self._by_text.get(OFFICES.sub("", bare))

    def read(self, value: object) -> Answer:
        """所属板块 — a name of the list, or several for a joint project.

        Asked: zone_needs_look (a partner in brackets, a place inside a zone).
        Refused: unknown_zone.
        """
        if value is None:
            return BLANK
        text = str(value)
        answer = self._answers.get(text)
        if answer is None:
            answer = self._answers[text] = self._read(text)
        return answer

    def _read(self, text: str) -> Answer:
        if is_error(text):
            return refused(FindingClass.FORMULA_ERROR)
        if is_blank_word(text):
            return BLANK
        if found := self.find(text):
            return Answer(value=found)
        parts = [part for part in SEPARATORS.split(tidy_lines(text)) if squash(part)]
        found_parts = [self.find(part) for part in parts]
        if len(parts) > 1 and all(found_parts):
            unique = tuple(dict.fromkeys(name for name in found_parts if name))
            return Answer(value=unique if len(unique) > 1 else unique[0])
        return self._needs_look(text)

    def _needs_look(self, text: str) -> Answer:
        bare = squash(text)
        mentioned = self.mentioned(bare)
        match = BRACKET.match(bare)
        main = self.find(match[1]) if match else None
        if match and main:
            partner = self.find(HELPING.sub("", match[2]))
            if partner and partner != main:
                return self._ask(FindingClass.ZONE_NEEDS_LOOK, ((main, partner), main))
            return self._ask(FindingClass.ZONE_NEEDS_LOOK, (main,))
        if not mentioned:
            return refused(FindingClass.UNKNOWN_ZONE)
        together = (mentioned,) if len(mentioned) > 1 else ()
        return self._ask(FindingClass.UNKNOWN_ZONE, (*together, *mentioned))

    @staticmethod
    def _ask(problem: FindingClass, found: tuple[tuple[str, ...] | str, ...]) -> Answer:
        choices = tuple(
            Choice(one if isinstance(one, str) else "、".join(one), {"value": one}) for one in found
        )
        return refused(problem, choices)

    def titled(self, text: str) -> tuple[str, ...]:
        """Zones a title is about: full names, and short ones only where a title would use them.

        城北重点项目表 is about 城北街道, 城北快速路工程表 need not be.
        """
        bare = squash(text)
        found = [
            self._by_text[known]
            for known in self._longest
            if len(known) > 1 and self._is_titled(known, bare)
        ]
        return tuple(dict.fromkeys(found))

    def _is_titled(self, known: str, bare: str) -> bool:
        if known not in bare:
            return False
        if PLACE_WORD.search(known):
            return True
        after = bare.split(known, 1)[1]
        return bare.startswith(known) and bool(TITLE_GOES_ON.match(after))

    def mentioned(self, text: str) -> tuple[str, ...]:
        """Zones named anywhere in a text, each once, longest names first found."""
        bare = squash(text)
        found: list[str] = []
        for known in self._longest:
            if len(known) > 1 and known in bare:
                found.append(self._by_text[known])
                bare = bare.replace(known, "\n")
        return tuple(dict.fromkeys(found))


def tidy_lines(text: str) -> str:
    """Line breaks kept as separators, the rest tidied."""
    return "\n".join(tidy(line) for line in text.splitlines())
