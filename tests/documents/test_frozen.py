"""An issued paper comes back from the database as it was."""

from __future__ import annotations

import json

import pytest

from tests.documents.papers import full_pages, notice, report
from zhaotuifu.documents.blocks import Colophon, ColophonPlace, Masthead
from zhaotuifu.documents.frozen import as_data, paper_of
from zhaotuifu.documents.writer import write_docx


@pytest.mark.parametrize(
    "paper", [report(), full_pages(1), report(colophon_place=ColophonPlace.AFTER_TEXT), notice()]
)
def test_a_frozen_paper_comes_back_equal_and_prints_the_same_bytes(paper):
    again = paper_of(json.loads(json.dumps(as_data(paper))))
    assert again == paper
    assert write_docx(again) == write_docx(paper)


def test_the_figures_keep_their_keys():
    runs = as_data(report())["blocks"][2]["runs"]
    assert {"text": "16.5亿元", "key": "done.province"} in runs


def test_a_paper_frozen_before_there_were_fields_for_it_still_comes_back():
    """As they stand in libraries since the first issue: no 发, no 落款, one kind of head."""
    data = json.loads(json.dumps(as_data(report())))
    for newer in ("addressed_to", "sign_off"):
        del data[newer]
    data["masthead"] = {
        name: data["masthead"][name] for name in ("name", "issue_no", "issuer", "issued_on", "secrecy")
    }
    data["colophon"] = {
        name: data["colophon"][name] for name in ("report_to", "send_to", "copies", "issuer")
    }
    again = paper_of(data)
    assert again == report()
    assert isinstance(again.masthead, Masthead)
    assert again.colophon == Colophon("区委、区政府领导。", "各板块，区各有关部门。", 45, "示范区重大项目办公室")
