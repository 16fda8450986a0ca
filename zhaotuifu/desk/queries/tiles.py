"""板块方格图 — where each 板块 stands on the tile map, for the page and for the wall; no figures of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from zhaotuifu.desk.queries.zone_figures import ZoneFigure


@dataclass(frozen=True, slots=True)
class Look:
    """一种画法 — the sizes of a tile map in its own units: tiles, the text in them, how many rows at most."""

    width: int
    columns: int
    most_rows: int
    height: int
    gap: int
    pad: int
    name: tuple[int, int]  # y and font size
    value: tuple[int, int]
    small: tuple[int, int]
    mark: tuple[int, int]
    whole: tuple[int, int, int, int, int]  # x, y of the value, its size, x of the gap, size of the small text
    letters: int
    is_gap_at_end: bool
    is_cut_short: bool  # 澜汀健康园 → 澜汀健康, rather than 澜汀健…


PAGE = Look(520, 5, 99, 49, 6, 7, (19, 13), (41, 20), (41, 12), (18, 11), (42, 33, 28, 118, 13), 6, True, False)
WALL = Look(
    690, 5, 4, 137, 11, 14, (39, 24), (88, 42), (125, 24), (125, 24), (14, 99, 56, 150, 24), 4, False, True
)


@dataclass(frozen=True, slots=True)
class Tile:
    """一格."""

    zone: ZoneFigure
    name: str
    x: int
    y: int
    width: int
    height: int
    text_x: int
    end_x: int
    small_x: int
    name_y: int
    value_y: int
    small_y: int
    mark_y: int


@dataclass(frozen=True, slots=True)
class TileMap:
    """方格图 — the tiles after the place of the whole, and the size of the drawing."""

    look: Look
    width: int
    height: int
    tiles: tuple[Tile, ...]


def tile_map(zones: Sequence[ZoneFigure], look: Look) -> TileMap:
    """画方格图 — fastest first; the first two places say the whole. More 板块 than fit: narrower tiles."""
    columns = max(look.columns, -(-(len(zones) + 2) // look.most_rows))
    width = (look.width + look.gap) // columns - look.gap
    tiles = tuple(_tile(zone, *divmod(n, columns), width, look) for n, zone in enumerate(zones, start=2))
    rows = -(-(len(zones) + 2) // columns)
    return TileMap(look, look.width, rows * (look.height + look.gap) - look.gap + 1, tiles)


def _tile(zone: ZoneFigure, row: int, column: int, width: int, look: Look) -> Tile:
    x, y = column * (width + look.gap), row * (look.height + look.gap)
    name = zone.name if len(zone.name) <= look.letters else _short(zone.name, look)
    text_x, end_x = x + look.pad, x + width - look.pad
    return Tile(
        zone, name, x, y, width, look.height, text_x, end_x, end_x if look.is_gap_at_end else text_x,
        y + look.name[0], y + look.value[0], y + look.small[0], y + look.mark[0],
    )


def _short(name: str, look: Look) -> str:
    return name[: look.letters] if look.is_cut_short else name[: look.letters - 1] + "…"
