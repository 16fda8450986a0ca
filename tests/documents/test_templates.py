"""An office's own Word file: what is accepted, what is refused and why, what is printed with it."""

from __future__ import annotations

import re
import zipfile
from dataclasses import replace
from io import BytesIO

import docx
import pytest
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.documents.packages import (
    SETTINGS,
    TEXT,
    TYPES,
    changed,
    packed,
    parts_of,
    related,
    with_field,
    written,
)
from tests.documents.papers import COLOPHON, MASTHEAD, notice, report, said
from zhaotuifu.documents.blocks import Colophon, ColophonPlace, Heading, Paper
from zhaotuifu.documents.templating import TemplatePlace, TemplateRefused, examine_template
from zhaotuifu.documents.templating.archive import MAX_FILE
from zhaotuifu.documents.writer import blank_template, write_docx

GOOD = blank_template(report())
OFFICIAL = blank_template(notice())


def own_template(*paragraphs: str, styles: dict[str, int] | None = None) -> bytes:
    """A file as Word makes it: python-docx's own, with everything Word puts in."""
    document = docx.Document()
    for text in paragraphs:
        document.add_paragraph(text)
    for name, points in (styles or {}).items():
        document.styles.add_style(name, 1).font.size = points * 12700
    target = BytesIO()
    document.save(target)
    return target.getvalue()


def texts(content: bytes) -> list[str]:
    document = docx.Document(BytesIO(content))
    return [paragraph.text for paragraph in document.paragraphs if paragraph.text.strip()]


def refusal(content: bytes) -> str:
    with pytest.raises(TemplateRefused) as refused:
        examine_template(content)
    return refused.value.verdict.sentence


def test_the_blank_template_of_a_paper_passes_as_it_is():
    found = examine_template(GOOD)
    assert {"名称", "期号", "编发单位", "日期", "密级", "标题", "正文", "报", "送", "发", "印数"} == set(
        found.places
    )
    assert TemplatePlace.DOC_NO in found.lacking
    assert {"发文字号", "签发人", "主送", "署名", "成文日期", "抄送", "印发日期"} <= set(
        examine_template(OFFICIAL).places
    )


@pytest.mark.parametrize(("paper", "template"), [(report(), GOOD), (notice(), OFFICIAL)])
def test_filled_with_its_paper_it_says_what_the_standard_says(paper, template):
    standard = [text for text in texts(write_docx(paper)) if text not in "".join(paper.title)]
    filled = [text for text in texts(write_docx(paper, template)) if text != "\n".join(paper.title)]
    assert filled == standard
    assert write_docx(paper, template) == write_docx(paper, template)


def test_nothing_of_the_braces_is_left_in_any_part():
    for name, content in parts_of(write_docx(report(), GOOD)).items():
        assert b"{{" not in content and b"}}" not in content, name


def test_an_office_keeps_its_own_words_and_styles():
    template = own_template("示范区自己的红头", "{{名称}} {{期号}}", "{{正文}}", "本刊由示范办编印",
                            styles={"公文表题": 20})
    assert examine_template(template).styles == ("公文表题",)
    paper = report(attachments=())
    found = texts(write_docx(paper, template))
    assert found[:2] == ["示范区自己的红头", f"{MASTHEAD.name} {MASTHEAD.issue_no}"]
    assert found[2:4] == list(paper.title)
    assert "本刊由示范办编印" in found
    word = docx.Document(BytesIO(write_docx(paper, template)))
    assert word.styles["公文表题"].font.size.pt == 20
    assert word.styles["公文基准"] is not None


def test_a_place_torn_into_runs_is_found_and_keeps_the_looks_of_its_first_run():
    document = docx.Document()
    paragraph = document.add_paragraph("编发：")
    for number, piece in enumerate(("{", "{编发", "单位}", "} 印")):
        paragraph.add_run(piece).bold = number == 0
    document.add_paragraph("{{正文}}")
    target = BytesIO()
    document.save(target)
    word = docx.Document(BytesIO(write_docx(report(), target.getvalue())))
    line = next(p for p in word.paragraphs if p.text.startswith("编发："))
    assert line.text == f"编发：{MASTHEAD.issuer} 印"
    assert next(run for run in line.runs if MASTHEAD.issuer in run.text).bold


def test_a_receiver_that_is_not_there_takes_its_line_along_and_a_mark_leaves_its_line():
    paper = report(colophon=Colophon("区领导。", "各板块。", 5, "示范办"), attachments=())
    word = docx.Document(BytesIO(write_docx(paper, GOOD)))
    lines = [p.text for p in word.tables[-1].rows[0].cells[0].paragraphs]
    assert lines == ["报：区领导。", "送：各板块。"]
    assert next(iter(word.paragraphs)).text == ""  # 密级 keeps its line
    bare = replace(paper, colophon=Colophon("", "", 5, "示范办"))
    word = docx.Document(BytesIO(write_docx(bare, GOOD)))
    assert [cell.text for cell in word.tables[-1].rows[0].cells] == ["示范区重大项目办公室", "共印5份"]


