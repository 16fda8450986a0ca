"""工作台页面 — find, call, answer."""
