"""定格 — a paper as plain data and back, so that what was issued is read as it was printed."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from zhaotuifu.documents.blocks import (
    Align,
    Attachment,
    Block,
    Cell,
    Colophon,
    ColophonPlace,
    DataTable,
    Heading,
    Masthead,
    Paper,
    Paragraph,
    Run,
)

Data = dict[str, Any]


def paper_data(paper: Paper) -> Data:
    """文面成数据 — JSON values only; `paper_of` gives the same paper back."""
    return {
        "title": list(paper.title),
        "blocks": [_block_data(block) for block in paper.blocks],
        "masthead": asdict(paper.masthead) if paper.masthead else None,
        "colophon": asdict(paper.colophon) if paper.colophon else None,
        "attachments": [
            {
                "title": attachment.title, "is_landscape": attachment.is_landscape,
                "blocks": [_block_data(block) for block in attachment.blocks],
            }
            for attachment in paper.attachments
        ],
        "colophon_place": paper.colophon_place.value,
    }


def paper_of(data: Data) -> Paper:
    """数据成文面 — raises KeyError or ValueError for data that is no paper."""
    return Paper(
        title=tuple(data["title"]),
        blocks=tuple(_block_of(block) for block in data["blocks"]),
        masthead=Masthead(**data["masthead"]) if data["masthead"] else None,
        colophon=Colophon(**data["colophon"]) if data["colophon"] else None,
        attachments=tuple(
            Attachment(
                found["title"], tuple(_block_of(block) for block in found["blocks"]),
                is_landscape=found["is_landscape"],
            )
            for found in data["attachments"]
        ),
        colophon_place=ColophonPlace(data["colophon_place"]),
    )


def _block_data(block: Block) -> Data:
    if isinstance(block, Heading):
        return {"heading": block.text, "level": block.level}
    if isinstance(block, Paragraph):
        return {"runs": [[run.text, run.key] for run in block.runs]}
    return {
        "table": block.title, "unit": block.unit_text, "note": block.note,
        "widths": list(block.widths), "head": [_row_data(row) for row in block.head],
        "body": [_row_data(row) for row in block.body],
    }


def _block_of(data: Data) -> Block:
    if "heading" in data:
        return Heading(data["level"], data["heading"])
    if "runs" in data:
        return Paragraph(tuple(Run(text, key) for text, key in data["runs"]))
    return DataTable(
        data["table"], data["unit"], tuple(_row_of(row) for row in data["head"]),
        tuple(_row_of(row) for row in data["body"]), tuple(data["widths"]), data["note"],
    )


def _row_data(row: tuple[Cell, ...]) -> list[list[Any]]:
    return [
        [cell.text, cell.align.value, cell.is_bold, cell.colspan, cell.rowspan, cell.key]
        for cell in row
    ]


def _row_of(data: list[list[Any]]) -> tuple[Cell, ...]:
    return tuple(
        Cell(text, Align(align), is_bold, colspan, rowspan, key)
        for text, align, is_bold, colspan, rowspan, key in data
    )
