"""名称 — comparison form, pinyin sort key and initials of Chinese names."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from pypinyin import Style, lazy_pinyin

_SPACE = re.compile(r"\s+")


def comparable(text: str) -> str:
    """比对形 — NFKC, all white space removed, upper case; equal names compare equal."""
    return _SPACE.sub("", unicodedata.normalize("NFKC", text)).upper()


@lru_cache(maxsize=20000)
def _syllables(text: str) -> tuple[str, ...]:
    return tuple(lazy_pinyin(text, style=Style.NORMAL, errors="default"))


def sort_key(text: str) -> str:
    """拼音序 — neither database sorts by pinyin, so the key is stored (200 characters at most)."""
    return " ".join(_syllables(comparable(text))).lower()[:200]


def initials(text: str) -> str:
    """拼音首字母 — 云岭储能 → ylcn; letters and digits stay (100 characters at most)."""
    parts = (s if len(s) > 1 and not s.isalpha() else s[:1] for s in _syllables(comparable(text)))
    return "".join(parts).lower()[:100]


def mask_phone(phone: str) -> str:
    """电话掩码 — 138****0000; short numbers keep their last two digits."""
    digits = phone.strip()
    if len(digits) >= 11:
        return f"{digits[:3]}****{digits[-4:]}"
    return "*" * max(len(digits) - 2, 0) + digits[-2:]


def mask_name(name: str) -> str:
    """姓名掩码 — the first character, the rest as stars."""
    name = name.strip()
    return name[:1] + "*" * (len(name) - 1) if name else ""


#: fields that hold personal data, by the name they bear in forms, facts and the audit → their mask
PERSONAL = {"contact_phone": mask_phone, "contact_name": mask_name}


def without_people(values: Mapping[str, Any]) -> dict[str, Any]:
    """隐去个人信息 — of named values, also of those within; a name may stand behind what it is of."""
    return {key: _unnamed(key.rpartition(" ")[2], value) for key, value in values.items()}


def _unnamed(name: str, value: Any) -> Any:
    if isinstance(value, Mapping):
        return without_people(value)
    return PERSONAL[name](str(value)) if name in PERSONAL and value else value
