"""字体 — which font files stand for 仿宋, 楷体, 黑体, 宋体 and 小标宋 on this machine.

The office's own files come first (`FONTS_DIR`), then what the system has, then the free Noto
faces with the same sizes and pitch. Without any Chinese face nothing is printed at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from zhaotuifu.documents import layout
from zhaotuifu.documents.layout import Face
from zhaotuifu.documents.pdf.metrics import Metrics, Unreadable, metrics_of

REGULAR, BOLD = 400, 700
BLANKS = {" ": 0.5, "\u00a0": 0.5, "\u3000": 1.0}
PROBE = "国务院，—"  # a Chinese face has these

SERIF = (
    "Noto Serif CJK SC", "Noto Serif SC", "Source Han Serif SC", "Source Han Serif CN",
    "Source Han Serif", "思源宋体",
)
SANS = (
    "Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "Source Han Sans CN",
    "Source Han Sans", "思源黑体", "WenQuanYi Micro Hei", "WenQuanYi Zen Hei",
)
#: what the files of each face call their family, in the order they are taken
FAMILIES: dict[Face, tuple[str, ...]] = {
    layout.FANGSONG: (
        "FangSong_GB2312", "仿宋_GB2312", "FangSong", "仿宋", "STFangsong", "华文仿宋",
        "FZFangSong-Z02S", "FZFangSong-Z02", "方正仿宋简体", "方正仿宋_GBK",
    ),
    layout.KAITI: (
        "KaiTi_GB2312", "楷体_GB2312", "KaiTi", "楷体", "STKaiti", "华文楷体",
        "FZKai-Z03S", "FZKai-Z03", "方正楷体简体", "方正楷体_GBK",
    ),
    layout.HEITI: (
        "SimHei", "黑体", "STHeiti", "华文黑体", "FZHei-B01S", "FZHei-B01", "方正黑体简体",
        "方正黑体_GBK",
    ),
    layout.SONGTI: ("SimSun", "宋体", "NSimSun", "新宋体", "STSong", "华文宋体", "FZShuSong-Z01S"),
    layout.TITLE_SONG: (
        "FZXiaoBiaoSong-B05S", "方正小标宋简体", "FZXiaoBiaoSong-B05", "方正小标宋_GBK",
        "方正小标宋", "小标宋", "STZhongsong", "华文中宋",
    ),
}


class NoFace(ValueError):
    """没有中文字体 — nothing on this machine can print Chinese."""


class NoLetter(ValueError):
    """没有这个字 — `char` is in none of the faces."""

    def __init__(self, char: str) -> None:
        super().__init__(char)
        self.char = char


@dataclass(frozen=True, slots=True)
class FontFile:
    """字体文件 — one font as typst lists it: family, weight, file, place in a collection."""

    family: str
    weight: int
    path: str
    index: int


@dataclass(frozen=True, slots=True)
class Cut:
    """一副字 — a font that can be painted with; `is_faked` thickens it where bold is asked."""

    family: str
    weight: int
    metrics: Metrics
    is_faked: bool = False

    def width(self, char: str) -> float:
        """字宽 in parts of the letter size; a blank that the font does not name has its usual one."""
        known = self.metrics.width(char)
        if known is None:
            return BLANKS.get(char, 0.5)
        return known


class Cabinet:
    """字盘 — the faces found, and for each letter the first of them that has it."""

    def __init__(self, files: Iterable[FontFile]) -> None:
        """Raises `NoFace` when none of the files is a Chinese face we know by name."""
        self._files: dict[str, list[FontFile]] = {}
        for file in files:
            self._files.setdefault(file.family.casefold(), []).append(file)
        known = [name for names in FAMILIES.values() for name in names]
        self._chains = {
            face: self._present((*names, *(SANS if face is layout.HEITI else ()), *SERIF, *SANS, *known))
            for face, names in FAMILIES.items()
        }
        if not all(self._chains.values()):
            raise NoFace
        self._cuts: dict[tuple[str, int], Cut | None] = {}
        self._letters: dict[tuple[Face, bool, str], Cut] = {}

    def family(self, face: Face) -> str:
        """所用字体 — the family that stands for a face."""
        return self._chains[face][0]

    def cut(self, face: Face, char: str, *, is_bold: bool = False) -> Cut:
        """选字 — the font that paints this letter; raises `NoLetter`."""
        key = (face, is_bold, char)
        if key not in self._letters:
            self._letters[key] = self._found(face, char, is_bold)
        return self._letters[key]

    def _found(self, face: Face, char: str, is_bold: bool) -> Cut:
        others = [files[0].family for files in self._files.values()]
        for family in (*self._chains[face], *others):
            cut = self._cut(family, self._weight(face, family, is_bold), is_bold)
            if cut and (char.isspace() or cut.metrics.width(char) is not None):
                return cut
        raise NoLetter(char)

    def _weight(self, face: Face, family: str, is_bold: bool) -> int:
        """小标宋 is a strong face: a substitute stands for it in bold."""
        is_own = family in FAMILIES[face]
        return BOLD if is_bold or (face is layout.TITLE_SONG and not is_own) else REGULAR

    def _cut(self, family: str, weight: int, is_bold: bool) -> Cut | None:
        key = (family, weight)
        if key not in self._cuts:
            files = self._files[family.casefold()]
            file = min(files, key=lambda found: abs(found.weight - weight))
            try:
                metrics = metrics_of(file.path, file.index)
                is_faked = is_bold and file.weight < BOLD - 100
                self._cuts[key] = Cut(file.family, file.weight, metrics, is_faked)
            except Unreadable:
                self._cuts[key] = None
        return self._cuts[key]

    def _present(self, names: Sequence[str]) -> tuple[str, ...]:
        """Families that are there and can print Chinese, in order, each once."""
        found: list[str] = []
        for name in dict.fromkeys(names):
            if name.casefold() not in self._files or name in found:
                continue
            cut = self._probed(name)
            if cut and all(cut.width(char) is not None for char in PROBE):
                found.append(name)
        return tuple(found)

    def _probed(self, name: str) -> Metrics | None:
        file = self._files[name.casefold()][0]
        try:
            return metrics_of(file.path, file.index)
        except Unreadable:
            return None
