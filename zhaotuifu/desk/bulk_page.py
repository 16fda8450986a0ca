"""批量修改页 — what was chosen, the form of one field, the preview; put together for the view."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import QueryDict
from django.utils.http import urlencode

from zhaotuifu.desk import asking
from zhaotuifu.desk.forms.bulk import BulkForm
from zhaotuifu.desk.queries.chosen import Chosen, chosen
from zhaotuifu.desk.queries.project_list import asked_in
from zhaotuifu.kernel.actor import Actor
from zhaotuifu.kernel.verdict import Verdict
from zhaotuifu.parties.queries import zones
from zhaotuifu.projects import bulk
from zhaotuifu.projects.access import can_bulk_edit
from zhaotuifu.projects.states import BulkField


@dataclass(frozen=True, slots=True)
class Asked:
    """地址说的 — the conditions, what was chosen, which field, and whether it can be done at all."""

    ask: asking.Asking
    chosen: Chosen
    field: BulkField | None
    names: Mapping[Any, str]  # of 板块 by id, of what a 专项 may become by its code
    verdict: Verdict
    today: date
    gone: frozenset[int] = frozenset()  # 板块 merged into another: named, but chosen no more

    @property
    def is_open(self) -> bool:
        return bool(self.verdict) and bool(self.chosen.project_ids) and self.field is not None

    def form(self, data: Mapping[str, Any] | None) -> BulkForm | None:
        if self.field is None:
            return None
        offered = [(key, name) for key, name in self.names.items() if key not in self.gone]
        return BulkForm(
            data, field=self.field, names=offered, year=self.ask.year, today=self.today
        )


def asked(given: QueryDict, actor: Actor, today: date) -> Asked:
    """读地址 — what is not understood says nothing."""
    ask = asked_in(given, today)
    places = zones()
    names = bulk.names_shown((zone.id, zone.name) for zone in places)
    found = chosen(
        actor, ask, given.getlist("id"), is_whole=given.get("all") == "1",
        zone_name=names.get(ask.zone_id or 0, ""),
    )
    text = given.get("field", "")
    field = BulkField(text) if text in BulkField.values else None
    allowed = can_bulk_edit(actor, field)
    return Asked(
        ask, found, field, names, allowed if not allowed else bulk.can_take(found.count), today,
        frozenset(zone.id for zone in places if not zone.is_open_on(today)),
    )


def context_of(
    what: Asked, actor: Actor, given: QueryDict, form: BulkForm | None,
    preview: bulk.Preview | None = None, warning: str = "",
) -> dict[str, Any]:
    """整页 — the choice of the field, the form, and the preview if there is one."""
    field = what.field
    order = form.order(what.chosen.project_ids) if preview and form else None
    return {
        "what": what, "ask": what.ask, "chosen": what.chosen, "form": form, "warning": warning,
        "fields": [one for one in BulkField if can_bulk_edit(actor, one)], "field": field,
        "kept": [(name, value) for name, values in given.lists() if name != "field" for value in values],
        "back": what.ask.address(), "preview": preview,
        "new": bulk.shown(field.value, order.value, what.names) if order and field else "",
        "lines": [
            (line, bulk.shown(field.value, line.old, what.names)) for line in preview.lines
        ] if preview and field else (),
        "here": urlencode(list(_pairs(given))),
    }


def _pairs(given: QueryDict):
    for name, values in given.lists():
        for value in values:
            yield name, value
