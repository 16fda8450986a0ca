"""Who is answered what by every address, and that reading leaves no trace."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from io import BytesIO, StringIO
from pathlib import Path
from urllib.parse import quote
from zipfile import ZipFile

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone
from openpyxl import load_workbook

from tests import people, things
from tests.routes import EVERYBODY, NOBODY, ROLES, ROUTES, STATES, Route
from zhaotuifu.desk.seed.preset import load_rules
from zhaotuifu.kernel.actor import SYSTEM, Role

pytestmark = pytest.mark.django_db

WRITES = re.compile(
    r"\s*(INSERT|UPDATE|DELETE|REPLACE|CREATE|DROP|ALTER|TRUNCATE)\b", re.IGNORECASE
)
#: the one row a GET may write: that somebody took a file
NOTED = re.compile(r'(INSERT INTO|UPDATE) "kernel_audit(row|head)"')
TABLES = ("indicator_page", "progress_table", "progress_table_excel")
BY_NAME = {route.name: route for route in ROUTES}


class ReadOnly:
    """只读 — notes every statement that would write, and does not carry it out."""

    def __init__(self, *, may_note: bool = False) -> None:
        self.refused: list[str] = []
        self.may_note = may_note

    def __call__(self, execute, sql, params, many, context):
        if not WRITES.match(sql) or (self.may_note and NOTED.match(sql)):
            return execute(sql, params, many, context)
        self.refused.append(sql[:80])
        raise AssertionError(f"a GET writes: {sql[:80]}")


@dataclass(frozen=True, slots=True)
class Answered:
    """一次应答 — of one role at one address, with what it tried to write."""

    response: HttpResponse
    refused: list[str]


@dataclass(slots=True)
class World:
    """布景 — the cast and the sample things, laid out once for this file and taken back after it."""

    cast: dict[str, people.Person]
    things: dict[str, object]
    seen: dict[str, dict[str, Answered]] = field(default_factory=dict)

    def client(self, who: str) -> Client:
        return Client() if who == NOBODY else self.cast[who].client

    def answers(self, who: str) -> dict[str, Answered]:
        """每个网址的应答 — one GET of every route by this role, nothing of it written."""
        if who not in self.seen:
            self.seen[who] = {
                route.name: read(self.client(who), route.path(self.things), is_file=route.is_file)
                for route in ROUTES
            }
        return self.seen[who]


POSTS = {
    "office": (Role.OFFICE, "区重大办"),
    "zone_a": (Role.ZONE, "砚湖镇"),
    "zone_b": (Role.ZONE, "苔溪镇"),
    "leader": (Role.LEADER, "示范区"),
    "department": (Role.DEPARTMENT, "区住建局"),
    "reviewer": (Role.REVIEWER, "区重大办"),
    "signer": (Role.SIGNER, "区重大办"),
    "auditor": (Role.AUDITOR, "示范区"),
    "admin": (Role.ADMIN, "示范区"),
    "left": (Role.OFFICE, "区重大办"),
    "foreign": (Role.ZONE, "邻区镇"),
}


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker) -> Iterator[World]:
    """布景 — 示范区, a person of every post, and everything that has an address, of 砚湖镇."""
    at = timezone.now()
    with django_db_blocker.unblock(), transaction.atomic():
        people.found_district(at)
        people.found_neighbour()
        load_rules("wujin", by=SYSTEM, at=at)
        cast = {who: people.person(who, *post, at) for who, post in POSTS.items()}
        cast["left"] = people.left_yesterday(cast["left"], at)
        office, clerk = cast["office"].actor, cast["zone_a"].actor
        made = things.everything(office, clerk, at=at)
        things.marked(made["project"], clerk=clerk, at=at)
        yield World(cast, made)
        transaction.set_rollback(True)


def read(client: Client, path: str, *, is_file: bool = False) -> Answered:
    """A GET under guard; where a file is given, it may leave its audit row."""
    guard = ReadOnly(may_note=is_file)
    with connection.execute_wrapper(guard):
        return Answered(client.get(path), guard.refused)


def routes(resolver: URLResolver | None = None) -> Iterator[URLPattern]:
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            yield from routes(entry)
        else:
            yield entry


def posting() -> list[Route]:
    taking = {entry.name for entry in routes() if "POST" in entry.callback.access.methods}
    return [route for route in ROUTES if route.name in taking]


def stored_files() -> set[Path]:
    return {path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()}


def test_the_table_names_every_route_once():
    assert sorted(BY_NAME) == sorted(str(route.name) for route in routes())
    assert len(BY_NAME) == len(ROUTES)


@pytest.mark.parametrize("who", EVERYBODY)
def test_every_address_answers_each_role_as_the_table_says(who, world):
    answered = {name: one.response.status_code for name, one in world.answers(who).items()}
    assert answered == {route.name: route.answer(who) for route in ROUTES}


@pytest.mark.parametrize("who", EVERYBODY)
def test_a_get_writes_no_row(who, world):
    tried = {name: one.refused for name, one in world.answers(who).items() if one.refused}
    assert tried == {}


def test_a_page_in_another_state_is_there_and_writes_no_row(world):
    """With conditions set, with a place to be written opened, after an import."""
    found = [read(world.client("office"), state.path(world.things)) for state in STATES]
    assert [(one.response.status_code, one.refused) for one in found] == [(200, [])] * len(STATES)


def test_a_get_stores_no_file(world):
    files = stored_files()
    for who in ("office", "zone_a", "admin"):  # together they are given every file
        for route in ROUTES:
            if route.is_file:
                world.client(who).get(route.path(world.things))
    assert stored_files() == files != set()


def test_the_guard_notices_a_write(world):
    """Signing in writes the session: the guard of the test above is awake."""
    guard = ReadOnly()
    client = Client(raise_request_exception=False)
    account = {"username": "office", "password": people.PASSWORD}
    with connection.execute_wrapper(guard):
        client.post(reverse("signin"), account)
    assert guard.refused


def test_nobody_is_sent_to_sign_in_and_back(world):
    for route in ROUTES:
        if route.is_public or route.is_post_only:
            continue
        answer = Client().get(route.path(world.things))
        assert answer["Location"].startswith(f"{reverse('signin')}?next="), route.name


def test_nobody_posts_anything(world):
    """A POST of a stranger changes nothing and leads to the sign-in page."""
    for route in ROUTES:
        answer = Client().post(route.path(world.things))
        if route.is_public:
            continue
        assert answer.status_code in (302, 405), route.name
        if answer.status_code == 302:
            assert answer["Location"].startswith(reverse("signin")), route.name


@pytest.mark.parametrize("who", ROLES)
def test_who_may_not_open_a_form_may_not_send_it(who, world):
    """The same refusal answers a POST, and not a row is touched."""
    client = world.client(who)
    for route in posting():
        refusal = route.refusal(who)
        if refusal is None:
            continue
        guard = ReadOnly()
        with connection.execute_wrapper(guard):
            answer = client.post(route.path(world.things))
        assert (answer.status_code, guard.refused) == (refusal, []), route.name


def test_a_post_from_another_site_is_refused_everywhere(world):
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.cast["office"].user)
    answered = {route.name: client.post(route.path(world.things)).status_code for route in ROUTES}
    assert set(answered.values()) == {403}


@pytest.mark.parametrize("who", EVERYBODY)
def test_every_answer_carries_the_strict_headers(who, world):
    for name, one in world.answers(who).items():
        policy = one.response["Content-Security-Policy"]
        assert "unsafe" not in policy and "default-src 'none'" in policy, name
        assert re.search(r"script-src 'self'(;|$)", policy), name
        assert one.response["X-Content-Type-Options"] == "nosniff", name
        assert one.response["Referrer-Policy"] == "same-origin", name
        assert one.response["X-Frame-Options"] == "DENY", name
        assert one.response["Cross-Origin-Opener-Policy"] == "same-origin", name
        assert one.response["Cross-Origin-Resource-Policy"] == "same-origin", name
        assert "camera=()" in one.response["Permissions-Policy"], name
        assert "no-store" in one.response["Cache-Control"], name
        if one.response.get("Content-Disposition"):
            assert one.response["Content-Disposition"].startswith("attachment"), name


#: every route that takes a file
UPLOADS = ("ledger_list", "superior_new", "superior_page", "target_file", "template_upload")


def test_the_uploads_are_all_that_take_a_file():
    """A form that sends a file names its route; a new one has to stand in the list above."""
    pages = [path.read_text("utf-8") for path in Path(people.__file__).parents[1].glob("zhaotuifu/**/*.html")]
    assert sum(page.count('enctype="multipart/form-data"') for page in pages) == len(UPLOADS)


@pytest.mark.parametrize("name", UPLOADS)
@pytest.mark.parametrize("kind", ["too large", "no such file", "without a name"])
def test_a_hostile_file_is_refused_with_a_sentence_and_not_kept(name, kind, world, settings):
    settings.UPLOAD_MAX_BYTES = 4000
    data = b"x" * 5000 if kind == "too large" else b"MZ\x90\x00 no office wrote this"
    file = SimpleUploadedFile({"without a name": "..\\..\\a.exe"}.get(kind, "a.xlsx"), data)
    said = {
        "file": file, "expected": "2025-03", "name": "甲表", "recipient": "甲", "cadence": "monthly",
        "year": "2026", "revision": "0", "template_from": "2030-01-01",
    }
    before = stored_files()
    with transaction.atomic():
        answer = world.client("office").post(BY_NAME[name].path(world.things), said)
        transaction.set_rollback(True)
    page = answer.content.decode()
    if name == "ledger_list" and kind != "too large":
        assert answer.status_code == 302  # kept aside for the child to look at: it says why on its page
        return
    assert answer.status_code in (409, 422), page[:200]
    assert ("最多" in page) is (kind == "too large")
    assert stored_files() == before


# -- another 板块's project does not exist


def texts_of(data: bytes) -> str:
    """All cells of a workbook in one text."""
    sheets = load_workbook(BytesIO(data)).worksheets
    return "\n".join(str(cell) for sheet in sheets for row in sheet.values for cell in row)


def said_in(answer: HttpResponse) -> str:
    """The page, the cells of the workbook, or every part of another file, that is answered."""
    data = answer.getvalue()
    if "spreadsheet" in answer.get("Content-Type", ""):
        return texts_of(data)
    if data.startswith(b"PK"):
        with ZipFile(BytesIO(data)) as parts:
            data = b"\n".join(parts.read(name) for name in parts.namelist())
    return data.decode("utf-8", "replace")


def what_is_read(client: Client, path: str) -> str:
    """What a GET of the path says."""
    return said_in(client.get(path))


FOUND_BY = ("样板工", "yhyb", things.CODE)


@pytest.mark.parametrize(("who", "sees"), [("zone_a", True), ("zone_b", False)])
def test_a_project_is_found_by_its_own_zone_only(who, sees, world):
    """By two characters, by initials, by code; in the list, the tables, and every Excel."""
    lists = [reverse(name) for name in ("project_list", "project_export")]
    asked = [f"{path}?year={things.YEAR}&q={word}" for path in lists for word in FOUND_BY]
    asked.append(f"{reverse('ledger_export')}?year={things.YEAR}&month=3")
    asked += [f"{BY_NAME[name].path(world.things)}?year={things.YEAR}&month=3" for name in TABLES]
    client = world.client(who)
    assert {path: things.NAME in what_is_read(client, path) for path in asked} == dict.fromkeys(
        asked, sees
    )


#: who did what names what it was done to: the audit's own pages; and who runs the machine sees the
#: titles of everybody's work and the names of files — never what stands in them
SAYS_WHAT_WAS_DONE = {
    "auditor": ("audit_list", "audit_row", "audit_export"),
    "admin": (
        "audit_list", "audit_row", "audit_export", "work_list", "work_page", "system_home", "storage",
    ),
}
SECRETS = (things.NAME, things.CODE, things.MARK)
MAY_NOT = ("zone_b", "foreign", "left", "auditor", "admin")


@pytest.mark.parametrize("who", ["zone_a", "office", "leader"])
def test_the_marks_are_where_they_are_looked_for(who, world):
    """So that the tests below cannot pass by having nothing to find."""
    read_by = world.answers(who)
    names = ("project_page", "project_list", "project_export", "progress_table")
    for name in names:
        assert things.NAME in said_in(read_by[name].response), name
    assert things.MARK in said_in(read_by["project_page"].response)


@pytest.mark.parametrize("who", MAY_NOT)
def test_nothing_of_another_zones_project_is_said_by_any_route(who, world):
    """Name, code, text, file, notice, view and draft: on no page, in no cell and in no file."""
    guilty = [
        (name, secret)
        for name, one in world.answers(who).items()
        if name not in SAYS_WHAT_WAS_DONE.get(who, ())
        for secret in SECRETS if secret in said_in(one.response)
    ]
    assert guilty == []


#: the same routes with conditions that aim at the project: a search, its 板块, its number, its view
def aimed(made: dict[str, object]) -> list[str]:
    """Each page that takes conditions, asked for exactly what must not be found."""
    lake, project = people.organisation("砚湖镇").pk, made["project"]
    asked = [
        f"?year={things.YEAR}&month=3&zone={lake}", f"?year={things.YEAR}&group=zone",
        f"?view={made['saved_view']}", f"?id={project}&year={things.YEAR}",
        f"?year={things.YEAR}&cols=unit_name,problems,leader&programme=xiangban",
    ]
    names = (
        "project_list", "project_export", "project_print", "project_compare", "project_bulk",
        "project_todo", "project_withdrawn", "following", "desk", "dashboard", "wall", "wall_now",
        "indicator_page", "indicator_difference", "signing_funnel", "progress_table",
        "progress_table_excel", "collection_page", "data_checks", "target_completion",
        "ledger_export", "ledger_learnt",
    )
    return [BY_NAME[name].path(made).partition("?")[0] + query for name in names for query in asked]


@pytest.mark.parametrize("who", ["zone_b"])
def test_no_condition_brings_it_out(who, world):
    client = world.client(who)
    found = {
        (path, secret)
        for path in aimed(world.things) for said in [what_is_read(client, path)]
        for secret in SECRETS if secret in said
    }
    assert found == set()


def nameless(page: str, word: str) -> str:
    """The page without what was typed and without what changes with every answer."""
    page = re.sub(r'(X-CSRFToken":|name="csrfmiddlewaretoken" value=)"[^"]*"', "", page)
    return page.replace(word, "").replace(quote(word), "")


@pytest.mark.parametrize("word", [things.NAME, "yhyb", things.MARK, things.CODE, things.PHONE])
def test_a_search_does_not_even_tell_that_it_is_there(word, world):
    """For another 板块 the answer is the one for a name that nobody ever had: no count, no hint."""
    client, nowhere = world.client("zone_b"), "无此鲲鹏项目名"
    for path in (reverse("project_list"), reverse("project_bulk")):
        found, none = (
            nameless(what_is_read(client, f"{path}?year={things.YEAR}&q={text}"), text)
            for text in (word, nowhere)
        )
        assert found == none, path


def test_a_ledger_that_nearly_names_it_learns_nothing_of_it(world):
    """A similar name is asked about only among what the sender may see."""
    typed = things.NAME.replace("板", "扳")
    sender = world.cast["zone_b"]
    with transaction.atomic():
        row = (typed, "苔溪镇", 1200, 100, "2025年2月")
        one = things.sent(row, by=sender.actor, at=timezone.now())
        said = what_is_read(sender.client, f"{reverse('ledger_preview', args=[one.pk])}?show=created")
        transaction.set_rollback(True)
    assert typed in said
    assert [secret for secret in SECRETS if secret in said] == []


@pytest.mark.parametrize("who", ROLES)
def test_a_telephone_is_plain_on_no_page_and_in_no_file(who, world):
    guilty = [name for name, one in world.answers(who).items() if things.PHONE in said_in(one.response)]
    assert guilty == []


@pytest.mark.parametrize(("who", "sees"), [("zone_a", True), ("zone_b", False), ("office", True)])
def test_the_export_command_lacks_another_zones_project(who, sees, world, tmp_path):
    out = tmp_path / "台账.xlsx"
    call_command("ledger_export", "--as", who, "--period", "2025-03", "--out", str(out))
    assert (things.NAME in texts_of(out.read_bytes())) is sees


@pytest.mark.parametrize(("who", "is_written"), [("zone_a", False), ("leader", True)])
def test_the_document_command_tells_one_zone_nothing_of_the_others(
    who, is_written, world, tmp_path
):
    """A 专报 speaks of the whole district: who sees one 板块 is refused it, with the reason."""
    out = tmp_path / "专报.docx"
    said = StringIO()
    given = ("--year", "2025", "--as-of", "2025-03-31", "--as", who, "--out", str(out))
    with suppress(SystemExit):
        call_command("document", "progress_brief", *given, stdout=said, stderr=said)
    assert out.exists() is is_written
    assert ("不能生成" in said.getvalue()) is not is_written
