"""进展 — milestones, monthly amounts and monthly words."""
