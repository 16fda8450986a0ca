"""改坏的法子：每一种改一处单元格，也改它的真值（见 mutating.py）。"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from tests.ledger.expected import read
from tests.ledger.mutating import BROKEN, Line, Mutant, mutant

SCALE = {"元": Decimal(1), "万元": Decimal(10) ** 4, "亿元": Decimal(10) ** 8}
FULL = str.maketrans("0123456789.,-%", "０１２３４５６７８９．，－％")
Mutation = Callable[[Mutant, random.Random], None]


def _note(chance: random.Random) -> str:
    return chance.choice((
        "（接上页）", "续上表", "注：本月起调整统计口径", "说明：以上数据为快报数", "备注：部分项目待核",
        "※ 带星号的为新增项目", "注：1.列统项目以统计部门为准；2.投资额保留整数。", "——————",
        "以上为续建项目", "本表由各板块填报，区重大办汇总。", "数据来源：各板块上报",
    ))


def _lone(mutant: Mutant, text: Any, kind: str, column: int = 1) -> Line:
    cells: list[Any] = [None] * mutant.width
    cells[column - 1] = text
    return Line(cells, kind)


def rows_above(mutant: Mutant, chance: random.Random) -> None:
    """The head moves down: blank rows, titles and notes above it."""
    for _ in range(chance.randint(1, 5)):
        text = chance.choice((None, "附件3", "内部资料", "重点项目推进领导小组办公室", "（征求意见稿）"))
        mutant.put(chance.randint(0, mutant.at("head")), _lone(mutant, text, "added"))


def head_to_the_top(mutant: Mutant, chance: random.Random) -> None:
    """Blank rows above the head are gone."""
    mutant.lines = [
        line for n, line in enumerate(mutant.lines)
        if line.kind != "blank" or n > mutant.at("head")
    ]


def notes_between(mutant: Mutant, chance: random.Random) -> None:
    """Notes and blank rows between the projects."""
    for _ in range(chance.randint(1, 4)):
        at = chance.randint(mutant.at("project"), len(mutant.lines))
        if not _is_inside(mutant, at):
            text = _note(chance) if chance.random() < 0.8 else None
            mutant.put(at, _lone(mutant, text, "added", chance.choice((1, 1, 2))))


def _is_inside(mutant: Mutant, at: int) -> bool:
    """Inside merged cells no row is put."""
    place = {id(line): n for n, line in enumerate(mutant.lines)}
    return any(
        place[id(first)] < at <= place[id(last)] for first, last, _, _ in mutant.merged
    )


def head_again(mutant: Mutant, chance: random.Random) -> None:
    """The head once more in the middle of the table, as at the top of a printed page."""
    if "other_page_in_another_unit" in mutant.done:
        return  # the first head's unit would be wrong there
    heads = [line for line in mutant.lines if line.kind == "head"]
    at = chance.randint(mutant.at("project") + 1, len(mutant.lines))
    if _is_inside(mutant, at):
        return
    copies = {id(line): Line(list(line.cells), "head again") for line in heads}
    mutant.merged += [
        (copies[id(first)], copies[id(last)], left, right)
        for first, last, left, right in mutant.merged
        if id(first) in copies and id(last) in copies
    ]
    mutant.lines[at:at] = [copies[id(line)] for line in heads]


def total_moved(mutant: Mutant, chance: random.Random) -> None:
    """A total somewhere else, or one more."""
    totals = [line for line in mutant.lines if line.kind in ("subtotal", "grand_total")]
    at = chance.randint(mutant.at("project"), len(mutant.lines))
    if totals and not _is_inside(mutant, at):
        line = chance.choice(totals)
        mutant.put(at, Line(list(line.cells), line.kind))


def section_added(mutant: Mutant, chance: random.Random) -> None:
    """A heading between the projects."""
    at = chance.choice([n for n, line in enumerate(mutant.lines) if line.kind == "project"])
    if not _is_inside(mutant, at):
        text = chance.choice(("二、续建项目", "（三）前期项目（2个）", "民生类项目", "三、市级重点项目"))
        mutant.put(at, _lone(mutant, text, "added"))


def signature(mutant: Mutant, chance: random.Random) -> None:
    """填报人 and the day at the end."""
    text = chance.choice(("填报人：某甲", "单位负责人（签字）：　　填报人：某乙", "2025年4月2日", "（盖章）"))
    mutant.put(len(mutant.lines), _lone(mutant, text, "added", chance.choice((1, 2))))


def rows_hidden(mutant: Mutant, chance: random.Random) -> None:
    """Some rows are hidden."""
    for line in mutant.lines:
        line.is_hidden = line.is_hidden or chance.random() < 0.2


def cells_split(mutant: Mutant, chance: random.Random) -> None:
    """Merged cells taken apart, each with the value or only the first."""
    mutant.split(is_filled=chance.random() < 0.5)


def columns_shuffled(mutant: Mutant, chance: random.Random) -> None:
    """The columns in another order; lone texts stay where they are."""
    mutant.split()
    order = list(range(mutant.width))
    chance.shuffle(order)
    new = {old + 1: at + 1 for at, old in enumerate(order)}
    for line in mutant.lines:
        line.cells += [None] * (mutant.width - len(line.cells))
        if sum(value is not None for value in line.cells) > 2 or line.kind == "project":
            line.cells = [line.cells[old] for old in order]
        line.truth = {new[at]: value for at, value in line.truth.items()}
        line.formats = {new[at]: value for at, value in line.formats.items()}
        line.no_value = {new[at] for at in line.no_value}
    mutant.amounts = {new[at]: name for at, name in mutant.amounts.items()}
    mutant.units = {new[at]: unit for at, unit in mutant.units.items()}
    mutant.hidden_columns = {new[at] for at in mutant.hidden_columns if at in new}


def column_twice(mutant: Mutant, chance: random.Random) -> None:
    """A column of amounts once more at the right, with other figures: nobody can tell which holds."""
    if not mutant.amounts:
        return
    mutant.split()
    column, width = chance.choice(sorted(mutant.amounts)), mutant.width
    for line in mutant.lines:
        line.cells += [None] * (width - len(line.cells))
        value = line.cells[column - 1]
        if line.kind == "project" and isinstance(value, int | float) and not isinstance(value, bool):
            line.truth[column] = BROKEN
            value = value + chance.choice((1, 10, 100))
        line.cells.append(value)
        if column in line.no_value:
            line.no_value.add(width + 1)


def unit_dropped(mutant: Mutant, chance: random.Random) -> None:
    """No unit anywhere: nothing without one of its own may be taken."""
    for line in mutant.lines:
        if line.kind == "project":
            continue
        line.cells = [_without_unit(value) for value in line.cells]
    for line in mutant.projects:
        line.formats = {
            at: code for at, code in line.formats.items() if at not in mutant.amounts
        }
    mutant.units = dict.fromkeys(mutant.units)


def _without_unit(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    rest = re.sub(r"[(（]?(?:金额)?(?:单位[:：])?(?:亿|万)元[)）]?", "", value)
    return rest if rest.strip("、,，%％ ") else None


def unit_changed(mutant: Mutant, chance: random.Random) -> None:
    """万元 ↔ 亿元 ↔ 元 in heads and lines; the figures with it, or the truth with it."""
    old = chance.choice(("万元", "亿元"))
    new = chance.choice([one for one in SCALE if one != old])
    if old not in mutant.units.values() or any(line.formats for line in mutant.projects):
        return
    if _has_worded(mutant):
        return
    factor, with_figures = SCALE[old] / SCALE[new], chance.random() < 0.5
    for line in mutant.lines:
        if line.kind != "project":
            line.cells = [_other_unit(value, old, new) for value in line.cells]
            continue
        for at in mutant.amounts:
            value = line.cells[at - 1]
            if mutant.units[at] != old or isinstance(value, bool):
                continue
            figure = _figure(value)
            if figure is None:
                continue
            if with_figures:
                line.cells[at - 1] = _cell(figure * factor)
            elif isinstance(line.truth[at], Decimal):
                line.truth[at] = line.truth[at] / factor  # type: ignore[operator]
    mutant.units = {at: new if unit == old else unit for at, unit in mutant.units.items()}


def _has_worded(mutant: Mutant) -> bool:
    """Figures among words (约3.5) that take their unit from the head: they are left alone."""
    cells = [line.cells[at - 1] for line in mutant.projects for at in mutant.amounts]
    return any(
        isinstance(cell, str) and _figure(cell) is None
        and re.search(r"[\d０-９一二三四五六七八九]", cell) is not None and not re.search("[元万亿]", cell)
        for cell in cells
    )


def _other_unit(value: Any, old: str, new: str) -> Any:
    return re.sub(rf"(?<![亿万]){old}", new, value) if isinstance(value, str) else value


def _figure(value: Any) -> Decimal | None:
    """A plain figure of a cell, also as text; None for words, units and blanks."""
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int | float):
        return Decimal(repr(value))
    text = str(value).translate(str.maketrans("０１２３４５６７８９．，", "0123456789.,")).strip()
    if re.fullmatch(r"\d{1,3}(?:,\d{3})*(?:\.\d+)?|\d+(?:\.\d+)?", text):
        return Decimal(text.replace(",", ""))
    return None


def _cell(figure: Decimal) -> int | float | str:
    return int(figure) if figure == figure.to_integral() else float(figure)


def other_page_in_another_unit(mutant: Mutant, chance: random.Random) -> None:
    """The head once more with its units changed, and the figures below with it."""
    heads = [line for line in mutant.lines if line.kind == "head"]
    said = {unit for unit in mutant.units.values() if unit}
    if any(line.kind == "head again" for line in mutant.lines) or _has_worded(mutant):
        return
    if len(said) != 1 or not any("万元" in str(v) or "亿元" in str(v) for h in heads for v in h.cells):
        return
    old = said.pop()
    if old not in ("万元", "亿元"):
        return
    new = "亿元" if old == "万元" else "万元"
    at = chance.choice([n for n, line in enumerate(mutant.lines) if line.kind == "project"][1:] or [0])
    if not at or _is_inside(mutant, at) or any(line.formats for line in mutant.projects):
        return
    copies = {id(line): Line([_other_unit(v, old, new) for v in line.cells], "head again") for line in heads}
    mutant.merged += [
        (copies[id(first)], copies[id(last)], left, right)
        for first, last, left, right in mutant.merged
        if id(first) in copies and id(last) in copies
    ]
    for line in mutant.lines[at:]:
        for column in mutant.amounts if line.kind == "project" else ():
            figure = _figure(line.cells[column - 1])
            if figure is not None:
                line.cells[column - 1] = _cell(figure * SCALE[old] / SCALE[new])
    mutant.lines[at:at] = [copies[id(line)] for line in heads]
    mutant.units = dict.fromkeys(mutant.units, "mixed")


def _spaced(text: str) -> str:
    return f"{text[: len(text) // 2]} {text[len(text) // 2 :]}"


#: ways of writing one figure; each means the same amount
WRITTEN: tuple[Callable[[str], Any], ...] = (
    lambda text: text,
    lambda text: f"  {text}\u3000",
    lambda text: text.translate(FULL),
    lambda text: f"{Decimal(text):,}",
    lambda text: f"{Decimal(text):,}".translate(FULL),
    _spaced,
    lambda text: f"约{text}",
    lambda text: f"{text}左右",
    lambda text: f"{text}（暂定）",
    lambda text: f"+{text}",
    lambda text: f"{text}\n",
)


def written_otherwise(mutant: Mutant, chance: random.Random) -> None:
    """Figures as texts: full-width, with thousands, with spaces, with 约."""
    for line in mutant.projects:
        for at in mutant.amounts:
            figure = _figure(line.cells[at - 1])
            if figure is None or at in line.formats or chance.random() < 0.6:
                continue
            line.cells[at - 1] = chance.choice(WRITTEN)(f"{figure:f}")


def own_units(mutant: Mutant, chance: random.Random) -> None:
    """A unit of its own in the cell; it wins over the head's."""
    for line in mutant.projects:
        for at in mutant.amounts:
            truth = line.truth.get(at)
            if isinstance(truth, Decimal) and _figure(line.cells[at - 1]) is not None and chance.random() < 0.3:
                unit = chance.choice(tuple(SCALE))
                text = f"{(truth * 10000 / SCALE[unit]).normalize():f}"
                short = unit.removesuffix("元") or unit
                line.cells[at - 1] = text + chance.choice((unit, f" {unit}", f"（{unit}）", short))
                line.formats.pop(at, None)


