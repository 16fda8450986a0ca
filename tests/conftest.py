"""共用布景 — the district and the cast."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import hypothesis
import pytest
from django.conf import settings
from django.utils import timezone

from tests import people
from tests.stage import stage
from zhaotuifu.kernel.actor import Role

__all__ = ["stage"]  # 布景, laid out once for a file

# A busy machine is slow; that says nothing of what is tested.
hypothesis.settings.register_profile(
    "house", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("house")


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


#: where the child process itself is tested, and what others made is read as the product reads it
WITH_CHILD = ("tests/kernel/", "tests/bench/", "tests/tools/")


@pytest.fixture(autouse=True)
def read_here(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """就地读表 — our own small workbooks are read in this process: it spares every test of an import
    two starts of an interpreter. The child answers the same bytes (tests/kernel).
    """
    is_foreign = request.node.get_closest_marker("foreign") is not None
    if not is_foreign and not request.node.nodeid.startswith(WITH_CHILD):
        from zhaotuifu.kernel.sheets import child, reading

        def said(data: bytes, order: Mapping[str, Any], seconds: float) -> bytes:
            return child.said(data, dict(order))

        monkeypatch.setattr(reading, "hear_child", said)
    yield


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """不用数据库的测试 — cannot tell two databases apart: on PostgreSQL they are not run again."""
    if "postgresql" not in settings.DATABASES["default"]["ENGINE"]:
        return
    needs = {"db", "transactional_db", "django_db_setup"}
    here = [
        item for item in items
        if item.get_closest_marker("django_db") or needs & set(getattr(item, "fixturenames", ()))
    ]
    config.hook.pytest_deselected(items=[item for item in items if item not in set(here)])
    items[:] = here
