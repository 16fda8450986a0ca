"""升级：第一版的库连同数据，一步步升到现在，一行不少，数还是那个数。"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.operation.places import places

OLD = Path(__file__).parents[1] / "data" / "first_library"


@pytest.mark.django_db
def test_the_first_library_comes_up_to_now_with_every_row_and_figure(tmp_path: Path) -> None:
    said = json.loads((OLD / "library.json").read_text("utf-8"))
    with places(tmp_path) as made:
        now = made.new("upgraded").told("-m", "tests.operation.living", "upgrade", str(OLD))
    counts = {name: count for name, (count, _) in said["tables"].items()}
    # The framework adds kinds and permissions of the models that came since; nothing else is new.
    own = {name for name in counts if not name.startswith(("auth_", "django_"))}
    assert {name: now["counts"][name] for name in own} == {name: counts[name] for name in own}
    assert sum(counts[name] for name in own) > 10_000
    asked = [words for words, _ in said["figures"]]
    assert dict(zip(map(str, asked), now["figures"], strict=True)) == {
        str(words): answer for words, answer in said["figures"]
    }
    assert (now["broken_at"], now["differences"]) == (None, [])
