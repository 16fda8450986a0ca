"""项目库 — the project's identity, its listings by level and year, and what is said of it."""
