"""读数 — the answer for one cell: a value, or why there is none and what may be meant."""

from dataclasses import dataclass

from zhaotuifu.ledger.rules.types import Choice, FindingClass, Value


@dataclass(frozen=True, slots=True)
class Answer:
    """读数 — `value` None is a blank cell.

    `problem` with `is_refused` keeps the value out (asked if there are
    `choices`); without, the value stands and the problem is a warning.
    `second` is the end year where one column holds two fields.
    """

    value: Value | None = None
    problem: FindingClass | None = None
    is_refused: bool = False
    choices: tuple[Choice, ...] = ()
    second: Value | None = None
    #: a second warning of the same cell
    also: FindingClass | None = None
    #: the cell carries a unit of its own
    has_own_unit: bool = False


BLANK = Answer()


def refused(problem: FindingClass, choices: tuple[Choice, ...] = ()) -> Answer:
    """No value, with the reason and perhaps the answers to pick from."""
    return Answer(problem=problem, is_refused=True, choices=choices)
