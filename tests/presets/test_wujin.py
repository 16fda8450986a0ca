"""The example district holds together: no code twice, no threshold upside down, no real 板块."""

from __future__ import annotations

import csv
import os
from itertools import pairwise
from pathlib import Path

import pytest

from zhaotuifu import presets

SHARED = Path(os.environ.get("SHARED_DATA", "../shared/data")) / "standards"


def wujin(file: str) -> dict:
    return presets.load("wujin", file)


def test_the_rule_in_force_is_one_of_the_rule_sets():
    lamps = wujin("lamps")
    assert lamps["default"] in {rules["code"] for rules in lamps["rule_sets"]}


@pytest.mark.parametrize("rules", wujin("lamps")["rule_sets"], ids=lambda rules: rules["code"])
def test_red_is_further_behind_than_yellow(rules):
    if rules["scale"] == "points":
        assert 0 < rules["yellow_from_points"] < rules["red_from_points"]
    else:
        assert rules["scale"] == "ratio"
        assert 1 >= rules["yellow_below_ratio"] > rules["red_below_ratio"] > 0
    for lag in ("start_late", "admission_lag"):
        yellow, red = rules[f"{lag}_yellow_months"], rules[f"{lag}_red_months"]
        assert (yellow is None and red is None) or 0 < yellow < red


def test_the_gap_that_the_source_leaves_open_is_decided_and_said():
    lamps = wujin("lamps")
    rules = next(each for each in lamps["rule_sets"] if each["code"] == lamps["default"])
    gap = rules["undefined_gap"]
    assert (gap["above_points"], gap["below_points"]) == (0, rules["yellow_from_points"])
    assert gap["lamp"] == "green"
    assert "没有规定" in gap["sentence"]


def test_every_lamp_has_a_word_and_a_shape_of_its_own():
    words = wujin("lamps")["words"]
    assert {"green", "yellow", "red"} <= set(words)
    for key in ("word", "shape"):
        assert len({lamp[key] for lamp in words.values()}) == len(words)


def test_starts_of_province_level_projects_are_due_by_september():
    months = {level["name"]: level["start_paced_months"] for level in wujin("levels")["levels"]}
    assert months == {"省重大": 9, "市重大": 12, "区重点": 12}


def test_the_published_lead_over_the_start_pace_comes_out_of_nine_months():
    # 常州 2025, January to August: 28 of 29 started, published as 7.65 points ahead (rounded)
    months = wujin("levels")["levels"][0]["start_paced_months"]
    assert abs((28 / 29 - 8 / months) * 100 - 7.65) < 0.02


def test_each_node_moves_to_a_known_stage_and_each_proof_names_its_place():
    nodes = wujin("nodes")
    assert len({node["code"] for node in nodes["nodes"]}) == len(nodes["nodes"])
    for node in nodes["nodes"]:
        assert node["stage"] is None or node["stage"] in nodes["stages"]
        assert node["evidence"]
        for proof in node["evidence"]:
            assert proof["name"]
            assert proof["source"]


def test_every_stage_is_reached_by_exactly_one_node_in_order():
    nodes = wujin("nodes")
    assert [node["stage"] for node in nodes["nodes"] if node["stage"]] == nodes["stages"]


def test_a_photo_is_asked_only_where_the_node_says_so():
    asked = {
        node["name"]
        for node in wujin("nodes")["nodes"]
        if any("照片" in proof["name"] or proof.get("is_photo") for proof in node["evidence"])
    }
    assert asked == {"开工", "纳统入库", "主体封顶"}


def test_the_admission_target_gives_the_published_rate():
    target = wujin("targets")["targets"][0]
    assert round(84 / target["value"] * 100, 1) == 36.5


def test_the_implied_plan_gives_the_published_rate_at_both_ends():
    plan = wujin("targets")["implied"][0]
    assert round(165_000 / plan["from_wan"] * 100, 1) == 26.3
    assert round(165_000 / plan["to_wan"] * 100, 1) == 26.3


def test_there_are_enough_zones_of_all_three_forms():
    zones = wujin("zones_demo")["zones"]
    assert len(zones) >= 14
    assert {zone["kind"] for zone in zones} == {"镇", "街道", "园区"}


def test_no_two_organisations_share_a_name_or_an_alias():
    content = wujin("zones_demo")
    words = [
        word
        for each in content["zones"] + content["departments"]
        for word in [each["name"], *each["aliases"]]
    ]
    assert len(set(words)) == len(words)


@pytest.mark.foreign
def test_no_demonstration_zone_is_a_real_town_of_the_city():
    streets = SHARED / "streets_changzhou_3204.csv"
    if not streets.is_file():
        pytest.skip("not run: no data")
    with streets.open(encoding="utf-8-sig", newline="") as file:
        real = {row["name"] for row in csv.DictReader(file)}
    assert "湖塘镇" in real
    assert real.isdisjoint(zone["name"] for zone in wujin("zones_demo")["zones"])


def test_the_kinds_of_a_year_come_from_one_version():
    versions = sorted(wujin("categories")["kind_versions"], key=lambda each: each["valid_from"])
    for earlier, later in pairwise(versions):
        assert earlier["valid_to"] < later["valid_from"]


def test_the_paper_of_a_document_is_the_national_standard():
    layout = wujin("documents")["layout"]
    assert (layout["paper_mm"], layout["text_block_mm"]) == ([210, 297], [156, 225])
    assert (layout["lines_per_page"], layout["characters_per_line"]) == (22, 28)
