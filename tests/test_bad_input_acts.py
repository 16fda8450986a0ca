"""An act done twice, on something gone, stale or another's, with half its fields, or with a bad file."""

from __future__ import annotations

import io
import zipfile
from decimal import Decimal
from html import unescape
from http import HTTPStatus
from typing import Any
from uuid import UUID

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from docx import Document
from PIL import Image

from tests import things, workbooks, works
from tests.routes import ROUTES
from tests.stage import NUL, SIGNED, Stage, everything_stored, reads_as_refused, taken_back
from zhaotuifu.evidence.models import StoredFile
from zhaotuifu.ledger.models import LedgerImport
from zhaotuifu.progress.models import MonthlyAmount, MonthlyWord
from zhaotuifu.progress.queries import revision_of
from zhaotuifu.projects.models import Project

pytestmark = pytest.mark.django_db

NOWHERE = (0, 2**63, 10**30)
#: acts on a list that changes by itself: what is gone is said above the list as it is now
SAID_TO_BE_GONE = frozenset({"session_end", "job_retry", "task_retry", "preset_load"})
WITH_ID = tuple(route for route in ROUTES if route.args and route.args != ("indicator",))
POSTS_ONLY = tuple(route.name for route in ROUTES if route.is_post_only)


def months(stage: Stage, **changed: Any) -> dict[str, Any]:
    """The page of months as it is sent when nothing was typed, and what was typed."""
    said = {f"month_{n}": "100" if n <= 3 else "" for n in range(1, 13)}
    revision = revision_of(stage.things["project"], things.YEAR)
    return said | {"reason": "核对后更正", "cause": "", "revision": revision} | changed


def march(stage: Stage) -> Decimal | None:
    known = MonthlyAmount.objects.known().filter(project=stage.things["project"], year=things.YEAR)
    return known.get(month=3).amount_wan


# -- what is gone, and what is another's


@pytest.mark.parametrize("route", WITH_ID, ids=lambda route: route.name)
def test_what_is_not_there_is_not_found(route, stage: Stage) -> None:
    """An id that nothing bears, also one no database can hold; GET and POST alike."""
    before = everything_stored()
    who = "admin" if route.refusal("office") == HTTPStatus.FORBIDDEN else "office"
    refused = {404, 405} | ({302} if route.name in SAID_TO_BE_GONE else set())
    is_uuid = isinstance(stage.things[route.args[0]], UUID)
    for number in (UUID(int=0),) if is_uuid else NOWHERE:
        rest = [stage.things[key] for key in route.args[1:]]
        path = reverse(route.name, args=[number, *rest]) + route.query
        for answer in (stage.client(who).get(path), stage.client(who).post(path, {"revision": "0"})):
            assert answer.status_code in refused, (number, answer.status_code)
    assert everything_stored() == before


@pytest.mark.parametrize("name", POSTS_ONLY)
def test_only_a_post_does_what_a_post_does(name: str, stage: Stage) -> None:
    """HEAD, GET, PUT and DELETE of an act are refused: they come without the form's token."""
    before = everything_stored()
    for method in ("head", "get", "put", "delete", "patch"):
        assert getattr(stage.client(), method)(stage.path(name)).status_code == 405
    assert everything_stored() == before


@pytest.mark.parametrize(
    "route", [one for one in ROUTES if not one.is_post_only], ids=lambda one: one.name
)
def test_head_is_answered_as_get(route, stage: Stage) -> None:
    path = route.path(stage.things)
    assert stage.client().head(path).status_code == stage.client().get(path).status_code


OTHERS = (
    ("project_edit", {"name": "苔溪的", "revision": "project_revision"}),
    ("project_months", {"month_3": "1", "revision": "revision"}),
    ("project_milestones", {"planned_start": "2025", "revision": "revision"}),
    ("project_standing", {"on": "2025-06-01", "reason": "不干了", "was": "active"}),
    ("ledger_answer", {"year": "2025", "month": "4"}),
    ("ledger_commit", {}),
    ("ledger_drop", {}),
    ("ledger_undo", {}),
    ("bulk_edit_undo", {}),
)


