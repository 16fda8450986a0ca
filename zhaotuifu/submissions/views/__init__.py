"""上报表页面 — the register, a table with its versions, pointing, and what is sent."""
