"""月份不按次序来：先三月后一月二月，全年合计总是累计说的那个数；指标、导出、撤回都对得上。"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import permutations

import pytest
from django.utils import timezone

from tests.ledger.sending import commit, imported, months, previewed, project, send, table
from tests.people import Person
from zhaotuifu.indicators.definitions import named
from zhaotuifu.indicators.queries import open_book
from zhaotuifu.ledger import actions, exporting
from zhaotuifu.progress.models import MonthlyAmount
from zhaotuifu.supervision.queries import month_end

NAME = "云岭储能电池基地"
MONTH_OF = {1: 100, 2: 150, 3: 300}
SUM_OF = {1: 100, 2: 250, 3: 550}


def ledger(month: int, *, alone: bool = False, summed: bool = False) -> bytes:
    """A ledger of a month with 本月完成, with 1—N月累计, or with both."""
    heads, row = ["项目名称", "板块", "年度计划投资（万元）"], [NAME, "砚湖镇", 1000]
    if alone:
        heads, row = [*heads, f"{month}月完成投资（万元）"], [*row, MONTH_OF[month]]
    if summed:
        heads, row = [*heads, f"1-{month}月累计完成（万元）"], [*row, SUM_OF[month]]
    return table(row, heads=heads)


def completed(month: int = 12, known_at=None) -> Decimal | None:
    """本年累计完成 at the end of a month, as the indicator has it."""
    book = open_book(year=2025, as_of=month_end(2025, month), known_at=known_at)
    return book.value(named("completed")).value


def sums() -> dict[int, int]:
    return dict(
        MonthlyAmount.objects.known().filter(covers_from__isnull=False)
        .values_list("month", "covers_from")
    )


ORDERS = [
    (kind, order) for kind in ("cumulative", "both") for order in permutations((1, 2, 3))
    if (kind, order) != ("both", (1, 3, 2))  # refused, see below
]


@pytest.mark.parametrize(("kind", "order"), ORDERS, ids=str)
def test_in_whatever_order_the_months_come_they_end_the_same(
    kind: str, order: tuple[int, ...], office: Person
) -> None:
    for month in order:
        imported(office, ledger(month, alone=kind == "both", summed=True), f"2025-{month:02d}")
        if 3 in months(NAME):
            assert completed() == Decimal(550)
    assert months(NAME) == {month: Decimal(amount) for month, amount in MONTH_OF.items()}
    assert sums() == {}


def test_both_columns_over_a_gap_are_refused_and_name_the_missing_month(office: Person) -> None:
    imported(office, ledger(1, alone=True, summed=True), "2025-01")
    (refusal,) = imported(office, ledger(3, alone=True, summed=True))["refused"]
    assert refusal["class"] == "months_disagree" and "2月还没有记录" in refusal["reason"]
    assert completed() == Decimal(100)


def test_january_alone_after_march_is_taken_off_the_opening(office: Person) -> None:
    imported(office, ledger(3, alone=True, summed=True))
    then = timezone.now()
    found = imported(office, ledger(1, alone=True), "2025-01")
    changes = {one["field"]: (one["old"], one["new"], one["reason"]) for one in found["changed"]}
    assert changes["completed_month_wan"][:2] == (None, "100")
    old, new, reason = changes["month_2"]
    assert (old, new) == ("250", "150") and "1—2月合计" in reason
    assert completed() == Decimal(550) and completed(1) == Decimal(100)
    assert completed(1, then) is None and completed(12, then) == Decimal(550)


def test_a_january_larger_than_the_opening_is_refused_and_the_row_stands(office: Person) -> None:
    imported(office, ledger(3, alone=True, summed=True))
    heads = ["项目名称", "板块", "1月完成投资（万元）", "形象进度"]
    found = imported(office, table([NAME, "砚湖镇", 260, "桩基"], heads=heads), "2025-01")
    (refusal,) = found["refused"]
    assert refusal["class"] == "months_disagree"
    assert "260" in refusal["reason"] and "250" in refusal["reason"]
    assert [one["field"] for one in found["changed"]] == ["image_progress"]
    assert months(NAME) == {2: Decimal(250), 3: Decimal(300)}


def test_undoing_the_later_month_gives_the_opening_back(office: Person) -> None:
    first = commit(office, send(office, ledger(3, alone=True, summed=True)))
    second = commit(office, send(office, ledger(1, alone=True), "2025-01"))
    assert months(NAME) == {1: Decimal(100), 2: Decimal(150), 3: Decimal(300)}
    actions.undo(ledger_import=second, by=office.actor, at=timezone.now())
    assert months(NAME) == {2: Decimal(250), 3: Decimal(300)} and sums() == {2: 1}
    assert first.pk != second.pk


@pytest.mark.parametrize("month", [2, 3, 4])
@pytest.mark.parametrize("alone", [True, False])
def test_a_sum_of_months_goes_out_and_comes_back_unchanged(
    month: int, alone: bool, office: Person
) -> None:
    imported(office, ledger(3, alone=alone, summed=True))
    data = exporting.ledger_file(actor=office.actor, year=2025, month=month)
    found = previewed(office, data, f"2025-{month:02d}")
    assert found["changed"] == found["created"] == []


def test_the_clerk_sees_the_sum_on_the_page_and_tells_a_month_of_it(office: Person) -> None:
    imported(office, ledger(3, summed=True))
    pk = project(NAME).pk
    assert "1—3月合计" in office.client.get(f"/projects/{pk}/?year=2025").content.decode()
    path = f"/projects/{pk}/months/?year=2025"
    form = office.client.get(path).context["form"]
    typed = {name: form[name].value() or "" for name in form.fields}
    assert form["month_3"].label == "1—3月合计"
    answer = office.client.post(path, typed | {"month_1": "600"})
    assert answer.status_code == 422 and "比合计还多" in answer.content.decode()
    assert office.client.post(path, typed | {"month_1": "100"}).status_code == 302
    assert months(NAME) == {1: Decimal(100), 3: Decimal(450)} and sums() == {3: 2}


def test_the_progress_table_shows_no_months_amount_where_only_the_sum_is_known(
    office: Person,
) -> None:
    imported(office, ledger(3, summed=True))
    (line,) = open_book(year=2025, as_of=date(2025, 3, 31)).lines
    assert line.month_wan(3) is None and line.completed_wan == Decimal(550)
