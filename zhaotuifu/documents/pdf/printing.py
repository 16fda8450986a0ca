"""印成 PDF — asks the child process for a paper's PDF and makes its answer a file or a refusal."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from django.conf import settings

from zhaotuifu.documents.blocks import Paper
from zhaotuifu.documents.frozen import as_data
from zhaotuifu.kernel.verdict import Unclear

SECONDS = 60  # by the clock and of processor time; a paper of 40 pages takes about one
MEMORY_MIB = 2048
PROJECT_ROOT = Path(__file__).resolve().parents[3]
MAGIC = b"%PDF-"

_FONTS = "把带中文的字体文件放进字体文件夹（设置 FONTS_DIR）。Word 不受影响。"
NO_FACE = f"这台机器没有中文字体，印出来会全是空框，所以没有生成 PDF。请管理员安装 fonts-noto-cjk，或{_FONTS}"
NO_LETTER = (
    "字体里没有“{char}”这个字，印出来会是空框，所以没有生成 PDF。请换一种写法，或把有这个字的字体文件"
    "放进字体文件夹（设置 FONTS_DIR）。Word 不受影响。"
)
TOO_LONG = f"排印超过 {SECONDS} 秒，已经停下，没有生成 PDF。请先下载 Word，或把附表拆开再试。"
BROKEN = "PDF 没有印成。请先下载 Word，并请管理员查看日志。"

log = logging.getLogger(__name__)


class PdfRefused(Unclear):
    """印不成 — no Chinese face on this machine, or it took too long; the sentence says the way out."""


def write_pdf(paper: Paper) -> bytes:
    """公文成 PDF — the same sheets, lines and tables as `write_docx`; equal papers, equal bytes.

    The office's own faces are taken from `FONTS_DIR`. Raises `PdfRefused`: without a Chinese
    face, for a letter that no face has, after a minute.
    """
    folder = Path(settings.FONTS_DIR)
    order = {
        "paper": as_data(paper),
        "folders": [str(folder)] if folder.is_dir() else [],
        "with_system": True,
        "cpu_seconds": SECONDS,
        "memory_mib": MEMORY_MIB,
    }
    answer = _asked(json.dumps(order).encode())
    if answer.startswith(MAGIC):
        return answer
    refused = json.loads(answer)
    if refused["refused"] == "no_letter":
        raise PdfRefused(NO_LETTER.format(char=refused["char"]))
    raise PdfRefused(NO_FACE)


def _asked(order: bytes) -> bytes:
    try:
        done = subprocess.run(
            [sys.executable, "-m", "zhaotuifu.documents.pdf.child"],
            input=order, capture_output=True, timeout=SECONDS, env=_environment(), check=False,
        )
    except subprocess.TimeoutExpired:
        raise PdfRefused(TOO_LONG) from None
    if done.returncode == -24:  # SIGXCPU
        raise PdfRefused(TOO_LONG)
    if done.returncode or not done.stdout:
        log.error("PDF: exit %s %s", done.returncode, done.stderr.decode(errors="replace")[-2000:])
        raise PdfRefused(BROKEN)
    return done.stdout


def _environment() -> Mapping[str, str]:
    """No settings and no secrets; few threads, so that the limit of memory holds everywhere."""
    names = ("PATH", "SYSTEMROOT", "HOME", "WINDIR", "LOCALAPPDATA")
    kept = {name: os.environ[name] for name in names if name in os.environ}
    return {
        **kept,
        "PYTHONPATH": str(PROJECT_ROOT),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONUTF8": "1",
        "RAYON_NUM_THREADS": "2",
        "MALLOC_ARENA_MAX": "2",
    }
