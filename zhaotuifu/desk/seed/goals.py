"""演示目标任务分解表 — of each year, drafted by the office and handed down by the leader.

The admissions of 区重点 in 2025 are the preset's; the others are what a district would have been given.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from functools import partial

from zhaotuifu import presets
from zhaotuifu.desk.seed.sketches import LIST_DAYS, Sketch
from zhaotuifu.desk.seed.story import moment
from zhaotuifu.kernel.actor import Actor
from zhaotuifu.projects.states import ConstructionKind, Level
from zhaotuifu.targets.actions import issue, save_sheet, set_targets, start_sheet, submit
from zhaotuifu.targets.models import Target
from zhaotuifu.targets.rules import Key
from zhaotuifu.targets.states import ZoneReads

MEASURES = {"admission": "admitted", "start_rate": "start_rate"}
#: admissions to reach, by level; of 2025 the 区重点 are in the preset
ADMISSIONS: Mapping[int, Mapping[Level, int]] = {
    2021: {Level.DISTRICT: 100, Level.CITY: 20}, 2022: {Level.DISTRICT: 90, Level.CITY: 25},
    2023: {Level.DISTRICT: 200, Level.CITY: 30}, 2024: {Level.DISTRICT: 130, Level.CITY: 25},
    2025: {Level.CITY: 50},
}
STEP = Decimal(5000)  # 万元
#: of what was planned in the end so much had been asked for; this year more is still to come
ASKED = {2025: Decimal("1.04")}
USUALLY_ASKED = Decimal("0.93")
BROKEN_DOWN = (Level.CITY, Level.DISTRICT)  # to the 板块; 省重大 are the district's own
STARTS, FINISHES = (ConstructionKind.NEW,), (ConstructionKind.FINISHING,)


@dataclass(frozen=True, slots=True)
class Goals:
    """目标 — who hands them down, the projects they are about, and the ids of the 板块 in order."""

    sketches: Sequence[Sketch]
    office: Actor
    leader: Actor
    zone_ids: Mapping[str, int]

    def acts(self) -> list[tuple[date, Callable[[], None]]]:
        """下达经过 — the table of each year on the day of its list."""
        return [(day, partial(self._hand_down, year)) for year, day in LIST_DAYS.items()]

    def _hand_down(self, year: int) -> None:
        day = LIST_DAYS[year]
        set_targets(self._of_preset(year), by=self.office, at=moment(day, time(15, 0)))
        sheet = start_sheet(year=year, by=self.office, at=moment(day, time(15, 10)), is_demo=True)
        head = {
            "valid_from": date(year, 1, 1), "source": f"演示数据：{year}年重点项目目标任务分解表",
            "zone_reads": ZoneReads.OWN, "difference_note": "",
        }
        save_sheet(
            sheet=sheet, cells=self._cells(year), head=head, revision=sheet.revision,
            by=self.office, at=moment(day, time(15, 20)),
        )
        sheet.refresh_from_db()
        submit(sheet=sheet, revision=sheet.revision, by=self.office, at=moment(day, time(15, 30)))
        sheet.refresh_from_db()
        issue(sheet=sheet, revision=sheet.revision, by=self.leader, at=moment(day, time(16, 30)))

    def _of_preset(self, year: int) -> list[Target]:
        return [
            Target(
                year=year, indicator=MEASURES[row["measure"]], level=row["level"],
                target_value=Decimal(row["value"]), source=row["source"][:200],
            )
            for row in presets.load("wujin", "targets")["targets"]
            if row["year"] == year
        ]

    def _cells(self, year: int) -> dict[Key, Decimal]:
        """The year's cells: investment, admissions, starts and completions; but for 省重大 by 板块 too."""
        preset = {(one.indicator, one.level): one.target_value for one in self._of_preset(year)}
        cells = {Key(*key): value for key, value in preset.items() if value is not None}
        for level, count in ADMISSIONS[year].items():
            cells[Key("admitted", level)] = Decimal(count)
        asked = ASKED.get(year, USUALLY_ASKED)
        for level in (Level.PROVINCE, Level.CITY, Level.DISTRICT):
            listed = [s for s in self.sketches if s.level is level and year in s.years]
            plans = sum((sketch.years[year].plan_wan or Decimal(0) for sketch in listed), Decimal(0))
            cells[Key("completed", level)] = (plans * asked / STEP).quantize(Decimal(1)) * STEP
            cells[Key("started", level)] = _count(listed, year, STARTS)
            if level is not Level.PROVINCE:
                cells[Key("finished", level)] = _count(listed, year, FINISHES)
        return cells | self._by_zone(cells)

    def _by_zone(self, cells: Mapping[Key, Decimal]) -> dict[Key, Decimal]:
        found = {}
        for key in [key for key in cells if key.level in BROKEN_DOWN]:
            step = STEP / 100 if key.indicator == "completed" else Decimal(1)
            parts = broken_down(int(cells[key] / step), len(self.zone_ids))
            for zone_id, part in zip(self.zone_ids.values(), parts, strict=True):
                found[Key(key.indicator, key.level, zone_id)] = part * step
        return found


def _count(listed: Sequence[Sketch], year: int, kinds: tuple[ConstructionKind, ...]) -> Decimal:
    return Decimal(sum(sketch.years[year].construction_kind in kinds for sketch in listed))


def broken_down(whole: int, count: int) -> list[int]:
    """目标分解 — the earlier 板块 get more; the parts add up to the whole."""
    weights = [2 * count - place for place in range(count)]
    parts = [whole * weight // sum(weights) for weight in weights]
    for place in range(whole - sum(parts)):
        parts[place] += 1
    return parts
