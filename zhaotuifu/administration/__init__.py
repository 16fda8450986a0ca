"""系统管理 — accounts, organisations, presets, rules, holidays, jobs and the audit, for who keeps the system."""
