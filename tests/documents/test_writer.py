"""What the Word file says, read from its XML: the measures hold before anything is rendered."""

from __future__ import annotations

import hashlib
import re
import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO

import docx
import pytest
from docx.oxml.ns import qn

from tests.documents.papers import (
    COLOPHON,
    MASTHEAD,
    full_pages,
    notice,
    progress_table,
    report,
    said,
)
from zhaotuifu.documents import layout
from zhaotuifu.documents.blocks import Attachment, Colophon, ColophonPlace, Masthead, Paper
from zhaotuifu.documents.writer import write_docx


@pytest.fixture(scope="module")
def word():
    return opened(report())


def opened(paper: Paper):
    return docx.Document(BytesIO(write_docx(paper)))


def attributes(element, tag: str) -> dict[str, str]:
    found = next(element.iter(qn(f"w:{tag}")))
    return {name.split("}")[1]: value for name, value in found.attrib.items()}


def texts(document) -> list[str]:
    return [paragraph.text for paragraph in document.paragraphs if paragraph.text]


def styled(document, style_id: str) -> list[str]:
    return [p.text for p in document.paragraphs if p.style.style_id == style_id]


def test_the_page_is_a4_with_the_margins_of_the_standard(word):
    first = word.sections[0]
    assert (round(first.page_width.mm), round(first.page_height.mm)) == (210, 297)
    measured = [
        side.mm
        for side in (first.top_margin, first.left_margin, first.right_margin, first.bottom_margin)
    ]
    assert measured == pytest.approx([37, 28, 26, 35], abs=0.15)


def test_every_upright_section_declares_the_grid_of_22_lines_and_28_characters(word):
    turned = [section._sectPr for section in word.sections if section.page_width > section.page_height]
    assert [element.find(qn("w:docGrid")) for element in turned] == [None]
    for section in word.sections[::2]:
        assert attributes(section._sectPr, "docGrid") == {
            "type": "linesAndChars",
            "linePitch": "579",
            "charSpace": "-820",
        }


def test_the_text_keeps_its_own_pitch_and_leaves_the_rest_to_no_program(word):
    normal = word.styles["Normal"].element
    assert attributes(normal, "spacing") == {
        "before": "0",
        "after": "0",
        "line": "579",
        "lineRule": "exact",
    }
    assert attributes(normal, "widowControl") == {"val": "0"}
    assert attributes(normal, "autoSpaceDN") == {"val": "0"}
    assert normal.pPr.find(qn("w:kinsoku")) is not None
    assert normal.pPr.find(qn("w:overflowPunct")) is not None
    body = word.styles["Body Text"].element
    assert attributes(body, "ind") == {"firstLine": str(2 * layout.CHARACTER_PITCH)}
    assert attributes(body, "jc") == {"val": "both"}
    assert attributes(body.rPr, "spacing") == {"val": "-5"}


def test_punctuation_is_not_squeezed_and_even_pages_differ(word):
    settings = word.settings.element
    assert attributes(settings, "characterSpacingControl") == {"val": "doNotCompress"}
    assert word.settings.odd_and_even_pages_header_footer
    assert settings.find(qn("w:mirrorMargins")) is None


@pytest.mark.parametrize(
    ("style", "face", "half_points"),
    [
        ("Body Text", "仿宋_GB2312", "32"),
        ("Title", "方正小标宋简体", "44"),
        ("Heading 1", "黑体", "32"),
        ("Heading 2", "楷体_GB2312", "32"),
        ("Heading 3", "仿宋_GB2312", "32"),
        ("Heading 4", "仿宋_GB2312", "32"),
        ("公文页码", "宋体", "28"),
        ("公文版记", "仿宋_GB2312", "28"),
        ("公文密级", "黑体", "32"),
    ],
)
def test_each_level_has_its_face_for_chinese_and_digits_alike(word, style, face, half_points):
    properties = word.styles[style].element.rPr
    fonts = attributes(properties, "rFonts")
    assert {fonts["ascii"], fonts["hAnsi"], fonts["eastAsia"]} == {face}
    assert attributes(properties, "sz") == {"val": half_points}


def test_only_the_third_level_is_bold_and_all_levels_are_in_the_outline(word):
    elements = [word.styles[f"Heading {level}"].element for level in (1, 2, 3, 4)]
    assert [element.rPr.find(qn("w:b")) is not None for element in elements] == [
        False,
        False,
        True,
        False,
    ]
    assert [attributes(element, "outlineLvl")["val"] for element in elements] == [
        "0",
        "1",
        "2",
        "3",
    ]


