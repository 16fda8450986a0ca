"""报告 — 进度表, and papers from draft to erratum: live until signed."""
