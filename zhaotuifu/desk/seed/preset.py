"""载入预置 — the rules of a preset into the catalogue tables: lamps, rounds, holiday notices."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from zhaotuifu import presets
from zhaotuifu.carryover import catalogue as carrying
from zhaotuifu.collection import catalogue as rounds
from zhaotuifu.indicators.catalogue import load_definitions
from zhaotuifu.indicators.defined import preset_rows
from zhaotuifu.kernel.actor import Actor
from zhaotuifu.parties import catalogue as signing
from zhaotuifu.projects.catalogue import load_catalogue
from zhaotuifu.reports import catalogue as papers
from zhaotuifu.supervision.catalogue import from_preset, load_lamp_rules
from zhaotuifu.worktime.actions import record_preset_notices


@dataclass(frozen=True, slots=True)
class Loaded:
    """载入结果 — how many lamp and round rules and definitions changed, which years of holidays came."""

    lamp_rules: int
    round_rules: int
    holiday_years: tuple[int, ...]
    definitions: int = 0


def load_projects_catalogue(name: str, *, by: Actor, at: datetime) -> int:
    """载入项目库目录 — programmes, rates and thresholds of a preset; how many rows changed."""
    changed = 0
    for file in ("programmes", "rates", "thresholds"):
        content = presets.load(name, file)
        changed += load_catalogue(
            **{file: content[file]}, source=content["source"],
            is_example=content.get("is_example", False), by=by, at=at,
        )
    return changed


@transaction.atomic
def load_rules(name: str, *, by: Actor, at: datetime) -> Loaded:
    """载入规则 — the lamp rule a preset names as its default, and the shipped holiday notices.

    Loading again changes nothing. The other rule sets of the file stay there to be chosen;
    levels and nodes are read from their files and need no rows. Raises
    `presets.PresetError` for an unknown preset.
    """
    lamps = presets.load(name, "lamps")
    chosen = [row for row in lamps["rule_sets"] if row["code"] == lamps["default"]]
    changed = load_lamp_rules(rules=[from_preset(row) for row in chosen], by=by, at=at)
    given = [rounds.from_preset(row) for row in presets.load(name, "rounds")["rules"]]
    renewed = rounds.load_round_rules(rules=given, by=by, at=at)
    load_projects_catalogue(name, by=by, at=at)
    entry = [signing.from_preset(row) for row in presets.load(name, "signin")["rules"]]
    signing.load_signin_rules(rules=entry, by=by, at=at)
    terms = [carrying.from_preset(row) for row in presets.load(name, "carry_over")["rules"]]
    carrying.load_carry_rules(rules=terms, by=by, at=at)
    papers.load_kinds(rows=papers.from_preset(presets.load(name, "documents")), by=by, at=at)
    defined = load_definitions(definitions=preset_rows(name), by=by, at=at)
    return Loaded(changed, renewed, tuple(record_preset_notices(by=by, at=at)), defined)
