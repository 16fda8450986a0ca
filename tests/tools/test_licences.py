"""许可 — the list is fresh, every part says its licence, none obliges the whole."""

import pytest

from tools import licences
from tools.licences import Part
from tools.setup import DEVELOPMENT_LOCK, RUNTIME_LOCK


def test_the_list_is_fresh():
    assert licences.PAGE.read_text("utf-8") == licences.page()


def test_every_part_says_a_licence_that_is_taken():
    parts = [*licences.parts_of(RUNTIME_LOCK), *licences.parts_of(DEVELOPMENT_LOCK), *licences.vendored()]
    assert len(parts) > 50
    assert [part for part in parts if part.is_refused] == []


@pytest.mark.parametrize(
    ("licence", "is_refused"),
    [
        ("AGPL-3.0", True), ("GPL-2.0-only", True), ("GNU General Public License v3 (GPLv3)", True),
        ("GNU Affero General Public License v3", True), ("MIT AND GPL-3.0", True), ("", True),
        ("LGPL-3.0-only", False), ("GNU Lesser General Public License v2 or later (LGPLv2+)", False),
        ("MPL-2.0", False), ("MIT", False),
    ],
)
def test_what_is_refused(licence, is_refused):
    assert Part("x", "1", licence).is_refused is is_refused