#: what no one can read as one amount
BREAKS: tuple[Any, ...] = (
    "#REF!", "#N/A", "#VALUE!", "#DIV/0!", "12a4", "1O00", "l200", "详见附件", "同上", "3月", "一季度",
    "1200 3400", "1200\n3400", "1200/3400", "1200、3400", "1200+300", "1200；300", "500-800", "500-800万元",
    "5～8亿元", "1.2.3", "1,20", "12,34,56", "1.234,56", "120%", "2025-03-15", "2025/3/15", "2025年3月",
    "1200（其中设备800）", "1200(800)", "第1期1200", "1200元3400元", "1亿2000", "已完成", "√",
    "？", "1200?", "<>", "=B2+C2", "1200万元/年", "每年500万元", "1e", "１２ ３４ ５６ ７", "5000 6000万元",
    "1200~", "5成", "半亿", "上亿", "数千万", "3000多万到4000万", "1200\u00a03400", "1 200 3400", "五六百万",
    "12万3", "4.5折", "0x10", "∞", "NaN", "1_000", "1'000", "1200-", "--1200", "1200 0", "12 345", "3 000万元",
)


def cells_broken(mutant: Mutant, chance: random.Random) -> None:
    """Cells nobody can read as one amount."""
    for _ in range(chance.randint(1, 6)):
        if not mutant.amounts:
            return
        line, at = chance.choice(mutant.projects), chance.choice(sorted(mutant.amounts))
        value = chance.choice((*BREAKS, True, date(2025, 3, 15), float("inf"), float("nan"), 1e30))
        line.cells += [None] * (at - len(line.cells))
        line.cells[at - 1] = value
        line.truth[at] = BROKEN
        line.formats.pop(at, None)
        line.no_value.discard(at)


