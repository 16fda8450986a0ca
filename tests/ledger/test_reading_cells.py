"""一格一格地读：金额、面积、日期、年限、代码、板块、级别。"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.ledger.expected import zones
from zhaotuifu.ledger.rules.amounts import read_money
from zhaotuifu.ledger.rules.answers import Answer
from zhaotuifu.ledger.rules.areas import read_area
from zhaotuifu.ledger.rules.codes import read_code, read_uscc
from zhaotuifu.ledger.rules.dates import read_date, read_years
from zhaotuifu.ledger.rules.readers import unit_in_format
from zhaotuifu.ledger.rules.types import DateValue, ForeignMoney
from zhaotuifu.ledger.rules.units import MU, WAN_YUAN, YI_YUAN
from zhaotuifu.ledger.rules.vocab import level_in, read_level
from zhaotuifu.ledger.rules.zones import ZoneBook


def said(answer: Answer) -> Any:
    """The value, else the problem in square brackets, else None."""
    if answer.is_refused:
        assert answer.value is None
        assert answer.problem is not None
        return f"[{answer.problem.value}]"
    value = answer.value
    return value.value if isinstance(value, DateValue) else value


@pytest.mark.parametrize(
    ("cell", "wan"),
    [
        ("3.5亿元", "35000"),
        ("约1.2亿", "12000"),
        ("12,000万元", "12000"),
        ("８０００万元", "8000"),
        ("1亿6000万元", "16000"),
        ("4.8亿元人民币", "48000"),
        ("￥3000万", "3000"),
        ("三亿元", "30000"),
        ("5000元", "0.5"),
        ("不低于5亿元", "50000"),
        ("3亿元（含土地款）", "30000"),
        ("0", "0"),
    ],
)
def test_an_amount_with_its_unit_is_read_without_any_head(cell: str, wan: str) -> None:
    assert said(read_money(cell, None)) == Decimal(wan)


@pytest.mark.parametrize("cell", ["/", "—", "——", "无", "暂无", "待定", " ", "-", "／"])
def test_a_blank_word_is_blank_and_never_zero(cell: str) -> None:
    assert said(read_money(cell, WAN_YUAN)) is None
    assert said(read_area(cell, MU)) is None
    assert said(read_date(cell)) is None


@pytest.mark.parametrize(
    ("cell", "problem"),
    [
        ("1.2-1.5亿元", "amount_range"),
        ("1~2亿", "amount_range"),
        ("总投资3亿元，其中设备1亿元", "not_an_amount"),
        ("3亿元（含设备1亿）", "not_an_amount"),
        ("分期实施", "not_an_amount"),
        ("60%", "not_an_amount"),
        ("1,5", "not_an_amount"),
        ("6800", "unit_missing"),
        (6800, "unit_missing"),
        ("#DIV/0!", "formula_error"),
        (date(2025, 3, 1), "not_an_amount"),
        (True, "not_an_amount"),
    ],
)
def test_what_is_no_certain_amount_is_kept_out(cell: object, problem: str) -> None:
    assert said(read_money(cell, None)) == f"[{problem}]"


def test_a_missing_unit_is_asked_with_the_possible_units() -> None:
    labels = [choice.label for choice in read_money("6800", None).choices]
    assert labels == ["6800万元", "6800亿元", "6800元"]


def test_foreign_money_stays_in_its_currency() -> None:
    assert said(read_money("2860万美元", WAN_YUAN)) == ForeignMoney("USD", Decimal(2860))
    assert said(read_money("1.5亿美元", None)) == ForeignMoney("USD", Decimal(15000))
    assert said(read_money("USD 2,000万", None)) == ForeignMoney("USD", Decimal(2000))


def test_the_cells_own_unit_wins_over_the_heads() -> None:
    answer = read_money("3.5亿元", WAN_YUAN)
    assert said(answer) == Decimal(35000)
    assert answer.problem == "unit_in_cell_differs"
    about = read_money("约1.2亿", WAN_YUAN)
    assert (about.problem, about.also) == ("approximate_amount", "unit_in_cell_differs")


def test_noise_of_binary_fractions_does_not_reach_the_amount() -> None:
    assert said(read_money(0.1 + 0.2, YI_YUAN)) == Decimal("3000")
    assert said(read_money(144.82, YI_YUAN)) == Decimal("1448200")


@pytest.mark.parametrize(
    ("code", "scale"),
    [('0.00"亿元"', 10**8), ('0!.0,"万元"', 1), ('#,##0"万"', 10**4), ("0.00", None)],
)
def test_a_number_format_that_shows_a_unit_says_the_unit(code: str, scale: int | None) -> None:
    unit = unit_in_format(code)
    assert (unit.scale if unit else None) == scale


@pytest.mark.parametrize(
    ("cell", "mu"),
    [
        ("17亩", "17"),
        ("168751平方米", "253.1265"),
        ("8万㎡", "120"),
        ("约212亩", "212"),
        ("5公顷", "75"),
        ("120亩（约8万平方米）", "120"),
    ],
)
def test_land_is_read_as_mu(cell: str, mu: str) -> None:
    assert said(read_area(cell, None)) == Decimal(mu)


def test_two_areas_in_one_cell_are_asked() -> None:
    assert said(read_area("100亩，其中一期50亩", MU)) == "[not_an_amount]"
    assert said(read_area("80-100亩", MU)) == "[amount_range]"


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("2025年3月", "2025-03"),
        ("2025.03", "2025-03"),
        ("2025．０４", "2025-04"),
        ("25年3月", "2025-03"),
        ("二〇二五年六月", "2025-06"),
        ("2025年3月20日", "2025-03-20"),
        ("2025/3/5", "2025-03-05"),
        ("20250318", "2025-03-18"),
        ("2025-03-15 00:00:00", "2025-03-15"),
        ("2025年底", "2025-12"),
        ("2025年6月底前", "2025-06"),
        ("2025年", "2025"),
        (2025, "2025"),
        (2025.03, "2025-03"),
        (2025.12, "2025-12"),
        (45731, "2025-03-15"),
        ("15/03/2025", "2025-03-15"),
        (date(2025, 3, 15), "2025-03-15"),
        ("2025-03-15 8:00", "2025-03-15"),
        ("2025-03-15T00:00:00Z", "2025-03-15"),
        ("30/03/2025 5:00:00 PM", "2025-03-30"),
        ("2025年3月15日 下午5:00", "2025-03-15"),
    ],
)
def test_a_date_is_read_as_far_as_it_was_written(cell: object, value: str) -> None:
    assert said(read_date(cell)) == value


@pytest.mark.parametrize(
    ("cell", "problem", "choices"),
    [
        ("5/02/2025", "ambiguous_date", ["2025年2月5日", "2025年5月2日"]),
        (2025.1, "ambiguous_date", ["2025年1月", "2025年10月"]),
        ("2025年上半年", "imprecise_date", ["2025年6月", "2025年"]),
        ("2025年三季度", "imprecise_date", ["2025年9月", "2025年"]),
        ("2025-02-30", "invalid_date", []),
        ("2025年13月", "invalid_date", []),
        ("3月", "ambiguous_date", []),
        ("尽快", "invalid_date", []),
    ],
)
def test_a_date_that_can_be_two_days_is_asked(
    cell: object, problem: str, choices: list[str]
) -> None:
    answer = read_date(cell)
    assert said(answer) == f"[{problem}]"
    assert [choice.label for choice in answer.choices] == choices


def test_a_status_in_a_date_column_is_blank_with_a_warning() -> None:
    answer = read_date("已开工")
    assert (said(answer), answer.problem) == (None, "date_is_status")


def test_the_1904_calendar_moves_serial_numbers() -> None:
    assert said(read_date(44269, is_1904=True)) == "2025-03-15"


def test_a_format_without_day_hides_the_first_of_the_month() -> None:
    assert said(read_date(date(2025, 6, 1), has_day=False)) == "2025-06"


@pytest.mark.parametrize(
    ("cell", "years"),
    [
        ("2025-2026", (2025, 2026)),
        ("2025年至2027年", (2025, 2027)),
        ("2025.3-2027.10", (2025, 2027)),
        ("25-28", (2025, 2028)),
        ("2025—2027年", (2025, 2027)),
        ("2025", (2025, None)),
        ("2025-12", (2025, None)),
        ("2025年3月至2026年底", (2025, 2026)),
    ],
)
def test_a_span_of_years_gives_start_and_end(cell: str, years: tuple[int, int | None]) -> None:
    answer = read_years(cell)
    assert (answer.value, answer.second) == years


def test_a_span_that_runs_backwards_and_a_duration_are_refused() -> None:
    assert said(read_years("2027-2025")) == "[finish_before_start]"
    assert said(read_years("24个月")) == "[imprecise_date]"


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("2401-329999-48-01-128256", "2401-329999-48-01-128256"),
        ("２５０３-３２９９９９-１８-０５-７５１８４０", "2503-329999-18-05-751840"),
        ("25013299991805491646", "2501-329999-18-05-491646"),
        ("2403-329999-48-01-48132", "[code_malformed]"),
        ("2303-32999O-07-02-658723", "[code_malformed]"),
        (2.303329999070112e19, "[code_precision_lost]"),
        ("2.30333E+19", "[code_precision_lost]"),
        ("办理中", None),
    ],
)
def test_a_project_code_is_read_or_kept_out(cell: object, value: str | None) -> None:
    assert said(read_code(cell)) == value


def test_an_obvious_slip_in_a_code_is_offered_not_taken() -> None:
    choices = read_code("2303-32999O-07-02-658723").choices
    assert [choice.label for choice in choices] == ["2303-329990-07-02-658723"]


@pytest.mark.parametrize(
    ("cell", "value", "problem"),
    [
        ("91329999tdxglqjg09", "91329999TDXGLQJG09", None),
        ("　913299991 GN1Q8X45E ", "913299991GN1Q8X45E", None),
        ("91329999R1A3NF0326", "91329999R1A3NF0326", "uscc_check_digit"),
        ("91329999JQBW4AW13", "[uscc_malformed]", "uscc_malformed"),
        (9.132999950902875e17, "[uscc_precision_lost]", "uscc_precision_lost"),
        ("办理中", None, "uscc_malformed"),
    ],
)
def test_a_credit_code_is_read_warned_or_kept_out(
    cell: object, value: str | None, problem: str | None
) -> None:
    answer = read_uscc(cell)
    assert (said(answer), answer.problem) == (value, problem)


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("东湖", "东湖镇"),
        (" 滨河街道　", "滨河街道"),
        ("城北街道办事处", "城北街道"),
        ("东湖镇、城北街道", ("东湖镇", "城北街道")),
        ("柳河镇/西塘镇", ("柳河镇", "西塘镇")),
        ("高新园区\n（临港园区配合）", "[zone_needs_look]"),
        ("北湖镇", "[unknown_zone]"),
    ],
)
def test_a_zone_is_found_by_any_of_its_names(cell: str, value: object) -> None:
    assert said(ZoneBook(zones()).read(cell)) == value


@pytest.mark.parametrize(
    ("title", "level"),
    [
        ("2024年12月区重点项目进度表", "区重点"),
        ("省重大", "省重大"),
        ("2025年一季度市重大项目进展情况表", "市重大"),
        ("全区重大项目汇总", None),
        ("武进区重大项目情况", None),
        ("省、市重大项目", "市重大"),
        ("填报单位：区重大办", None),
    ],
)
def test_a_title_names_a_level_only_when_it_is_one(title: str, level: str | None) -> None:
    assert level_in(title) == level


def test_a_level_cell_is_one_of_three() -> None:
    assert [said(read_level(text)) for text in ("省重大项目", "市重点", "区 重 点")] == [
        "省重大",
        "市重大",
        "区重点",
    ]
    assert said(read_level("其他")) == "[level_unclear]"
