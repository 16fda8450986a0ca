"""操作人 — who acts: a person in the posts held on a day, as plain values."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """角色 — what a post may do; the label is what the screen says."""

    OFFICE = "office"
    ZONE = "zone"
    DEPARTMENT = "department"
    LEADER = "leader"
    REVIEWER = "reviewer"
    SIGNER = "signer"
    AUDITOR = "auditor"
    ADMIN = "admin"

    @property
    def label(self) -> str:
        return ROLE_LABELS[self]


ROLE_LABELS = {
    Role.OFFICE: "区重大办",
    Role.ZONE: "板块填报",
    Role.DEPARTMENT: "部门",
    Role.LEADER: "领导",
    Role.REVIEWER: "审核人",
    Role.SIGNER: "签发人",
    Role.AUDITOR: "审计员",
    Role.ADMIN: "管理员",
}


#: an auditor reads who did what, not the projects; an administrator neither
SEE_ALL = (Role.OFFICE, Role.LEADER, Role.DEPARTMENT, Role.REVIEWER, Role.SIGNER)


@dataclass(frozen=True, slots=True)
class Actor:
    """操作人 — user, name and the organisations at which each role is held today.

    `user_id` is None for the system itself (jobs, set-up commands).
    """

    user_id: int | None
    name: str
    organisation: str = ""
    posts: tuple[tuple[Role, int], ...] = ()

    def holds(self, *roles: Role) -> bool:
        """是否任职 — holds at least one of the roles anywhere."""
        return any(role in roles for role, _ in self.posts)

    def organisations(self, *roles: Role) -> frozenset[int]:
        """任职单位 — ids of the organisations at which one of the roles is held."""
        return frozenset(org for role, org in self.posts if role in roles)

    @property
    def sees_all(self) -> bool:
        """全区可见 — district offices, departments, leaders and those who answer for a paper."""
        return self.user_id is None or self.holds(*SEE_ALL)

    @property
    def role_text(self) -> str:
        """角色文字 — Chinese labels for the audit row."""
        return "、".join(dict.fromkeys(role.label for role, _ in self.posts)) or "系统"


SYSTEM = Actor(user_id=None, name="系统")
