"""The issued reports and submitted tables that count a project, to whom."""

from __future__ import annotations

import pytest

from tests.stage import Stage
from zhaotuifu.desk.queries.project_files import files_of
from zhaotuifu.reports.models import Report
from zhaotuifu.submissions.models import Submission


def kinds(files):
    return [one.kind for one in files]


@pytest.mark.django_db
def test_reports_and_submitted_tables_that_count_it_are_listed(stage: Stage):
    Submission.objects.filter(state="sent").update(project_ids=[stage.things["project"]])
    found = files_of(stage.office.actor, stage.things["project"])
    assert {"专报", "上报表"} <= set(kinds(found))
    for one in found:
        assert stage.client("office").get(one.url).status_code == 200
    moments = [one.at for one in found]
    assert moments == sorted(moments, reverse=True)


@pytest.mark.django_db
def test_a_zone_reads_neither_reports_nor_submitted_tables(stage: Stage):
    assert not {"专报", "上报表"} & set(kinds(files_of(stage.zone_a.actor, stage.things["project"])))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("ids", "is_there"),
    [("[{0}]", True), ("[9{0}, {0}1]", False), ("[1{0}, {0}]", True), ("[{0}, 7]", True), ("[]", False)],
)
def test_a_number_inside_another_is_not_it(ids, is_there, stage: Stage):
    pk = stage.things["project"]
    listed = [int(part) for part in ids.format(pk).strip("[]").split(", ") if part]
    Report.objects.filter(state="issued").update(project_ids=listed)
    assert ("专报" in kinds(files_of(stage.office.actor, pk))) is is_there
