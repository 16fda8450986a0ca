"""名称规则 — what of a project's name tells projects apart, and which numbers it bears.

Names come as their comparable form (`kernel.names.comparable`). The core leaves out what office
papers add and drop (建设, 项目, 新建, 扩建, 结转); the trunk also leaves out brackets and 一期, 3号楼:
names of one trunk are of one family, not yet of one project.
"""

from __future__ import annotations

import re

SHORTEST = 4  # characters of a core or trunk that says anything
BRACKETED = re.compile(r"[(\[【〔]([^()\[\]【】〔〕]*)[)\]】〕]")
STATUS = re.compile(
    r"[(\[【〔][^()\[\]【】〔〕]*(?:结转|续建|变更|新建|扩建|技改|暂定名|调整)[^()\[\]【】〔〕]*[)\]】〕]"
)
FILLING = re.compile(r"改扩建|新建|扩建|迁建|续建|技改|技术改造|建设|项目|工程")
PUNCTUATION = re.compile(r"[()\[\]【】〔〕《》<>“”\"'·,，、;；:：。.\-—_/#~～]")
NUMBER = re.compile(r"[一二三四五六七八九十]+(?=[期号标栋幢区批]|地块)|[IVX]+(?=期)|\d+")
NUMBERED = re.compile(
    r"第?(?:[一二三四五六七八九十]+|[IVX]+|\d+)(?:期|号楼?|标段?|栋|幢|区|批次?|地块)"
)
DIGITS = {one: str(value) for value, one in enumerate("零一二三四五六七八九十")} | {
    "I": "1", "II": "2", "III": "3", "IV": "4", "V": "5", "VI": "6",
}


def core(key: str) -> str:
    """骨干 — a comparable name without filling words, punctuation and remarks in brackets."""
    bare = PUNCTUATION.sub("", STATUS.sub("", key))
    short = FILLING.sub("", bare)
    return short if len(short) >= SHORTEST else bare


def trunk(key: str) -> str:
    """主干 — the core without brackets and numbered phases; empty when too little is left."""
    whole = core(NUMBERED.sub("", BRACKETED.sub("", key)))
    return whole if len(whole) >= SHORTEST else ""


def numbers(key: str) -> tuple[str, ...]:
    """编号 — numbers that make two projects of one name: 一期, 3号, 12英寸."""
    return tuple(sorted(DIGITS.get(one, one) for one in NUMBER.findall(key)))


def in_brackets(key: str) -> str:
    """括号内容 — all of it, in order."""
    return "、".join(BRACKETED.findall(key))


def without_brackets(key: str) -> str:
    """去括号 — the name outside its brackets."""
    return BRACKETED.sub("", key)