def test_the_file_names_a_stand_in_for_every_face():
    with zipfile.ZipFile(BytesIO(write_docx(report()))) as package:
        fonts = package.read("word/fontTable.xml").decode()
    assert re.findall(r'w:name="(.*?)"><w:altName w:val="(.*?)"', fonts) == [
        (face.name, face.stand_in) for face in layout.FACES
    ]


def test_the_red_head_carries_name_issue_issuer_and_date(word):
    name = next(p for p in word.paragraphs if p.text == MASTHEAD.name)
    assert attributes(name.style.element, "color") == {"val": "FF0000"}
    issuer = next(p for p in word.paragraphs if p.text.startswith(f"　{MASTHEAD.issuer}"))
    assert issuer.text.endswith("\t2025年4月7日")
    assert attributes(issuer._p, "bottom")["color"] == "FF0000"
    assert styled(word, "PaperIssue") == ["2025年第3期（总第41期）"]


def test_the_head_ends_on_the_grid_of_the_lines(word):
    """Its lines and spaces are whole text lines, so that the first page also holds 22."""
    heights = 0
    for paragraph in word.paragraphs:
        if paragraph.style.style_id == "BodyText":
            break
        spacing = attributes(paragraph.style.element, "spacing")
        if paragraph._p.pPr.find(qn("w:spacing")) is not None:
            spacing |= attributes(paragraph._p.pPr, "spacing")
        heights += sum(int(spacing[part]) for part in ("before", "after", "line"))
        if paragraph._p.pPr.find(qn("w:pBdr")) is not None:
            border = attributes(paragraph._p.pPr, "bottom")
            heights += int(border["space"]) * 20 + int(border["sz"]) * 20 // 8
    assert heights % layout.LINE_PITCH == 0


def test_a_secret_paper_says_so_at_the_top_left():
    secret = Masthead("专报", "2025年第1期", "示范办", "2025年4月7日", secrecy="内部★1年")
    assert styled(opened(Paper((), (said("一"),), secret)), "PaperSecrecy") == ["内部★1年"]


def test_the_figures_of_a_paragraph_stand_in_one_sentence(word):
    sentence = next(text for text in texts(word) if text.startswith("省重大项目11个"))
    assert "完成投资16.5亿元，完成年度目标的26.3%，高于序时进度1.3个百分点" in sentence


def test_the_head_of_a_table_is_repeated_and_no_row_is_split(word):
    table = next(table for table in word.tables if "项目名称" in table.rows[0].cells[1].text)
    rows = table._tbl.tr_lst
    assert [row.trPr.find(qn("w:tblHeader")) is not None for row in rows[:4]] == [
        True,
        True,
        False,
        False,
    ]
    assert all(row.trPr.find(qn("w:cantSplit")) is not None for row in rows)


def test_merged_heads_stay_merged(word):
    table = next(table for table in word.tables if "项目名称" in table.rows[0].cells[1].text)
    assert table.cell(0, 1)._tc is table.cell(1, 1)._tc
    assert table.cell(0, 5)._tc is table.cell(0, 8)._tc
    assert [table.cell(1, column).text for column in (5, 6, 7, 8)] == [
        "3月",
        "1—3月",
        "完成率%",
        "序时差",
    ]


def test_a_wide_attachment_lies_across_and_the_end_stands_upright_again(word):
    sizes = [
        (round(section.page_width.mm), round(section.page_height.mm)) for section in word.sections
    ]
    assert sizes == [(210, 297), (297, 210), (210, 297)]


def test_the_paper_names_its_attachments_below_the_text():
    tables = tuple(Attachment(name, (progress_table(1),)) for name in ("进度表", "问题清单"))
    said_so = texts(opened(report(attachments=tables)))
    assert said_so.count("附件：1.进度表") == 1
    assert said_so.count("2.问题清单") == 1
    assert [text for text in said_so if text in ("附件1", "附件2")] == ["附件1", "附件2"]


@pytest.mark.parametrize("place", list(ColophonPlace))
def test_the_closing_lines_come_last_or_right_after_the_text(place):
    document = opened(report(colophon_place=place))
    heads = [table.rows[0].cells[0].text for table in document.tables]
    closing = next(position for position, text in enumerate(heads) if text.startswith("报："))
    attached = heads.index("序号")
    assert (closing > attached) is (place is ColophonPlace.AT_END)
    assert document.tables[closing].rows[1].cells[1].text == "共印45份"


