"""Pages as LibreOffice or we ourselves print them, and what can be measured on them (points from the top left)."""

from __future__ import annotations

import html
import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest
from PIL import Image
from pypdf import PdfReader, mult

MM = 72 / 25.4
DOTS_PER_INCH = 200
TOOLS = {
    "soffice": "libreoffice-writer-nogui",
    "pdftotext": "poppler-utils",
    "pdftoppm": "poppler-utils",
}


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a page with its box."""

    text: str
    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Page:
    """One printed page: size, words, baselines of its lines, and its picture."""

    width: float
    height: float
    words: tuple[Word, ...]
    baselines: tuple[tuple[float, str], ...]
    picture: Image.Image

    @property
    def text(self) -> str:
        """All words without blanks."""
        return "".join(word.text for word in self.words)

    def lines(self, lowest: float) -> list[tuple[float, str]]:
        """Baselines (from the top) and texts of the lines above `lowest`."""
        rows: dict[float, str] = {}
        for baseline, text in self.baselines:
            if baseline < lowest:
                rows[round(baseline, 1)] = rows.get(round(baseline, 1), "") + text
        return sorted(rows.items())

    def ink(
        self, box: tuple[float, float, float, float]
    ) -> tuple[float, float, float, float] | None:
        """Extent of what is printed within a box of points; None when it is empty."""
        scale = DOTS_PER_INCH / 72
        left, top, right, bottom = (round(side * scale) for side in box)
        part = self.picture.crop((left, top, right, bottom)).point(
            lambda value: 255 * (value < 128)
        )
        found = part.getbbox()
        if found is None:
            return None
        return (
            (left + found[0]) / scale,
            (top + found[1]) / scale,
            (left + found[2]) / scale,
            (top + found[3]) / scale,
        )


def need_tools() -> None:
    """Skips, naming the packages, where LibreOffice or poppler is missing."""
    missing = sorted({package for tool, package in TOOLS.items() if shutil.which(tool) is None})
    if missing:
        pytest.skip(f"not run: install {' '.join(missing)}")


def printed(folder: Path, files: dict[str, bytes]) -> dict[str, list[Page]]:
    """Prints the Word files with a LibreOffice of their own and reads the pages back."""
    for name, content in files.items():
        (folder / f"{name}.docx").write_bytes(content)
    profile = (folder / "profile").as_uri()
    command = ["soffice", f"-env:UserInstallation={profile}", "--headless", "--convert-to", "pdf"]
    sources = [str(folder / f"{name}.docx") for name in files]
    subprocess.run(
        [*command, "--outdir", str(folder), *sources],
        check=True,
        capture_output=True,
        timeout=240,
        env={**os.environ, "HOME": str(folder)},
    )
    return {name: read_pages(folder / f"{name}.pdf") for name in files}


def printed_by_us(folder: Path, files: dict[str, bytes]) -> dict[str, list[Page]]:
    """Reads our own PDF files back."""
    for name, content in files.items():
        (folder / f"{name}.pdf").write_bytes(content)
    return {name: read_pages(folder / f"{name}.pdf") for name in files}


def read_pages(pdf: Path) -> list[Page]:
    """Every page of a PDF."""
    boxes = subprocess.run(
        ["pdftotext", "-bbox", str(pdf), "-"], check=True, capture_output=True, timeout=60
    ).stdout
    words = [_words(part) for part in boxes.decode().split("<page ")[1:]]
    subprocess.run(
        ["pdftoppm", "-r", str(DOTS_PER_INCH), "-gray", str(pdf), str(pdf.with_suffix(""))],
        check=True,
        capture_output=True,
        timeout=120,
    )
    pictures = sorted(pdf.parent.glob(f"{pdf.stem}-*.pgm"))
    pages = []
    for page, on_page, picture in zip(PdfReader(pdf).pages, words, pictures, strict=True):
        width, height = float(page.mediabox.width), float(page.mediabox.height)
        with Image.open(picture) as opened:
            image = opened.copy()
        pages.append(Page(width, height, on_page, _baselines(page, height), image))
    return pages


def _words(part: str) -> tuple[Word, ...]:
    pattern = r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">(.*?)</word>'
    return tuple(
        Word(html.unescape(text), *(float(side) for side in box))
        for *box, text in re.findall(pattern, part, re.DOTALL)
    )


def _baselines(page, height: float) -> tuple[tuple[float, str], ...]:
    found: list[tuple[float, str]] = []

    def note(text, cm, matrix, _font, _size):
        if text.strip():
            found.append((height - mult(matrix, cm)[5], text.strip()))

    page.extract_text(visitor_text=note)
    return tuple(found)
