"""Who reports months and who recognises milestones."""

from __future__ import annotations

import itertools

import pytest

from zhaotuifu.kernel.actor import SYSTEM, Actor, Role
from zhaotuifu.progress import access
from zhaotuifu.projects.states import Standing

HERE, THERE = 1, 2


def actor(role: Role) -> Actor:
    return Actor(user_id=7, name="岗", organisation="单位", posts=((role, HERE),))


@pytest.mark.parametrize(("role", "place", "standing"), list(itertools.product(Role, (HERE, THERE), Standing)))
def test_who_may_edit_may_report_until_the_project_is_withdrawn(role, place, standing):
    keeps = role is Role.OFFICE or (role is Role.ZONE and place == HERE)
    verdict = access.can_report(actor(role), (place,), standing)
    assert bool(verdict) is (keeps and standing != Standing.WITHDRAWN)
    assert verdict or verdict.sentence.startswith("不能填报")


@pytest.mark.parametrize("role", Role)
def test_only_the_office_recognises(role):
    verdict = access.can_recognise(actor(role))
    assert bool(verdict) is (role is Role.OFFICE)
    assert verdict or "区重大办" in verdict.sentence


def test_the_system_itself_may():
    assert access.can_recognise(SYSTEM)
    assert access.can_report(SYSTEM, (), Standing.STOPPED)