@pytest.mark.parametrize(("name", "said"), OTHERS, ids=[name for name, _ in OTHERS])
def test_another_zones_things_cannot_be_touched(name: str, said: dict, stage: Stage) -> None:
    before = everything_stored()
    given = {key: stage.things.get(value, value) for key, value in said.items()}
    assert stage.client("zone_b").post(stage.path(name), given).status_code == 404
    assert everything_stored() == before


def test_a_clerk_puts_no_project_into_another_zone(stage: Stage) -> None:
    before = everything_stored()
    for places in ([stage.things["brook"]], [stage.things["lake"], stage.things["brook"]]):
        said = {"name": "越界的项目", "zone_ids": places}
        assert reads_as_refused(stage.client("zone_a").post(reverse("project_new"), said))
    assert everything_stored() == before


# -- twice, and too late


TWICE = (
    ("bulk_edit_undo", {}),
    ("target_save", {"valid_from": "2025-01-01", "zone_reads": "whole", "revision": "1"}),
    ("target_move", {"act": "return", "reason": "入库再加十个", "revision": "2"}),
    ("ledger_commit", {}),
    ("ledger_drop", {}),
    ("report_issue", SIGNED),
    ("report_drop", {"revision": "0"}),
    ("report_write", {"place": "opening", "text": "一段话", "revision": "0"}),
    ("superior_point", {"sheet": "进度月报", "revision": "0", "areas": "0", "spots": "0"}),
    ("superior_use", {"revision": "0"}),
    ("superior_retire", {"revision": "0"}),
    ("submission_send", {"revision": "0", "method": "平台"}),
    ("submission_drop", {"revision": "0"}),
    ("report_new", {"kind": "progress_brief", "year": "2025", "month": "3"}),
    ("report_move", {"act": "submit", "revision": "0"}),
    ("erratum_move", {"act": "submit", "revision": "0"}),
    ("erratum_drop", {"revision": "0"}),
    ("template_end", {}),
    ("project_standing", {"on": "2025-06-01", "reason": "资金未到位", "was": "active"}),
    (
        "project_months",
        {"month_3": "150", "month_1": "90", "reason": "核对", "revision": "revision"},
    ),
    ("project_milestones", {"planned_start": "2024年3月", "revision": "milestones_revision"}),
)


@pytest.mark.parametrize(("name", "said"), TWICE, ids=[name for name, _ in TWICE])
def test_a_form_sent_twice_is_taken_once(name: str, said: dict, stage: Stage) -> None:
    """The second reads why, and what the first wrote stands."""
    given = {key: stage.things.get(value, value) for key, value in said.items()}
    path = stage.path(name) + ("?year=2025" if name == "project_months" else "")
    with taken_back():
        before = everything_stored()
        assert stage.client().post(path, given).status_code == 302
        once = everything_stored()
        assert once != before
        assert reads_as_refused(stage.client().post(path, given))
        assert everything_stored() == once


def test_an_import_is_undone_once(stage: Stage) -> None:
    with taken_back():
        assert stage.client().post(stage.path("ledger_commit")).status_code == 302
        works.do_all()
        undo = reverse("ledger_undo", args=[stage.things["previewed"]])
        assert stage.client().post(undo).status_code == 302
        asked = everything_stored()
        assert reads_as_refused(stage.client().post(undo))
        assert everything_stored() == asked
        works.do_all()
        once = everything_stored()
        assert reads_as_refused(stage.client().post(undo))
        assert everything_stored() == once


# -- half a form, and numbers as people type them


