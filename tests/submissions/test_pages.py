"""页面：上传、对应、启用、填表、核对、报送、更正、查登记；看一眼什么也不写；别人看不到。"""

from __future__ import annotations

import io
import json
from http import HTTPStatus as Is
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from tests import things
from tests.people import Person
from tests.submissions import blanks, tables
from zhaotuifu.submissions.models import Submission, SuperiorVersion
from zhaotuifu.submissions.states import SubmissionState, VersionState

pytestmark = pytest.mark.django_db
GIVEN = {"name": "市月报", "recipient": "市发展改革委", "cadence": "monthly", "year": "2025"}


def upload(person: Person, data: bytes, name: str = "空表.xlsx", **given: str) -> Any:
    return person.client.post(
        "/submissions/tables/new/", GIVEN | given | {"file": SimpleUploadedFile(name, data)}
    )


def fields_of(page: str) -> dict[str, str]:
    """The form of the page as a browser would send it."""
    from html.parser import HTMLParser

    class Reader(HTMLParser):
        def __init__(self) -> None:
            super().__init__()
            self.inside = self.select = ""
            self.found: dict[str, str] = {}

        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            given = dict(attrs)
            if tag == "form":
                self.inside = given.get("id") or ""
            if self.inside != "point":
                return
            name = given.get("name") or ""
            if tag == "input" and name and (given.get("type") != "checkbox" or "checked" in given):
                self.found[name] = given.get("value") or ""
            if tag == "select":
                self.select = name
                self.found[name] = ""
            if tag == "option" and "selected" in given:
                self.found[self.select] = given.get("value") or ""

        def handle_endtag(self, tag: str) -> None:
            if tag == "form":
                self.inside = ""

    reader = Reader()
    reader.feed(page)
    return reader.found


def test_a_blank_is_uploaded_pointed_used_filled_and_sent(office: Person, at) -> None:
    tables.projects(at)
    answer = upload(office, blanks.monthly_list())
    version = SuperiorVersion.objects.get()
    assert (answer.status_code, answer.url) == (Is.FOUND, f"/submissions/versions/{version.pk}/")
    page = office.client.get(answer.url).content.decode()
    assert "公式 10 处" in page and "打印标题行" in page and "由公式算出，不覆盖" in page
    form = fields_of(page)
    assert form["a0.first"] == "6" and form["a0.E.field"] == "plan_wan"
    spot = {"s0.cell": "A13", "s0.what": "text", "s0.text": "填表人：{区}　{年}年{月}月"}
    answer = office.client.post(
        f"/submissions/versions/{version.pk}/point/", form | spot | {"a0.F.style": "yuan"}
    )
    assert answer.status_code == Is.FOUND
    office.client.post(f"/submissions/versions/{version.pk}/use/", {"revision": "1"})
    version.refresh_from_db()
    assert version.state == VersionState.USABLE
    answer = office.client.post(
        f"/submissions/tables/{version.table_id}/fill/", {"year": "2025", "month": "3"}
    )
    page = office.client.get(answer.url).content.decode()
    assert "云岭示例项目5" in page and "填表人：示范区　2025年3月" in page and "四舍五入" in page
    one = Submission.objects.get()
    office.client.post(f"{answer.url}send/", {"revision": "0", "method": "市平台上传"})
    one.refresh_from_db()
    assert (one.state, one.number, one.method) == (SubmissionState.SENT, 1, "市平台上传")
    data = b"".join(office.client.post(f"{answer.url}file/"))
    assert load_workbook(io.BytesIO(data))["进度月报"]["F6"].value == 51250
    register = office.client.get("/submissions/?year=2025&month=3").content.decode()
    assert "2025年3月" in register and "市平台上传" in register
    assert "没有这样的报送" in office.client.get("/submissions/?month=4").content.decode()


def test_units_that_do_not_fit_together_stand_in_the_way(office: Person, at) -> None:
    """The plan in 亿元 beside sums in 万元: the superior's own rate would be ten thousand times too large."""
    tables.projects(at)
    upload(office, blanks.monthly_list())
    version = SuperiorVersion.objects.get()
    address = f"/submissions/versions/{version.pk}/"
    form = fields_of(office.client.get(address).content.decode())
    office.client.post(f"{address}point/", form | {"a0.E.style": "yi"})
    office.client.post(f"{address}use/", {"revision": "1"})
    period = {"year": "2025", "month": "3"}
    page = office.client.post(f"/submissions/tables/{version.table_id}/fill/", period).url
    answer = office.client.post(f"{page}send/", {"revision": "0", "method": "市平台"})
    said = answer.content.decode()
    assert answer.status_code == Is.UNPROCESSABLE_ENTITY and "比率与我们的指标不一致" in said
    assert (
        'value="市平台"' in said and "为什么不一致" in said
    )  # what was typed stays; the way out is there


