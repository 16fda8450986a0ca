"""成批写入 — writes the same as Django's own saving, on both databases, and leaves nothing half-written."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from tests import things
from zhaotuifu.kernel import bulk
from zhaotuifu.kernel.models import AuditRow
from zhaotuifu.progress.models import Milestone, MonthlyAmount, MonthlyWord
from zhaotuifu.progress.states import Node
from zhaotuifu.projects.models import Profile, Project

TEXTS = ("", "砚湖", "制表\t符\n换行\\n\\N", "'引号\" %s ? {}", "\\.", "𠮷野家", "NULL")


def _profiles(project_id, at):
    return [
        Profile(
            project_id=project_id, valid_from=date(2025, 1, 1) + timedelta(days=n), recorded_at=at,
            address=text, scale=text * 3, start_year=None if n % 2 else 2023,
            total_investment_wan=None if n % 3 else Decimal("12345.678901"), foreign_rate_on=None,
            origin=text[:200],
        )
        for n, text in enumerate(TEXTS)
    ]


def _same(model, first, second):
    """The two ways must store the same: everything but the id."""
    names = [field.attname for field in model._meta.concrete_fields if not field.primary_key]

    def stored():
        return list(model._default_manager.order_by("id").values_list(*names))

    model._default_manager.bulk_create(first)
    expected = stored()
    model._default_manager.all().delete()
    assert bulk.insert(model, second) == len(expected)
    assert stored() == expected
    assert len(expected) > 1


def test_facts_are_stored_as_django_stores_them(district, at):
    one = things.project("云岭", "砚湖镇", at=at)
    Profile.objects.all().delete()
    _same(Profile, _profiles(one, at), _profiles(one, at))
    for model, rows in (
        (MonthlyAmount, lambda: [
            MonthlyAmount(
                project_id=one, year=2025, month=n, recorded_at=at,
                amount_wan=None if n == 5 else Decimal("-0.000001") * n,
                covers_from=1 if n == 12 else None,
            )
            for n in range(1, 13)
        ]),
        (MonthlyWord, lambda: [
            MonthlyWord(project_id=one, year=2025, month=n, recorded_at=at, problems=text)
            for n, text in enumerate(TEXTS, start=1)
        ]),
        (Milestone, lambda: [
            Milestone(project_id=one, node=node, recorded_at=at, planned_on=date(2025, 2, 28))
            for node in Node
        ]),
    ):  # fmt: skip
        _same(model, rows(), rows())


def test_json_is_stored_as_django_stores_it(db, at):
    def rows():
        return [
            AuditRow(
                number=n, at=at, actor_name="综合科", action="改", object_kind="project", object_id="1",
                before={}, after={"词": text, "n": [1, None, True, 1.5], "深": {"\\": text}},
                previous_hash="0" * 64, row_hash="1" * 64,
            )
            for n, text in enumerate(TEXTS, start=1)
        ]

    _same(AuditRow, rows(), rows())


def test_what_is_known_only_at_the_end_is_put_into_every_row(district, at):
    one = things.project("云岭", "砚湖镇", at=at)
    prepared = bulk.prepare(Milestone, [
        Milestone(project_id=one, node=node, recorded_at=at) for node in Node
    ])  # fmt: skip
    later = at + timedelta(seconds=7)
    prepared.put("recorded_at", later)
    assert prepared.write() == len(Node)
    assert set(Milestone.objects.values_list("recorded_at", flat=True)) == {later}


def test_a_row_the_database_does_not_take_leaves_none(district, at):
    one = things.project("云岭", "砚湖镇", at=at)
    twice = [MonthlyAmount(project_id=one, year=2025, month=3, recorded_at=at) for _ in range(2)]
    with pytest.raises(IntegrityError), transaction.atomic():
        bulk.insert(MonthlyAmount, twice)
    assert not MonthlyAmount.objects.exists()


def test_nothing_is_written_of_nothing(db):
    assert bulk.insert(MonthlyAmount, []) == 0
    bulk.changes(Project, ["name"], []).write()
    assert bulk.reserve(Project, 0) == []


def test_reserved_ids_are_given_to_nobody_else(district, at):
    def made(name, pk=None):
        return Project(pk=pk, name=name, created_at=at).fill_keys()

    before = things.project("云岭", "砚湖镇", at=at)
    mine = bulk.reserve(Project, 3)
    other = made("湖上")
    other.save()
    again = bulk.reserve(Project, 2)
    assert len({before, *mine, other.pk, *again}) == 7
    bulk.insert(Project, [made(f"后写{pk}", pk) for pk in mine])
    assert set(Project.objects.filter(pk__in=mine).values_list("name", flat=True)) == {
        f"后写{pk}" for pk in mine
    }
    last = made("再来")
    last.save()
    assert last.pk not in {*mine, *again}


def test_the_first_id_of_an_empty_table_can_be_reserved(district, at):
    mine = bulk.reserve(Project, 2)
    assert mine[1] == mine[0] + 1
    one = Project(name="后来", created_at=at)
    one.save()
    assert one.pk not in mine


def test_rows_are_changed_by_their_id(district, at):
    ids = [things.project(name, "砚湖镇", at=at) for name in ("云岭", "湖上", "溪口")]
    rows = [(ids[0], ("云岭二期", "A")), (ids[2], ("溪口%s'", "B"))]
    bulk.changes(Project, ["name", "code"], rows).write()
    found = dict(Project.objects.order_by("id").values_list("name", "code"))
    assert found == {"云岭二期": "A", "湖上": "", "溪口%s'": "B"}


def test_rows_of_many_different_values_and_of_one_are_changed_alike(district, at, monkeypatch):
    ids = [things.project(f"云岭{n}号", "砚湖镇", at=at) for n in range(6)]
    monkeypatch.setattr(bulk, "AT_ONCE", 2)
    bulk.changes(Project, ["is_void"], [(pk, (True,)) for pk in ids[:5]]).write()
    assert list(Project.objects.filter(is_void=False).values_list("pk", flat=True)) == ids[5:]
    monkeypatch.setattr(bulk, "FEW", 2)
    bulk.changes(Project, ["name"], [(pk, (f"溪口{pk}",)) for pk in ids]).write()
    assert set(Project.objects.values_list("name", flat=True)) == {f"溪口{pk}" for pk in ids}
