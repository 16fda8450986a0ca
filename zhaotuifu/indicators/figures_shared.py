"""合用的 — what all figures of a page read once: how the roll-ups stand, definitions, targets, cells, calendar."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from typing import Any

from zhaotuifu.indicators.defined import versions_of
from zhaotuifu.indicators.models import Cell, RollUp
from zhaotuifu.indicators.moments import fingerprint, moment_on, moments_of
from zhaotuifu.indicators.rules import Moment
from zhaotuifu.indicators.rules.measures import Measure
from zhaotuifu.indicators.states import Axis
from zhaotuifu.kernel.remembered import Deed, last_deed
from zhaotuifu.projects.models import ProjectZone
from zhaotuifu.targets.queries import targets_of
from zhaotuifu.worktime.queries import load_calendar
from zhaotuifu.worktime.rules import Calendar


class Targets(Mapping[tuple[str, str, int | None], Decimal]):
    """目标 — in force on the day; read when one is asked for: most figures have none."""

    def __init__(self, year: int, as_of: date, known_at: datetime | None) -> None:
        self._read = lambda: targets_of(year, known_at, as_of=as_of)

    @cached_property
    def found(self) -> dict[tuple[str, str, int | None], Decimal]:
        return self._read()

    def __getitem__(self, key: tuple[str, str, int | None]) -> Decimal:
        return self.found[key]

    def __iter__(self) -> Iterator[tuple[str, str, int | None]]:
        return iter(self.found)

    def __len__(self) -> int:
        return len(self.found)


class Shared:
    """合用的 — read once for a page: how the roll-ups stand, definitions, targets, cells."""

    def __init__(self, known_at: datetime | None, measures: Sequence[Measure]) -> None:
        self.known_at = known_at
        self.measures = measures
        self._cells: dict[Any, list[tuple[str, str, str, list[int]]]] = {}
        self._moments: dict[tuple[int, date], Moment] = {}
        self._filled: dict[int, bool] = {}
        self._settled: dict[int, bool] = {}

    @cached_property
    def last_deed(self) -> Deed:
        """最后一笔 — as of which answers may be kept."""
        return last_deed()

    @cached_property
    def calendar(self) -> Calendar:
        """工作日历."""
        return load_calendar(self.known_at)

    @cached_property
    def _rollups(self) -> dict[int, RollUp]:
        return {one.year: one for one in RollUp.objects.order_by("year")}

    @cached_property
    def _versions(self) -> tuple[Any, ...]:
        return versions_of(self.known_at)

    def moment(self, year: int, as_of: date) -> Moment:
        if (year, as_of) not in self._moments:
            targets = Targets(year, as_of, self.known_at)
            self._moments[year, as_of] = moment_on(year, as_of, self._versions, targets)
        return self._moments[year, as_of]

    def built_at(self, year: int) -> datetime | None:
        found = self._rollups.get(year)
        return found.built_at if found else None

    def is_filled(self, year: int) -> bool:
        """The cells hold all projects, by the measures and parameters of today."""
        if year not in self._filled:
            found = self._rollups.get(year)
            is_whole = found is not None and found.built_at is not None and found.filled_to is None
            self._filled[year] = (
                found is not None and is_whole
                and found.measures == fingerprint(moments_of(year, self._versions))
            )
        return self._filled[year]

    def is_settled(self, zone_id: int) -> bool:
        """No project has left the 板块 or is said to."""
        if zone_id not in self._settled:
            left = ProjectZone.objects.known().filter(zone_id=zone_id, valid_to__isnull=False)
            self._settled[zone_id] = not left.exists()
        return self._settled[zone_id]

    def cells(self, year: int, axis: Axis, key: str | None) -> list[tuple[str, str, str, list[int]]]:
        """格 — level, key, measure, sums; one SQL statement for a year and an axis."""
        if (year, axis, key) not in self._cells:
            codes = [measure.code for measure in self.measures]
            rows = Cell.objects.filter(year=year, axis=axis, measure__in=codes).order_by("id")
            if key is not None:
                rows = rows.filter(key=key)
            self._cells[year, axis, key] = list(rows.values_list("level", "key", "measure", "sums"))
        return self._cells[year, axis, key]
