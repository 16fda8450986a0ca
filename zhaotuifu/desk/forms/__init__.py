"""工作台表单 — the conditions of the list; months and milestones."""
