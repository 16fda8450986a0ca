"""公文种类页的内容 — the kinds with their versions, and what a version says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from zhaotuifu.documents.templating import PLACES
from zhaotuifu.documents.writer import blank_template
from zhaotuifu.evidence.actions import content
from zhaotuifu.kernel.actor import Actor
from zhaotuifu.reports import access, catalogue
from zhaotuifu.reports.kind_forms import EVERY, KindForm, TemplateForm, start_of
from zhaotuifu.reports.models import KindTemplate, KindVersion
from zhaotuifu.reports.rules.brief import shape_of
from zhaotuifu.reports.rules.kinds import Cadence, DocumentKind, Every, Form, kind_of
from zhaotuifu.reports.rules.sections import SECTIONS
from zhaotuifu.worktime.rules import WEEKDAYS

Context = dict[str, Any]


@dataclass(frozen=True, slots=True)
class KindLine:
    """一种公文 — as it is in force, with the version that follows if there is one."""

    code: str
    name: str
    cadence: str
    numbering: str
    receivers: str
    valid_from: date
    source: str
    is_example: bool
    coming: date | None


@dataclass(frozen=True, slots=True)
class VersionLine:
    """一版 — since when, by what, and what it says differently from the one before."""

    valid_from: date
    source: str
    is_example: bool
    state: str
    differences: tuple[tuple[str, str, str], ...]


def cadence_text(cadence: Cadence) -> str:
    """周期文字 — 每周五备稿, 每月 5 日备稿, 每月报齐后备稿, 不自动备稿."""
    if cadence.every is Every.WEEKLY:
        return f"每周{WEEKDAYS[(cadence.weekday or 1) - 1]}备稿"
    if cadence.every is Every.MONTHLY:
        return f"每月 {cadence.day} 日备稿" if cadence.day else "每月报齐或到期后备稿"
    return dict(EVERY)[Every.NONE.value]


def numbering_text(kind: DocumentKind) -> str:
    """编号文字."""
    if kind.form is Form.NOTICE:
        return f"{kind.number_word}〔年〕N号"
    first = "第N期，每年从 1 起" if kind.numbers_by_year else "第N期，连续"
    return f"{first}，另编总期号" if kind.keeps_total else first


def receivers_text(kind: DocumentKind) -> str:
    """报送文字."""
    pairs = (("报", kind.report_to), ("送", kind.send_to), ("发", kind.distribute_to))
    return "；".join(f"{word}：{text}" for word, text in pairs if text) or "—"


def parts_of(kind: DocumentKind) -> tuple[str, ...]:
    """由哪些部分组成 — their headings; what has none by what it is."""
    return tuple(
        one.heading or ("附表" if SECTIONS[one.code].is_attached else one.label)
        for one in kind.sections
    )


def list_page(actor: Actor, today: date) -> Context:
    """种类清单."""
    coming = {
        row.code: row.valid_from
        for row in KindVersion.objects.filter(valid_from__gt=today).order_by("-valid_from")
    }
    lines = []
    for row in catalogue.versions_on(today):
        kind = kind_of(row.data)
        lines.append(KindLine(
            row.code, row.name, cadence_text(kind.cadence), numbering_text(kind),
            receivers_text(kind), row.valid_from, row.source, row.is_example, coming.get(row.code),
        ))  # fmt: skip
    return {"lines": lines, "can_keep": access.can_keep_kinds(actor)}


def page(
    code: str, actor: Actor, today: date, form: KindForm | None = None,
    template_form: TemplateForm | None = None,
) -> Context | None:
    """一种公文的页 — its versions, newest first, and its templates; None for an unknown code."""
    versions = catalogue.versions_of(code)
    if not versions:
        return None
    now = catalogue.version_on(code, today) or versions[-1]
    kind = kind_of(versions[0].data)
    return {
        "code": code, "kind": kind_of(now.data), "now": now, "lines": tuple(_lines(versions, now)),
        "templates": catalogue.templates_of(code), "places": [place.value for place in PLACES],
        "can_keep": access.can_keep_kinds(actor), "sections": parts_of(kind),
        "form": form or KindForm(initial=start_of(kind)),
        "template_form": template_form or TemplateForm(initial={"template_from": today}),
    }


def _lines(versions: tuple[KindVersion, ...], now: KindVersion) -> Iterator[VersionLine]:
    for number, row in enumerate(versions):
        before = versions[number + 1] if number + 1 < len(versions) else None
        state = "在用" if row.pk == now.pk else "以后起用" if row.valid_from > now.valid_from else "以前的"
        yield VersionLine(
            row.valid_from, row.source, row.is_example, state,
            tuple(_differences(before, row)) if before else (),
        )


def _differences(before: KindVersion, after: KindVersion) -> Iterator[tuple[str, str, str]]:
    """What the version says differently, as (what, before, after)."""
    old, new = (_told(kind_of(row.data)) for row in (before, after))
    for name, text in new.items():
        if old[name] != text:
            yield name, old[name], text


def _told(kind: DocumentKind) -> dict[str, str]:
    return {
        "名称": kind.name, "报送": receivers_text(kind), "印数": f"{kind.copies} 份",
        "密级": kind.secrecy or "公开", "编号": numbering_text(kind),
        "备稿": cadence_text(kind.cadence), "编发单位": kind.issuer,
        "组成": "、".join(parts_of(kind)),
    }


def template_file(template: KindTemplate) -> tuple[str, bytes]:
    """模板原件."""
    return template.file.name, content(template.file)


def blank_file(code: str, today: date) -> tuple[str, bytes] | None:
    """空白模板 — the standard layout of a kind with places, to be made one's own; None if unknown."""
    now = catalogue.version_on(code, today)
    if now is None:
        return None
    kind = kind_of(now.data)
    return f"{kind.name}空白模板.docx", blank_template(shape_of(kind))


def find_template(template_id: int) -> KindTemplate | None:
    """按号找模板."""
    return KindTemplate.objects.filter(pk=template_id).select_related("file").first()
