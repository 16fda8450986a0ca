"""空白模板 — the standard layout with places instead of words, for an office to make its own from."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from io import BytesIO

from zhaotuifu.documents import layout
from zhaotuifu.documents.blocks import (
    Colophon,
    Masthead,
    OfficialHead,
    Paper,
    Paragraph,
    Run,
    SignOff,
)
from zhaotuifu.documents.rules import copies_text
from zhaotuifu.documents.templating.places import TemplatePlace as Place
from zhaotuifu.documents.writer.package import repacked
from zhaotuifu.documents.writer.paper import write_docx

COPIES = 4321  # stands for the place until the words are put in
TEXT = "word/document.xml"


def blank_template(paper: Paper) -> bytes:
    """空白模板 — a Word file in the layout of `paper`, with {{名称}}, {{期号}} … {{正文}} in it.

    It passes `examine_template` as it is; an office changes what is its own and sends it back.
    """
    content = write_docx(
        replace(
            paper, title=(_place(Place.TITLE),), attachments=(),
            blocks=(Paragraph((Run(_place(Place.BODY)),)),), masthead=_head(paper),
            colophon=_colophon(paper), sign_off=_sign_off(paper),
            addressed_to=_place(Place.ADDRESSED_TO) if paper.addressed_to else "",
        )
    )
    name = paper.masthead.name if paper.masthead else ""
    with zipfile.ZipFile(BytesIO(content)) as package:
        parts = {entry: package.read(entry) for entry in package.namelist()}
    text = parts[TEXT].decode()
    asked, needed = layout.name_size(_place(Place.NAME)) * 2, layout.name_size(name) * 2
    for tag in ("sz", "szCs"):
        text = text.replace(f'<w:{tag} w:val="{asked}"/>', f'<w:{tag} w:val="{needed}"/>')
    text = text.replace(copies_text(COPIES), f"共印{_place(Place.COPIES)}份")
    text = text.replace(_place(Place.ADDRESSED_TO) + "：", _place(Place.ADDRESSED_TO))
    return repacked(parts | {TEXT: text.encode()})


def _place(place: Place) -> str:
    return f"{{{{{place}}}}}"


def _head(paper: Paper) -> Masthead | OfficialHead | None:
    match paper.masthead:
        case Masthead():
            fields = (Place.NAME, Place.ISSUE_NO, Place.ISSUER, Place.DATE, Place.SECRECY)
            return Masthead(*(_place(field) for field in fields))
        case OfficialHead(signer=signer):
            named = _place(Place.SIGNER) if signer else ""
            name, number, issuer = (_place(field) for field in (Place.NAME, Place.DOC_NO, Place.ISSUER))
            return OfficialHead(
                name, number, issuer, named, _place(Place.SECRECY), _place(Place.URGENCY)
            )
    return None


def _colophon(paper: Paper) -> Colophon | None:
    end = paper.colophon
    if end is None:
        return None
    return Colophon(
        _place(Place.REPORT_TO), _place(Place.SEND_TO), COPIES, end.issuer,
        distribute_to=_place(Place.DISTRIBUTE_TO),
        copy_to=_place(Place.COPY_TO) if end.copy_to else "",
        printed_on=_place(Place.PRINTED_ON) if end.printed_on else "",
    )


def _sign_off(paper: Paper) -> SignOff | None:
    if paper.sign_off is None:
        return None
    return SignOff(_place(Place.SIGNED_BY), _place(Place.SIGNED_ON))
