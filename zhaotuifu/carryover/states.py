"""结转状态 — the act itself, where a project goes, why it is proposed so."""

from __future__ import annotations

from enum import StrEnum

from django.db import models

from zhaotuifu.kernel.actor import Role
from zhaotuifu.kernel.moves import Move, MoveTable


class CarryState(models.TextChoices):
    """结转办到哪一步."""

    DRAFT = "draft", "在核"
    COMMITTED = "committed", "已结转"
    UNDONE = "undone", "已撤回"
    DROPPED = "dropped", "已放弃"


class Outcome(models.TextChoices):
    """去向 — as what a project stands on the next year's list, or that it does not.

    But for the last two the codes are those of `projects.states.ConstructionKind`.
    """

    CONTINUED = "continued", "续建"
    NEW = "new", "新建"
    FINISHING = "finishing", "竣工"
    RESERVE = "reserve", "储备"
    PRELIMINARY = "preliminary", "前期"
    EXTENSION = "extension", "扩建"
    RENEWAL = "renewal", "技改"
    END = "end", "不结转"
    LISTED = "listed", "已列入"


class Why(models.TextChoices):
    """提出的理由 — one for each line of the rule; questions are answered by it together."""

    LISTED = "listed", "下一年的名单上已有"
    WITHDRAWN = "withdrawn", "已退库"
    FINISHED = "finished", "已认定竣工"
    FOLLOWED = "followed", "已竣工，跟踪投产、达产"
    FINISH_UNRECOGNISED = "finish_unrecognised", "已竣工，没有认定"
    STOPPED = "stopped", "停缓建"
    STARTED = "started", "已开工，没有竣工"
    LAST_YEAR = "last_year", "已开工，下一年计划竣工"
    LATE = "late", "已过计划竣工时间"
    DONE_UNFINISHED = "done_unfinished", "投资已完成，没有竣工"
    STARTED_EARLY = "started_early", "储备、前期提前开工"
    START_UNRECOGNISED = "start_unrecognised", "已开工，没有认定"
    DONE_UNSTARTED = "done_unstarted", "报了完成投资，没有开工"
    GOES_ON = "goes_on", "往年已开工的续建"
    NOT_STARTED = "not_started", "计划新建，没有开工"
    LONG_NEW = "long_new", "连续几年新建，没有开工"
    READY = "ready", "储备、前期，下一年计划开工"
    KEPT = "kept", "继续储备、前期"
    UNSAID = "unsaid", "没写建设性质"


class CarryWork(StrEnum):
    """长活种类 — what the task process does with a carry-over."""

    PROPOSE = "carryover.propose"
    COMMIT = "carryover.commit"
    UNDO = "carryover.undo"


#: what stands on a list; the others do not
KINDS = tuple(one for one in Outcome if one not in (Outcome.END, Outcome.LISTED))
#: what a person may choose
CHOICES = (*KINDS, Outcome.END)
#: kinds a plan is made for
PLANNED = frozenset(
    {Outcome.CONTINUED, Outcome.NEW, Outcome.FINISHING, Outcome.EXTENSION, Outcome.RENEWAL}
)
STATE_LOOK = {
    CarryState.DRAFT: "mine", CarryState.COMMITTED: "done", CarryState.UNDONE: "",
    CarryState.DROPPED: "",
}
_OFFICE = frozenset({Role.OFFICE})
CARRY_MOVES: MoveTable = {
    (CarryState.DRAFT, CarryState.COMMITTED): Move("结转", _OFFICE),
    (CarryState.DRAFT, CarryState.DROPPED): Move("放弃", _OFFICE),
    (CarryState.COMMITTED, CarryState.UNDONE): Move("撤回", _OFFICE),
}
