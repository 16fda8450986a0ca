"""认改名 — of a new year's ledger: a row nobody knows, and a project of last year's list it may be.

Names near to each other are asked by `resembling`. Over the turn of a year a name may change more
than that: only its beginning stays. So what was on last year's list, is not finished, and is not in
this ledger or reported otherwise is held against the rows that would be new.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from django.db.models import Exists, OuterRef
from django.db.models.functions import Substr

from zhaotuifu.ledger import candidates
from zhaotuifu.ledger.access import Sender
from zhaotuifu.ledger.identified import Row
from zhaotuifu.ledger.library import Period
from zhaotuifu.ledger.rules import matching
from zhaotuifu.ledger.rules.items import AnswerTo, ItemClass
from zhaotuifu.ledger.rules.likeness import (
    BEGINNING,
    MOST_SHOWN,
    are_numbered_apart,
    begins_alike,
)
from zhaotuifu.ledger.rules.matching import KnownProject, Wanted
from zhaotuifu.ledger.rules.similar import keys_of
from zhaotuifu.progress.models import MonthlyAmount
from zhaotuifu.projects.models import Listing, ProjectName
from zhaotuifu.projects.queries import READ_CHUNK
from zhaotuifu.projects.states import BUILT, Standing


def seek(
    unknown: Sequence[tuple[Row, Wanted]], taken: set[int], sender: Sender, when: Period
) -> None:
    """找改了名的 — asks the rows that nothing else asked; four SQL statements, or none.

    A row that a person called new is not asked: what it would have been asked is learnt as refused.
    """
    sought = [
        (row, wanted, keys_of(wanted.name_key).core) for row, wanted in unknown
        if row.is_open and not any(item.class_ == ItemClass.WHICH_PROJECT for item in row.items)
    ]
    sought = [one for one in sought if len(one[2]) >= BEGINNING]
    if not sought:
        return
    by_beginning = _last_years({core[:BEGINNING] for _, _, core in sought}, taken, when)
    alike = {
        n: [
            (pk, key) for pk, key, other in by_beginning.get(core[:BEGINNING], ())
            if begins_alike(core, other) and not are_numbered_apart(wanted.name_key, key)
            and pk not in wanted.refused
        ]
        for n, (_, wanted, core) in enumerate(sought)
    }
    known = candidates.projects({pk for found in alike.values() for pk, _ in found}, sender)
    for n, (row, wanted, _) in enumerate(sought):
        here = [known[pk] for pk, _ in alike[n] if pk in known]
        _ask(row, wanted, [one for one in here if _is_here(one, wanted)], when)


def _last_years(
    beginnings: set[str], taken: set[int], when: Period
) -> dict[str, list[tuple[int, str, str]]]:
    """(project, comparable name, core) of last year's list by the beginning of the core."""
    found: dict[str, list[tuple[int, str, str]]] = defaultdict(list)
    for pk, key, core in _rows(sorted(beginnings), when):
        if pk not in taken:
            found[core[:BEGINNING]].append((pk, key, core))
    return found


def _rows(beginnings: Sequence[str], when: Period) -> Iterator[tuple[int, str, str]]:
    listed = Listing.objects.known().filter(
        project=OuterRef("project"), year=when.year - 1, valid_to__isnull=True
    )
    reported = MonthlyAmount.objects.known().filter(
        project=OuterRef("project"), year=when.year, amount_wan__isnull=False
    )
    names = (
        ProjectName.objects.known().filter(Exists(listed), project__is_void=False)
        .exclude(project__standing=Standing.WITHDRAWN).exclude(project__stage__in=BUILT)
        .filter(~Exists(reported)).annotate(beginning=Substr("core", 1, BEGINNING))
    )
    for start in range(0, len(beginnings), READ_CHUNK):
        part = names.filter(beginning__in=beginnings[start : start + READ_CHUNK])
        yield from part.order_by("project_id").values_list("project_id", "name_key", "core")


def _is_here(project: KnownProject, wanted: Wanted) -> bool:
    """In the row's 板块, and not under another code."""
    is_here = not wanted.zone_names or bool(set(project.zone_names) & set(wanted.zone_names))
    return is_here and not (project.code and wanted.code and project.code != wanted.code)


def _ask(row: Row, wanted: Wanted, found: Sequence[KnownProject], when: Period) -> None:
    if not found or len(found) > MOST_SHOWN:  # more: the beginning is a kind of works, or a company's name
        return
    if wanted.answer:
        for project in found:
            row.learn(wanted.name_key, project.id, is_same=False)
        return
    reason = f"开头相同，它在{when.year - 1}年名单上、这份台账里没有，也许是改了名"
    question = matching.ask_near([(project, reason) for project in found])
    row.ask(AnswerTo.PROJECT, ItemClass.WHICH_PROJECT, question.sentence, question.options)
    row.reasons = {project.id: reason for project in found}
