"""公文模板 — an office's own Word file: examined before it is accepted, filled when a paper is made."""

from zhaotuifu.documents.templating.archive import TemplateRefused
from zhaotuifu.documents.templating.examining import (
    TemplateFound,
    examine_template,
)
from zhaotuifu.documents.templating.places import BODY, PLACES, TemplatePlace

__all__ = [
    "BODY",
    "PLACES",
    "TemplateFound",
    "TemplatePlace",
    "TemplateRefused",
    "examine_template",
]