def test_the_empty_register_says_what_to_do(office: Person, leader: Person) -> None:
    assert "原样上传" in office.client.get("/submissions/").content.decode()
    page = leader.client.get("/submissions/").content.decode()
    assert "还没有报送过" in page and "上传一份空表" not in page


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"a0.first": ""}, "列表首行还没有填"),
        ({"a0.first": "x"}, "“x”不对"),
        ({"a0.first": "3"}, "行号次序不对"),
        ({"a0.last": "900"}, "超出了空表"),
        ({"a0.total": "7"}, "合计行第 7 行落在列表里面"),
        ({"a0.H.field": "rate_pct"}, "H 列第 6 行是公式"),
        ({"a0.E.field": "nonsense"}, "没有“nonsense”这个字段"),
        ({"a0.level": "zzz"}, "没有“zzz”这个级别"),
        ({"a0.zone": "999999"}, "没有板块"),
        ({"s0.cell": "7B", "s0.what": "count"}, "看不懂"),
        ({"s0.cell": "B1", "s0.what": "count"}, "请写成左上角的 A1"),
        ({"s0.cell": "B7", "s0.what": "count"}, "在列表区的第 6—10 行里"),
        ({"s0.cell": "A13", "s0.what": "text"}, "还没有写填什么"),
        ({"s0.cell": "A13", "s0.what": ""}, "还没有选填什么"),
        ({"s0.cell": "E11", "s0.what": "text", "s0.text": "字"}, "E11 是公式"),
        ({"a0.E.places": "99"}, "请写 0 到 6 之间"),
        ({"sheet": "没有这张"}, "没有看懂是哪张工作表"),
        ({"revision": "-1"}, "送来的内容不全"),
        ({"areas": "9999"}, "请写 0 到 12 之间"),
    ],
)
def test_a_pointing_that_cannot_be_is_refused_with_the_way_out(
    office: Person, changes, sentence
) -> None:
    upload(office, blanks.monthly_list())
    version = SuperiorVersion.objects.get()
    before = version.pointings
    form = fields_of(office.client.get(f"/submissions/versions/{version.pk}/").content.decode())
    answer = office.client.post(f"/submissions/versions/{version.pk}/point/", form | changes)
    version.refresh_from_db()
    assert answer.status_code in (Is.BAD_REQUEST, Is.UNPROCESSABLE_ENTITY)
    assert sentence in answer.content.decode() and version.pointings == before


def test_two_clerks_point_at_once_and_the_second_is_told(office: Person) -> None:
    upload(office, blanks.monthly_list())
    version = SuperiorVersion.objects.get()
    address = f"/submissions/versions/{version.pk}/"
    form = fields_of(office.client.get(address).content.decode())
    assert office.client.post(f"{address}point/", form).status_code == Is.FOUND
    answer = office.client.post(f"{address}point/", form | {"a0.I.field": "problems"})
    assert answer.status_code == Is.CONFLICT and "已被他人处理" in answer.content.decode()


def test_what_would_be_lost_is_said_and_must_be_acknowledged(office: Person) -> None:
    from tests.submissions.test_workbook import with_part

    upload(office, with_part(blanks.monthly_list(), "xl/media/image1.png"))
    version = SuperiorVersion.objects.get()
    assert (
        "空表里有图片" in office.client.get(f"/submissions/versions/{version.pk}/").content.decode()
    )
    refused = office.client.post(f"/submissions/versions/{version.pk}/use/", {"revision": "0"})
    assert (
        refused.status_code == Is.UNPROCESSABLE_ENTITY
        and "请勾选“知道了”" in refused.content.decode()
    )
    office.client.post(
        f"/submissions/versions/{version.pk}/use/", {"revision": "0", "is_loss_known": "1"}
    )
    version.refresh_from_db()
    assert version.state == VersionState.USABLE


