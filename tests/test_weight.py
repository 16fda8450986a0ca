"""重量 — pages go compressed and a list of fifty stays small; what is drawn in is kept by the browser."""

from __future__ import annotations

import gzip
import re
from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from tests import people
from zhaotuifu.kernel.actor import SYSTEM
from zhaotuifu.projects.actions import Statement, state_projects
from zhaotuifu.projects.states import ConstructionKind, Level

pytestmark = pytest.mark.django_db
LATER_KB = 60
FILES = re.compile(r'(?:src|href)="(/static/[^"]+)"')


@pytest.fixture
def fifty(district, at):
    """砚湖镇的五十个项目 — no two of whose names begin alike."""
    town = people.organisation("砚湖镇").pk
    said = [
        Statement({
            "name": f"{chr(0x4E00 + 37 * n)}{chr(0x5200 + 53 * n)}智能装备产业园第{n + 1}期扩建工程",
            "zone_ids": (town,), "level": Level.PROVINCE,
            "construction_kind": ConstructionKind.CONTINUED, "plan_wan": Decimal(1200 + n),
        })
        for n in range(50)
    ]
    state_projects(said, year=2025, about_from=date(2025, 1, 1), by=SYSTEM, at=at)


def test_a_list_of_fifty_is_carried_by_a_slow_line(fifty, office):
    answer = office.client.get(
        reverse("project_list"), {"year": 2025}, headers={"accept-encoding": "gzip"}
    )
    assert answer["Content-Encoding"] == "gzip"
    assert gzip.decompress(answer.content).count(b"data-row") == 50
    assert len(answer.content) < LATER_KB * 1024


def test_a_file_is_not_compressed_twice(office):
    answer = office.client.get(
        reverse("project_export"), {"year": 2025}, headers={"accept-encoding": "gzip"}
    )
    assert "Content-Encoding" not in answer


def test_only_a_page_with_charts_draws_in_what_draws_them(office):
    drawn = {
        name: " ".join(FILES.findall(office.client.get(reverse(name)).content.decode()))
        for name in ("project_list", "desk", "dashboard")
    }
    assert [name for name, files in drawn.items() if "echarts" in files] == ["dashboard"]
