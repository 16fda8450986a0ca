"""文面之外 — the words of a paper for the search, and the paper of an erratum."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from zhaotuifu.documents.blocks import (
    Align,
    Block,
    Cell,
    DataTable,
    Heading,
    Masthead,
    Paper,
    Paragraph,
    Run,
)


@dataclass(frozen=True, slots=True)
class Correction:
    """一处更正 — where it stands, as printed, as it should read; `key` of a figure, empty of words."""

    where: str
    printed: str
    corrected: str
    key: str = ""


def words_of(paper: Paper) -> str:
    """文字 — title, headings, paragraphs and tables, line by line, as a search reads them."""
    blocks = [*paper.blocks, *(block for part in paper.attachments for block in part.blocks)]
    return "\n".join([*paper.title, *(line for block in blocks for line in _lines(block))])


def _lines(block: Block) -> Iterator[str]:
    if isinstance(block, Heading | Paragraph):
        yield block.text
    elif isinstance(block, DataTable):
        for row in (*block.head, *block.body):
            yield " ".join(cell.text for cell in row)


def erratum_paper(
    issued: Paper, *, name: str, issue_no: str, number_text: str, issued_on: str, reason: str,
    lines: Sequence[Correction], mark: str = "",
) -> Paper:
    """勘误的纸 — to the receivers of the paper it corrects: what it said, what it should say, why.

    `issue_no` is that of the corrected paper, `number_text` 第1号勘误; `mark` stands at the top left.
    """
    head = issued.masthead
    if isinstance(head, Masthead):
        head = replace(
            head, issue_no=f"{issue_no}　{number_text}", issued_on=issued_on, secrecy=mark
        )
    elif head is not None:
        head = replace(head, doc_no=f"{issue_no}　{number_text}", secrecy=mark)
    told = (
        f"《{name}》{issue_no}印发后，发现下列 {len(lines)} 处有误，现予更正。"
        "其余内容不变，请以更正后的为准。"
    )
    return Paper(
        title=(f"关于《{name}》", f"{issue_no}的勘误"),
        blocks=(_said(told), _table(lines), _said(f"更正原因：{_stopped(reason)}")),
        masthead=head, colophon=issued.colophon, addressed_to=issued.addressed_to,
        sign_off=replace(issued.sign_off, signed_on=issued_on) if issued.sign_off else None,
    )


def _said(text: str) -> Paragraph:
    return Paragraph((Run(text),))


def _table(lines: Sequence[Correction]) -> DataTable:
    head = (tuple(Cell(text, is_bold=True) for text in ("序号", "所在之处", "原文", "更正为")),)
    body = tuple(
        (
            Cell(str(number)), Cell(line.where, Align.LEFT), Cell(line.printed, Align.LEFT),
            Cell(line.corrected, Align.LEFT, is_bold=True),
        )
        for number, line in enumerate(lines, start=1)
    )
    return DataTable("", "", head, body, (8, 40, 26, 26))


def _stopped(text: str) -> str:
    return text if text.endswith(("。", "！", "？")) else f"{text}。"
