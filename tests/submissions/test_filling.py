"""填表：空表填好回来，表头、样式、公式、打印设置原样，合计等于我们的数；缺的空着，不写零。"""

from __future__ import annotations

import io
from decimal import Decimal

import pytest

from tests import things
from tests.submissions import blanks, tables
from tests.submissions.tables import opened, texts
from zhaotuifu.evidence.actions import content
from zhaotuifu.indicators.asking import month_end
from zhaotuifu.submissions.actions import tables as keeping
from zhaotuifu.submissions.composing import composed
from zhaotuifu.submissions.rules.checks import Grade
from zhaotuifu.submissions.rules.pointing import Filter, as_data

pytestmark = pytest.mark.django_db
ON = month_end(2025, 4)


@pytest.fixture
def made(office, at):
    return tables.projects(at)


def filled(version, month=3):
    return composed(version, year=2025, month=month, on=ON)


def repointed(version, pointings, office, at):
    """A copy of the version, pointed otherwise and in use."""
    copy = keeping.copy_version(version=version, year=2025, by=office.actor, at=at)
    keeping.point(version=copy, pointings=pointings, by=office.actor, at=at, revision=copy.revision)
    tables.use(copy, office.actor, at)
    return copy


def test_a_list_takes_its_projects_and_grows_with_them(office, at, made):
    version = tables.listed(office.actor, at)
    book = opened(filled(version).data)
    sheet = book["进度月报"]
    rows = [texts(sheet, row) for row in range(6, 12)]
    assert [row[0] for row in rows] == [1, 2, 3, 4, 5, 6]
    assert {row[1] for row in rows} == {name for name in made if name != "省级样板"}
    first = rows[0]  # 按板块，计划大的在前
    assert (first[1], first[2], first[4], first[5], first[6]) == (
        "云岭示例项目5",
        "砚湖镇",
        5000.13,
        5.13,
        35.63,
    )
    assert [sheet.cell(row, 8).value for row in (6, 10, 11)] == [
        '=IF(E6=0,"",G6/E6)', '=IF(E10=0,"",G10/E10)', '=IF(E11=0,"",G11/E11)',
    ]  # fmt: skip
    assert texts(sheet, 12)[:7] == ["合计", None, None, *(f"=SUM({c}6:{c}11)" for c in "DEFG")]
    assert book["汇总"]["B1"].value == "=进度月报!E12/10000"
    assert book.defined_names["全区计划"].attr_text == "进度月报!$E$12"


@pytest.mark.parametrize("count", [0, 1, 2, 5, 6])
def test_looks_and_print_settings_stay(office, at, count):
    for number in range(count):
        things.project(f"样{number}", "砚湖镇", at=at, level="city", months=("1",))
    if not count:
        things.project("省级样板", "砚湖镇", at=at, months=("1",))
    version = tables.listed(office.actor, at)
    before = opened(blanks.monthly_list())["进度月报"]
    after = opened(filled(version, 1).data)["进度月报"]
    last = 6 + max(1, count) - 1
    pairs = [(row, row) for row in range(1, 6)]
    pairs += [(6 if row < last or count == 1 else 10, row) for row in range(6, last)]
    pairs += [(10, last), (11, last + 1), (13, last + 3)]
    for old, new in pairs:
        for column in range(1, 10):
            one, two = before.cell(old, column), after.cell(new, column)
            for part in ("font", "fill", "border", "alignment", "number_format", "protection"):
                assert repr(getattr(one, part)) == repr(getattr(two, part)), (
                    old,
                    new,
                    column,
                    part,
                )
        assert before.row_dimensions[old].height == after.row_dimensions[new].height
    assert {k: d.width for k, d in before.column_dimensions.items()} == {
        k: d.width for k, d in after.column_dimensions.items()
    }
    moved = last - 10
    merged = {"A1:I1", "A3:A4", "B3:B4", "C3:C4", "D3:D4", "I3:I4", "E3:H3"}
    merged |= {f"A{11 + moved}:C{11 + moved}", f"A{13 + moved}:C{13 + moved}"}
    assert {str(box) for box in after.merged_cells.ranges} == merged
    assert after.print_area == f"'进度月报'!$A$1:$I${13 + moved}"
    assert after.print_title_rows == "$3:$5" and after.freeze_panes == "C6"
    assert after.page_setup.orientation == "landscape" and after.page_margins.left == 0.42
    assert after.oddFooter.center.text == before.oddFooter.center.text
    span = f"6:{{}}{last}"
    assert [str(d.sqref) for d in after.data_validations.dataValidation] == [f"D{span.format('G')}"]
    (rule,) = after.conditional_formatting
    cells = f"H6:H{last}" if last > 6 else "H6"
    assert (str(rule.sqref), rule.rules[0].formula) == (cells, [f"$H${last + 1}"])


def test_the_sums_agree_with_the_indicators_and_rounding_is_told_apart(office, at, made):
    version = tables.listed(office.actor, at)
    found = {one.place: one for one in filled(version).findings}
    assert found["进度月报!E12"].grade == Grade.ROUNDING
    # six plans of …125 are written …13: 21000.78 in the table, 21000.75 by the indicator
    assert (found["进度月报!E12"].theirs, found["进度月报!E12"].ours) == ("21000.78", "21000.75")
    assert "因各行四舍五入" in found["进度月报!E12"].sentence
    assert found["进度月报!H12"].grade == Grade.FINE
    assert "不一致" not in "".join(one.sentence for one in found.values())