def cells_blanked(mutant: Mutant, chance: random.Random) -> None:
    """待定, 无, — and their like: blank, never zero."""
    for line in mutant.projects:
        for at in mutant.amounts:
            if chance.random() < 0.15:
                line.cells[at - 1] = chance.choice(("待定", "无", "—", "——", "/", "暂无", "待核实", "", "  "))
                line.truth[at] = None
                line.no_value.discard(at)


def cells_negative(mutant: Mutant, chance: random.Random) -> None:
    """A minus before an amount: a correction in a month, refused elsewhere."""
    for line in mutant.projects:
        for at, name in mutant.amounts.items():
            figure, truth = _figure(line.cells[at - 1]), line.truth.get(at)
            if not figure or not isinstance(truth, Decimal) or chance.random() < 0.85:
                continue
            text = chance.choice(("-{}", "－{}", "({})", "（{}）", "−{}")).format(f"{figure:f}")
            line.cells[at - 1] = text if chance.random() < 0.7 else _cell(-figure)
            line.truth[at] = -truth if name == "completed_month_wan" else BROKEN


def formulas_lost(mutant: Mutant, chance: random.Random) -> None:
    """A formula whose figure was not kept in the file."""
    for line in mutant.projects:
        for at in mutant.amounts:
            if chance.random() < 0.1:
                line.cells[at - 1], line.truth[at] = None, BROKEN
                line.no_value.add(at)


