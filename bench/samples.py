"""样品 — one of each thing that has an address, in the scratch library: what is there, else made once.

Each is made on its own: what cannot be made there is left out, and the route is named as not asked.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.utils import timezone

from bench.scratch import OFFICE
from zhaotuifu.indicators.definitions import ALL
from zhaotuifu.kernel.actor import Actor
from zhaotuifu.kernel.verdict import Conflict, Refused
from zhaotuifu.parties.queries import actor_named, zones
from zhaotuifu.projects.models import ProjectZone

YEAR, DAY = 2025, date(2025, 12, 31)
SAMPLE = "对比样品"
#: the parameter of an address → the thing it names
THINGS = {
    "report_id": "reports.Report", "sheet_id": "targets.TargetSheet", "carry_id": "carryover.CarryOver",
    "view_id": "desk.SavedView", "programme_id": "projects.Programme", "edit_id": "projects.BulkEdit",
    "run_id": "kernel.WorkRun", "import_id": "ledger.LedgerImport", "table_id": "submissions.SuperiorTable",
    "version_id": "submissions.SuperiorVersion", "submission_id": "submissions.Submission",
    "mapping_id": "ledger.ColumnMapping", "decision_id": "ledger.NameDecision",
    "user_id": "parties.User", "organisation_id": "parties.Organisation", "notice_id": "notices.Notice",
}
TEXTS = {"what": (f"plan-{YEAR}", f"month-{YEAR}-6-reported", "name")}
#: what an address has to be told beside its parameters
QUERIES = {"project_standing": "?to=stopped", "ledger_export": f"?year={YEAR}&month=12"}


def of(route: str, key: str) -> Sequence[Any]:
    """样品 — the values of a parameter to ask a route with; empty when there is none."""
    if key == "project_id":
        return (_project(),)
    if key == "code" and route == "indicator_page":
        return tuple(one.code for one in ALL)
    if key == "code" and route.startswith("indicator"):
        return ("completion_rate", "duration_start_finish")
    if key in TEXTS:
        return TEXTS[key]
    label = THINGS.get(key)
    if label is None:
        return ()
    newest = apps.get_model(label)._default_manager.order_by("-pk").values_list("pk", flat=True).first()
    return () if newest is None else (newest,)


def _project() -> int:
    """In the middle of the first 板块: neither end of any index."""
    mine = ProjectZone.objects.known().filter(zone=zones()[0].id).order_by("project_id")
    ids = list(mine.values_list("project_id", flat=True))
    return ids[len(ids) // 2]


def fill() -> None:
    """备样品 — a draft, a table of targets, a carry-over, a view, a programme; once."""
    office = actor_named(OFFICE, timezone.localdate())
    if office is None:
        raise RuntimeError("草稿库里没有对比用账号")
    makers: dict[str, Callable[[Actor], object]] = {
        "reports.Report": _report, "targets.TargetSheet": _sheet, "carryover.CarryOver": _carry,
        "desk.SavedView": _view, "projects.Programme": _programme,
    }
    for label, make in makers.items():
        if apps.get_model(label)._default_manager.exists():
            continue
        try:
            make(office)
        except (Refused, Conflict) as problem:
            print(f"样品 {label} 没有备成：{problem}")


def _report(office: Actor) -> None:
    from zhaotuifu.reports import actions

    kind = actions.kind_or_refuse("progress_brief")
    actions.create_draft(kind=kind, year=YEAR, as_of=DAY, by=office, at=timezone.now())


def _sheet(office: Actor) -> None:
    from zhaotuifu.targets import actions
    from zhaotuifu.targets.rules import Key

    sheet = actions.start_sheet(year=YEAR, by=office, at=timezone.now())
    cells = {Key("admitted", "district", zone.id): Decimal(10) for zone in zones()}
    head = {"valid_from": date(YEAR, 1, 1)}
    actions.save_sheet(
        sheet=sheet, cells=cells, head=head, revision=sheet.revision, by=office, at=timezone.now()
    )


def _carry(office: Actor) -> None:
    from zhaotuifu.carryover import actions

    carry = actions.start(year=YEAR, by=office, at=timezone.now())
    actions.propose(carry=carry, by=office, at=timezone.now())


def _view(office: Actor) -> None:
    from zhaotuifu.desk import actions_views
    from zhaotuifu.desk.states import Audience

    actions_views.save_view(
        name=SAMPLE, audience=Audience.OWN, query="lamp=red", columns=["plan"], by=office, at=timezone.now()
    )


def _programme(office: Actor) -> None:
    from zhaotuifu.projects.actions import Statement, state_projects
    from zhaotuifu.projects.actions_programmes import save_programme

    day = date(YEAR, 1, 1)
    values = {"code": "bench", "name": SAMPLE, "note": "", "source": "示例", "valid_from": day}
    made = save_programme(
        programme=None, values=values | {"valid_to": None}, by=office, at=timezone.now()
    )
    state_projects(
        [Statement({"programmes": {made.pk: True}}, _project())], year=YEAR, about_from=day, by=office,
        at=timezone.now(),
    )
