"""报告 — 进度表 and 专报, live until issued."""
