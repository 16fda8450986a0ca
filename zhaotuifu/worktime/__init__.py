"""工作日历 — working days with 调休; a year without its notice is known to be unknown."""