def test_a_field_that_was_not_sent_changes_nothing(stage: Stage) -> None:
    """A page cut off on its way clears no month and no word."""
    client, path = stage.client(), stage.path("project_months") + "?year=2025&month=3"
    with taken_back():
        assert (
            client.post(
                path, months(stage, image_progress="主体施工", problems="缺土方")
            ).status_code
            == 302
        )
        cut = {
            "month_3": "150",
            "problems": "土方已到",
            "reason": "核对",
            "revision": months(stage)["revision"],
        }
        assert client.post(path, cut).status_code == 302
        word = MonthlyWord.objects.known().get(project=stage.things["project"], month=3)
        assert (word.image_progress, word.problems) == ("主体施工", "土方已到")
        known = MonthlyAmount.objects.known().filter(
            project=stage.things["project"], year=things.YEAR
        )
        assert list(known.order_by("month").values_list("amount_wan", flat=True)) == [100, 100, 150]


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("２００", 200),
        ("1,234.5", "1234.5"),
        ("−5", -5),
        ("-0", 0),
        (".5", "0.5"),
        (" 150 ", 150),
        ("0.000001", "0.000001"),
        ("999999999.999999", "999999999.999999"),
        ("", None),
    ],
)
def test_an_amount_is_taken_as_people_type_it(typed: str, stored: Any, stage: Stage) -> None:
    with taken_back():
        path = stage.path("project_months") + "?year=2025"
        answer = stage.client().post(path, months(stage, month_3=typed))
        assert answer.status_code == 302
        assert march(stage) == (None if stored is None else Decimal(stored))
        assert march(stage) is None or not march(stage).is_signed() or Decimal(stored) < 0


def test_the_smallest_plan_and_the_largest_month_stop_nobody(stage: Stage) -> None:
    """A rate of very many per cent is shown as it is."""
    with taken_back():
        edit = stage.path("project_edit")
        slip = {"plan_wan": "0.000001", "name": things.NAME, "about_from": "2025-01-01"}
        slip |= {"zone_ids": stage.things["lake"], "revision": stage.things["project_revision"]}
        assert stage.client().post(edit, slip).status_code == 302
        path = stage.path("project_months") + "?year=2025"
        full = {f"month_{n}": "999999999.999999" for n in range(1, 13)}
        assert stage.client().post(path, months(stage, **full)).status_code == 302
        for name in ("project_list", "project_page", "dashboard", "progress_table", "report_page"):
            assert stage.client().get(stage.path(name)).status_code == 200
        word = reverse("report_word", args=[stage.things["draft"]])
        assert stage.client().get(word).status_code == 200


@pytest.mark.parametrize(("name", "value"), [("year", "abc"), ("year", "0000"), ("month", "13")])
def test_nobody_guesses_to_which_month_a_form_is_written(
    name: str, value: str, stage: Stage
) -> None:
    before = everything_stored()
    for form in ("project_months", *(("project_edit", "project_new") if name == "year" else ())):
        answer = stage.client().post(
            f"{stage.path(form)}?{name}={value}", months(stage, month_3="1")
        )
        assert answer.status_code == 422 and reads_as_refused(answer)
    assert everything_stored() == before


# -- files


def zipped(**parts: bytes) -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name.replace("__", "/"), data)
    return kept.getvalue()


def picture() -> bytes:
    kept = io.BytesIO()
    Image.new("RGB", (8, 8)).save(kept, "PNG")
    return kept.getvalue()


def paper() -> bytes:
    kept = io.BytesIO()
    Document().save(kept)
    return kept.getvalue()


