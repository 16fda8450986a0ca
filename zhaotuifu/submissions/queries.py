"""上报查询 — the tables with their versions, the register of submissions; frozen rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from zhaotuifu.kernel.actor import Actor
from zhaotuifu.kernel.pages import Page
from zhaotuifu.submissions.models import Submission, SuperiorTable, SuperiorVersion
from zhaotuifu.submissions.rules.pointing import pointings_of
from zhaotuifu.submissions.states import SubmissionState, VersionState

PAGE_SIZE = 30


@dataclass(frozen=True, slots=True)
class TableLine:
    """一张上报表 — the version in use, and what still waits to be pointed."""

    id: int
    name: str
    recipient: str
    cadence: str
    years: tuple[int, ...]
    draft_id: int | None
    last_sent: str
    is_demo: bool


@dataclass(frozen=True, slots=True)
class VersionLine:
    """一个版本."""

    id: int
    year: int
    state: str
    state_label: str
    file_name: str
    columns: int
    cells: int
    created_at: datetime
    created_by: str


@dataclass(frozen=True, slots=True)
class SubmissionLine:
    """登记一行."""

    id: int
    table_id: int
    table: str
    recipient: str
    year: int
    month: int
    number: int | None
    state: str
    state_label: str
    who: str
    when: datetime
    method: str
    sha256: str
    projects: int
    is_demo: bool


def tables() -> tuple[TableLine, ...]:
    """上报表清单 — three SQL statements."""
    versions: dict[int, list[SuperiorVersion]] = {}
    for version in (
        SuperiorVersion.objects.exclude(state=VersionState.RETIRED)
        .only("id", "table_id", "year", "state")
        .order_by("-year", "-id")
    ):
        versions.setdefault(version.table_id, []).append(version)
    sent = Submission.objects.filter(state=SubmissionState.SENT).order_by(
        "year", "month", "number", "id"
    )
    last = {
        row[0]: f"{row[1]}年{row[2]}月" for row in sent.values_list("table_id", "year", "month")
    }
    return tuple(
        _table_line(table, versions.get(table.pk, []), last.get(table.pk, ""))
        for table in SuperiorTable.objects.order_by("name", "id")
    )


def _table_line(table: SuperiorTable, versions: list[SuperiorVersion], last: str) -> TableLine:
    usable = tuple(one.year for one in versions if one.state == VersionState.USABLE)
    draft = next((one.pk for one in versions if one.state == VersionState.DRAFT), None)
    return TableLine(
        table.pk,
        table.name,
        table.recipient,
        table.get_cadence_display(),
        usable,
        draft,
        last,
        table.is_demo,
    )


def versions_of(table: SuperiorTable) -> tuple[VersionLine, ...]:
    """各年版本 — newest first; one SQL statement."""
    rows = (
        table.versions.select_related("blank", "created_by")
        .defer("layout")
        .order_by("-year", "-id")
    )
    return tuple(_version_line(row) for row in rows)


def _version_line(row: SuperiorVersion) -> VersionLine:
    pointings = pointings_of(row.pointings)
    return VersionLine(
        row.pk,
        row.year,
        row.state,
        row.get_state_display(),
        row.blank.name,
        sum(len(area.columns) for area in pointings.areas),
        len(pointings.spots),
        row.created_at,
        row.created_by.name if row.created_by else "系统",
    )


def find_table(table_id: int) -> SuperiorTable | None:
    """按号找上报表."""
    return SuperiorTable.objects.filter(pk=table_id).first()


def table_named(name: str) -> SuperiorTable | None:
    """按名找上报表."""
    return SuperiorTable.objects.filter(name=name.strip()).first()


def find_version(version_id: int) -> SuperiorVersion | None:
    """按号找版本."""
    return (
        SuperiorVersion.objects.select_related("table", "blank", "created_by")
        .filter(pk=version_id)
        .first()
    )


def version_for(table: SuperiorTable, year: int) -> SuperiorVersion | None:
    """哪一版 — in use for the year, else the latest before it; None when there is none."""
    usable = table.versions.filter(state=VersionState.USABLE, year__lte=year)
    return usable.select_related("table", "blank").order_by("-year", "-id").first()


def find(actor: Actor, submission_id: int) -> Submission | None:
    """按号找上报 — None when there is none the actor may see."""
    return (
        Submission.objects.visible_to(actor)
        .select_related(
            "version__blank", "version__table", "table", "file", "created_by", "sent_by"
        )
        .filter(pk=submission_id)
        .first()
    )


def register(actor: Actor, page: int, asked: Mapping[str, Any]) -> Page[SubmissionLine]:
    """报送登记 — newest month first, by table, year and month; two SQL statements."""
    rows = Submission.objects.visible_to(actor).exclude(state=SubmissionState.DROPPED)
    for name in ("table", "year", "month"):
        if asked.get(name):
            rows = rows.filter(**{name: asked[name]})
    total = rows.count()
    start = (page - 1) * PAGE_SIZE
    found = (
        rows.select_related("table", "file", "created_by", "sent_by")
        .defer("frozen")
        .order_by("-year", "-month", "-number", "-id")
    )
    return Page(
        tuple(_line(row) for row in found[start : start + PAGE_SIZE]), page, PAGE_SIZE, total
    )


def _line(row: Submission) -> SubmissionLine:
    who = row.sent_by or row.created_by
    return SubmissionLine(
        row.pk,
        row.table_id,
        row.table.name,
        row.table.recipient,
        row.year,
        row.month,
        row.number,
        row.state,
        row.get_state_display(),
        who.name if who else "系统",
        row.sent_at or row.created_at,
        row.method,
        row.file.sha256 if row.file else "",
        len(row.project_ids),
        row.is_demo,
    )


def sent_before(submission: Submission) -> tuple[SubmissionLine, ...]:
    """同月各次 — sent submissions of the same table and month, the last first; one SQL statement."""
    rows = Submission.objects.filter(
        table=submission.table_id,
        year=submission.year,
        month=submission.month,
        state=SubmissionState.SENT,
    ).exclude(pk=submission.pk)
    found = (
        rows.select_related("table", "file", "created_by", "sent_by")
        .defer("frozen")
        .order_by("-number", "-id")
    )
    return tuple(_line(row) for row in found)
