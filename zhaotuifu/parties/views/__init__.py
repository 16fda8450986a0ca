"""组织人员页面 — sign in and out; one's own password, 动态口令 and sessions."""

from zhaotuifu.parties.entering import PREVIOUS_VISIT_ON

__all__ = ["PREVIOUS_VISIT_ON"]
