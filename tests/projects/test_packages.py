"""打包 — a package counts one whole and its sub-projects split; never both at once."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from zhaotuifu.projects.packages import Packed, split_count, whole_count

# 江门 2023（公开报道）：444 项，打包拆分后 569 项。
LISTED, SPLIT = 444, 569


def test_a_list_of_444_counts_569_when_its_packages_are_split():
    packages = [Packed(n, parts=6) for n in range(25)]
    alone = [Packed(n) for n in range(25, LISTED)]
    assert whole_count(packages + alone) == LISTED
    assert split_count(packages + alone) == SPLIT


def test_parts_listed_for_themselves_count_one_whole_together():
    parts = [Packed(n, package_name="城区道路打包") for n in range(1, 5)] + [Packed(9, package_id=8)]
    assert whole_count(parts) == 2
    assert split_count(parts) == 5


def test_a_package_beside_some_of_its_parts_adds_only_the_others():
    found = [Packed(1, parts=4), Packed(2, package_id=1), Packed(3, package_id=1)]
    assert whole_count(found) == 1
    assert split_count(found) == 4
    assert split_count([Packed(1), *found[1:]]) == 2, "no number is said: its parts are what is there"


@given(st.lists(st.tuples(st.sampled_from([None, 2, 3, 9]), st.sampled_from([None, 1, 2])), max_size=12))
def test_split_is_never_less_than_whole(said):
    found = [
        Packed(n, parts=None if package else parts, package_id=package)
        for n, (parts, package) in enumerate(said, start=10)
    ]
    assert whole_count(found) <= split_count(found)
    assert split_count(found) >= len([one for one in found if one.is_part])
