"""上报动作 — keep tables and versions; start, send, drop and fetch submissions."""