def rates_rewritten(mutant: Mutant, chance: random.Random) -> None:
    """Percentages as text, as figure, as fraction: they are computed, no amount comes of them."""
    for line in mutant.projects:
        for at, value in enumerate(line.cells, 1):
            if at not in mutant.amounts and isinstance(value, float) and 0 < value < 2:
                line.cells[at - 1] = chance.choice((f"{value:.1%}", round(value * 100, 1), f"{value:.2f}"))


def columns_hidden(mutant: Mutant, chance: random.Random) -> None:
    """Some columns are hidden."""
    mutant.hidden_columns |= {at for at in range(1, mutant.width + 1) if chance.random() < 0.2}


def sequence_emptied(mutant: Mutant, chance: random.Random) -> None:
    """The numbers of the rows are gone, or are texts."""
    way = chance.choice((lambda value: None, str, lambda value: f"{value}、"))
    for line in mutant.projects:
        if isinstance(line.cells[0], int) and 1 not in mutant.amounts:
            line.cells[0] = way(line.cells[0])


#: what other offices call the same amount; some of it says too little, and must be asked
OTHER_WORDS: Mapping[str, tuple[str, ...]] = {
    "total_investment_wan": (
        "计划总投资", "项目总投资额", "投资总额", "投资额",
        "总投资金额", "概算总投资", "投资规模", "金额", "总投资概算",
    ),
    "annual_plan_wan": (
        "年度计划", "当年计划投资", "本年度投资计划", "2025年度目标",
        "计划投资", "年度投资", "年计划", "2025年投资目标",
        "全年计划完成投资", "年度目标任务",
    ),
    "completed_month_wan": (
        "当月完成", "本月完成投资", "3月份完成投资额", "3月", "本月", "完成投资", "3月投资", "三月份完成", "本期完成",
    ),
    "completed_year_wan": (
        "1—3月累计完成", "截至3月底累计完成", "本年累计完成",
        "累计完成", "一季度完成", "今年以来完成投资", "1~3月完成数",
        "年初至今完成投资", "完成投资", "1-3月实际完成投资", "至3月底完成", "已完成投资",
    ),
    "completed_total_wan": (
        "开工以来累计完成", "自开工累计完成投资", "历年累计完成",
        "累计完成投资", "已完成总投资", "累计完成", "项目累计完成投资",
    ),
}
#: amounts that are none of ours
OTHER_AMOUNTS = (
    "其中：设备投资", "2024年完成投资", "2月完成", "上年累计完成",
    "列统投资", "到位资金", "2026年计划投资", "下月计划投资",
    "完成年度计划", "调整前总投资", "建筑面积", "一季度计划",
    "去年同期完成", "1-2月完成", "固定资产投资", "剩余投资", "注册资本",
    "4月计划完成", "上半年计划", "其中：土建", "截至2024年底累计完成", "2024年计划投资", "年初计划",
)


