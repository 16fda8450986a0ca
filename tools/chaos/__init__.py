"""断电演练 — the whole house runs, people work in it, and any of its processes is killed at any time."""
