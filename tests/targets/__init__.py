"""目标 — tests of the area."""
