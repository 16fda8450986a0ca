"""胡乱填的表：从不崩溃，每一行都有交代，每个值都能写成 JSON。"""

from __future__ import annotations

import json
import random
from typing import Any

import pytest

from tests.ledger.expected import zones
from zhaotuifu.kernel.sheets import MergedRange, Sheet, Workbook
from zhaotuifu.ledger.rules import SheetRole, canonical, understand

HEADS = (
    "项目名称 名称 建设单位 总投资 总投资（亿元） 计划 完成 1-3月完成 累计完成 板块 序号 类别 性质 "
    "开工时间 用地 项目代码 起止年限 级别 统一社会信用代码 责任人"
).split()
WORDS = (
    "小计 合计 一、产业项目（3个） （一）新建 注：快报数 填报人：某甲 单位：万元 甲项目 东湖镇 2025-2026 "
    "2025.3 — 无 3亿 约2亿-3亿 其中：乙 （1） 1 #REF! 清空 2025年3月项目表 甲 ㎡ 亿 ½ ² ① 十 （） $ % - . 1. "
    "０ 二〇二五年 99年99月 0000-00-00 2025-00 100000000000000000000000 10亩 5万美元"
).split()
CELLS: tuple[Any, ...] = (*HEADS, *WORDS, 1, 2, 3.5, 2025.1, 1e20, -5, True, "  ", *[None] * 12)


def garbage(dice: random.Random) -> Workbook:
    rows = [
        tuple(dice.choice(CELLS) for _ in range(dice.randint(0, 9)))
        for _ in range(dice.randint(0, 14))
    ]
    if dice.random() < 0.7:
        rows.insert(min(2, len(rows)), tuple(dice.sample(HEADS, dice.randint(2, 9))))
    merged = tuple(
        MergedRange(top, left, top + dice.randint(0, 3), left + dice.randint(0, 3))
        for top, left in (
            (dice.randint(1, 10), dice.randint(1, 8)) for _ in range(dice.randint(0, 2))
        )
    )
    sheet = Sheet("表", True, dice.randint(1, 3), tuple(rows), merged)
    return Workbook("xlsx", "", (sheet,))


@pytest.mark.parametrize("seed", range(40))
def test_a_garbled_sheet_is_answered_row_by_row(seed: int) -> None:
    dice = random.Random(seed)
    for _ in range(10):
        book = garbage(dice)
        got = understand(book, zones=zones(), filename="台账.xlsx")
        for row in got.rows:
            json.dumps(canonical(row))
        answered = sorted([row.row for row in got.rows] + [one.row for one in got.ignored])
        assert len(answered) == len(set(answered))
        if got.sheets[0].role is not SheetRole.LEDGER:
            assert got.rows == ()
            continue
        sheet = book.sheets[0]
        filled = [
            number
            for number, cells in enumerate(sheet.rows, start=sheet.first_row)
            if any(cell is not None and str(cell).strip() for cell in cells)
        ]
        assert answered == filled
