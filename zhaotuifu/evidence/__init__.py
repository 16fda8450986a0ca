"""佐证 — stored files by their hash."""
