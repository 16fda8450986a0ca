"""组织人员 — organisations, people and the posts they hold from a day to a day."""
