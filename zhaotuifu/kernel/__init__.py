"""内核 — what two or more areas need and that knows no area.

A closed list of modules: actor audit events facts jobs money moves names pages sheets verdict.
"""
