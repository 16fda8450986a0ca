"""make licences — what we stand on and under which licence, written to docs/licences.md.

Read from what is installed of the two locks, and from the folder of vendored front-end parts.
"""

import re
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageNotFoundError, distribution

from tools.house import ROOT, answer, say
from tools.setup import DEVELOPMENT_LOCK, RUNTIME_LOCK

PAGE = ROOT / "docs" / "licences.md"
VENDORED = ROOT / "zhaotuifu" / "static" / "vendor" / "README.md"
PINNED = re.compile(r"^([a-z0-9-]+)==([^ ]+)", re.MULTILINE)
#: obliges whoever offers the program to others, as a whole: not taken (LGPL and MPL oblige less)
REFUSED = re.compile(r"(?<!L)(?<!Lesser )\b(A?GPL|(Affero )?General Public License|SSPL|Commons Clause)", re.IGNORECASE)
LESSER = re.compile(r"Lesser General Public License|\bLGPL", re.IGNORECASE)
#: long names as SPDX writes them
SHORT = {
    "MIT License": "MIT", "BSD License": "BSD", "BSD-3-Clause license": "BSD-3-Clause",
    "BSD 2-Clause License": "BSD-2-Clause", "Apache Software License": "Apache-2.0",
    "Python Software Foundation License": "PSF-2.0", "Zope Public License": "ZPL-2.1",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "GNU Lesser General Public License v2 or later (LGPLv2+)": "LGPL-2.1-or-later",
}
HEAD = """# 依赖和许可

由 `make licences` 从装好的包和 `static/vendor/` 写出，测试查它是新的。不收 AGPL、GPL 和带商业限制的；
LGPL、MPL 的只作为库原样引用，没有改过。

## 随产品运行

| 包 | 版本 | 许可 |
|---|---|---|
"""


@dataclass(frozen=True)
class Part:
    """一个部件."""

    name: str
    version: str
    licence: str

    @property
    def is_refused(self) -> bool:
        """不收的许可 — or none said at all."""
        return not self.licence or bool(REFUSED.search(LESSER.sub("", self.licence)))


def licence_of(found: Distribution) -> str:
    """许可 — as the package says it: the expression, else the classifiers, else its first line."""
    said = found.metadata
    classified = [
        text.rpartition(" :: ")[2] for text in said.get_all("Classifier") or []
        if text.startswith("License ::") and not text.endswith("OSI Approved")
    ]
    first = (said.get("License") or "").strip().split("\n")[0][:60]
    text = said.get("License-Expression") or "、".join(classified) or first
    return SHORT.get(text, text)


def parts_of(lock: str, *, but: frozenset[str] = frozenset()) -> list[Part]:
    """一把锁里装着的 — pins of other platforms are not installed here and left out."""
    found = []
    for name, version in PINNED.findall((ROOT / lock).read_text("utf-8")):
        if name in but:
            continue
        try:
            found.append(Part(name, version, licence_of(distribution(name))))
        except PackageNotFoundError:
            continue
    return found


def vendored() -> list[Part]:
    """前端部件 — the table beside them."""
    rows = re.findall(r"^\| ([^|]+?) \| ([^|]+?) \| [^|]+? \| ([^|]+?) \|$", VENDORED.read_text("utf-8"), re.MULTILINE)
    return [Part(*row) for row in rows if row[0] not in ("part", "---")]


def page() -> str:
    """全页."""
    runtime = parts_of(RUNTIME_LOCK)
    development = parts_of(DEVELOPMENT_LOCK, but=frozenset(part.name for part in runtime))
    return (
        HEAD + _rows(runtime)
        + "\n## 前端部件\n\n| 部件 | 版本 | 许可 |\n|---|---|---|\n" + _rows(vendored())
        + "\n## 只在开发和测试时\n\n| 包 | 版本 | 许可 |\n|---|---|---|\n" + _rows(development)
    )


def _rows(parts: list[Part]) -> str:
    return "".join(f"| {part.name} | {part.version} | {part.licence} |\n" for part in parts)


def main() -> int:
    """写下 — docs/licences.md."""
    PAGE.write_text(page(), "utf-8")
    say(f"已写 {PAGE.relative_to(ROOT)}。")
    return 0


if __name__ == "__main__":
    answer(main)
