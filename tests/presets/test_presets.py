"""Whoever sets up a district reads facts that say where they come from."""

from __future__ import annotations

from datetime import date

import pytest

from zhaotuifu import presets

ALL = [(name, file) for name in ("holidays", "wujin") for file in presets.files(name)]


@pytest.mark.parametrize(("name", "file"), ALL)
def test_each_file_names_its_source_and_from_when_it_is_valid(name, file):
    content = presets.load(name, file)
    assert isinstance(content["source"], str)
    assert isinstance(content["valid_from"], date)


def test_an_unknown_file_is_refused_with_those_that_exist():
    with pytest.raises(presets.PresetError, match=r"没有预置资料 holidays/1999。.*2023、2024"):
        presets.load("holidays", "1999")


@pytest.mark.parametrize("name", ["..", "../presets/holidays", "holidays/.."])
def test_nothing_outside_the_presets_can_be_read(name):
    with pytest.raises(presets.PresetError, match="没有预置资料"):
        presets.load(name, "2023")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("a: [1", "读不出来"),
        ("- 1", "最外层"),
        ("source: 某通知", "缺少 valid_from"),
        ("valid_from: 2025-01-01", "缺少 source"),
    ],
)
def test_a_broken_file_is_refused_with_its_reason(tmp_path, monkeypatch, text, reason):
    (tmp_path / "place").mkdir()
    (tmp_path / "place" / "bad.yaml").write_text(text, encoding="utf-8")
    monkeypatch.setattr(presets, "ROOT", tmp_path)
    with pytest.raises(presets.PresetError, match=reason):
        presets.load("place", "bad")
