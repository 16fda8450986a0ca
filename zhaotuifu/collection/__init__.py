"""收报 — collecting the months: which 板块 sent what, when and by whom, and who is reminded."""
