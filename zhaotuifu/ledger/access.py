"""台账权限 — who may send, answer, commit and undo an import; and whose rows are whose."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from zhaotuifu.kernel.actor import Actor, Role
from zhaotuifu.kernel.verdict import YES, Refused, Verdict, ensure, no
from zhaotuifu.ledger.models import ColumnMapping, LedgerImport
from zhaotuifu.ledger.states import ImportState
from zhaotuifu.parties import queries as parties
from zhaotuifu.parties.queries import ZoneLine

#: who may open the pages of the ledger
SENDERS = (Role.OFFICE, Role.ZONE)

#: asked before an undo, filled in wiring: what a higher or neighbouring area built on the import
#: (an issued report) stands on its own line and is not known here
UNDO_GUARDS: list[Callable[[LedgerImport], Verdict]] = []


@dataclass(frozen=True, slots=True)
class Sender:
    """报送人 — whose rows may be written: all of the district, or those of own 板块.

    `organisation_id` is under whom the import and the taught columns are kept.
    """

    organisation_id: int | None
    has_all: bool
    zone_ids: frozenset[int]
    zone_names: tuple[str, ...]

    @property
    def only_zone(self) -> str:
        """The one 板块 a row without any is taken to be of; empty for the office."""
        return self.zone_names[0] if not self.has_all and len(self.zone_names) == 1 else ""

    def owns(self, names: Iterable[str]) -> bool:
        """归本板块 — a joint project is also ours."""
        return self.has_all or bool(set(names) & set(self.zone_names))


def sender_of(actor: Actor, zones: Sequence[ZoneLine]) -> Sender:
    """报送人 — from the posts of the actor; the office (and the system) speaks for all 板块."""
    if actor.user_id is None or actor.holds(Role.OFFICE):
        offices = sorted(actor.organisations(Role.OFFICE))
        return Sender(offices[0] if offices else None, True, frozenset(), ())
    own = actor.organisations(Role.ZONE)
    names = tuple(zone.name for zone in zones if zone.id in own)
    return Sender(min(own, default=None), False, own, names)


def can_import(actor: Actor) -> Verdict:
    """能否导入 — the office and the 板块; leaders and departments read, they do not report."""
    if actor.user_id is None or actor.holds(*SENDERS):
        return YES
    return no(
        f"不能导入台账：台账由区重大办和板块填报岗导入，您现在的岗位是{actor.role_text}。"
        "请联系区重大办或本板块的填报岗。"
    )


def can_unmask(actor: Actor) -> Verdict:
    """能否带联系方式导出 — masked for everybody; who keeps the ledger may ask, with a reason."""
    if can_import(actor):
        return YES
    return no(f"不能带联系方式导出：由区重大办和板块联系企业，您的岗位是{actor.role_text}。")


def sender_who_may(by: Actor) -> Sender:
    """能送的人 — raises `Refused` for who may not import, and for a post without a 板块."""
    ensure(can_import(by))
    sender = sender_of(by, parties.zones())
    if not sender.has_all and not sender.zone_ids:
        raise Refused(no("不能导入台账：您的岗位没有板块。请联系管理员核对岗位。"))
    return sender


def can_read(actor: Actor, ledger_import: LedgerImport) -> Verdict:
    """能否读入 — a file that waits to be read, or could not be."""
    allowed = can_import(actor)
    if not allowed or ledger_import.state in (ImportState.RECEIVED, ImportState.REFUSED):
        return allowed
    return no(f"不能再读：这份台账{ImportState(ledger_import.state).label}。要再导一次，请重新上传。")


def can_drop(actor: Actor, ledger_import: LedgerImport) -> Verdict:
    """能否放弃 — while nothing is written yet."""
    allowed = can_import(actor)
    waiting = (ImportState.RECEIVED, ImportState.REFUSED, ImportState.PREVIEWED)
    if not allowed or ledger_import.state in waiting:
        return allowed
    return no(f"不能放弃：这份台账{ImportState(ledger_import.state).label}。")


def can_answer(actor: Actor, ledger_import: LedgerImport) -> Verdict:
    """能否答复 — while nothing is written yet."""
    allowed = can_import(actor)
    if not allowed:
        return allowed
    if ledger_import.state == ImportState.PREVIEWED:
        return YES
    state = ImportState(ledger_import.state).label
    return no(f"这份台账{state}，不能再改答复。要改数，请用更正的台账再导一次。")


def can_commit(actor: Actor, ledger_import: LedgerImport) -> Verdict:
    """能否写入 — previewed, and its reporting month known."""
    allowed = can_import(actor)
    if not allowed:
        return allowed
    if ledger_import.state != ImportState.PREVIEWED:
        state = ImportState(ledger_import.state).label
        hint = "请等它读完。" if ledger_import.state == ImportState.RECEIVED else "要再导一次，请重新上传。"
        return no(f"不能导入：这份台账{state}。{hint}")
    if ledger_import.year is None or ledger_import.month is None:
        return no("不能导入：还不知道这份台账是哪个月的。请先选报告月份。")
    return YES


def can_undo(actor: Actor, ledger_import: LedgerImport) -> Verdict:
    """能否撤回 — committed, and nothing known here or through the guards builds on it."""
    allowed = can_import(actor)
    if not allowed:
        return allowed
    if ledger_import.state != ImportState.COMMITTED:
        return no(f"不能撤回：这份台账{ImportState(ledger_import.state).label}，没有可撤的。")
    for guard in UNDO_GUARDS:
        verdict = guard(ledger_import)
        if not verdict:
            return verdict
    return YES


def can_teach(actor: Actor, mapping: ColumnMapping) -> Verdict:
    """能否改学到的 — the office all of it, a 板块 what its own ledgers taught."""
    allowed = can_import(actor)
    is_own = mapping.sender_id in actor.organisations(Role.ZONE)
    if not allowed or actor.user_id is None or actor.holds(Role.OFFICE) or is_own:
        return allowed
    return no("不能改：这一列是别的单位教的。请联系区重大办。")
