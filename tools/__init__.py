"""装房子的工具 — set-up, launch and test lanes; the standard library only.

These modules run before anything is installed, so they import nothing from outside and nothing
of `zhaotuifu`; only `prepare` runs inside the virtual environment, as a child process.
"""
