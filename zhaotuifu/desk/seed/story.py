"""演示经过 — the sketches told to the library day by day, through the actions, as an office would.

Every act carries the day it was done, from 2021 on, so that `known_at` finds what was known then.
What reads the whole library (positions, sums) is made once after the last act.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from django.utils import timezone

from zhaotuifu.desk.seed.accounts import OFFICE
from zhaotuifu.desk.seed.belongings import left_in
from zhaotuifu.desk.seed.sketches import (
    LIST_DAYS,
    UPGRADE_DAY,
    YEAR,
    NodeDays,
    Sketch,
    Year,
    correction_day,
    months_of,
    report_day,
)
from zhaotuifu.kernel.actor import Actor
from zhaotuifu.progress.actions import record_progress
from zhaotuifu.progress.models import Milestone, MonthlyAmount, MonthlyWord, ProgressFact
from zhaotuifu.progress.states import Basis, Node
from zhaotuifu.projects.actions import Statement, change_standing, state_projects
from zhaotuifu.projects.models import Project
from zhaotuifu.projects.states import Level, Precision

START_CORRECTED_ON = date(2024, 11, 12)
MORNING = time(9, 30)
RECOGNISED_FROM = 2024  # of the years before, statistics told only what it accepted of 省重大


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
    programmes: dict[str, int]
    ids: dict[str, int] = field(default_factory=dict)
    _told_until: date = date.min

    @property
    def office(self) -> Actor:
        return self.actors[OFFICE.username]

    def acts(self) -> list[tuple[date, Callable[[], None]]]:
        """全部经过 — acts with their day, in the order of days."""
        found: list[tuple[date, Callable[[], None]]] = [
            (UPGRADE_DAY, self.upgrade),
            (START_CORRECTED_ON, self.correct_start),
        ]
        entered: dict[tuple[date, int], list[Sketch]] = defaultdict(list)
        turns, told_wrongly = set(), set()
        for sketch in self.sketches:
            for year, listed in sketch.years.items():
                entered[listed.listed_on, year].append(sketch)
            turns |= {turn.on for turn in sketch.turns}
            told_wrongly |= set(sketch.first_said)
        found += [(correction_day(*told), partial(self.correct, *told)) for told in told_wrongly]
        found += [
            (day, partial(self.enter, told, year, day)) for (day, year), told in entered.items()
        ]
        found += [(LIST_DAYS[year + 1], partial(self.leave, year)) for year in LIST_DAYS if year < YEAR]
        found += [
            (report_day(year, month), partial(self.report, year, month))
            for year in LIST_DAYS
            for month in months_of(year)
        ]
        found += [(day, partial(self.turn, day)) for day in turns]
        return sorted(found, key=lambda act: act[0])

    def enter(self, told: Sequence[Sketch], year: int, day: date) -> None:
        """列入 — in the list of the year: carried over, or admitted by a meeting of that day."""
        is_list = day == LIST_DAYS[year]
        origin = f"演示数据：{year}年{'度清单' if is_list else f'{day.month}月联合会审纪要'}"
        new = [sketch for sketch in told if sketch.name not in self.ids]
        statements = []
        for sketch in told:
            project_id, listed = self.ids.get(sketch.name), sketch.years[year]
            values: dict[str, Any] = {} if project_id else self._identity(sketch)
            values |= {
                "level": sketch.level, "construction_kind": listed.construction_kind,
                "admitted_on": sketch.admitted_on, "plan_wan": listed.plan_wan,
            }
            values |= self._belonging(sketch, year)
            statements.append(Statement(values, project_id, origin, is_demo=True))
        ids = state_projects(
            statements, year=year, about_from=date(year, 1, 1), by=self.office, at=moment(day),
            is_told=False,
        )
        self.ids |= dict(zip((sketch.name for sketch in told), ids, strict=True))
        rows = [row for sketch in new for row in self._nodes(sketch, until=day)]
        self._record(rows, self.office, moment(day))

    def upgrade(self) -> None:
        """升级 — from 区重点 to 市重大 in the middle of the year."""
        for sketch in self.sketches:
            if sketch.upgraded_to is None:
                continue
            values = {"level": sketch.upgraded_to, "admitted_on": UPGRADE_DAY}
            statement = Statement(values, self.ids[sketch.name], "演示数据：市级入库通知")
            state_projects(
                [statement], year=YEAR, about_from=UPGRADE_DAY, by=self.office,
                at=moment(UPGRADE_DAY), reason="列入市重大项目", is_told=False,
            )

    def report(self, year: int, month: int) -> None:
        """月报 — two 板块 enter their own the day before, the office enters the others' ledgers."""
        day = report_day(year, month)
        told = [sketch for sketch in self.sketches if sketch.entered_on < day <= sketch.gone_on]
        own: dict[str, list[Sketch]] = {username: [] for username in self.clerks}
        mine = {zone: username for username, zone in self.clerks.items()}
        rest: list[Sketch] = []
        for sketch in told:
            username = mine.get(sketch.zones[0]) if len(sketch.zones) == 1 else None
            (own[username] if username else rest).append(sketch)
        for username, sketches in own.items():
            at = moment(day - timedelta(days=1), time(16, 20))
            self._record_month(sketches, year, month, self.actors[username], at)
        self._record_month(rest, year, month, self.office, moment(day))
        self._told_until = day

    def _record_month(
        self, told: Sequence[Sketch], year: int, month: int, by: Actor, at: datetime
    ) -> None:
        rows: list[ProgressFact] = []
        for sketch in told:
            listed = sketch.years.get(year)
            if listed is not None and listed.listed_on < report_day(year, month):
                rows += self._month(sketch, listed, year, month)
            since = max(self._told_until, sketch.entered_on)
            rows += self._nodes(sketch, since=since, until=report_day(year, month))
        self._record(rows, by, at)

    def leave(self, year: int) -> None:
        """移出专项 — what was on the lists of the year for the last time leaves its programmes."""
        told = [sketch for sketch in self.sketches if left_in(sketch) == year]
        statements = [
            Statement(
                {"programmes": {self.programmes[code]: False for code in sketch.joined}},
                self.ids[sketch.name], "演示数据：专项清单", is_demo=True,
            )
            for sketch in told
        ]
        state_projects(
            statements, year=year, about_from=date(year, 12, 31), by=self.office,
            at=moment(LIST_DAYS[year + 1], time(14, 0)), reason="项目已了，移出专项", is_told=False,
        )

    def correct(self, year: int, month: int) -> None:
        """更正 — a month that was first reported wrongly, with the reason."""
        rows = [
            self._amount(sketch, year, month, sketch.years[year].months[month], "演示数据：更正说明")
            for sketch in self.sketches
            if (year, month) in sketch.first_said
        ]
        at = moment(correction_day(year, month))
        self._record(rows, self.office, at, "企业重复计入一笔设备款，核减")

    def correct_start(self) -> None:
        """更正开工 — a start recognised by its permit is put to the day the pile was seen."""
        rows = [
            _milestone(self.ids[sketch.name], node, sketch.nodes[node], True)
            for sketch in self.sketches
            for node in sketch.first_recognised
        ]
        reason = "九月只取得施工许可证，十月才打桩，认定日期更正"
        self._record(rows, self.office, moment(START_CORRECTED_ON), reason)

    def turn(self, day: date) -> None:
        """停复退 — those of the day."""
        for sketch in self.sketches:
            for turn in sketch.turns:
                if turn.on == day:
                    change_standing(
                        project=Project.objects.get(pk=self.ids[sketch.name]), to=turn.to,
                        on=turn.on, reason=turn.reason, by=self.office, at=moment(day),
                    )

    def _record(
        self, rows: Sequence[ProgressFact], by: Actor, at: datetime, reason: str = ""
    ) -> None:
        if rows:
            record_progress(rows, years=(at.year,), by=by, at=at, reason=reason, is_told=False)

    def _identity(self, sketch: Sketch) -> dict[str, Any]:
        zone_ids = tuple(self.zone_ids[zone] for zone in sketch.zones)
        return {"name": sketch.name, "code": sketch.code, "zone_ids": zone_ids, **sketch.profile}

    def _belonging(self, sketch: Sketch, year: int) -> dict[str, Any]:
        """The programmes it joins with the list of the year, and what it consists of."""
        joined = {self.programmes[code]: True for code, since in sketch.joined.items() if since == year}
        found: dict[str, Any] = {"programmes": joined} if joined else {}
        if sketch.parts and sketch.name not in self.ids:
            found["parts"] = sketch.parts
        return found

    def _nodes(
        self, sketch: Sketch, *, until: date, since: date | None = None
    ) -> Iterable[Milestone]:
        """Milestones as known on `until`; with `since` only those reached after that day."""
        for node, days in sketch.nodes.items():
            if node in sketch.first_recognised and until < START_CORRECTED_ON:
                days = replace(days, recognised_on=sketch.first_recognised[node])
            reached_on = days.recognised_on or date.max
            if since is None or since < reached_on <= until:
                yield _milestone(self.ids[sketch.name], node, days, reached_on <= until)

    def _month(self, sketch: Sketch, listed: Year, year: int, month: int) -> Iterator[ProgressFact]:
        origin = f"演示数据：{year}年{month}月台账"
        said = listed.words.get(month)
        if said is not None:
            yield MonthlyWord(
                project_id=self.ids[sketch.name], year=year, month=month,
                image_progress=said.image_progress, problems=said.problems, cause=said.cause,
                next_plan=said.next_plan, completed_total_wan=sketch.done_wan(year, month),
                origin=origin,
            )
        if month in listed.months:
            amount = sketch.first_said.get((year, month), listed.months[month])
            yield self._amount(sketch, year, month, amount, origin)
            if _is_in_statistics(sketch, year, month):
                accepted = (listed.months[month] * _accepted_share(sketch)).quantize(Decimal(1))
                yield self._amount(
                    sketch, year, month, accepted, "演示数据：统计部门反馈", Basis.RECOGNISED
                )

    def _amount(
        self, sketch: Sketch, year: int, month: int, amount: Decimal, origin: str,
        basis: Basis = Basis.REPORTED,
    ) -> MonthlyAmount:
        return MonthlyAmount(
            project_id=self.ids[sketch.name], year=year, month=month, amount_wan=amount,
            origin=origin, basis=basis,
        )


def _milestone(project_id: int, node: Node, days: NodeDays, is_reached: bool) -> Milestone:
    return Milestone(
        project_id=project_id, node=node, planned_on=days.planned_on,
        planned_precision=days.planned_precision, origin="演示数据",
        actual_on=days.actual_on if is_reached else None,
        actual_precision=Precision.DAY if is_reached and days.actual_on else Precision.UNSET,
        recognised_on=days.recognised_on if is_reached else None,
    )


def _is_in_statistics(sketch: Sketch, year: int, month: int) -> bool:
    """Statistics count a project from the day it entered them."""
    known = sketch.nodes.get(Node.STATISTICS)
    if known is None or known.recognised_on is None:
        return False
    is_told = year >= RECOGNISED_FROM or sketch.level is Level.PROVINCE
    return is_told and known.recognised_on < report_day(year, month)


def _accepted_share(sketch: Sketch) -> Decimal:
    """Of what is reported so much is accepted: from 84 to 98 in the hundred."""
    return Decimal(84 + sum(map(ord, sketch.name)) % 15) / 100
