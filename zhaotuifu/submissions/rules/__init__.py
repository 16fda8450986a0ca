"""上报表规则 — pure: what a column may be pointed at, what is written there, and whether sums agree."""
