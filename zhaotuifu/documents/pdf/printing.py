"""印成 PDF — the paper laid out line by line and painted by typst."""

from __future__ import annotations

from zhaotuifu.documents.blocks import Paper
from zhaotuifu.kernel.verdict import Unclear


class PdfRefused(Unclear):
    """印不成 — no Chinese face on this machine, or it took too long; the sentence says the way out."""


def write_pdf(paper: Paper) -> bytes:
    """公文成 PDF — the same sheets, lines and tables as `write_docx`; equal papers, equal bytes.

    Raises `PdfRefused`.
    """
    raise PdfRefused("PDF 还没有装好，请先下载 Word。")
