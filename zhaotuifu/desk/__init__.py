"""工作台 — what waits for me, what changed, the leader's page."""
