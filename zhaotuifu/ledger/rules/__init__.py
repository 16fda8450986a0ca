"""台账规则 — pure: a spreadsheet's cells in, understood rows out.

Entry points (also importable from here):
`understand(book, *, zones, filename, period=None, mapping=None, defaults=None,
only_sheet=None) -> Understood` and `canonical(row) -> dict`.
"""
