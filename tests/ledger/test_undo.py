"""撤回：整批退回到导入之前；有人接着记了就不能撤，并说明为什么。"""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.utils import timezone

from tests.ledger.sending import commit, counted, imported, months, previewed, project, send, table
from tests.people import Person
from zhaotuifu.kernel.verdict import Refused, no
from zhaotuifu.ledger import access, actions
from zhaotuifu.ledger.models import LedgerImport
from zhaotuifu.ledger.states import ImportState
from zhaotuifu.progress.queries import months_of, words_of
from zhaotuifu.projects.models import Project
from zhaotuifu.projects.queries import snapshots
from zhaotuifu.supervision.models import Position

CLOUD = ("云岭储能电池基地", "砚湖镇", 42000, 12000, 900, "桩基施工")


def undo(person: Person, done: LedgerImport) -> LedgerImport:
    return actions.undo(ledger_import=done, by=person.actor, at=timezone.now())


def test_what_an_import_made_is_gone_and_its_code_is_free_again(office: Person) -> None:
    heads = ["项目名称", "板块", "项目代码"]
    rows = table(["云岭", "砚湖镇", "2403-329999-04-01-982138"], heads=heads)
    done = undo(office, commit(office, send(office, rows)))
    assert done.state == ImportState.UNDONE
    assert not Project.objects.filter(is_void=False).exists()
    assert not Position.objects.exists()
    assert counted(previewed(office, rows)) == {"created": 1}


def test_what_an_import_changed_is_as_it_was(office: Person) -> None:
    imported(office, table(CLOUD))
    one = project("云岭储能电池基地").pk
    before = snapshots([one], year=2025, as_of=timezone.localdate())[one]
    changed = table(("云岭储能电池基地", "砚湖镇", 43000, 12600, 950, "主体施工"))
    done = commit(office, send(office, changed))
    undo(office, done)
    after = snapshots([one], year=2025, as_of=timezone.localdate())[one]
    assert (after.profile, after.plan_wan, after.zone_names) == (
        before.profile, before.plan_wan, before.zone_names
    )
    assert months("云岭储能电池基地") == {3: Decimal(900)}
    assert words_of([one], year=2025)[one].image_progress == "桩基施工"


def test_what_stood_in_between_answers_for_its_time(office: Person) -> None:
    done = commit(office, send(office, table(CLOUD)))
    then = timezone.now()
    one = project("云岭储能电池基地").pk
    undo(office, done)
    assert months_of([one], year=2025, known_at=then)[one] == {3: Decimal(900)}
    assert one not in months_of([one], year=2025)


def test_a_later_month_builds_on_it(office: Person) -> None:
    done = commit(office, send(office, table(CLOUD)))
    imported(office, table((*CLOUD[:4], 1000, "")), "2025-04")
    with pytest.raises(Refused, match=r"不能撤回.*当月完成.*请用更正的台账"):
        undo(office, done)
    assert months("云岭储能电池基地") == {3: Decimal(900), 4: Decimal(1000)}


def test_a_later_correction_builds_on_it(office: Person) -> None:
    done = commit(office, send(office, table(CLOUD)))
    imported(office, table((*CLOUD[:3], 12600, 900, "桩基施工")))
    with pytest.raises(Refused, match="不能撤回"):
        undo(office, done)


def test_what_happened_to_other_projects_does_not_matter(office: Person) -> None:
    done = commit(office, send(office, table(CLOUD)))
    imported(office, table(("湖上冷链", "砚湖镇", 8000, 2000, 300, "")))
    undo(office, done)
    assert list(Project.objects.filter(is_void=False).values_list("name", flat=True)) == ["湖上冷链"]


def test_after_the_later_one_is_undone_the_month_before_it_stands(office: Person) -> None:
    commit(office, send(office, table(CLOUD)))
    later = commit(office, send(office, table((*CLOUD[:4], 1000, "")), "2025-04"))
    undo(office, later)
    assert months("云岭储能电池基地") == {3: Decimal(900)}


def test_an_issued_report_speaks_through_the_guards(
    office: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = commit(office, send(office, table(CLOUD)))
    issued = no("不能撤回：第 3 期专报已经用了这些数。")
    monkeypatch.setattr(access, "UNDO_GUARDS", [lambda _: issued])
    with pytest.raises(Refused, match="第 3 期专报"):
        undo(office, done)
    assert project("云岭储能电池基地")


def test_it_is_undone_once(office: Person, zone_a: Person) -> None:
    done = commit(zone_a, send(zone_a, table(CLOUD)))
    undo(zone_a, done)
    with pytest.raises(Refused, match="已撤回"):
        undo(office, done)


def test_what_was_never_imported_is_not_undone(office: Person) -> None:
    with pytest.raises(Refused, match="待导入"):
        undo(office, send(office, table(CLOUD)))


def test_an_import_can_be_undone_after_the_one_that_built_on_it_was(office: Person) -> None:
    """A 之后 B 改了同样的数；B 撤回后，A 说过的又作数了，A 也能撤。"""
    first = commit(office, send(office, table(CLOUD)))
    one = project("云岭储能电池基地").pk
    other = ("云岭储能电池基地", "砚湖镇", 43000, 12600, 950, "主体施工")
    second = commit(office, send(office, table(other)))
    with pytest.raises(Refused, match="不能撤回"):
        undo(office, first)
    undo(office, second)
    stood = timezone.now()
    assert months("云岭储能电池基地") == {3: Decimal(900)}
    undo(office, first)
    assert not Project.objects.filter(is_void=False).exists()
    assert months_of([one], year=2025).get(one, {}) == {}
    assert months_of([one], year=2025, known_at=stood)[one] == {3: Decimal(900)}


def test_three_imports_on_the_same_figures_go_back_one_by_one(office: Person) -> None:
    imported(office, table(CLOUD))
    amounts = [Decimal(900)]
    done = []
    for amount in (910, 920, 930):
        done.append(commit(office, send(office, table((*CLOUD[:4], amount, "")))))
        amounts.append(Decimal(amount))
    for one in reversed(done):
        assert months("云岭储能电池基地") == {3: amounts.pop()}
        undo(office, one)
    assert months("云岭储能电池基地") == {3: Decimal(900)} == {3: amounts.pop()}


def test_a_later_one_undone_and_said_again_is_in_the_way_again(office: Person) -> None:
    first = commit(office, send(office, table(CLOUD)))
    second = commit(office, send(office, table((*CLOUD[:4], 950, ""))))
    undo(office, second)
    imported(office, table((*CLOUD[:4], 960, "")))
    with pytest.raises(Refused, match="不能撤回"):
        undo(office, first)
    assert months("云岭储能电池基地") == {3: Decimal(960)}
