"""Bad input gets a clear refusal and loses nothing: no 500, nothing half-written, nothing guessed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.urls import reverse

from tests import things
from tests.routes import ROUTES, Route
from tests.stage import (
    LONG,
    NUL,
    SCRIPT,
    SIGNED,
    Stage,
    everything_stored,
    reads_as_refused,
    taken_back,
)

pytestmark = pytest.mark.django_db

# -- addresses

WORDS = ("zzz", "%", "_", "' OR 1=1 --", SCRIPT, "😀", "２０２５", "\ud7ff\uffff", "x" * 100_000)
NUMBERS = ("abc", "0", "-1", "1.5", "1e3", "9" * 31, "1000000000000", "²", *WORDS[:6])
YEARS = ("0000", "0001", "1989", "2101", "9999", "99999", "0000020251", *NUMBERS)
DAYS = ("2025-02-30", "2025-13-01", "0001-01-01", "9999-12-31", "2025-03-31T25:61", *NUMBERS)
MOMENTS = (
    "9999-12-31T23:59:59-14:00",
    "0001-01-01T00:00:00+14:00",
    "2025-03-31T00:00:00+99:00",
    *DAYS,
)
PERIOD = {"year": YEARS, "month": YEARS}
FIGURES = {
    **PERIOD,
    "as_of": DAYS,
    "known_at": MOMENTS,
    "level": WORDS,
    "zone": NUMBERS,
    "kind": WORDS,
    "construction_kind": WORDS,
}
#: the other pages hand their address to the same reader
SAMPLE = {name: values[:2] for name, values in FIGURES.items()}
LIST = {
    "year": YEARS,
    "zone": NUMBERS,
    "unreported": YEARS,
    "page": NUMBERS,
    **dict.fromkeys(("q", "category"), WORDS),
    **dict.fromkeys(
        ("level", "lamp", "stage", "standing", "size", "sort", "missing", "group", "cols", "followed"),
        ("zzz", SCRIPT),
    ),
    **dict.fromkeys(("view", "programme"), NUMBERS), "open": WORDS,
}
#: what of an address each route reads
READ: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "signin": {"next": (*WORDS, "//evil.example", "/a\r\nSet-Cookie: a=b")},
    "indicator_list": FIGURES,
    "indicator_page": SAMPLE | {
        "page": NUMBERS, "by": WORDS[:3], **dict.fromkeys(("size", "programme", "category"), WORDS),
        "count_by": ("zzz", SCRIPT),
    },
    "indicator_definition": {"version": NUMBERS, "as_of": DAYS[:3]},
    "signing_funnel": SAMPLE,
    "indicator_difference": SAMPLE | {
        "from": DAYS, "to": DAYS, "known_from": MOMENTS, "known_to": MOMENTS, "page": NUMBERS[:3],
        "group": WORDS[:3],
    },
    "target_completion": SAMPLE | {"column": WORDS},
    "target_sheet": {"column": WORDS},
    "dashboard": SAMPLE,
    "progress_table": SAMPLE,
    "progress_table_excel": SAMPLE,
    "project_list": LIST,
    "project_export": {"q": WORDS[:5], "zone": NUMBERS[:3], "year": YEARS[:3]},
    "project_todo": {"page": NUMBERS},
    "project_print": {"group": WORDS[:3], "cols": WORDS[:3], "view": NUMBERS[:3]},
    "project_compare": {"id": NUMBERS, "year": YEARS, "only": WORDS[:3]},
    "view_new": {"q": WORDS, "view": NUMBERS, "group": WORDS[:3]},
    "project_withdrawn": {"page": NUMBERS},
    "project_page": {"year": YEARS},
    "project_bulk": LIST | {"id": NUMBERS, "all": NUMBERS, "field": WORDS},
    "bulk_edit_list": {"page": NUMBERS},
    "project_new": {"year": YEARS},
    "project_edit": {"year": YEARS},
    "project_standing": {"year": YEARS, "to": WORDS},
    "project_months": PERIOD,
    "report_list": {"page": NUMBERS, "q": WORDS, "kind": WORDS, "year": YEARS},
    "report_register_excel": {"q": WORDS[:3], "year": YEARS[:3]},
    "report_new": {"kind": WORDS},
    "report_page": {"figure": WORDS, "edit": WORDS},
    "submission_list": {**PERIOD, "table": NUMBERS, "page": NUMBERS},
    "superior_version": {"sheet": WORDS, "more": WORDS},
    "ledger_list": {"page": NUMBERS},
    "ledger_export": PERIOD,
    "ledger_cell": {"sheet": WORDS, "cell": (*WORDS, "A0", "AAAA1", "A" + "9" * 31)},
    "ledger_preview": {"show": WORDS, "page": NUMBERS},
    "ledger_learnt": {"page": NUMBERS},
    "work_list": {"page": NUMBERS},
    "programme_list": {"on": (*WORDS, "2025-02-30")},
    "programme_page": {"on": (*WORDS, "2025-02-30"), "page": NUMBERS},
    "data_checks": {"page": NUMBERS},
}
GETS = tuple(route for route in ROUTES if not route.is_post_only)


@pytest.mark.parametrize("name", READ)
def test_garbage_in_an_address_is_answered(name: str, stage: Stage) -> None:
    """Found, or refused in Chinese; what was typed comes out escaped."""
    client, path = stage.client(), stage.path(name).partition("?")[0]
    for parameter, values in READ[name].items():
        for value in values:
            answer = client.get(f"{path}?{urlencode({parameter: value}, errors='surrogatepass')}")
            told = (name, parameter, value[:40], answer.status_code)
            assert answer.status_code == 200 or reads_as_refused(answer), told
            assert b"<script>alert" not in answer.content, told


@pytest.mark.parametrize("route", GETS, ids=lambda route: route.name)
def test_a_nul_in_an_address_or_a_cookie_is_refused(route: Route, stage: Stage) -> None:
    client, path = stage.client(), route.path(stage.things).partition("?")[0]
    for parameter in ("q", "year", *READ.get(route.name, ())):
        assert reads_as_refused(client.get(f"{path}?{parameter}=a%00b"))
    assert client.get(f"{path}?%00=1").status_code == 400
    client.cookies["sessionid"] = "\0" * 32
    assert client.get(path).status_code == 400


def test_wildcards_are_letters(stage: Stage) -> None:
    """% and _ find what holds them, not everything."""
    client, path = stage.client(), reverse("project_list")
    assert things.NAME in client.get(path, {"q": "样板"}).content.decode()
    for word in ("%", "_", "样%", "__", "\\"):
        assert things.NAME not in client.get(path, {"q": word}).content.decode()


# -- forms


@dataclass(frozen=True, slots=True)
class Form:
    """一张表单 — what is sent when all is well, and by field what is refused."""

    route: str
    good: Mapping[str, Any]
    bad: Mapping[str, tuple[Any, ...]]
    query: str = ""


TEXTS = (NUL, "甲\x01乙", "\uffff", LONG)
CHOICES = ("zzz", "999", NUL, SCRIPT, "９")
AMOUNTS = (
    "NaN",
    "Infinity",
    "-Infinity",
    "1e400",
    "1e5",
    "1_000",
    "²",
    "1,23",
    "1,234,5",
    "12a",
    "1.2.3",
    "9" * 20,
    "9999999999",
    "0.0000001",
    "9" * 5000,
    NUL,
    SCRIPT,
    "٣",
    "0x10",
    "约100",
    "100万",
)
DATES = (
    "2025-02-30",
    "2025-13-01",
    "0001-01-01",
    "0202-03-15",
    "9999-12-31",
    "abc",
    NUL,
    SCRIPT,
    "9" * 99,
)
STALE = ("", "0" * 16, NUL, SCRIPT, "x" * 9999)
NUMBERED = ("", "-1", "abc", "1e3", "9" * 31, "9" * 5000, NUL)
MONTHS = {
    "month_1": "90",
    "month_2": "100",
    "month_3": "150",
    "reason": "核对后更正",
    "revision": "revision",
}
NAMED = {"name": "砚湖新厂", "zone_ids": ["lake"]}
EDITED = {
    "name": "砚湖样板二厂",
    "code": things.CODE,
    "zone_ids": ["lake"],
    "level": "province",
    "construction_kind": "continued",
    "plan_wan": "1200",
    "about_from": "2025-01-01",
    "revision": "project_revision",
}
PROJECT_BAD = {
    "name": ("", "　", "长" * 301, *TEXTS),
    "code": ("123", "2501-329999-04-01-10020", "x" * 30, NUL, SCRIPT),
    "zone_ids": ((), ("999999",), ("abc",), ("9" * 31,), (NUL,), (SCRIPT,)),
    "level": CHOICES,
    "construction_kind": CHOICES,
    "kind": CHOICES,
    "foreign_currency": CHOICES,
    "admitted_on": DATES,
    "foreign_rate_on": DATES[:5],
    "total_investment_wan": ("-1", *AMOUNTS[:5]),
    "plan_wan": (*AMOUNTS, "-1"),
    "area_mu": ("-1", "²", "9" * 20),
    "start_year": ("25", "abc", "99999", "-2025", "2025.5", NUL),
    "end_year": ("1e3", "9" * 5000),
    "category": TEXTS,
    "unit_name": TEXTS,
    "uscc": ("1", "I" * 18, *TEXTS),
    "address": TEXTS,
    "scale": TEXTS,
    "remarks": TEXTS,
    "contact_phone": TEXTS,
}
POINTED = {
    "sheet": "进度月报",
    "revision": "0",
    "areas": "1",
    "spots": "1",
    "a0.head_first": "3",
    "a0.head_last": "5",
    "a0.first": "6",
    "a0.last": "10",
    "a0.total": "11",
    "a0.B.field": "name",
    "a0.E.field": "plan_wan",
    "s0.cell": "A13",
    "s0.what": "text",
    "s0.text": "填表人",
}
SOON = str(date.today() + timedelta(days=30))  # noqa: DTZ011
FORMS = (
    Form("project_new", NAMED, PROJECT_BAD | {"foreign_amount_wan": ("1", "1e400")}),
    Form(
        "project_edit",
        EDITED,
        PROJECT_BAD
        | {
            "about_from": ("", "2024-12-31", "2099-01-01", *DATES),
            "reason": TEXTS,
            "revision": STALE,
        },
    ),
    Form("project_edit", EDITED, {}, "?year=2025"),
    Form(
        "project_standing",
        {"on": "2025-06-01", "reason": "资金未到位", "was": "active"},
        {
            "on": ("", "2099-01-01", *DATES),
            "reason": ("", "　", *TEXTS),
            "was": ("", "stopped", *CHOICES),
        },
        "?to=stopped",
    ),
    Form(
        "project_months",
        MONTHS,
        {
            "month_3": AMOUNTS,
            "month_12": AMOUNTS[:5],
            "cause": CHOICES,
            "reason": ("", *TEXTS),
            "revision": STALE,
            "image_progress": TEXTS,
            "problems": TEXTS,
            "next_plan": TEXTS,
        },
        "?year=2025",
    ),
    Form(
        "project_milestones",
        {"planned_start": "2024年3月", "revision": "milestones_revision"},
        {
            "planned_start": (*DATES, "5/02/2025", "甲" * 9999),
            "actual_start": ("2099-01-01", *DATES),
            "recognised_start": ("2025年3月", "2099-01-01", *DATES),
            "revision": STALE,
        },
    ),
    Form(
        "report_new",
        {"kind": "progress_brief", "year": "2025", "month": "3"},
        {
            "kind": ("", *CHOICES),
            "year": ("1999", "2101", *NUMBERED),
            "month": ("0", "13", *NUMBERED),
        },
    ),
    Form(
        "report_write",
        {"place": "opening", "text": "一段话", "revision": "0"},
        {"place": ("", *CHOICES), "text": TEXTS, "revision": ("7", *NUMBERED)},
    ),
    Form(
        "report_issue",
        SIGNED,
        {
            "number": ("1", "10000", *NUMBERED),
            "total_number": ("1", "-1", "abc", "9" * 31),
            "revision": ("0", *NUMBERED),
            "sight": ("", "0" * 64, "x", NUL, SCRIPT, "9" * 999),
            "sight_at": ("", "abc", NUL, SCRIPT),
        },
    ),
    Form(
        "report_move",
        {"act": "submit", "words": "请审", "revision": "0"},
        {"act": ("approve", *CHOICES), "words": TEXTS, "revision": ("7", *NUMBERED)},
    ),
    Form(
        "report_head",
        {"secrecy": "internal", "urgency": "urgent", "report_to": "区委", "copies": "9", "revision": "0"},
        {
            "secrecy": ("", "secret", "top", *CHOICES), "urgency": CHOICES, "report_to": TEXTS,
            "copies": NUMBERED, "revision": ("7", *NUMBERED),
        },
    ),
    Form("report_checked", {"revision": "0"}, {"place": CHOICES, "revision": ("7", *NUMBERED)}),
    Form(
        "erratum_edit",
        {
            "line0-where": "标题", "line0-printed": "重大项目", "line0-corrected": "重点项目",
            "reason": "用词", "revision": "0",
        },
        {
            "line0-where": ("", *TEXTS), "line0-printed": ("没有印过的话", "", *TEXTS),
            "line0-corrected": ("重大项目", "", *TEXTS), "reason": ("", "　", *TEXTS),
            "figures": CHOICES, "revision": ("7", *NUMBERED[1:]),
        },
    ),
    Form("erratum_drop", {"revision": "0"}, {"revision": ("7", *NUMBERED)}),
    Form(
        "document_kind",
        {"copies": "9", "every": "monthly", "day": "5", "valid_from": SOON, "source": "办公会"},
        {
            "copies": NUMBERED, "every": ("", "weekly", *CHOICES), "day": ("0", "29", *NUMBERED[1:]),
            "weekday": CHOICES, "secrecy": ("秘密", *CHOICES), "send_to": TEXTS,
            "valid_from": ("", "2020-01-01", *DATES), "source": ("", *TEXTS),
        },
    ),
    Form("report_drop", {"revision": "0"}, {"revision": ("7", *NUMBERED)}),
    Form(
        "superior_point",
        POINTED,
        {
            "sheet": ("", *CHOICES),
            "revision": ("7", *NUMBERED),
            "areas": NUMBERED[1:],
            "spots": NUMBERED[1:],
            **dict.fromkeys(("a0.first", "a0.last", "a0.head_first"), ("0", "99999", *NUMBERED)),
            "a0.total": ("7", *NUMBERED[1:]),
            **dict.fromkeys(("a0.level", "a0.zone", "a0.kind", "a0.stage", "a0.order"), CHOICES),
            "a0.B.field": CHOICES,
            "a0.E.places": NUMBERED[1:],
            "s0.cell": ("B", "7", "B0", "AAAA1", "B7", *CHOICES),
            "s0.what": ("", *CHOICES),
            "s0.text": ("", *TEXTS),
        },
    ),
    Form("superior_retire", {"revision": "0"}, {"revision": ("7", *NUMBERED)}),
    Form("superior_copy", {"year": "2026"}, {"year": ("1999", "2101", *NUMBERED)}),
    Form("target_start", {"year": "2028"}, {"year": ("", "1999", "2101", *NUMBERED)}),
    Form(
        "target_save",
        {
            "valid_from": "2025-02-01", "zone_reads": "own", "source": "区政府文件",
            "difference_note": "其余由区本级承担", "revision": "1", "c.admitted.district.all.0": "230",
        },
        {
            "valid_from": ("", "2024-12-31", "2026-01-01", *DATES), "zone_reads": CHOICES,
            "source": ("长" * 201, *TEXTS), "difference_note": ("长" * 301, NUL), "revision": STALE,
            "c.admitted.district.all.0": ("-1", "1e3", "²", "1,00", "9" * 20, "1.00001", SCRIPT),
        },
    ),
    Form(
        "target_move",
        {"act": "return", "reason": "入库再加十个", "revision": "2"},
        {
            "act": ("", "submit", "drop", *CHOICES), "reason": ("", "　", *TEXTS),
            "revision": ("7", *NUMBERED),
        },
    ),
    Form(
        "submission_start",
        {"year": "2025", "month": "4"},
        {"year": ("1999", "2024", "2101", *NUMBERED), "month": ("0", "13", *NUMBERED)},
    ),
    Form(
        "submission_send",
        {"revision": "0", "method": "市平台"},
        {"revision": ("7", *NUMBERED), "method": ("", "　", "长" * 121, *TEXTS)},
    ),
    Form("submission_drop", {"revision": "0"}, {"revision": ("7", *NUMBERED)}),
    Form(
        "ledger_answer",
        {"year": "2025", "month": "4"},
        {"year": ("1999", "2101", *NUMBERED), "month": ("0", "13", *NUMBERED)},
    ),
    Form(
        "ledger_answer",
        {"default_zone": "砚湖镇"},
        {
            "default_zone": ("云岭街道", SCRIPT),
            "map:廊道编号": CHOICES,
            "given:cells/台账!F9": (NUL, "甲\x01"),
            "given:\x01": ("甲",),
        },
    ),
)


def sent_to(stage: Stage, form: Form, **changed: Any) -> HttpResponse:
    """Sends the form with some of its fields said otherwise."""
    said = {**form.good, **changed}
    said = {
        name: [stage.things.get(one, one) for one in value]
        if isinstance(value, list | tuple)
        else stage.things.get(value, value)
        for name, value in said.items()
    }
    path = stage.path(form.route).partition("?")[0] + form.query
    return stage.client().post(path, said)


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.route + form.query)
def test_a_good_form_is_taken(form: Form, stage: Stage) -> None:
    """Or the refusals below would prove nothing."""
    before = everything_stored()
    with taken_back():
        answer = sent_to(stage, form)
        assert answer.status_code == 302
        assert everything_stored() != before
    assert everything_stored() == before


FIELDS = [(form, name) for form in FORMS for name in form.bad]


@pytest.mark.parametrize(("form", "name"), FIELDS, ids=lambda one: getattr(one, "route", one))
def test_a_bad_field_is_refused_and_nothing_is_written(form: Form, name: str, stage: Stage) -> None:
    before, guilty = everything_stored(), []
    for value in form.bad[name]:
        with transaction.atomic():
            answer = sent_to(stage, form, **{name: value})
            # After an error the database answers no more until it is taken back.
            transaction.set_rollback(not reads_as_refused(answer))
        if not reads_as_refused(answer):
            guilty.append((value[:40], answer.status_code))
    assert guilty == []
    assert everything_stored() == before
