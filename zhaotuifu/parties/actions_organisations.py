"""单位动作 — an organisation is renamed, another grows out of it, it goes on in another: dated, with source.

What was issued stays as it was; lists of earlier days show the name of then. A change is recorded
when it holds, not before.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction

from zhaotuifu.kernel import audit, facts
from zhaotuifu.kernel.actor import Actor, Role
from zhaotuifu.kernel.verdict import YES, Conflict, Refused, Verdict, ensure, no
from zhaotuifu.parties.actions import UNASSIGNED_ZONE
from zhaotuifu.parties.models import FormerName, Organisation, OrganisationKind, Succession
from zhaotuifu.parties.models_places import SuccessionKind
from zhaotuifu.parties.rules import can_be_named

ONE_DAY = timedelta(days=1)


def can_keep_organisations(actor: Actor) -> Verdict:
    """能否管单位 — administrators, and the system itself."""
    if actor.user_id is None or actor.holds(Role.ADMIN):
        return YES
    return no("不能办：单位由管理员管。请联系管理员。")


def can_change(organisation: Organisation, on: date, today: date) -> Verdict:
    """能否变动 — one that is there, no firm, not 「未分」, from a day that has come."""
    if organisation.kind == OrganisationKind.ENTERPRISE:
        return no("企业不在这里改。")
    if organisation.name == UNASSIGNED_ZONE:
        return no("“未分”不是一个单位，不能改。")
    if organisation.closed_on is not None:
        return no(f"“{organisation.name}”从 {organisation.closed_on} 起已经不再有，不能再改。")
    if on > today:
        return no(f"{on} 还没有到。单位的变动到那天以后再录。")
    return YES


@transaction.atomic
def rename(
    *, organisation: Organisation, name: str, type_name: str, on: date, source: str, by: Actor,
    at: datetime, today: date,
) -> None:
    """改名 — from a day on; the old name stays as a former one and as another name it is sent under.

    Raises `Refused` for who may not, for a name that is taken, for a day to come or before an
    earlier change of the name, and when nothing would change.
    """
    at = audit.take_turn(at)
    ensure(can_keep_organisations(by))
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    ensure(can_change(organisation, on, today))
    name, type_name = name.strip(), type_name.strip()
    for text, what, most in ((name, "新名称", 120), (source, "依据", 300)):
        ensure(can_be_named(text, what, most))
    ensure(can_be_named(type_name, "形态", 20, is_required=False))
    if (name, type_name) == (organisation.name, organisation.type_name):
        raise Refused(no("名称和形态都没有变。请核对“新名称”。"))
    ensure(_is_free(organisation.kind, name, but=organisation.pk))
    later = FormerName.objects.known().filter(organisation=organisation, until_on__gte=on - ONE_DAY)
    if later.exists():
        raise Refused(no("在这天以后已经改过一次名。请填更晚的一天。"))
    before = {"name": organisation.name, "type_name": organisation.type_name}
    former = FormerName(
        organisation=organisation, until_on=on - ONE_DAY, source=source.strip(), **before
    )
    facts.record([former], at=at, by_id=by.user_id)
    organisation.aliases = _known_as(organisation, name)
    organisation.name, organisation.type_name = name, type_name
    organisation.save()
    audit.record(
        by=by, at=at, action="单位改名", object_kind="organisation", object_id=organisation.pk,
        object_name=f"{before['name']} → {name}", before=before,
        after={"name": name, "type_name": type_name, "on": on, "source": source.strip()},
    )


def _known_as(organisation: Organisation, name: str) -> list[str]:
    """The other names it is sent under, once it has the new one."""
    aliases = [alias for alias in organisation.aliases if alias != name]
    if name != organisation.name and organisation.name not in aliases:
        aliases.append(organisation.name)
    return aliases


@transaction.atomic
def split_off(
    *, organisation: Organisation, name: str, type_name: str, on: date, source: str, by: Actor,
    at: datetime, today: date,
) -> Organisation:
    """析出 — a new organisation of the same kind beside this one, from a day on.

    Which projects go to it is said on the list of projects, by hand. Raises `Refused` as `rename`.
    """
    at = audit.take_turn(at)
    ensure(can_keep_organisations(by))
    ensure(can_change(organisation, on, today))
    for text, what, most in ((name, "新名称", 120), (source, "依据", 300)):
        ensure(can_be_named(text, what, most))
    ensure(_is_free(organisation.kind, name.strip()))
    made = Organisation.objects.create(
        kind=organisation.kind, name=name.strip(), type_name=type_name.strip(),
        parent_id=organisation.parent_id, position=organisation.position, is_demo=organisation.is_demo,
    )
    _succeed(organisation, made, SuccessionKind.SPLIT, on, source, by=by, at=at)
    audit.record(
        by=by, at=at, action="单位析出", object_kind="organisation", object_id=made.pk,
        object_name=f"{organisation.name} → {made.name}", after={"on": on, "source": source.strip()},
    )
    return made


@transaction.atomic
def close_into(
    *, giver: Organisation, taker: Organisation, on: date, source: str, by: Actor, at: datetime,
    today: date,
) -> None:
    """并入 — the giver is no more from the day on; ledgers that still name it mean the taker.

    What lies in it is moved by who calls. Raises `Refused` for who may not, for two of different
    kinds, one into itself, and as `can_change`; `Conflict` when somebody else was first.
    """
    at = audit.take_turn(at)
    ensure(can_keep_organisations(by))
    if giver.pk == taker.pk:
        raise Refused(no("不能并入自己。请另选承接的单位。"))
    if giver.kind != taker.kind or giver.kind == OrganisationKind.DISTRICT:
        raise Refused(no("只能并入同一类的单位：板块并入板块，部门并入部门。请另选承接的单位。"))
    for one in (giver, taker):
        ensure(can_change(one, on, today))
    ensure(can_be_named(source, "依据", 300))
    if not Organisation.objects.filter(pk=giver.pk, closed_on=None).update(closed_on=on):
        raise Conflict
    _succeed(giver, taker, SuccessionKind.MERGED, on, source, by=by, at=at)
    known = Organisation.objects.select_for_update().get(pk=taker.pk)
    known.aliases = list(dict.fromkeys([*known.aliases, giver.name, *giver.aliases]))
    known.save(update_fields=["aliases"])
    audit.record(
        by=by, at=at, action="单位并入", object_kind="organisation", object_id=giver.pk,
        object_name=f"{giver.name} → {taker.name}", after={"on": on, "source": source.strip()},
    )


def _succeed(
    one: Organisation, other: Organisation, kind: SuccessionKind, on: date, source: str, *, by: Actor,
    at: datetime,
) -> None:
    facts.record(
        [Succession(predecessor=one, successor=other, on=on, kind=kind, source=source.strip())],
        at=at, by_id=by.user_id,
    )


def _is_free(kind: str, name: str, but: int | None = None) -> Verdict:
    """A name no other of the kind bears, nor is sent under."""
    others = Organisation.objects.filter(kind=kind).exclude(pk=but or 0).order_by("id")
    for called, aliases in others.values_list("name", "aliases"):
        if name == called or name in aliases:
            return no(f"“{name}”已经是“{called}”的名称或别名。请换一个名称。")
    return YES
