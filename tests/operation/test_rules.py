"""能不能恢复：每一样挡住的事都有话说，没有挡住的就能。"""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from zhaotuifu.kernel.verdict import Unclear
from zhaotuifu.operation.rules import Manifest, Table, can_restore, manifest_of

NOW = datetime(2025, 4, 7, 1, 30, tzinfo=UTC)
STEPS = (("parties", "0001_initial"), ("projects", "0001_initial"))
WHOLE = Manifest(
    NOW, "0.3.0", "sqlite", STEPS, (Table("parties_user", 3, "ab" * 32),), 2, 2048, "cd" * 32, "mark", False
)


def asked(**changed: object):
    said = {"known": set(STEPS), "tables": (), "files": 0, "is_same_secret": True} | changed
    return can_restore(WHOLE, **said)  # type: ignore[arg-type]


def test_a_manifest_is_read_as_it_was_written() -> None:
    assert manifest_of(WHOLE.plain(), "这里") == WHOLE


@pytest.mark.parametrize("said", [{}, {"format": 2}, {"format": 1}, {"format": 1, "taken_at": "昨天"}])
def test_what_is_no_manifest_is_said_so(said: dict) -> None:
    with pytest.raises(Unclear, match="不是招推服的备份"):
        manifest_of(said, "这里")


def test_into_an_empty_place_of_the_same_secret_it_goes() -> None:
    assert asked().is_yes


@pytest.mark.parametrize(
    ("changed", "because"),
    [
        ({"known": {STEPS[0]}}, "projects.0001_initial"),
        ({"tables": ["parties_user"]}, "parties_user"),
        ({"files": 3}, "3 个存档文件"),
        ({"is_same_secret": False}, "SECRET_KEY"),
    ],
)
def test_what_stands_in_the_way_is_named(changed: dict, because: str) -> None:
    verdict = asked(**changed)
    assert not verdict.is_yes
    assert because in verdict.sentence
