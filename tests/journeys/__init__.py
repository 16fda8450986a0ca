"""浏览器路程 — what a person does from the first page to the last, in a real chromium."""
