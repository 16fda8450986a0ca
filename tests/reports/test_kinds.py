"""公文种类是数据 — read with a sentence for whatever is wrong; another kind is composed by data alone."""

from __future__ import annotations

import copy
from pathlib import Path

import pytest

from tests.reports.situations import SITUATIONS, composed_in, material_in
from tests.reports.test_situations import WRONG, texts_of
from zhaotuifu.documents.blocks import Heading
from zhaotuifu.reports.kinds import kind_named, kinds
from zhaotuifu.reports.rules.brief import Heads, compose
from zhaotuifu.reports.rules.figures import adds_up
from zhaotuifu.reports.rules.kinds import DocumentKind, Every, Form, KindError, kind_of
from zhaotuifu.reports.rules.sections import SECTIONS, ensure_composable, places
from zhaotuifu.reports.rules.titles import number_text

INVENTED = {
    "code": "harbour_weekly", "name": "港口片区项目双周快报", "short_name": "港口快报",
    "issuer": "示范区重大项目办公室", "copies": 12, "numbering": {"by_year": False, "keeps_total": False},
    "cadence": {"every": "weekly", "weekday": 2}, "scope": {"zone": "砚湖镇", "kind": "industry"},
    "subject": "港口片区产业项目", "title": "{subject}动态（{span}）", "source": "示例", "is_example": True,
    "sections": [
        {"code": "outline", "heading": "家底"},
        {"code": "happened", "heading": "本周动态", "options": {"named": 2}},
        {"code": "own", "key": "visit", "heading": "走访"},
        {"code": "own", "key": "next", "heading": "下周安排"},
        {"code": "progress_table", "options": {"level": "all", "attached": False, "title": "片区项目表"}},
    ],
}


def changed(**fields) -> dict:
    return copy.deepcopy(INVENTED) | fields


class TestAnInventedKind:
    def test_is_composed_by_its_data_alone(self):
        kind = ensure_composable(kind_of(INVENTED))
        made = compose(
            material_in("ordinary", kind), kind, Heads(number_text(kind, 2025, 7), "2025年4月8日"),
            {"visit": "走访6家。"},
        )
        headings = [block.text for block in made.paper.blocks if isinstance(block, Heading)]
        assert headings == ["一、家底", "二、本周动态", "三、走访"]
        assert made.paper.title == ("港口片区产业项目动态（4月5日—11日）",)
        assert made.paper.masthead.issue_no == "第7期"
        assert [one.place for one in made.sections if one.is_own] == ["visit", "next"]
        assert all(adds_up(figure) for figure in made.figures)
        assert [text for text in texts_of(made.paper) if WRONG.search(text)] == []

    @pytest.mark.parametrize("code", sorted(SECTIONS))
    @pytest.mark.parametrize("situation", sorted(SITUATIONS))
    def test_may_use_any_section_in_any_situation(self, situation, code):
        kind = kind_of(changed(sections=[{"code": code, "heading": "情况"}]))
        made = compose(material_in(situation, kind), kind, Heads("第1期", "2025年4月8日"), {})
        assert [text for text in texts_of(made.paper) if WRONG.search(text)] == []
        assert all(adds_up(figure) for figure in made.figures)


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"name": ""}, "name 没有写"),
        ({"issuer": None}, "issuer 没有写"),
        ({"copies": "四十五"}, "copies 要写成 0 到 99999 的整数"),
        ({"copies": True}, "copies 要写成"),
        ({"copies": -1}, "copies 要写成"),
        ({"form": "letter"}, "form 不能是“letter”，可以是 brief、notice"),
        ({"form": "notice"}, "numbering.word 要有发文字号的代字"),
        ({"cadence": "daily"}, "every 不能是“daily”"),
        ({"cadence": "weekly"}, "cadence.weekday 没有写"),
        ({"cadence": {"every": "weekly", "weekday": 8}}, "weekday 要写成 1 到 7 的整数"),
        ({"numbering": "每年"}, "numbering 要写成“名称: 值”"),
        ({"aliases": "快报"}, "aliases 要写成一行一个的清单"),
        ({"scope": {"street": "长亭路"}}, "scope.street 不认识，可以写 level、zone"),
        ({"sections": []}, "sections 没有写"),
        ({"sections": ["outline"]}, "sections 第 1 部分 要写成"),
        ({"sections": [{"heading": "家底"}]}, "sections 第 1 部分的 code 没有写"),
        ({"sections": [{"code": "own"}, {"code": "own"}]}, "sections 第 2 部分的 key “own”前面用过了"),
        ({"sections": [{"code": "weather"}]}, "code 不认识“weather”，可以写：opening（前言）"),
        ({"sections": [{"code": "happened", "options": {"size": 3}}]}, "没有选项 size，可以写：named"),
        ({"sections": [{"code": "happened", "options": {"named": 0}}]}, "选项 named 不能是“0”"),
        ({"sections": [{"code": "progress_table", "options": {"level": "town"}}]}, "选项 level 不能是“town”"),
        ({"title": "{span}{subject.secret}"}, "title 里的 {subject.secret} 不认识"),
    ],
)
def test_what_cannot_be_used_is_named_with_the_kind_and_the_field(fields, told):
    with pytest.raises(KindError, match="公文种类“harbour_weekly”的") as refused:
        ensure_composable(kind_of(changed(**fields)))
    assert told in str(refused.value)
    assert isinstance(refused.value, ValueError)


def test_what_a_kind_says_is_read():
    kind = kind_named("督查通报")
    assert (kind.form, kind.number_word, kind.cadence.every) == (Form.NOTICE, "武重办", Every.NONE)
    assert kind_named("开工周报").cadence.weekday == 5 and kind_named("开工周报").is_weekly
    assert kind_named("民生简报").distribute_to == "区人大常委会办公室"
    assert kind_named("两湖月调度").scope.given == {"programme": "lianghu"}
    assert kind_named("没有这种") is None


def test_every_kind_of_the_preset_names_its_source_and_no_name_is_used_twice():
    names = [name for kind in kinds() for name in {kind.code, kind.name, kind.short_name, *kind.aliases}]
    assert len(names) == len(set(names))
    assert all(kind.source and kind.is_example for kind in kinds())


def test_numbers_are_written_as_the_kind_counts_them():
    assert number_text(kind_named("专报"), 2025, 3, 41) == "2025年第3期（总第41期）"
    assert number_text(kind_named("周报"), 2025, 12) == "2025年第12期"
    assert number_text(kind_named("督查通报"), 2025, 3) == "武重办〔2025〕3号"


def test_a_kind_read_under_its_code_alone_still_has_its_numbers():
    kind = DocumentKind("old", "旧报", "旧报", "", "", "", 0, True)
    assert number_text(kind, 2024, 2, 9) == "2024年第2期（总第9期）"


def test_places_of_writers_have_names():
    made, _ = composed_in("ordinary", "progress_brief")
    assert places(kind_named("progress_brief")) == {one.place: one.label for one in made.sections}
    assert {one.place: one.label for one in made.sections} == {
        "opening": "前言", "overview": "总体情况补充", "starts": "开工和入库补充",
        "problems": "存在问题补充", "zones": "板块情况补充", "next": "下一步工作",
    }


def test_the_how_to_names_every_section_with_its_options():
    page = Path(__file__).parents[2] / "docs" / "how-to" / "加一种公文.md"
    rows = [line for line in page.read_text("utf-8").splitlines() if line.startswith("| `")]
    told = {row.split("`")[1]: row for row in rows}
    for code, section in SECTIONS.items():
        assert section.label in told[code]
        assert all(f"`{option}`" in told[code] for option in section.options)
