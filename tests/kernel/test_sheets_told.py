"""读不了的说法写在文书里：每种原因、每句话、每个代号，和代码里的一字不差。"""

from __future__ import annotations

import re
from pathlib import Path

from zhaotuifu.kernel.sheets import RefusalKind, delimited, formats, sizes
from zhaotuifu.kernel.sheets.types import SENTENCES, SheetRefused

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "表格读不了.md"
SHEETS = Path(formats.__file__).parent
TEXT = PAGE.read_text("utf-8")
#: what is said in place of a kind's own sentence when more is known
SAID_CLOSER = {
    SheetRefused(RefusalKind.UNSUPPORTED, formats.HTML_HINT),
    SheetRefused(RefusalKind.UNSUPPORTED, formats.XML_HINT),
    SheetRefused(RefusalKind.NOT_A_SPREADSHEET, formats.PACKED_HINT),
    sizes.too_far("一季度", 1048576, 20),
    SheetRefused(RefusalKind.TOO_LARGE, delimited.LONG_FIELD.format(row=3)),
    SheetRefused(RefusalKind.CORRUPT, delimited.OPEN_QUOTE.format(row=3)),
    SheetRefused(RefusalKind.CORRUPT, delimited.UNKNOWN_ENCODING),
}
ROW = re.compile(r"^\| `(\w+)` \| ([^|]+)", re.M)


def rows_under(title: str) -> list[tuple[str, str]]:
    part = TEXT.split(title, 1)[1].split("\n## ", 1)[0].split("\n同一种", 1)[0]
    return [(code, said.strip()) for code, said in ROW.findall(part)]


def test_each_kind_of_refusal_has_its_row_and_its_sentence() -> None:
    told = dict(rows_under("## 读不了\n"))
    assert told == {kind.value: sentence for kind, sentence in SENTENCES.items()}
    assert set(told) == set(RefusalKind)


def test_each_closer_sentence_is_told_under_its_kind() -> None:
    told = set(rows_under("同一种原因"))
    assert told == {(one.kind.value, one.sentence) for one in SAID_CLOSER}


def test_every_sentence_says_the_way_out() -> None:
    for sentence in (*SENTENCES.values(), *(one.sentence for one in SAID_CLOSER)):
        assert "请" in sentence
        assert sentence.endswith("。")


def test_each_format_has_its_row_with_its_endings() -> None:
    told = {code: set(said.split()) for code, said in rows_under("能读的：")}
    assert told == formats.EXTENSIONS


def test_each_warning_code_has_its_row() -> None:
    source = "".join(path.read_text("utf-8") for path in SHEETS.glob("*.py"))
    raised = set(re.findall(r"\"(wrong_extension|macros|encoding_guessed|\w+_warned)\"", source))
    assert {code for code, _ in rows_under("## 读了，但要说一声")} == raised
