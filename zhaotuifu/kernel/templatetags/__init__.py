"""模板标签 — how figures and days are written on the screen."""
