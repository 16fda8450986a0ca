"""把握 — how sure the field of a column is, and columns of marks whose head is the answer.

What an amount is must be told by its head, by the columns beside it or by their rates. An amount
of which nothing tells it is asked before it is taken (把握小), never taken for the likeliest.
"""

from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher

from zhaotuifu.ledger.rules.codes import CODE, USCC
from zhaotuifu.ledger.rules.fields import LABELS, MONEY_FIELDS, Field, Meaning
from zhaotuifu.ledger.rules.heads import Head
from zhaotuifu.ledger.rules.money_heads import OTHER_MONTH
from zhaotuifu.ledger.rules.questions import Confidence
from zhaotuifu.ledger.rules.text import is_cross, is_tick, squash
from zhaotuifu.ledger.rules.types import ColumnReading, ColumnRole
from zhaotuifu.ledger.rules.vocab import LEVEL_CELL, LEVEL_OF

HIGH, MEDIUM, LOW = Confidence.HIGH, Confidence.MEDIUM, Confidence.LOW
#: rank of a head that does not say of which time an amount is
UNSURE = 4
SURE = 7
TIMED = (Field.COMPLETED_YEAR_WAN, Field.COMPLETED_TOTAL_WAN)
#: an amount of unsure name is told by sure ones of all these beside it
TOLD_BESIDE: Mapping[Field, tuple[Field, ...]] = {
    Field.COMPLETED_YEAR_WAN: (Field.COMPLETED_TOTAL_WAN, Field.COMPLETED_MONTH_WAN),
    Field.COMPLETED_TOTAL_WAN: (Field.COMPLETED_YEAR_WAN,),
    Field.TOTAL_INVESTMENT_WAN: (Field.ANNUAL_PLAN_WAN,),
    Field.ANNUAL_PLAN_WAN: (Field.TOTAL_INVESTMENT_WAN,),
}


def confidence_of(column: int, by_column: Mapping[int, Meaning]) -> Confidence:
    """把握 — of one column among those of its table."""
    meaning = by_column[column]
    if meaning.field is None:
        return LOW if meaning.role in (None, ColumnRole.UNKNOWN) else HIGH
    if meaning.field not in MONEY_FIELDS:
        return HIGH if meaning.rank > UNSURE else MEDIUM
    if meaning.rank >= SURE:
        return HIGH
    if meaning.rank > UNSURE and meaning.field != Field.ANNUAL_PLAN_WAN:
        return MEDIUM
    if meaning.rank <= OTHER_MONTH:
        return LOW
    beside = TOLD_BESIDE.get(Field(str(meaning.field)), ())
    sure = {one.field for one in by_column.values() if one.rank > UNSURE}
    return MEDIUM if beside and sure.issuperset(beside) else LOW


def marked(
    by_column: Mapping[int, Meaning], head: Head, samples: Mapping[int, Sequence[object]]
) -> dict[int, str]:
    """√ 列 — unknown columns headed 省重大, 市重大 … that hold nothing but marks: column → level."""
    found = {}
    for column, meaning in by_column.items():
        if meaning.role != ColumnRole.UNKNOWN or not samples[column]:
            continue
        level = LEVEL_CELL.fullmatch(squash(head.paths[column][-1]))
        texts = [str(value) for value in samples[column]]
        if level and all(is_tick(text) or is_cross(text) for text in texts):
            found[column] = LEVEL_OF[level[1]]
    return {} if any(one.field == Field.LEVEL for one in by_column.values()) else found


#: heads less alike than this propose nothing
ALIKE = 0.5
QUITE_ALIKE = 0.75
NOT_PROPOSED = frozenset(("total_investment_foreign",))


def proposed_for(column: ColumnReading) -> tuple[str, Confidence] | None:
    """可能的字段 — of a column nobody knows: what its values are, else what its head is like.

    A proposal only: it stands beside the column for a person to accept, nothing is taken by it.
    """
    if column.field is not None or column.role is not ColumnRole.UNKNOWN:
        return None
    texts = [squash(text).upper() for text in column.samples]
    for field, pattern in ((Field.CODE, CODE), (Field.USCC, USCC)):
        if texts and all(pattern.fullmatch(text) for text in texts):
            return field.value, MEDIUM
    head = squash(column.head[-1])
    scored = [
        (SequenceMatcher(None, head, label).ratio(), name)
        for name, label in LABELS.items() if name not in NOT_PROPOSED
    ]
    score, name = max(scored)
    if score < ALIKE:
        return None
    return name, MEDIUM if score >= QUITE_ALIKE else LOW