def bomb() -> bytes:
    """A sheet of 40 MB in some kilobytes."""
    book = io.BytesIO()
    xlsxwriter.Workbook(book).close()
    with zipfile.ZipFile(book, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet9.xml", b" " * 40 * 1024 * 1024)
    return book.getvalue()


FILES = {
    "empty": lambda: b"",
    "blank": lambda: b" \n",
    "one byte": lambda: b"\xff",
    "nul": lambda: b"\0" * 4096,
    "picture": picture,
    "paper": paper,
    "bomb": bomb,
    "zip": lambda: zipped(a=b"1"),
    "page": lambda: b"<html><script>alert(1)</script></html>",
    "torn": lambda: workbooks.ledger("一", ["二", "三"], [])[:99],
    "too big": lambda: b"x" * (50 * 1024 * 1024 + 1),
    "program": lambda: b"MZ" + b"\0" * 999,
}


AT_ONCE = ("empty", "too big")  # seen without opening it


@pytest.mark.parametrize("kind", AT_ONCE)
def test_what_is_no_file_at_all_is_refused_and_not_kept(kind: str, stage: Stage) -> None:
    before = everything_stored()
    file = SimpleUploadedFile("三月台账.xlsx", FILES[kind]())
    answer = stage.client().post(reverse("ledger_list"), {"file": file})
    assert answer.status_code == 422 and reads_as_refused(answer)
    assert everything_stored() == before


@pytest.mark.parametrize("kind", [kind for kind in FILES if kind not in AT_ONCE])
def test_a_file_that_is_no_ledger_is_kept_aside_with_its_reason(
    kind: str, stage: Stage, monkeypatch
) -> None:
    monkeypatch.setattr("zhaotuifu.kernel.sheets.reading.MAX_UNPACKED_BYTES", 20 * 1024 * 1024)
    facts = Project.objects.count(), MonthlyAmount.objects.count()
    with taken_back():
        file = SimpleUploadedFile("三月台账.xlsx", FILES[kind]())
        assert stage.client().post(reverse("ledger_list"), {"file": file}).status_code == 302
        (run,) = works.do_all()
        kept = LedgerImport.objects.latest("pk")
        said = stage.client().get(reverse("ledger_preview", args=[kept.pk])).content.decode()
        assert run.state == "done" and kept.summary["refusal"]["sentence"] in unescape(said)
        assert "没有读成" in said and not kept.rows.exists()
        assert reads_as_refused(stage.client().post(reverse("ledger_commit", args=[kept.pk])))
        assert facts == (Project.objects.count(), MonthlyAmount.objects.count())


@pytest.mark.parametrize("said", [{}, {"file": "三月台账.xlsx"}, {"file": NUL}])
def test_without_a_file_nothing_is_sent(said: dict, stage: Stage) -> None:
    assert reads_as_refused(stage.client().post(reverse("ledger_list"), said))


@pytest.mark.parametrize(
    "name",
    [
        "../../../etc/台账.xlsx",
        "..\\..\\台账.xlsx",
        "台\x00账.xlsx",
        "<script>alert(1)</script>.xlsx",
        "长" * 250,
        "台账.exe",
        "台账\r\nX-A: b.xlsx",
        "台\u202e账.xlsx",
        "=",
    ],
)
def test_a_file_with_a_strange_name_is_a_file_like_another(name: str, stage: Stage) -> None:
    """What it is is told from its bytes; its name is only shown, escaped, and never a path."""
    data = workbooks.ledger(
        "2025年3月台账", things.HEADS, [(1, "砚湖丙厂", "砚湖镇", "省重大", 1, 1, "2025年2月", "")]
    )
    file = SimpleUploadedFile("x.xlsx", data)
    file._name = name  # as it came over the wire, past Django's own cleaning
    with taken_back():
        answer = stage.client().post(reverse("ledger_list"), {"file": file}, follow=True)
        assert answer.status_code == 200 and b"<script>alert" not in answer.content
        kept = StoredFile.objects.latest("pk")
        assert "/" not in kept.name and NUL not in kept.name and len(kept.name) <= 200
        original = stage.client().post(
            reverse("ledger_original", args=[LedgerImport.objects.latest("pk").pk])
        )
        assert original.content == data and "\n" not in original["Content-Disposition"]


def test_a_workbook_with_a_macro_is_read_for_its_cells(stage: Stage) -> None:
    data = workbooks.ledger(
        "2025年3月台账", things.HEADS, [(1, "砚湖丙厂", "砚湖镇", "省重大", 1, 1, "2025年2月", "")]
    )
    kept = io.BytesIO(data)
    with zipfile.ZipFile(kept, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0" + b"\0" * 512)
    with taken_back():
        file = SimpleUploadedFile("台账.xlsm", kept.getvalue())
        assert stage.client().post(reverse("ledger_list"), {"file": file}).status_code == 302
        works.do_all()
        assert LedgerImport.objects.latest("pk").summary["counts"]["created"] == 1
