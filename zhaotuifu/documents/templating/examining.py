"""查模板 — a Word file from outside, looked at before it is kept."""

from __future__ import annotations

from dataclasses import dataclass

from zhaotuifu.documents.templating.places import TemplatePlace
from zhaotuifu.kernel.verdict import Unclear


class TemplateRefused(Unclear):
    """模板不能用 — its sentence names what is wrong and the way out."""


@dataclass(frozen=True, slots=True)
class TemplateFound:
    """查到的模板 — its places in the order they stand in, those it lacks, its own styles."""

    places: tuple[TemplatePlace, ...]
    lacking: tuple[TemplatePlace, ...]
    styles: tuple[str, ...]


def examine_template(content: bytes) -> TemplateFound:
    """查模板 — what stands in an office's own .docx.

    Raises `TemplateRefused` for one that is not to be used.
    """
    raise TemplateRefused("模板功能还没有装好，请先用标准版式。")
