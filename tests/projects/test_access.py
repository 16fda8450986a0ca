"""Who may create, correct, place, stop and withdraw: the whole product of roles, places and standings."""

from __future__ import annotations

import itertools

import pytest

from zhaotuifu.kernel.actor import SYSTEM, Actor, Role
from zhaotuifu.projects import access
from zhaotuifu.projects.states import STANDING_MOVES, Standing

HERE, THERE = 1, 2


def actor(role: Role, organisation: int = HERE) -> Actor:
    return Actor(user_id=7, name="岗", organisation="单位", posts=((role, organisation),))


@pytest.mark.parametrize(("role", "place"), list(itertools.product(Role, ((HERE,), (THERE,), (HERE, THERE), ()))))
def test_the_office_corrects_all_and_a_zone_its_own(role, place):
    verdict = access.can_edit(actor(role), place)
    expected = role is Role.OFFICE or (role is Role.ZONE and HERE in place)
    assert bool(verdict) is expected
    assert bool(verdict.sentence) is not expected


@pytest.mark.parametrize("role", Role)
def test_the_office_and_the_zones_create(role):
    assert bool(access.can_create(actor(role))) is (role in (Role.OFFICE, Role.ZONE))


@pytest.mark.parametrize(("role", "place"), list(itertools.product(Role, ((HERE,), (THERE,), (HERE, THERE)))))
def test_a_zone_places_projects_only_into_itself(role, place):
    expected = role is Role.OFFICE or (role is Role.ZONE and place == (HERE,))
    assert bool(access.can_place(actor(role), place)) is expected


@pytest.mark.parametrize(
    ("role", "place", "source", "target"),
    list(itertools.product(Role, ((HERE,), (THERE,)), Standing, Standing)),
)
def test_standing_follows_the_table_of_moves(role, place, source, target):
    move = STANDING_MOVES.get((source, target))
    expected = move is not None and role in move.who and (role is Role.OFFICE or HERE in place)
    verdict = access.can_change_standing(actor(role), place, source, target)
    assert bool(verdict) is expected
    assert expected or verdict.sentence.startswith("不能")


def test_only_the_office_withdraws_and_brings_back():
    for (source, target), move in STANDING_MOVES.items():
        if Standing.WITHDRAWN in (source, target):
            assert move.who == {Role.OFFICE}


def test_the_system_itself_may_do_everything():
    assert access.can_edit(SYSTEM, ())
    assert access.can_create(SYSTEM)
    assert access.can_place(SYSTEM, (HERE,))
