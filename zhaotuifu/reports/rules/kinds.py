"""公文种类 — what a document is, as data: names, receivers, numbering, cadence, scope, sections.

A kind is a mapping as in presets/<district>/documents.yaml; `kind_of` reads it and refuses, in a
sentence that names the field, what it cannot use. No kind has code of its own.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from enum import StrEnum
from typing import Any

DAYS_OF_WEEK = range(1, 8)
DAYS_OF_MONTH = range(1, 32)
MOST_SECTIONS = 20
PLACES = ("{span}", "{subject}", "{year}")  # what a composed title may name
PLACE = re.compile(r"\{[^{}]*\}")
OWN = "own"  # a part that only its writer fills


class KindError(ValueError):
    """种类有误 — the sentence names the kind, the field and what may stand there."""


class Form(StrEnum):
    """文式 — a 简报 with its name in red and 第N期, or a 通报 with 发文字号."""

    BRIEF = "brief"
    NOTICE = "notice"


class Every(StrEnum):
    """周期 — how often a draft is due; none is drafted by hand alone."""

    WEEKLY = "weekly"
    MONTHLY = "monthly"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Cadence:
    """编发周期 — weekly on `weekday` (1 周一 … 7 周日), monthly from `day` of the next month on.

    Without a day, once the month is over and reported.
    """

    every: Every = Every.NONE
    weekday: int | None = None
    day: int | None = None


@dataclass(frozen=True, slots=True)
class KindScope:
    """范围 — the parts of an indicator's scope as the words they are written in; empty: not narrowed.

    `programme` is a code or name, `size` a band or a threshold (1亿). Read by
    `indicators.scoping.scope_of(scope.given, …)`, which says what it does not know.
    """

    level: str = ""
    zone: str = ""
    kind: str = ""
    category: str = ""
    construction_kind: str = ""
    size: str = ""
    programme: str = ""

    @property
    def given(self) -> dict[str, str]:
        """说了的 — by part."""
        parts = {one.name: getattr(self, one.name) for one in fields(self)}
        return {name: text for name, text in parts.items() if text}


@dataclass(frozen=True, slots=True)
class KindSection:
    """一部分 — composed by the function registered under `code`; `key` names the writer's own place in it.

    An empty heading stands without a heading, a text before the numbered parts.
    """

    code: str
    heading: str = ""
    key: str = ""
    options: Mapping[str, Any] = field(default_factory=dict)

    @property
    def label(self) -> str:
        """自写处的名字 — of the place where the writer adds to this part."""
        if self.code == OWN:
            return self.heading or "正文"
        return f"{self.heading}补充" if self.heading else "前言"


@dataclass(frozen=True, slots=True)
class DocumentKind:
    """公文种类 — see the module; a kind the office issues, in the version in force.

    `subject` is what the document speaks of (重大项目, 民生实事项目), `title` its composed title with
    the places {span}, {subject}, {year}; `number_word` the 发文字号's word of a 通报.
    """

    code: str
    name: str
    short_name: str
    issuer: str
    report_to: str
    send_to: str
    copies: int
    keeps_total: bool
    aliases: tuple[str, ...] = ()
    distribute_to: str = ""
    addressed_to: str = ""
    secrecy: str = ""
    numbers_by_year: bool = True
    number_word: str = ""
    cadence: Cadence = Cadence()
    form: Form = Form.BRIEF
    scope: KindScope = KindScope()
    subject: str = "重大项目"
    title: str = "{span}{subject}建设情况"
    sections: tuple[KindSection, ...] = ()
    source: str = ""
    is_example: bool = False

    @property
    def is_weekly(self) -> bool:
        """按周 — its figures are those of seven days."""
        return self.cadence.every is Every.WEEKLY

    def section(self, key: str) -> KindSection | None:
        """按记号取一部分 — None when the kind has none."""
        return next((one for one in self.sections if one.key == key), None)


TEXTS = ("code", "name", "short_name", "issuer", "source")
MAY_BE_EMPTY = (
    "report_to", "send_to", "distribute_to", "addressed_to", "secrecy", "subject", "title",
)


def kind_of(given: Mapping[str, Any]) -> DocumentKind:
    """读种类 — from a mapping as in documents.yaml. Raises `KindError` naming the field."""
    reader = _Reader(given, str(given.get("code") or given.get("name") or "未命名"))
    values: dict[str, Any] = {name: reader.text(name) for name in TEXTS}
    values |= {name: reader.text(name, needed=False) for name in MAY_BE_EMPTY if given.get(name)}
    numbering = reader.mapping("numbering")
    values |= {
        "report_to": values.get("report_to", ""), "send_to": values.get("send_to", ""),
        "copies": reader.number("copies", range(100_000)),
        "keeps_total": bool(numbering.get("keeps_total", True)),
        "numbers_by_year": bool(numbering.get("by_year", True)),
        "number_word": str(numbering.get("word") or ""),
        "aliases": tuple(str(one) for one in reader.listed("aliases")),
        "cadence": _cadence(reader), "form": reader.choice("form", Form, Form.BRIEF),
        "scope": _scope(reader), "sections": _sections(reader),
        "is_example": bool(given.get("is_example", False)),
    }
    for place in PLACE.findall(values.get("title", "")):
        if place not in PLACES:
            reader.refuse("title", f"里的 {place} 不认识，可以写 {'、'.join(PLACES)}")
    found = DocumentKind(**values)
    if found.form is Form.NOTICE and not found.number_word:
        reader.refuse("numbering.word", "要有发文字号的代字，例如 武重办")
    return found


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads fields of one kind and says which one is wrong."""

    given: Mapping[str, Any]
    whose: str

    def refuse(self, name: str, why: str) -> None:
        raise KindError(f"公文种类“{self.whose}”的 {name} {why}。")

    def text(self, name: str, *, needed: bool = True) -> str:
        found = self.given.get(name)
        if found is not None and not isinstance(found, str | int):
            self.refuse(name, "要写成文字")
        text = str(found or "").strip()
        if needed and not text:
            self.refuse(name, "没有写")
        return text

    def number(self, name: str, allowed: range) -> int:
        found = self.given.get(name)
        if isinstance(found, bool) or not isinstance(found, int) or found not in allowed:
            self.refuse(name, f"要写成 {allowed.start} 到 {allowed.stop - 1} 的整数")
        return int(found or 0)

    def choice(self, name: str, choices: type[Any], default: Any) -> Any:
        found = self.given.get(name)
        if found in (None, ""):
            return default
        if found not in [one.value for one in choices]:
            known = "、".join(one.value for one in choices)
            self.refuse(name, f"不能是“{found}”，可以是 {known}")
        return choices(found)

    def mapping(self, name: str) -> Mapping[str, Any]:
        found = self.given.get(name)
        if found is not None and not isinstance(found, Mapping):
            self.refuse(name, "要写成“名称: 值”")
        return found or {}

    def listed(self, name: str) -> Sequence[Any]:
        found = self.given.get(name)
        if found is not None and not isinstance(found, list | tuple):
            self.refuse(name, "要写成一行一个的清单")
        return found or ()


