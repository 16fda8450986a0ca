"""演示账号 — one sign-in for each role; known to everybody, so refused when DEBUG is off."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from zhaotuifu.kernel.actor import SYSTEM, Actor, Role
from zhaotuifu.parties import actions, queries
from zhaotuifu.parties.models import Organisation, OrganisationKind

FIRST_DAY = date(2021, 1, 4)  # the system was taken into use


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """演示账号 — a post, the role it holds and where; `organisation` "" is the district itself."""

    username: str
    name: str
    role: Role
    organisation: str

    @property
    def password(self) -> str:
        """密码 — derived, so that the table needs no second list; 12 characters at least."""
        return f"{self.username}-demo-2025"


OFFICE = DemoAccount("office", "重大办填报审核岗", Role.OFFICE, "区重大办")
ACCOUNTS = (
    OFFICE,
    DemoAccount("xiuyun", "岫云高新园填报岗", Role.ZONE, "岫云高新园"),
    DemoAccount("yanhu", "砚湖镇填报岗", Role.ZONE, "砚湖镇"),
    DemoAccount("shenpi", "审批局联络岗", Role.DEPARTMENT, "区行政审批局"),
    DemoAccount("leader", "区领导", Role.LEADER, ""),
    DemoAccount("hegao", "重大办核稿岗", Role.REVIEWER, "区重大办"),
    DemoAccount("qianfa", "重大办签发岗", Role.SIGNER, "区重大办"),
    DemoAccount("shenji", "审计员", Role.AUDITOR, ""),
    DemoAccount("admin", "系统管理员", Role.ADMIN, ""),
)


def open_accounts(*, at: datetime) -> dict[str, Actor]:
    """开演示账号 — through the actions; returns the actors by username."""
    actors = {}
    for account in ACCOUNTS:
        user = actions.open_account(
            username=account.username, name=account.name, password=account.password,
            by=SYSTEM, at=at, is_demo=True,
        )
        actions.give_post(
            user=user, organisation=_organisation(account), role=account.role, from_on=FIRST_DAY,
            by=SYSTEM, at=at,
        )
        actors[account.username] = queries.actor_of(user, at.date())
    return actors


def _organisation(account: DemoAccount) -> Organisation:
    if not account.organisation:
        return Organisation.objects.get(kind=OrganisationKind.DISTRICT)
    return Organisation.objects.exclude(kind=OrganisationKind.ENTERPRISE).get(
        name=account.organisation
    )
