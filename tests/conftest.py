"""共用布景 — the district and the cast."""

from __future__ import annotations

import pytest
from django.utils import timezone

from tests import people
from tests.stage import stage
from zhaotuifu.kernel.actor import Role

__all__ = ["stage"]  # 布景, laid out once for a file


@pytest.fixture
def at():
    """此刻."""
    return timezone.now()


@pytest.fixture
def district(db, at):
    """示范区."""
    return people.found_district(at)


@pytest.fixture
def office(district, at):
    """区重大办."""
    return people.person("office", Role.OFFICE, "区重大办", at)


@pytest.fixture
def zone_a(district, at):
    """板块甲 — the clerk of 砚湖镇."""
    return people.person("zone_a", Role.ZONE, "砚湖镇", at)


@pytest.fixture
def zone_b(district, at):
    """板块乙 — the clerk of 苔溪镇."""
    return people.person("zone_b", Role.ZONE, "苔溪镇", at)


@pytest.fixture
def department(district, at):
    """审批部门."""
    return people.person("department", Role.DEPARTMENT, "区住建局", at)


@pytest.fixture
def leader(district, at):
    """领导."""
    return people.person("leader", Role.LEADER, "示范区", at)


@pytest.fixture
def admin(district, at):
    """管理员."""
    return people.person("admin", Role.ADMIN, "示范区", at)
