"""版面 — the measures of GB/T 9704-2012 in the units Word counts in (twips, 1/20 pt).

Why each line says its exact height and each run its exact pitch, although Word has a document
grid: LibreOffice 7 gives a 16 pt character two cells of a 15.75 pt grid (14 characters a line),
and both programs let a substitute font's height move the lines. So the grid is declared, for the
person who opens the page setup, and the text says the same measures itself and does not snap;
then 22 lines and 28 characters hold in Word, WPS and LibreOffice, with any font.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from math import ceil

TWIPS_PER_PT = 20
TWIPS_PER_MM = 1440 / 25.4

LINES_PER_PAGE = 22  # 5.2.3
CHARACTERS_PER_LINE = 28


def mm(value: float) -> int:
    """毫米 → twips, rounded to the nearest."""
    return round(value * TWIPS_PER_MM)


# 28 characters of 16 pt are 158.04 mm wide, the 版心 156 mm. The grid says 0.2 pt less each
# (156.07 mm, hence the right margin of 25.9 mm), the text itself 0.25 pt less: LibreOffice cuts
# the 版心 to whole cells of the grid, and its rounding must not push the 28th character out.
LINE_PITCH = 579  # 28.95 pt; 22 of them are 224.7 mm of the 225
CHARACTER_SQUEEZE = -5
CHARACTER_PITCH = 16 * TWIPS_PER_PT + CHARACTER_SQUEEZE
GRID_CHAR_SPACE = -820  # w:charSpace counts 1/4096 pt
INDENT = 2 * CHARACTER_PITCH  # 首行缩进 2 字


@dataclass(frozen=True, slots=True)
class Sheet:
    """纸张 — page and margins in twips."""

    width: int
    height: int
    top: int
    right: int
    bottom: int
    left: int

    @property
    def text_width(self) -> int:
        """版心宽."""
        return self.width - self.left - self.right

    @property
    def text_height(self) -> int:
        """版心高."""
        return self.height - self.top - self.bottom


# 天头 37, 订口 28 on every page: the standard writes 订口（左白边）, so margins are not mirrored.
PORTRAIT = Sheet(mm(210), mm(297), top=mm(37), right=mm(25.9), bottom=mm(35), left=mm(28))
# The portrait sheet turned clockwise: the head of the table lies at its left edge, so the page
# number and the binding stay where they are on the other pages (横排表格).
LANDSCAPE = Sheet(mm(297), mm(210), top=mm(28), right=mm(37), bottom=mm(25.9), left=mm(35))


@dataclass(frozen=True, slots=True)
class Face:
    """字体 — the name written into the file and the name Word may take instead.

    One face serves Chinese and digits alike. In 仿宋 digits and Latin letters are half a
    character wide and stay on the grid; with Times New Roman they leave it, and Word would take
    the quotation marks “ ” from the Western face, too narrow in Chinese text.
    """

    name: str
    stand_in: str


FANGSONG = Face("仿宋_GB2312", "仿宋")
KAITI = Face("楷体_GB2312", "楷体")
HEITI = Face("黑体", "SimHei")
SONGTI = Face("宋体", "SimSun")
TITLE_SONG = Face("方正小标宋简体", "华文中宋")
FACES = (FANGSONG, KAITI, HEITI, SONGTI, TITLE_SONG)

RED = "FF0000"

SIZE_2 = 22  # 2号, the title
SIZE_3 = 16  # 3号, the text
SIZE_4 = 14  # 4号, page number and 版记
SIZE_SMALL_4 = 12  # 小四, narrow tables
SIZE_5 = 10.5  # 五号, wide tables
SIZE_SMALL_5 = 9  # 小五, the widest
TABLE_SIZES = (SIZE_SMALL_4, SIZE_5, SIZE_SMALL_5)

CELL_MARGIN = 57  # 1 mm at both sides of a cell
CELL_SIDES = 2 * CELL_MARGIN + 40  # what a cell's width gives away to margins and lines

TITLE_LINE = 680  # 34 pt: two lines of 2号 need more air than the text's 28.95 pt
# Red name and 期号 take four text lines together, air included.
NAME_LINE = 2 * LINE_PITCH
NAME_BEFORE = LINE_PITCH // 10
NAME_AFTER = LINE_PITCH * 2 // 5
ISSUE_AFTER = LINE_PITCH - NAME_BEFORE - NAME_AFTER
NAME_SIZE_MAX = 48
NAME_SIZE_MIN = 26
NAME_WIDTH_PT = 424  # 版心 is 442 pt wide; the name keeps a little from both ends

ATTACHMENT_TITLE_GAP = 160  # mostly the unit of the table follows

# 红色分隔线: the text line above it gives away what the gap and the line take.
RED_LINE_EIGHTHS = 16  # 2 pt
RED_LINE_GAP = 4  # pt between text and line
OFFICIAL_LINE_GAP = 8  # pt: 4 mm below the letters of the 发文字号 (7.2.6)
OFFICIAL_NAME_AFTER = 2 * LINE_PITCH  # 发文字号在发文机关标志下空二行 (7.2.5)
OFFICIAL_TITLE_BEFORE = 2 * LINE_PITCH  # 红色分隔线下空二行 (7.3.1)

SEAL_ROOM = 2 * LINE_PITCH  # above the 署名, for the seal

# 版记 (7.4.1): thick lines 1 pt ≈ 0.35 mm, thin ones 0.75 pt ≈ 0.25 mm, in eighths of a point
THICK, THIN = 8, 6
COPIES_WIDTH = 3200  # room for 共印 N 份 or the day of printing

# 表格
ROW_PER_POINT = 34  # twips of the least row height per point: 15.3 pt (5.4 mm) at 小五
CELL_LINE_PER_POINT = 26  # twips of line height for each point of size: 1.3 times
CELL_AIR = 20  # above and below the text of a cell
AIR_BELOW = 240  # between a table and the text that goes on

NUMBER_GAP = mm(7)  # 页码: from the edge of the 版心 to the middle of its line (7.5)

FILLER = 10  # an empty paragraph that Word asks for; a full page still has room for it
FOOTER_LINE = 20 * TWIPS_PER_PT
# 一字线上距版心下边缘 7 mm: the dash runs through the middle of the footer's line.
FOOTER_DISTANCE = PORTRAIT.bottom - NUMBER_GAP - FOOTER_LINE // 2


def name_size(name: str) -> int:
    """报头字号 — points at which the masthead's name fills one line; 26 to 48.

    A name that is too long even at 26 pt takes a second line, which Word breaks itself.
    """
    return max(NAME_SIZE_MIN, min(NAME_SIZE_MAX, NAME_WIDTH_PT // max(len(name), 1)))


def title_before(*, has_masthead: bool, is_official: bool) -> int:
    """标题上空 in twips — two lines below the head of a 公文, one below that of a 简报, else none."""
    if not has_masthead:
        return 0
    return OFFICIAL_TITLE_BEFORE if is_official else LINE_PITCH


def above_red_line(gap: int) -> int:
    """红线上一行 — twips of a text line that leaves the red line and `gap` points above it room."""
    return LINE_PITCH - gap * TWIPS_PER_PT - RED_LINE_EIGHTHS * TWIPS_PER_PT // 8


def space_after(lines: int, line_height: int) -> int:
    """段后补白 — twips that bring `lines` of another height back onto the grid of text lines.

    At least a third of a line, so that a title never sticks to the text below it.
    """
    taken = lines * line_height
    rows = ceil((taken + LINE_PITCH / 3) / LINE_PITCH)
    return rows * LINE_PITCH - taken


def column_widths(shares: tuple[int, ...], total: int) -> tuple[int, ...]:
    """列宽 — shares of the text width in twips; they add up to `total` exactly."""
    whole = sum(shares)
    edges = [round(total * sum(shares[:number]) / whole) for number in range(len(shares) + 1)]
    return tuple(right - left for left, right in pairwise(edges))
