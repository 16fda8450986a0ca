"""十份样表：读出来的就是办公室的人会读出来的。"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.ledger.expected import LEDGERS, differences, read

NAMES = sorted(path.name.removesuffix(".expected.json") for path in LEDGERS.glob("*.expected.json"))


@pytest.mark.parametrize("name", NAMES)
def test_an_invented_ledger_gives_exactly_its_expected_result(name: str) -> None:
    assert differences(read(name)) == []


def test_all_ten_ledgers_are_there() -> None:
    assert len(NAMES) == 10
    assert all(Path(LEDGERS, f"{name}.expected.json").exists() for name in NAMES)
