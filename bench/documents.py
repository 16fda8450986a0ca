"""公文成文 — a 专报 of forty pages with tables as Word and as PDF.

Rival: LibreOffice printing the same Word file, where it is installed.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

from bench.timing import Measured, median_of

SECONDS = 5.0
PAGES = 40
SENTENCE = "各板块要按照“开工即快干、快干促投产”的要求倒排工期，完成投资16.5亿元，高于序时进度1.3个百分点；"
NAME = "（演示数据）"


def measure() -> Iterator[Measured]:
    """对比 — Word, then what the PDF takes on top of it, in its own process as in the product."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhaotuifu.settings")
    os.environ.setdefault("DATA_DIR", tempfile.mkdtemp(prefix="zhaotuifu-bench-"))
    os.environ.setdefault("DEBUG", "1")
    from zhaotuifu.documents.pdf import write_pdf
    from zhaotuifu.documents.writer import write_docx

    paper = _paper()
    word, pdf = write_docx(paper), write_pdf(paper)
    pages = _pages(pdf)
    yield Measured(
        f"{pages} 页专报，Word", median_of(lambda: write_docx(paper)),
        f"{len(word) // 1024} KB", SECONDS if pages >= PAGES else 0.0,
    )
    rival = _libreoffice(word)
    yield Measured(
        f"{pages} 页专报，PDF", median_of(lambda: write_pdf(paper)),
        f"{len(pdf) // 1024} KB", SECONDS if pages >= PAGES else 0.0,
        "LibreOffice 转 PDF" if rival else "", rival,
    )


def _paper() -> Any:
    """Text of a dozen pages, a table within it, and two long attachments, one of them across."""
    from zhaotuifu.documents.blocks import (
        Attachment,
        Colophon,
        Heading,
        Masthead,
        Paper,
        Paragraph,
        Run,
    )

    said = Paragraph((Run(SENTENCE * 8),))
    text = tuple(
        block for number in range(11) for block in (Heading(1, f"{number}、情况"), said, said)
    )
    return Paper(
        ("一季度重大项目推进有力有序",), (*text, _table(12)),
        Masthead("重点建设项目情况专报", "2025年第3期", f"示范区重大项目办公室{NAME}", "2025年4月7日"),
        Colophon("区领导。", "各板块。", 45, "示范区重大项目办公室"),
        attachments=(
            Attachment("进度表", (_table(235),), is_landscape=True),
            Attachment("问题清单", (_table(130),)),
        ),
    )


def _table(rows: int) -> Any:
    from zhaotuifu.documents.blocks import Align, Cell, DataTable

    heads = ("序号", "项目名称", "板块", "总投资", "年度计划", "当月", "累计", "完成率%", "序时差", "存在问题")
    body = tuple(
        (
            Cell(str(row)), Cell(f"示范项目第{row}号及配套基础设施工程", Align.LEFT), Cell("云岫高新区", Align.LEFT),
            *(Cell(text, Align.RIGHT) for text in ("318,000", "72,000", "5,920", "13,970", "19.4", "−5.6")),
            Cell("110千伏接入方案未批，尚余两户征迁", Align.LEFT),
        )
        for row in range(1, rows + 1)
    )
    return DataTable("各项目情况", "单位：万元", (tuple(Cell(head) for head in heads),), body, note=NAME)


def _pages(pdf: bytes) -> int:
    from pypdf import PdfReader

    return len(PdfReader(BytesIO(pdf)).pages)


def _libreoffice(word: bytes) -> float | None:
    """Seconds of one conversion, after one that is not counted; None where it is not installed."""
    soffice = shutil.which("soffice")
    if soffice is None:
        return None
    with tempfile.TemporaryDirectory(prefix="zhaotuifu-bench-") as folder:
        (Path(folder) / "a.docx").write_bytes(word)
        profile = f"-env:UserInstallation={(Path(folder) / 'profile').as_uri()}"
        command = [soffice, profile, "--headless", "--convert-to", "pdf", "--outdir", folder]
        for _ in range(2):
            began = time.perf_counter()
            subprocess.run([*command, f"{folder}/a.docx"], check=True, capture_output=True)
        return time.perf_counter() - began