def test_attachments_stand_before_the_closing_lines_and_behind_the_signature():
    word = docx.Document(BytesIO(write_docx(report(), GOOD)))
    heads = [table.rows[0].cells[0].text for table in word.tables]
    assert heads[-1].startswith("报：") and "序号" in heads
    sizes = [section.page_width > section.page_height for section in word.sections]
    assert sizes == [False, True, False]
    found = texts(write_docx(notice(), OFFICIAL))
    assert found.index("2025年7月6日") < found.index("附件1") < found.index("附件2")


@pytest.mark.parametrize("template", [GOOD, own_template("{{标题}}", "{{正文}}")])
def test_closing_lines_that_belong_to_the_text_stand_before_the_attachments(template):
    paper = report(colophon_place=ColophonPlace.AFTER_TEXT)
    word = docx.Document(BytesIO(write_docx(paper, template)))
    heads = [table.rows[0].cells[0].text for table in word.tables]
    closing = next(number for number, text in enumerate(heads) if text.startswith("报："))
    assert heads[closing + 1 :] == ["序号"]
    assert [s.page_width > s.page_height for s in word.sections] == [False, True]


def test_without_words_behind_it_a_wide_attachment_ends_the_file():
    template = own_template("{{标题}}", "{{正文}}", "{{报}}{{送}}")
    word = docx.Document(BytesIO(write_docx(report(colophon=None), template)))
    assert [s.page_width > s.page_height for s in word.sections] == [False, True]


def test_a_template_without_closing_places_gets_the_closing_lines_of_the_standard():
    template = own_template("{{标题}}", "{{正文}}")
    word = docx.Document(BytesIO(write_docx(report(), template)))
    assert word.tables[-1].rows[0].cells[0].text.startswith("报：")
    assert COLOPHON.issuer in word.tables[-1].rows[1].cells[0].text


def test_later_sections_have_no_first_page_of_their_own_and_count_on():
    template = changed(
        own_template("{{正文}}"), TEXT,
        lambda text: text.replace("<w:pgMar", '<w:pgNumType w:start="1"/><w:titlePg/><w:pgMar', 1),
    )
    word = docx.Document(BytesIO(write_docx(report(), template)))
    first, *later = [section._sectPr for section in word.sections]
    assert first.find(qn("w:titlePg")) is not None
    assert all(section.find(qn("w:titlePg")) is None for section in later)
    assert all(section.find(qn("w:pgNumType")) is None for section in later)


def test_what_is_written_into_a_place_is_text_and_not_xml():
    head = replace(MASTHEAD, name="甲<w:p/>&乙{{标题}}")
    assert "甲<w:p/>&乙{{标题}}" in texts(write_docx(report(masthead=head), GOOD))


