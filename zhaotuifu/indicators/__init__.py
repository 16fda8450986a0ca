"""指标 — one definition each, one function over rows."""
