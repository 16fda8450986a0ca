"""收尾 — which lines close a paper and where its signature stands; the same for Word and PDF."""

from __future__ import annotations

from dataclasses import dataclass

from zhaotuifu.documents import layout
from zhaotuifu.documents.blocks import Colophon, SignOff
from zhaotuifu.documents.columns import text_width_of
from zhaotuifu.documents.rules import copies_text, printed_text

DATE_FROM_RIGHT = 4  # characters: 成文日期一般右空四字 (7.3.5.1)
LEAST_FROM_RIGHT = 2


@dataclass(frozen=True, slots=True)
class Line:
    """版记的一栏 — receivers with their labels, or a left and a right text; lines above and below.

    `top` and `bottom` are eighths of a point.
    """

    top: int
    bottom: int
    receivers: tuple[tuple[str, str], ...] = ()
    left: str = ""
    right: str = ""


def closing_lines(colophon: Colophon) -> tuple[Line, ...]:
    """版记各栏 — thick lines first and last, thin ones between (7.4.1)."""
    receivers = tuple(
        (label, text)
        for label, text in (
            ("报：", colophon.report_to),
            ("送：", colophon.send_to),
            ("发：", colophon.distribute_to),
            ("抄送：", colophon.copy_to),
        )
        if text
    )
    copies = copies_text(colophon.copies) if colophon.copies else ""
    printed = printed_text(colophon.printed_on) if colophon.printed_on else ""
    parts: list[tuple[tuple[tuple[str, str], ...], str, str]] = []
    if receivers:
        parts.append((receivers, "", ""))
    parts.append(((), colophon.issuer, printed or copies))
    if printed and copies:
        parts.append(((), "", copies))
    last = len(parts) - 1
    return tuple(
        Line(
            layout.THICK if number == 0 else layout.THIN,
            layout.THICK if number == last else layout.THIN,
            *part,
        )
        for number, part in enumerate(parts)
    )


def sign_off_indents(sign_off: SignOff) -> tuple[int, int]:
    """署名和成文日期的右空 in twips — the shorter of them in the middle of the longer (7.3.5.1)."""
    issuer = text_width_of(sign_off.issuer)
    signed_on = text_width_of(sign_off.signed_on)
    date_gap = max(float(DATE_FROM_RIGHT), LEAST_FROM_RIGHT + (issuer - signed_on) / 2)
    issuer_gap = max(0.0, date_gap + (signed_on - issuer) / 2)
    pitch = layout.CHARACTER_PITCH
    return round(issuer_gap * pitch), round(date_gap * pitch)
