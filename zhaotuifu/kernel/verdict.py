"""判定 — a refusal is a value with a sentence."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Verdict:
    """判定 — yes, or no because …; the same value guards the action, greys the button and speaks.

    `sentence` is Chinese, names the cause and the way out; it is empty for a yes.
    """

    is_yes: bool
    sentence: str = ""

    def __bool__(self) -> bool:
        return self.is_yes


YES = Verdict(True)


def no(sentence: str) -> Verdict:
    """否 — a refusal because of `sentence` (Chinese, with the way out)."""
    return Verdict(False, sentence)


class Refused(Exception):
    """拒绝 — raised by an action whose verdict is no; pages and commands show `verdict.sentence`."""

    def __init__(self, verdict: Verdict):
        super().__init__(verdict.sentence)
        self.verdict = verdict


class Unclear(Refused):
    """看不懂 — an address, a file or an option says something that cannot be understood."""

    def __init__(self, sentence: str):
        super().__init__(no(sentence))


class Conflict(Refused):
    """冲突 — somebody else was first (已被他人处理，请刷新)."""

    def __init__(self, sentence: str = "已被他人处理。请刷新后再试，您填的内容还在。"):
        super().__init__(no(sentence))


def ensure(verdict: Verdict) -> None:
    """把关 — raises `Refused` when the verdict is no."""
    if not verdict.is_yes:
        raise Refused(verdict)
