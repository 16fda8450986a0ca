"""制作 — from the data of a paper to the bytes of a PDF, within the process that prints."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence

from zhaotuifu.documents.blocks import Paper
from zhaotuifu.documents.pdf.faces import Cabinet
from zhaotuifu.documents.pdf.flow import leaves_of
from zhaotuifu.documents.pdf.lines import Typesetter
from zhaotuifu.documents.pdf.paging import pages_of
from zhaotuifu.documents.pdf.painting import fonts_in, painted
from zhaotuifu.documents.pdf.strips import PageOf


def typesetter(folders: Sequence[str], *, with_system: bool = True) -> Typesetter:
    """排字 with the faces at hand; raises `NoFace`."""
    return Typesetter(Cabinet(fonts_in(folders, with_system=with_system)))


def laid_out(paper: Paper, setter: Typesetter) -> list[PageOf]:
    """排版 — the pages of a paper, before they are painted; raises `NoLetter`."""
    return pages_of(leaves_of(paper, setter))


def make_pdf(paper: Paper, folders: Sequence[str], *, with_system: bool = True) -> bytes:
    """成 PDF — raises `NoFace` or `NoLetter`; reads fonts and nothing else."""
    setter = typesetter(folders, with_system=with_system)
    with tempfile.TemporaryDirectory(prefix="zhaotuifu-pdf-") as root:
        return painted(
            laid_out(paper, setter), setter, title="".join(paper.title),
            author=paper.masthead.issuer if paper.masthead else "",
            folders=folders, with_system=with_system, root=root,
        )
