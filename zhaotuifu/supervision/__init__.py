"""督查 — lamps by the rule in force and the current position of each project."""
