"""The office's own font files come first; without a Chinese face nothing is printed."""

from __future__ import annotations

from io import BytesIO

import pytest
from pypdf import PdfReader

from tests.documents.own_font import font_file
from tests.documents.papers import COLOPHON, MASTHEAD, said
from zhaotuifu.documents import layout
from zhaotuifu.documents.blocks import Heading, Paper
from zhaotuifu.documents.pdf import PdfRefused, write_pdf
from zhaotuifu.documents.pdf.faces import Cabinet, NoFace, NoLetter
from zhaotuifu.documents.pdf.making import make_pdf
from zhaotuifu.documents.pdf.metrics import Metrics, Unreadable
from zhaotuifu.documents.pdf.painting import files_of, fonts_in

PAPER = Paper(("情况",), (Heading(1, "一、情况"), said("完成16.5%。")), MASTHEAD, COLOPHON)
LETTERS = "国务院，—" + "".join(
    (*PAPER.title, "一、情况完成16.5%。0123456789 — ", MASTHEAD.name, MASTHEAD.issue_no, MASTHEAD.issuer,
     MASTHEAD.issued_on, "报：送：共印份", COLOPHON.report_to, COLOPHON.send_to, COLOPHON.issuer)
)


@pytest.fixture
def folder(tmp_path):
    """An office with its own 仿宋 and 小标宋, and nothing else."""
    for name in ("FangSong_GB2312", "FZXiaoBiaoSong-B05S"):
        (tmp_path / f"{name}.ttf").write_bytes(font_file(name, LETTERS))
    return str(tmp_path)


def own(folder: str) -> Cabinet:
    return Cabinet(files_of(fonts_in([folder], with_system=False)))


def test_a_font_file_says_how_wide_its_letters_are(folder):
    metrics = Metrics(f"{folder}/FangSong_GB2312.ttf", 0)
    assert (metrics.width("国"), metrics.width("1"), metrics.width("鑫")) == (1.0, 0.5, None)


@pytest.mark.parametrize("content", [b"", b"no font", b"ttcf" + b"\0" * 40, b"\0\1\0\0" + b"\xff" * 200])
def test_what_is_no_font_file_is_left_aside(tmp_path, content):
    (tmp_path / "x.ttf").write_bytes(content)
    with pytest.raises(Unreadable):
        Metrics(str(tmp_path / "x.ttf"), 0)


def test_the_files_of_the_office_are_found_by_their_family(folder):
    cabinet = own(folder)
    assert cabinet.family(layout.FANGSONG) == "FangSong_GB2312"
    assert cabinet.family(layout.TITLE_SONG) == "FZXiaoBiaoSong-B05S"


def test_what_it_lacks_is_printed_in_what_it_has(folder):
    assert own(folder).family(layout.HEITI) in ("FangSong_GB2312", "FZXiaoBiaoSong-B05S")


def test_a_bold_that_is_not_there_is_thickened(folder):
    assert own(folder).cut(layout.FANGSONG, "国", is_bold=True).is_faked


def test_a_paper_is_printed_in_them(folder):
    content = make_pdf(PAPER, [folder], with_system=False)
    assert content.startswith(b"%PDF-")
    assert b"FangSong_GB2312" in content and b"FZXiaoBiaoSong-B05S" in content
    assert make_pdf(PAPER, [folder], with_system=False) == content


def test_without_a_chinese_face_nothing_is_printed(tmp_path):
    (tmp_path / "latin.ttf").write_bytes(font_file("FangSong", "abc0123456789"))
    with pytest.raises(NoFace):
        own(str(tmp_path))


def test_a_letter_that_no_face_has_is_named(folder):
    with pytest.raises(NoLetter) as missing:
        make_pdf(Paper(("鑫",), ()), [folder], with_system=False)
    assert missing.value.char == "鑫"


SAID = {
    b'{"refused": "no_face"}': "fonts-noto-cjk",
    '{"refused": "no_letter", "char": "鑫"}'.encode(): "字体里没有“鑫”这个字",
}


@pytest.mark.parametrize("answer", list(SAID))
def test_the_refusal_says_what_to_do(monkeypatch, answer):
    monkeypatch.setattr("zhaotuifu.documents.pdf.printing._asked", lambda order: answer)
    with pytest.raises(PdfRefused) as refused:
        write_pdf(PAPER)
    assert SAID[answer] in refused.value.verdict.sentence
    assert "Word 不受影响" in refused.value.verdict.sentence


def test_a_process_that_takes_too_long_is_stopped(monkeypatch):
    monkeypatch.setattr("zhaotuifu.documents.pdf.printing.SECONDS", 0.01)
    with pytest.raises(PdfRefused, match="停下"):
        write_pdf(PAPER)


def test_words_are_data_and_never_markup(tmp_path):
    """What would be a command to the painter stands on the paper as it was typed."""
    evil = '#read("一") $16$ *一* \\u{16} "}]}'
    (tmp_path / "own.ttf").write_bytes(font_file("FangSong_GB2312", LETTERS + evil))
    content = make_pdf(Paper((), (said(evil),)), [str(tmp_path)], with_system=False)
    printed = PdfReader(BytesIO(content)).pages[0].extract_text()
    assert "".join(evil.split()) in "".join(printed.split())


def test_the_printing_process_uses_the_folder_of_the_office(folder, settings):
    settings.FONTS_DIR = folder
    content = write_pdf(PAPER)
    assert content.startswith(b"%PDF-") and b"FangSong_GB2312" in content