def heads_reworded(mutant: Mutant, chance: random.Random) -> None:
    """The same amounts under other words."""
    if "column_twice" in mutant.done:
        return  # two heads of their own tell two columns apart
    report = read(mutant.name).expected.get("report") or {}
    month, year = report.get("month") or 3, report.get("year") or 2025
    for at, name in mutant.amounts.items():
        lines = [line for line in mutant.lines if line.kind == "head" and at <= len(line.cells)]
        line = next((line for line in reversed(lines) if line.cells[at - 1]), None)
        if line is None or chance.random() < 0.5:
            continue
        unit = re.search(r"[(（](?:亿|万)?元[)）]", str(line.cells[at - 1]))
        word = chance.choice(OTHER_WORDS[name]).replace("3月", f"{month}月").replace("2025", str(year))
        if month == 3 or not re.search("一季度|三月", word):
            line.cells[at - 1] = word + (unit.group() if unit else "")


def other_amounts_added(mutant: Mutant, chance: random.Random) -> None:
    """Columns of amounts that are not the project's investment of the report."""
    mutant.split()
    if mutant.name == "d06_carry_2024":
        return  # what is another year's here is its own
    for head in chance.sample(OTHER_AMOUNTS, chance.randint(1, 3)):
        width, level = mutant.width, [line for line in mutant.lines if line.kind == "head"]
        for line in mutant.lines:
            line.cells += [None] * (width + 1 - len(line.cells))
            if line.kind == "project":
                line.cells[width] = chance.randint(1, 99999)
        for line in level:
            line.cells[width] = head


MUTATIONS: tuple[Mutation, ...] = (
    rows_above, head_to_the_top, notes_between, head_again, total_moved, section_added, signature,
    rows_hidden, cells_split, columns_shuffled, column_twice, unit_dropped, unit_changed,
    other_page_in_another_unit, written_otherwise, own_units, cells_broken, cells_blanked,
    cells_negative, formulas_lost, rates_rewritten, columns_hidden, sequence_emptied,
    heads_reworded, other_amounts_added,
)
BY_NAME: Mapping[str, Mutation] = {one.__name__: one for one in MUTATIONS}


def mutated(name: str, steps: list[str], seed: int) -> Mutant:
    """A sample with these mutations, the same for the same seed."""
    chance = random.Random(f"{name} {seed}")
    found = mutant(name, chance)
    for step in steps:
        BY_NAME[step](found, chance)
        found.done.append(step)
    return found
