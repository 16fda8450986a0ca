"""Every page as a leader sees it; the instruments stand in `looking`."""

from __future__ import annotations

import pytest

from tests.journeys.looking import findings, pages_of
from tests.routes import Route

pytestmark = pytest.mark.browser

TOWN = "demonstration"


@pytest.mark.parametrize(("who", "route", "is_new"), pages_of("leader"))
def test_a_page_is_usable_by_everybody_at_a_desk_and_on_a_phone(
    visit, town, who, route: Route, is_new
):
    assert findings(visit(who), route.path(town.things), is_new=is_new) == []
