"""制作 — from a paper to the bytes of a PDF, within the process that prints."""

from __future__ import annotations

from collections.abc import Sequence

from zhaotuifu.documents.blocks import Paper
from zhaotuifu.documents.pdf.faces import Cabinet
from zhaotuifu.documents.pdf.flow import leaves_of
from zhaotuifu.documents.pdf.lines import Typesetter
from zhaotuifu.documents.pdf.paging import pages_of
from zhaotuifu.documents.pdf.painting import files_of, fonts_in, painted
from zhaotuifu.documents.pdf.strips import PageOf


def laid_out(paper: Paper, setter: Typesetter) -> list[PageOf]:
    """排版 — the pages of a paper, before they are painted; raises `NoLetter`."""
    return pages_of(leaves_of(paper, setter))


def make_pdf(paper: Paper, folders: Sequence[str], *, with_system: bool = True) -> bytes:
    """成 PDF — raises `NoFace` or `NoLetter`; reads fonts and nothing else."""
    fonts = fonts_in(folders, with_system=with_system)
    setter = Typesetter(Cabinet(files_of(fonts)))
    author = paper.masthead.issuer if paper.masthead else ""
    pages = laid_out(paper, setter)
    return painted(pages, setter, fonts, title="".join(paper.title), author=author)
