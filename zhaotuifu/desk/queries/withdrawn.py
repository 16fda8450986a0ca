"""已退库 — projects that left the library, with the day and the reason; from here they come back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from zhaotuifu.kernel.actor import Actor
from zhaotuifu.kernel.pages import Page
from zhaotuifu.projects.models import Project
from zhaotuifu.projects.queries import standings_of, zones_of
from zhaotuifu.projects.states import Standing

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class WithdrawnRow:
    """一个已退库的项目."""

    project_id: int
    name: str
    code: str
    zone_names: tuple[str, ...]
    since_on: date | None
    reason: str


def withdrawn(actor: Actor, number: int) -> Page[WithdrawnRow]:
    """已退库 — by name; four SQL statements."""
    found = Project.objects.visible_to(actor).filter(standing=Standing.WITHDRAWN)
    page: Page[WithdrawnRow] = Page((), number, PAGE_SIZE, found.count())
    number = min(number, page.count)
    start = (number - 1) * PAGE_SIZE
    projects = list(found.order_by("sort_key", "id")[start : start + PAGE_SIZE])
    ids = [project.pk for project in projects]
    changed = standings_of(ids, as_of=date.max, known_at=None)
    lying = zones_of(ids, as_of=date.max, known_at=None)
    rows = tuple(
        WithdrawnRow(
            project.pk, project.name, project.code,
            tuple(name for _, name in lying.get(project.pk, ())),
            changed[project.pk].valid_from if project.pk in changed else None,
            changed[project.pk].reason if project.pk in changed else "",
        )
        for project in projects
    )
    return Page(rows, number, PAGE_SIZE, page.total)
