"""运维 — backup and restore, and whether the house is well."""
