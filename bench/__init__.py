"""性能对比 — each bench prints medians of five, and the ratio to a named rival in the same run."""
