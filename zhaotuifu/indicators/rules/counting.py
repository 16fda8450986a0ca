"""打包计数 — what each line adds when packages are counted whole or split; money is never counted twice.

The counting itself is `projects.packages`; here its result is laid on the lines, so that rows add up.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from zhaotuifu.indicators.rules.lines import Line
from zhaotuifu.indicators.states import CountBy
from zhaotuifu.projects.packages import Packed, split_count, whole_count


def weights(lines: Iterable[Line], count_by: CountBy) -> dict[int, Decimal]:
    """各行计几个 — by project id, of lines that are counted together.

    Whole: the first of a package counts 1, the others 0. Split: a sub-project counts 1, a package
    as many as of its sub-projects do not stand beside it.
    """
    found = {line.project_id: line.packed or Packed(line.project_id) for line in lines}
    if count_by is CountBy.LISTED:
        return dict.fromkeys(found, Decimal(1))
    if count_by is CountBy.SPLIT:
        return _split(found)
    seen: set[tuple[int, str]] = set()
    counted: dict[int, Decimal] = {}
    for project_id, one in found.items():
        counted[project_id] = Decimal(one.package_key not in seen)
        seen.add(one.package_key)
    assert sum(counted.values()) == whole_count(found.values())
    return counted


def _split(found: dict[int, Packed]) -> dict[int, Decimal]:
    """A package is counted together with the parts that stand beside it; it adds what they leave."""
    together: dict[tuple[int, str], list[Packed]] = {}
    for one in found.values():
        together.setdefault(one.package_key, []).append(one)
    return {
        project_id: Decimal(1) if one.is_part else Decimal(
            split_count(together[one.package_key])
            - sum(other.is_part for other in together[one.package_key])
        )
        for project_id, one in found.items()
    }
