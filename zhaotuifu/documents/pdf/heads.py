"""报头、版头、落款、版记成条 — the ends of a paper as strips, with the measures of the Word file."""

from __future__ import annotations

from dataclasses import replace

from zhaotuifu.documents import layout
from zhaotuifu.documents.blocks import Colophon, Masthead, OfficialHead, SignOff
from zhaotuifu.documents.closing import Line, closing_lines, sign_off_indents
from zhaotuifu.documents.pdf.lines import (
    CENTER,
    LEFT,
    RIGHT,
    TEXT_WIDTH,
    Box,
    Typesetter,
    across,
    blank,
    lowered,
)
from zhaotuifu.documents.pdf.strips import ON_BASELINE, Rule, Strip, points
from zhaotuifu.documents.rules import signer_text
from zhaotuifu.documents.styles import BY_ID, StyleId

EIGHTHS = 8
END_GAP = layout.CHARACTER_PITCH  # 居右空一字
COLOPHON_CHARACTER = layout.SIZE_4 * layout.TWIPS_PER_PT


def head_strips(setter: Typesetter, head: Masthead | OfficialHead) -> list[Strip]:
    """报头 or 版头 — as many whole text lines high as in Word."""
    if isinstance(head, Masthead):
        return _masthead(setter, head)
    return _official(setter, head)


def _masthead(setter: Typesetter, head: Masthead) -> list[Strip]:
    strips = _mark(setter, head.secrecy)
    if head.urgency:
        strips += _mark(setter, head.urgency)
    strips += _name(setter, head.name)
    strips += setter.paragraph(StyleId.ISSUE, head.issue_no, across(TEXT_WIDTH, CENTER))
    ends = "　" + head.issuer, head.issued_on
    return [*strips, _over_red_line(setter, *ends, gap=layout.RED_LINE_GAP)]


def _official(setter: Typesetter, head: OfficialHead) -> list[Strip]:
    strips = _mark(setter, head.secrecy) + _mark(setter, head.urgency) + [blank(layout.LINE_PITCH)]
    strips += _name(setter, head.name, before=0, after=layout.OFFICIAL_NAME_AFTER)
    gap = layout.OFFICIAL_LINE_GAP
    if head.signer:
        line = _over_red_line(setter, "　" + head.doc_no, signer_text(head.signer), gap=gap)
    else:
        line = _over_red_line(setter, head.doc_no, "", gap=gap, align=CENTER)
    return [*strips, line]


def _mark(setter: Typesetter, text: str) -> list[Strip]:
    return setter.paragraph(StyleId.SECRECY, text, across(TEXT_WIDTH, LEFT))


def _name(
    setter: Typesetter, name: str, before: float | None = None, after: float | None = None
) -> list[Strip]:
    size = layout.name_size(name)
    box = across(TEXT_WIDTH, CENTER)
    return setter.paragraph(StyleId.MASTHEAD, name, box, size=size, before=before, after=after)


def _over_red_line(
    setter: Typesetter, left: str, right: str, *, gap: int, align: str = LEFT
) -> Strip:
    """The line of text and the red line below it: one text line high together."""
    line = layout.above_red_line(gap)
    strip = setter.paragraph(StyleId.ISSUER, left, across(TEXT_WIDTH, align), line=line)[0]
    marks = strip.marks
    if right:
        end = across(TEXT_WIDTH - END_GAP, RIGHT)
        marks += setter.paragraph(StyleId.ISSUER, right, end, line=line)[0].marks
    thick = layout.RED_LINE_EIGHTHS / EIGHTHS
    y = points(line) + gap + thick / 2
    red = Rule(0.0, y, points(TEXT_WIDTH), y, thick, layout.RED)
    return replace(strip, height=points(layout.LINE_PITCH), marks=marks, rules=(red,))


def sign_off_strips(setter: Typesetter, sign_off: SignOff) -> list[Strip]:
    """落款 — room for the seal, 署名, 成文日期: never parted."""
    issuer_gap, date_gap = sign_off_indents(sign_off)
    strips = [blank(layout.SEAL_ROOM)]
    for text, gap in ((sign_off.issuer, issuer_gap), (sign_off.signed_on, date_gap)):
        strips += setter.paragraph(StyleId.SIGN_OFF, text, across(TEXT_WIDTH - gap, RIGHT))
    return [*(replace(strip, keeps_next=True) for strip in strips[:-1]), strips[-1]]


def colophon_strips(setter: Typesetter, colophon: Colophon) -> tuple[Strip, ...]:
    """版记 — its lines with the thick and thin lines between them."""
    lines = closing_lines(colophon)
    strips = [strip for line in lines for strip in _closing(setter, line)]
    last = lines[-1].bottom / EIGHTHS
    height = strips[-1].height + last
    y = height - last / 2
    foot = Rule(0.0, y, points(TEXT_WIDTH), y, last)
    strips[-1] = replace(strips[-1], height=height, rules=(*strips[-1].rules, foot))
    return tuple(strips)


def _closing(setter: Typesetter, line: Line) -> list[Strip]:
    one = COLOPHON_CHARACTER
    strips: list[Strip] = []
    if line.receivers:
        for label, text in line.receivers:
            hang = points(one * (1 + len(label)))
            box = Box(hang, points(TEXT_WIDTH - one), points(one), LEFT)
            strips += setter.paragraph(StyleId.COLOPHON, label + text, box)
    else:
        strips = _two_ends(setter, line)
    thick = line.top / EIGHTHS
    strips[0] = lowered(strips[0], thick)
    rule = Rule(0.0, thick / 2, points(TEXT_WIDTH), thick / 2, thick)
    strips[0] = replace(strips[0], rules=(*strips[0].rules, rule))
    return strips


def _two_ends(setter: Typesetter, line: Line) -> list[Strip]:
    one = COLOPHON_CHARACTER
    edge = TEXT_WIDTH - layout.COPIES_WIDTH
    left = Box(points(one), points(edge), points(one), LEFT)
    right = Box(points(edge), points(TEXT_WIDTH - one), points(edge), RIGHT)
    lefts = setter.paragraph(StyleId.COLOPHON, line.left, left)
    rights = setter.paragraph(StyleId.COLOPHON, line.right, right)
    if len(rights) > len(lefts):
        lefts, rights = rights, lefts
    return [
        replace(strip, marks=strip.marks + (rights[number].marks if number < len(rights) else ()))
        for number, strip in enumerate(lefts)
    ]


def number_marks(setter: Typesetter, number: int, width: float) -> Strip:
    """页码 — — 1 — in a strip `width` points wide: odd pages right, even pages left (7.5)."""
    style = BY_ID[StyleId.PAGE_NUMBER]
    one = points(COLOPHON_CHARACTER)
    box = Box(one, width - one, one, RIGHT if number % 2 else LEFT)
    look = setter.look(style)
    line = setter.broken(f"— {number} —", look, box)[0]
    height = points(layout.FOOTER_LINE)
    return Strip(height, setter.marks(line, look, box, ON_BASELINE * height, is_first=True))
