"""A cabinet without font files: Chinese one wide, ASCII half, so that lines can be counted."""

from __future__ import annotations

from zhaotuifu.documents.pdf.faces import Cut, NoLetter
from zhaotuifu.documents.pdf.lines import Typesetter


class Even:
    """Widths of an invented face."""

    def width(self, char: str) -> float | None:
        """Half a character for ASCII, one for the rest."""
        return 0.5 if char.isascii() else 1.0


class EvenCabinet:
    """One face for everything; `lacking` letters are in none."""

    def __init__(self, lacking: str = "") -> None:
        self._lacking = lacking
        self._cut = Cut("示范体", 400, Even())

    def cut(self, face, char: str, *, is_bold: bool = False) -> Cut:
        """The invented face, whatever is asked."""
        if char in self._lacking:
            raise NoLetter(char)
        return self._cut


def even(**options) -> Typesetter:
    """A typesetter with the invented face."""
    return Typesetter(EvenCabinet(), **options)
