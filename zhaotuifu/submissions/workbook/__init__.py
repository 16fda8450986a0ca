"""空表工作簿 — the superior's xlsx, examined and filled in a child process.

What stands here knows no Django: the child imports it and meets the hostile file.
"""