def _cadence(reader: _Reader) -> Cadence:
    """monthly, or {every: weekly, weekday: 5}."""
    given = reader.given.get("cadence")
    told = given if isinstance(given, Mapping) else {"every": given, **reader.given}
    inner = _Reader(told, reader.whose)
    every = inner.choice("every", Every, Every.NONE)
    weekday = inner.number("weekday", DAYS_OF_WEEK) if told.get("weekday") is not None else None
    day = inner.number("day", DAYS_OF_MONTH) if told.get("day") is not None else None
    if every is Every.WEEKLY and weekday is None:
        reader.refuse("cadence.weekday", "没有写：每周几编，1 是周一，7 是周日")
    return Cadence(every, weekday, day)


def _scope(reader: _Reader) -> KindScope:
    given = reader.mapping("scope")
    known = [one.name for one in fields(KindScope)]
    for name in given:
        if name not in known:
            reader.refuse(f"scope.{name}", f"不认识，可以写 {'、'.join(known)}")
    return KindScope(**{name: str(text).strip() for name, text in given.items() if text is not None})


def _sections(reader: _Reader) -> tuple[KindSection, ...]:
    rows = reader.listed("sections")
    if not rows:
        reader.refuse("sections", "没有写：至少要有一部分")
    if len(rows) > MOST_SECTIONS:
        reader.refuse("sections", f"有 {len(rows)} 部分，最多 {MOST_SECTIONS} 部分")
    found: list[KindSection] = []
    for number, row in enumerate(rows, start=1):
        one = _section(reader, number, row)
        if one.key in {other.key for other in found}:
            reader.refuse(f"sections 第 {number} 部分的 key", f"“{one.key}”前面用过了，请换一个")
        found.append(one)
    return tuple(found)


def _section(reader: _Reader, number: int, row: object) -> KindSection:
    where = f"sections 第 {number} 部分"
    if not isinstance(row, Mapping):
        reader.refuse(where, "要写成“code: 名称”")
    told: Mapping[str, Any] = row if isinstance(row, Mapping) else {}
    code = str(told.get("code") or "").strip()
    if not code:
        reader.refuse(f"{where}的 code", "没有写")
    options = told.get("options") or {}
    if not isinstance(options, Mapping):
        reader.refuse(f"{where}的 options", "要写成“名称: 值”")
    return KindSection(
        code, str(told.get("heading") or "").strip(), str(told.get("key") or code).strip(),
        dict(options),
    )
