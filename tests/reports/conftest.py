"""公文的人物 — who reviews and who signs."""

from __future__ import annotations

import pytest

from tests import people
from zhaotuifu.kernel.actor import Role


@pytest.fixture
def reviewer(district, at):
    """审核人."""
    return people.person("reviewer", Role.REVIEWER, "区重大办", at)


@pytest.fixture
def signer(district, at):
    """签发人."""
    return people.person("signer", Role.SIGNER, "区重大办", at)
