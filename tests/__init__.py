"""测试 — mirrors zhaotuifu/ and tools/ one to one."""
