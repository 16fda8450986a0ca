"""台账预览 — a ledger of many rows: what it would do, before anything is written.

Rival: openpyxl reading the same file cell by cell, with no understanding of it at all.
"""

from __future__ import annotations

import io
import os
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import partial

import openpyxl  # type: ignore[import-untyped]
from django.db import transaction
from django.utils import timezone

from bench.scratch import OFFICE
from bench.timing import Measured, median_of
from zhaotuifu.desk.seed.scale import BATCH, name_of
from zhaotuifu.kernel.actor import Actor
from zhaotuifu.ledger import actions
from zhaotuifu.ledger.models import LedgerImport
from zhaotuifu.parties.queries import actor_named, zones
from zhaotuifu.projects.models import Project
from zhaotuifu.projects.states import Level
from zhaotuifu.supervision.models import Position

PREVIEW_SECONDS = 6.0
YEAR, MONTH = 2025, 12
HEADS = (
    "序号", "项目名称", "项目代码", "所属板块", "级别", "建设性质", "建设单位", "总投资（万元）",
    "年度计划投资（万元）", "本月完成（万元）", "形象进度", "存在问题", "备注",
)
PHASES = ("桩基施工", "主体三层施工", "主体封顶", "设备安装")


def measure() -> Iterator[Measured]:
    """对比 — a ledger of new projects, and one that changes a month of known ones."""
    rows = int(os.environ.get("BENCH_ROWS", "10000"))
    office = actor_named(OFFICE, timezone.localdate())
    if office is None:
        raise RuntimeError("草稿库里没有对比用账号")
    for name, lines in (("新项目", new_lines(rows)), ("已有项目改当月", known_lines(rows))):
        data = workbook(lines)
        rival = median_of(partial(_read_alone, data))
        yield Measured(
            f"预览 {len(lines):,} 行（{name}）", median_of(partial(_preview, data, office)),
            _counts(data, office), PREVIEW_SECONDS, "openpyxl 只读", rival,
        )


def new_lines(rows: int) -> list[Sequence[object]]:
    there = Project.objects.filter(batch=BATCH).count()
    names = [zone.name for zone in zones()][:-1]
    levels = (Level.CITY.label, Level.DISTRICT.label)
    return [
        (
            n, name_of(there + n), f"2512-320498-89-01-{500000 + n}", names[n % len(names)],
            levels[n % 2], "新建", f"对比{n}有限公司（演示）", 2000 + n, 500 + n % 300, 30 + n % 50,
            PHASES[n % 4], "", "演示数据",
        )
        for n in range(1, rows + 1)
    ]


def known_lines(rows: int) -> list[Sequence[object]]:
    found = (
        Position.objects.filter(year=YEAR).order_by("id")[:rows]
    )
    return [
        (
            n, row.name, row.code, row.zone_names, row.get_level_display(),
            row.get_construction_kind_display(), "", row.total_wan, row.plan_wan,
            float(row.month_wan or 0) + 1.25, PHASES[n % 4], "", "",
        )
        for n, row in enumerate(found, start=1)
    ]


def workbook(lines: Sequence[Sequence[object]]) -> bytes:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("台账")
    sheet.append([f"规模示范区{YEAR}年{MONTH}月重大项目进度台账"])
    sheet.append(HEADS)
    for line in lines:
        sheet.append([float(cell) if isinstance(cell, Decimal) else cell for cell in line])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _read_alone(data: bytes) -> int:
    sheet = openpyxl.load_workbook(io.BytesIO(data), data_only=True).active
    return sum(1 for row in sheet.iter_rows(values_only=True) for cell in row if cell is not None)


def _preview(data: bytes, by: Actor) -> None:
    """Sent and taken back, so that five runs find the same library."""
    with transaction.atomic():
        sent(data, by)
        transaction.set_rollback(True)


def sent(data: bytes, by: Actor) -> LedgerImport:
    return actions.send(
        data=data, name="台账.xlsx", by=by, at=timezone.now(),
        answers={"period": f"{YEAR}-{MONTH:02d}"},
    )


def _counts(data: bytes, by: Actor) -> str:
    with transaction.atomic():
        summary = sent(data, by).summary
        transaction.set_rollback(True)
    counts = summary.get("counts", {})
    return "、".join(f"{name} {count}" for name, count in counts.items() if count)