def test_a_sum_over_too_few_rows_is_wrong_and_said(office, at, made):
    version = tables.listed(office.actor, at)
    wrong = repointed(version, tables.re_pointed(version, last=9), office, at)
    found = {one.place: one for one in filled(wrong).findings if one.grade == Grade.WRONG}
    assert found == {}  # the row left over is empty: it adds nothing
    book = opened(blanks.monthly_list())
    book["进度月报"]["E11"] = "=SUM(E6:E8)"
    kept = io.BytesIO()
    book.save(kept)
    other = keeping.create_table(
        name="坏公式", recipient="市", cadence="monthly", year=2025, data=kept.getvalue(),
        file_name="a.xlsx", by=office.actor, at=at,
    )  # fmt: skip
    found = {one.place: one for one in filled(other).findings}
    assert (
        found["进度月报!E12"].grade == Grade.WRONG
        and "核对范围、单位和公式" in found["进度月报!E12"].sentence
    )


def test_a_sum_that_we_write_ourselves_is_told_from_the_sum_of_its_rows(office, at, made):
    book = opened(blanks.monthly_list())
    book["进度月报"]["E11"] = None
    file = io.BytesIO()
    book.save(file)
    version = keeping.create_table(
        name="没有公式", recipient="市", cadence="monthly", year=2025, data=file.getvalue(),
        file_name="a.xlsx", by=office.actor, at=at,
    )  # fmt: skip
    result = filled(version)
    assert opened(result.data)["进度月报"]["E12"].value == 21000.75
    (found,) = [one for one in result.findings if one.place.startswith("进度月报!E1")]
    assert found.grade == Grade.ROUNDING and "各行之和（21000.78）差 0.03" in found.sentence


def test_what_is_not_known_stays_blank_and_is_listed_with_its_project(office, at, made):
    bare = things.project("没有报数的项目", "苔溪镇", at=at, level="city")
    version = tables.listed(office.actor, at)
    result = filled(version)
    row = next(
        r
        for r in opened(result.data)["进度月报"].iter_rows(min_row=6, max_row=12)
        if r[1].value == "没有报数的项目"
    )
    assert [cell.value for cell in row[5:7]] == [None, None]
    (lacking,) = [one for one in result.findings if one.grade == Grade.MISSING]
    assert (
        lacking.project_id == bare and "没有报数的项目：缺投资完成情况·本年累计" in lacking.sentence
    )


def test_text_that_looks_like_a_formula_stays_text(office, at):
    things.project("=1+1", "砚湖镇", at=at, level="city", months=("1",))
    version = tables.listed(office.actor, at)
    cell = opened(filled(version, 1).data)["进度月报"]["B6"]
    assert (cell.value, cell.data_type) == ("=1+1", "s")


def test_units_months_and_scopes_of_columns(office, at, made):
    version = tables.listed(office.actor, at)
    pointings = tables.re_pointed(
        version, filter=Filter(level="city", construction_kind="new"), order="name"
    )
    data = as_data(pointings)
    columns = {column["letter"]: column for column in data["areas"][0]["columns"]}
    columns["E"] |= {"unit": "yi", "places": 4}
    columns["F"] |= {"month": 1, "unit": "yuan", "places": 0}
    columns["G"] |= {"month": 2}
    from zhaotuifu.submissions.rules.pointing import pointings_of

    two = repointed(version, pointings_of(data), office, at)
    sheet = opened(filled(two).data)["进度月报"]
    rows = [texts(sheet, row) for row in (6, 7)]
    assert [row[1] for row in rows] == ["云岭示例项目5", "云岭示例项目6"]
    assert [row[4:7] for row in rows] == [[0.5, 105000, 30.5], [0.6, 105000, 30.5]]


def test_single_cells_take_figures_and_formulas_are_checked_not_written_over(office, at, made):
    result = filled(tables.fixed(office.actor, at))
    sheet = opened(result.data)["汇总表"]
    assert sheet["B2"].value == "2025年第1季度"
    assert [sheet[f"{c}5"].value for c in "BCD"] == [4, 9.9, 0.0107]
    assert [sheet[f"{c}6"].value for c in "BCD"] == [3, 1.2, 0.0104]
    assert [sheet[f"{c}7"].value for c in "BCDE"] == [
        "=SUM(B5:B6)",
        "=SUM(C5:C6)",
        "=SUM(D5:D6)",
        "=ROUND(D7/C7*100,1)",
    ]
    assert sheet["C9"].value == 1.1
    grades = {one.place: one.grade for one in result.findings}
    assert {grades[f"汇总表!{c}7"] for c in "BE"} == {Grade.FINE}
    assert Grade.WRONG not in grades.values()


def test_our_own_evaluation_stands_beside_the_formulas(office, at, made):
    from io import BytesIO

    from openpyxl import load_workbook

    data = filled(tables.listed(office.actor, at)).data
    cached = load_workbook(BytesIO(data), data_only=True)
    assert Decimal(str(cached["进度月报"]["E12"].value)) == Decimal("21000.78")
    assert cached["汇总"]["B2"].value == 6


def test_the_blank_itself_is_kept_as_it_came(office, at):
    version = tables.listed(office.actor, at)
    assert opened(content(version.blank))["进度月报"]["E11"].value == "=SUM(E6:E10)"
