"""报告页面 — the progress table, the register and the paper."""