@pytest.mark.parametrize(
    ("data", "name"), [(b"PK\x03\x04", "a.xlsx"), (b"a,b\n1,2\n" * 9, "a.csv"), (b"", "a.xlsx")]
)
def test_a_file_that_is_no_blank_leaves_nothing_behind(office: Person, data, name) -> None:
    answer = upload(office, data, name)
    assert answer.status_code == Is.UNPROCESSABLE_ENTITY and not SuperiorVersion.objects.exists()
    assert "市发展改革委" in answer.content.decode()  # what was typed is kept


def test_a_name_that_is_taken_is_refused(office: Person) -> None:
    upload(office, blanks.monthly_list())
    answer = upload(office, blanks.monthly_list())
    assert "上传新版本" in answer.content.decode() and SuperiorVersion.objects.count() == 1


def test_a_leader_reads_what_was_sent_and_nothing_else(
    office: Person, leader: Person, zone_a: Person, at
) -> None:
    tables.projects(at)
    version = tables.listed(office.actor, at)
    sent = tables.sent(version, office.actor, at)
    draft = tables.started(version, office.actor, at, 2)
    page = leader.client.get(f"/submissions/{sent.pk}/")
    assert page.status_code == Is.OK and "再报一次" not in page.content.decode()
    assert leader.client.get(f"/submissions/{draft.pk}/").status_code == Is.NOT_FOUND
    assert leader.client.post(f"/submissions/{draft.pk}/file/").status_code == Is.NOT_FOUND
    assert leader.client.post(f"/submissions/{sent.pk}/send/").status_code == Is.FORBIDDEN
    assert zone_a.client.get(f"/submissions/{sent.pk}/").status_code == Is.FORBIDDEN
    assert f"/submissions/{draft.pk}/" not in leader.client.get("/submissions/").content.decode()


def test_the_register_takes_the_same_sql_for_one_and_for_many(office: Person, at) -> None:
    tables.projects(at)
    version = tables.listed(office.actor, at)

    def statements() -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            assert office.client.get("/submissions/").status_code == Is.OK
        return len(seen)

    tables.sent(version, office.actor, at)
    one = statements()
    for _ in range(3):
        tables.sent(version, office.actor, at)
    assert statements() == one


def test_a_draft_takes_the_same_sql_for_three_projects_and_for_thirty(office: Person, at) -> None:
    for number in range(3):
        things.project(f"甲{number}", "砚湖镇", at=at, level="city", months=("1",))
    one = tables.started(tables.listed(office.actor, at), office.actor, at, 1)

    def statements() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert "甲0" in office.client.get(f"/submissions/{one.pk}/").content.decode()
        return len(seen)

    few = statements()
    for number in range(30):
        things.project(f"乙{number}", "砚湖镇", at=at, level="city", months=("1",))
    assert statements() == few


def test_phones_go_out_masked(office: Person, at) -> None:
    from zhaotuifu.submissions.rules.fields import BY_CODE, PHONE

    class Line:
        profile = {"contact_phone": "13800000000"}

    assert BY_CODE[PHONE].read(Line(), 3) == "138****0000"


def command(*args: str) -> tuple[int, str]:
    out = io.StringIO()
    try:
        call_command("submission_fill", *args, stdout=out)
    except SystemExit as left:
        return int(str(left.code)), out.getvalue()
    return 0, out.getvalue()


def test_the_command_fills_a_month_into_a_file(
    office: Person, zone_a: Person, at, tmp_path
) -> None:
    tables.projects(at)
    tables.listed(office.actor, at)
    file = str(tmp_path / "表.xlsx")
    code, said = command(
        tables.LIST, "--month", "2025-03", "--as", "office", "--out", file, "--json"
    )
    assert (code, json.loads(said)["projects"]) == (0, 6)
    assert load_workbook(file)["进度月报"]["B6"].value == "云岭示例项目5"
    for args, sentence in (
        (("没有", "--month", "2025-03", "--as", "office"), f"现有：{tables.LIST}"),
        ((tables.LIST, "--month", "2025-13", "--as", "office"), "2025-03 这样"),
        ((tables.LIST, "--month", "2025-03", "--as", "nobody"), "没有在用的账号"),
        ((tables.LIST, "--month", "2025-03", "--as", "zone_a"), "区重大办管理"),
        ((tables.LIST, "--month", "1999-03", "--as", "office"), "没有 1999 年能用的空表"),
    ):
        code, said = command(*args, "--out", file)
        assert code == 1 and sentence in said
    assert (
        "换一个文件"
        in command(tables.LIST, "--month", "2025-03", "--as", "office", "--out", "/没有/a.xlsx")[1]
    )
