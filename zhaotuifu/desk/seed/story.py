"""演示经过 — the sketches told to the library day by day, through the actions, as an office would.

Every act carries the day it was done in 2025, so that `known_at` finds what was known then.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from django.utils import timezone

from zhaotuifu.desk.seed.accounts import OFFICE
from zhaotuifu.desk.seed.sketches import (
    LAST_YEAR,
    LIST_DAY,
    MEETING_DAYS,
    REPORT_DAYS,
    UPGRADE_DAY,
    YEAR,
    NodeDays,
    Sketch,
)
from zhaotuifu.kernel.actor import Actor
from zhaotuifu.progress.actions import record_progress
from zhaotuifu.progress.models import Milestone, MonthlyAmount, MonthlyWord, ProgressFact
from zhaotuifu.progress.states import Node
from zhaotuifu.projects.actions import Statement, change_standing, state_projects
from zhaotuifu.projects.models import Project
from zhaotuifu.projects.states import Precision, Standing

CARRY_OVER_DAY = date(2025, 1, 6)
CORRECTION_DAY = date(2025, 3, 12)
MORNING = time(9, 30)
ZERO = Decimal(0)
CARRIED = f"演示数据：{LAST_YEAR}年台账"


def moment(day: date, at: time = MORNING) -> datetime:
    """时刻 — of a day, in the zone of the district."""
    return timezone.make_aware(datetime.combine(day, at))


@dataclass(slots=True)
class Story:
    """经过 — the sketches, who acts, the ids of the 板块, and of the projects once they stand."""

    sketches: Sequence[Sketch]
    actors: dict[str, Actor]
    zone_ids: dict[str, int]
    clerks: dict[str, str]
    ids: dict[str, int] = field(default_factory=dict)

    @property
    def office(self) -> Actor:
        return self.actors[OFFICE.username]

    def acts(self) -> list[tuple[date, Callable[[], None]]]:
        """全部经过 — acts with their day, in the order of days."""
        found: list[tuple[date, Callable[[], None]]] = [
            (CARRY_OVER_DAY, self.carry_over),
            (LIST_DAY, self.list_the_year),
            (UPGRADE_DAY, self.upgrade),
            (CORRECTION_DAY, self.correct),
        ]
        found += [(day, partial(self.admit, day)) for day in MEETING_DAYS]
        found += [(day, partial(self.report, month)) for month, day in REPORT_DAYS.items()]
        turns = {turn.on for sketch in self.sketches for turn in sketch.turns}
        found += [(day, partial(self.turn, day)) for day in sorted(turns)]
        return sorted(found, key=lambda act: act[0])

    def carry_over(self) -> None:
        """上年结转 — the projects of 2024 with their twelve months, entered when the system began."""
        told = [(sketch, sketch.last_year) for sketch in self.sketches if sketch.last_year]
        statements = [
            Statement(
                self._identity(sketch) | {
                    "level": sketch.level, "construction_kind": last.construction_kind,
                    "admitted_on": sketch.admitted_on, "plan_wan": last.plan_wan,
                },
                origin=CARRIED, is_demo=True,
            )
            for sketch, last in told
        ]
        at = moment(CARRY_OVER_DAY)
        self._state([sketch for sketch, _ in told], statements, LAST_YEAR, at)
        rows: list[ProgressFact] = []
        for sketch, last in told:
            rows += self._nodes(sketch, until=CARRY_OVER_DAY)
            rows += [
                self._amount(sketch, LAST_YEAR, month, amount, CARRIED)
                for month, amount in last.months.items()
            ]
        record_progress(rows, years=(LAST_YEAR,), by=self.office, at=at)

    def list_the_year(self) -> None:
        """列入年度清单 — what is carried over and what is new on the list of 2025."""
        self._enter([sketch for sketch in self.sketches if sketch.listed_on == LIST_DAY], LIST_DAY)

    def admit(self, day: date) -> None:
        """联合会审入库 — the projects a meeting admitted."""
        self._enter([sketch for sketch in self.sketches if sketch.listed_on == day], day)

    def _enter(self, told: Sequence[Sketch], day: date) -> None:
        origin = "演示数据：年度清单" if day == LIST_DAY else f"演示数据：{day.month}月联合会审纪要"
        statements = []
        for sketch in told:
            project_id = self.ids.get(sketch.name)
            values: dict[str, Any] = {} if project_id else self._identity(sketch)
            values |= {
                "level": sketch.level, "construction_kind": sketch.construction_kind,
                "admitted_on": sketch.admitted_on, "plan_wan": sketch.plan_wan,
            }
            statements.append(Statement(values, project_id, origin, is_demo=True))
        at = moment(day)
        self._state(told, statements, YEAR, at)
        rows: list[ProgressFact] = [row for sketch in told for row in self._nodes(sketch, until=day)]
        record_progress(rows, years=(YEAR,), by=self.office, at=at)

    def upgrade(self) -> None:
        """升级 — from 区重点 to 市重大 in the middle of the year."""
        for sketch in self.sketches:
            if sketch.upgraded_to is None:
                continue
            values = {"level": sketch.upgraded_to, "admitted_on": UPGRADE_DAY}
            statement = Statement(values, self.ids[sketch.name], "演示数据：市级入库通知")
            state_projects(
                [statement], year=YEAR, about_from=UPGRADE_DAY, by=self.office,
                at=moment(UPGRADE_DAY), reason="列入市重大项目",
            )

    def report(self, month: int) -> None:
        """月报 — two 板块 enter their own the day before, the office enters the others' ledgers."""
        day = REPORT_DAYS[month]
        told = [s for s in self.sketches if month in s.words and not _is_gone(s, day)]
        for username, zone in self.clerks.items():
            own = [sketch for sketch in told if sketch.zones == (zone,)]
            at = moment(day - timedelta(days=1), time(16, 20))
            self._record_month(own, month, self.actors[username], at)
        rest = [s for s in told if len(s.zones) > 1 or s.zones[0] not in self.clerks.values()]
        self._record_month(rest, month, self.office, moment(day))

    def _record_month(
        self, told: Sequence[Sketch], month: int, by: Actor, at: datetime
    ) -> None:
        rows: list[ProgressFact] = []
        for sketch in told:
            rows += self._month(sketch, month)
            since = REPORT_DAYS.get(month - 1, LIST_DAY)
            rows += self._nodes(sketch, since=min(since, at.date()), until=at.date())
        record_progress(rows, years=(YEAR,), by=by, at=at)

    def correct(self) -> None:
        """更正 — a month that was first reported wrongly, with the reason."""
        rows: list[ProgressFact] = [
            self._amount(sketch, YEAR, month, sketch.months[month], "演示数据：更正说明")
            for sketch in self.sketches
            for month in sketch.first_said
        ]
        record_progress(
            rows, years=(YEAR,), by=self.office, at=moment(CORRECTION_DAY),
            reason="企业重复计入一笔设备款，核减",
        )

    def turn(self, day: date) -> None:
        """停复退 — those of the day."""
        for sketch in self.sketches:
            for turn in sketch.turns:
                if turn.on == day:
                    change_standing(
                        project=Project.objects.get(pk=self.ids[sketch.name]), to=turn.to,
                        on=turn.on, reason=turn.reason, by=self.office, at=moment(day),
                    )

    def _state(
        self, told: Sequence[Sketch], statements: Sequence[Statement], year: int, at: datetime
    ) -> None:
        ids = state_projects(
            statements, year=year, about_from=date(year, 1, 1), by=self.office, at=at
        )
        self.ids |= dict(zip((sketch.name for sketch in told), ids, strict=True))

    def _identity(self, sketch: Sketch) -> dict[str, Any]:
        zone_ids = tuple(self.zone_ids[zone] for zone in sketch.zones)
        return {"name": sketch.name, "code": sketch.code, "zone_ids": zone_ids, **sketch.profile}

    def _nodes(
        self, sketch: Sketch, *, until: date, since: date | None = None
    ) -> Iterable[Milestone]:
        """Milestones as known on `until`; with `since` only those reached after that day."""
        for node, days in sketch.nodes.items():
            reached_on = days.recognised_on or date.max
            if since is None or since < reached_on <= until:
                yield _milestone(self.ids[sketch.name], node, days, reached_on <= until)

    def _month(self, sketch: Sketch, month: int) -> Iterable[ProgressFact]:
        said = sketch.words[month]
        done = sum((sketch.months.get(number, ZERO) for number in range(1, month + 1)), ZERO)
        origin = f"演示数据：{YEAR}年{month}月台账"
        yield MonthlyWord(
            project_id=self.ids[sketch.name], year=YEAR, month=month,
            image_progress=said.image_progress, problems=said.problems, cause=said.cause,
            next_plan=said.next_plan, completed_total_wan=sketch.before_wan + done, origin=origin,
        )
        if month in sketch.months:
            amount = sketch.first_said.get(month, sketch.months[month])
            yield self._amount(sketch, YEAR, month, amount, origin)

    def _amount(
        self, sketch: Sketch, year: int, month: int, amount: Decimal, origin: str
    ) -> MonthlyAmount:
        return MonthlyAmount(
            project_id=self.ids[sketch.name], year=year, month=month, amount_wan=amount,
            origin=origin,
        )


def _milestone(project_id: int, node: Node, days: NodeDays, is_reached: bool) -> Milestone:
    return Milestone(
        project_id=project_id, node=node, planned_on=days.planned_on,
        planned_precision=days.planned_precision, origin="演示数据",
        actual_on=days.actual_on if is_reached else None,
        actual_precision=Precision.DAY if is_reached and days.actual_on else Precision.UNSET,
        recognised_on=days.recognised_on if is_reached else None,
    )


def _is_gone(sketch: Sketch, day: date) -> bool:
    return any(turn.to is Standing.WITHDRAWN and turn.on <= day for turn in sketch.turns)