def test_a_paper_without_receivers_still_names_its_printer():
    colophon = type(COLOPHON)("", "", 5, "示范办")
    table = opened(report(colophon=colophon, attachments=())).tables[-1]
    assert [cell.text for cell in table.rows[0].cells] == ["示范办", "共印5份"]


def test_report_send_and_distribute_stand_in_lines_of_their_own():
    colophon = Colophon("区领导。", "各板块。", 5, "示范办", distribute_to="区各有关部门。")
    table = opened(report(colophon=colophon, attachments=())).tables[-1]
    lines = [paragraph.text for paragraph in table.rows[0].cells[0].paragraphs]
    assert lines == ["报：区领导。", "送：各板块。", "发：区各有关部门。"]


def test_a_公文_has_its_number_its_receivers_and_its_signature():
    found = texts(opened(notice()))
    assert found[:4] == [
        "示范区重大项目办公室文件", "　示重办发〔2025〕3号\t签发人：演示人",
        "关于上半年重大项目建设情况的通报", "各板块，区各有关部门：",
    ]
    assert found.index("2025年7月6日") == found.index("示范区重大项目办公室") + 1
    assert found.index("附件：1.名单") < found.index("示范区重大项目办公室")
    rows = [[cell.text for cell in row.cells] for row in opened(notice()).tables[-1].rows]
    assert rows[1:] == [["示范区重大项目办公室", "2025年7月7日印发"], ["", "共印30份"]]
    assert rows[0][0] == "抄送：区委办、区政府办。"


def test_without_a_signer_the_number_stands_in_the_middle():
    head = replace(notice().masthead, signer="")
    number = next(p for p in opened(notice(masthead=head)).paragraphs if "〔2025〕" in p.text)
    assert number.text == "示重办发〔2025〕3号"
    assert attributes(number._p, "jc") == {"val": "center"}


def test_the_head_of_a_公文_ends_on_the_grid_too():
    heights = 0
    for paragraph in opened(notice()).paragraphs:
        if paragraph.style.style_id == "PaperAddressed":
            break
        spacing = attributes(paragraph.style.element, "spacing")
        if paragraph._p.pPr.find(qn("w:spacing")) is not None:
            spacing |= attributes(paragraph._p.pPr, "spacing")
        heights += sum(int(spacing[part]) for part in ("before", "after", "line"))
        if paragraph._p.pPr.find(qn("w:pBdr")) is not None:
            border = attributes(paragraph._p.pPr, "bottom")
            heights += int(border["space"]) * 20 + int(border["sz"]) * 20 // 8
    assert heights % layout.LINE_PITCH == 0


def test_urgent_papers_say_so_below_their_secrecy():
    urgent = Masthead("专报", "2025年第1期", "示范办", "2025年4月7日", secrecy="内部", urgency="特急")
    assert styled(opened(Paper((), (said("一"),), urgent)), "PaperSecrecy") == ["内部", "特急"]


def test_plain_paper_needs_no_head_no_end_and_no_table():
    document = opened(full_pages(1))
    assert len(document.sections) == 1
    assert len(document.paragraphs) == 1


def test_equal_papers_are_equal_bytes_and_carry_no_clock():
    first, second = write_docx(report()), write_docx(report())
    assert hashlib.sha256(first).hexdigest() == hashlib.sha256(second).hexdigest()
    with zipfile.ZipFile(BytesIO(first)) as package:
        assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    core = docx.Document(BytesIO(first)).core_properties
    assert core.created == core.modified == datetime(2000, 1, 1, tzinfo=UTC)
    assert core.author == MASTHEAD.issuer


def test_a_changed_figure_changes_the_bytes():
    other = report(title=("一季度重大项目推进有力",))
    assert write_docx(report()) != write_docx(other)


def test_nothing_of_the_sample_package_is_left():
    with zipfile.ZipFile(BytesIO(write_docx(report()))) as package:
        names = package.namelist()
    assert not [
        name for name in names if "thumbnail" in name or "customXml" in name or "theme" in name
    ]


@pytest.mark.parametrize("text", ["A & B < C", "“引号”——《书名》", "制表\t符", "𠮷祥"])
def test_any_text_survives_the_writing(text):
    assert texts(opened(Paper((), (said(text),)))) == [text]


def test_what_a_printer_cannot_print_is_left_out_and_lines_break_once():
    assert texts(opened(Paper((), (said("甲\x0b乙\x00\r\n丙"),)))) == ["甲乙\n丙"]
