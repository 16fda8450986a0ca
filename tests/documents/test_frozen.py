"""An issued paper comes back from the database as it was."""

from __future__ import annotations

import json

import pytest

from tests.documents.papers import full_pages, report
from zhaotuifu.documents.blocks import ColophonPlace
from zhaotuifu.documents.frozen import as_data, paper_of
from zhaotuifu.documents.writer import write_docx


@pytest.mark.parametrize(
    "paper", [report(), full_pages(1), report(colophon_place=ColophonPlace.AFTER_TEXT)]
)
def test_a_frozen_paper_comes_back_equal_and_prints_the_same_bytes(paper):
    again = paper_of(json.loads(json.dumps(as_data(paper))))
    assert again == paper
    assert write_docx(again) == write_docx(paper)


def test_the_figures_keep_their_keys():
    runs = as_data(report())["blocks"][2]["runs"]
    assert {"text": "16.5亿元", "key": "done.province"} in runs
