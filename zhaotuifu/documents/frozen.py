"""定格文面 — a paper as plain data and back, so that an issued one can be kept in a JSON column."""

from __future__ import annotations

from collections.abc import Callable
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
    OfficialHead,
    Paper,
    Paragraph,
    Row,
    Run,
    SignOff,
)

Data = dict[str, Any]


def as_data(paper: Paper) -> Data:
    """定格 — lists, texts and numbers only: `json.dumps` takes it as it is."""
    data = asdict(paper)
    data["title"] = list(paper.title)
    if isinstance(paper.masthead, OfficialHead):
        data["masthead"]["kind"] = OfficialHead.__name__
    data["blocks"] = _blocks_data(paper.blocks)
    data["colophon_place"] = paper.colophon_place.value
    data["attachments"] = [
        {
            "title": attachment.title,
            "is_landscape": attachment.is_landscape,
            "blocks": _blocks_data(attachment.blocks),
        }
        for attachment in paper.attachments
    ]
    return data


def paper_of(data: Data) -> Paper:
    """还原 — the paper that `as_data` wrote down, now or before a field was added.

    Raises KeyError, TypeError or ValueError for other data.
    """
    sign_off = data.get("sign_off")
    return Paper(
        title=tuple(data["title"]),
        blocks=_blocks_of(data["blocks"]),
        masthead=_masthead(data["masthead"]) if data["masthead"] else None,
        colophon=Colophon(**data["colophon"]) if data["colophon"] else None,
        attachments=tuple(
            Attachment(part["title"], _blocks_of(part["blocks"]), part["is_landscape"])
            for part in data["attachments"]
        ),
        colophon_place=ColophonPlace(data["colophon_place"]),
        addressed_to=data.get("addressed_to", ""),
        sign_off=SignOff(**sign_off) if sign_off else None,
    )


def _masthead(data: Data) -> Masthead | OfficialHead:
    """What was frozen before there were two kinds of head names none: a 报头."""
    fields = {name: value for name, value in data.items() if name != "kind"}
    return OfficialHead(**fields) if "kind" in data else Masthead(**fields)


def _blocks_data(blocks: tuple[Block, ...]) -> list[Data]:
    return [{"kind": type(block).__name__, **_listed(asdict(block))} for block in blocks]


def _listed(value: Any) -> Any:
    """Tuples as lists, as they come back from JSON."""
    if isinstance(value, dict):
        return {name: _listed(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_listed(part) for part in value]
    return value.value if isinstance(value, Align) else value


def _blocks_of(parts: list[Data]) -> tuple[Block, ...]:
    return tuple(_READERS[part["kind"]](part) for part in parts)


def _paragraph(part: Data) -> Paragraph:
    return Paragraph(tuple(Run(**run) for run in part["runs"]))


def _heading(part: Data) -> Heading:
    return Heading(part["level"], part["text"])


def _table(part: Data) -> DataTable:
    return DataTable(
        title=part["title"],
        unit_text=part["unit_text"],
        head=_rows(part["head"]),
        body=_rows(part["body"]),
        widths=tuple(part["widths"]),
        note=part["note"],
    )


def _rows(rows: list[list[Data]]) -> tuple[Row, ...]:
    return tuple(
        tuple(Cell(**cell | {"align": Align(cell["align"])}) for cell in row) for row in rows
    )


_READERS: dict[str, Callable[[Data], Block]] = {
    Paragraph.__name__: _paragraph,
    Heading.__name__: _heading,
    DataTable.__name__: _table,
}
