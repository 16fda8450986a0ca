"""工作台查询 — what the pages of the desk read, one module for each page."""
