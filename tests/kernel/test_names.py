"""名称 — comparison, pinyin order, initials, masks."""

from __future__ import annotations

from zhaotuifu.kernel import names


def test_equal_names_compare_equal_whatever_their_width_and_spaces():
    assert names.comparable("云岫储能（一期） 项目\n") == names.comparable("云岫储能(一期)　项目")


def test_initials_are_what_a_clerk_types():
    assert names.initials("云岫储能") == "yxcn"
    assert names.initials("海晨5G基地") == "hc5gjd"


def test_names_sort_by_pinyin():
    assert sorted(["张庄", "安桥", "李村"], key=names.sort_key) == ["安桥", "李村", "张庄"]


def test_masks_leave_only_what_recognises():
    assert names.mask_phone("13800000000") == "138****0000"
    assert names.mask_phone("0519-00001234") == "051****1234"
    assert names.mask_phone("110") == "*10"
    assert names.mask_name("某甲乙") == "某**"
