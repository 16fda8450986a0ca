"""目标 — yearly targets by indicator, level and 板块."""
