"""台账 — spreadsheets of the 板块 in, the same table out."""
