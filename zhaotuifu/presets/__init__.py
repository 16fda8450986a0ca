"""预置资料 — a district's facts as data: each file names its source and from when it is valid."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parent


class PresetError(ValueError):
    """预置资料有误 — the sentence says which file and what to do."""


def load(name: str, file: str) -> dict[str, Any]:
    """读预置资料 — the content of presets/<name>/<file>.yaml as a mapping.

    `name` is a folder (wujin, holidays), `file` a file name without its ending. Raises
    PresetError, with a Chinese sentence, for an unknown folder or file, for a file that is no
    YAML, and for one without `source` and `valid_from`.
    """
    path = ROOT / name / f"{file}.yaml"
    if path.parent.parent != ROOT or not path.is_file():
        known = "、".join(files(name)) or "无"
        raise PresetError(f"没有预置资料 {name}/{file}。{name} 里有：{known}。")
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        raise PresetError(f"预置资料 {name}/{file}.yaml 读不出来：{error}") from error
    if not isinstance(content, dict):
        raise PresetError(f"预置资料 {name}/{file}.yaml 的最外层应是“名称: 内容”。")
    missing = [key for key in ("source", "valid_from") if not content.get(key)]
    if missing:
        raise PresetError(f"预置资料 {name}/{file}.yaml 缺少 {'、'.join(missing)}。请补上再用。")
    return content


def files(name: str) -> list[str]:
    """预置资料清单 — the file names of a folder, without ending, sorted; empty if there is none."""
    return sorted(path.stem for path in (ROOT / name).glob("*.yaml"))
