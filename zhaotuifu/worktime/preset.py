"""预置放假通知 — the notices the product ships, read from presets/holidays."""

from __future__ import annotations

from zhaotuifu import presets
from zhaotuifu.worktime.rules import Notice, span

FOLDER = "holidays"


def preset_notices() -> list[Notice]:
    """全部预置通知 — by year. Raises presets.PresetError for a file that cannot be read."""
    return [_read(presets.load(FOLDER, file)) for file in presets.files(FOLDER)]


def _read(content: dict) -> Notice:
    days = [
        day
        for holiday in content["holidays"]
        for day in span(
            holiday["name"], holiday["off_from"], holiday["off_to"], holiday["workdays"]
        )
    ]
    return Notice(content["year"], content["source"], content["issued_on"], tuple(days))
