"""结转 — at the turn of the year: what goes on, what ends, the plan of the new year; one reviewed act."""