HOSTILE = {
    "empty": (b"", "不是 Word 文件"),
    "text": ("{{正文}}".encode(), "不是 Word 文件"),
    "old .doc": (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "旧版 .doc 或加了密码"),
    "torn": (GOOD[: len(GOOD) // 2], "文件坏了"),
    "a zip of something": (packed({"a.txt": b"x"}), "不是 Word 文件"),
    "too large": (b"PK\x03\x04" + b"\0" * MAX_FILE, "模板太大"),
    "bomb": (packed(parts_of(GOOD) | {"word/media/a.png": b"\0" * (40 << 20)}), "压缩炸弹"),
    "xml bomb": (packed(parts_of(GOOD) | {TEXT: b"<a>" + b" " * (9 << 20) + b"</a>"}), "压缩炸弹"),
    "many parts": (packed(parts_of(GOOD) | {f"x{n}.png": b"" for n in range(600)}), "多得不像公文"),
    "climbing": (packed(parts_of(GOOD) | {"../../etc/x": b""}), "内部结构不正常"),
    "macros": (
        changed(GOOD, TYPES, lambda text: text.replace(
            "wordprocessingml.document.main", "ms-word.document.macroEnabled.main")), "带宏"),
    ".dotx": (
        changed(GOOD, TYPES, lambda text: text.replace(
            "wordprocessingml.document.main", "wordprocessingml.template.main")), ".dotx"),
    "link": (related(GOOD, "hyperlink", "http://example.invalid/", "External"), "网页链接"),
    "picture from outside": (related(GOOD, "image", "//example.invalid/a.png", "External"), "外部图片"),
    "outer template": (related(GOOD, "attachedTemplate", "file:///x.dotm", "External"), "外部模板"),
    "object": (related(GOOD, "oleObject", "embeddings/a.bin"), "嵌入的对象"),
    "other file": (related(GOOD, "aFChunk", "chunk.html"), "并入的另一个文件"),
    "macro part": (related(GOOD, "vbaProject", "vbaProject.bin"), "模板里有宏"),
    "fetching field": (with_field(GOOD, " INCLUDE", "PICTURE &quot;http://x.invalid&quot; "), "INCLUDEPICTURE"),
    "running field": (with_field(GOOD, " DDEAUTO c:\\x "), "DDEAUTO"),
    "clock": (with_field(GOOD, ' DATE \\@ "yyyy" '), "DATE"),
    "nested field": (with_field(GOOD, "PAGE", '</w:instrText></w:r><w:r><w:fldChar w:fldCharType="begin"/></w:r>'
                                '<w:r><w:instrText>LINK x</w:instrText></w:r>'
                                '<w:r><w:fldChar w:fldCharType="end"/></w:r><w:r><w:instrText>'), "LINK"),
    "DTD": (
        changed(GOOD, SETTINGS, lambda text: text.replace(
            "?>", '?><!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;&b;&b;">]>', 1)), "DTD"),
    "outer DTD": (
        changed(GOOD, SETTINGS, lambda text: text.replace(
            "?>", '?><!DOCTYPE a SYSTEM "http://example.invalid/a.dtd">', 1)), "DTD"),
    "not XML": (changed(GOOD, SETTINGS, lambda text: text[:-4]), "读不出来"),
    "changes": (
        written(GOOD, "<w:r>", '<w:ins w:id="1" w:author="x"><w:r/></w:ins><w:r>'), "修订"),
    "unknown place": (written(GOOD, "{{编发单位}}", "{{编发机关}}"), "是不是 {{编发单位}}？"),
    "program": (written(GOOD, "{{编发单位}}", "{% for a in b %}"), "不认程序语句"),
    "expression": (written(GOOD, "{{编发单位}}", "{{ ''.__class__ }}"), "不认识"),
    "torn braces": (written(GOOD, "{{编发单位}}", "{{编发单位"), "花括号没有成对"),
    "no text": (written(GOOD, "{{正文}}", "正文"), "没有 {{正文}}"),
    "two texts": (written(GOOD, "{{标题}}", "{{正文}}"), "有 2 处"),
    "words beside the text": (written(GOOD, "{{正文}}", "内容：{{正文}}"), "单独成段"),
    "text in a table": (
        written(written(GOOD, "{{正文}}", "无"), "{{送}}", "{{正文}}"), "不能放在表格"),
}


@pytest.mark.parametrize("name", list(HOSTILE))
def test_what_cannot_be_used_is_refused_with_the_way_out(name):
    content, said_so = HOSTILE[name]
    sentence = refusal(content)
    assert said_so in sentence
    assert sentence.endswith("。")


@pytest.mark.parametrize("name", ["macros", "link", "no text"])
def test_a_paper_is_not_printed_with_a_template_that_would_not_pass(name):
    with pytest.raises(TemplateRefused):
        write_docx(report(), HOSTILE[name][0])


@settings(max_examples=30, deadline=None)
@given(st.data())
def test_a_damaged_file_is_refused_or_printed_and_never_breaks(data):
    """Bytes changed, parts missing, attributes gone: a sentence, or a paper Word opens."""
    parts = parts_of(GOOD)
    name = data.draw(st.sampled_from(sorted(parts)))
    match data.draw(st.sampled_from(["byte", "part", "attribute"])):
        case "byte":
            at = data.draw(st.integers(0, len(GOOD) - 1))
            content = GOOD[:at] + bytes([GOOD[at] ^ data.draw(st.integers(1, 255))]) + GOOD[at + 1 :]
        case "part":
            content = packed({part: inside for part, inside in parts.items() if part != name})
        case _:
            values = list(re.finditer(rb'="[^"]*"', parts[name]))
            found = data.draw(st.sampled_from(values))
            odd = data.draw(st.sampled_from([b'=""', b'="x"', b'="-1"', b'="99999999999"']))
            inside = parts[name][: found.start()] + odd + parts[name][found.end() :]
            content = packed(parts | {name: inside})
    try:
        written_out = write_docx(report(), content)
    except TemplateRefused as refused:
        assert refused.verdict.sentence.endswith("。")
    else:
        assert docx.Document(BytesIO(written_out)).paragraphs


def test_a_package_with_a_part_twice_is_refused():
    target = BytesIO(GOOD)
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(target, "a") as package:
        package.writestr(TEXT, b"<a/>")
    assert "重名" in refusal(target.getvalue())


def test_word_s_own_blue_headings_are_never_taken_for_ours():
    paper = Paper(("标题",), (Heading(1, "一、情况"), said("文")))
    word = docx.Document(BytesIO(write_docx(paper, own_template("{{正文}}"))))
    heading, text = (next(p for p in word.paragraphs if p.text == said_so) for said_so in ("一、情况", "文"))
    assert (heading.style.name, text.style.name) == ("公文一级标题", "公文正文")
    assert heading.style.element.rPr.rFonts.get(qn("w:eastAsia")) == "黑体"
    assert heading.style.base_style.name == "公文基准"


def test_headings_and_paragraphs_take_the_styles_of_the_template_by_name():
    template = changed(
        GOOD, "word/styles.xml",
        lambda text: text.replace('w:styleId="Heading1"', 'w:styleId="1"').replace("黑体", "隶书"),
    )
    paper = Paper(("标题",), (Heading(1, "一、情况"), said("文")))
    word = docx.Document(BytesIO(write_docx(paper, template)))
    heading = next(p for p in word.paragraphs if p.text == "一、情况")
    assert heading.style.style_id == "1"
    assert heading.style.element.rPr.rFonts.get(qn("w:eastAsia")) == "隶书"
